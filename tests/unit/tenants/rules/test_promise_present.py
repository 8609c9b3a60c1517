"""A promised matter publishes a promise; a statutory limit has its law."""

from dataclasses import replace

import pytest

from bpmn.finding import Severity
from tenants.matter import MatterKind, MatterLimit
from tenants.rules.promise_present import RULE
from tenants.testing import Workbench


def test_promise_and_statutory_limit_are_there(bench: Workbench) -> None:
    assert bench.findings(RULE, bench.model()) == []


@pytest.mark.parametrize("promised", [None, MatterLimit(0)])
def test_a_promised_matter_without_promise(bench: Workbench, promised: MatterLimit | None) -> None:
    assert [finding.element for finding in bench.findings(RULE, bench.model(promised=promised))] == ["promised"]


@pytest.mark.parametrize(("promised", "found"), [(None, 0), (MatterLimit(0), 0), (MatterLimit(1), 1)])
def test_an_instant_matter_promises_nothing_but_the_spot(
    bench: Workbench, promised: MatterLimit | None, found: int
) -> None:
    assert len(bench.findings(RULE, bench.model(kind=MatterKind.INSTANT, promised=promised))) == found


def test_a_missing_statutory_limit_is_a_warning_and_one_without_law_an_error(bench: Workbench) -> None:
    (missing,) = bench.findings(RULE, bench.model(statutory=None))
    assert (missing.element, missing.severity) == ("statutory", Severity.WARNING)
    assert bench.matter.statutory is not None
    (baseless,) = bench.findings(RULE, bench.model(statutory=replace(bench.matter.statutory, basis=())))
    assert (baseless.element, baseless.severity) == ("statutory.basis", Severity.ERROR)

"""The drawing's limits are those of the implementation list."""

import pytest

from bpmn.diagram import LimitText, Process
from tenants.rules.promise_as_drawn import RULE
from tenants.testing import Workbench


@pytest.mark.parametrize(
    ("promised", "statutory", "found"),
    [
        (LimitText("1", "workingDay"), LimitText("5", "workingDay"), []),
        (LimitText(), LimitText(), []),
        (LimitText("2", "workingDay"), LimitText("5", "workingDay"), ["2 workingDay"]),
        (LimitText("1", "naturalDay"), LimitText("7", "workingDay"), ["1 naturalDay", "7 workingDay"]),
    ],
)
def test_both_say_the_same(bench: Workbench, promised: LimitText, statutory: LimitText, found: list[str]) -> None:
    model = bench.model(process=Process("P", promised=promised, statutory=statutory))
    assert [finding.met for finding in bench.findings(RULE, model)] == found


def test_a_limit_that_only_the_drawing_has(bench: Workbench) -> None:
    model = bench.model(process=Process("P", promised=LimitText("1", "workingDay")), promised=None)
    (finding,) = bench.findings(RULE, model)
    assert finding.expected == "matter.toml 里没有"

"""Steps of people have a limit before they are published."""

from tenants.matter import MatterKind
from tenants.rules.step_limit_present import RULE
from tenants.testing import Workbench


def test_a_step_of_people_without_limit_is_named(bench: Workbench) -> None:
    model = bench.model(bench.step("审查", limit=""), bench.step("受理", limit="0"), bench.node("serviceTask", "通知"))
    assert [finding.element for finding in bench.findings(RULE, model)] == ["审查"]


def test_an_instant_matter_needs_none(bench: Workbench) -> None:
    assert bench.findings(RULE, bench.model(bench.step("办结", limit=""), kind=MatterKind.INSTANT)) == []

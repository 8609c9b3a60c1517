"""What the guide must say is there before publishing (B7, B8)."""

from bpmn.finding import Severity
from tenants.matter import Condition
from tenants.rules.guide_fields import RULE
from tenants.testing import Workbench

FULL = {"conditions": (Condition("已登记"),), "consult_phone": "12345"}


def test_a_full_guide_is_fine(bench: Workbench) -> None:
    assert bench.findings(RULE, bench.model(**FULL)) == []


def test_every_missing_field_is_named(bench: Workbench) -> None:
    model = bench.model(materials=(), results=(), basis=())
    found = [(finding.element, finding.severity) for finding in bench.findings(RULE, model)]
    assert found == [
        ("conditions", Severity.ERROR),
        ("materials", Severity.ERROR),
        ("results", Severity.ERROR),
        ("basis", Severity.ERROR),
        ("consult_phone", Severity.NOTE),
    ]


def test_a_matter_that_decides_tells_how_to_contest(bench: Workbench) -> None:
    decide = bench.step("决定", kind="decide")
    assert bench.findings(RULE, bench.model(decide, **FULL)) == []
    (finding,) = bench.findings(RULE, bench.model(decide, remedies=(), **FULL))
    assert finding.element == "remedies"
    assert bench.findings(RULE, bench.model(bench.step("审查"), remedies=(), **FULL)) == []

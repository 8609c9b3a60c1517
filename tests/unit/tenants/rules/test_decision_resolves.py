"""决策 of steps must be in the bundle."""

from bpmn.diagram import StepFacts
from tenants.rules.decision_resolves import RULE
from tenants.testing import Workbench


def test_a_decision_that_is_missing_is_named(bench: Workbench) -> None:
    node = bench.node("businessRuleTask", "资格", step=StepFacts(decision="qualification"))
    (finding,) = bench.findings(RULE, bench.model(node))
    assert (finding.element, finding.met) == ("资格", "qualification")


def test_steps_without_decisions_are_fine(bench: Workbench) -> None:
    assert bench.findings(RULE, bench.model(bench.step("收件"))) == []

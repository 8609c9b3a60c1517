"""即办件: nothing in it makes the applicant wait (C10)."""

from bpmn.diagram import Event, EventKind, Node
from tenants.matter import MatterKind
from tenants.rules.instant_without_waiting import RULE
from tenants.testing import Workbench


def waiting(bench: Workbench) -> tuple[Node, ...]:
    return (
        bench.step("审查", limit="1"),
        bench.step("勘察", limit="0", kind="site_visit"),
        bench.node("intermediateCatchEvent", "等三天", event=Event(EventKind.TIMER, expression="P3D")),
        bench.node("receiveTask", "等回复"),
    )


def test_steps_that_wait_are_named(bench: Workbench) -> None:
    model = bench.model(*waiting(bench), bench.step("办结", limit="0"), kind=MatterKind.INSTANT)
    assert [finding.element for finding in bench.findings(RULE, model)] == ["审查", "勘察", "等三天", "等回复"]


def test_a_promised_matter_may_wait(bench: Workbench) -> None:
    assert bench.findings(RULE, bench.model(*waiting(bench))) == []

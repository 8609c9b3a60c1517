"""A matter decided on the spot (即办件) has no step that makes the applicant wait (C10)."""

from collections.abc import Iterator

from bpmn.diagram import EventKind, Node
from bpmn.finding import Finding
from tenants.matter import MatterKind
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_step

WAITING_EVENTS = (EventKind.TIMER, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.CONDITIONAL)


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    if model.matter.kind is not MatterKind.INSTANT:
        return
    for node in model.nodes():
        if reason := _waits(node, centre):
            advice = "请去掉这个环节，或把事项改为承诺件。"
            yield at_step(node, f"{reason}，即办件要当场办结。", expected="不等待", met=reason, advice=advice)


def _waits(node: Node, centre: Centre) -> str:
    kind = centre.kind_of(node)
    if kind is not None and kind.special:
        return f"是特殊环节（{kind.name}）"
    if node.step.limit and node.step.limit.amount != "0":
        return f"有{node.step.limit.amount}的时限"
    if node.kind == "receiveTask" or (node.kind == "intermediateCatchEvent" and node.event.kind in WAITING_EVENTS):
        return "要等待"
    return ""


RULE = Rule("instant-without-waiting", "即办件没有等待的环节", _check, basis="即时办理制（C10）")

"""Every way ends in an end event, so that everyone sees with what result the case ends.

Wrong: “送达” with no line out of it.
Right: “送达” → end event “办结”.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram, EventKind
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if diagram.outgoing(node.id) or node.kind in ("endEvent", "boundaryEvent") or node.on_event:
            continue
        if node.kind == "intermediateThrowEvent" and node.event.kind is EventKind.LINK:
            continue
        holder = diagram.find(node.parent)
        if holder is not None and holder.kind == "adHocSubProcess":
            continue
        yield about(node, f"“{node.label}”之后没有连线，请连到下一环节或结束事件。")


RULE = Rule("dead-end", "走到头却没有结束", Severity.ERROR, look)

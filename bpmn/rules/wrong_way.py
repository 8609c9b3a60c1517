"""Nothing flows into a start event or a border event, and nothing out of an end event.

Wrong: a line from “补正” back to the start event.
Right: the line goes to the first step behind the start event.
"""

from collections.abc import Iterator

from bpmn.allowed import kind_name
from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if node.kind in ("startEvent", "boundaryEvent") and diagram.incoming(node.id):
            yield about(node, f"有连线进入{kind_name(node)}“{node.label}”，请改为连到它后面的环节。")
        if node.kind == "endEvent" and diagram.outgoing(node.id):
            yield about(node, f"结束事件“{node.label}”之后还有连线，请改用中间事件，或删除连线。")


RULE = Rule("wrong-way", "连线方向不对", Severity.ERROR, look)

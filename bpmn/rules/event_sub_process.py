"""An event sub-process is started by its event, never by a line, and has exactly one start event with a trigger.

Wrong: a line leads into the dotted box; or its start event is a plain circle.
Right: no lines at the box, one message start event “申请人撤回” inside.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import scopes
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    holders = (pair for process in diagram.processes for pair in scopes(process))
    for node, inside in holders:
        if node is None or not node.on_event:
            continue
        if diagram.incoming(node.id) or diagram.outgoing(node.id) or diagram.boundary(node.id):
            yield about(node, f"事件子流程“{node.label}”不能有连线或边界事件，它由里面的开始事件触发，请去掉。")
        starts = [each for each in inside if each.kind == "startEvent"]
        if len(starts) > 1:
            yield about(
                node, f"事件子流程“{node.label}”有 {len(starts)} 个开始事件，只能有一个，请拆成几个事件子流程。"
            )


RULE = Rule("event-sub-process", "事件子流程画得不对", Severity.ERROR, look)

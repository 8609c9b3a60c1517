"""An event gateway waits for the first of several events: behind it stand catching events or receive tasks, at least
two, and nothing else leads to them.

Wrong: an event gateway followed by “审查”.
Right: followed by the message “缴费完成” and the timer “满10日未缴”.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram, EventKind
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about

AWAITED = frozenset({EventKind.MESSAGE, EventKind.SIGNAL, EventKind.TIMER, EventKind.CONDITIONAL})


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if node.kind != "eventBasedGateway":
            continue
        if len(diagram.outgoing(node.id)) < 2:
            yield about(node, f"事件网关“{node.label}”后面至少要有两个等待的事件，请补上，或删除网关。")
        for flow in diagram.outgoing(node.id):
            target = diagram.find(flow.target)
            if target is None:
                continue
            waits = target.kind == "intermediateCatchEvent" and target.event.kind in AWAITED
            if not waits and target.kind != "receiveTask":
                yield about(
                    target, f"事件网关“{node.label}”后面只能是等待消息、信号、时间或条件的事件，“{target.label}”不是。"
                )
            elif len(diagram.incoming(target.id)) > 1:
                yield about(target, f"“{target.label}”由事件网关等待，不能再有别的连线进来，请另画一个。")


RULE = Rule("event-gateway", "事件网关后面不是等待", Severity.ERROR, look)

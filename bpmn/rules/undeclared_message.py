"""What is sent or awaited has a name, for the runtime joins senders and receivers by it.

Wrong: an envelope without a message.
Right: the envelope refers to the message “缴费完成”.
"""

from collections.abc import Iterator

from bpmn.allowed import kind_name
from bpmn.diagram import Diagram, EventKind
from bpmn.finding import Finding, Severity
from bpmn.graph import events
from bpmn.rule import Rule, about

SAID = {
    EventKind.MESSAGE: "消息",
    EventKind.SIGNAL: "信号",
    EventKind.ERROR: "错误代码",
    EventKind.ESCALATION: "升级代码",
}


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if node.kind == "receiveTask" and not node.message:
            yield about(node, f"接收任务“{node.label}”没有选等待哪条消息，请选择或新建消息。")
        for event in events(node):
            said = SAID.get(event.kind)
            if said is None or event.name:
                continue
            catches_any = event.kind in (EventKind.ERROR, EventKind.ESCALATION) and node.kind in CATCHING
            if not catches_any:
                yield about(node, f"{kind_name(node)}“{node.label}”没有选{said}，请选择或新建。")


CATCHING = frozenset({"boundaryEvent", "startEvent"})


RULE = Rule("undeclared-message", "没有选消息、信号或错误", Severity.ERROR, look)

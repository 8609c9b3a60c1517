"""A case begins at one place. A scope may have one plain start event; other starts must say what triggers them.

Wrong: two plain circles, one for the window and one for the web.
Right: one start event, and a gateway that asks for the channel; or a message start event besides.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram, EventKind
from bpmn.finding import Finding, Severity
from bpmn.graph import scopes
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for process in diagram.processes:
        for _, nodes in scopes(process):
            plain = [node for node in nodes if node.kind == "startEvent" and node.event.kind is EventKind.NONE]
            for node in plain[1:]:
                yield about(
                    node,
                    f"已有普通开始事件“{plain[0].label}”，又有“{node.label}”，不知道办件从哪里开始；"
                    "请合并成一个，或给后一个选触发方式。",
                )


RULE = Rule("several-starts", "有几个普通开始事件", Severity.ERROR, look)

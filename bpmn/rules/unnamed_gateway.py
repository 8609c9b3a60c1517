"""A gateway that chooses must ask a question, or nobody can check the drawing against the guide (办事指南).

Wrong: a diamond without words between “审查” and two ways.
Right: the diamond says “材料齐全？”, the ways say “齐全” and “不齐全”.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import choices
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in choices(diagram):
        if not node.name.strip():
            before = "、".join(flow_source(diagram, flow.source) for flow in diagram.incoming(node.id))
            yield about(node, f"“{before or node.id}”之后的判断没有写明问什么，请写成问句，例如“材料是否齐全？”。")


def flow_source(diagram: Diagram, element: str) -> str:
    node = diagram.find(element)
    return node.label if node else element


RULE = Rule("unnamed-gateway", "判断没有写明问什么", Severity.WARNING, look)

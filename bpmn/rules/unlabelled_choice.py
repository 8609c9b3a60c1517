"""The lines out of a decision carry its answers, or the drawing must be opened to be understood.

Wrong: “材料齐全？” with two bare lines.
Right: the lines say “齐全” and “不齐全”.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram, Flow
from bpmn.finding import Finding, Severity
from bpmn.graph import choices
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in choices(diagram):
        for flow in diagram.outgoing(node.id):
            if not flow.name.strip():
                yield about(flow, f"判断“{node.label}”到“{_target(diagram, flow)}”的连线没有文字，请写明是哪种回答。")


def _target(diagram: Diagram, flow: Flow) -> str:
    node = diagram.find(flow.target)
    return node.label if node else flow.target


RULE = Rule("unlabelled-choice", "判断的出口没有文字", Severity.NOTE, look)

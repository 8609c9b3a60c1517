"""A gateway with one way in and one way out decides nothing.

Wrong: step → diamond → step.
Right: step → step.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if node.is_gateway and len(diagram.incoming(node.id)) <= 1 and len(diagram.outgoing(node.id)) == 1:
            yield about(node, f"网关“{node.label}”只有一进一出，不起作用，请删除，或补上缺的连线。")


RULE = Rule("needless-gateway", "多余的网关", Severity.NOTE, look)

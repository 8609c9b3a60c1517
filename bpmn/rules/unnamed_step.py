"""A step without a name cannot be shown in a work list, a guide or a finding.

Wrong: an empty box.
Right: a box that says “受理” or “现场勘察”.
"""

from collections.abc import Iterator

from bpmn.allowed import kind_name
from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if node.is_activity and not node.name.strip() and not node.on_event:
            yield about(node, f"{kind_name(node)}（{node.id}）没有名称，请写明这一环节做什么，例如“受理”。")


RULE = Rule("unnamed-step", "环节没有名称", Severity.WARNING, look)

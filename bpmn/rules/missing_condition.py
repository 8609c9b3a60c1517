"""Every way out of an exclusive or inclusive gateway says when it is taken, save the default.

Wrong: two ways out of “材料齐全？”, neither with a condition.
Right: one with 齐全 = true, the other the default.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import choices, flow_label
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in choices(diagram):
        for flow in diagram.outgoing(node.id):
            if not flow.condition and flow.id != node.default:
                yield about(
                    flow,
                    f"判断“{node.label}”的出口“{flow_label(diagram, flow)}”没有条件，请填写 FEEL 条件或设为默认出口。",
                )


RULE = Rule("missing-condition", "出口没有条件", Severity.ERROR, look)

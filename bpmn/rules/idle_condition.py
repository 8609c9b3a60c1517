"""A condition counts only on a way out of an exclusive or inclusive gateway; a default flow and a single way need none.

Wrong: a condition on a flow out of a parallel gateway: it is taken all the same.
Right: an exclusive gateway before the two ways.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import CHOICES, flow_label, splits
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for flow in diagram.flows():
        node = diagram.find(flow.source)
        if node is None or not flow.condition:
            continue
        label = flow_label(diagram, flow)
        if node.kind not in CHOICES:
            yield about(
                flow, f"连线“{label}”上的条件不起作用：“{node.label}”不是判断，请在它后面加排他网关或删除条件。"
            )
        elif flow.id == node.default:
            yield about(flow, f"默认出口“{label}”上的条件不起作用，请删除条件，或改设另一条为默认。")
        elif not splits(diagram, node):
            yield about(flow, f"“{node.label}”只有一条出口“{label}”，条件不成立时办件会停住，请删除条件或补上另一条。")


RULE = Rule("idle-condition", "写了不起作用的条件", Severity.WARNING, look)

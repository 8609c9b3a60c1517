"""What the runtime does not do correctly is refused here, never run wrongly (the table is `bpmn.allowed`).

Wrong: a complex gateway, a compensation event, a transaction.
Right: what the message proposes instead: inclusive gateway, explicit step, error event.
"""

from collections.abc import Iterator

from bpmn.allowed import reasons_against
from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        for name, reason in reasons_against(node, diagram):
            yield about(node, f"“{node.label}”是{name}，不能执行：{reason}", met=name)


RULE = Rule("not-executed", "运行时不执行的元素", Severity.ERROR, look)

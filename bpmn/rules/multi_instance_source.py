"""Multi-instance needs a list to go through or a number.

Wrong: three bars under “专家评审”, nothing else.
Right: list 专家名单, each one seen as 专家; or the number 3.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        loop = node.loop
        if loop is None or loop.kind == "standard":
            continue
        if not loop.collection and not loop.cardinality:
            yield about(node, f"“{node.label}”要办几份没有写明，请填写列表（例如：专家名单）或个数。")
        elif loop.collection and loop.cardinality:
            yield about(node, f"“{node.label}”同时写了列表和个数，请只留一个。")


RULE = Rule("multi-instance-source", "多实例没有写明办几份", Severity.ERROR, look)

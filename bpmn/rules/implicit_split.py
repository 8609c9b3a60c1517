"""Several flows out of a step start all of them at once; a reader expects a choice. A gateway says which is meant.

Wrong: “受理” with two lines to “勘察” and “审查”.
Right: “受理”, a parallel gateway (+), then both.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import splits
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if not node.is_gateway and splits(diagram, node):
            count = len(diagram.outgoing(node.id))
            yield about(
                node,
                f"“{node.label}”直接分出 {count} 条线，会同时走；请画并行网关（同时走）或排他网关（选一条）。",
            )


RULE = Rule("implicit-split", "环节直接分出几条线", Severity.WARNING, look)

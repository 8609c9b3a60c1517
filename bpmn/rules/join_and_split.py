"""A gateway that both joins and splits is read in two ways; drawn as two it is read in one.

Wrong: two lines into a diamond and two out of it.
Right: one gateway joins, the next one splits.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import joins, splits
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if node.is_gateway and joins(diagram, node) and splits(diagram, node):
            yield about(node, f"网关“{node.label}”既汇聚又分出，容易看错，请拆成前后两个网关：先合，后分。")


RULE = Rule("join-and-split", "网关又合又分", Severity.WARNING, look)

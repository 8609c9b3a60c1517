"""Several flows into a step start it once for each arrival; after a parallel split that is twice.

Wrong: “勘察” and “审查” both lead straight into “决定”.
Right: both lead into a joining gateway, then “决定”.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import joins
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if not node.is_gateway and node.kind != "endEvent" and joins(diagram, node):
            count = len(diagram.incoming(node.id))
            yield about(
                node,
                f"有 {count} 条线直接并进“{node.label}”，每来一条就办一次；"
                "请先画网关汇聚：并行的用并行网关，二选一的用排他网关。",
            )


RULE = Rule("implicit-join", "几条线直接并进环节", Severity.WARNING, look)

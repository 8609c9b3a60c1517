"""Nothing leads to the element from a start event, so it never happens; most often a line was not fastened.

Wrong: “公示” stands on the drawing, no line enters it.
Right: a line from “审查” to “公示”.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import followers, reachable
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    following = followers(diagram)
    starts = [node.id for node in diagram.nodes() if node.kind == "startEvent" or node.on_event]
    starts += [node.id for node in diagram.nodes() if node.instantiate and not diagram.incoming(node.id)]
    seen = reachable(following, starts)
    for node in diagram.nodes():
        if node.id not in seen:
            yield about(node, f"从开始事件走不到“{node.label}”，它永远不会办理，请从前一环节连线过来，或删除它。")


RULE = Rule("unreachable", "走不到的环节", Severity.ERROR, look)

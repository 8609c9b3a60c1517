"""A loop without a bound cannot be promised: write on the line that goes back how often it may be taken.

Wrong: “复审” leads back to “审查”, no number.
Right: that line says 最多 2 次 (gov:maxRounds="2").
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import followers, rings
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    bounded = {flow.id for flow in diagram.flows() if flow.max_rounds is not None}
    following = {
        node: tuple(after for after in targets if not _only_bounded(diagram, node, after, bounded))
        for node, targets in followers(diagram).items()
    }
    for ring in rings((node.id for node in diagram.nodes()), following):
        names = [diagram.node(each).label for each in ring]
        yield about(
            diagram.node(ring[0]),
            f"{'、'.join(f'“{name}”' for name in names[:6])}{'等' if len(names) > 6 else ''}之间可以无限循环，"
            "请在返回的连线上写明最多几次（最多轮数）。",
            met=" ".join(ring),
        )


def _only_bounded(diagram: Diagram, source: str, target: str, bounded: set[str]) -> bool:
    flows = [flow.id for flow in diagram.outgoing(source) if flow.target == target]
    return bool(flows) and all(flow in bounded for flow in flows)


RULE = Rule("unbounded-loop", "循环没有写明最多几次", Severity.WARNING, look)

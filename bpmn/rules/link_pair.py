"""A link that is thrown is caught by exactly one link of the same name in the same scope.

Wrong: → “接第2页”, and no catching link of that name.
Right: one catching link “接第2页” where the flow goes on.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram, EventKind, Node
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    thrown: dict[tuple[str, str], list[Node]] = {}
    caught: dict[tuple[str, str], list[Node]] = {}
    for node in diagram.nodes():
        if node.event.kind is EventKind.LINK:
            side = caught if node.kind == "intermediateCatchEvent" else thrown
            side.setdefault((node.parent, node.event.name), []).append(node)
    for key, nodes in thrown.items():
        for node in nodes if key not in caught else ():
            yield about(
                node, f"链接“{key[1] or node.label}”没有对应的捕获链接，办件走到这里就断了，请补上同名的捕获链接。"
            )
    for key, nodes in caught.items():
        if key not in thrown:
            yield about(nodes[0], f"捕获链接“{key[1] or nodes[0].label}”没有对应的抛出链接，走不到这里，请补上或删除。")
        for node in nodes[1:]:
            yield about(node, f"有几个同名的捕获链接“{key[1] or node.label}”，不知道接哪一个，请只留一个。")


RULE = Rule("link-pair", "链接事件不成对", Severity.ERROR, look)

"""Shapes that cover one another cannot be read, nor reached with a pointer.

Wrong: “审查” drawn over “勘察”.
Right: both side by side.
"""

from collections.abc import Iterator
from itertools import islice

from bpmn.diagram import Bounds, Diagram, Node
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about

MOST_NEIGHBOURS = 200
"""A shape is compared with so many to its right at most; each is reported with the first it covers."""


def look(diagram: Diagram) -> Iterator[Finding]:
    groups: dict[tuple[str, str], list[tuple[Node, Bounds]]] = {}
    for shape in diagram.shapes:
        node = diagram.find(shape.element)
        if node is not None and node.kind != "boundaryEvent":
            groups.setdefault((node.parent, shape.plane), []).append((node, shape.bounds))
    for drawn in groups.values():
        ordered = sorted(drawn, key=lambda each: each[1].x)
        for place, (node, bounds) in enumerate(ordered):
            for other, beside in islice(ordered, place + 1, place + 1 + MOST_NEIGHBOURS):
                if beside.x >= bounds.x + bounds.width:
                    break
                if beside.y < bounds.y + bounds.height and bounds.y < beside.y + beside.height:
                    yield about(other, f"“{other.label}”和“{node.label}”的图形重叠，请移开。", met=node.id)
                    break


RULE = Rule("overlapping-shapes", "图形重叠", Severity.NOTE, look)

"""The shipped drawings can be read: no edge crosses another or runs through a shape, lanes hold their steps."""

from itertools import combinations, pairwise
from typing import Any

from bpmn.diagram import Bounds

Point = tuple[float, float]
Segment = tuple[Point, Point]


def segments(waypoints: tuple[Point, ...]) -> list[Segment]:
    return list(pairwise(waypoints))


def crosses(one: Segment, other: Segment) -> bool:
    """Whether a level and an upright segment meet inside both; touching ends (a branch off a trunk) do not cross."""
    for level, upright in ((one, other), (other, one)):
        (x1, y1), (x2, y2) = level
        (x3, y3), (x4, y4) = upright
        if y1 == y2 and x3 == x4:
            return min(x1, x2) < x3 < max(x1, x2) and min(y3, y4) < y1 < max(y3, y4)
    return False


def runs_through(segment: Segment, box: Bounds) -> bool:
    """Whether an upright or level segment passes the inside of a box."""
    (x1, y1), (x2, y2) = segment
    left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
    return left < box.x + box.width and right > box.x and top < box.y + box.height and bottom > box.y


def test_edges_run_level_or_upright(shipped: Any) -> None:
    for edge in shipped.model.diagram.edges:
        for (x1, y1), (x2, y2) in segments(edge.waypoints):
            assert x1 == x2 or y1 == y2, edge.element


def test_no_edge_crosses_another(shipped: Any) -> None:
    edges = [edge for edge in shipped.model.diagram.edges if edge.element]
    found = [
        (one.element, other.element)
        for one, other in combinations(edges, 2)
        if any(crosses(a, b) for a in segments(one.waypoints) for b in segments(other.waypoints))
    ]
    assert found == []


def test_no_edge_runs_through_a_shape(shipped: Any) -> None:
    diagram = shipped.model.diagram
    nodes = [shape for shape in diagram.shapes if diagram.find(shape.element) is not None]
    for edge in diagram.edges:
        flow = diagram.flow(edge.element)
        for shape in nodes:
            if shape.element not in (flow.source, flow.target):
                assert not any(runs_through(part, shape.bounds) for part in segments(edge.waypoints)), (
                    edge.element,
                    shape.element,
                )


def test_every_node_is_drawn_inside_its_lane(shipped: Any) -> None:
    diagram = shipped.model.diagram
    drawn = {shape.element: shape.bounds for shape in diagram.shapes}
    for node in diagram.nodes():
        lane = diagram.lane(node.id)
        assert lane is not None, node.id
        inner, outer = drawn[node.id], drawn[lane.id]
        assert outer.x <= inner.x, node.id
        assert inner.x + inner.width <= outer.x + outer.width, node.id
        assert outer.y <= inner.y, node.id
        assert inner.y + inner.height <= outer.y + outer.height, node.id


def test_the_lane_is_that_of_the_department_that_works(shipped: Any) -> None:
    diagram = shipped.model.diagram
    for node in diagram.nodes():
        lane = diagram.lane(node.id)
        if node.kind == "userTask" and lane is not None:
            assert lane.department == node.step.department, node.id


def test_every_word_on_a_line_or_circle_has_its_place(shipped: Any) -> None:
    diagram = shipped.model.diagram
    boxes = [shape.bounds for shape in diagram.shapes if diagram.find(shape.element) is not None]
    labels = [shape.label for shape in diagram.shapes if shape.label is not None]
    labels += [edge.label for edge in diagram.edges if edge.label is not None]
    assert {flow.id for flow in diagram.flows() if flow.name} == {
        edge.element for edge in diagram.edges if edge.label is not None
    }
    for label in labels:
        for box in boxes:
            apart = (
                label.x >= box.x + box.width
                or box.x >= label.x + label.width
                or label.y >= box.y + box.height
                or box.y >= label.y + label.height
            )
            assert apart, (label, box)
    for one, other in combinations(labels, 2):
        apart = (
            one.x >= other.x + other.width
            or other.x >= one.x + one.width
            or one.y >= other.y + other.height
            or other.y >= one.y + one.height
        )
        assert apart, (one, other)

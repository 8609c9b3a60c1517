"""The plain layout: everything is drawn, nothing covers anything, the same diagram gives the same drawing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bpmn.diagram import Bounds, Diagram, Edge, Lane, MessageFlow, Node, Participant, Process
from bpmn.layout import lay_out
from bpmn.rules.no_shape import RULE as NO_SHAPE
from bpmn.rules.overlapping_shapes import RULE as OVERLAP
from bpmn.testing import Taste, diagram_from, random_diagram

TASTE = Taste(size=10, inclusive=True, boundaries=True)


def boxes(diagram: Diagram) -> dict[str, Bounds]:
    return {shape.element: shape.bounds for shape in diagram.shapes}


def covers(box: Bounds, start: tuple[float, float], end: tuple[float, float]) -> bool:
    """Whether a straight upright or level line runs through the inside of a box."""
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return left < box.x + box.width and right > box.x and top < box.y + box.height and bottom > box.y


def crossings(diagram: Diagram) -> Iterator[tuple[str, str]]:
    """(flow, node) for every flow that runs through a node it has nothing to do with."""
    drawn = boxes(diagram)
    for edge in diagram.edges:
        flow = diagram.flow(edge.element)
        ends = {flow.source, flow.target, diagram.node(flow.source).attached_to}
        for node in diagram.nodes():
            if node.id not in ends and not node.attached_to and node.kind != "subProcess":
                for start, end in zip(edge.waypoints, edge.waypoints[1:], strict=False):
                    if covers(drawn[node.id], start, end):
                        yield edge.element, node.id


@pytest.mark.parametrize("seed", range(40))
def test_any_diagram_is_drawn_whole_without_one_thing_over_another(seed: int) -> None:
    laid = lay_out(random_diagram(seed, TASTE))

    assert NO_SHAPE.check(laid) == ()
    assert OVERLAP.check(laid) == ()
    assert list(crossings(laid)) == []
    assert lay_out(laid) == laid


@pytest.mark.parametrize("seed", range(10))
def test_edges_run_at_right_angles_from_border_to_border(seed: int) -> None:
    laid = lay_out(random_diagram(seed, TASTE))
    drawn = boxes(laid)

    for edge in laid.edges:
        flow = laid.flow(edge.element)
        for start, end in zip(edge.waypoints, edge.waypoints[1:], strict=False):
            assert start[0] == end[0] or start[1] == end[1]
        target = drawn[flow.target]
        assert edge.waypoints[-1] == (target.x, target.y + target.height / 2)


def test_what_comes_later_stands_further_right() -> None:
    drawn = boxes(lay_out(diagram_from("S A:1 x1 [a > 1] B:1 x2 E ; x1 [-] x2")))

    assert drawn["S"].x < drawn["A"].x < drawn["x1"].x < drawn["B"].x < drawn["x2"].x < drawn["E"].x


def test_lanes_lie_below_one_another_and_hold_their_steps() -> None:
    plain = diagram_from("S A:1 B:1 E")
    (process,) = plain.processes
    lanes = (Lane("window", "窗口", ("S", "A")), Lane("office", "科室", ("B", "E"), department="资规局"))

    drawn = boxes(lay_out(replace(plain, processes=(replace(process, lanes=lanes),))))

    assert drawn["window"].y + drawn["window"].height == drawn["office"].y
    for lane in lanes:
        for node in lane.nodes:
            assert drawn[lane.id].y < drawn[node].y
            assert drawn[node].y + drawn[node].height < drawn[lane.id].y + drawn[lane.id].height


def test_a_sub_process_is_as_large_as_what_it_holds() -> None:
    inner = [Node(f"t{number}", "userTask", parent="sub") for number in range(5)]
    process = Process("p", nodes=(Node("sub", "subProcess", parent="p"), *inner))

    drawn = boxes(lay_out(Diagram(processes=(process,))))

    outer = drawn["sub"]
    for node in inner:
        box = drawn[node.id]
        assert outer.x < box.x and box.x + box.width < outer.x + outer.width  # noqa: PT018
        assert outer.y < box.y and box.y + box.height < outer.y + outer.height  # noqa: PT018


def test_border_events_sit_on_the_lower_edge_of_their_step() -> None:
    drawn = boxes(lay_out(diagram_from("S A:5 E ; A@5 B:1 E2")))

    clock, host = drawn["A_at_5"], drawn["A"]
    assert clock.y + clock.height / 2 == host.y + host.height
    assert host.x <= clock.x <= host.x + host.width


def test_pools_and_message_flows_are_drawn_too() -> None:
    process = Process("p", nodes=(Node("s", "startEvent", parent="p"), Node("e", "endEvent", parent="p")))
    pools = (Participant("centre", "中心", "p"), Participant("person", "申请人"))
    diagram = Diagram(processes=(process,), participants=pools, message_flows=(MessageFlow("m", "person", "s"),))

    laid = lay_out(diagram)

    drawn = boxes(laid)
    assert drawn["centre"].y + drawn["centre"].height < drawn["person"].y
    assert [edge.element for edge in laid.edges if isinstance(edge, Edge)] == ["m"]


def test_an_empty_diagram_stays_empty() -> None:
    assert lay_out(Diagram()) == Diagram()

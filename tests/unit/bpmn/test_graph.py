"""Plain questions about the flows: what can be reached, where it goes round."""

import pytest

from bpmn.graph import choices, flow_label, followers, joins, reachable, rings, scopes, splits
from bpmn.testing import diagram_from

RINGS = [
    ("ab bc ca", ("abc",)),
    ("ab bc", ()),
    ("aa", ("a",)),
    ("ab ba bc cd dc", ("ab", "cd")),
    ("ab bc cb ca", ("abc",)),
    ("ab bc cd de eb", ("bcde",)),
]


@pytest.mark.parametrize(("edges", "expected"), RINGS)
def test_rings_are_the_sets_one_can_come_back_in(edges: str, expected: tuple[str, ...]) -> None:
    nodes = sorted(set(edges.replace(" ", "")))
    following = {node: tuple(edge[1] for edge in edges.split() if edge[0] == node) for node in nodes}

    assert tuple("".join(ring) for ring in rings(nodes, following)) == expected


def test_a_long_ring_needs_no_recursion() -> None:
    following = {str(number): (str((number + 1) % 5_000),) for number in range(5_000)}

    assert [len(ring) for ring in rings(following, following)] == [5_000]


def test_border_events_follow_their_step() -> None:
    diagram = diagram_from("S A:5 E ; A@5 B:1 E2")

    assert set(followers(diagram)["A"]) == {"E", "A_at_5"}
    assert reachable(followers(diagram), ["S"]) == {"S", "A", "E", "A_at_5", "B", "E2"}


def test_gateways_that_choose_split_in_several_ways() -> None:
    diagram = diagram_from("S x1 [a > 1] A x2 E ; x1 [-] x2 ; ")

    assert [node.id for node in choices(diagram)] == ["x1"]
    assert splits(diagram, diagram.node("x1"))
    assert joins(diagram, diagram.node("x2"))
    assert flow_label(diagram, diagram.flow("f1")) == "S → x1"
    assert [holder for holder, _ in scopes(diagram.processes[0])] == [None]

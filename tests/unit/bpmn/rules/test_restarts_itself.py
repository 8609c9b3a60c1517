"""An event sub-process does not start itself again for ever."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bpmn.diagram import Event, EventKind, Node
from bpmn.finding import Finding
from bpmn.rules.restarts_itself import RULE
from bpmn.testing import diagram_from

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_escalates_what_it_waits_for.bpmn", "sub", "会无休止地重新开始"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize(
    "drawing", ["valid_escalates_something_else.bpmn", "valid_interrupts.bpmn", "valid_ends_plainly.bpmn"]
)
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()


def test_a_ring_of_two_is_found_at_both() -> None:
    one = diagram_from("S A:1 E ; P*> S1@~x B:1 E1 ; Q*> S2@~y C:1 E2")
    thrown = {"E1": "y", "E2": "x"}

    def escalating(node: Node) -> Node:
        name = thrown.get(node.id) or (node.event.name if node.kind == "startEvent" else "")
        return replace(node, event=Event(EventKind.ESCALATION, name)) if name else node

    (process,) = one.processes
    ring = replace(one, processes=(replace(process, nodes=tuple(map(escalating, process.nodes))),))
    assert [finding.element for finding in RULE.check(ring)] == ["P", "Q"]
    straight = replace(ring.processes[0], nodes=tuple(n for n in ring.processes[0].nodes if n.id != "E2"))
    assert RULE.check(replace(ring, processes=(straight,))) == ()

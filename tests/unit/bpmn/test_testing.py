"""The one-line notation and the random diagrams that other tests stand on."""

import pytest

from bpmn.diagram import EventKind
from bpmn.testing import PROCESS, Taste, diagram_from, random_diagram


def test_words_become_nodes_with_their_facts() -> None:
    diagram = diagram_from("S A^review!r:3p x1 [a < 5] B:4h E ; x1 [-] T!v?size E2", promised=5)

    step = diagram.node("A").step
    assert (step.kind, step.result, step.limit.amount, step.limit.unit) == ("review", "r", "3", "workingDay")
    assert step.counts_in_limit is False
    assert diagram.node("B").step.limit.unit == "workingHour"
    assert diagram.node("T").kind == "businessRuleTask"
    assert diagram.node("T").step.decision == "size"
    assert [flow.condition for flow in diagram.outgoing("x1")] == ["a < 5", ""]
    assert diagram.node("x1").default == diagram.outgoing("x1")[1].id
    assert diagram.processes[0].promised.amount == "5"


def test_boundary_events_sub_processes_and_calls() -> None:
    diagram = diagram_from("S P C&sub E ; P> S1 A:1 E1%late ; P@~5 B:1 E2 ; P@%late E3 ; H*> S9@msg D:1 E4")

    assert diagram.node("P").kind == "subProcess"
    assert diagram.node("A").parent == "P"
    assert not diagram.node("P_beside_5").interrupting
    assert diagram.node("P_on_late").event.name == diagram.node("E1").event.name == "late"
    assert diagram.node("C").called == "sub"
    assert diagram.node("H").on_event
    assert diagram.node("S9").event.kind is EventKind.MESSAGE


def test_bounds_stand_on_the_flows_that_lead_back() -> None:
    diagram = diagram_from("S x1*2 x2*3 A:1 x3 x4 E ; x3 B:1 x2 ; x4 x1")

    bounds = {(flow.source, flow.target): flow.max_rounds for flow in diagram.flows()}
    assert bounds[("B", "x2")] == 3
    assert bounds[("x4", "x1")] == 2
    assert bounds[("x1", "x2")] is None


def test_a_word_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="§"):
        diagram_from("S § E")


def test_the_same_seed_draws_the_same() -> None:
    taste = Taste(20, inclusive=True, boundaries=True, pauses=True, damages=2, variables="ab")

    assert random_diagram(3, taste) == random_diagram(3, taste)
    assert random_diagram(3, taste) != random_diagram(4, taste)


def test_random_diagrams_hold_together() -> None:
    for seed in range(50):
        diagram = random_diagram(seed, Taste(12, inclusive=True, boundaries=True, damages=seed % 3))
        for flow in diagram.flows():
            assert diagram.find(flow.source)
            assert diagram.find(flow.target)
            assert flow.parent == PROCESS

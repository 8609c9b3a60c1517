"""The longest way against simulating every run, on random small diagrams."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from bpmn.diagram import Diagram
from bpmn.proof import Bound, prove
from bpmn.proof.net import Net
from bpmn.proof.regions import Variable
from bpmn.testing import Taste, random_diagram

NetOf = Callable[[Diagram], Net]
WorstOfAllRuns = Callable[..., int | None]
FREE = (
    Taste(6, loops=False),
    Taste(6, loops=False, inclusive=True),
    Taste(5),
    Taste(6, loops=False, boundaries=True),
    Taste(6, loops=False, pauses=True),
)
ASKING = (
    Taste(8, loops=False, variables="ab"),
    Taste(6, loops=False, inclusive=True, variables="ab"),
    Taste(10, loops=False, crossings=False, variables="a"),
)
ZERO_TO_SIX = [Variable(name, "number", Decimal(0), Decimal(6), whole=True, required=True) for name in "ab"]


def check_free(net_of: NetOf, worst_of_all_runs: WorstOfAllRuns, seeds: Iterable[int]) -> int:
    """Every run, whatever is chosen; how many diagrams were small enough to be simulated."""
    counted = 0
    for seed in seeds:
        diagram = random_diagram(seed, FREE[seed % len(FREE)])
        expected = worst_of_all_runs(net_of(diagram))
        if expected is not None:
            verdict = prove(diagram)
            assert (verdict.worst, verdict.bound) == (expected, Bound.EXACT), seed
            counted += 1
    return counted


def check_asking(net_of: NetOf, worst_of_all_runs: WorstOfAllRuns, seeds: Iterable[int]) -> None:
    """All 49 pairs of values; and the witness's own values must give the worst."""
    for seed in seeds:
        diagram = random_diagram(seed, ASKING[seed % len(ASKING)])
        net = net_of(diagram)
        days = {(a, b): worst_of_all_runs(net, {"a": a, "b": b}) for a in range(7) for b in range(7)}
        verdict = prove(diagram, variables=ZERO_TO_SIX)
        assert (verdict.worst, verdict.bound) == (max(day or 0 for day in days.values()), Bound.EXACT), seed
        assert verdict.witness is not None
        values = {"a": 0, "b": 0, **{name: int(str(value)) for name, value in verdict.witness.inputs}}
        assert days[values["a"], values["b"]] == verdict.worst, seed


def test_worst_of_every_run(net_of: NetOf, worst_of_all_runs: WorstOfAllRuns) -> None:
    assert check_free(net_of, worst_of_all_runs, range(500)) > 450


def test_worst_over_every_value(net_of: NetOf, worst_of_all_runs: WorstOfAllRuns) -> None:
    check_asking(net_of, worst_of_all_runs, range(60))


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_worst_of_every_run_at_length(net_of: NetOf, worst_of_all_runs: WorstOfAllRuns) -> None:
    print(check_free(net_of, worst_of_all_runs, range(5_000)), "diagrams, every run")
    check_asking(net_of, worst_of_all_runs, range(800))


def test_slack_is_what_a_step_can_grow(net_of: NetOf) -> None:
    """Growing a step by its slack changes nothing, by one more it does (where every way is feasible)."""
    for seed in range(30):
        diagram = random_diagram(seed, Taste(6, loops=seed % 2 == 0))
        verdict = prove(diagram)
        for step, slack in verdict.slack[:4]:
            assert prove(grown(diagram, step, slack)).worst == verdict.worst, (seed, step)
            longer = prove(grown(diagram, step, slack + 1)).worst
            assert longer is not None
            assert verdict.worst is not None
            assert longer > verdict.worst, (seed, step)


def test_a_day_given_back_gains_what_the_verdict_says() -> None:
    for seed in range(90):
        diagram = random_diagram(
            seed, (Taste(8, loops=False), Taste(6), Taste(6, loops=False, boundaries=True))[seed % 3]
        )
        verdict = prove(diagram)
        steps = [(step, gain) for step, gain in verdict.give_back if diagram.node(step).is_activity]
        for step, gain in steps[:5]:
            shorter = prove(grown(diagram, step, -1)).worst
            assert shorter is not None
            assert verdict.worst is not None
            assert verdict.worst - shorter == gain, (seed, step)


def grown(diagram: Diagram, step: str, days: int) -> Diagram:
    """The diagram with a longer limit on one step."""
    process = diagram.processes[0]
    nodes = []
    for node in process.nodes:
        if node.id == step:
            amount = str(int(node.step.limit.amount) + days)
            node = replace(node, step=replace(node.step, limit=replace(node.step.limit, amount=amount)))
        nodes.append(node)
    return replace(diagram, processes=(replace(process, nodes=tuple(nodes)),))

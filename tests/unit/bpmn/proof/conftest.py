"""The referee of the prover's numbers: a plain simulation of every run of a small net."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec

import pytest

from bpmn.diagram import Diagram
from bpmn.feel import compile_expression
from bpmn.proof.drawn import Surroundings
from bpmn.proof.net import ENDS, Kind, Net
from bpmn.proof.scopes import build
from bpmn.proof.tokens import Tokens

NetOf = Callable[[Diagram], Net]
collect_ignore = [] if find_spec("pm4py") else ["test_peer.py"]
"""The second opinion is asked where the other tool is installed."""
Values = Mapping[str, int]
WorstOfAllRuns = Callable[..., int | None]


@pytest.fixture(scope="session")
def net_of() -> NetOf:
    """The net of a diagram's one process."""

    def read(diagram: Diagram) -> Net:
        process = diagram.main()
        assert process is not None
        return build(diagram, process, Surroundings()).all[process.id].net

    return read


@pytest.fixture(scope="session")
def worst_of_all_runs() -> WorstOfAllRuns:
    """The latest end over every choice in every run, each step taking its whole limit; None above 60 000 states.

    A loop's bound is counted for each time it is entered from outside. Given values, conditions choose, not chance.
    """

    def simulate(net: Net, values: Values | None = None) -> int | None:
        tokens, worst = Tokens(net), 0
        back = _back_flows(net)
        first = (tuple((number, 0) for number in tokens.initial()), 0, ())
        seen, todo = {first}, [first]
        while todo:
            if len(seen) > 60_000:
                return None
            times, ended, rounds = todo.pop()
            have = dict(times)
            ready = tokens.enabled(tuple(sorted(have)))
            if not ready:
                worst = max(worst, ended)
            normal = [name for name in ready if not net.waiting_or(name)] or ready
            for after in _fire(net, tokens, back, have, ended, dict(rounds), normal[0], values) if ready else ():
                if after not in seen:
                    seen.add(after)
                    todo.append(after)
        return worst

    return simulate


def _back_flows(net: Net) -> dict[int, int]:
    """The flows with a declared bound."""
    return {number: arc.limit for number, arc in net.arcs.items() if arc.limit is not None}


def _fire(
    net: Net,
    tokens: Tokens,
    back: dict[int, int],
    have: dict[int, int],
    ended: int,
    rounds: dict[int, int],
    name: str,
    values: Values | None,
) -> list[tuple[tuple[tuple[int, int], ...], int, tuple[tuple[int, int], ...]]]:
    """Every state after one node fired."""
    node = net.nodes[name]
    inputs = [number for number in net.ins[name] if number in have]
    if node.kind not in (Kind.AND, Kind.OR):
        inputs = inputs[:1]
    end = max(have[number] for number in inputs) + _days(net, name)
    rest = {number: time for number, time in have.items() if number not in inputs}
    if node.kind in ENDS:
        return [(tuple(sorted(rest.items())), max(ended, end), tuple(sorted(rounds.items())))]
    if inputs[0] not in back:
        rounds = {number: used for number, used in rounds.items() if number not in net.ins[name]}
    states = []
    for pick in tokens.picks(name) if values is None else [_chosen(net, name, values)]:
        used = dict(rounds)
        for number in pick:
            if number in back:
                used[number] = used.get(number, 0) + 1
        if all(used.get(number, 0) <= back[number] for number in pick if number in back):
            after = {**rest, **dict.fromkeys(pick, end)}
            states.append((tuple(sorted(after.items())), ended, tuple(sorted(used.items()))))
    return states


def _days(net: Net, name: str) -> int:
    node = net.nodes[name]
    return min((length.amount for length in node.lengths or ()), default=0) * (0 if node.pause else node.rounds)


def _chosen(net: Net, name: str, values: Values) -> tuple[int, ...]:
    """The flows that the values choose: the first true one of an exclusive gateway, all true ones of an inclusive."""
    outs = [net.arcs[number] for number in net.outs[name]]
    if net.nodes[name].kind not in (Kind.XOR, Kind.OR) or len(outs) == 1:
        return net.outs[name]
    true = [arc.id for arc in outs if arc.condition and compile_expression(arc.condition).holds(values)]
    true = true or [arc.id for arc in outs if arc.default]
    return tuple(true[:1] if net.nodes[name].kind is Kind.XOR else true)

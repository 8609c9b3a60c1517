"""Large cases are right, and what a step costs does not grow with what is already done.

Cost is counted in calls of Python functions, so that the counts are the same on every machine; times stand in the
figures of `tests/bench/runtime.py`.
"""

import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from engine.runtime import Definition, RuntimeCase
from engine.runtime import effects as fx

Build = Callable[..., Definition]


def calls(work: Callable[[], object]) -> int:
    """How many Python functions the work calls."""
    seen = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal seen
        seen += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return seen


def through(definition: Definition, variables: dict[str, object]) -> RuntimeCase:
    """Do all steps in memory, first come first served."""
    case, effects = RuntimeCase.start(definition, variables)
    todo = [effect.token for effect in effects if isinstance(effect, fx.StepOpened)]
    for token in todo:
        todo += [effect.token for effect in case.complete(token) if isinstance(effect, fx.StepOpened)]
    return case


def joints(many: int) -> str:
    rows = [f"G{at}->u{at}x{who}->Gj{at}" for at in range(many) for who in range(3)]
    return "; ".join(["S->G0", *rows, *(f"Gj{at}->G{at + 1}" for at in range(many - 1)), f"Gj{many - 1}->E"])


def test_joint_approvals_in_a_row_do_not_multiply(build: Build) -> None:
    short, long = build(joints(2)), build(joints(10))
    assert calls(lambda: RuntimeCase.start(long)) <= calls(lambda: RuntimeCase.start(short)) + 20
    assert through(long, {}).finished
    assert calls(lambda: through(long, {})) < 5.5 * calls(lambda: through(short, {}))


def test_a_thousand_rounds_cost_the_same_each(play: Callable[..., Any]) -> None:
    merge = {"M": {"kind": "exclusiveGateway"}, "M2": {"kind": "exclusiveGateway"}}
    case = play("S->M->G->a->G2->X->M?again; G->b->G2; X->M2?; M2->c->E", merge)
    costs, sizes = [], []
    for _ in range(1000):
        costs.append(calls(lambda: case.do("a").do("b", again=True)))
        sizes.append(len(case.state))
        del case.walked[:]
    assert max(costs[10:]) <= min(costs[10:]) * 1.02  # calls, not seconds; the interpreter adds a few of its own
    assert max(sizes) <= min(sizes) + 8  # token numbers grow from one digit to four
    assert case.do("a").do("b", again=False).do("c").finished


def test_two_thousand_parallel_branches(build: Build) -> None:
    def branches(count: int) -> Definition:
        rows = [f"G->u{at}->G2" for at in range(count)]
        return build("; ".join(["S->G", *rows, "G2->z->E"]))

    large, small = branches(2000), branches(500)
    case, effects = RuntimeCase.start(large)
    opened = [effect.token for effect in effects if isinstance(effect, fx.StepOpened)]
    assert len(opened) == 2000
    half = RuntimeCase.load(case.save(), large)
    for token in opened:
        last = half.complete(token)
    assert [step.element for step in half.open_steps()] == ["z"]
    assert last[-1] == fx.StepOpened(half.open_steps()[0].token, "z")
    assert calls(lambda: through(large, {})) < 4.2 * calls(lambda: through(small, {}))


@pytest.mark.parametrize("kind", ["parallel", "sequential"])
def test_five_hundred_and_two_thousand_instances(kind: str, build: Build) -> None:
    loop = {"kind": kind, "collection": "items", "item": "item", "output": "out", "output_item": "item * 2"}
    definition = build("S->a->X->b?count(out) > 9; X->E?; b->E2", {"a": {"loop": loop}})

    def run(count: int) -> RuntimeCase:
        return through(definition, {"items": list(range(count))})

    for count in (500, 2000):
        case = run(count)
        assert case.finished
        assert case.variables["out"] == [at * 2 for at in range(count)]
    assert calls(lambda: run(2000)) < 4.2 * calls(lambda: run(500))


def test_five_hundred_instances_restored_between_every_two(play: Callable[..., Any]) -> None:
    case = play("S->a->b->E", {"a": {"loop": {"kind": "parallel", "cardinality": "500"}}})
    costs = []
    for _ in range(40):
        costs.append(calls(lambda: case.do("a")))
    assert costs == sorted(costs, reverse=True)  # in proportion to what is still open
    token = case.step("a").token
    live = case.case()
    for step in live.open_steps():
        live.complete(step.token)
    assert [step.element for step in live.open_steps()] == ["b"]
    assert token < live.open_steps()[0].token


def test_many_inclusive_joins_compile_in_little_memory(build: Build, begin: Callable[..., Any]) -> None:
    pairs = [f"O{at}->a{at}->P{at}; O{at}->b{at}?; O{at}->c{at}?n = 1; b{at}->P{at}; c{at}->P{at}" for at in range(250)]
    links = [f"P{at}->O{at + 1}" for at in range(249)]
    tasks = {f"{letter}{at}": {"kind": "intermediateThrowEvent"} for at in range(250) for letter in "abc"}
    joins = {f"P{at}": {"kind": "inclusiveGateway"} for at in range(250)}
    text = "; ".join(["S->O0", *pairs, *links, "P249->z->E"])
    tracemalloc.start()
    definition = build(text, tasks | joins)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held < 20_000_000
    assert begin(definition, {"n": 1}).open() == ["z"]


def test_calls_twenty_deep(build: Build, begin: Callable[..., Any]) -> None:
    def nested(depth: int) -> Definition:
        definition = build("S->a->E")
        for _ in range(depth):
            given = {"c": {"kind": "callActivity", "called": "inner"}}
            definition = build("S->c->E", given, library={"inner": definition})
        return definition

    deep = begin(nested(20))
    innermost = "c/" * 20 + "a"
    assert deep.open() == [innermost]
    assert len(deep.case().active()) == 21
    assert deep.do(innermost).finished
    cancelled = begin(nested(20)).cancel("x")
    assert [type(effect) for effect in cancelled.effects] == [fx.StepClosed, fx.Finished]
    assert calls(lambda: through(nested(20), {})) < 2.2 * calls(lambda: through(nested(10), {}))


def test_sub_processes_fifty_deep_are_taken_away_at_once(play: Callable[..., Any]) -> None:
    given: dict[str, dict[str, Any]] = {
        f"p{at}": {"kind": "subProcess", "flow": f"S{at}->p{at + 1}->E{at}"} for at in range(50)
    }
    given["p50"] = {"kind": "userTask"}
    given["t"] = {"kind": "boundaryEvent", "in": "main", "on": "p0", "event": "message", "hears": "stop"}
    case = play("S->p0->E; t->z->Ez", given)
    assert case.open() == ["p50"]
    assert case.message("stop").open() == ["z"]


def test_ten_thousand_automatic_steps_in_one_command(play: Callable[..., Any]) -> None:
    given = {"M": {"kind": "exclusiveGateway"}, "s": {"kind": "scriptTask", "script": "n = n + 1"}}
    case = play("S->M->s->X->M?n < 3000; X->a?; a->E", given, data={"n": 0})
    assert case.variables == {"n": 3000}
    assert case.open() == ["a"]

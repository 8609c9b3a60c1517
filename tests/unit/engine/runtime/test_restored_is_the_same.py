"""A case restored before every command does what the same case does in memory, and both keep their books.

Random drawings full of events, random commands; the same command goes to a case kept in memory and to one that lives
only in its bytes, and both must say the same effects, in the same order, with the same tokens.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
import re2

from bpmn.diagram import EventKind
from engine.runtime import Definition, Effect, Migration, RuntimeCase, RuntimeIncident, migrate
from engine.runtime import effects as fx

Row = tuple[list[str], str, str]
WAITS: list[dict[str, Any]] = [
    {"event": "timer", "timer": "timeDuration", "text": "P5D"},
    {"event": "message", "hears": "paid"},
    {"event": "signal", "hears": "go"},
    {"event": "conditional", "text": "n > 5"},
]
BORDER: list[dict[str, Any]] = [
    *WAITS,
    {"event": "error", "hears": "wrong"},
    {"event": "error"},
    {"event": "escalation", "hears": "late"},
    {"event": "timer", "timer": "timeCycle", "text": "R/P1D"},
]
THROWS: list[dict[str, Any]] = [{"event": "signal", "hears": "go"}, {"event": "escalation", "hears": "late"}, {}]
ENDS: list[dict[str, Any]] = [{}, {}, {"event": "terminate"}, {"event": "error", "hears": "wrong"}, *THROWS]
LOOPS: list[dict[str, Any]] = [
    {"kind": "parallel", "collection": "list", "item": "one", "output": "out", "output_item": "n"},
    {"kind": "parallel", "cardinality": "3", "until": "numberOfCompletedInstances > 1"},
    {"kind": "sequential", "cardinality": "2"},
    {"kind": "standard", "condition": "n < 5", "maximum": 3},
]


class Maker:
    """A random drawing: blocks with events in them, on them and beside them."""

    def __init__(self, seed: int) -> None:
        self.rng, self.names = random.Random(seed), count(1)
        self.given: dict[str, dict[str, Any]] = {}
        self.flow = self.scope("main", 3)

    def scope(self, scope: str, depth: int) -> str:
        at = next(self.names)
        chains, first, last = self.block(scope, depth)
        self.given[f"E{at}"] = dict(self.rng.choice(ENDS)) if scope != "main" else {}
        if self.rng.random() < 0.3:
            name, start = f"h{at}", f"S{at}h"
            facts = dict(self.rng.choice([each for each in BORDER if each.get("timer") != "timeCycle"]))
            inner = f"{start}->{self._task()}->E{at}h"
            self.given[name] = {"kind": "subProcess", "in": scope, "on_event": True, "flow": inner}
            beside = facts["event"] != "error" and self.rng.random() < 0.5
            self.given[start] = {**facts, "interrupting": not beside}
        return "; ".join([f"S{at}->{first}", *chains, f"{last}->E{at}"])

    def _task(self) -> str:
        return f"u{next(self.names)}"

    def block(self, scope: str, depth: int) -> Row:
        kinds = ["task", "service", "wait", "throw", "seq", "and", "ior", "race", "sub", "loop"]
        kind = self.rng.choice(kinds) if depth else "task"
        return getattr(self, f"_{kind}_block")(scope, depth)  # type: ignore[no-any-return]

    def _activity(self, scope: str, name: str, facts: dict[str, Any]) -> Row:
        if self.rng.random() < 0.3:
            facts["loop"] = self.rng.choice(LOOPS)
        self.given[name] = facts
        chains = []
        if self.rng.random() < 0.5:
            border = dict(self.rng.choice(BORDER))
            beside = border["event"] != "error" and self.rng.random() < 0.5
            here = {"kind": "boundaryEvent", "in": scope, "on": name, "interrupting": not beside, **border}
            self.given[f"{name}b"] = here
            chains = [f"{name}b->{self._task()}->E{name}"]
        return chains, name, name

    def _task_block(self, scope: str, depth: int) -> Row:
        return self._activity(scope, self._task(), {})

    def _service_block(self, scope: str, depth: int) -> Row:
        return self._activity(scope, f"s{next(self.names)}", {"kind": "serviceTask", "operation": "ask"})

    def _sub_block(self, scope: str, depth: int) -> Row:
        name = f"p{next(self.names)}"
        return self._activity(scope, name, {"kind": "subProcess", "flow": self.scope(name, depth - 1)})

    def _wait_block(self, scope: str, depth: int) -> Row:
        name = f"i{next(self.names)}"
        self.given[name] = {"kind": "intermediateCatchEvent", **self.rng.choice(WAITS)}
        return [], name, name

    def _throw_block(self, scope: str, depth: int) -> Row:
        name = f"t{next(self.names)}"
        self.given[name] = {"kind": "intermediateThrowEvent", **self.rng.choice(THROWS)}
        return [], name, name

    def _seq_block(self, scope: str, depth: int) -> Row:
        (chains, first, last), (more, entry, end) = self.block(scope, depth - 1), self.block(scope, depth - 1)
        return [*chains, f"{last}->{entry}", *more], first, end

    def _loop_block(self, scope: str, depth: int) -> Row:
        at = next(self.names)
        chains, first, last = self.block(scope, depth - 1)
        task = self._task()
        back = f"{last}->{task}->X{at}b->X{at}?n = 1"
        return [*chains, f"X{at}->{first}", back, f"X{at}b->X{at}c?"], f"X{at}", f"X{at}c"

    def _and_block(self, scope: str, depth: int) -> Row:
        return self._branches(scope, depth, "G", ("", ""))

    def _ior_block(self, scope: str, depth: int) -> Row:
        return self._branches(scope, depth, "O", ("?n > 3", "?"))

    def _branches(self, scope: str, depth: int, letter: str, tests: tuple[str, str]) -> Row:
        at, flows = next(self.names), []
        for test in tests:
            chains, first, last = self.block(scope, depth - 1)
            flows += [f"{letter}{at}->{first}{test}", *chains, f"{last}->{letter}{at}b"]
        return flows, f"{letter}{at}", f"{letter}{at}b"

    def _race_block(self, scope: str, depth: int) -> Row:
        at, flows = next(self.names), []
        for number in range(2):
            _, first, last = self._wait_block(scope, depth)
            flows.append(f"V{at}->{first}->X{at}m" if number else f"V{at}->{last}->X{at}m")
        return flows, f"V{at}", f"X{at}m"


Command = Callable[[RuntimeCase], tuple[Effect, ...]]


def commands(rng: random.Random, rows: dict[tuple[type, int], str]) -> Command:
    """Something that may happen now."""
    data = {"n": rng.randint(0, 9), "list": list(range(rng.randint(0, 3)))}
    choices: list[Command] = [
        lambda case: case.deliver(EventKind.MESSAGE, "paid", data),
        lambda case: case.deliver(EventKind.SIGNAL, "go", data),
        lambda case: case.assign(data),
    ]
    for (kind, token), _ in rows.items():
        if kind in (fx.StepOpened, fx.ServiceAsked):
            choices += [lambda case, token=token: case.complete(token, data)] * 3
        if kind is fx.ServiceAsked:
            choices.append(lambda case, token=token: case.fail(token, "wrong", data))
        if kind is fx.TimerAsked:
            choices.append(lambda case, token=token: case.fire(token))
    return rng.choice(choices)


def outcome(command: Command, case: RuntimeCase) -> "tuple[Effect, ...] | fx.Incident":
    try:
        return command(case)
    except RuntimeIncident as stopped:
        return stopped.incident


def walk(seed: int, build: Callable[..., Definition], ledger: Callable[[], Any]) -> tuple[int, int]:
    """(commands obeyed, incidents met) of one drawing."""
    rng, maker = random.Random(seed), Maker(seed)
    definition = build(maker.flow, maker.given)
    books = ledger()
    try:
        live, effects = RuntimeCase.start(definition, {"n": 4, "list": [1, 2]})
    except RuntimeIncident:
        return 0, 1
    books.write(effects)
    state, obeyed, incidents = live.save(), 0, 0
    for _ in range(60):
        command = commands(rng, books.rows)
        restored = RuntimeCase.load(state, definition)
        effects = outcome(command, restored)
        assert outcome(command, live) == effects, f"seed {seed}: {maker.flow}"
        if isinstance(effects, fx.Incident):
            live, incidents = RuntimeCase.load(state, definition), incidents + 1
            continue
        books.write(effects)
        state, obeyed = restored.save(), obeyed + 1
        assert live.save() == state, f"seed {seed}: {maker.flow}"
        assert RuntimeCase.load(state, definition).save() == state, f"seed {seed}"
        assert migrate(state, definition, definition) == Migration(state, ()), f"seed {seed}: moved to where it is"
        assert books.tokens(fx.StepOpened) == {step.token for step in live.open_steps()}, f"seed {seed}"
        if live.finished:
            assert not books.rows, f"seed {seed}: {books.rows}"
            break
    return obeyed, incidents


def test_restored_or_in_memory_is_the_same(build: Callable[..., Definition], ledger: Callable[[], Any]) -> None:
    obeyed, incidents = map(sum, zip(*(walk(seed, build, ledger) for seed in range(300)), strict=True))
    assert obeyed > 1500
    assert incidents > 10


NAME = re2.compile(r"\b([A-Za-z]+[0-9]+[a-z]*)\b")


def renamed(maker: Maker) -> tuple[str, dict[str, dict[str, Any]]]:
    """The same drawing with every element called otherwise."""
    given = {
        NAME.sub(r"\1v", name): {
            key: NAME.sub(r"\1v", value) if key in ("in", "on", "flow") else value for key, value in facts.items()
        }
        for name, facts in maker.given.items()
    }
    return NAME.sub(r"\1v", maker.flow), given


def test_a_case_moved_to_a_renamed_drawing_goes_on_as_before(
    build: Callable[..., Definition], ledger: Callable[[], Any]
) -> None:
    moved = 0
    for seed in range(150):
        maker, rng = Maker(seed), random.Random(seed)
        old, new = build(maker.flow, maker.given), build(*renamed(maker))
        back = {NAME.sub(r"\1v", name): name for name in [*(node.id for node in old.diagram.nodes())]}
        names = {name: other for other, name in back.items()}
        flows = {flow.id: f"{names[flow.source]}_{names[flow.target]}" for flow in old.diagram.flows()}
        books = ledger()
        try:
            here, effects = RuntimeCase.start(old, {"n": 4, "list": [1, 2]})
            books.write(effects)
            for _ in range(rng.randint(0, 6)):
                books.write(commands(rng, books.rows)(here))
        except RuntimeIncident:
            continue
        move = migrate(here.save(), old, new, names | flows)
        assert move.effects == ()
        there = RuntimeCase.load(move.state, new)
        for _ in range(20):
            command = commands(rng, books.rows)
            mine, other = outcome(command, here), outcome(command, there)
            if isinstance(mine, fx.Incident) or isinstance(other, fx.Incident):
                assert type(mine) is type(other), f"seed {seed}"
                break
            assert [as_before(effect, back) for effect in other] == [as_before(effect, {}) for effect in mine]
            books.write(mine)
            moved += 1
    assert moved > 500


def as_before(effect: Effect, back: dict[str, str]) -> Effect:
    """An effect with the element called as before, and without flows."""
    if isinstance(effect, fx.Finished):
        return effect
    called = replace(effect, element=back.get(effect.element, effect.element))
    return replace(called, flows=()) if isinstance(called, fx.Passed) else called


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_restored_or_in_memory_is_the_same_many_more(
    build: Callable[..., Definition], ledger: Callable[[], Any]
) -> None:
    obeyed, _ = map(sum, zip(*(walk(seed, build, ledger) for seed in range(1000, 13_000)), strict=True))
    assert obeyed > 50_000

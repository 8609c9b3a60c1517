"""Two second opinions: the library as shipped, on the elements it does right, and the prover's tokens, on any drawing.

The prover looks at markings of a net, the runtime at bytes of a case; neither knows the other. On random drawings,
right and wrong ones, every state the runtime can reach is visited: where the prover finds the drawing sound no case may
get stuck, and where it finds a deadlock one must.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.util.task import TaskState

from bpmn.diagram import Diagram
from bpmn.document import write_diagram
from bpmn.proof import Fault, Sound, prove
from engine.runtime import Definition, RuntimeCase, codec

MOST_STATES = 400


# ---------------------------------------------------------------------- the library as shipped
class Blocks:
    """Random drawings of what the library does right: sequences, choices, parallel branches outside of loops,
    sub-processes, and loops of single steps. A choice reads what the step before it writes."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.names = rng, count(1)
        self.given: dict[str, dict[str, Any]] = {}
        chains, first, last = self.block(4)
        self.flow = "; ".join([f"S->{first}", *chains, f"{last}->E"])

    def block(self, depth: int) -> tuple[list[str], str, str]:
        kind = self.rng.choice(["task", "seq", "seq", "and", "xor", "loop", "sub"]) if depth else "task"
        at = next(self.names)
        if kind == "task":
            return [], f"u{at}", f"u{at}"
        if kind == "loop":
            again = f"X{at}->u{at}->X{at}b->X{at}?u{at}"
            return [again, f"X{at}b->X{at}c?"], f"X{at}", f"X{at}c"
        chains, first, last = self.block(depth - 1)
        if kind == "sub":
            self.given[f"p{at}"] = {
                "kind": "subProcess",
                "flow": "; ".join([f"S{at}->{first}", *chains, f"{last}->E{at}"]),
            }
            return [], f"p{at}", f"p{at}"
        more, entry, end = self.block(depth - 1)
        if kind == "seq":
            return [*chains, f"{last}->{entry}", *more], first, end
        letter, tests = ("G", ("", "")) if kind == "and" else ("X", (f"?u{at}", "?"))
        split, join = f"{letter}{at}", f"{letter}{at}b"
        flows = [
            f"{split}->{first}{tests[0]}",
            *chains,
            f"{last}->{join}",
            f"{split}->{entry}{tests[1]}",
            *more,
            f"{end}->{join}",
        ]
        return ([*flows, f"u{at}->{split}"], f"u{at}", join) if kind == "xor" else (flows, split, join)


class Stock:
    """The same drawing, read and run by the library alone."""

    def __init__(self, diagram: Diagram) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(write_diagram(diagram))
        self.case = BpmnWorkflow(parser.get_spec("main"), parser.get_subprocess_specs("main"))
        self.case.do_engine_steps()

    def open(self) -> list[str]:
        return sorted(task.task_spec.name for task in self.case.get_tasks(state=TaskState.READY, manual=True))

    def do(self, element: str, value: bool) -> None:
        task = next(self.case.get_tasks_iterator(state=TaskState.READY, spec_name=element))
        task.data[element] = value
        task.run()
        self.case.do_engine_steps()


def test_the_library_as_shipped_offers_the_same_steps(draw: Callable[..., Diagram], begin: Callable[..., Any]) -> None:
    done = 0
    for seed in range(120):
        rng = random.Random(seed)
        blocks = Blocks(rng)
        diagram = draw(blocks.flow, blocks.given)
        ours, stock = begin(Definition.compile(diagram)), Stock(diagram)
        for _ in range(40):
            assert sorted(ours.open()) == stock.open(), f"seed {seed}: {blocks.flow}"
            if not stock.open():
                break
            element, value = rng.choice(stock.open()), rng.random() < 0.4
            ours.do(element, **{element: value})
            stock.do(element, value)
            done += 1
        assert ours.finished == stock.case.is_completed(), f"seed {seed}: {blocks.flow}"
    assert done > 400


# ---------------------------------------------------------------------- the prover
@dataclass
class Tangle:
    """A random drawing, block-structured or not. Each split is preceded by a step that decides it, each flow out of a
    split leads to a step."""

    rng: random.Random
    inclusive: bool
    flows: list[str] = field(default_factory=list)
    choices: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = count(1)
        ends = ["S"]
        for _ in range(self.rng.randint(2, 6)):
            at = next(names)
            end = ends.pop(self.rng.randrange(len(ends)))
            move = self.rng.choice(["split", "split", "join", "loop", "merge"])
            if move == "join" and ends:
                other = ends.pop(self.rng.randrange(len(ends)))
                join = f"{self.rng.choice('GGX' + 'OO' * self.inclusive)}{at}"
                self.flows += [f"{end}->{join}", f"{other}->{join}->t{at}"]
                ends.append(f"t{at}")
            elif move == "merge" or not self.merges:
                self.flows.append(f"{end}->X{at}->t{at}")
                self.merges.append(f"X{at}")
                ends.append(f"t{at}")
            else:
                letter = "X" if move == "loop" else self.rng.choice("GX" + "O" * self.inclusive)
                self.flows.append(f"{end}->w{at}->{letter}{at}")
                self._branch(at, letter)
                ends += [f"b{at}"] if move == "loop" else [f"a{at}", f"b{at}"]
                if move == "loop":
                    self.flows.append(f"a{at}->{self.rng.choice(self.merges)}")
        self.flows += [f"{end}->E{at}" for at, end in enumerate(ends)]

    def _branch(self, at: int, letter: str) -> None:
        one, other = {"G": ("", ""), "X": (f"?v{at} = 1", "?"), "O": (f"?v{at} > 0", f"?v{at} < 2")}[letter]
        self.flows += [f"{letter}{at}->a{at}{one}", f"{letter}{at}->b{at}{other}"]
        values = {"G": 1, "X": 2, "O": 3}[letter]
        self.choices[f"w{at}"] = [{f"v{at}": value} for value in range(values)]


def key(state: bytes) -> str:
    """A state without the numbers of its tokens."""
    plain = codec.unpack(state)
    return repr((plain[0], sorted(plain[2].items()), sorted(repr(row[2:]) for row in plain[3])))


@dataclass
class Seen:
    complete: bool
    stuck: bool
    always_ends: bool


def everything(definition: Definition, tangle: Tangle) -> Seen:
    """Every state the runtime can reach, up to a number of them."""
    case, _ = RuntimeCase.start(definition)
    states = {key(case.save()): case.save()}
    todo, before, finals, stuck = list(states), {}, set(), False
    while todo:
        if len(states) > MOST_STATES:
            return Seen(False, stuck, False)
        here = todo.pop()
        case = RuntimeCase.load(states[here], definition)
        steps = case.open_steps()
        if case.finished:
            finals.add(here)
        stuck = stuck or not (steps or case.finished)
        for step in steps:
            for data in tangle.choices.get(step.element, [{}]):
                after = RuntimeCase.load(states[here], definition)
                after.complete(step.token, data)
                state = after.save()
                there = key(state)
                before.setdefault(there, set()).add(here)
                if there not in states:
                    states[there] = state
                    todo.append(there)
    good, todo = set(finals), list(finals)
    while todo:
        for earlier in before.get(todo.pop(), ()):
            if earlier not in good:
                good.add(earlier)
                todo.append(earlier)
    return Seen(True, stuck, len(good) == len(states))


def compare(seed: int, build: Callable[..., Definition]) -> str:
    """What the two said of one drawing: "sound", "deadlock", or "" where they cannot be compared."""
    tangle = Tangle(random.Random(seed), inclusive=seed % 3 == 1)
    text = "; ".join(tangle.flows)
    definition = build(text)
    soundness = prove(definition.diagram).soundness
    if soundness.sound is Sound.SOUND:
        seen = everything(definition, tangle)
        assert not seen.stuck, f"seed {seed}: {text}"
        assert seen.always_ends or not seen.complete, f"seed {seed}: {text}"
        return "sound" if seen.complete else ""
    faults = {flaw.fault for flaw in soundness.defects}
    if Fault.DEADLOCK in faults and not tangle.inclusive:
        seen = everything(definition, tangle)
        assert seen.stuck or not seen.complete, f"seed {seed}: {text} {soundness}"
        return "deadlock" if seen.complete else ""
    return ""


def test_the_prover_and_the_runtime_agree(build: Callable[..., Definition]) -> None:
    said = [compare(seed, build) for seed in range(250)]
    assert said.count("sound") > 60
    assert said.count("deadlock") > 12


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_the_prover_and_the_runtime_agree_on_many_more(build: Callable[..., Definition]) -> None:
    said = [compare(seed, build) for seed in range(1000, 11_000)]
    assert said.count("sound") > 2000
    assert said.count("deadlock") > 500

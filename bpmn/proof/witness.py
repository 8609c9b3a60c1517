"""The witness: one run of the case that takes exactly the worst days, told so that the engine can take it too.

Only a run that was played to the days claimed (`bpmn.proof.play`) makes the claim exact.
"""

from dataclasses import dataclass
from itertools import pairwise

from bpmn.feel import Value, to_json
from bpmn.proof.stretch import Clock
from bpmn.proof.track import GOAL, Loop, Track
from bpmn.proof.worst import Measured, round_heads

LONGEST = 10_000
"""Steps of a witness: longer ones (loops in loops) are counted but not played."""


@dataclass(frozen=True, slots=True)
class Choice:
    """At that gateway (or step) in its so-manieth round, these flows are taken."""

    node: str
    round: int
    flows: tuple[str, ...]
    on_path: bool


@dataclass(frozen=True, slots=True)
class Duration:
    """That step or event in its so-manieth round takes that long."""

    step: str
    round: int
    amount: int
    unit: str
    on_path: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A value that a step writes in its so-manieth round."""

    step: str
    round: int
    variable: str
    value: Value


Given = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A run of `days` (in `unit`) on that clock. `inputs` are the values the case starts with and `written` those its
    steps write, wherever they matter; `rounds` are the further rounds of each loop it goes through."""

    clock: Clock
    days: int
    unit: str
    inputs: Given = ()
    written: tuple[Written, ...] = ()
    rounds: tuple[tuple[str, int], ...] = ()
    choices: tuple[Choice, ...] = ()
    durations: tuple[Duration, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "clock": self.clock.value,
            "days": self.days,
            "unit": self.unit,
            "inputs": {name: to_json(value) for name, value in self.inputs},
            "written": [
                {"step": w.step, "round": w.round, "variable": w.variable, "value": to_json(w.value)}
                for w in self.written
            ],
            "rounds": dict(self.rounds),
            "choices": [
                {"node": c.node, "round": c.round, "flows": list(c.flows), "onPath": c.on_path} for c in self.choices
            ],
            "durations": [
                {"step": d.step, "round": d.round, "value": d.amount, "unit": d.unit, "onPath": d.on_path}
                for d in self.durations
            ],
        }


@dataclass(frozen=True, slots=True)
class Way:
    """Places in order and the flow that leads on from each (0 at the end), all rounds of all loops included."""

    places: tuple[int, ...]
    arcs: tuple[int, ...]


def unfold(measured: Measured, way: list[int]) -> Way | None:
    """The way with every round of its loops; None when it would be longer than anybody plays."""
    track = measured.track
    loops = {loop.head: loop for loop in track.loops if any(each.times for each in loop.rounds)}
    rank = {place: k for k, place in enumerate(track.order)}
    circles: dict[int, list[tuple[list[int], int, int]]] = {}
    places: list[int] = []
    arcs: list[int] = []
    todo = [_step(track, a, b) for a, b in reversed(list(zip(way, [*way[1:], GOAL], strict=True)))]
    while todo:
        place, arc, plain = todo.pop()
        if place in loops and not plain:
            if place not in circles:
                circles[place] = _circles(measured, loops[place], rank)
            todo.append((place, arc, True))
            for circle, times, back in circles[place]:
                steps = [(*_step(track, a, b)[:2], a == place) for a, b in pairwise(circle)]
                steps.append((circle[-1], back, circle[-1] == place))
                if len(todo) + times * len(steps) > LONGEST:
                    return None
                todo.extend(list(reversed(steps)) * times)
            continue
        places.append(place)
        arcs.append(arc)
        if len(places) > LONGEST:
            return None
    return Way(tuple(places), tuple(arcs))


def _step(track: Track, here: int, after: int) -> tuple[int, int, bool]:
    arc = next((edge.arc for edge in track.outs[here] if edge.target == after), 0)
    return (here, arc, False)


def _circles(measured: Measured, loop: Loop, rank: dict[int, int]) -> list[tuple[list[int], int, int]]:
    """The longest round of each way back that adds anything: its places, how many times, the flow back."""
    found = round_heads(measured, loop, rank)
    before: dict[int, list[int]] = {}
    for place in sorted(loop.body & found.keys(), key=rank.__getitem__):
        for edge in measured.track.outs[place]:
            before.setdefault(edge.target, []).append(place)
    circles = []
    for each in loop.rounds:
        if not each.times or not found.get(each.source):
            continue
        circle = [each.source]
        while circle[-1] != loop.head:
            place = circle[-1]
            circle.append(next(p for p in before[place] if measured.add(found[p], place) == found[place]))
        circles.append((circle[::-1], each.times, each.arc))
    return circles

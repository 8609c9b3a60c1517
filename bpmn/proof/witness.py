"""The witness: one run of the case that takes exactly the worst days, told so that the engine can take it too.

Steps on the worst way take their whole limit, and so do steps beside it; what is kept out of the clock takes no time,
and so does what comes before the clock starts. The run is played on the net here, and only a run that reaches the days
claimed makes the claim exact.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

from bpmn.feel import Value, to_json
from bpmn.proof.counterexample import distances
from bpmn.proof.net import ENDS, Kind, Length, Net
from bpmn.proof.stretch import Clock
from bpmn.proof.tokens import Tokens
from bpmn.proof.track import GOAL, Loop, Phase, Track
from bpmn.proof.weights import Weights
from bpmn.proof.worst import Measured, round_heads
from bpmn.step_kind import Marks

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


@dataclass(frozen=True, slots=True)
class Witness:
    """A run of `days` (in `unit`) on that clock. `inputs` are the values the case starts with and `written` those its
    steps write, wherever they matter; `rounds` are the further rounds of each loop it goes through."""

    clock: Clock
    days: int
    unit: str
    inputs: tuple[tuple[str, Value], ...] = ()
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


@dataclass
class _Log:
    choices: list[Choice] = field(default_factory=list)
    durations: list[Duration] = field(default_factory=list)
    done: dict[Marks, list[int]] = field(default_factory=dict)
    fired: dict[str, int] = field(default_factory=dict)
    ended: int = 0


class Play:
    """Plays a net with times: along the way where it is on it, by the nearest way to an end where it is not."""

    def __init__(self, net: Net, weights: Weights, track: Track, way: Way) -> None:
        self.net, self.weights, self.track, self.way = net, weights, track, way
        self.tokens, self.near = Tokens(net), distances(net)
        self._early = net.leading_to(track.stretch.starts) if track.stretch.starts else set()
        self._times: dict[int, int] = {}
        self._at = 0
        self.log = _Log()

    def elapsed(self) -> int | None:
        """The time the clock shows at the end, in the weights' scale; None when the run does not end in time."""
        for number in self.tokens.initial():
            self._times[number] = 0
        start = self.net.of_kind(Kind.START)[0]
        self._at = 1 if self.track.names[self.way.places[0]] == start else 0
        queue: list[tuple[int, bool, int, str]] = []
        for _ in range(2 * LONGEST):
            ready = self._next(queue)
            if ready is None:
                return self._clock() if not self._times else None
            self._fire(ready)
        return None

    def _next(self, queue: list[tuple[int, bool, int, str]]) -> str | None:
        """The enabled node whose inputs came first; OR joins and terminate ends when nothing else is left."""
        queue.clear()
        for number, name in enumerate(self.tokens.enabled(tuple(self._times))):
            last = self.net.waiting_or(name) or self.net.nodes[name].kind is Kind.TERMINATE
            heappush(queue, (self._due(name), last, number, name))
        normal = [each for each in queue if not each[1]]
        return min(normal)[3] if normal else heappop(queue)[3] if queue else None

    def _inputs(self, name: str) -> tuple[int, ...]:
        have = tuple(number for number in self.net.ins[name] if number in self._times)
        if self.net.nodes[name].kind in (Kind.AND, Kind.OR):
            return have
        return (min(have, key=lambda number: (self._times[number], not self._is_next(number), number)),)

    def _due(self, name: str) -> int:
        return max(self._times[number] for number in self._inputs(name))

    def _is_next(self, number: int) -> bool:
        return 0 < self._at <= len(self.way.arcs) and self.way.arcs[self._at - 1] == number

    def _fire(self, name: str) -> None:
        inputs = self._inputs(name)
        on_path = any(self._is_next(number) for number in inputs) and self._at < len(self.way.places)
        begin = max(self._times.pop(number) for number in inputs)
        node = self.net.nodes[name]
        self.log.fired[name] = self.log.fired.get(name, 0) + 1
        phase = self.track.phases[self.way.places[self._at]] if on_path else None
        free = phase is Phase.BEFORE if on_path else name in self._early
        end = begin if free else self.weights.add(begin, name)
        self._note_duration(name, on_path, free)
        self.log.done.setdefault(node.marks, []).append(end)
        if node.kind in ENDS:
            self.log.ended = max(self.log.ended, end)
            if node.kind is Kind.TERMINATE:
                self._times.clear()
        else:
            wanted = self.way.arcs[self._at] if on_path else 0
            self._put(name, end, wanted, on_path)
        self._at += on_path

    def _put(self, name: str, end: int, wanted: int, on_path: bool) -> None:
        node, outs = self.net.nodes[name], self.net.outs[name]
        taken = outs
        if node.kind in (Kind.XOR, Kind.OR):
            nearest = min(outs, key=lambda number: (self.near.get(self.net.arcs[number].target, LONGEST), number))
            must = tuple(number for number in outs if self.net.arcs[number].must)
            taken = tuple(dict.fromkeys((*must, wanted or nearest))) if wanted or not must else must
            if len(outs) > 1:
                flows = tuple(self.net.arcs[number].flow or self.net.arcs[number].target for number in taken)
                self.log.choices.append(Choice(node.element, self.log.fired[name], flows, on_path))
        for number in taken:
            self._times[number] = end

    def _note_duration(self, name: str, on_path: bool, free: bool) -> None:
        node = self.net.nodes[name]
        if node.lengths:
            length = min(node.lengths, key=self.weights.ruler.measure)
            spent = length if not free and not (node.pause and not self.weights.of[name]) else Length(0, length.unit)
            self.log.durations.append(
                Duration(node.element, self.log.fired[name], spent.amount * node.rounds, spent.unit, on_path)
            )

    def _clock(self) -> int:
        done, stretched = self.log.done, self.track.stretch
        if stretched.starts and Marks.ACCEPT not in done:
            return 0
        begin = min(done[Marks.ACCEPT]) if stretched.starts else 0
        stops = [moment for mark in self._stop_marks() for moment in done.get(mark, ())]
        return self.weights.up(max(stops, default=self.log.ended) - begin)

    def _stop_marks(self) -> list[Marks]:
        marks = {self.net.nodes[name].marks for name in self.track.stretch.stops}
        first = next((m for m in (Marks.ISSUE, Marks.DECIDE) if m in marks and m in self.log.done), None)
        return [] if first is None else [first]

"""Playing a net with times: whether a run takes the worst way in just the days claimed.

Steps on the way take their whole limit, and so do steps beside it; what is kept out of the clock takes no time, and so
does what comes before the clock starts.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush

from bpmn.feel import FeelError, Value
from bpmn.proof.conditions import compiled
from bpmn.proof.counterexample import distances
from bpmn.proof.net import ENDS, Kind, Length, Net
from bpmn.proof.tokens import Tokens
from bpmn.proof.track import Phase, Track
from bpmn.proof.weights import Weights
from bpmn.proof.witness import LONGEST, Choice, Duration, Given, Way, Written
from bpmn.step_kind import Marks


@dataclass
class _Log:
    choices: list[Choice] = field(default_factory=list)
    durations: list[Duration] = field(default_factory=list)
    done: dict[Marks, list[int]] = field(default_factory=dict)
    fired: dict[str, int] = field(default_factory=dict)
    begun: list[int] = field(default_factory=list)
    ended: int = 0


class Play:
    """Plays a net with times: along the way where it is on it; where it is not, as the values choose, and where nothing
    is asked, by the nearest way to an end."""

    def __init__(
        self, net: Net, weights: Weights, track: Track, way: Way, given: Given = (), written: tuple[Written, ...] = ()
    ) -> None:
        self.net, self.weights, self.track, self.way = net, weights, track, way
        self._values: dict[str, Value] = dict(given)
        self._written = {(each.step, each.round, each.variable): each.value for each in written}
        self.tokens, self.near = Tokens(net), distances(net)
        self._early = track.stretch.before(net)
        self._times: dict[int, int] = {}
        self._ready: list[tuple[int, int, str]] = []
        self._last: dict[str, None] = {}
        self._ticket = 0
        self._at = 0
        self.log = _Log()

    def elapsed(self) -> int | None:
        """The time the clock shows at the end, in the weights' scale; None when the run does not end in time."""
        start = self.net.of_kind(Kind.START)[0]
        self._at = 1 if self.track.names[self.way.places[0]] == start else 0
        for number in self.tokens.initial():
            self._arrive(number, 0)
        for _ in range(2 * LONGEST):
            ready = self._next()
            if ready is None:
                return self._clock() if not self._times else None
            self._fire(ready)
        return None

    def _arrive(self, number: int, moment: int) -> None:
        """A token comes to a flow; the node after it may now be ready. OR joins and terminate ends come last."""
        self._times[number] = moment
        name = self.net.arcs[number].target
        if self.net.waiting_or(name) or self.net.nodes[name].kind is Kind.TERMINATE:
            self._last[name] = None
        elif self.net.nodes[name].kind is not Kind.AND or all(n in self._times for n in self.net.ins[name]):
            self._ticket += 1
            heappush(self._ready, (self._due(name), self._ticket, name))

    def _next(self) -> str | None:
        """The ready node whose inputs came first."""
        if self._ready:
            return heappop(self._ready)[2]
        have = set(self._times)
        joins = [name for name in self._last if self.net.nodes[name].kind is not Kind.TERMINATE]
        name = next((each for each in joins if self.tokens.may_fire(each, have)), None)
        name = name or next((each for each in self._last if each not in joins), None)
        if name is not None:
            del self._last[name]
        return name

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
        for variable in node.writes:
            key = (node.element, self.log.fired[name], variable)
            self._values[variable] = self._written.get(key, self._values.get(variable))
        self.log.done.setdefault(node.marks, []).append(end)
        if node.kind in ENDS:
            self.log.ended = max(self.log.ended, end)
            if node.kind is Kind.TERMINATE:
                self._times.clear()
                self._ready.clear()
                self._last.clear()
        else:
            wanted = self.way.arcs[self._at] if on_path else 0
            self._put(name, end, wanted, on_path)
        self._at += on_path

    def _put(self, name: str, end: int, wanted: int, on_path: bool) -> None:
        node, outs = self.net.nodes[name], self.net.outs[name]
        taken = outs
        if node.kind in (Kind.XOR, Kind.OR):
            taken = self._chosen(name, wanted)
            if len(outs) > 1:
                flows = tuple(self.net.arcs[number].flow or self.net.arcs[number].target for number in taken)
                self.log.choices.append(Choice(node.element, self.log.fired[name], flows, on_path))
        for number in taken:
            self._arrive(number, end)
            if number in self.track.stretch.begins:
                self.log.begun.append(end)

    def _chosen(self, name: str, wanted: int) -> tuple[int, ...]:
        """The flows taken at a choice: the wanted one, of an OR with all that the values ask for."""
        outs, exclusive = self.net.outs[name], self.net.nodes[name].kind is Kind.XOR
        if wanted and exclusive:
            return (wanted,)
        arcs = [self.net.arcs[number] for number in outs]
        asked = [arc.id for arc in arcs if arc.condition and self._holds(arc.condition)]
        if not asked and any(arc.condition for arc in arcs):
            asked = [arc.id for arc in arcs if arc.default]
        must = [arc.id for arc in arcs if arc.must]
        nearest = min(outs, key=lambda number: (self.near.get(self.net.arcs[number].target, LONGEST), number))
        taken = [*must, *([wanted] if wanted else []), *asked]
        if exclusive:
            return (asked[0],) if asked else (nearest,)
        return tuple(dict.fromkeys(taken)) or (nearest,)

    def _holds(self, condition: str) -> bool:
        expression = compiled(condition)
        try:
            return expression is not None and expression.holds(self._values)
        except FeelError:
            return False

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
        if stretched.begins and not self.log.begun:
            return 0
        begin = min(self.log.begun, default=0)
        stops = [moment for mark in self._stop_marks() for moment in done.get(mark, ())]
        return self.weights.up(max(stops, default=self.log.ended) - begin)

    def _stop_marks(self) -> list[Marks]:
        marks = {self.net.nodes[name].marks for name in self.track.stretch.stops}
        first = next((m for m in (Marks.ISSUE, Marks.DECIDE) if m in marks and m in self.log.done), None)
        return [] if first is None else [first]

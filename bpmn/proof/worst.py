"""The longest way along a track: the worst case of its clock, and what each place adds to it.

Without conditions this is one pass over the track. `head` is the longest way to and with a place, `tail` the longest
from after it to the goal; a head and a tail that meet in hours are summed before they are rounded up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.proof.loops import fold
from bpmn.proof.net import Kind, Net
from bpmn.proof.stretch import Stretch
from bpmn.proof.track import GOAL, Loop, Phase, Problem, Track, lay
from bpmn.proof.weights import Ruler, Weights

NONE = -1
"""No way at all."""


@dataclass
class Measured:
    """A folded track with its sums. Amounts are in the weights' scale; `rounds[v]` is what the loops it heads add."""

    track: Track
    weights: Weights
    rounds: dict[int, int] = field(default_factory=dict)
    tails: list[int] = field(default_factory=list)

    @property
    def problem(self) -> Problem | None:
        return self.track.problem

    def add(self, before: int, place: int) -> int:
        """The sum of a way after it has also passed that place."""
        if self.track.phases[place] is Phase.BEFORE:
            return before
        return self.weights.add(before, self.track.names[place], self.rounds.get(place, 0))

    @property
    def longest(self) -> int:
        """The longest way from the start to the goal; no way at all counts nothing."""
        return max(self.through(self.track.start), 0) if self.track.names else 0

    def through(self, place: int) -> int:
        """The longest way from that place on, the place included."""
        return NONE if self.tails[place] == NONE else self.weights.up(self.add(0, place) + self.tails[place])


def measure(track: Track, weights: Weights) -> Measured:
    """The rounds of the loops, inner first, and all tails."""
    measured = Measured(track, weights)
    rank = {place: k for k, place in enumerate(track.order)}
    for loop in reversed(track.loops):
        extra = _rounds(measured, loop, rank)
        if extra:
            measured.rounds[loop.head] = measured.rounds.get(loop.head, 0) + extra
    measured.tails = tails(measured)
    return measured


def _rounds(measured: Measured, loop: Loop, rank: Mapping[int, int]) -> int:
    """What all further rounds of a loop add at most."""
    if not any(each.times for each in loop.rounds):
        return 0
    heads = round_heads(measured, loop, rank)
    return sum(each.times * measured.weights.up(heads[each.source]) for each in loop.rounds if each.source in heads)


def round_heads(measured: Measured, loop: Loop, rank: Mapping[int, int]) -> dict[int, int]:
    """The longest way from a loop's entry to each place of its body, both included."""
    heads = {loop.head: measured.add(0, loop.head)}
    for place in sorted(loop.body & rank.keys(), key=rank.__getitem__):
        if place not in heads:
            continue
        for edge in measured.track.outs[place]:
            if edge.target in loop.body:
                heads[edge.target] = max(heads.get(edge.target, NONE), measured.add(heads[place], edge.target))
    return heads


def tails(measured: Measured) -> list[int]:
    """For every place the longest way from after it to the goal."""
    track = measured.track
    found = [NONE] * len(track.names)
    for place in reversed(track.order):
        best = NONE
        for edge in track.outs[place]:
            if edge.target == GOAL:
                best = max(best, 0)
            elif found[edge.target] != NONE:
                best = max(best, measured.add(found[edge.target], edge.target))
        found[place] = best
    return found


def heads(measured: Measured) -> dict[int, int]:
    """For every place the longest way from the start to it, itself included."""
    track = measured.track
    found = {track.start: measured.add(0, track.start)}
    for place in track.order:
        for edge in track.outs[place]:
            if edge.target != GOAL:
                found[edge.target] = max(found.get(edge.target, NONE), measured.add(found[place], edge.target))
    return found


def longest_way(measured: Measured) -> list[int]:
    """The places of a longest way, the first of equals in the drawing's order."""
    track, place = measured.track, measured.track.start
    way = [place]
    while True:
        best, following = NONE, GOAL
        for edge in track.outs[place]:
            if edge.target != GOAL and measured.tails[edge.target] == NONE:
                continue
            value = 0 if edge.target == GOAL else measured.add(measured.tails[edge.target], edge.target)
            if value > best or (value == best and following == GOAL):
                best, following = value, edge.target
        if following == GOAL:
            return way
        way.append(following)
        place = following


def unknown_nodes(net: Net) -> set[str]:
    """Nodes whose time nobody said, unless they are out of the clock."""
    return {name for name, node in net.nodes.items() if node.lengths is None and not node.pause}


def on_track(net: Net, stretched: Stretch, ruler: Ruler, *, pauses: bool = False) -> Measured:
    """A net measured over one stretch, without looking at conditions."""
    weights = Weights(net, ruler, pauses=pauses)
    track = fold(lay(net, stretched), weights, unknown_nodes(net))
    return Measured(track, weights) if track.problem is not None else measure(track, weights)


def unknown_places(measured: Measured) -> tuple[str, ...]:
    """The nodes that count on the track although nobody said how long they take."""
    track = measured.track
    unknown = unknown_nodes(track.net)
    alive = (p for p, edges in enumerate(track.outs) if edges and track.phases[p] is not Phase.BEFORE)
    return tuple(dict.fromkeys(track.names[p] for p in alive if track.names[p] in unknown))


def shortest(measured: Measured) -> int:
    """A lower bound of the quickest case in which the clock runs: the least of a choice's ways, the most of parallel
    ones; steps take no time, timers and least lengths take theirs. Choices that hang together are not seen."""
    track, net = measured.track, measured.track.net
    soonest = {track.start: 0}
    best: int | None = None
    joined: dict[int, list[int]] = {}
    for place in track.order:
        node = net.nodes[track.names[place]]
        if place in joined:
            soonest[place] = max(joined[place]) if node.kind is Kind.AND else min(joined[place])
        end = soonest[place]
        if node.exact and track.phases[place] is not Phase.BEFORE:
            end = measured.weights.add(end, node.id)
        for edge in track.outs[place]:
            if edge.target != GOAL:
                joined.setdefault(edge.target, []).append(end)
            elif track.phases[place] is not Phase.BEFORE:
                best = end if best is None else min(best, end)
    return measured.weights.up(best or 0)

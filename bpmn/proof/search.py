"""The longest way that the data allow: best first, with the longest way without data as the bound.

The first way to reach the goal is the longest. A place reached again with the same or narrower boxes and no more days
is not looked at twice. When the fuel is used up, the bound of what would have come next is still an upper bound.
"""

from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

from bpmn.feel import Value
from bpmn.proof.conditions import Box, inside
from bpmn.proof.data import TrackData
from bpmn.proof.track import GOAL
from bpmn.proof.witness import Way, Written
from bpmn.proof.worst import NONE, Measured

POPS = 20_000
"""Labels that one draft may cost."""
BOXES = 64
"""Boxes kept side by side when a way is checked."""


@dataclass
class Fuel:
    """One budget for all searches of a draft."""

    left: int = POPS


@dataclass(frozen=True, slots=True)
class Found:
    """The longest feasible way in the weights' scale; without places the number is only an upper bound. `never` says
    that no way is feasible at all."""

    length: int
    places: tuple[int, ...] = ()
    never: bool = False


@dataclass(slots=True)
class _Label:
    place: int
    box: Box
    spent: int
    before: "_Label | None" = field(repr=False)


def longest_feasible(measured: Measured, data: TrackData, fuel: Fuel) -> Found:
    """The longest way along the track whose conditions agree."""
    track, tails, up = measured.track, measured.tails, measured.weights.up
    if not track.names or tails[track.start] == NONE:
        return Found(0, (), True)
    first = _Label(track.start, {}, measured.add(0, track.start), None)
    heap: list[tuple[int, int, _Label]] = [(-up(first.spent + tails[track.start]), 0, first)]
    done: dict[int, list[Box]] = {}
    ticket = 0
    while heap:
        bound, _, label = heappop(heap)
        if label.place == GOAL:
            return Found(-bound, _places(label))
        if any(inside(label.box, other) for other in done.get(label.place, ())):
            continue
        done.setdefault(label.place, []).append(label.box)
        if fuel.left <= 0:
            return Found(-bound)
        fuel.left -= 1
        for edge in track.outs[label.place]:
            for following in _follow(measured, data, label, edge.target, edge.arc):
                ticket += 1
                tail = 0 if edge.target == GOAL else tails[edge.target]
                heappush(heap, (-up(following.spent + tail), ticket, following))
    return Found(0, (), True)


def _follow(measured: Measured, data: TrackData, label: _Label, target: int, arc: int) -> list[_Label]:
    if target == GOAL:
        return [_Label(GOAL, label.box, label.spent, label)]
    if measured.tails[target] == NONE:
        return []
    spent = measured.add(label.spent, target)
    return [_Label(target, data.relevant(box, target), spent, label) for box in data.after(label.box, arc, target)]


def _places(label: _Label) -> tuple[int, ...]:
    places = []
    before = label.before
    while before is not None:
        places.append(before.place)
        before = before.before
    return tuple(reversed(places))


@dataclass(frozen=True, slots=True)
class Inputs:
    """Values that lead along a way: those the case starts with, and those its steps write."""

    given: tuple[tuple[str, Value], ...] = ()
    written: tuple[Written, ...] = ()


@dataclass(slots=True)
class _State:
    """The box on arrival at a place, and on leaving it."""

    came: Box
    box: Box
    before: "_State | None" = field(repr=False)


def values_along(measured: Measured, data: TrackData, way: Way) -> Inputs | None:
    """Values with which a way, all its rounds included, can be taken; None when its conditions do not agree."""
    states: list[_State] = [_State({}, {}, None)]
    plain = _per_round(data, measured)
    for number, place in enumerate(way.places):
        arc = way.arcs[number - 1] if number else 0
        states = [
            _State(came, box, state)
            for state in states
            for came in plain.arrive(state.box, arc)
            for box in plain.leave(came, place)
        ][:BOXES]
        if not states:
            return None
    chain: list[_State] = []
    state: _State | None = states[0]
    while state is not None:
        chain.append(state)
        state = state.before
    return _read_values(measured, plain, way, chain[-2::-1])


def _per_round(data: TrackData, measured: Measured) -> TrackData:
    """The same data without what entries of loops forget: every round is gone through here."""
    track = measured.track
    heads = {loop.head for loop in track.loops}
    effects = {place: effect for place, effect in data.effects.items() if place not in heads}
    for head in heads & set(data.effects):
        own = data.own_effects.get(track.names[head])
        if own is not None:
            effects[head] = own
    return replace(data, effects=effects)


def _read_values(measured: Measured, data: TrackData, way: Way, chain: list[_State]) -> Inputs:
    """One value for each stretch between two writings of a variable, read where it was narrowed last."""
    track, space = measured.track, data.space
    given: dict[str, Value] = {}
    written: list[Written] = []
    rounds: dict[str, int] = {}
    since: dict[str, tuple[str, int]] = {}
    for number, place in enumerate(way.places):
        node = track.net.nodes[track.names[place]]
        rounds[node.id] = rounds.get(node.id, 0) + 1
        effect = data.effects.get(place)
        before = chain[number].came
        for name in sorted(effect.forgets) if effect is not None else ():
            if name in before and name not in space.opaque:
                _note(given, written, since.get(name), name, space.domain(name).first(before[name]))
            since[name] = (node.element, rounds[node.id])
    for name, mask in chain[-1].box.items():
        if name not in space.opaque:
            _note(given, written, since.get(name), name, space.domain(name).first(mask))
    for name in space.names:
        given.setdefault(name, space.domain(name).first(space.full(name)))
    return Inputs(tuple(given.items()), tuple(written))


def _note(
    given: dict[str, Value], written: list[Written], since: tuple[str, int] | None, name: str, value: Value
) -> None:
    if since is None:
        given[name] = value
    else:
        written.append(Written(since[0], since[1], name, value))

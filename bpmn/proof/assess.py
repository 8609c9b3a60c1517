"""One clock of a sound net: its worst case, how good the number is, and whether the limit is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from bpmn.diagram import LimitText
from bpmn.proof.limits import NATURAL_DAY, WORKING_DAY, Units, read_limit
from bpmn.proof.net import Kind, Length, Net
from bpmn.proof.track import Clock, Phase, Problem, Track, stretch
from bpmn.proof.verdict import Answer, Bound, Measure, PathStep
from bpmn.proof.weights import Ruler, ruler_for
from bpmn.proof.witness import Play, Way, Witness, unfold
from bpmn.proof.worst import Measured, longest_way, on_track, unknown_places


@dataclass(frozen=True, slots=True)
class Assessment:
    """A clock's measure with what it was made from."""

    measure: Measure
    measured: Measured
    problem: Problem | None = None
    unknown: tuple[str, ...] = ()
    bounded: tuple[str, ...] = ()
    way: Way | None = None
    witness: Witness | None = None


def assess(
    net: Net, clock: Clock, limit: LimitText, units: Units, labels: Mapping[str, str], loose: Sequence[str]
) -> Assessment:
    """The worst case of one clock."""
    stretched = stretch(net, clock)
    promise = read_limit(limit)
    first = on_track(net, stretched, Ruler(units=units))
    ruler = ruler_for(net, first.track.counted, promise, units)
    measured = first if ruler.unit == WORKING_DAY else on_track(net, stretched, ruler)
    unknown = unknown_places(measured)
    if measured.problem is not None or unknown:
        because = measured.problem.nodes if measured.problem is not None else unknown
        return Assessment(_unprovable(clock, ruler, promise, because), measured, measured.problem, unknown)
    return _assess_way(measured, clock, promise, labels, loose)


def _unprovable(clock: Clock, ruler: Ruler, promise: Length | None, because: tuple[str, ...]) -> Measure:
    limit, unit = (promise.amount, promise.unit) if promise is not None else (None, "")
    return Measure(clock, None, None, ruler.unit, Bound.UNPROVABLE, limit, unit, Answer.UNPROVABLE, because)


def _assess_way(
    measured: Measured, clock: Clock, promise: Length | None, labels: Mapping[str, str], loose: Sequence[str]
) -> Assessment:
    weights, net, track = measured.weights, measured.track.net, measured.track
    worst = weights.days(measured.longest)
    straight = longest_way(measured)
    way = unfold(measured, straight)
    bounded = tuple(dict.fromkeys(net.nodes[n].owner for n in _counted(measured) if _is_bounded(net, n, weights.ruler)))
    least = worst if not bounded else _least(measured)
    play = Play(net, weights, track, way) if way is not None else None
    reached = play is not None and (elapsed := play.elapsed()) is not None and weights.days(elapsed) == worst
    proved = reached or (way is None and _is_plain(net, track))
    exact = proved and not loose and not track.loose and least == worst
    because = tuple(dict.fromkeys([*loose, *bounded])) if not exact else ()
    measure = Measure(
        clock,
        worst,
        least,
        weights.ruler.unit,
        Bound.EXACT if exact else Bound.UPPER,
        promise.amount if promise is not None else None,
        promise.unit if promise is not None else "",
        _answer(worst, least if proved and not loose and not track.loose else 0, promise, weights.ruler),
        because,
        path_of(measured, way.places if way is not None else straight, labels),
    )
    witness = None
    if reached and play is not None and way is not None:
        witness = _witness(measured, clock, worst, play, way)
    return Assessment(measure, measured, None, (), bounded, way, witness)


def _is_plain(net: Net, track: Track) -> bool:
    """Whether the longest walk is a run by the theorem alone, for walks too long to be played."""
    return not track.stretch.starts and not track.stretch.stops and not net.of_kind(Kind.TERMINATE)


def _witness(measured: Measured, clock: Clock, worst: int, play: Play, way: Way) -> Witness:
    track = measured.track
    rounds: dict[str, int] = {}
    for loop in track.loops:
        times = sum(each.times for each in loop.rounds if track.phases[loop.head] is not Phase.BEFORE)
        if times and loop.head in way.places:
            rounds[track.net.nodes[track.names[loop.head]].element] = times
    return Witness(
        clock,
        worst,
        measured.weights.ruler.unit,
        (),
        tuple(rounds.items()),
        tuple(play.log.choices),
        tuple(play.log.durations),
    )


def _counted(measured: Measured) -> list[str]:
    track = measured.track
    return [n for n, phase, outs in zip(track.names, track.phases, track.outs, strict=True) if phase and outs]


def _is_bounded(net: Net, name: str, ruler: Ruler) -> bool:
    """Whether the weight of a node only bounds its time: days of another sort than the ruler's."""
    node = net.nodes[name]
    if node.pause or ruler.unit != WORKING_DAY:
        return False
    return any(each.amount and each.unit != WORKING_DAY for each in node.lengths or ())


def _least(measured: Measured) -> int:
    """The worst case when every length of another unit covers its fewest working days."""
    ruler = Ruler(measured.weights.ruler.unit, measured.weights.ruler.units, most=False)
    other = on_track(measured.track.net, measured.track.stretch, ruler)
    return other.longest // other.weights.scale


def _answer(worst: int, least: int, promise: Length | None, ruler: Ruler) -> Answer:
    if promise is None:
        return Answer.NO_PROMISE
    low = high = promise.amount
    if promise.unit != ruler.unit:
        low, high = floor(ruler.units.least(promise)), ceil(ruler.units.most(promise))
        if ruler.unit != WORKING_DAY or (promise.unit == NATURAL_DAY and high < low):
            low, high = 0, promise.amount
    if worst <= low:
        return Answer.KEPT
    return Answer.BROKEN if least > high else Answer.MAYBE


def path_of(measured: Measured, places: Sequence[int], labels: Mapping[str, str]) -> tuple[PathStep, ...]:
    """The steps to show for a way, each once, in the order they first come."""
    track, net = measured.track, measured.track.net
    found: dict[str, PathStep] = {}
    for place in places:
        node = net.nodes[track.names[place]]
        running = track.phases[place] is not Phase.BEFORE
        if not node.element or not (running or node.id in track.stretch.starts):
            continue
        known = found.get(node.element)
        weighs = running and bool(measured.weights.of[node.id])
        if known is None and (node.shown or weighs):
            found[node.element] = PathStep(node.element, labels.get(node.element, node.element))
            known = found[node.element]
        if known is not None and weighs:
            length = min(node.lengths or (), key=measured.weights.ruler.measure)
            rounds = known.rounds + 1 if known.amount else 1
            found[node.element] = PathStep(known.element, known.name, length.amount * node.rounds, length.unit, rounds)
    return tuple(found.values())

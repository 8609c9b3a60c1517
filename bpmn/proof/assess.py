"""One clock of a sound net: its worst case, how good the number is, and whether the limit is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from bpmn.diagram import LimitText
from bpmn.proof.data import Data, TrackData
from bpmn.proof.data import on_track as data_on_track
from bpmn.proof.limits import NATURAL_DAY, WORKING_DAY, read_limit
from bpmn.proof.net import Kind, Length, Net
from bpmn.proof.play import Play
from bpmn.proof.search import Fuel, Inputs, longest_feasible, values_along
from bpmn.proof.stretch import Clock, stretch
from bpmn.proof.track import Phase, Problem, Track
from bpmn.proof.units import Units
from bpmn.proof.verdict import Answer, Bound, Measure, PathStep
from bpmn.proof.weights import Ruler, Weights, ruler_for
from bpmn.proof.witness import Way, Witness, unfold
from bpmn.proof.worst import Measured, longest_way, on_track, unknown_places
from bpmn.step_kind import Marks


@dataclass(frozen=True, slots=True)
class Timed:
    """What every clock of a draft is measured with: the whole net, what the data say, and one budget."""

    net: Net
    data: Data
    units: Units
    labels: Mapping[str, str]
    loose: tuple[str, ...]
    fuel: Fuel
    starts_at: Marks = Marks.ACCEPT


@dataclass(frozen=True, slots=True)
class Assessment:
    """A clock's measure with what it was made from."""

    measure: Measure
    measured: Measured
    longest: int = 0
    track_data: TrackData | None = None
    problem: Problem | None = None
    unknown: tuple[str, ...] = ()
    bounded: tuple[str, ...] = ()
    unchanged: tuple[tuple[str, ...], ...] = ()
    way: Way | None = None
    witness: Witness | None = None


def assess(timed: Timed, clock: Clock, limit: LimitText) -> Assessment:
    """The worst case of one clock."""
    stretched = stretch(timed.net, clock, timed.starts_at)
    promise = read_limit(limit)
    first = on_track(timed.net, stretched, Ruler(units=timed.units))
    ruler = ruler_for(timed.net, first.track.counted, promise, timed.units)
    measured = first if ruler.unit == WORKING_DAY else on_track(timed.net, stretched, ruler)
    unknown = unknown_places(measured)
    if measured.problem is not None or unknown:
        because = measured.problem.nodes if measured.problem is not None else unknown
        unprovable = _unprovable(clock, ruler, promise, because)
        return Assessment(unprovable, measured, problem=measured.problem, unknown=unknown)
    return _assess_way(timed, measured, clock, promise)


def _unprovable(clock: Clock, ruler: Ruler, promise: Length | None, because: tuple[str, ...]) -> Measure:
    limit, unit = (promise.amount, promise.unit) if promise is not None else (None, "")
    return Measure(clock, None, None, ruler.unit, Bound.UNPROVABLE, limit, unit, Answer.UNPROVABLE, because)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A longest way, and whether a run takes it: `doubts` say why nobody knows."""

    length: int
    straight: list[int]
    way: Way | None
    reached: bool
    doubts: tuple[str, ...]
    play: Play | None
    inputs: Inputs


def _assess_way(timed: Timed, measured: Measured, clock: Clock, promise: Length | None) -> Assessment:
    weights, net, track = measured.weights, measured.track.net, measured.track
    track_data = None if timed.data.open else data_on_track(timed.data, track)
    checked = _check(timed, measured, track_data)
    worst = weights.days(checked.length)
    bounded = tuple(dict.fromkeys(net.nodes[n].owner for n in _counted(measured) if _is_bounded(net, n, weights.ruler)))
    least = worst if not bounded else _least(measured, checked.way)
    certain = checked.reached and not checked.doubts
    exact = certain and least == worst
    answer = Measure(
        clock,
        worst,
        least if certain else 0,
        weights.ruler.unit,
        Bound.EXACT if exact else Bound.UPPER,
        promise.amount if promise is not None else None,
        promise.unit if promise is not None else "",
        _answer(worst, least if certain else 0, promise, weights.ruler),
        () if exact else tuple(dict.fromkeys([*checked.doubts, *bounded])),
        path_of(measured, checked.way.places if checked.way is not None else checked.straight, timed.labels),
    )
    witness = _witness(measured, clock, worst, checked) if checked.reached else None
    unchanged = () if track_data is None else track_data.unchanged_loops(track)
    return Assessment(
        answer,
        measured,
        checked.length,
        track_data,
        bounded=bounded,
        unchanged=unchanged,
        way=checked.way,
        witness=witness,
    )


def _check(timed: Timed, measured: Measured, track_data: TrackData | None) -> _Checked:
    """The longest way, with its values and a run that takes it, as far as these can be had."""
    track = measured.track
    length, straight = measured.longest, longest_way(measured)
    doubts = list(timed.loose)
    feasible = True
    if track_data is not None:
        found = longest_feasible(measured, track_data, timed.fuel)
        feasible = bool(found.places)
        if not found.never:
            length = found.length
        straight = list(found.places) or straight
    way = unfold(measured, straight)
    inputs: Inputs | None = Inputs()
    if track_data is not None and way is not None and feasible:
        inputs = values_along(measured, track_data, way)
        doubts += track_data.doubts(way.places, way.arcs)
        if inputs is None:
            heads = {loop.head for loop in track.loops} & set(way.places)
            doubts += [track.net.nodes[track.names[head]].element for head in sorted(heads)]
    play = None
    if way is not None and feasible and inputs is not None:
        play = Play(track.net, measured.weights, track, way, inputs.given, inputs.written)
    elapsed = play.elapsed() if play is not None else None
    reached = elapsed is not None and measured.weights.days(elapsed) == measured.weights.days(length)
    proved = way is None and track_data is None and _is_plain(track.net, track)
    certain = feasible and inputs is not None and (reached or proved) and not track.loose
    return _Checked(length, straight, way, certain, tuple(dict.fromkeys(doubts)), play, inputs or Inputs())


def calendar_worst(timed: Timed, assessment: Assessment) -> int | None:
    """The worst case in working days with what is kept out of the clock counted too; None when it has no bound."""
    net = timed.net
    measured = on_track(net, assessment.measured.track.stretch, Ruler(units=timed.units), pauses=True)
    if measured.problem is not None or any(n.pause and n.lengths is None for n in net.nodes.values()):
        return None
    length = measured.longest
    if assessment.track_data is not None:
        found = longest_feasible(measured, data_on_track(timed.data, measured.track), timed.fuel)
        length = length if found.never else found.length
    return measured.weights.days(length)


def _is_plain(net: Net, track: Track) -> bool:
    """Whether the longest walk is a run by the theorem alone, for walks too long to be played."""
    return not track.stretch.begins and not track.stretch.stops and not net.of_kind(Kind.TERMINATE)


def _witness(measured: Measured, clock: Clock, worst: int, checked: _Checked) -> Witness | None:
    track, way, play = measured.track, checked.way, checked.play
    if way is None or play is None:
        return None
    rounds: dict[str, int] = {}
    for loop in track.loops:
        times = sum(each.times for each in loop.rounds if track.phases[loop.head] is not Phase.BEFORE)
        if times and loop.head in way.places:
            rounds[track.net.nodes[track.names[loop.head]].element] = times
    unit, log, inputs = measured.weights.ruler.unit, play.log, checked.inputs
    return Witness(
        clock,
        worst,
        unit,
        inputs.given,
        inputs.written,
        tuple(rounds.items()),
        tuple(log.choices),
        tuple(log.durations),
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


def _least(measured: Measured, way: Way | None) -> int:
    """What the worst way takes when every length of another unit covers its fewest working days."""
    ruler = Ruler(measured.weights.ruler.unit, measured.weights.ruler.units, most=False)
    weights = Weights(measured.track.net, ruler)
    total = 0
    for place in way.places if way is not None else ():
        if measured.track.phases[place] is not Phase.BEFORE:
            total = weights.add(total, measured.track.names[place])
    return total // weights.scale


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

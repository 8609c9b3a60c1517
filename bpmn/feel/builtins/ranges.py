"""Ranges: Allen's relations between points and ranges, and `range(from)` (DMN 1.5, 10.3.4.9)."""

from collections.abc import Callable
from dataclasses import dataclass

from bpmn.feel.compare import ORDERED, equal, less
from bpmn.feel.functions import builtin
from bpmn.feel.temporal import TEMPORAL
from bpmn.feel.values import Range, Value


@dataclass(frozen=True, slots=True)
class _Ends:
    """The ends of a range, or of a point taken as a range of one; a missing end is unbounded."""

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool
    no_low: bool
    no_high: bool


def _ends(value: Value) -> _Ends | None:
    if not isinstance(value, Range):
        return _Ends(value, value, True, True, False, False)
    if (
        value.operator == "!="
        or (value.low is None and not value.open_low)
        or (value.high is None and not value.open_high)
    ):
        return None
    return _Ends(value.low, value.high, value.low_closed, value.high_closed, value.open_low, value.open_high)


_Relation = Callable[[_Ends, _Ends], bool]


def _relate(relation: _Relation, left: Value, right: Value) -> Value:
    """The relation, null when the two cannot be compared."""
    one, other = _ends(left), _ends(right)
    if one is None or other is None:
        return None
    samples = [end for end in (one.low, one.high, other.low, other.high) if end is not None]
    if not samples or not all(isinstance(end, ORDERED) and less(end, samples[0]) is not None for end in samples):
        return None
    return relation(one, other)


def _less(one: Value, other: Value) -> bool:
    return less(one, other) is True


def _same(one: Value, other: Value) -> bool:
    return equal(one, other) is True


def _before(a: _Ends, b: _Ends) -> bool:
    if a.no_high or b.no_low:
        return False
    return _less(a.high, b.low) or (_same(a.high, b.low) and not (a.high_closed and b.low_closed))


def _low_first(a: _Ends, b: _Ends) -> bool:
    """a begins before b begins."""
    if a.no_low or b.no_low:
        return a.no_low and not b.no_low
    return _less(a.low, b.low) or (_same(a.low, b.low) and a.low_closed and not b.low_closed)


def _high_first(a: _Ends, b: _Ends) -> bool:
    """a ends before b ends."""
    if a.no_high or b.no_high:
        return b.no_high and not a.no_high
    return _less(a.high, b.high) or (_same(a.high, b.high) and b.high_closed and not a.high_closed)


def _same_low(a: _Ends, b: _Ends) -> bool:
    if a.no_low or b.no_low:
        return a.no_low and b.no_low
    return _same(a.low, b.low) and a.low_closed == b.low_closed


def _same_high(a: _Ends, b: _Ends) -> bool:
    if a.no_high or b.no_high:
        return a.no_high and b.no_high
    return _same(a.high, b.high) and a.high_closed == b.high_closed


def _overlaps(a: _Ends, b: _Ends) -> bool:
    return not _before(a, b) and not _before(b, a)


def _includes(a: _Ends, b: _Ends) -> bool:
    return not _low_first(b, a) and not _high_first(a, b)


@builtin("before(point1: point, point2: point)")
@builtin("before(point: point, range: point)")
@builtin("before(range: point, point: point)")
@builtin("before(range1: point, range2: point)")
def before(left: Value, right: Value) -> Value:
    return _relate(_before, left, right)


@builtin("after(point1: point, point2: point)")
@builtin("after(point: point, range: point)")
@builtin("after(range: point, point: point)")
@builtin("after(range1: point, range2: point)")
def after(left: Value, right: Value) -> Value:
    return _relate(lambda a, b: _before(b, a), left, right)


@builtin("meets(range1: range, range2: range)")
def meets(left: Range, right: Range) -> Value:
    return _relate(_meets, left, right)


@builtin("met by(range1: range, range2: range)")
def met_by(left: Range, right: Range) -> Value:
    return _relate(lambda a, b: _meets(b, a), left, right)


def _meets(a: _Ends, b: _Ends) -> bool:
    return not a.no_high and not b.no_low and a.high_closed and b.low_closed and _same(a.high, b.low)


@builtin("overlaps(range1: range, range2: range)")
def overlaps(left: Range, right: Range) -> Value:
    return _relate(_overlaps, left, right)


@builtin("overlaps before(range1: range, range2: range)")
def overlaps_before(left: Range, right: Range) -> Value:
    return _relate(_overlaps_before, left, right)


@builtin("overlaps after(range1: range, range2: range)")
def overlaps_after(left: Range, right: Range) -> Value:
    return _relate(lambda a, b: _overlaps_before_from(b, a), left, right)


def _overlaps_before(a: _Ends, b: _Ends) -> bool:
    return _low_first(a, b) and _overlaps(a, b) and not _high_first(b, a)


def _overlaps_before_from(a: _Ends, b: _Ends) -> bool:
    """b overlaps after a: a begins first and does not end after b."""
    return _overlaps_before(a, b)


@builtin("finishes(point: point, range: range)")
@builtin("finishes(range1: range, range2: range)")
def finishes(left: Value, right: Range) -> Value:
    return _relate(_finishes, left, right)


@builtin("finished by(range: range, point: point)")
@builtin("finished by(range1: range, range2: range)")
def finished_by(left: Range, right: Value) -> Value:
    return _relate(lambda a, b: _finishes(b, a), left, right)


def _finishes(a: _Ends, b: _Ends) -> bool:
    return _same_high(a, b) and not _low_first(a, b)


@builtin("includes(range: range, point: point)")
@builtin("includes(range1: range, range2: range)")
def includes(left: Range, right: Value) -> Value:
    return _relate(_includes, left, right)


@builtin("during(point: point, range: range)")
@builtin("during(range1: range, range2: range)")
def during(left: Value, right: Range) -> Value:
    return _relate(lambda a, b: _includes(b, a), left, right)


@builtin("starts(point: point, range: range)")
@builtin("starts(range1: range, range2: range)")
def starts(left: Value, right: Range) -> Value:
    return _relate(_starts, left, right)


@builtin("started by(range: range, point: point)")
@builtin("started by(range1: range, range2: range)")
def started_by(left: Range, right: Value) -> Value:
    return _relate(lambda a, b: _starts(b, a), left, right)


def _starts(a: _Ends, b: _Ends) -> bool:
    return _same_low(a, b) and not _high_first(b, a)


@builtin("coincides(point1: point, point2: point)")
@builtin("coincides(range1: range, range2: range)")
def coincides(left: Value, right: Value) -> Value:
    return _relate(lambda a, b: _same_low(a, b) and _same_high(a, b), left, right)


@builtin("range(from: string)")
def range_(text: str) -> Value:
    """The range a text such as `[1..10]` or `(@"2026-01-01"..)` spells, its ends literals; null for anything else."""
    from bpmn.feel.range_text import read_range

    found = read_range(text)
    if found is None or not all(end is None or isinstance(end, ORDERED + TEMPORAL) for end in (found.low, found.high)):
        return None
    return found

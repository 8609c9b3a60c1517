"""What `for`, `some` and `every` go over: lists, ranges of whole numbers and of days, `first..last` in either order."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from bpmn.feel.numbers import is_whole
from bpmn.feel.run import Run
from bpmn.feel.temporal import Date
from bpmn.feel.values import Range, Value, chinese_kind


def domain(run: Run, first: Value, last: Value, *, ranged: bool) -> Iterable[Value] | None:
    """The values to go over; None, with a note, when there is nothing to go over."""
    if ranged:
        return _span(run, first, last)
    if isinstance(first, list):
        return list(first)
    if isinstance(first, Range):
        return _of_range(run, first)
    if first is None:
        return None
    return [first]


def _of_range(run: Run, bounds: Range) -> Iterable[Value] | None:
    values = _span(run, bounds.low, bounds.high)
    if values is None:
        return None
    return _without_open_ends(values, bounds)


def _without_open_ends(values: Iterable[Value], bounds: Range) -> Iterator[Value]:
    for value in values:
        if (value == bounds.low and not bounds.low_closed) or (value == bounds.high and not bounds.high_closed):
            continue
        yield value


def _span(run: Run, first: Value, last: Value) -> Iterable[Value] | None:
    if isinstance(first, Decimal) and isinstance(last, Decimal) and is_whole(first) and is_whole(last):
        if max(first.adjusted(), last.adjusted()) > 18:
            run.burn(run.limits.fuel + 1)
        return (Decimal(number) for number in _either_way(int(first), int(last)))
    if isinstance(first, Date) and isinstance(last, Date):
        return (Date(days) for days in _either_way(first.days, last.days))
    run.note(f"不能从{chinese_kind(first)}到{chinese_kind(last)}逐个取值，结果为空值。")
    return None


def _either_way(first: int, last: int) -> range:
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)

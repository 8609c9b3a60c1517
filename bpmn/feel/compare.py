"""Equality, order and membership, with FEEL's third truth value: None when two values cannot be compared."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from bpmn.feel.run import spend
from bpmn.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from bpmn.feel.values import Range, Value

ORDERED = (Decimal, str, Date, Time, DateTime, YearsMonths, DaysTime)
_PLAIN = (Decimal, str, bool)


def equal(left: Value, right: Value) -> bool | None:
    """`left = right`: null equals only null; values of different kinds give null."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return None
    if kind in (Decimal, str, bool):
        return left == right
    if isinstance(left, Date | YearsMonths | DaysTime):
        return left.key == right.key  # type: ignore[attr-defined, no-any-return]
    if isinstance(left, Time | DateTime):
        return _same_moment(left, right)  # type: ignore[arg-type]
    if isinstance(left, list):
        return _equal_lists(left, right)  # type: ignore[arg-type]
    if isinstance(left, dict):
        return _equal_contexts(left, right)  # type: ignore[arg-type]
    if isinstance(left, Range):
        return _equal_ranges(left, right)  # type: ignore[arg-type]
    return left is right


def _same_moment(left: Time | DateTime, right: Time | DateTime) -> bool | None:
    """Times with and without a zone cannot be compared."""
    if (left.zone is None) != (right.zone is None):
        return None
    return left.key == right.key


def _equal_lists(left: list[Value], right: list[Value]) -> bool | None:
    if len(left) != len(right):
        return False
    spend(1 + len(left))
    return all(equal(one, other) is True for one, other in zip(left, right, strict=True))


def _equal_contexts(left: dict[str, Value], right: dict[str, Value]) -> bool:
    spend(1 + len(left))
    return left.keys() == right.keys() and all(equal(value, right[key]) is True for key, value in left.items())


def _equal_ranges(left: Range, right: Range) -> bool:
    return (
        left.operator == right.operator
        and left.low_closed == right.low_closed
        and left.high_closed == right.high_closed
        and equal(left.low, right.low) is True
        and equal(left.high, right.high) is True
    )


def _order(compare: Callable[[object, object], bool]) -> Callable[[Value, Value], bool | None]:
    def ordered(left: Value, right: Value) -> bool | None:
        kind = type(left)
        if kind is not type(right):
            return None
        if kind is Decimal or kind is str:
            return compare(left, right)
        if isinstance(left, Date | YearsMonths | DaysTime):
            return compare(left.key, right.key)  # type: ignore[attr-defined]
        if isinstance(left, Time | DateTime):
            if (left.zone is None) != (right.zone is None):  # type: ignore[attr-defined]
                return None
            return compare(left.key, right.key)  # type: ignore[attr-defined]
        return None

    return ordered


less = _order(lambda left, right: left < right)  # type: ignore[operator]
at_most = _order(lambda left, right: left <= right)  # type: ignore[operator]
more = _order(lambda left, right: left > right)  # type: ignore[operator]
at_least = _order(lambda left, right: left >= right)  # type: ignore[operator]


def unequal(left: Value, right: Value) -> bool | None:
    same = equal(left, right)
    return None if same is None else not same


COMPARERS: dict[str, Callable[[Value, Value], bool | None]] = {
    "=": equal,
    "!=": unequal,
    "<": less,
    "<=": at_most,
    ">": more,
    ">=": at_least,
}


def not_(value: Value) -> bool | None:
    """Three-valued not; None for anything but a boolean."""
    return not value if isinstance(value, bool) else None


def and_(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def any_of(values: Iterable[bool | None]) -> bool | None:
    """Three-valued or over many."""
    answer: bool | None = False
    for value in values:
        if value is True:
            return True
        if value is None:
            answer = None
    return answer


def within(value: Value, bounds: Range) -> bool | None:
    """Whether the value lies in the range; None when they cannot be compared."""
    if bounds.operator:
        end = bounds.high if bounds.operator in ("<", "<=") else bounds.low
        return COMPARERS[bounds.operator](value, end)
    low = at_least(value, bounds.low) if bounds.low_closed else more(value, bounds.low)
    high = at_most(value, bounds.high) if bounds.high_closed else less(value, bounds.high)
    return and_(low, high)


def meets(value: Value, test: Value) -> bool | None:
    """`value in test` for one evaluated test: a range, a list of values and ranges, or a value to be equal to."""
    if isinstance(test, Range):
        return equal(value, test) if isinstance(value, Range) else within(value, test)
    if isinstance(test, list):
        if isinstance(value, list) and _equal_lists(value, test):
            return True
        for part in test:
            found = meets(value, part) if isinstance(part, Range) else equal(value, part)
            if found is True:
                return True
        return False
    return equal(value, test)

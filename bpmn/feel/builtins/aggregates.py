"""Sums and the like, over one list or over the arguments themselves (DMN 1.5, 10.3.4.4)."""

from collections.abc import Callable
from decimal import Decimal, DecimalException

from bpmn.feel import arithmetic
from bpmn.feel.compare import ORDERED, less, more
from bpmn.feel.functions import builtin
from bpmn.feel.numbers import DECIMAL128, ONE, ZERO
from bpmn.feel.run import Run
from bpmn.feel.temporal import DaysTime, YearsMonths
from bpmn.feel.values import Value

_Aggregate = Callable[[Run, list[Value]], Value]


def _aggregate(name: str) -> Callable[[_Aggregate], _Aggregate]:
    """The function under `name(list)` and, with several arguments, `name(a, b, c)`."""

    def mark(body: _Aggregate) -> _Aggregate:
        def over_arguments(run: Run, *items: Value) -> Value:
            return body(run, list(items))

        builtin(f"{name}(list: list)", with_run=True)(body)
        builtin(f"{name}(list: any, others...: any)", with_run=True)(over_arguments)
        body.feel.extend(over_arguments.feel)  # type: ignore[attr-defined]
        return body

    return mark


@_aggregate("min")
def minimum(run: Run, items: list[Value]) -> Value:
    return _extreme(run, items, less)


@_aggregate("max")
def maximum(run: Run, items: list[Value]) -> Value:
    return _extreme(run, items, more)


def _extreme(run: Run, items: list[Value], better: Callable[[Value, Value], bool | None]) -> Value:
    """The first of the best; null for an empty list or items that cannot be compared."""
    run.burn(1 + len(items))
    if not items or not isinstance(items[0], ORDERED):
        return None
    best: Value = items[0]
    for item in items[1:]:
        answer = better(item, best)
        if answer is None:
            return None
        if answer:
            best = item
    return best


@_aggregate("sum")
def total(run: Run, items: list[Value]) -> Value:
    run.burn(1 + len(items))
    if not items or not isinstance(items[0], Decimal | YearsMonths | DaysTime):
        return None
    result: Value = items[0]
    for item in items[1:]:
        if type(item) is not type(result):
            return None
        result = arithmetic.add(run, result, item)
    return result


@_aggregate("mean")
def mean(run: Run, items: list[Value]) -> Value:
    whole = total(run, items)
    return arithmetic.divide(run, whole, Decimal(len(items))) if whole is not None else None


@_aggregate("product")
def product(run: Run, items: list[Value]) -> Value:
    numbers = _numbers(run, items)
    if not numbers:
        return None
    result: Value = ONE
    for number in numbers:
        result = arithmetic.multiply(run, result, number)
    return result


@_aggregate("median")
def median(run: Run, items: list[Value]) -> Value:
    numbers = _numbers(run, items)
    if not numbers:
        return None
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return DECIMAL128.divide(DECIMAL128.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@_aggregate("stddev")
def stddev(run: Run, items: list[Value]) -> Value:
    """The standard deviation of a sample."""
    numbers = _numbers(run, items)
    if numbers is None or len(numbers) < 2:
        return None
    try:
        average = DECIMAL128.divide(_plain_sum(numbers), Decimal(len(numbers)))
        squares = [DECIMAL128.power(DECIMAL128.subtract(number, average), Decimal(2)) for number in numbers]
        return DECIMAL128.sqrt(DECIMAL128.divide(_plain_sum(squares), Decimal(len(numbers) - 1)))
    except DecimalException:
        return None


@_aggregate("mode")
def mode(run: Run, items: list[Value]) -> Value:
    """The most frequent numbers, the smallest first."""
    numbers = _numbers(run, items)
    if numbers is None:
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)


@_aggregate("all")
def all_(run: Run, items: list[Value]) -> Value:
    """False when one is false, true when all are true, else null."""
    run.burn(1 + len(items))
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@_aggregate("any")
def any_(run: Run, items: list[Value]) -> Value:
    """True when one is true, false when all are false, else null."""
    run.burn(1 + len(items))
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


def _numbers(run: Run, items: list[Value]) -> list[Decimal] | None:
    run.burn(1 + len(items))
    numbers = [item for item in items if isinstance(item, Decimal)]
    return numbers if len(numbers) == len(items) else None


def _plain_sum(numbers: list[Decimal]) -> Decimal:
    result = ZERO
    for number in numbers:
        result = DECIMAL128.add(result, number)
    return result

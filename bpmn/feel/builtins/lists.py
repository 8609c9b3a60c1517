"""Lists (DMN 1.5, 10.3.4.4). Positions count from 1, or from the end when negative."""

from decimal import Decimal
from functools import cmp_to_key

from bpmn.feel.calls import call
from bpmn.feel.compare import ORDERED, equal, less
from bpmn.feel.functions import Builtin, builtin
from bpmn.feel.numbers import as_int
from bpmn.feel.run import Run
from bpmn.feel.values import Function, Value


@builtin("list contains(list: list, element: any)", with_run=True)
def list_contains(run: Run, items: list[Value], element: Value) -> Value:
    run.burn(1 + len(items))
    return any(equal(item, element) is True for item in items)


@builtin("count(list: list)")
def count(items: list[Value]) -> Value:
    return Decimal(len(items))


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(items: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    first = _index(items, start)
    if first is None:
        return None
    if length is None:
        return items[first:]
    size = as_int(length)
    if size is None or size < 1 or first + size > len(items):
        return None
    return items[first : first + size]


@builtin("append(list: list, item...: any)", with_run=True)
def append(run: Run, items: list[Value], *more: Value) -> Value:
    run.check_size(len(items) + len(more))
    return [*items, *more]


@builtin("concatenate(list...: list)", with_run=True)
def concatenate(run: Run, *lists: list[Value]) -> Value:
    run.check_size(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before(list: list, position: number, newItem: any)", with_run=True)
def insert_before(run: Run, items: list[Value], position: Decimal, item: Value) -> Value:
    first = _index(items, position)
    run.check_size(len(items) + 1)
    return None if first is None else [*items[:first], item, *items[first:]]


@builtin("remove(list: list, position: number)", with_run=True)
def remove(run: Run, items: list[Value], position: Decimal) -> Value:
    first = _index(items, position)
    run.check_size(len(items))
    return None if first is None else [*items[:first], *items[first + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any)", with_run=True)
def list_replace(run: Run, items: list[Value], position: Decimal, item: Value) -> Value:
    first = _index(items, position)
    run.check_size(len(items))
    return None if first is None else [*items[:first], item, *items[first + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)", with_run=True)
def list_replace_matching(run: Run, items: list[Value], match: Function | Builtin, item: Value) -> Value:
    answers = [call(run, match, [old, item]) for old in items]
    if not all(isinstance(answer, bool) for answer in answers):
        return None
    return [item if answer else old for old, answer in zip(items, answers, strict=True)]


@builtin("reverse(list: list)", with_run=True)
def reverse(run: Run, items: list[Value]) -> Value:
    run.check_size(len(items))
    return items[::-1]


@builtin("index of(list: list, match: any)", with_run=True)
def index_of(run: Run, items: list[Value], match: Value) -> Value:
    run.burn(1 + len(items))
    return [Decimal(place) for place, item in enumerate(items, 1) if equal(item, match) is True]


@builtin("union(list...: list)", with_run=True)
def union(run: Run, *lists: list[Value]) -> Value:
    return _distinct(run, [item for items in lists for item in items])


@builtin("distinct values(list: list)", with_run=True)
def distinct_values(run: Run, items: list[Value]) -> Value:
    return _distinct(run, items)


def _distinct(run: Run, items: list[Value]) -> list[Value]:
    kept: list[Value] = []
    seen: set[str | Decimal] = set()
    for item in items:
        if isinstance(item, str | Decimal):
            run.burn()
            if item not in seen:
                seen.add(item)
                kept.append(item)
            continue
        run.burn(1 + len(kept))
        if not any(equal(item, other) is True for other in kept):
            kept.append(item)
    return kept


@builtin("flatten(list: list)", with_run=True)
def flatten(run: Run, items: list[Value]) -> Value:
    flat: list[Value] = []
    stack: list[Value] = list(reversed(items))
    while stack:
        run.burn()
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
        else:
            flat.append(item)
        run.check_size(max(len(stack), len(flat)) if len(stack) % 1024 == 0 else 0)
    return flat


@builtin("sort(list: list, precedes?: function)", with_run=True)
def sort(run: Run, items: list[Value], precedes: Function | Builtin | None = None) -> Value:
    run.check_size(len(items))
    if precedes is None:
        if not all(isinstance(item, ORDERED) and less(item, items[0]) is not None for item in items):
            return None
        return sorted(
            items, key=cmp_to_key(lambda left, right: -1 if less(left, right) else int(bool(less(right, left))))
        )

    def order(left: Value, right: Value) -> int:
        run.burn()
        if call(run, precedes, [left, right]) is True:
            return -1
        return 1 if call(run, precedes, [right, left]) is True else 0

    return sorted(items, key=cmp_to_key(order))


def _index(items: list[Value], position: Decimal) -> int | None:
    """The index of a position; None for 0 and beyond either end."""
    place = as_int(position)
    if place is None or place == 0 or abs(place) > len(items):
        return None
    return place - 1 if place > 0 else len(items) + place

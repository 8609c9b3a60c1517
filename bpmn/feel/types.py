"""FEEL types: what a value is, whether it conforms to a type, and the standard's coercions into one.

DMN 1.5, 10.3.2.9: a singleton list stands for its item and an item for a singleton list, a date for its midnight in
UTC; anything else that does not conform becomes null.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bpmn.feel.run import spend
from bpmn.feel.temporal import UTC, Date, DateTime
from bpmn.feel.tree import TypeName
from bpmn.feel.values import Function, Range, Value, kind_of


@dataclass(frozen=True, slots=True)
class Simple:
    """`number`, `string`, `Any`… by the name FEEL gives it."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType:
    item: "FeelType"

    def __str__(self) -> str:
        return f"list<{self.item}>"


@dataclass(frozen=True, slots=True)
class ContextType:
    """A context with at least these members; `names` keeps their order."""

    names: tuple[str, ...]
    members: tuple["FeelType", ...]

    def __str__(self) -> str:
        parts = (f"{name}: {member}" for name, member in zip(self.names, self.members, strict=True))
        return f"context<{', '.join(parts)}>"


@dataclass(frozen=True, slots=True)
class RangeType:
    item: "FeelType"

    def __str__(self) -> str:
        return f"range<{self.item}>"


@dataclass(frozen=True, slots=True)
class FunctionType:
    parameters: tuple["FeelType", ...]
    result: "FeelType"

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.parameters))}> -> {self.result}"


@dataclass(frozen=True, slots=True, eq=False)
class Constrained:
    """A named type with allowed values: those of `base` that `allows` lets through."""

    name: str
    base: "FeelType"
    allows: Callable[[Value], bool]

    def __str__(self) -> str:
        return self.name


FeelType: TypeAlias = Simple | ListType | ContextType | RangeType | FunctionType | Constrained

ANY = Simple("Any")
NULL = Simple("null")
NUMBER = Simple("number")
STRING = Simple("string")
BOOLEAN = Simple("boolean")
DATE = Simple("date")
TIME = Simple("time")
DATE_TIME = Simple("date and time")
DAYS_TIME = Simple("days and time duration")
YEARS_MONTHS = Simple("years and months duration")
CONTEXT = Simple("context")
LIST = Simple("list")
RANGE = Simple("range")
FUNCTION = Simple("function")

BY_NAME: dict[str, FeelType] = {
    "Any": ANY,
    "any": ANY,
    "Null": NULL,
    "null": NULL,
    "number": NUMBER,
    "string": STRING,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "dateTime": DATE_TIME,
    "days and time duration": DAYS_TIME,
    "day time duration": DAYS_TIME,
    "dayTimeDuration": DAYS_TIME,
    "years and months duration": YEARS_MONTHS,
    "year month duration": YEARS_MONTHS,
    "yearMonthDuration": YEARS_MONTHS,
    "context": CONTEXT,
    "list": LIST,
    "range": RANGE,
    "function": FUNCTION,
    "Integer": NUMBER,
    "integer": NUMBER,
    "long": NUMBER,
    "double": NUMBER,
}


def resolve(written: TypeName, declared: Mapping[str, FeelType]) -> FeelType | None:
    """The type that a written type name stands for; None when no such type is known."""
    if not written.arguments and not written.members:
        if written.name in declared:
            return declared[written.name]
        return _bare(written.name)
    parts = [resolve(part, declared) for part in written.arguments]
    if any(part is None for part in parts):
        return None
    known = tuple(part for part in parts if part is not None)
    if written.name == "list":
        return ListType(known[0]) if len(known) == 1 else None
    if written.name == "range":
        return RangeType(known[0]) if len(known) == 1 else None
    if written.name == "context":
        return ContextType(written.members, known)
    return FunctionType(known[:-1], known[-1])


def _bare(name: str) -> FeelType | None:
    """A name alone; the structured types need their parts, but DMN files may say just `context` or `list`."""
    return BY_NAME.get(name)


def type_of(value: Value) -> FeelType:
    """The most specific type of a value."""
    spend()
    if isinstance(value, list):
        return ListType(_common([type_of(part) for part in value]))
    if isinstance(value, dict):
        return ContextType(tuple(value), tuple(type_of(part) for part in value.values()))
    if isinstance(value, Range):
        ends = [end for end in (value.low, value.high) if end is not None]
        return RangeType(_common([type_of(end) for end in ends]))
    if isinstance(value, Function):
        return FunctionType(value.types or (ANY,) * len(value.parameters), value.result or value.shows or ANY)
    return Simple(kind_of(value))


def _common(types: list[FeelType]) -> FeelType:
    first = types[0] if types else ANY
    return first if all(other == first for other in types) else ANY


def is_instance(value: Value, expected: FeelType) -> bool:
    """`value instance of expected`: null is an instance of the null type alone."""
    if value is None:
        return expected == NULL
    return has_type(value, expected)


def has_type(value: Value, expected: FeelType) -> bool:
    """Whether a value conforms to a type; null conforms to every type."""
    spend()
    if value is None or expected == ANY:
        return True
    if isinstance(expected, Simple):
        return kind_of(value) == expected.name
    if isinstance(expected, Constrained):
        return has_type(value, expected.base) and expected.allows(value)
    if isinstance(expected, ListType):
        return isinstance(value, list) and all(has_type(part, expected.item) for part in value)
    if isinstance(expected, ContextType):
        return isinstance(value, dict) and all(
            name in value and has_type(value[name], member)
            for name, member in zip(expected.names, expected.members, strict=True)
        )
    if isinstance(expected, RangeType):
        return isinstance(value, Range) and has_type(value.low, expected.item) and has_type(value.high, expected.item)
    if isinstance(value, Function):
        return conforms(type_of(value), expected)
    return kind_of(value) == "function"


def conforms(actual: FeelType, expected: FeelType) -> bool:
    """Whether every value of one type is a value of the other (DMN 1.5, 10.3.2.9.2)."""
    if expected == ANY or actual in (NULL, expected):
        return True
    if isinstance(actual, Constrained):
        return conforms(actual.base, expected)
    if isinstance(expected, Constrained):
        return conforms(actual, expected.base)
    if isinstance(actual, ListType):
        return expected == LIST or (isinstance(expected, ListType) and conforms(actual.item, expected.item))
    if isinstance(actual, RangeType):
        return expected == RANGE or (isinstance(expected, RangeType) and conforms(actual.item, expected.item))
    if isinstance(actual, ContextType):
        if expected == CONTEXT:
            return True
        if not isinstance(expected, ContextType):
            return False
        members = dict(zip(actual.names, actual.members, strict=True))
        return all(
            name in members and conforms(members[name], member)
            for name, member in zip(expected.names, expected.members, strict=True)
        )
    if isinstance(actual, FunctionType):
        if expected == FUNCTION:
            return True
        return (
            isinstance(expected, FunctionType)
            and len(actual.parameters) == len(expected.parameters)
            and all(conforms(theirs, ours) for ours, theirs in zip(actual.parameters, expected.parameters, strict=True))
            and conforms(actual.result, expected.result)
        )
    return False


def coerce(value: Value, expected: FeelType) -> Value:
    """The value as one of the type: unchanged, by one of the standard's coercions, or null."""
    if value is None or expected == ANY or has_type(value, expected):
        return value
    if isinstance(expected, Constrained):
        value = coerce(value, expected.base)
        return value if value is not None and expected.allows(value) else None
    if isinstance(value, list) and len(value) == 1 and not isinstance(expected, ListType):
        only: Value = value[0]
        return None if isinstance(only, list) else coerce(only, expected)
    if isinstance(expected, ListType) and not isinstance(value, list):
        item = coerce(value, expected.item)
        return None if item is None else [item]
    if expected == LIST and not isinstance(value, list):
        return [value]
    if expected == DATE_TIME and isinstance(value, Date):
        return DateTime(value.days, 0, UTC)
    return None

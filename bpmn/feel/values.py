"""The values of FEEL and their texts.

null is None, booleans and strings are Python's, numbers `Decimal`, lists `list`, contexts `dict[str, …]`; the rest are
the frozen classes of `temporal` and of this module. Values are never changed once made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from bpmn.feel.errors import FeelLimitError, FeelValueError
from bpmn.feel.numbers import finite, number_text
from bpmn.feel.run import Run, spend
from bpmn.feel.temporal import TEMPORAL, Date, DateTime, DaysTime, Time, YearsMonths, from_python

if TYPE_CHECKING:
    from bpmn.feel.types import FeelType

Value: TypeAlias = object
"""Any value of FEEL; every reader narrows it by `isinstance`."""

MAX_NESTING = 100
"""How deep lists and contexts may nest in a value that comes in."""


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends; `operator` is set for ranges made by a test, such as `(< 10)`, open on one side."""

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool
    operator: str = ""

    @property
    def open_low(self) -> bool:
        """Whether there is no lower end at all."""
        return self.operator in ("<", "<=", "!=")

    @property
    def open_high(self) -> bool:
        return self.operator in (">", ">=", "!=")

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function that can be called: its parameter names and types, and what it does with the arguments."""

    parameters: tuple[str, ...]
    body: Callable[[Run, list[Value]], Value]
    types: "tuple[FeelType, ...]" = ()
    result: "FeelType | None" = None
    name: str = ""
    shows: "FeelType | None" = None
    """The type the body shows to give; unlike `result` nothing is made to fit it."""


def kind_of(value: Value) -> str:
    """The name of the value's kind, as FEEL writes types."""
    kind = _KINDS.get(type(value))
    return kind or "function"


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    YearsMonths: "years and months duration",
    DaysTime: "days and time duration",
    Range: "range",
}

CHINESE_KINDS = {
    "null": "空值",
    "boolean": "是否",
    "number": "数字",
    "string": "文字",
    "list": "列表",
    "context": "数据组",
    "date": "日期",
    "time": "时刻",
    "date and time": "日期时间",
    "years and months duration": "年月时长",
    "days and time duration": "日时时长",
    "range": "区间",
    "function": "函数",
    "Any": "任意类型",
}


def chinese_kind(value: Value) -> str:
    """The kind of a value for people: 文字, 数字, 日期…"""
    return CHINESE_KINDS[kind_of(value)]


# ---------------------------------------------------------------------- coming in

_READY = frozenset((type(None), bool, Decimal, str, Date, Time, DateTime, YearsMonths, DaysTime, Range, Function))


def import_value(value: object, depth: int = 0) -> Value:
    """The FEEL value of a Python value; a value that is ready already costs one look.

    Whole numbers and floats become decimals (a float by its shortest text), dates and times FEEL's own, mappings
    contexts and sequences lists. FeelValueError when there is no such value.
    """
    kind = type(value)
    if kind in _READY:
        return finite(value) if isinstance(value, Decimal) else value
    if depth > MAX_NESTING:
        raise FeelLimitError(f"数据嵌套超过 {MAX_NESTING} 层，不予计算。")
    if isinstance(value, bool | str):
        return value if isinstance(value, bool) else str(value)
    if isinstance(value, int):
        return finite(Decimal(value)) if value.bit_length() < 20_000 else None
    if isinstance(value, float):
        return finite(Decimal(repr(value)))
    if isinstance(value, Mapping):
        return {_key(key): import_value(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [import_value(part, depth + 1) for part in value]
    if isinstance(value, date | time | datetime | timedelta):
        return from_python(value)
    if isinstance(value, Decimal):
        return finite(value)
    if callable(getattr(value, "call", None)):
        return value
    raise FeelValueError(f"{type(value).__name__} 类型的值不能用于表达式。")


def import_context(context: Mapping[str, object]) -> dict[str, Value]:
    """The variables of an evaluation; a dict of ready values is taken as it is."""
    return {name: value if type(value) in _SCALARS else import_value(value) for name, value in context.items()}


_SCALARS = _READY - {Decimal}


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise FeelValueError(f"数据组的名称必须是文字，不能是 {type(key).__name__}。")
    return key


# ---------------------------------------------------------------------- texts


def text_of(value: Value) -> str | None:
    """The text `string(value)` gives; None for null."""
    if value is None:
        return None
    return value if isinstance(value, str) else shown(value)


def shown(value: Value, depth: int = 0) -> str:
    """The value as one would write it in FEEL: strings in quotes, dates bare, lists and contexts with their parts."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, TEMPORAL):
        return str(value)
    if depth > MAX_NESTING:
        raise FeelLimitError(f"数据嵌套超过 {MAX_NESTING} 层，不予显示。")
    spend(8)
    if isinstance(value, list):
        return "[" + ", ".join(shown(part, depth + 1) for part in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_shown_key(key)}: {shown(part, depth + 1)}" for key, part in value.items()) + "}"
    if isinstance(value, Range):
        return _shown_range(value, depth)
    name = getattr(value, "name", "")
    return f"function {name}" if name else "function"


def quoted(text: str) -> str:
    """The string as a FEEL literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shown_key(key: str) -> str:
    return key if key and all(part.isalnum() or part == "_" for part in key.replace(" ", "a")) else quoted(key)


def _shown_range(value: Range, depth: int) -> str:
    if value.operator:
        end = value.high if value.operator in ("<", "<=") else value.low
        return f"({value.operator} {shown(end, depth + 1)})"
    low, high = shown(value.low, depth + 1), shown(value.high, depth + 1)
    return f"{'[' if value.low_closed else '('}{low}..{high}{']' if value.high_closed else ')'}"

"""Values of variables as plain JSON and back.

What JSON has no word for is written as an object of one key: `{"$n": "1.50"}` a number with decimals,
`{"$t": "2026-03-02"}` a date, time or duration in FEEL's text. An object of the applicant that looks like
one of these is wrapped as `{"$o": {...}}`, so that nobody's data is ever taken for a type.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from bpmn.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths, at_literal, from_python
from engine.runtime.errors import RuntimeFault

TAGS = ("$n", "$t", "$o")
_SCALARS = frozenset({str, bool, float, type(None)})
_TEMPORAL = (Date, DateTime, DaysTime, Time, YearsMonths)
_LARGEST = 1 << 53


def to_plain(value: object) -> object:
    """The value in JSON's own types. `RuntimeFault` for a value that cannot be kept (a function, a range)."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is int:
        return value if -_LARGEST < value < _LARGEST else {"$n": str(value)}  # type: ignore[operator]
    if isinstance(value, Mapping):
        made = {str(key): to_plain(part) for key, part in value.items()}
        return {"$o": made} if len(made) == 1 and next(iter(made)) in TAGS else made
    if isinstance(value, list | tuple):
        return [to_plain(part) for part in value]
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and value.as_tuple().exponent == 0 and abs(value) < _LARGEST
        return int(value) if whole else {"$n": str(value)}
    if isinstance(value, date | datetime | time | timedelta):
        value = from_python(value)
    if isinstance(value, _TEMPORAL):
        return {"$t": str(value)}
    raise RuntimeFault(f"{type(value).__name__}类型的值不能作为流程变量保存")


def from_plain(value: object) -> object:
    """The value back from JSON's types: every number a Decimal, as before it was kept."""
    if type(value) is int:
        return Decimal(value)
    if isinstance(value, dict):
        if len(value) == 1:
            tag, inner = next(iter(value.items()))
            if tag == "$n":
                return Decimal(inner)
            if tag == "$t":
                return at_literal(inner)
            if tag == "$o":
                return {key: from_plain(part) for key, part in inner.items()}
        return {key: from_plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [from_plain(part) for part in value]
    return value


def plain_variables(variables: Mapping[str, object]) -> dict[str, object]:
    """`to_plain` of each variable."""
    return {name: value if type(value) in _SCALARS else to_plain(value) for name, value in variables.items()}


def kept_variables(plain: Mapping[str, object]) -> dict[str, object]:
    """`from_plain` of each variable."""
    return {name: from_plain(value) if type(value) in (dict, list, int) else value for name, value in plain.items()}

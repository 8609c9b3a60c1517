"""`value.name`: members of contexts, of lists of contexts, of dates, times, durations and ranges."""

from collections.abc import Callable
from decimal import Decimal

from bpmn.feel.run import Run
from bpmn.feel.temporal import DAY, HOUR, MINUTE, SECOND, Date, DateTime, DaysTime, Time, YearsMonths
from bpmn.feel.values import Range, Value, chinese_kind


def member(run: Run, value: Value, name: str) -> Value:
    """The member; of a list the list of its items' members; null when there is none."""
    if isinstance(value, dict):
        if name not in value:
            run.note(f"数据组里没有“{name}”，结果为空值。")
            return None
        return value[name]
    if isinstance(value, list):
        run.burn(1 + len(value))
        return [member(run, part, name) for part in value]
    if value is None:
        return None
    reader = _READERS.get(type(value), {}).get(name)
    if reader is None:
        run.note(f"{chinese_kind(value)}没有属性“{name}”，结果为空值。")
        return None
    return reader(value)


def weekday(days: int) -> int:
    """1 for Monday to 7 for Sunday."""
    return (days + 3) % 7 + 1


def _signed(nanoseconds: int, unit: int, modulo: int) -> Decimal:
    """A component of a duration, with the sign of the whole."""
    size = abs(nanoseconds) // unit % modulo
    return Decimal(-size if nanoseconds < 0 else size)


def _of_date(index: int) -> Callable[[Date | DateTime], Value]:
    return lambda value: Decimal((value.civil if isinstance(value, Date) else value.date.civil)[index])


def _of_clock(unit: int, modulo: int) -> Callable[[Time | DateTime], Value]:
    return lambda value: Decimal(value.nanoseconds // unit % modulo)


def _offset(value: Time | DateTime) -> Value:
    if value.zone is None:
        return None
    days = value.days if isinstance(value, DateTime) else 0
    return DaysTime(value.zone.offset(days, value.nanoseconds) * SECOND)


def _zone_name(value: Time | DateTime) -> Value:
    return value.zone.name or None if value.zone else None


def _months(value: YearsMonths, unit: int, modulo: int) -> Decimal:
    size = abs(value.months) // unit
    size = size % modulo if modulo else size
    return Decimal(-size if value.months < 0 else size)


_DAY_READERS = {
    "year": _of_date(0),
    "month": _of_date(1),
    "day": _of_date(2),
    "weekday": lambda value: Decimal(weekday(value.days)),
}
_CLOCK_READERS = {
    "hour": _of_clock(HOUR, 24),
    "minute": _of_clock(MINUTE, 60),
    "second": _of_clock(SECOND, 60),
    "time offset": _offset,
    "timezone": _zone_name,
}
_READERS: dict[type, dict[str, Callable[..., Value]]] = {
    Date: {**_DAY_READERS},
    DateTime: {**_DAY_READERS, **_CLOCK_READERS},
    Time: {**_CLOCK_READERS},
    YearsMonths: {
        "years": lambda value: _months(value, 12, 0),
        "months": lambda value: _months(value, 1, 12),
    },
    DaysTime: {
        "days": lambda value: _signed(value.nanoseconds, DAY, 10**20),
        "hours": lambda value: _signed(value.nanoseconds, HOUR, 24),
        "minutes": lambda value: _signed(value.nanoseconds, MINUTE, 60),
        "seconds": lambda value: _signed(value.nanoseconds, SECOND, 60),
    },
    Range: {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_closed,
        "end included": lambda value: value.high_closed,
    },
}

"""Conversions: string, number, date, time, date and time, durations (DMN 1.5, 10.3.4.1)."""

from decimal import Decimal

from bpmn.feel.functions import builtin
from bpmn.feel.numbers import as_int, is_whole, number_literal
from bpmn.feel.run import Run
from bpmn.feel.temporal import (
    DAY,
    MINUTE,
    SECOND,
    UTC,
    Date,
    DateTime,
    DaysTime,
    Duration,
    Time,
    YearsMonths,
    Zone,
    make_date,
    read_date,
    read_date_time,
    read_duration,
    read_time,
    read_zone,
    years_months,
)
from bpmn.feel.values import Value, text_of

_DIGITS = frozenset("0123456789")


@builtin("string(from: any)", with_run=True)
def string(run: Run, value: Value) -> Value:
    text = text_of(value)
    if text is not None:
        run.check_size(len(text), "文字")
    return text


@builtin("number(from: string)")
def number(text: str) -> Value:
    return _number(text)


@builtin("number(from: number)")
def number_of_number(value: Decimal) -> Value:
    return value


@builtin("number(from: string, grouping separator??: string, decimal separator??: string)")
def number_with_separators(text: str, grouping: str | None = None, point: str | None = None) -> Value:
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", "."):
        return None
    if grouping is not None and grouping == point:
        return None
    if grouping:
        text = text.replace(grouping, "")
    if point:
        text = text.replace(point, ".")
    return _number(text)


def _number(text: str) -> Value:
    """The number a text of digits spells: a sign, digits, a point, an exponent; null for anything else."""
    body = text[1:] if text[:1] == "-" else text
    mantissa, mark, exponent = body.replace("E", "e").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = exponent[1:] if exponent[:1] in ("+", "-") else exponent
    plain = all(set(part) <= _DIGITS for part in (whole, fraction, digits))
    if not plain or not (whole or fraction) or bool(mark) != bool(digits) or len(text) > 10_000:
        return None
    return number_literal(text)


@builtin("date(from: string)")
def date(text: str) -> Value:
    return read_date(text)


@builtin("date(from: date or moment)")
def date_of_moment(value: Date | DateTime) -> Value:
    return Date(value.days)


@builtin("date(year: number, month: number, day: number)")
def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> Value:
    parts = _whole(year, month, day)
    return make_date(*parts) if parts else None


@builtin("time(from: string)")
def time(text: str) -> Value:
    return read_time(text)


@builtin("time(from: time)")
def time_of_time(value: Time) -> Value:
    return value


@builtin("time(from: date or moment)")
def time_of_moment(value: Date | DateTime) -> Value:
    return value.time if isinstance(value, DateTime) else Time(0, UTC)


@builtin("time(hour: number, minute: number, second: number, offset??: days and time duration)")
def time_of_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None = None) -> Value:
    nanoseconds = _clock(hour, minute, second)
    if nanoseconds is None:
        return None
    if offset is None:
        return Time(nanoseconds)
    zone = _offset_zone(offset)
    return Time(nanoseconds, zone) if zone else None


@builtin("date and time(from: string)")
def date_and_time(text: str) -> Value:
    return read_date_time(text)


@builtin("date and time(from: date or moment)")
def date_and_time_of_moment(value: Date | DateTime) -> Value:
    return value if isinstance(value, DateTime) else DateTime(value.days, 0, UTC)


@builtin("date and time(date: date or moment, time: time)")
def date_and_time_of_both(day: Date | DateTime, clock: Time) -> Value:
    return DateTime(day.days, clock.nanoseconds, clock.zone)


@builtin("date and time(date: date or moment, timezone: string)")
def date_and_time_in_zone(value: Date | DateTime, name: str) -> Value:
    """The same moment on the clocks of another zone."""
    zone = read_zone("@" + name) if name[:1].isalpha() and name != "Z" else None
    if zone is None:
        return None
    nanoseconds = value.nanoseconds if isinstance(value, DateTime) else 0
    own = value.zone if isinstance(value, DateTime) else None
    if own is None:
        return DateTime(value.days, nanoseconds, zone)
    shift = (zone.offset(value.days, nanoseconds) - own.offset(value.days, nanoseconds)) * SECOND
    carry, rest = divmod(nanoseconds + shift, DAY)
    return DateTime(value.days + carry, rest, zone)


@builtin("date and time(year: number, month: number, day: number, hour: number, minute: number, second: number)")
def date_and_time_of_parts(*parts: Decimal) -> Value:
    return _moment(parts, None)


@builtin(
    "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number,"
    " offset: days and time duration)"
)
def date_and_time_with_offset(*parts: Decimal | DaysTime) -> Value:
    offset = parts[6]
    zone = _offset_zone(offset) if isinstance(offset, DaysTime) else None
    return _moment([part for part in parts[:6] if isinstance(part, Decimal)], zone) if zone else None


@builtin(
    "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number,"
    " timezone: string)"
)
def date_and_time_with_zone(*parts: Decimal | str) -> Value:
    name = parts[6]
    zone = read_zone("@" + name) if isinstance(name, str) and name[:1].isalpha() else None
    return _moment([part for part in parts[:6] if isinstance(part, Decimal)], zone) if zone else None


@builtin("duration(from: string)")
def duration(text: str) -> Value:
    return read_duration(text)


@builtin("duration(from: duration)")
def duration_of_duration(value: Duration) -> Value:
    return value


@builtin("years and months duration(from: date or moment, to: date or moment)")
def years_and_months_duration(start: Date | DateTime, end: Date | DateTime) -> Value:
    """Whole months from one day to the other, towards zero."""
    first, second = Date(start.days).civil, Date(end.days).civil
    months = (second[0] - first[0]) * 12 + second[1] - first[1]
    if months > 0 and second[2] < first[2]:
        months -= 1
    elif months < 0 and second[2] > first[2]:
        months += 1
    return years_months(months)


@builtin("years and months duration(from: years and months duration)")
def years_and_months_of_duration(value: YearsMonths) -> Value:
    return value


def _whole(*parts: Decimal) -> tuple[int, int, int] | None:
    numbers = [as_int(part) if is_whole(part) else None for part in parts]
    year, month, day = numbers
    return None if year is None or month is None or day is None else (year, month, day)


def _clock(hour: Decimal, minute: Decimal, second: Decimal) -> int | None:
    if not (is_whole(hour) and is_whole(minute) and 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    return (int(hour) * 60 + int(minute)) * MINUTE + int(second * SECOND)


def _offset_zone(offset: DaysTime) -> Zone | None:
    """An offset as a zone; the standard allows up to 14 hours, and whole seconds."""
    if abs(offset.nanoseconds) > 18 * 60 * MINUTE or offset.nanoseconds % SECOND:
        return None
    return Zone(offset.nanoseconds // SECOND)


def _moment(parts: "list[Decimal] | tuple[Decimal, ...]", zone: Zone | None) -> Value:
    day = _whole(parts[0], parts[1], parts[2])
    nanoseconds = _clock(parts[3], parts[4], parts[5])
    made = make_date(*day) if day else None
    return None if made is None or nanoseconds is None else DateTime(made.days, nanoseconds, zone)

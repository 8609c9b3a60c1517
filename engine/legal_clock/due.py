"""`due`: when a limit ends. A pure function of limit, start, pauses, extensions and calendar.

The day of the event is not counted (民法典201), the last day ends at 24:00 (民法典203), days taken out by a pause are
skipped (行政许可法45), an extension adds to the limit (行政许可法42). Every count is a look-up in the calendar's index.
"""

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.legal_clock.errors import MixedUnits
from engine.legal_clock.hours import MICROSECONDS_AN_HOUR, OFFICE_HOURS, BusinessHours
from engine.legal_clock.instant import ONE_DAY, end_of, local
from engine.legal_clock.limit import Limit, Roll
from engine.legal_clock.pause import Pause, Span, union
from engine.legal_clock.unit import Unit
from tenants.calendar import LegalCalendar


@dataclass(frozen=True, slots=True)
class Extension:
    """Time added to a limit by approval (延期). `moves_promise`: the approval says the promise moves too (R25)."""

    amount: Limit
    moves_promise: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends.

    `day` is the last day on which the act is in time; `at` the first instant that is too late (24:00 of that day as
    the next midnight, or the instant of the hour). `total` is the limit with its extensions and `excluded` the units
    not counted, both in the limit's own unit (in natural days for months and years); `spans` the days left out.
    `provisional`: a year between start and end has no holiday notice. `calendar` is the calendar's version.
    """

    day: date
    at: datetime
    provisional: bool
    limit: Limit
    start: datetime
    total: int
    excluded: int
    spans: tuple[Span, ...]
    calendar: str


def due(
    limit: Limit,
    start: datetime,
    calendar: LegalCalendar,
    *,
    hours: BusinessHours = OFFICE_HOURS,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    spans: tuple[Span, ...] | None = None,
) -> Due:
    """When `limit` ends that runs from `start`. Extensions are in the limit's own unit; units are never converted.

    `spans` are the pauses' days where the caller has them already (`excluded_spans`).
    """
    begun = local(start, calendar)
    amount = limit.amount
    for extension in extensions:
        if extension.amount.unit is not limit.unit:
            raise MixedUnits(f"时限以{limit.unit.chinese}计，不能延长{extension.amount}。")
        amount += extension.amount.amount
    if limit.unit is Unit.WORKING_HOUR:
        return _hours_due(limit, amount, begun, calendar, hours, pauses)
    first = begun.date()
    if spans is None:
        spans = excluded_spans(pauses, calendar, hours) if pauses else ()
    last, total, excluded = _last_day(limit, amount, first, calendar, spans)
    return Due(
        last,
        end_of(last, calendar),
        calendar.is_provisional(first, last),
        limit,
        begun,
        total,
        excluded,
        spans,
        calendar.version,
    )


def excluded_spans(
    pauses: Sequence[Pause], calendar: LegalCalendar, hours: BusinessHours = OFFICE_HOURS
) -> tuple[Span, ...]:
    """The days the pauses take out, together: each from the day after its start to its end, or to the time told."""
    return union([_span(pause, calendar, hours) for pause in pauses])


def pause_end(pause: Pause, calendar: LegalCalendar, hours: BusinessHours = OFFICE_HOURS) -> datetime:
    """The instant from which the clock runs again: the result, or the end of the time told when that comes first."""
    told = due(pause.needed, pause.start, calendar, hours=hours).at
    return told if pause.end is None else min(told, local(pause.end, calendar))


def paused_at(
    pauses: Sequence[Pause], now: datetime, calendar: LegalCalendar, hours: BusinessHours = OFFICE_HOURS
) -> bool:
    """Whether the clock stands still at `now`."""
    return any(pause.start <= now < pause_end(pause, calendar, hours) for pause in pauses)


def _span(pause: Pause, calendar: LegalCalendar, hours: BusinessHours) -> Span:
    first = local(pause.start, calendar).date()
    needed = pause.needed
    if needed.unit is Unit.WORKING_DAY and needed.amount:
        told = calendar.nth_working_day(first, needed.amount)
    else:
        told = due(needed, pause.start, calendar, hours=hours).day
    if pause.end is not None and (end := local(pause.end, calendar).date()) < told:
        told = end
    return Span(first, told, pause.name)


def _last_day(
    limit: Limit, amount: int, first: date, calendar: LegalCalendar, spans: tuple[Span, ...]
) -> tuple[date, int, int]:
    """The last day, the units counted and the units left out."""
    if limit.unit is Unit.WORKING_DAY and amount:
        return _working_days(amount, first, calendar, spans)
    days = amount
    if limit.unit in (Unit.MONTH, Unit.YEAR):
        days = (corresponding_day(first, amount * (12 if limit.unit is Unit.YEAR else 1)) - first).days
    return _natural_days(limit.roll, days, first, calendar, spans)


def _working_days(amount: int, first: date, calendar: LegalCalendar, spans: tuple[Span, ...]) -> tuple[date, int, int]:
    """The day of the `amount`-th working day after `first` that no span takes out."""
    last = calendar.nth_working_day(first, amount)
    excluded = 0
    for span in spans:
        if span.after >= last:
            break
        if span.until > first:
            excluded += calendar.working_days_between(span.after if span.after > first else first, span.until)
            last = calendar.nth_working_day(first, amount + excluded)
    return last, amount, excluded


def _natural_days(
    roll: Roll, days: int, first: date, calendar: LegalCalendar, spans: tuple[Span, ...]
) -> tuple[date, int, int]:
    """The `days`-th day after `first` that no span takes out; when it is no working day, the next such that is."""
    last = first + timedelta(days=days)
    excluded = 0
    for span in spans:
        if span.after >= last:
            break
        if span.until > first:
            left_out = (span.until - max(span.after, first)).days
            excluded += left_out
            last += timedelta(days=left_out)
    if roll is Roll.NONE:
        return last, days, excluded
    last = calendar.working_day_from(last)
    for span in spans:
        if last in span:
            last = calendar.working_day_from(span.until + ONE_DAY)
    return last, days, excluded


def corresponding_day(first: date, count: int) -> date:
    """The same-numbered day `count` months on; where there is none, the last of that month (民法典202)."""
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return date(year, month + 1, min(first.day, months.monthrange(year, month + 1)[1]))


def _hours_due(
    limit: Limit,
    amount: int,
    begun: datetime,
    calendar: LegalCalendar,
    hours: BusinessHours,
    pauses: Sequence[Pause],
) -> Due:
    """The instant at which `amount` business hours have run that no pause takes out."""
    at, excluded = _after_hours(amount, begun, calendar, hours, pauses) if amount else (begun, 0)
    provisional = calendar.is_provisional(begun.date(), at.date())
    spans = excluded_spans(pauses, calendar, hours) if pauses else ()
    return Due(at.date(), at, provisional, limit, begun, amount, excluded, spans, calendar.version)


def _after_hours(
    amount: int, begun: datetime, calendar: LegalCalendar, hours: BusinessHours, pauses: Sequence[Pause]
) -> tuple[datetime, int]:
    start = hours.elapsed(begun, calendar)
    stops = sorted(
        (hours.elapsed(pause.start, calendar), hours.elapsed(pause_end(pause, calendar, hours), calendar))
        for pause in pauses
    )
    target = start + amount * MICROSECONDS_AN_HOUR
    excluded = 0
    reached = start
    for first, last in stops:
        if first >= target:
            break
        if last > reached:
            left_out = last - max(first, reached)
            excluded += left_out
            target += left_out
            reached = last
    return hours.instant(target, calendar), excluded // MICROSECONDS_AN_HOUR

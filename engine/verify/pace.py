"""How time passes in a replay: when a step ends that takes its whole limit, and how far apart two moments are.

Everything is reckoned by the legal calendar; days end at the close of business, so that a day spent is a day counted.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

from bpmn.proof import Duration, Witness
from engine.legal_clock import BusinessHours, Limit, Unit, due
from tenants.calendar import LegalCalendar

_MICROSECONDS_AN_HOUR = 3_600_000_000


def _working_days(begin: datetime, end: datetime, calendar: LegalCalendar, hours: BusinessHours) -> int:
    zone = calendar.zone
    return calendar.working_days_between(begin.astimezone(zone).date(), end.astimezone(zone).date())


def _natural_days(begin: datetime, end: datetime, calendar: LegalCalendar, hours: BusinessHours) -> int:
    return (end.astimezone(calendar.zone).date() - begin.astimezone(calendar.zone).date()).days


def _hours(begin: datetime, end: datetime, calendar: LegalCalendar, hours: BusinessHours) -> int:
    return (hours.elapsed(end, calendar) - hours.elapsed(begin, calendar)) // _MICROSECONDS_AN_HOUR


MEASURES: dict[str, Callable[[datetime, datetime, LegalCalendar, BusinessHours], int]] = {
    Unit.WORKING_DAY.value: _working_days,
    Unit.NATURAL_DAY.value: _natural_days,
    Unit.WORKING_HOUR.value: _hours,
}
"""What lies between two moments, by unit; months and years are no number of days."""


def after(begin: datetime, amount: int, unit: str, calendar: LegalCalendar, hours: BusinessHours) -> datetime:
    """When a step ends that takes its whole time: at the close of its last day, or at the instant of the hour."""
    if not amount:
        return begin
    found = due(Limit(amount, Unit(unit)), begin, calendar, hours=hours)
    return found.at if unit == Unit.WORKING_HOUR.value else _close(found.day, calendar, hours)


def opening(moment: datetime, calendar: LegalCalendar, hours: BusinessHours) -> datetime:
    """When the desks are next open from a moment at the beginning of a day: what may be done only then is done then."""
    day = moment.astimezone(calendar.zone).date()
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, hours.spans[0][0], calendar.zone)


def _close(day: date, calendar: LegalCalendar, hours: BusinessHours) -> datetime:
    return datetime.combine(day, hours.spans[-1][1], calendar.zone)


def start(witness: Witness, calendar: LegalCalendar, hours: BusinessHours) -> datetime:
    """When the case is accepted: at the close of a working day, so that hours reach over as many day ends as they can;
    where the days depend on the date, of the first day in the newest published years that makes them the most."""
    path = [each for each in witness.durations if each.on_path and each.amount]
    days = _starting_days(calendar)
    first = _close(next(days), calendar, hours)
    if all(each.unit == Unit.WORKING_DAY.value for each in path):
        return first
    best = (-1, first)
    for day in days:
        begin = _close(day, calendar, hours)
        met = MEASURES[witness.unit](begin, _walked(begin, path, calendar, hours), calendar, hours)
        if met == witness.days:
            return begin
        if best[0] < met <= witness.days:
            best = (met, begin)
    return best[1]


def _walked(begin: datetime, path: Sequence[Duration], calendar: LegalCalendar, hours: BusinessHours) -> datetime:
    for each in path:
        begin = after(begin, each.amount, each.unit, calendar, hours)
    return begin


def _starting_days(calendar: LegalCalendar) -> Iterator[date]:
    """The working days of the two newest published years, but for the last weeks, whose cases may end later."""
    years = sorted(calendar.published)[-2:]
    day, last = date(years[0], 1, 2), date(years[-1], 11, 1)
    while day < last:
        if calendar.is_working_day(day):
            yield day
        day += timedelta(days=1)

"""Comparing limits: by dates, never by a factor (R24, R27)."""

from datetime import date, timedelta

from engine.legal_clock.due import due
from engine.legal_clock.hours import OFFICE_HOURS, BusinessHours
from engine.legal_clock.instant import start_of
from engine.legal_clock.limit import Limit
from tenants.calendar import LegalCalendar


def is_never_later(first: Limit, second: Limit, calendar: LegalCalendar, hours: BusinessHours = OFFICE_HOURS) -> bool:
    """Whether `first` never ends after `second`, whatever day both start on.

    In one unit the amounts decide. In two, both are reckoned from every day of the last two years with a notice.
    """
    if first.unit is second.unit and first.roll is second.roll:
        return first.amount <= second.amount
    return latest_excess(first, second, calendar, hours) is None


def latest_excess(
    first: Limit, second: Limit, calendar: LegalCalendar, hours: BusinessHours = OFFICE_HOURS
) -> date | None:
    """The last start day of the two years before the open one from which `first` ends after `second`."""
    day = calendar.open_from - timedelta(days=1)
    while day.year >= calendar.open_from.year - 2:
        start = start_of(day, calendar)
        if due(first, start, calendar, hours=hours).at > due(second, start, calendar, hours=hours).at:
            return day
        day -= timedelta(days=1)
    return None

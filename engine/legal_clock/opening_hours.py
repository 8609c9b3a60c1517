"""`OpeningHours` (窗口开放时间): when windows work. It never moves a legal deadline (R28, C20, C21).

Two calendars are kept apart: the legal one decides due dates; this one says when a window is open, on Saturdays too
where the centre works then (周六无休), later in the evening where it does (延时服务).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType

from engine.legal_clock.instant import local
from tenants.calendar import LegalCalendar

OpenSpans = tuple[tuple[time, time], ...]
_MORNING_AND_AFTERNOON: OpenSpans = ((time(9), time(12)), (time(13, 30), time(17)))


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """`working_day` holds on legal working days; `weekend` on plain Saturdays (5) and Sundays (6); `exceptions` on
    single days, over both. A legal holiday is closed unless an exception opens it."""

    working_day: OpenSpans = _MORNING_AND_AFTERNOON
    weekend: Mapping[int, OpenSpans] = field(default_factory=lambda: MappingProxyType({}))
    exceptions: Mapping[date, OpenSpans] = field(default_factory=lambda: MappingProxyType({}))

    def spans(self, day: date, calendar: LegalCalendar) -> OpenSpans:
        """When windows are open on the day."""
        if day in self.exceptions:
            return self.exceptions[day]
        if calendar.is_working_day(day):
            return self.working_day
        return () if day in calendar.off else self.weekend.get(day.weekday(), ())

    def is_open(self, at: datetime, calendar: LegalCalendar) -> bool:
        """Whether windows are open at the instant."""
        here = local(at, calendar)
        return any(first <= here.time() < last for first, last in self.spans(here.date(), calendar))

    def shows_difference(self, day: date, calendar: LegalCalendar) -> bool:
        """Whether windows are open on a day that counts for no limit."""
        return bool(self.spans(day, calendar)) and not calendar.is_working_day(day)

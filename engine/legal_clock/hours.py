"""`BusinessHours` (营业时间): the hours of a working day in which 工作小时 run.

An instant is turned into the business time gone by since the calendar's first day, and back, so that a limit of hours
costs the same whatever its length.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from engine.legal_clock.errors import NoHours
from engine.legal_clock.instant import local, start_of
from tenants.calendar import LegalCalendar

MICROSECONDS_AN_HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Spans of a working day, in order and apart, e.g. 09:00–12:00 and 13:30–17:00."""

    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        ends = [moment for span in self.spans for moment in span]
        if not self.spans or any(first >= second for first, second in pairwise(ends)):
            raise NoHours("营业时间必须按先后写明，各段不能重叠。")

    def __str__(self) -> str:
        return ",".join(f"{first:%H:%M}-{last:%H:%M}" for first, last in self.spans)

    def a_day(self) -> int:
        """Business time of one working day, in microseconds."""
        return sum(_micro(last) - _micro(first) for first, last in self.spans)

    def elapsed(self, at: datetime, calendar: LegalCalendar) -> int:
        """Business time from the calendar's first day to `at`, in microseconds."""
        here = local(at, calendar)
        day = here.date()
        done = calendar.working_days_between(calendar.first, day) * self.a_day()
        if not calendar.is_working_day(day):
            return done
        now = _micro(here.timetz())
        return done - self.a_day() + sum(max(0, min(now, _micro(last)) - _micro(first)) for first, last in self.spans)

    def instant(self, elapsed: int, calendar: LegalCalendar) -> datetime:
        """The first instant at which so much business time has gone by."""
        days, rest = divmod(elapsed - 1, self.a_day())
        day = start_of(calendar.nth_working_day(calendar.first, days + 1), calendar)
        rest += 1
        for first, last in self.spans:
            length = _micro(last) - _micro(first)
            if rest <= length:
                return day + timedelta(microseconds=_micro(first) + rest)
            rest -= length
        raise AssertionError("the rest of a day is no longer than the day")


def _micro(moment: time) -> int:
    """Microseconds since midnight."""
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1_000_000 + moment.microsecond


OFFICE_HOURS = BusinessHours(((time(9), time(12)), (time(13, 30), time(17))))
"""What a centre has unless its settings say otherwise."""

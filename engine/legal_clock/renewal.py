"""Renewal of a licence (延续): when to apply, when to decide, and what silence means (行政许可法50)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.legal_clock.instant import day_of, end_of
from engine.legal_clock.limit import Limit
from engine.legal_clock.unit import Unit
from tenants.calendar import LegalCalendar

APPLY_BEFORE = Limit(30, Unit.NATURAL_DAY, "《行政许可法》第五十条第一款")
"""The holder's period before expiry; 法律、法规、规章 may set another."""


@dataclass(frozen=True, slots=True)
class RenewalDates:
    """`apply_by`: the last day to apply in time; `decide_by`: the last day of validity, on which the agency must have
    decided; `deemed_from`: the day from which silence renews the licence (视为准予延续)."""

    apply_by: date
    decide_by: date
    decide_at: datetime
    deemed_from: date


def renewal_dates(expires: date, calendar: LegalCalendar, before: Limit = APPLY_BEFORE) -> RenewalDates:
    """The dates of a licence valid to the end of `expires`. Counting backward never rolls."""
    if before.unit is Unit.WORKING_DAY:
        apply_by = calendar.nth_working_day_before(expires, before.amount)
    else:
        apply_by = expires - timedelta(days=before.amount)
    return RenewalDates(apply_by, expires, end_of(expires, calendar), expires + timedelta(days=1))


def is_deemed_renewed(
    expires: date, applied: datetime, decided: datetime | None, now: datetime, calendar: LegalCalendar
) -> bool:
    """Whether an application in time has been met with silence until the licence ran out."""
    dates = renewal_dates(expires, calendar)
    in_time = day_of(applied, calendar) <= dates.apply_by
    answered = decided is not None and decided < dates.decide_at
    return in_time and not answered and now >= dates.decide_at

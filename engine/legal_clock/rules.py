"""`ClockRules`: all that binds the clock of one case apart from its events and the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from engine.legal_clock.hours import OFFICE_HOURS, BusinessHours
from engine.legal_clock.instant import local, start_of
from engine.legal_clock.limit import Limit
from engine.legal_clock.regime import LICENCE, Regime
from tenants.calendar import LegalCalendar
from tenants.grounds import GROUNDS, Ground


class ReceiptPolicy(StrEnum):
    """What a receipt on a rest day or after hours counts as (R12, the centre's own choice)."""

    ACTUAL_DAY = "actual-day"
    """The day it came (民法典201 taken literally); the default."""
    NEXT_WORKING_DAY = "next-working-day"


@dataclass(frozen=True, slots=True)
class ClockRules:
    """`statutory` and `promised` are the matter's own limits; where it names no statutory one the regime's holds.

    `promise_pauses`: the promise stands still with the statutory limit (R17, [P]).
    """

    regime: Regime = LICENCE
    statutory: Limit | None = None
    promised: Limit | None = None
    receipt: ReceiptPolicy = ReceiptPolicy.ACTUAL_DAY
    hours: BusinessHours = OFFICE_HOURS
    promise_pauses: bool = True
    grounds: Mapping[str, Ground] = field(default_factory=lambda: GROUNDS, repr=False)

    @property
    def legal(self) -> Limit | None:
        """The statutory limit that binds."""
        return self.statutory or self.regime.statutory


def counted_receipt(
    at: datetime, policy: ReceiptPolicy, calendar: LegalCalendar, hours: BusinessHours = OFFICE_HOURS
) -> datetime:
    """The instant from which a receipt counts; the true one stays in the ledger."""
    here = local(at, calendar)
    if policy is ReceiptPolicy.ACTUAL_DAY:
        return here
    closing = hours.spans[-1][1]
    if calendar.is_working_day(here.date()) and here.time() < closing:
        return here
    return start_of(calendar.working_day_from(here.date() + timedelta(days=1)), calendar)

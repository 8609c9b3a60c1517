"""`LegalLedger` (时限账): the only way a due date comes about. An event enters or is refused; the dates follow.

`due dates = f(events, calendar version)`: nothing else is kept, so nothing else can be changed.
"""

from dataclasses import dataclass
from datetime import datetime

from engine.legal_clock.admission import refuse
from engine.legal_clock.deadlines import Deadlines, reckon
from engine.legal_clock.event import Actor, DeemedAccepted, Event
from engine.legal_clock.rules import ClockRules
from engine.legal_clock.state import Stage, fold
from engine.refusal import Refusal
from tenants.calendar import LegalCalendar


@dataclass(frozen=True, slots=True)
class LegalLedger:
    """The events of one case's clock, in order."""

    events: tuple[Event, ...] = ()

    def record(self, event: Event, calendar: LegalCalendar, rules: ClockRules) -> "LegalLedger | Refusal":
        """The ledger with the event added, or why it may not enter; this ledger stays as it is."""
        state = fold(self.events)
        refusal = refuse(event, state, calendar, rules)
        return LegalLedger((*self.events, event)) if refusal is None else refusal

    def deadlines(self, calendar: LegalCalendar, rules: ClockRules) -> Deadlines:
        """Every due date, reckoned anew."""
        return reckon(self.events, calendar, rules)


def deemed_acceptance(
    ledger: LegalLedger, now: datetime, actor: Actor, calendar: LegalCalendar, rules: ClockRules
) -> DeemedAccepted | None:
    """The event that silence has brought about by `now` (R10); None while the check still runs or was answered."""
    deadlines = ledger.deadlines(calendar, rules)
    check = deadlines.check
    rule = rules.regime.acceptance
    if deadlines.stage is not Stage.RECEIVED or check is None or not rule.deemed or now < check.due.at:
        return None
    return DeemedAccepted(at=check.due.at, actor=actor, ground=rule.ground)

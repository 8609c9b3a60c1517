"""`Terms`: what binds one case while it runs — the published matter version, the centre's calendar, hours and kinds.

A case keeps the version it was received under (B2); `Terms` is that version ready to use, given to the pure core as an
argument.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from bpmn.diagram import LimitText, Node
from bpmn.step_kind import StepKind
from engine.cases.case import Case, DueDate
from engine.cases.events import AnyEvent, ApplicationReceived, MovedDate
from engine.cases.ledger import Dues, T, dated, deadlines, dues, entries, moved, step_started
from engine.legal_clock.deadlines import Deadlines, Layer
from engine.legal_clock.due import Due
from engine.legal_clock.hearing import HearingDates, hearing_dates
from engine.legal_clock.hours import OFFICE_HOURS, BusinessHours
from engine.legal_clock.lamp import Lamp, LampSettings, lamp
from engine.legal_clock.ledger import LegalLedger
from engine.legal_clock.limit import Limit, Start
from engine.legal_clock.regime import PLAIN, Regime, regime_for
from engine.legal_clock.renewal import RenewalDates, renewal_dates
from engine.legal_clock.rules import ClockRules, ReceiptPolicy
from engine.legal_clock.unit import Unit
from engine.refusal import Refusal
from tenants.authority import Authority
from tenants.calendar import LegalCalendar
from tenants.matter import MatterKind, MatterLimit, MatterType
from tenants.model import MatterModel
from tenants.operation import Runner
from tenants.tenant import RestDayReceipt, Settings
from tenants.workplaces import Worker

NO_WORKERS: Mapping[str, Worker] = MappingProxyType({})
"""Every step is worked at home."""

_RECEIPT = {
    RestDayReceipt.ACTUAL_DAY: ReceiptPolicy.ACTUAL_DAY,
    RestDayReceipt.NEXT_WORKING_DAY: ReceiptPolicy.NEXT_WORKING_DAY,
}


@dataclass(frozen=True, slots=True)
class Terms:
    """`version` is the published number; `kinds` the step kinds by code; `workers` the steps that another tenant of the
    tree works, by id; `settings` what the centre chose; `departments` short names by code; `authority` who holds
    which power at the moment of an act, None where nobody asks."""

    model: MatterModel
    version: int
    calendar: LegalCalendar
    kinds: Mapping[str, StepKind]
    hours: BusinessHours = OFFICE_HOURS
    workers: Mapping[str, Worker] = field(default_factory=lambda: NO_WORKERS)
    settings: Settings = field(default_factory=Settings)
    departments: Mapping[str, str] = field(default_factory=dict)
    authority: Authority | None = None

    @property
    def receipt(self) -> str:
        """How the centre takes receipts on rest days and after hours today (R12)."""
        return _RECEIPT[self.settings.rest_day_receipt].value

    @property
    def is_instant(self) -> bool:
        """Whether the matter is decided on the spot (即办件)."""
        return self.model.matter.kind is MatterKind.INSTANT

    @property
    def working_departments(self) -> tuple[str, ...]:
        """The departments that work on the matter: responsible, taking part, or drawn at a step."""
        matter = self.model.matter
        drawn = (node.step.department for node in self.model.diagram.nodes())
        return tuple(dict.fromkeys(each for each in (matter.lead, *matter.departments, *drawn) if each))

    def node(self, element: str) -> Node:
        """A node of the diagram, by id; of a called process behind the id of its call activity."""
        return self.model.node(element)

    def kind_of(self, node: Node) -> StepKind | None:
        return self.kinds.get(node.step.kind)

    def outcomes(self, node: Node) -> tuple[str, ...]:
        """The results a person may choose from at a step: the drawing's own, else those of its kind."""
        kind = self.kind_of(node)
        return node.step.outcomes or (kind.outcomes if kind else ())

    def result(self, node: Node) -> str:
        """The variable the outcome of a step is written into."""
        kind = self.kind_of(node)
        return node.step.result or (kind.result if kind else "")

    def rules(self, received: datetime, receipt: str = "") -> ClockRules:
        """What binds the clock of a case received at that moment: the law in force that day, the matter's limits, and
        how the centre took receipts on rest days then (`receipt`, R12)."""
        matter = self.model.matter
        return ClockRules(
            regime=self.regime(received),
            statutory=self._limit(matter.statutory),
            promised=self._limit(matter.promised),
            receipt=ReceiptPolicy(receipt) if receipt else ReceiptPolicy.ACTUAL_DAY,
            hours=self.hours,
        )

    def rules_promise(self) -> Limit | None:
        """The matter's promised limit."""
        return self._limit(self.model.matter.promised)

    def regime(self, received: datetime) -> Regime:
        """The law's rules of acceptance, pause, extension and delivery that bind the matter (R33)."""
        matter = self.model.matter
        day = received.astimezone(self.calendar.zone).date()
        return regime_for(matter.timing, licence=matter.type is MatterType.LICENCE, on=day) or PLAIN

    def hearing(self, told: datetime, applied: datetime | None = None, held: datetime | None = None) -> HearingDates:
        """The last days to apply for a hearing, to hold it, and to tell of one that is held then (R20)."""
        return hearing_dates(told, self.calendar, applied=applied, held=held)

    def renewal(self, expires: date) -> RenewalDates:
        """The dates of a licence that is good to the end of a day (R22)."""
        return renewal_dates(expires, self.calendar)

    def dues(self, case: Case) -> Dues:
        """Every due date of a case, reckoned anew from its ledger."""
        return dues(case.ledger, self.calendar, self.rules(case.received_at, case.receipt))

    def deadlines(self, case: Case) -> Deadlines:
        """Every clock of a case, with pauses, extensions and the day-by-day account."""
        return deadlines(case.ledger, self.calendar, self.rules(case.received_at, case.receipt))

    def dated(self, case: Case | None, event: T) -> T:
        """An event with the due dates it brings about; `case` is as it stood before (None: the receipt)."""
        receipt = case.receipt if case else event.receipt if isinstance(event, ApplicationReceived) else ""
        return dated(case, event, self.calendar, self.rules(case.received_at if case else event.at, receipt))

    def moved(self, case: Case) -> tuple[MovedDate, ...]:
        """The due dates of a case that its ledger no longer gives."""
        return moved(case, self.calendar, self.rules(case.received_at, case.receipt))

    def step_due(self, case: Case, node: Node, token: int, opened: datetime) -> DueDate | None:
        """When a step is due that opened now; None where the drawing sets no limit."""
        limit = read_limit_text(node.step.limit, node.step.legal_basis)
        if limit is None:
            return None
        special = self.is_special(node)
        started = step_started(case, token, limit, opened, special=special)
        found = dues((*case.ledger, started), self.calendar, self.rules(case.received_at, case.receipt))
        return found.get(Layer.SPECIAL if special else Layer.STEP, str(token))

    def refuse(self, case: Case, event: AnyEvent) -> Refusal | None:
        """Why the clock's ledger does not take what an event would enter into it; None when it does."""
        ledger, rules = LegalLedger(case.ledger), self.rules(case.received_at, case.receipt)
        for entry in entries(case, event):
            answer = ledger.record(entry, self.calendar, rules)
            if isinstance(answer, Refusal):
                return answer
            ledger = answer
        return None

    def runner(self, operation: str) -> str:
        """Who carries a system operation out; one that nobody declared waits for an external worker."""
        declared = self.model.operations.operation(operation)
        return (declared.runner if declared else Runner.WORKER).value

    def is_special(self, node: Node) -> bool:
        """Whether a step is a special one (特殊环节), with a layer of its own (R24)."""
        kind = self.kind_of(node)
        return kind is not None and kind.special

    def is_least(self, node: Node) -> bool:
        """Whether a step lasts at least its limit (公示, 公告), its result drawn from the next day on."""
        kind = self.kind_of(node)
        return kind is not None and kind.minimum_length

    def deems_accepted(self, received: datetime) -> bool:
        """Whether silence until the end of the check counts as acceptance under that law (R10, R33)."""
        return self.regime(received).acceptance.deemed

    def lamp(self, value: DueDate, start: datetime, now: datetime, settings: LampSettings) -> Lamp:
        """The lamp of a due date that was reckoned from `start`."""
        return lamp(self.as_due(value, start), now, self.calendar, settings=settings, hours=self.hours)

    def as_due(self, value: DueDate, start: datetime) -> Due:
        """A stored due date as the clock speaks of it."""
        limit = Limit(value.amount, Unit(value.unit), value.basis)
        return Due(value.day, value.at, value.provisional, limit, start, limit.amount, 0, (), self.calendar.version)

    def days_used(self, case: Case, until: datetime) -> int:
        """Working days from acceptance (its day not counted) to the day of `until`, without those not counted."""
        if case.accepted_at is None:
            return 0
        zone, between = self.calendar.zone, self.calendar.working_days_between
        first, last = case.accepted_at.astimezone(zone).date(), until.astimezone(zone).date()
        found = self.deadlines(case)
        clock = found.promised or found.statutory
        spans = clock.due.spans if clock else ()
        out = sum(between(max(s.after, first), min(s.until, last)) for s in spans if s.after < last and s.until > first)
        return max(0, between(first, last) - out)

    def _limit(self, limit: MatterLimit | None) -> Limit | None:
        """A limit of the matter as the clock reads it."""
        if limit is None:
            return None
        cited = "、".join(str(each) for each in self.model.matter.cited(limit.basis))
        return Limit(limit.amount, Unit(limit.unit.value), cited, Start(limit.start.value))


def read_limit_text(text: LimitText, basis: str) -> Limit | None:
    """The limit a drawing writes; the publish gate has refused every text that is none."""
    return Limit(int(text.amount), Unit(text.unit), basis or text.basis) if text else None

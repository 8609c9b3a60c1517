"""What has happened to a case: facts, only ever appended, each carrying all it needs so that applying stays dull.

Every kind has a `version` in its tag; a new meaning is a new version beside the old one, never an edit.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from engine.cases.case import DueDate, Hand, Party


class Event(msgspec.Struct, frozen=True, tag_field="event", kw_only=True):
    """The moment it took effect and whose hand did it."""

    at: datetime
    by: Hand


class MovedDate(msgspec.Struct, frozen=True):
    """One due date that moved: which limit (`engine.legal_clock.Layer`), of which step or special step."""

    layer: str
    name: str
    before: DueDate | None
    after: DueDate | None


class PowerUsed(msgspec.Struct, frozen=True):
    """A power (`tenants.mandate.Power`) of a department, as it was held when it was used: the documents of its chain,
    the department's first; `deputy`: for somebody's absence (D5); `holder` the place that holds it, "" for the person
    alone."""

    power: str
    department: str
    documents: tuple[str, ...]
    deputy: bool = False
    holder: str = ""


class ApplicationReceived(Event, frozen=True, tag="application_received/1"):
    """收件: the application was taken in; the receipt slip bears `number`."""

    tenant: UUID
    case: UUID
    number: str
    matter: str
    matter_name: str
    version: int
    bundle: str
    applicant: Party
    channel: str
    data: dict[str, Any]
    check_due: DueDate | None = None
    regime: str = ""
    receipt: str = ""


class StepOpened(Event, frozen=True, tag="step_opened/1"):
    """A step began to wait for its department."""

    token: int
    element: str
    name: str
    kind: str = ""
    department: str = ""
    post: str = ""
    form: str = ""
    outcomes: tuple[str, ...] = ()
    result: str = ""
    due: DueDate | None = None
    item: dict[str, Any] = {}
    special: bool = False
    least: bool = False


class WorkGranted(Event, frozen=True, tag="work_granted/1"):
    """转出: a step that opened is worked by another tenant of the tree (D24, C31); clock and record stay at home."""

    token: int
    element: str
    name: str
    worker: UUID
    worker_name: str
    fields: tuple[str, ...] = ()


class StepClaimed(Event, frozen=True, tag="step_claimed/1"):
    """认领: `by` holds the step from now on."""

    token: int


class StepReleased(Event, frozen=True, tag="step_released/1"):
    """The holder put the step back for colleagues."""

    token: int


class StepCompleted(Event, frozen=True, tag="step_completed/1"):
    """A step was done: the outcome chosen, what was filled in. `place`: where, "" in the hall; `powers`: that to
    report, where the case went up to another tenant for it."""

    token: int
    element: str
    name: str
    kind: str
    outcome: str
    data: dict[str, Any]
    note: str = ""
    opened_at: datetime | None = None
    due: DueDate | None = None
    staff: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    place: str = ""
    powers: tuple[PowerUsed, ...] = ()


class StepCancelled(Event, frozen=True, tag="step_cancelled/1"):
    """The diagram took the step away (a boundary event, an ended scope)."""

    token: int
    element: str


class StepSentBack(Event, frozen=True, tag="step_sent_back/1"):
    """退回: the department handed the step back to the window with a reason."""

    token: int
    reason: str


class StepResubmitted(Event, frozen=True, tag="step_resubmitted/1"):
    """The window answered and handed the step to the department again."""

    token: int
    note: str
    data: dict[str, Any]


class OneTimeNoticeGiven(Event, frozen=True, tag="one_time_notice_given/1"):
    """一次告知: every defect of the application, told once and whole (许可法32). The applicant has `supply_days`
    working days for them, to `supply_due`; 0 is without an end (R11: local policy)."""

    defects: tuple[str, ...]
    supply_days: int = 0
    supply_due: DueDate | None = None


class MaterialsSupplied(Event, frozen=True, tag="materials_supplied/1"):
    """补正: some or all of the noticed defects were mended."""

    supplied: tuple[str, ...]
    data: dict[str, Any] = {}


class CaseLapsed(Event, frozen=True, tag="case_lapsed/1"):
    """退件: what the one-time notice asked for did not come in time. It is no decision: one may apply anew (R11)."""

    missing: tuple[str, ...]
    due: DueDate


class CaseAccepted(Event, frozen=True, tag="case_accepted/1"):
    """受理: both clocks start, from `accepted_at`: now, or the day on which the last defect was mended (R11).
    `powers`: the seal of the voucher (许可法32); `lead`: the department responsible for the matter, which sees the case
    from now on."""

    accepted_at: datetime
    promised: DueDate | None
    statutory: DueDate | None
    gaps: tuple[str, ...] = ()
    gap_days: int = 0
    gap_due: DueDate | None = None
    pledged: bool = False
    powers: tuple[PowerUsed, ...] = ()
    lead: str = ""


class CaseDeemedAccepted(Event, frozen=True, tag="case_deemed_accepted/1"):
    """视为受理: nothing was told in time, so the case counts as accepted on the day of its receipt (许可法32);
    the department `lead` sees it from now on."""

    accepted_at: datetime
    promised: DueDate | None
    statutory: DueDate | None
    lead: str = ""


class AcceptanceRefused(Event, frozen=True, tag="acceptance_refused/1"):
    """不予受理, with the reason and the seal of the voucher (许可法32)."""

    reason: str
    powers: tuple[PowerUsed, ...] = ()


class CaseDecided(Event, frozen=True, tag="case_decided/1"):
    """A decision: `meaning` is grant, deny or return; a denial names reason and remedies (许可法38). A grant on a
    pledge is checked afterwards: within `check_months`, by `pledge_due` at the latest. `mandates` are the documents by
    which the power was held at that moment, the department's first (D2, D4); `deputy`: for somebody's absence (D5);
    `powers`: that to decide and the seal."""

    outcome: str
    meaning: str
    reason: str = ""
    remedies: str = ""
    delivery: DueDate | None = None
    check_months: int = 0
    pledge_due: DueDate | None = None
    mandates: tuple[str, ...] = ()
    deputy: bool = False
    powers: tuple[PowerUsed, ...] = ()


class ResultIssued(Event, frozen=True, tag="result_issued/1"):
    """制证: the promised clock stops; `days_used` working days of it were used. `powers`: the seals of the results."""

    days_used: int
    powers: tuple[PowerUsed, ...] = ()


class CaseDelivered(Event, frozen=True, tag="case_delivered/1"):
    """送达: the result was handed over."""


class CaseWithdrawn(Event, frozen=True, tag="case_withdrawn/1"):
    """撤回: the applicant withdrew before the decision."""

    reason: str


class CaseClosed(Event, frozen=True, tag="case_closed/1"):
    """The case came to its end; `end` is its last status."""

    end: str
    days_used: int | None = None


class DecisionMade(Event, frozen=True, tag="decision_made/1"):
    """A decision table was asked: inputs, value, and the trace that explains it."""

    element: str
    decision: str
    inputs: dict[str, Any]
    value: Any
    trace: Any = None


class VariableAssigned(Event, frozen=True, tag="variable_assigned/1"):
    """The diagram itself wrote a variable: a decision's value, a script's, collected results."""

    element: str
    variable: str
    value: Any


class Moved(Event, frozen=True, tag="moved/1"):
    """Elements and flows of the diagram the case passed, for the picture of its way."""

    elements: tuple[str, ...]


class IncidentRaised(Event, frozen=True, tag="incident_raised/1"):
    """An expression, decision, operation or due moment failed; the case stands where it stood before the act.

    `incident` is its id in the case ("" in records from before incidents were kept open); for the rest see
    `engine.cases.case.OpenIncident`."""

    element: str
    what: str
    where: str = ""
    incident: str = ""
    kind: str = "step"
    name: str = ""
    token: int | None = None
    limit: str = ""
    input: dict[str, Any] = {}
    act: dict[str, Any] = {}


class IncidentResolved(Event, frozen=True, tag="incident_resolved/1"):
    """A person dealt with an incident: `how` is retried, edited (with the `changes`) or skipped (with a `reason`)."""

    incident: str
    how: str
    reason: str = ""
    changes: dict[str, Any] = {}


class OperationAsked(Event, frozen=True, tag="operation_asked/1"):
    """系统操作: the diagram asks a machine for something and waits for its answer."""

    token: int
    element: str
    name: str
    operation: str
    data: dict[str, Any] = {}
    runner: str = "worker"


class OperationDone(Event, frozen=True, tag="operation_done/1"):
    """The machine answered: `worker` did it, `data` is the result; `code` an error of the trade, "" for success."""

    token: int
    element: str
    operation: str
    worker: str
    data: dict[str, Any] = {}
    code: str = ""


class OperationDropped(Event, frozen=True, tag="operation_dropped/1"):
    """The operation is wanted no more: done, or taken away by an event of the diagram."""

    token: int


class ListeningBegan(Event, frozen=True, tag="listening_began/1"):
    """The case waits for a message or signal of this name; a message only with this key."""

    token: int
    element: str
    kind: str
    name: str
    key: str = ""


class ListeningEnded(Event, frozen=True, tag="listening_ended/1"):
    """The case no longer waits for it."""

    token: int


class MessageThrown(Event, frozen=True, tag="message_thrown/1"):
    """The case sent a message or signal to other cases of the tenant."""

    element: str
    kind: str
    name: str
    key: str = ""
    payload: dict[str, Any] = {}


class MessageHeard(Event, frozen=True, tag="message_heard/1"):
    """A message or signal reached the case; `sender` is a case number or whoever brought it from outside."""

    kind: str
    name: str
    key: str = ""
    payload: dict[str, Any] = {}
    sender: str = ""


class MovedStep(msgspec.Struct, frozen=True):
    """An open step as the new version draws it."""

    token: int
    element: str
    name: str
    kind: str = ""
    department: str = ""
    post: str = ""
    form: str = ""
    outcomes: tuple[str, ...] = ()
    result: str = ""
    special: bool = False


class CaseMigrated(Event, frozen=True, tag="case_migrated/1"):
    """换版本: the case goes on under another version of its matter. Open steps keep number, holder, due date and what
    was typed; `mapping` says which elements are called otherwise, `reason` why, `batch` which batch moved it."""

    before: int
    after: int
    bundle: str
    mapping: dict[str, str] = {}
    steps: tuple[MovedStep, ...] = ()
    reason: str = ""
    batch: str = ""


class TimerSet(Event, frozen=True, tag="timer_set/1"):
    """A timer of the diagram waits until `fires_at`."""

    token: int
    element: str
    fires_at: datetime


class TimerDropped(Event, frozen=True, tag="timer_dropped/1"):
    """A timer is no longer waited for: it fired, or its step ended first."""

    token: int


class LimitPassed(Event, frozen=True, tag="limit_passed/1"):
    """A due moment went by with the work undone; `limit` is promised, statutory, check, step, gap, delivery
    or pledge, or `special:`, `call-back:`, `rectify:` with the id of the special step or work order."""

    limit: str
    token: int | None = None
    element: str = ""
    due: DueDate | None = None


class DueDatesReckoned(Event, frozen=True, tag="due_dates_reckoned/1"):
    """What happened moved due dates: each that moved, before and after. `calendar`: its version; `cause`: the holiday
    notice that changed the calendar, "" where an act on the case moved them."""

    moved: tuple[MovedDate, ...]
    calendar: str
    cause: str = ""


class SpecialStepStarted(Event, frozen=True, tag="special_step_started/1"):
    """特殊环节 began. `ground` is the article by which its time is not counted, "" where it counts; `amount` and `unit`
    the time told to the applicant, or the step's own limit; `basis` what allows the step. `token`: the open step it
    belongs to; `drawn`: it is that very step; `branch`: that step's clock alone stands still; `parties`: the
    departments that must all sign."""

    special: str
    kind: str
    name: str
    amount: int
    unit: str
    basis: str
    ground: str = ""
    told_in_writing: bool = False
    least: bool = False
    due: DueDate | None = None
    token: int | None = None
    drawn: bool = False
    branch: bool = False
    parties: tuple[str, ...] = ()
    powers: tuple[PowerUsed, ...] = ()


class SpecialSigned(Event, frozen=True, tag="special_signed/1"):
    """会签: a department signed its opinion on a special step done together."""

    special: str
    department: str
    opinion: str = ""


class SpecialStepRenewed(Event, frozen=True, tag="special_step_renewed/1"):
    """再次告知: the special step needs longer, approved and told in writing (R19)."""

    special: str
    amount: int
    unit: str
    approved_by: str
    due: DueDate | None = None


class SpecialStepFinished(Event, frozen=True, tag="special_step_finished/1"):
    """The result of a special step, with those who did it and signed; the clock runs again from the next day."""

    special: str
    name: str
    outcome: str
    staff: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    opinion: str = ""


class HearingSet(Event, frozen=True, tag="hearing_set/1"):
    """听证通知: time and chair of a hearing, told to those concerned (许可法47, 48)."""

    told: datetime
    applied: datetime
    held: datetime
    chair: str
    powers: tuple[PowerUsed, ...] = ()


class LimitExtended(Event, frozen=True, tag="limit_extended/1"):
    """延期: approved by the office the law names, reasons told in writing (许可法42)."""

    amount: int
    unit: str
    ground: str
    office: str
    approved_by: str
    reasons: str
    promise_too: bool = False


class GapSupplied(Event, frozen=True, tag="gap_supplied/1"):
    """容缺补交: materials that were left open at acceptance came in."""

    supplied: tuple[str, ...]


class CaseTerminated(Event, frozen=True, tag="case_terminated/1"):
    """终止: the case ends without a decision, on a ground of the closed list."""

    ground: str
    reason: str


class ViolationRecorded(Event, frozen=True, tag="violation_recorded/1"):
    """A breach that supervision shall see: `what` is the rule broken, `about` the step."""

    what: str
    about: str


class PledgeChecked(Event, frozen=True, tag="pledge_checked/1"):
    """核查: whether what was pledged is true; a false pledge brings revocation and a credit record."""

    kept: bool
    findings: str


class DecisionRevoked(Event, frozen=True, tag="decision_revoked/1"):
    """撤销决定, because the pledge it rests on was false (许可法69)."""

    reason: str


class CreditRecorded(Event, frozen=True, tag="credit_recorded/1"):
    """The false pledge goes into the applicant's credit record."""

    reason: str


class CreditRepaired(Event, frozen=True, tag="credit_repaired/1"):
    """信用修复: the record of the false pledge bars the applicant no longer."""

    reason: str


class CardRevoked(Event, frozen=True, tag="card_revoked/1"):
    """撤销黄牌、红牌: the card stays, with who revoked it and why. `name` says which card it was."""

    card: str
    name: str
    reason: str


class RatingGiven(Event, frozen=True, tag="rating_given/1"):
    """好差评: the applicant's own rating; a bad one opens a work order with two limits, in working days."""

    order: str
    level: str
    named: bool
    words: str = ""
    call_back_days: int = 1
    rectify_days: int = 15
    call_back_due: DueDate | None = None
    rectify_due: DueDate | None = None


class OrderCalledBack(Event, frozen=True, tag="order_called_back/1"):
    """回访: the person who rated was called and asked."""

    order: str
    note: str


class OrderRectified(Event, frozen=True, tag="order_rectified/1"):
    """整改: what was mended."""

    order: str
    measures: str


class OrderAnswered(Event, frozen=True, tag="order_answered/1"):
    """反馈: the person who rated was told what was done."""

    order: str
    answer: str


class OrderClosed(Event, frozen=True, tag="order_closed/1"):
    """The work order was closed."""

    order: str


AnyEvent = (
    ApplicationReceived
    | StepOpened
    | WorkGranted
    | StepClaimed
    | StepReleased
    | StepCompleted
    | StepCancelled
    | StepSentBack
    | StepResubmitted
    | OneTimeNoticeGiven
    | CaseLapsed
    | MaterialsSupplied
    | CaseAccepted
    | CaseDeemedAccepted
    | AcceptanceRefused
    | CaseDecided
    | ResultIssued
    | CaseDelivered
    | CaseWithdrawn
    | CaseClosed
    | DecisionMade
    | VariableAssigned
    | Moved
    | IncidentRaised
    | IncidentResolved
    | OperationAsked
    | OperationDone
    | OperationDropped
    | ListeningBegan
    | ListeningEnded
    | MessageThrown
    | MessageHeard
    | CaseMigrated
    | TimerSet
    | TimerDropped
    | LimitPassed
    | DueDatesReckoned
    | SpecialStepStarted
    | SpecialSigned
    | SpecialStepRenewed
    | SpecialStepFinished
    | HearingSet
    | LimitExtended
    | GapSupplied
    | CaseTerminated
    | ViolationRecorded
    | PledgeChecked
    | DecisionRevoked
    | CreditRecorded
    | CreditRepaired
    | CardRevoked
    | RatingGiven
    | OrderCalledBack
    | OrderRectified
    | OrderAnswered
    | OrderClosed
)

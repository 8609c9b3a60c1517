"""What the API takes and gives: strict structures at the edge, so that inner types may change freely."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from designer_api.acts import Offer
from engine.cases.case import Case, DueDate, Step
from engine.cases.rows import TaskRow
from engine.legal_clock import Clock, Explanation

Text = Annotated[str, msgspec.Meta(max_length=2000)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An input: a field nobody knows is an error, not silence."""


class SignIn(Strict, frozen=True):
    centre: Name
    login: Name
    password: Name
    code: Annotated[str, msgspec.Meta(max_length=20)] = ""


class ReceiveIn(Strict, frozen=True):
    """An application: the matter's code and the answers of its form. `real_name` is `window` when whoever receives it
    has looked at the applicant's document."""

    matter: Name
    data: dict[str, Any]
    channel: Annotated[str, msgspec.Meta(max_length=20)] = "窗口"
    real_name: Literal["none", "window"] = "none"


class CompleteIn(Strict, frozen=True):
    """Finish a step: outcome, the form's answers, and what law asks for. At acceptance `gaps` may follow later under a
    written `undertaking`, `pledge` stands in place of proof; `place` is where it was done outside of the hall; `staff`
    and `signatures` are those of a special step."""

    outcome: Text = ""
    data: dict[str, Any] = {}
    reason: Text = ""
    defects: tuple[Text, ...] = ()
    supplied: tuple[Text, ...] = ()
    note: Text = ""
    gaps: tuple[Text, ...] = ()
    undertaking: bool = False
    pledge: bool = False
    place: Text = ""
    staff: tuple[Text, ...] = ()
    signatures: tuple[Text, ...] = ()


class ActIn(Strict, frozen=True):
    """An act beside the steps: its code, and what is filled in by field; a list where several are chosen."""

    act: Name
    values: dict[str, Text | tuple[Text, ...]] = {}


class ReasonIn(Strict, frozen=True):
    reason: Text


class Me(msgspec.Struct, frozen=True):
    """Who is signed in."""

    tenant: str
    centre: str
    name: str
    posts: tuple[str, ...]
    roles: tuple[str, ...]


class Due(msgspec.Struct, frozen=True):
    """A due date; `overdue_from` is the first instant that is too late, `provisional` an unpublished year."""

    day: date
    overdue_from: datetime
    amount: int
    unit: str
    provisional: bool
    basis: str


class TaskOut(msgspec.Struct, frozen=True):
    """An open step in a work list."""

    case: UUID
    token: int
    step: str
    element: str
    kind: str
    matter: str
    number: str
    applicant: str
    department: str
    post: str
    holder: str
    opened_at: datetime
    due_at: datetime | None
    provisional: bool
    sent_back: bool


class StepOut(msgspec.Struct, frozen=True):
    """An open step of a case."""

    token: int
    element: str
    name: str
    kind: str
    department: str
    post: str
    outcomes: tuple[str, ...]
    due: Due | None
    holder: str
    sent_back: str


class CaseOut(msgspec.Struct, frozen=True):
    """A case; identity numbers are not in it."""

    id: UUID
    number: str
    matter: str
    matter_name: str
    version: int
    status: str
    applicant: str
    channel: str
    received_at: datetime
    accepted_at: datetime | None
    decided_at: datetime | None
    issued_at: datetime | None
    delivered_at: datetime | None
    closed_at: datetime | None
    days_used: int | None
    promised: Due | None
    statutory: Due | None
    steps: tuple[StepOut, ...]


class ChoiceOut(msgspec.Struct, frozen=True):
    value: str
    name: str


class FieldOut(msgspec.Struct, frozen=True):
    """A field of an act: text, area, number, moment, one or many of `choices`, or yes."""

    name: str
    label: str
    kind: str
    hint: str
    required: bool
    choices: tuple[ChoiceOut, ...]


class ActOut(msgspec.Struct, frozen=True):
    """An act that is open on a case now."""

    act: str
    name: str
    words: str
    fields: tuple[FieldOut, ...]


class DayOut(msgspec.Struct, frozen=True):
    """A day of a reckoning; `number` counts from 1, null where the day is not counted."""

    day: date
    weekday: str
    words: str
    number: int | None


class ReckoningOut(msgspec.Struct, frozen=True):
    """Why a due date is what it is, day by day; `layer` says which limit, `name` of which step."""

    layer: str
    name: str
    heading: str
    due: date
    overdue_from: datetime
    provisional: bool
    calendar: str
    days: tuple[DayOut, ...]
    rules: tuple[str, ...]


class EventOut(msgspec.Struct, frozen=True):
    """A line of the record."""

    at: str
    who: str
    text: str
    detail: str


class MatterOut(msgspec.Struct, frozen=True):
    """A published matter; `form` is the JSON Schema of its application."""

    code: str
    name: str
    version: int
    hash: str
    promised: str
    statutory: str
    form: dict[str, Any]


def due_out(due: DueDate | None) -> Due | None:
    return Due(due.day, due.at, due.amount, due.unit, due.provisional, due.basis) if due else None


def step_out(step: Step) -> StepOut:
    return StepOut(
        step.token,
        step.element,
        step.name,
        step.kind,
        step.department,
        step.post,
        step.outcomes,
        due_out(step.due),
        step.holder.name if step.holder else "",
        step.sent_back.reason if step.sent_back else "",
    )


def case_out(case: Case) -> CaseOut:
    return CaseOut(
        case.id,
        case.number,
        case.matter,
        case.matter_name,
        case.version,
        str(case.status),
        case.applicant.name,
        case.channel,
        case.received_at,
        case.accepted_at,
        case.decided_at,
        case.issued_at,
        case.delivered_at,
        case.closed_at,
        case.days_used,
        due_out(case.promised),
        due_out(case.statutory),
        tuple(step_out(step) for step in case.steps.values()),
    )


def task_out(row: TaskRow) -> TaskOut:
    return TaskOut(
        row.case,
        row.token,
        row.name,
        row.element,
        row.kind,
        row.matter,
        row.number,
        row.applicant,
        row.department,
        row.post,
        row.holder_name,
        row.opened_at,
        row.due_at,
        row.provisional,
        row.sent_back,
    )


def act_out(offer: Offer) -> ActOut:
    fields = tuple(
        FieldOut(
            each.name,
            each.label,
            each.kind,
            each.hint,
            each.required,
            tuple(ChoiceOut(choice.value, choice.name) for choice in each.choices),
        )
        for each in offer.fields
    )
    return ActOut(offer.code, offer.name, offer.words, fields)


def reckoning_out(clock: Clock, name: str, told: Explanation) -> ReckoningOut:
    days = tuple(DayOut(line.day, line.weekday, line.words, line.number or None) for line in told.days)
    return ReckoningOut(
        clock.layer.value, name, told.heading, told.due, told.at, told.provisional, told.calendar, days, told.rules
    )

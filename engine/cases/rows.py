"""What the lists and the ticker need of a case, as rows: pure functions of the case, so every row can be rebuilt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.cases.case import Case, CaseId, Step
from tenants.organisation import CENTRE


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One open step as the work list of `tenant` shows it. `due_day` is ISO text or ""; no personal number is in it.
    `home` is the tenant of the case where another one works the step, None where it is worked at home."""

    case: CaseId
    token: int
    element: str
    name: str
    kind: str
    matter: str
    matter_name: str
    number: str
    applicant: str
    department: str
    post: str
    holder: UUID | None
    holder_name: str
    opened_at: datetime
    due_at: datetime | None
    due_day: str
    due_amount: int
    due_unit: str
    provisional: bool
    sent_back: bool
    tenant: UUID
    home: UUID | None = None

    @property
    def key(self) -> tuple[UUID, int]:
        """In whose work list it stands, and which step of the case it is."""
        return self.tenant, self.token


@dataclass(frozen=True, slots=True)
class DueMoment:
    """A moment at which something must be looked at: a limit that ends, a timer of the diagram that fires."""

    id: str
    kind: str
    at: datetime
    token: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message that leaves the centre (to the applicant's phone), written with the case, sent afterwards."""

    id: UUID
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What one act does to the store, all of it or nothing. `before` is the case it was decided on; None is new."""

    before: Case | None
    after: Case
    state: bytes
    events: tuple[Any, ...]
    messages: tuple[Message, ...] = ()

    @property
    def tasks_put(self) -> tuple[TaskRow, ...]:
        old = tasks(self.before) if self.before else {}
        return tuple(row for token, row in tasks(self.after).items() if old.get(token) != row)

    @property
    def tasks_dropped(self) -> tuple[tuple[UUID, int], ...]:
        """The rows to take away, by the tenant in whose list they stood and the token."""
        old = tasks(self.before) if self.before else {}
        kept = {row.key for row in tasks(self.after).values()}
        return tuple(row.key for row in old.values() if row.key not in kept)

    @property
    def due_put(self) -> tuple[DueMoment, ...]:
        old = moments(self.before) if self.before else {}
        return tuple(row for key, row in moments(self.after).items() if old.get(key) != row)

    @property
    def due_dropped(self) -> tuple[str, ...]:
        new = moments(self.after)
        return tuple(key for key in (moments(self.before) if self.before else ()) if key not in new)

    @property
    def departments_added(self) -> tuple[str, ...]:
        old = self.before.departments if self.before else ()
        return tuple(each for each in self.after.departments if each not in old)


def tasks(case: Case) -> dict[int, TaskRow]:
    """The open steps by token."""
    return {token: _task(case, step) for token, step in case.steps.items()}


def moments(case: Case) -> dict[str, DueMoment]:
    """Every moment the ticker has to look at, by a key that is the same each time."""
    found: list[DueMoment] = []
    if case.is_open:
        if case.check_due and case.accepted_at is None and not case.notices:
            found.append(_limit(case, "check", case.check_due.at))
        if case.promised and case.issued_at is None:
            found.append(_limit(case, "promised", case.promised.at))
        if case.statutory and case.decided_at is None:
            found.append(_limit(case, "statutory", case.statutory.at))
        if case.gap_due and case.gaps:
            found.append(_limit(case, "gap", case.gap_due.at))
        if case.delivery and case.delivered_at is None:
            found.append(_limit(case, "delivery", case.delivery.at))
        found.extend(_limit(case, "step", s.due.at, s.token) for s in case.steps.values() if s.due)
        found.extend(DueMoment(f"{case.id}:timer:{t}", "timer", timer.at, t) for t, timer in case.timers.items())
    passed = set(case.passed_limits)
    return {row.id: row for row in found if _name(row) not in passed}


def _name(row: DueMoment) -> str:
    return row.kind if row.token is None else f"{row.kind}:{row.token}"


def _limit(case: Case, kind: str, at: datetime, token: int | None = None) -> DueMoment:
    suffix = "" if token is None else f":{token}"
    return DueMoment(f"{case.id}:{kind}{suffix}", kind, at, token)


def _task(case: Case, step: Step) -> TaskRow:
    at_home = step.worker is None or step.sent_back is not None
    due = step.due or (case.promised if case.issued_at is None else None) or case.check_due
    return TaskRow(
        case=case.id,
        token=step.token,
        element=step.element,
        name=step.name,
        kind=step.kind,
        matter=case.matter,
        matter_name=case.matter_name,
        number=case.number,
        applicant=case.applicant.name,
        department=CENTRE if step.sent_back else step.department,
        post=case.window_post if step.sent_back else step.post,
        holder=step.holder.person if step.holder else None,
        holder_name=step.holder.name if step.holder else "",
        opened_at=step.opened_at,
        due_at=due.at if due else None,
        due_day=due.day.isoformat() if due else "",
        due_amount=due.amount if due else 0,
        due_unit=due.unit if due else "",
        provisional=bool(due and due.provisional),
        sent_back=step.sent_back is not None,
        tenant=case.tenant if at_home else step.worker or case.tenant,
        home=None if at_home else case.tenant,
    )

"""What the lists and the ticker need of a case, as rows: pure functions of the case, so every row can be rebuilt."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from engine.cases.case import Case, CaseId, DueDate, Party, Special, Step
from engine.cases.events import CreditRecorded, CreditRepaired
from engine.cases.waiting import IncidentRow, Job, Subscription, incident_rows, jobs, stands_still, subscriptions
from tenants.organisation import CENTRE


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One open step, or a signature that is missing, as the work list of `tenant` shows it; no personal number is in
    it. `due_day` is ISO text or "".
    `home` is the tenant of the case where another one works the step, None where it is worked at home. `paused_until`:
    the clock stands still for a special step, until then at the latest."""

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
    paused_until: datetime | None = None

    @property
    def key(self) -> tuple[UUID, int]:
        """In whose work list it stands, and which step of the case it is."""
        return self.tenant, self.token


@dataclass(frozen=True, slots=True)
class DueMoment:
    """A moment at which something must be looked at: a limit that ends, a timer of the diagram that fires. When a
    provisional date becomes a final one, the moment is looked at again, even on the same day."""

    id: str
    kind: str
    at: datetime
    token: int | None = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message that leaves the centre (to the applicant's phone), written with the case, sent afterwards."""

    id: UUID
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A false pledge of somebody, or (`repaired`) the repair of that record."""

    person: str
    at: datetime
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message or signal on its way to cases of the same tenant. `case` names the one case a signal still has to
    reach; `sender` is the number of the case it comes from, or whoever brought it from outside."""

    id: str
    kind: str
    name: str
    key: str
    payload: dict[str, Any]
    at: datetime
    sender: str = ""
    origin: CaseId | None = None
    case: CaseId | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What one act does to the store, all of it or nothing. `before` is the case it was decided on; None is new."""

    before: Case | None
    after: Case
    state: bytes
    events: tuple[Any, ...]
    messages: tuple[Message, ...] = ()
    parcels: tuple[Parcel, ...] = ()

    @property
    def jobs_put(self) -> tuple[Job, ...]:
        old = jobs(self.before) if self.before else {}
        return tuple(row for key, row in jobs(self.after).items() if old.get(key) != row)

    @property
    def jobs_dropped(self) -> tuple[str, ...]:
        new = jobs(self.after)
        return tuple(key for key in (jobs(self.before) if self.before else ()) if key not in new)

    @property
    def subscriptions_put(self) -> tuple[Subscription, ...]:
        old = subscriptions(self.before) if self.before else {}
        return tuple(row for key, row in subscriptions(self.after).items() if old.get(key) != row)

    @property
    def subscriptions_dropped(self) -> tuple[int, ...]:
        new = subscriptions(self.after)
        return tuple(key for key in (subscriptions(self.before) if self.before else ()) if key not in new)

    @property
    def incidents_put(self) -> tuple[IncidentRow, ...]:
        old = incident_rows(self.before) if self.before else {}
        return tuple(row for key, row in incident_rows(self.after).items() if old.get(key) != row)

    @property
    def incidents_dropped(self) -> tuple[str, ...]:
        new = incident_rows(self.after)
        return tuple(key for key in (incident_rows(self.before) if self.before else ()) if key not in new)

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
    def credits(self) -> tuple[CreditRow, ...]:
        """What the act writes into the applicant's credit record."""
        person = credit_key(self.after.applicant)
        return tuple(
            CreditRow(person, event.at, repaired=isinstance(event, CreditRepaired))
            for event in self.events
            if isinstance(event, CreditRecorded | CreditRepaired)
        )

    @property
    def departments_added(self) -> tuple[str, ...]:
        old = self.before.departments if self.before else ()
        return tuple(each for each in self.after.departments if each not in old)


def credit_key(applicant: Party) -> str:
    """By what an applicant is known again in the credit records: a digest of the number, or the name where none is
    given."""
    return sha256((applicant.id_number or applicant.name).encode()).hexdigest()


SIGNATURES = 1 << 30
"""From this number on, the tokens of rows that ask for a signature: no runtime counts so far."""
SIGN = "sign"
"""The kind of such a row."""


def tasks(case: Case) -> dict[int, TaskRow]:
    """The open steps by token, and the signatures that special steps of several departments still need."""
    rows = {token: _task(case, step) for token, step in case.steps.items()}
    return rows | {row.token: row for special in case.specials.values() for row in _signatures(case, special)}


def moments(case: Case) -> dict[str, DueMoment]:
    """Every moment the ticker has to look at, by a key that is the same each time."""
    found: list[DueMoment | None] = []
    if case.is_open:
        if case.check_due and case.accepted_at is None and not case.notices:
            found.append(_limit(case, "check", case.check_due))
        if case.is_supplementing:
            found.append(_limit(case, "supply", case.notices[-1].due))
        if case.promised and case.issued_at is None:
            found.append(_limit(case, "promised", case.promised))
        if case.statutory and case.decided_at is None:
            found.append(_limit(case, "statutory", case.statutory))
        if case.gap_due and case.gaps:
            found.append(_limit(case, "gap", case.gap_due))
        if case.delivery and case.delivered_at is None:
            found.append(_limit(case, "delivery", case.delivery))
        ending = (s for s in case.steps.values() if s.due and str(s.token) not in case.cardless)
        found.extend(_limit(case, "step", s.due, s.token) for s in ending)
        found.extend(_limit(case, f"special:{s.id}", s.due) for s in case.specials.values() if not s.least)
        found.extend(DueMoment(f"{case.id}:timer:{t}", "timer", timer.at, t) for t, timer in case.timers.items())
    if case.pledge_due and case.pledge_checked_at is None:
        found.append(_limit(case, "pledge", case.pledge_due))
    for order in case.orders.values():
        if order.closed_at is None:
            if order.called_back is None:
                found.append(_limit(case, f"call-back:{order.id}", order.call_back_due))
            found.append(_limit(case, f"rectify:{order.id}", order.rectify_due))
    timers, limits = stands_still(case) if case.incidents else (set(), set())
    over = {*case.passed_limits, *limits}
    return {
        row.id: row
        for row in found
        if row is not None and limit_name(row) not in over and (row.kind != "timer" or row.token not in timers)
    }


def limit_name(row: DueMoment) -> str:
    """The name by which a case remembers that a moment has passed."""
    return row.kind if row.token is None else f"{row.kind}:{row.token}"


def _limit(case: Case, kind: str, due: DueDate | None, token: int | None = None) -> DueMoment | None:
    suffix = "" if token is None else f":{token}"
    if due is None:
        return None
    return DueMoment(f"{case.id}:{kind}{suffix}", kind, due.at, token, due.provisional)


def _paused_until(case: Case, step: Step) -> datetime | None:
    """When the time told for the special steps that stop this step's clock runs out; a special one's never stops."""
    if step.special:
        return None
    stops = (each for each in case.specials.values() if each.pauses and (not each.branch or each.token == step.token))
    return max((each.due.at for each in stops if each.due is not None), default=None)


def _signatures(case: Case, special: Special) -> Iterator[TaskRow]:
    """A row for every department that has still to sign (会签)."""
    number = SIGNATURES + int(special.id.removeprefix("s")) * 100
    for place, department in enumerate(special.parties):
        if department not in special.signed:
            step = Step(
                token=number + place,
                element=special.id,
                name=f"会签：{special.name}",
                kind=SIGN,
                department=department,
                post="",
                form="",
                opened_at=special.since,
                due=special.due,
            )
            yield replace(_task(case, step), paused_until=None)


def _task(case: Case, step: Step) -> TaskRow:
    at_home = step.worker is None or step.sent_back is not None
    asked = case.notices[-1].due if case.is_supplementing else None
    due = step.due or (case.promised if case.issued_at is None else None) or asked or case.check_due
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
        paused_until=_paused_until(case, step),
        sent_back=step.sent_back is not None,
        tenant=case.tenant if at_home else step.worker or case.tenant,
        home=None if at_home else case.tenant,
    )

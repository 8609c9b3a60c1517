"""What the shell needs from the outside, as ports. Each has two twins: the real one and the one in `engine.testing`.

Every method acts for the tenant of `tenants.scope`; a store asked without one refuses.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from engine.cases.case import Case, CaseId
from engine.cases.events import AnyEvent
from engine.cases.rows import Change, DueMoment, Message, TaskRow
from tenants.identity import TenantId


@dataclass(frozen=True, slots=True)
class Stored:
    """A case as kept, with the runtime's state (empty once it is closed)."""

    case: Case
    state: bytes


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Which open steps: those of these (department, post) pairs, or held by a person.

    `scope` is all, mine (held by `person`) or free (held by nobody). `due_before`/`due_from` select lamps; `after` is
    the cursor (urgency in microseconds, case, token) of the last row seen."""

    posts: tuple[tuple[str, str], ...]
    person: UUID | None = None
    scope: str = "all"
    matter: str = ""
    due_before: datetime | None = None
    due_from: datetime | None = None
    sent_back: bool | None = None
    after: tuple[int, str, int] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class StepGroup:
    """The open steps of one place of one matter, as one tenant's work lists hold them: how many, since when the oldest
    waits, and the number of one of the cases. `home`: the tenant of the cases where another one works the step."""

    matter: str
    matter_name: str
    element: str
    name: str
    department: str
    post: str
    home: UUID | None
    count: int
    number: str
    since: datetime


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases: of the whole tenant, or those that reached one of `departments`; newest first.

    `matters` narrows to these where some are named; `text` matches number or applicant; `before` is the cursor
    (received_at in microseconds, case)."""

    departments: tuple[str, ...] | None = None
    closed: bool = False
    statuses: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    text: str = ""
    before: tuple[int, str] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Due:
    """A due row that was claimed for work."""

    tenant: TenantId
    case: CaseId
    moment: DueMoment
    attempts: int


class CaseStore(Protocol):
    """Where cases live."""

    def transaction(self) -> AbstractAsyncContextManager[None]:
        """Everything inside takes effect together or not at all."""
        ...

    async def next_number(self, counter: str) -> int:
        """The next whole number of a counter of this tenant, from 1, inside a transaction."""
        ...

    async def load(self, case: CaseId, *, lock: bool = False) -> Stored | None:
        """A case of this tenant, open or closed; with `lock` nobody else changes it until the transaction ends."""
        ...

    async def by_number(self, number: str) -> Stored | None: ...

    async def save(self, change: Change) -> None:
        """Write one change inside a transaction; `Stale` when the case was changed meanwhile."""
        ...

    async def events(self, case: CaseId) -> tuple[AnyEvent, ...]: ...

    async def home_of(self, case: CaseId, token: int) -> TenantId | None:
        """The home of a case one step of which another tenant of the tree handed to this one; None when there is no
        such step: the case is then not there."""
        ...

    async def is_discredited(self, person: str) -> bool:
        """Whether a credit record of this tenant bars somebody (by `credit_key`) from pledging."""
        ...

    async def tasks(self, query: TaskQuery) -> list[TaskRow]: ...

    async def count_tasks(self, query: TaskQuery, *, most: int = 1000) -> int:
        """How many there are, counting no further than `most`."""
        ...

    async def step_groups(self) -> list[StepGroup]:
        """Every open step of the tenant's work lists, counted by place, signatures left out; the oldest first."""
        ...

    async def cases(self, query: CaseQuery) -> list[Case]: ...

    async def count_cases(self, query: CaseQuery) -> int:
        """How many cases there are of those, whatever the query's limit and cursor."""
        ...

    async def claim_due(self, now: datetime, *, owner: str, limit: int, lease_seconds: int = 60) -> Sequence[Due]:
        """Due rows of all tenants whose moment has come, leased to `owner`; the only call beyond one tenant."""
        ...

    async def finish_due(self, due: Due, owner: str) -> bool:
        """Take the row away inside the transaction that acts on it; False when the lease was lost."""
        ...

    async def defer_due(self, due: Due, owner: str, until: datetime, error: str) -> None:
        """Leave a due row that failed for later; nobody works it before `until`."""
        ...

    async def next_due(self) -> datetime | None:
        """When the earliest due row of any tenant comes due that nobody has in hand."""
        ...

    async def waiting_messages(self, limit: int = 100) -> list[tuple[TenantId, Message]]: ...

"""What the shell needs of a store beside people's work: jobs, messages, incidents, batches. Twins as in `engine.ports`.

Methods act for the tenant of `tenants.scope`; those that say “of all tenants” go beyond it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from engine.cases.case import CaseId
from engine.cases.rows import Message, Parcel
from engine.cases.waiting import IncidentRow, Job, Subscription
from tenants.identity import TenantId


@dataclass(frozen=True, slots=True)
class Leased:
    """A job in somebody's hands until `until`; `attempts` counts this one."""

    job: Job
    owner: str
    attempts: int
    until: datetime | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """Something to be delivered, of any tenant, leased to a courier."""

    tenant: TenantId
    attempts: int
    parcel: Parcel | None = None
    message: Message | None = None
    job: Job | None = None


@dataclass(frozen=True, slots=True)
class WorkerKey:
    """The credential of an external worker (外部程序凭证): of its secret only a hash is kept. `topics` are the
    operations it may fetch, none: all of the tenant's."""

    id: UUID
    tenant: TenantId
    name: str
    topics: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of cases that move to another version. `state` is ready, running, paused or done; `body` holds the map,
    the reason and who ordered it."""

    id: UUID
    matter: str
    before: int
    after: int
    body: dict[str, Any]
    state: str
    created_at: datetime
    total: int
    moved: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class BatchCase:
    """One case of a batch: waiting, moved, refused (with `why`) or gone (closed meanwhile, or already moved)."""

    case: CaseId
    number: str
    state: str = "waiting"
    why: str = ""


class WorkStore(Protocol):
    """Where work beside people's waits."""

    # ---- jobs
    async def fetch_jobs(
        self, topics: Sequence[str], *, owner: str, now: datetime, until: datetime, limit: int
    ) -> list[Leased]:
        """Jobs of these operations that are due and free, leased to `owner`, the oldest first."""
        ...

    async def claim_jobs(self, now: datetime, *, owner: str, until: datetime, limit: int) -> list[Claimed]:
        """Jobs of all tenants that are due and free, leased to a courier of the server itself."""
        ...

    async def job(self, identity: str, *, lock: bool = False) -> Leased | None: ...

    async def extend_job(self, identity: str, owner: str, until: datetime) -> bool:
        """A heartbeat: the lease runs on; False when it was lost."""
        ...

    async def defer_job(self, identity: str, owner: str, until: datetime, error: str) -> bool:
        """Give a job back, to be fetched again from `until` on; False when the lease was lost."""
        ...

    async def job_done(self, identity: str, once: str, at: datetime) -> None:
        """Remember that a job was reported under that key."""
        ...

    async def was_done(self, identity: str, once: str) -> bool: ...

    # ---- messages between cases
    async def put_parcel(self, parcel: Parcel) -> bool:
        """Take in a message from outside; False when one of that id was taken in before."""
        ...

    async def add_parcels(self, parcels: Iterable[Parcel]) -> None:
        """Spread a signal to the cases that listen."""
        ...

    async def claim_parcels(self, now: datetime, *, owner: str, until: datetime, limit: int) -> list[Claimed]:
        """Parcels of all tenants that are due, leased to a courier."""
        ...

    async def finish_parcel(self, identity: str, owner: str) -> bool:
        """Take a parcel away inside the transaction in which it arrives; False when the lease was lost."""
        ...

    async def defer_parcel(self, identity: str, owner: str, until: datetime, error: str) -> None: ...

    async def parcels(self, limit: int = 100) -> list[tuple[Parcel, int, str]]:
        """Messages still on their way, with attempts and the last error, the oldest first."""
        ...

    async def listeners(self, kind: str, name: str, key: str = "") -> list[Subscription]:
        """Who waits for a message with that key, or for a signal; the longest waiting first."""
        ...

    # ---- messages to people
    async def claim_outbox(self, now: datetime, *, owner: str, until: datetime, limit: int) -> list[Claimed]:
        """Messages to people, of all tenants, not yet sent."""
        ...

    async def sent(self, message: UUID, owner: str, at: datetime) -> bool: ...

    async def defer_outbox(self, message: UUID, owner: str, until: datetime, error: str) -> None: ...

    # ---- incidents
    async def incidents(self, limit: int = 100) -> list[IncidentRow]:
        """Open incidents, newest first."""
        ...

    # ---- keys of workers
    async def save_key(self, key: WorkerKey, secret_hash: str) -> None: ...

    async def key_of(self, secret_hash: str) -> WorkerKey | None:
        """The key of a secret, of any tenant."""
        ...

    async def keys(self) -> list[WorkerKey]: ...

    async def revoke_key(self, identity: UUID, at: datetime) -> bool: ...

    # ---- moving cases to another version
    async def open_cases_of(self, matter: str, version: int) -> list[tuple[CaseId, str]]:
        """Open cases of a version by id and number, the oldest first."""
        ...

    async def save_batch(self, batch: BatchRow, cases: Sequence[BatchCase] = ()) -> None: ...

    async def batch(self, identity: UUID) -> BatchRow | None: ...

    async def batches(self, limit: int = 50) -> list[BatchRow]: ...

    async def running_batches(self) -> list[tuple[TenantId, UUID]]:
        """Batches of all tenants that are running."""
        ...

    async def batch_cases(self, batch: UUID, state: str = "", limit: int = 200) -> list[BatchCase]: ...

    async def batch_case_done(self, batch: UUID, case: BatchCase) -> None:
        """Write down how a case of a batch fared, and count it."""
        ...

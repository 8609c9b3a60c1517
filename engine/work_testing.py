"""The in-memory twin of the work store; it shares the shelf of a `MemoryCaseStore`, and so its transactions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from engine.cases.case import Case, CaseId
from engine.cases.rows import Change, Message, Parcel
from engine.cases.waiting import IncidentRow, Job, Subscription
from engine.work_ports import BatchCase, BatchRow, Claimed, Leased, WorkerKey
from tenants import scope
from tenants.identity import TenantId

T = TypeVar("T")
Key = tuple[TenantId, str]


@dataclass
class Leasable(Generic[T]):
    """Something that is worked under a lease."""

    value: T
    due: datetime | None
    lease: datetime | None = None
    owner: str = ""
    attempts: int = 0
    error: str = ""
    sent: datetime | None = None


@dataclass
class WorkShelf:
    """What the work store holds."""

    jobs: dict[Key, Leasable[Job]] = field(default_factory=dict)
    done: set[tuple[TenantId, str, str]] = field(default_factory=set)
    subscriptions: dict[tuple[TenantId, CaseId, int], Subscription] = field(default_factory=dict)
    parcels: dict[Key, Leasable[Parcel]] = field(default_factory=dict)
    seen: set[Key] = field(default_factory=set)
    outbox: dict[Key, Leasable[Message]] = field(default_factory=dict)
    incidents: dict[tuple[TenantId, CaseId, str], IncidentRow] = field(default_factory=dict)
    keys: dict[str, WorkerKey] = field(default_factory=dict)
    batches: dict[tuple[TenantId, UUID], BatchRow] = field(default_factory=dict)
    batch_cases: dict[tuple[TenantId, UUID, CaseId], BatchCase] = field(default_factory=dict)

    def copied(self) -> "WorkShelf":
        def leases(rows: dict[Key, Leasable[Any]]) -> dict[Key, Leasable[Any]]:
            return {key: replace(row) for key, row in rows.items()}

        return WorkShelf(
            leases(self.jobs),
            set(self.done),
            dict(self.subscriptions),
            leases(self.parcels),
            set(self.seen),
            leases(self.outbox),
            dict(self.incidents),
            dict(self.keys),
            dict(self.batches),
            dict(self.batch_cases),
        )

    def write(self, tenant: TenantId, change: Change) -> None:
        """Everything a change says of work beside people."""
        case = change.after.id
        for identity in change.jobs_dropped:
            self.jobs.pop((tenant, identity), None)
        for job in change.jobs_put:
            known = self.jobs.get((tenant, job.id))
            self.jobs[(tenant, job.id)] = replace(known, value=job) if known else Leasable(job, job.at)
        for token in change.subscriptions_dropped:
            self.subscriptions.pop((tenant, case, token), None)
        for each in change.subscriptions_put:
            self.subscriptions[(tenant, case, each.token)] = each
            for (owner, _), row in self.parcels.items():
                found = (row.value.kind, row.value.name, row.value.key)
                if owner == tenant and found == (each.kind, each.name, each.key):
                    row.due = row.value.at
        for identity in change.incidents_dropped:
            self.incidents.pop((tenant, case, identity), None)
        for incident in change.incidents_put:
            self.incidents[(tenant, case, incident.id)] = incident
        self.add(tenant, change.parcels)
        for message in change.messages:
            self.outbox[(tenant, str(message.id))] = Leasable(message, None)

    def add(self, tenant: TenantId, parcels: Iterable[Parcel]) -> None:
        for parcel in parcels:
            self.parcels.setdefault((tenant, parcel.id), Leasable(parcel, parcel.at))


class MemoryWorkStore:
    """The work store in memory; `shelf` gives the shelf of the case store it belongs to, `cases` its cases."""

    def __init__(self, shelf: Callable[[], WorkShelf], cases: Callable[[], Iterable[Case]]) -> None:
        self._of, self._cases = shelf, cases

    @property
    def _shelf(self) -> WorkShelf:
        return self._of()

    async def fetch_jobs(
        self, topics: Sequence[str], *, owner: str, now: datetime, until: datetime, limit: int
    ) -> list[Leased]:
        tenant = scope.current()
        mine = {
            key: row
            for key, row in self._shelf.jobs.items()
            if key[0] == tenant and row.value.runner == "worker" and row.value.operation in topics
        }
        rows = [row for _, row in _lease(mine, owner, now, until, limit)]
        return [Leased(row.value, row.owner, row.attempts, row.lease, row.error) for row in rows]

    async def claim_jobs(self, now: datetime, *, owner: str, until: datetime, limit: int) -> list[Claimed]:
        own = {key: row for key, row in self._shelf.jobs.items() if row.value.runner != "worker"}
        found = _lease(own, owner, now, until, limit)
        return [Claimed(key[0], row.attempts, job=row.value) for key, row in found]

    async def job(self, identity: str, *, lock: bool = False) -> Leased | None:
        row = self._shelf.jobs.get((scope.current(), identity))
        return Leased(row.value, row.owner, row.attempts, row.lease, row.error) if row else None

    async def extend_job(self, identity: str, owner: str, until: datetime) -> bool:
        row = self._shelf.jobs.get((scope.current(), identity))
        if row is None or row.owner != owner:
            return False
        row.lease = until
        return True

    async def defer_job(self, identity: str, owner: str, until: datetime, error: str) -> bool:
        return _defer(self._shelf.jobs, identity, owner, until, error)

    async def job_done(self, identity: str, once: str, at: datetime) -> None:
        self._shelf.done.add((scope.current(), identity, once))

    async def was_done(self, identity: str, once: str) -> bool:
        return (scope.current(), identity, once) in self._shelf.done

    async def put_parcel(self, parcel: Parcel) -> bool:
        key = (scope.current(), parcel.id)
        if key in self._shelf.seen:
            return False
        self._shelf.seen.add(key)
        self._shelf.add(scope.current(), [parcel])
        return True

    async def add_parcels(self, parcels: Iterable[Parcel]) -> None:
        self._shelf.add(scope.current(), parcels)

    async def claim_parcels(self, now: datetime, *, owner: str, until: datetime, limit: int) -> list[Claimed]:
        found = _lease(self._shelf.parcels, owner, now, until, limit)
        return [Claimed(key[0], row.attempts, parcel=row.value) for key, row in found]

    async def finish_parcel(self, identity: str, owner: str) -> bool:
        key = (scope.current(), identity)
        row = self._shelf.parcels.get(key)
        if row is None or row.owner != owner:
            return False
        del self._shelf.parcels[key]
        return True

    async def defer_parcel(self, identity: str, owner: str, until: datetime, error: str) -> None:
        _defer(self._shelf.parcels, identity, owner, until, error)

    async def parcels(self, limit: int = 100) -> list[tuple[Parcel, int, str]]:
        tenant = scope.current()
        rows = [row for key, row in self._shelf.parcels.items() if key[0] == tenant]
        rows.sort(key=lambda row: (row.value.at, row.value.id))
        return [(row.value, row.attempts, row.error) for row in rows[:limit]]

    async def listeners(self, kind: str, name: str, key: str = "") -> list[Subscription]:
        tenant = scope.current()
        found = [
            each
            for (owner, *_), each in self._shelf.subscriptions.items()
            if owner == tenant and (each.kind, each.name, each.key) == (kind, name, key)
        ]
        return sorted(found, key=lambda each: (str(each.case), each.token))

    async def claim_outbox(self, now: datetime, *, owner: str, until: datetime, limit: int) -> list[Claimed]:
        waiting = {key: row for key, row in self._shelf.outbox.items() if row.sent is None}
        found = _lease(waiting, owner, now, until, limit)
        return [Claimed(key[0], row.attempts, message=row.value) for key, row in found]

    async def sent(self, message: UUID, owner: str, at: datetime) -> bool:
        row = self._shelf.outbox.get((scope.current(), str(message)))
        if row is None or row.owner != owner or row.sent is not None:
            return False
        row.sent = at
        return True

    async def defer_outbox(self, message: UUID, owner: str, until: datetime, error: str) -> None:
        _defer(self._shelf.outbox, str(message), owner, until, error)

    async def incidents(self, limit: int = 100) -> list[IncidentRow]:
        tenant = scope.current()
        rows = [row for (owner, *_), row in self._shelf.incidents.items() if owner == tenant]
        rows.sort(key=lambda row: (-row.at.timestamp(), str(row.case), row.id))
        return rows[:limit]

    async def save_key(self, key: WorkerKey, secret_hash: str) -> None:
        self._shelf.keys[secret_hash] = key

    async def key_of(self, secret_hash: str) -> WorkerKey | None:
        return self._shelf.keys.get(secret_hash)

    async def keys(self) -> list[WorkerKey]:
        mine = [key for key in self._shelf.keys.values() if key.tenant == scope.current()]
        return sorted(mine, key=lambda key: (-key.created_at.timestamp(), str(key.id)))

    async def revoke_key(self, identity: UUID, at: datetime) -> bool:
        for secret, key in self._shelf.keys.items():
            if (key.tenant, key.id, key.revoked_at) == (scope.current(), identity, None):
                self._shelf.keys[secret] = replace(key, revoked_at=at)
                return True
        return False

    async def open_cases_of(self, matter: str, version: int) -> list[tuple[CaseId, str]]:
        wanted = (scope.current(), matter, version)
        found = [each for each in self._cases() if each.is_open and (each.tenant, each.matter, each.version) == wanted]
        return [(each.id, each.number) for each in sorted(found, key=lambda each: str(each.id))]

    async def save_batch(self, batch: BatchRow, cases: Sequence[BatchCase] = ()) -> None:
        key = (scope.current(), batch.id)
        known = self._shelf.batches.get(key)
        self._shelf.batches[key] = replace(known, state=batch.state) if known else batch
        for each in cases:
            self._shelf.batch_cases[(*key, each.case)] = each

    async def batch(self, identity: UUID) -> BatchRow | None:
        return self._shelf.batches.get((scope.current(), identity))

    async def batches(self, limit: int = 50) -> list[BatchRow]:
        mine = [batch for (owner, _), batch in self._shelf.batches.items() if owner == scope.current()]
        return sorted(mine, key=lambda batch: (-batch.created_at.timestamp(), str(batch.id)))[:limit]

    async def running_batches(self) -> list[tuple[TenantId, UUID]]:
        found = [key for key, batch in self._shelf.batches.items() if batch.state == "running"]
        return sorted(found, key=lambda key: str(key[1]))

    async def batch_cases(self, batch: UUID, state: str = "", limit: int = 200) -> list[BatchCase]:
        tenant = scope.current()
        found = [
            each
            for (owner, of, _), each in self._shelf.batch_cases.items()
            if (owner, of) == (tenant, batch) and state in ("", each.state)
        ]
        return sorted(found, key=lambda each: str(each.case))[:limit]

    async def batch_case_done(self, batch: UUID, case: BatchCase) -> None:
        key = (scope.current(), batch)
        self._shelf.batch_cases[(*key, case.case)] = case
        row = self._shelf.batches[key]
        moved, refused = row.moved + (case.state == "moved"), row.refused + (case.state == "refused")
        self._shelf.batches[key] = replace(row, moved=moved, refused=refused)


def _lease(
    rows: dict[Key, Leasable[T]], owner: str, now: datetime, until: datetime, limit: int
) -> list[tuple[Key, Leasable[T]]]:
    free = [
        (key, row)
        for key, row in rows.items()
        if (row.due is None or row.due <= now) and (row.lease is None or row.lease < now)
    ]
    free.sort(key=lambda pair: (pair[1].due.timestamp() if pair[1].due else 0, pair[0][1]))
    for _, row in free[:limit]:
        row.lease, row.owner, row.attempts = until, owner, row.attempts + 1
    return free[:limit]


def _defer(rows: dict[Key, Leasable[T]], identity: str, owner: str, until: datetime, error: str) -> bool:
    row = rows.get((scope.current(), identity))
    if row is None or row.owner != owner:
        return False
    row.due, row.lease, row.owner, row.error = until, None, "", error[:1000]
    return True

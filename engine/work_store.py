"""Work beside people on a real database: what is leased, delivered, kept for later; led by the tenant."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from engine.cases.case import CaseId
from engine.cases.codec import from_bytes, to_bytes
from engine.cases.rows import Message, Parcel
from engine.cases.waiting import IncidentRow, Subscription
from engine.instants import from_micros, to_micros
from engine.storage import Database, Row
from engine.work_ports import BatchCase, BatchRow, Claimed, Leased, WorkerKey
from engine.work_rows import LONGEST_TEXT, incident_of, job_of, parcel_of, put_parcel
from tenants import scope
from tenants.identity import TenantId

_BATCH = "id, matter, version_before, version_after, body, state, created_at, moved, refused, total"
_KEY = "tenant, id, name, topics, created_at, expires_at, revoked_at"


class SqlWorkStore:
    """Jobs, messages, incidents, keys and batches on SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # ---- jobs
    async def fetch_jobs(
        self, topics: Sequence[str], *, owner: str, now: datetime, until: datetime, limit: int
    ) -> list[Leased]:
        if not topics:
            return []
        marks = ", ".join("?" * len(topics))
        where, args = f"tenant = ? and runner = 'worker' and operation in ({marks})", (_tenant(), *topics)
        rows = await self._lease("job", where, args, owner=owner, now=now, until=until, limit=limit)
        return [_leased(row) for row in rows]

    async def claim_jobs(self, now: datetime, *, owner: str, until: datetime, limit: int) -> list[Claimed]:
        rows = await self._claim("job", "runner <> 'worker'", owner=owner, now=now, until=until, limit=limit)
        return [Claimed(_owner(row), row["attempts"], job=job_of(row)) for row in rows]

    async def job(self, identity: str, *, lock: bool = False) -> Leased | None:
        locking = " for update" if lock and not self._db.is_sqlite else ""
        rows = await self._db.fetch(f"select * from job where tenant = ? and id = ?{locking}", _tenant(), identity)
        return _leased(rows[0]) if rows else None

    async def extend_job(self, identity: str, owner: str, until: datetime) -> bool:
        return bool(
            await self._db.write(
                "update job set lease_until = ? where tenant = ? and id = ? and owner = ? returning id",
                to_micros(until), _tenant(), identity, owner,
            )
        )  # fmt: skip

    async def defer_job(self, identity: str, owner: str, until: datetime, error: str) -> bool:
        return await self._defer("job", identity, owner, until, error)

    async def job_done(self, identity: str, once: str, at: datetime) -> None:
        await self._db.write(
            "insert into job_done (tenant, id, once, done_at) values (?, ?, ?, ?) on conflict do nothing",
            _tenant(), identity, once, to_micros(at),
        )  # fmt: skip

    async def was_done(self, identity: str, once: str) -> bool:
        rows = await self._db.fetch(
            "select id from job_done where tenant = ? and id = ? and once = ?", _tenant(), identity, once
        )
        return bool(rows)

    # ---- messages between cases
    async def put_parcel(self, parcel: Parcel) -> bool:
        fresh = await self._db.write(
            "insert into parcel_seen (tenant, id, seen_at) values (?, ?, ?) on conflict do nothing returning id",
            _tenant(), parcel.id, to_micros(parcel.at),
        )  # fmt: skip
        if fresh:
            await put_parcel(self._db, _tenant(), parcel)
        return bool(fresh)

    async def add_parcels(self, parcels: Iterable[Parcel]) -> None:
        for parcel in parcels:
            await put_parcel(self._db, _tenant(), parcel)

    async def claim_parcels(self, now: datetime, *, owner: str, until: datetime, limit: int) -> list[Claimed]:
        rows = await self._claim("parcel", "1 = 1", owner=owner, now=now, until=until, limit=limit)
        return [Claimed(_owner(row), row["attempts"], parcel=parcel_of(row)) for row in rows]

    async def finish_parcel(self, identity: str, owner: str) -> bool:
        return bool(
            await self._db.write(
                "delete from parcel where tenant = ? and id = ? and owner = ? returning id", _tenant(), identity, owner
            )
        )

    async def defer_parcel(self, identity: str, owner: str, until: datetime, error: str) -> None:
        await self._defer("parcel", identity, owner, until, error)

    async def parcels(self, limit: int = 100) -> list[tuple[Parcel, int, str]]:
        rows = await self._db.fetch(
            "select * from parcel where tenant = ? order by created_at, id limit ?", _tenant(), limit
        )
        return [(parcel_of(row), row["attempts"], row["error"]) for row in rows]

    async def listeners(self, kind: str, name: str, key: str = "") -> list[Subscription]:
        rows = await self._db.fetch(
            "select case_id, token from subscription where tenant = ? and kind = ? and name = ? and msg_key = ? "
            "order by case_id, token",
            _tenant(), kind, name, key,
        )  # fmt: skip
        return [
            Subscription(CaseId(UUID(str(row["case_id"]))), row["token"], kind, name, key, row["token"]) for row in rows
        ]

    # ---- messages to people
    async def claim_outbox(self, now: datetime, *, owner: str, until: datetime, limit: int) -> list[Claimed]:
        rows = await self._claim("outbox", "sent_at is null", owner=owner, now=now, until=until, limit=limit)
        return [
            Claimed(
                _owner(row),
                row["attempts"],
                message=Message(UUID(str(row["id"])), row["kind"], from_bytes(row["body"])),
            )
            for row in rows
        ]

    async def sent(self, message: UUID, owner: str, at: datetime) -> bool:
        return bool(
            await self._db.write(
                "update outbox set sent_at = ? where tenant = ? and id = ? and owner = ? and sent_at is null "
                "returning id",
                to_micros(at), _tenant(), str(message), owner,
            )
        )  # fmt: skip

    async def defer_outbox(self, message: UUID, owner: str, until: datetime, error: str) -> None:
        await self._defer("outbox", str(message), owner, until, error)

    # ---- incidents
    async def incidents(self, limit: int = 100) -> list[IncidentRow]:
        rows = await self._db.fetch(
            "select * from incident where tenant = ? order by at desc, case_id, id limit ?", _tenant(), limit
        )
        return [incident_of(row) for row in rows]

    # ---- keys of workers
    async def save_key(self, key: WorkerKey, secret_hash: str) -> None:
        await self._db.write(
            "insert into worker_key (tenant, id, name, secret_hash, topics, created_at, expires_at) "
            "values (?, ?, ?, ?, ?, ?, ?)",
            _tenant(), str(key.id), key.name, secret_hash, " ".join(key.topics), to_micros(key.created_at),
            to_micros(key.expires_at),
        )  # fmt: skip

    async def key_of(self, secret_hash: str) -> WorkerKey | None:
        with scope.beyond_tenants():
            rows = await self._db.fetch(f"select {_KEY} from worker_key where secret_hash = ?", secret_hash)
        return _key(rows[0]) if rows else None

    async def keys(self) -> list[WorkerKey]:
        rows = await self._db.fetch(
            f"select {_KEY} from worker_key where tenant = ? order by created_at desc, id", _tenant()
        )
        return [_key(row) for row in rows]

    async def revoke_key(self, identity: UUID, at: datetime) -> bool:
        return bool(
            await self._db.write(
                "update worker_key set revoked_at = ? where tenant = ? and id = ? and revoked_at is null returning id",
                to_micros(at), _tenant(), str(identity),
            )
        )  # fmt: skip

    # ---- moving cases to another version
    async def open_cases_of(self, matter: str, version: int) -> list[tuple[CaseId, str]]:
        rows = await self._db.fetch(
            "select id, number from case_open where tenant = ? and matter = ? and version = ? order by id",
            _tenant(), matter, version,
        )  # fmt: skip
        return [(CaseId(UUID(str(row["id"]))), row["number"]) for row in rows]

    async def save_batch(self, batch: BatchRow, cases: Sequence[BatchCase] = ()) -> None:
        await self._db.write(
            f"insert into migration_batch (tenant, {_BATCH}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "on conflict (tenant, id) do update set state = excluded.state",
            _tenant(), str(batch.id), batch.matter, batch.before, batch.after, to_bytes(batch.body), batch.state,
            to_micros(batch.created_at), batch.moved, batch.refused, batch.total,
        )  # fmt: skip
        for each in cases:
            await self._db.write(
                "insert into migration_case (tenant, batch, case_id, number, state, why) values (?, ?, ?, ?, ?, ?)",
                _tenant(), str(batch.id), str(each.case), each.number, each.state, each.why[:2000],
            )  # fmt: skip

    async def batch(self, identity: UUID) -> BatchRow | None:
        rows = await self._db.fetch(
            f"select {_BATCH} from migration_batch where tenant = ? and id = ?", _tenant(), str(identity)
        )
        return _batch(rows[0]) if rows else None

    async def batches(self, limit: int = 50) -> list[BatchRow]:
        rows = await self._db.fetch(
            f"select {_BATCH} from migration_batch where tenant = ? order by created_at desc, id limit ?",
            _tenant(), limit,
        )  # fmt: skip
        return [_batch(row) for row in rows]

    async def running_batches(self) -> list[tuple[TenantId, UUID]]:
        with scope.beyond_tenants():
            rows = await self._db.fetch("select tenant, id from migration_batch where state = 'running' order by id")
        return [(_owner(row), UUID(str(row["id"]))) for row in rows]

    async def batch_cases(self, batch: UUID, state: str = "", limit: int = 200) -> list[BatchCase]:
        wanted, args = (" and state = ?", (state,)) if state else ("", ())
        rows = await self._db.fetch(
            f"select case_id, number, state, why from migration_case where tenant = ? and batch = ?{wanted} "
            "order by case_id limit ?",
            _tenant(), str(batch), *args, limit,
        )  # fmt: skip
        return [BatchCase(CaseId(UUID(str(row["case_id"]))), row["number"], row["state"], row["why"]) for row in rows]

    async def batch_case_done(self, batch: UUID, case: BatchCase) -> None:
        await self._db.write(
            "update migration_case set state = ?, why = ? where tenant = ? and batch = ? and case_id = ?",
            case.state, case.why[:2000], _tenant(), str(batch), str(case.case),
        )  # fmt: skip
        await self._db.write(
            "update migration_batch set moved = moved + ?, refused = refused + ? where tenant = ? and id = ?",
            int(case.state == "moved"), int(case.state == "refused"), _tenant(), str(batch),
        )  # fmt: skip

    # ---- leases
    async def _claim(
        self, table: str, where: str, *, owner: str, now: datetime, until: datetime, limit: int
    ) -> list[Row]:
        """Rows of all tenants, leased."""
        with scope.beyond_tenants():
            return await self._lease(table, where, (), owner=owner, now=now, until=until, limit=limit)

    async def _lease(
        self,
        table: str,
        where: str,
        args: tuple[object, ...],
        *,
        owner: str,
        now: datetime,
        until: datetime,
        limit: int,
    ) -> list[Row]:
        skip = "" if self._db.is_sqlite else " for update skip locked"
        at = to_micros(now)
        found: list[Row] = []
        async with self._db.transaction():
            rows = await self._db.fetch(
                f"select tenant, id from {table} where {where} and (due_at is null or due_at <= ?) "
                f"and (lease_until is null or lease_until < ?) order by due_at, id limit ?{skip}",
                *args, at, at, limit,
            )  # fmt: skip
            for row in rows:
                found += await self._db.write(
                    f"update {table} set lease_until = ?, owner = ?, attempts = attempts + 1 "
                    "where tenant = ? and id = ? returning *",
                    to_micros(until), owner, str(row["tenant"]), str(row["id"]),
                )  # fmt: skip
        return found

    async def _defer(self, table: str, identity: str, owner: str, until: datetime, error: str) -> bool:
        return bool(
            await self._db.write(
                f"update {table} set due_at = ?, lease_until = null, owner = '', error = ? "
                "where tenant = ? and id = ? and owner = ? returning id",
                to_micros(until), error[:LONGEST_TEXT], _tenant(), identity, owner,
            )
        )  # fmt: skip


def _tenant() -> str:
    return str(scope.current())


def _owner(row: Row) -> TenantId:
    return TenantId(UUID(str(row["tenant"])))


def _leased(row: Row) -> Leased:
    until = row["lease_until"]
    return Leased(
        job_of(row), row["owner"], row["attempts"], None if until is None else from_micros(until), row["error"]
    )


def _key(row: Row) -> WorkerKey:
    return WorkerKey(
        id=UUID(str(row["id"])),
        tenant=_owner(row),
        name=row["name"],
        topics=tuple(row["topics"].split()),
        created_at=from_micros(row["created_at"]),
        expires_at=from_micros(row["expires_at"]),
        revoked_at=from_micros(row["revoked_at"]) if row["revoked_at"] is not None else None,
    )


def _batch(row: Row) -> BatchRow:
    return BatchRow(
        id=UUID(str(row["id"])),
        matter=row["matter"],
        before=row["version_before"],
        after=row["version_after"],
        body=from_bytes(row["body"]),
        state=row["state"],
        created_at=from_micros(row["created_at"]),
        total=row["total"],
        moved=row["moved"],
        refused=row["refused"],
    )

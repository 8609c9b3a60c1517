"""The case store on a real database: the same statements on SQLite and PostgreSQL, every one of them led by the tenant.

The statements that run at every act of work are written by hand; see `engine.storage` for how they reach a database.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.cases.case import Case, CaseId
from engine.cases.codec import (
    case_from_bytes,
    case_to_bytes,
    event_from_bytes,
    event_kind,
    event_to_bytes,
    from_bytes,
    to_bytes,
)
from engine.cases.events import AnyEvent
from engine.cases.rows import SIGN, Change, DueMoment, Message, TaskRow
from engine.errors import Stale
from engine.instants import NEVER, from_micros, to_micros
from engine.ports import CaseQuery, Due, StepGroup, Stored, TaskQuery
from engine.storage import Database, Row
from engine.work_rows import write_work
from tenants import scope
from tenants.identity import TenantId, month_of

_CASE = (
    "number, matter, matter_name, version, bundle, status, applicant, received_at, accepted_at, promised_at, "
    "statutory_at, provisional, revision, document"
)
_CASE_MARKS = ", ".join("?" * 14)
_TASK = (
    "case_id, token, element, name, kind, matter, matter_name, number, applicant, department, post, holder, "
    "holder_name, opened_at, due_at, due_day, due_amount, due_unit, urgent_at, provisional, sent_back, home, "
    "paused_until"
)
_INSERT_OPEN = f"insert into case_open (tenant, id, {_CASE}, state) values (?, ?, {_CASE_MARKS}, ?)"
_UPDATE_OPEN = (
    "update case_open set status = ?, applicant = ?, accepted_at = ?, promised_at = ?, statutory_at = ?, "
    "provisional = ?, revision = ?, document = ?, state = ? where tenant = ? and id = ? and revision = ? returning id"
)
_DELETE_OPEN = "delete from case_open where tenant = ? and id = ? and revision = ? returning id"
_INSERT_DONE = (
    f"insert into case_done (tenant, month, id, {_CASE}, closed_at, days_used) values (?, ?, ?, {_CASE_MARKS}, ?, ?)"
)
_UPDATE_DONE = (
    "update case_done set status = ?, revision = ?, document = ? where tenant = ? and month = ? and id = ? "
    "and revision = ? returning id"
)
_INSERT_EVENT = "insert into case_event (tenant, month, case_id, seq, at, kind, body) values (?, ?, ?, ?, ?, ?, ?)"
_PUT_TASK = (
    f"insert into task_open (tenant, {_TASK}) values ({', '.join('?' * 24)}) "
    "on conflict (tenant, case_id, token) do update set holder = excluded.holder, "
    "holder_name = excluded.holder_name, department = excluded.department, post = excluded.post, "
    "due_at = excluded.due_at, due_day = excluded.due_day, "
    "due_amount = excluded.due_amount, due_unit = excluded.due_unit, urgent_at = excluded.urgent_at, "
    "provisional = excluded.provisional, sent_back = excluded.sent_back, applicant = excluded.applicant, "
    "paused_until = excluded.paused_until"
)
_DROP_TASK = "delete from task_open where tenant = ? and case_id = ? and token = ?"
_PUT_DUE = (
    "insert into due_row (tenant, id, case_id, kind, token, due_at, owner, attempts) values (?, ?, ?, ?, ?, ?, '', 0) "
    "on conflict (tenant, id) do update set due_at = excluded.due_at, lease_until = null, owner = ''"
)
_DROP_DUE = "delete from due_row where tenant = ? and id = ?"
_PUT_REACH = "insert into case_reach (tenant, department, received_at, case_id) values (?, ?, ?, ?)"
_PUT_MESSAGE = "insert into outbox (tenant, id, case_id, kind, created_at, body, attempts) values (?, ?, ?, ?, ?, ?, 0)"
_PUT_CREDIT = "insert into credit_record (tenant, person, case_id, at) values (?, ?, ?, ?)"
_REPAIR_CREDIT = "update credit_record set repaired_at = ? where tenant = ? and person = ? and case_id = ?"
_COUNT_ON = (
    "insert into counter (tenant, name, value) values (?, ?, 1) "
    "on conflict (tenant, name) do update set value = counter.value + 1 returning value"
)


class SqlCaseStore:
    """Cases on SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def transaction(self) -> AbstractAsyncContextManager[None]:
        return self._db.transaction()

    async def next_number(self, counter: str) -> int:
        rows = await self._db.write(_COUNT_ON, _tenant(), counter)
        return int(rows[0]["value"])

    async def load(self, case: CaseId, *, lock: bool = False) -> Stored | None:
        locking = " for update" if lock and not self._db.is_sqlite else ""
        rows = await self._db.fetch(
            f"select document, state from case_open where tenant = ? and id = ?{locking}", _tenant(), str(case)
        )
        if rows:
            return Stored(case_from_bytes(rows[0]["document"]), bytes(rows[0]["state"]))
        rows = await self._db.fetch(
            "select document from case_done where tenant = ? and month = ? and id = ?",
            _tenant(),
            _month(case),
            str(case),
        )
        return Stored(case_from_bytes(rows[0]["document"]), b"") if rows else None

    async def by_number(self, number: str) -> Stored | None:
        for table in ("case_open", "case_done"):
            rows = await self._db.fetch(f"select id from {table} where tenant = ? and number = ?", _tenant(), number)
            if rows:
                return await self.load(CaseId(UUID(str(rows[0]["id"]))))
        return None

    async def save(self, change: Change) -> None:
        before, after = change.before, change.after
        tenant, case = _tenant(), str(after.id)
        await self._save_case(change)
        seq = before.revision if before else 0
        month = _month(after.id)
        for number, event in enumerate(change.events, seq + 1):
            body = event_to_bytes(event)
            await self._db.write(
                _INSERT_EVENT, tenant, month, case, number, to_micros(event.at), event_kind(event), body
            )
        for whose, token in change.tasks_dropped:
            with scope.acting_for(TenantId(whose)):
                await self._db.write(_DROP_TASK, str(whose), case, token)
        for row in change.tasks_put:
            with scope.acting_for(TenantId(row.tenant)):
                await self._db.write(_PUT_TASK, str(row.tenant), *_task_values(row))
        for key in change.due_dropped:
            await self._db.write(_DROP_DUE, tenant, key)
        for moment in change.due_put:
            at = to_micros(moment.at)
            await self._db.write(_PUT_DUE, tenant, moment.id, case, moment.kind, moment.token, at)
        for department in change.departments_added:
            await self._db.write(_PUT_REACH, tenant, department, to_micros(after.received_at), case)
        for credit in change.credits:
            if credit.repaired:
                await self._db.write(_REPAIR_CREDIT, to_micros(credit.at), tenant, credit.person, case)
            else:
                await self._db.write(_PUT_CREDIT, tenant, credit.person, case, to_micros(credit.at))
        for message in change.messages:
            body, at = to_bytes(message.body), to_micros(change.events[-1].at)
            await self._db.write(_PUT_MESSAGE, tenant, str(message.id), case, message.kind, at, body)
        await write_work(self._db, tenant, change)

    async def _save_case(self, change: Change) -> None:
        before, after = change.before, change.after
        tenant, case, values = _tenant(), str(after.id), _case_values(after)
        if before is None:
            await self._db.write(_INSERT_OPEN, tenant, case, *values, change.state)
        elif not before.is_open:
            done = (values[5], values[12], values[13], tenant, _month(after.id), case, before.revision)
            if not await self._db.write(_UPDATE_DONE, *done):
                raise Stale
            return
        elif after.is_open:
            changed = (values[5], values[6], *values[8:13], values[13], change.state)
            if not await self._db.write(_UPDATE_OPEN, *changed, tenant, case, before.revision):
                raise Stale
        elif not await self._db.write(_DELETE_OPEN, tenant, case, before.revision):
            raise Stale
        if after.closed_at is not None:
            if before is None:
                await self._db.write(_DELETE_OPEN, tenant, case, after.revision)
            closed = to_micros(after.closed_at)
            await self._db.write(_INSERT_DONE, tenant, _month(after.id), case, *values, closed, after.days_used)

    async def events(self, case: CaseId) -> tuple[AnyEvent, ...]:
        rows = await self._db.fetch(
            "select body from case_event where tenant = ? and month = ? and case_id = ? order by seq",
            _tenant(),
            _month(case),
            str(case),
        )
        return tuple(event_from_bytes(row["body"]) for row in rows)

    async def home_of(self, case: CaseId, token: int) -> TenantId | None:
        rows = await self._db.fetch(
            "select home from task_open where tenant = ? and case_id = ? and token = ? and home is not null",
            _tenant(),
            str(case),
            token,
        )
        return TenantId(UUID(str(rows[0]["home"]))) if rows else None

    async def is_discredited(self, person: str) -> bool:
        statement = "select 1 from credit_record where tenant = ? and person = ? and repaired_at is null limit 1"
        return bool(await self._db.fetch(statement, _tenant(), person))

    async def tasks(self, query: TaskQuery) -> list[TaskRow]:
        """One short walk along the index for each post, then the best of them: flat in the number of open steps."""
        found: list[Row] = []
        for where, args in _task_filters(query):
            found += await self._db.fetch(
                f"select {_TASK} from task_open where {where} order by urgent_at, case_id, token limit ?",
                *args,
                query.limit,
            )
        found.sort(key=lambda row: (row["urgent_at"], str(row["case_id"]), row["token"]))
        return [_task(row) for row in found[: query.limit]]

    async def count_tasks(self, query: TaskQuery, *, most: int = 1000) -> int:
        counted = 0
        for where, args in _task_filters(query):
            rows = await self._db.fetch(
                f"select count(*) as n from (select 1 from task_open where {where} limit ?) t", *args, most - counted
            )
            counted += int(rows[0]["n"])
            if counted >= most:
                break
        return counted

    async def step_groups(self) -> list[StepGroup]:
        by = "matter, matter_name, element, name, department, post, home"
        rows = await self._db.fetch(
            f"select {by}, count(*) as n, min(number) as number, min(opened_at) as since from task_open "
            f"where tenant = ? and kind <> ? group by {by}",
            _tenant(),
            SIGN,
        )
        found = [
            StepGroup(
                matter=row["matter"],
                matter_name=row["matter_name"],
                element=row["element"],
                name=row["name"],
                department=row["department"],
                post=row["post"],
                home=UUID(str(row["home"])) if row["home"] is not None else None,
                count=int(row["n"]),
                number=row["number"],
                since=from_micros(row["since"]),
            )
            for row in rows
        ]
        return sorted(found, key=lambda group: (group.since, group.number, group.element))

    async def cases(self, query: CaseQuery) -> list[Case]:
        source, where, args = _case_filter(query)
        if query.before:
            where.append("(c.received_at < ? or (c.received_at = ? and c.id < ?))")
            args += [query.before[0], query.before[0], query.before[1]]
        rows = await self._db.fetch(
            f"select c.document from {source} where {' and '.join(where)} "
            "order by c.received_at desc, c.id desc limit ?",
            *args,
            query.limit,
        )
        return [case_from_bytes(row["document"]) for row in rows]

    async def count_cases(self, query: CaseQuery) -> int:
        source, where, args = _case_filter(query)
        (row,) = await self._db.fetch(f"select count(*) as n from {source} where {' and '.join(where)}", *args)
        return int(row["n"])

    async def claim_due(self, now: datetime, *, owner: str, limit: int, lease_seconds: int = 60) -> Sequence[Due]:
        skip = "" if self._db.is_sqlite else " for update skip locked"
        at, until = to_micros(now), to_micros(now + timedelta(seconds=lease_seconds))
        with scope.beyond_tenants():
            return await self._claim_due(at, until, owner, limit, skip)

    async def _claim_due(self, at: int, until: int, owner: str, limit: int, skip: str) -> Sequence[Due]:
        async with self._db.transaction():
            rows = await self._db.fetch(
                "select tenant, id, case_id, kind, token, due_at, attempts from due_row "
                f"where due_at <= ? and (lease_until is null or lease_until < ?) order by due_at limit ?{skip}",
                at,
                at,
                limit,
            )
            for row in rows:
                await self._db.write(
                    "update due_row set lease_until = ?, owner = ?, attempts = attempts + 1 "
                    "where tenant = ? and id = ?",
                    until,
                    owner,
                    str(row["tenant"]),
                    row["id"],
                )
        return [_due(row) for row in rows]

    async def finish_due(self, due: Due, owner: str) -> bool:
        rows = await self._db.write(
            "delete from due_row where tenant = ? and id = ? and owner = ? returning id",
            _tenant(),
            due.moment.id,
            owner,
        )
        return bool(rows)

    async def defer_due(self, due: Due, owner: str, until: datetime, error: str) -> None:
        await self._db.write(
            "update due_row set lease_until = ?, owner = '', error = ? where tenant = ? and id = ? and owner = ?",
            to_micros(until),
            error[:1000],
            _tenant(),
            due.moment.id,
            owner,
        )

    async def next_due(self) -> datetime | None:
        with scope.beyond_tenants():
            rows = await self._db.fetch("select min(due_at) as at from due_row where lease_until is null")
        return from_micros(int(rows[0]["at"])) if rows and rows[0]["at"] is not None else None

    async def waiting_messages(self, limit: int = 100) -> list[tuple[TenantId, Message]]:
        statement = "select tenant, id, kind, body from outbox where sent_at is null order by created_at limit ?"
        with scope.beyond_tenants():
            rows = await self._db.fetch(statement, limit)
        return [
            (TenantId(UUID(str(r["tenant"]))), Message(UUID(str(r["id"])), r["kind"], from_bytes(r["body"])))
            for r in rows
        ]


def _tenant() -> str:
    return str(scope.current())


def _month(case: CaseId) -> int:
    return int(month_of(case).replace("-", ""))


def _contains(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)


def _case_values(case: Case) -> list[Any]:
    promised, statutory = case.promised, case.statutory
    return [
        case.number,
        case.matter,
        case.matter_name,
        case.version,
        case.bundle,
        str(case.status),
        case.applicant.name,
        to_micros(case.received_at),
        _micros(case.accepted_at),
        _micros(promised.at if promised else None),
        _micros(statutory.at if statutory else None),
        int(bool((promised and promised.provisional) or (statutory and statutory.provisional))),
        case.revision,
        case_to_bytes(case),
    ]


def _task_values(row: TaskRow) -> list[Any]:
    due = _micros(row.due_at)
    return [
        str(row.case),
        row.token,
        row.element,
        row.name,
        row.kind,
        row.matter,
        row.matter_name,
        row.number,
        row.applicant,
        row.department,
        row.post,
        str(row.holder) if row.holder else None,
        row.holder_name,
        to_micros(row.opened_at),
        due,
        row.due_day,
        row.due_amount,
        row.due_unit,
        NEVER if due is None else due,
        int(row.provisional),
        int(row.sent_back),
        str(row.home) if row.home else None,
        _micros(row.paused_until),
    ]


def _task(row: Row) -> TaskRow:
    return TaskRow(
        case=CaseId(UUID(str(row["case_id"]))),
        token=row["token"],
        element=row["element"],
        name=row["name"],
        kind=row["kind"],
        matter=row["matter"],
        matter_name=row["matter_name"],
        number=row["number"],
        applicant=row["applicant"],
        department=row["department"],
        post=row["post"],
        holder=UUID(str(row["holder"])) if row["holder"] else None,
        holder_name=row["holder_name"],
        opened_at=from_micros(row["opened_at"]),
        due_at=None if row["due_at"] is None else from_micros(row["due_at"]),
        due_day=row["due_day"],
        due_amount=row["due_amount"],
        due_unit=row["due_unit"],
        provisional=bool(row["provisional"]),
        sent_back=bool(row["sent_back"]),
        tenant=scope.current(),
        home=UUID(str(row["home"])) if row["home"] else None,
        paused_until=None if row["paused_until"] is None else from_micros(row["paused_until"]),
    )


def _due(row: Row) -> Due:
    moment = DueMoment(row["id"], row["kind"], from_micros(row["due_at"]), row["token"])
    return Due(TenantId(UUID(str(row["tenant"]))), CaseId(UUID(str(row["case_id"]))), moment, row["attempts"] + 1)


def _task_filters(query: TaskQuery) -> list[tuple[str, list[Any]]]:
    """The conditions of a query, one set for each post, each along one index."""
    if query.scope == "mine":
        places: list[tuple[str, list[Any]]] = [("tenant = ? and holder = ?", [_tenant(), str(query.person)])]
    else:
        free = " and holder is null" if query.scope == "free" else ""
        places = [
            (f"tenant = ? and department = ? and post = ?{free}", [_tenant(), department, post])
            for department, post in query.posts
        ]
    more, values = _narrowed(query)
    return [(where + more, [*args, *values]) for where, args in places]


def _narrowed(query: TaskQuery) -> tuple[str, list[Any]]:
    where = ""
    args: list[Any] = []
    for column, operator, value in (
        ("matter", "=", query.matter or None),
        ("urgent_at", "<", _micros(query.due_before)),
        ("urgent_at", ">=", _micros(query.due_from)),
        ("sent_back", "=", None if query.sent_back is None else int(query.sent_back)),
    ):
        if value is not None:
            where += f" and {column} {operator} ?"
            args.append(value)
    if query.after:
        urgent, case, token = query.after
        where += " and (urgent_at > ? or (urgent_at = ? and (case_id > ? or (case_id = ? and token > ?))))"
        args += [urgent, urgent, case, case, token]
    return where, args


def _case_filter(query: CaseQuery) -> tuple[str, list[str], list[Any]]:
    """Where the cases of a query are, the conditions that they meet, and the values of these."""
    where: list[str] = ["c.tenant = ?"]
    args: list[Any] = [_tenant()]
    if query.departments is not None:
        marks = ", ".join("?" * len(query.departments)) or "null"
        where.append(
            f"c.id in (select case_id from case_reach r where r.tenant = c.tenant and r.department in ({marks}))"
        )
        args += list(query.departments)
    if query.statuses:
        where.append(f"c.status in ({', '.join('?' * len(query.statuses))})")
        args += list(query.statuses)
    if query.matters:
        where.append(f"c.matter in ({', '.join('?' * len(query.matters))})")
        args += list(query.matters)
    if query.text:
        where.append("(c.number like ? escape '\\' or c.applicant like ? escape '\\')")
        args += [_contains(query.text)] * 2
    return ("case_done c" if query.closed else "case_open c"), where, args

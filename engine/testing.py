"""The in-memory twins of the ports, for tests, scenarios and whoever builds on the engine."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.cases.case import Case, CaseId
from engine.cases.events import AnyEvent
from engine.cases.rows import SIGN, Change, DueMoment, Message, TaskRow
from engine.errors import Stale
from engine.instants import NEVER, to_micros
from engine.ports import CaseQuery, Due, StepGroup, Stored, TaskQuery
from engine.work_testing import MemoryWorkStore, WorkShelf
from tenants import scope
from tenants.identity import TenantId


@dataclass
class _DueRow:
    case: CaseId
    moment: DueMoment
    lease_until: datetime | None = None
    owner: str = ""
    attempts: int = 0


@dataclass
class _Shelf:
    """All that one store holds; copied whole at the start of a transaction, put back when it fails."""

    cases: dict[tuple[TenantId, CaseId], Stored] = field(default_factory=dict)
    events: dict[tuple[TenantId, CaseId], tuple[AnyEvent, ...]] = field(default_factory=dict)
    tasks: dict[tuple[TenantId, CaseId, int], TaskRow] = field(default_factory=dict)
    due: dict[tuple[TenantId, str], _DueRow] = field(default_factory=dict)
    counters: dict[tuple[TenantId, str], int] = field(default_factory=dict)
    outbox: list[tuple[TenantId, Message]] = field(default_factory=list)
    credit: dict[tuple[TenantId, str], frozenset[CaseId]] = field(default_factory=dict)
    work: WorkShelf = field(default_factory=WorkShelf)

    def copied(self) -> "_Shelf":
        return _Shelf(
            dict(self.cases),
            dict(self.events),
            dict(self.tasks),
            {key: copy(row) for key, row in self.due.items()},
            dict(self.counters),
            list(self.outbox),
            dict(self.credit),
            self.work.copied(),
        )


class MemoryCaseStore:
    """The case store in memory; keeps the same promises as the one on a database."""

    def __init__(self) -> None:
        self._shelf = _Shelf()

    def copied(self) -> "MemoryCaseStore":
        """Another store that holds the same; the two go their own ways from then on."""
        other = MemoryCaseStore()
        other._shelf = self._shelf.copied()
        return other

    def put_back(self, earlier: "MemoryCaseStore") -> None:
        """Hold again what another store holds."""
        self._shelf = earlier._shelf.copied()

    def work(self) -> MemoryWorkStore:
        """The store of work beside people, on the same shelf."""
        return MemoryWorkStore(lambda: self._shelf.work, lambda: (each.case for each in self._shelf.cases.values()))

    def transaction(self) -> AbstractAsyncContextManager[None]:
        return self._transaction()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        before = self._shelf.copied()
        try:
            yield
        except BaseException:
            self._shelf = before
            raise

    async def next_number(self, counter: str) -> int:
        key = (scope.current(), counter)
        self._shelf.counters[key] = self._shelf.counters.get(key, 0) + 1
        return self._shelf.counters[key]

    async def load(self, case: CaseId, *, lock: bool = False) -> Stored | None:
        return self._shelf.cases.get((scope.current(), case))

    async def by_number(self, number: str) -> Stored | None:
        tenant = scope.current()
        return next(
            (s for (owner, _), s in self._shelf.cases.items() if owner == tenant and s.case.number == number), None
        )

    async def save(self, change: Change) -> None:
        tenant, shelf = scope.current(), self._shelf
        key = (tenant, change.after.id)
        known = shelf.cases.get(key)
        if (known.case.revision if known else 0) != (change.before.revision if change.before else 0):
            raise Stale
        shelf.cases[key] = Stored(change.after, change.state if change.after.is_open else b"")
        shelf.events[key] = (*shelf.events.get(key, ()), *change.events)
        for whose, token in change.tasks_dropped:
            shelf.tasks.pop((TenantId(whose), change.after.id, token), None)
        for task in change.tasks_put:
            shelf.tasks[(TenantId(task.tenant), change.after.id, task.token)] = task
        for moment_key in change.due_dropped:
            shelf.due.pop((tenant, moment_key), None)
        for moment in change.due_put:
            shelf.due[(tenant, moment.id)] = _DueRow(change.after.id, moment)
        for credit in change.credits:
            known_false = shelf.credit.get((tenant, credit.person), frozenset())
            mine = frozenset({change.after.id})
            shelf.credit[(tenant, credit.person)] = known_false - mine if credit.repaired else known_false | mine
        shelf.outbox.extend((tenant, message) for message in change.messages)
        shelf.work.write(tenant, change)

    async def events(self, case: CaseId) -> tuple[AnyEvent, ...]:
        return self._shelf.events.get((scope.current(), case), ())

    async def home_of(self, case: CaseId, token: int) -> TenantId | None:
        row = self._shelf.tasks.get((scope.current(), case, token))
        return TenantId(row.home) if row is not None and row.home is not None else None

    async def is_discredited(self, person: str) -> bool:
        return bool(self._shelf.credit.get((scope.current(), person)))

    async def tasks(self, query: TaskQuery) -> list[TaskRow]:
        rows = sorted(self._matching(query), key=_order)
        if query.after:
            rows = [row for row in rows if _order(row) > query.after]
        return rows[: query.limit]

    async def count_tasks(self, query: TaskQuery, *, most: int = 1000) -> int:
        return min(most, len(self._matching(query)))

    def _matching(self, query: TaskQuery) -> list[TaskRow]:
        tenant = scope.current()
        return [row for (owner, *_), row in self._shelf.tasks.items() if owner == tenant and _wanted(row, query)]

    async def step_groups(self) -> list[StepGroup]:
        tenant = scope.current()
        found: dict[tuple[object, ...], StepGroup] = {}
        for (owner, *_), row in self._shelf.tasks.items():
            if owner != tenant or row.kind == SIGN:
                continue
            place = (row.matter, row.matter_name, row.element, row.name, row.department, row.post, row.home)
            known = found.get(place)
            count, number, since = (known.count, known.number, known.since) if known else (0, row.number, row.opened_at)
            found[place] = StepGroup(*place, count + 1, min(number, row.number), min(since, row.opened_at))
        return sorted(found.values(), key=lambda group: (group.since, group.number, group.element))

    async def cases(self, query: CaseQuery) -> list[Case]:
        tenant = scope.current()
        found = [
            stored.case
            for (owner, _), stored in self._shelf.cases.items()
            if owner == tenant and _wanted_case(stored.case, query)
        ]
        found.sort(key=lambda case: (to_micros(case.received_at), str(case.id)), reverse=True)
        if query.before:
            found = [case for case in found if (to_micros(case.received_at), str(case.id)) < query.before]
        return found[: query.limit]

    async def count_cases(self, query: CaseQuery) -> int:
        tenant = scope.current()
        owned = (stored.case for (owner, _), stored in self._shelf.cases.items() if owner == tenant)
        return sum(1 for case in owned if _wanted_case(case, query))

    async def claim_due(self, now: datetime, *, owner: str, limit: int, lease_seconds: int = 60) -> Sequence[Due]:
        free = [
            (key, row)
            for key, row in self._shelf.due.items()
            if row.moment.at <= now and (row.lease_until is None or row.lease_until < now)
        ]
        free.sort(key=lambda pair: pair[1].moment.at)
        claimed = []
        for (tenant, _), row in free[:limit]:
            row.lease_until, row.owner, row.attempts = now + timedelta(seconds=lease_seconds), owner, row.attempts + 1
            claimed.append(Due(tenant, row.case, row.moment, row.attempts))
        return claimed

    async def finish_due(self, due: Due, owner: str) -> bool:
        key = (scope.current(), due.moment.id)
        row = self._shelf.due.get(key)
        if row is None or row.owner != owner:
            return False
        del self._shelf.due[key]
        return True

    async def defer_due(self, due: Due, owner: str, until: datetime, error: str) -> None:
        row = self._shelf.due.get((scope.current(), due.moment.id))
        if row is not None and row.owner == owner:
            row.lease_until, row.owner = until, ""

    async def next_due(self) -> datetime | None:
        return min((row.moment.at for row in self._shelf.due.values() if row.lease_until is None), default=None)

    async def waiting_messages(self, limit: int = 100) -> list[tuple[TenantId, Message]]:
        return self._shelf.outbox[:limit]


def _urgent(row: TaskRow) -> int:
    return NEVER if row.due_at is None else to_micros(row.due_at)


def _order(row: TaskRow) -> tuple[int, str, int]:
    return (_urgent(row), str(row.case), row.token)


def _wanted(row: TaskRow, query: TaskQuery) -> bool:
    if query.scope == "mine":
        whose = row.holder is not None and row.holder == query.person
    else:
        whose = (row.department, row.post) in query.posts and (query.scope != "free" or row.holder is None)
    urgent = _urgent(row)
    return (
        whose
        and (not query.matter or row.matter == query.matter)
        and (query.due_before is None or urgent < to_micros(query.due_before))
        and (query.due_from is None or urgent >= to_micros(query.due_from))
        and (query.sent_back is None or row.sent_back == query.sent_back)
    )


def _wanted_case(case: Case, query: CaseQuery) -> bool:
    return (
        case.is_open != query.closed
        and (query.departments is None or any(each in case.departments for each in query.departments))
        and (not query.matters or case.matter in query.matters)
        and (not query.statuses or str(case.status) in query.statuses)
        and (not query.text or query.text in case.number or query.text in case.applicant.name)
    )

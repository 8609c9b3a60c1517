"""Packs on their way in (待导入的租户包): what was sent, what the check said of it, who has confirmed what they saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from engine.instants import from_micros, to_micros
from engine.storage import Database, Row
from tenants import scope
from tenants.identity import PersonId
from tenants.pack_difference import Difference
from tenants.term import Term, term_of


class ArrivalState(Term):
    """Where a pack stands. Whatever is not open any more has lost its content; the line of it stays."""

    CHECKING = "checking", "正在检查"
    FAULTY = "faulty", "有错误"
    READY = "ready", "待确认"
    CONFIRMED = "confirmed", "待安全管理员确认"
    LANDED = "landed", "已导入"
    WITHDRAWN = "withdrawn", "已撤回"
    SENT_BACK = "sent_back", "已退回"


OPEN = (ArrivalState.CHECKING, ArrivalState.FAULTY, ArrivalState.READY, ArrivalState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a pack, and in which file or row; `error` False is only worth knowing."""

    place: str
    message: str
    error: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. `basis` is the fingerprint of what the tenant held at that moment: when it is another now,
    the differences are no longer true and are made anew before anybody may confirm them. `fault`: the check broke."""

    basis: str = ""
    faults: tuple[Fault, ...] = ()
    differences: tuple[Difference, ...] = ()
    fault: str = ""

    @property
    def stands(self) -> bool:
        """Whether the pack may land."""
        return bool(self.basis) and not self.fault and not any(each.error for each in self.faults)

    @property
    def grants(self) -> bool:
        """Whether somebody's powers would change, which is the security administrator's to confirm."""
        return any(each.grants for each in self.differences)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A pack on its way in. `plain`: people and mandates of it stay out. `seen` is the hash of what the page shows:
    whoever confirms sends it along, and only what was seen may land."""

    id: UUID
    state: ArrivalState
    name: str
    plain: bool
    sent_by: PersonId
    sent_name: str
    sent_at: datetime
    report: Report
    seen: str
    confirmed_name: str
    ended_name: str
    ended_at: datetime | None
    note: str

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


_COLUMNS = (
    "id, state, name, plain, sent_by, sent_name, sent_at, report, seen, confirmed_name, ended_name, ended_at, note"
)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The packs on their way into the tenant acted for. Every change is made inside a transaction."""

    database: Database

    async def put(
        self,
        identity: UUID,
        name: str,
        content: bytes,
        *,
        plain: bool,
        person: PersonId,
        called: str,
        now: datetime,
    ) -> None:
        """Keep a pack to be checked; one that is open already is withdrawn for it."""
        for other in await self.of(OPEN):
            await self.end(other.id, ArrivalState.WITHDRAWN, called, now, "另传了一个租户包")
        await self.database.write(
            f"insert into pack_arrival (tenant, {_COLUMNS}, content) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, '{}', '', '', '', null, '', ?)",
            str(scope.current()),
            str(identity),
            ArrivalState.CHECKING.value,
            name[:200],
            int(plain),
            str(person),
            called[:200],
            to_micros(now),
            content,
        )

    async def find(self, identity: UUID) -> Arrival | None:
        statement = f"select {_COLUMNS} from pack_arrival where tenant = ? and id = ?"
        rows = await self.database.fetch(statement, str(scope.current()), str(identity))
        return _arrival(rows[0]) if rows else None

    async def of(self, states: Sequence[ArrivalState] = tuple(ArrivalState), limit: int = 20) -> list[Arrival]:
        """Those in these states, newest first."""
        marks = ", ".join("?" * len(states))
        rows = await self.database.fetch(
            f"select {_COLUMNS} from pack_arrival where tenant = ? and state in ({marks}) "
            "order by sent_at desc, id desc limit ?",
            str(scope.current()),
            *(state.value for state in states),
            limit,
        )
        return [_arrival(row) for row in rows]

    async def content(self, identity: UUID) -> bytes:
        """The zip as it was sent; empty once it has landed or gone."""
        statement = "select content from pack_arrival where tenant = ? and id = ?"
        rows = await self.database.fetch(statement, str(scope.current()), str(identity))
        return bytes(rows[0]["content"]) if rows else b""

    async def again(self, identity: UUID) -> bool:
        """Check anew: whatever was confirmed is no longer."""
        return await self._turn(identity, OPEN, "state = ?, report = '{}', seen = '', confirmed_name = ''", "checking")

    async def checked(self, identity: UUID, report: Report, seen: str) -> bool:
        """Keep what a check found, while it was still waited for."""
        state = ArrivalState.READY if report.stands else ArrivalState.FAULTY
        told = msgspec.json.encode(report).decode()
        changes = "state = ?, report = ?, seen = ?"
        return await self._turn(identity, (ArrivalState.CHECKING,), changes, state.value, told, seen)

    async def confirm(self, identity: UUID, called: str) -> bool:
        """The first of two confirmations."""
        changes = "state = ?, confirmed_name = ?"
        return await self._turn(identity, (ArrivalState.READY,), changes, ArrivalState.CONFIRMED.value, called[:200])

    async def end(self, identity: UUID, state: ArrivalState, called: str, now: datetime, note: str = "") -> bool:
        """Landed, withdrawn or sent back: the content is let go, the line of it stays. False when it was over."""
        changes = "state = ?, ended_name = ?, ended_at = ?, note = ?, content = ?"
        values = (state.value, called[:200], to_micros(now), note[:300], b"")
        return await self._turn(identity, OPEN, changes, *values)

    async def _turn(self, identity: UUID, states: Sequence[ArrivalState], changes: str, *values: object) -> bool:
        marks = ", ".join("?" * len(states))
        rows = await self.database.write(
            f"update pack_arrival set {changes} where tenant = ? and id = ? and state in ({marks}) returning id",
            *values,
            str(scope.current()),
            str(identity),
            *(state.value for state in states),
        )
        return bool(rows)


def _arrival(row: Row) -> Arrival:
    return Arrival(
        id=UUID(str(row["id"])),
        state=term_of(ArrivalState, row["state"]) or ArrivalState.WITHDRAWN,
        name=row["name"],
        plain=bool(row["plain"]),
        sent_by=PersonId(UUID(str(row["sent_by"]))),
        sent_name=row["sent_name"],
        sent_at=from_micros(row["sent_at"]),
        report=msgspec.json.decode(row["report"], type=Report),
        seen=row["seen"],
        confirmed_name=row["confirmed_name"],
        ended_name=row["ended_name"],
        ended_at=from_micros(row["ended_at"]) if row["ended_at"] is not None else None,
        note=row["note"],
    )

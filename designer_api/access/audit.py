"""The audit (审计): every sign-in and every change of accounts, powers, organisation and settings, only ever appended.

An entry is written in the transaction of what it tells of, so that neither is there without the other.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import UUID

from engine.clock import Clock
from engine.instants import from_micros, to_micros
from engine.storage import Database, Row
from forms.characters import shown
from tenants import scope
from tenants.identity import RANDOM_BYTES, PersonId, month_of, new_id
from tenants.term import Term

_turn = count()
"""Entries of one moment keep the order they were made in: their turn leads the random part of their ids."""


class AuditKind(Term):
    """What is recorded."""

    SIGN_IN = "sign_in", "登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    SIGN_OUT = "sign_out", "退出"
    LOCKED = "locked", "账号锁定"
    PASSWORD = "password", "密码变更"
    SECOND_FACTOR = "second_factor", "动态码"
    LINK = "link", "统一身份关联"
    ACCOUNT = "account", "账号变更"
    ROLES = "roles", "角色变更"
    POSTS = "posts", "岗位变更"
    PERSON = "person", "人员资料变更"
    POLICY = "policy", "安全策略变更"
    PROVIDER = "provider", "登录接入变更"
    ORGANISATION = "organisation", "机构变更"
    SETTINGS = "settings", "参数变更"
    CATALOGUE = "catalogue", "事项清单变更"
    TREE = "tree", "体系变更"
    IMPORT = "import", "批量导入"
    EXPORT = "export", "导出"
    KEY = "key", "对接凭证"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line: when, what, who (as called at that moment), about whom or what, in which words, from which address."""

    id: UUID
    at: datetime
    kind: AuditKind
    person: PersonId | None
    who: str
    about: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something that is audited, and from where."""

    person: PersonId | None
    who: str
    address: str = ""


CONSOLE = Doer(None, "命令行")
"""Whoever has the console of the server."""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which entries, newest first: of a kind ("" all), whose doer or matter holds the text, between two moments;
    `before` is the cursor (moment in microseconds, id) of the last one seen."""

    kind: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[int, str] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The audit of the tenant acted for."""

    database: Database
    clock: Clock

    async def note(self, kind: AuditKind, by: Doer, about: str, text: str = "") -> None:
        """Append an entry, inside the transaction of what it tells of."""
        now = self.clock.now()
        identity = new_id(now, (next(_turn) % 4096).to_bytes(2) + secrets.token_bytes(RANDOM_BYTES - 2))
        await self.database.write(
            "insert into audit_entry (tenant, month, id, at, kind, person, who, about, text, address) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            str(scope.current()),
            int(month_of(identity).replace("-", "")),
            str(identity),
            to_micros(now),
            kind.value,
            str(by.person) if by.person else None,
            shown(by.who)[:200],
            shown(about)[:300],
            shown(text)[:4000],
            shown(by.address)[:60],
        )

    async def note_alone(self, kind: AuditKind, by: Doer, about: str, text: str = "") -> None:
        """Append an entry of something that changes nothing else (a failed sign-in)."""
        async with self.database.transaction():
            await self.note(kind, by, about, text)

    async def entries(self, query: AuditQuery) -> Sequence[AuditEntry]:
        """The entries asked for, newest first."""
        where, args = ["tenant = ?"], [str(scope.current())]
        values: list[object] = list(args)
        for condition, value in _conditions(query):
            where.append(condition)
            values += value
        rows = await self.database.fetch(
            "select id, at, kind, person, who, about, text, address from audit_entry "
            f"where {' and '.join(where)} order by at desc, id desc limit ?",
            *values,
            query.limit,
        )
        return [_entry(row) for row in rows]


_KINDS = {kind.value: kind for kind in AuditKind}


def _conditions(query: AuditQuery) -> list[tuple[str, list[object]]]:
    found: list[tuple[str, list[object]]] = []
    if query.kind:
        found.append(("kind = ?", [query.kind]))
    if query.text:
        escaped = query.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        like = "like ? escape '\\'"
        found.append((f"(who {like} or about {like} or text {like})", [f"%{escaped}%"] * 3))
    if query.since:
        found.append(("at >= ?", [to_micros(query.since)]))
    if query.until:
        found.append(("at < ?", [to_micros(query.until)]))
    if query.before:
        at, identity = query.before
        found.append(("(at < ? or (at = ? and id < ?))", [at, at, identity]))
    return found


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        id=UUID(str(row["id"])),
        at=from_micros(int(row["at"])),
        kind=_KINDS[row["kind"]],
        person=PersonId(UUID(str(row["person"]))) if row["person"] else None,
        who=row["who"],
        about=row["about"],
        text=row["text"],
        address=row["address"],
    )

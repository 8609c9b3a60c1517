"""Sign-in sessions, kept in the database so that they can be ended and serve every process.

A session exists only after a successful sign-in, under a fresh random token each time: an address or cookie somebody
else prepared is never taken over. The table keeps a hash of the token, so that reading the table signs nobody in.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec

from engine.instants import from_micros, to_micros
from engine.storage import Database
from tenants import scope
from tenants.identity import PersonId, TenantId

COOKIE = "banshi"
CODE, PASSWORD, ENROL = "code", "password", "enrol"
"""What is still missing from a sign-in: the one-time code, a password of one's own, the second factor itself."""


class Session(msgspec.Struct, frozen=True):
    """Who is signed in, at which tenant; `missing` is what the sign-in still lacks ("" when it is whole),
    `idle_minutes` how long it lives without a request, `way` whether a password or a provider opened it."""

    tenant: TenantId
    person: PersonId
    signed_in_at: datetime
    note: str = ""
    missing: str = ""
    idle_minutes: int = 0
    way: str = PASSWORD


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of this server. `idle` ends a session that is not used for so long, unless its tenant says less."""

    database: Database
    idle: timedelta

    async def begin(
        self,
        tenant: TenantId,
        person: PersonId,
        now: datetime,
        *,
        missing: str = "",
        idle_minutes: int = 0,
        way: str = PASSWORD,
    ) -> str:
        """A new session; its token goes into the cookie and nowhere else."""
        token = secrets.token_urlsafe(32)
        session = Session(tenant, person, now, missing=missing, idle_minutes=idle_minutes, way=way)
        async with self._transaction():
            await self.database.write("delete from web_session where expires_at < ?", to_micros(now))
            await self.database.write(
                "insert into web_session (token_hash, tenant, data, expires_at) values (?, ?, ?, ?)",
                _hash(token),
                str(tenant),
                msgspec.json.encode(session),
                to_micros(now + self._idle(session)),
            )
        return token

    async def find(self, token: str, now: datetime) -> Session | None:
        """The session of a cookie, if it is alive; one that is used is kept alive."""
        statement = "select data, expires_at from web_session where token_hash = ?"
        with scope.beyond_tenants():
            rows = await self.database.fetch(statement, _hash(token))
        if not rows or from_micros(rows[0]["expires_at"]) <= now:
            return None
        session = msgspec.json.decode(rows[0]["data"], type=Session)
        idle = self._idle(session)
        if from_micros(rows[0]["expires_at"]) - now < idle * 0.9:
            async with self._transaction():
                await self.database.write(
                    "update web_session set expires_at = ? where token_hash = ?", to_micros(now + idle), _hash(token)
                )
        return session

    async def end(self, token: str) -> None:
        """Sign out here."""
        async with self._transaction():
            await self.database.write("delete from web_session where token_hash = ?", _hash(token))

    async def end_all(self, tenant: TenantId, person: PersonId, *, but: str = "") -> int:
        """Sign a person out everywhere (a changed password, a lost machine), `but` the session of that token; how many
        sessions that ended."""
        async with self._transaction():
            rows = await self.database.fetch("select token_hash, data from web_session where tenant = ?", str(tenant))
            kept = _hash(but) if but else ""
            ended = [
                row["token_hash"]
                for row in rows
                if msgspec.json.decode(row["data"], type=Session).person == UUID(str(person))
                and row["token_hash"] != kept
            ]
            for token_hash in ended:
                await self.database.write("delete from web_session where token_hash = ?", token_hash)
        return len(ended)

    def _idle(self, session: Session) -> timedelta:
        own = timedelta(minutes=session.idle_minutes)
        return min(self.idle, own) if own else self.idle

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        """A session is looked for by its token, before anybody knows whose it is."""
        with scope.beyond_tenants():
            async with self.database.transaction():
                yield


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()

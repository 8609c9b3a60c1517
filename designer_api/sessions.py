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


class Session(msgspec.Struct, frozen=True):
    """Who is signed in, at which tenant; `note` is a message to show once after a redirect."""

    tenant: TenantId
    person: PersonId
    signed_in_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of this server. `idle` ends a session that is not used for so long."""

    database: Database
    idle: timedelta

    async def begin(self, tenant: TenantId, person: PersonId, now: datetime) -> str:
        """A new session; its token goes into the cookie and nowhere else."""
        token = secrets.token_urlsafe(32)
        data = msgspec.json.encode(Session(tenant, person, now))
        async with self._transaction():
            await self.database.write("delete from web_session where expires_at < ?", to_micros(now))
            await self.database.write(
                "insert into web_session (token_hash, tenant, data, expires_at) values (?, ?, ?, ?)",
                _hash(token),
                str(tenant),
                data,
                to_micros(now + self.idle),
            )
        return token

    async def find(self, token: str, now: datetime) -> Session | None:
        """The session of a cookie, if it is alive; one that is used is kept alive."""
        statement = "select data, expires_at from web_session where token_hash = ?"
        with scope.beyond_tenants():
            rows = await self.database.fetch(statement, _hash(token))
        if not rows or from_micros(rows[0]["expires_at"]) <= now:
            return None
        if from_micros(rows[0]["expires_at"]) - now < self.idle * 0.9:
            async with self._transaction():
                await self.database.write(
                    "update web_session set expires_at = ? where token_hash = ?",
                    to_micros(now + self.idle),
                    _hash(token),
                )
        return msgspec.json.decode(rows[0]["data"], type=Session)

    async def end(self, token: str) -> None:
        """Sign out here."""
        async with self._transaction():
            await self.database.write("delete from web_session where token_hash = ?", _hash(token))

    async def end_all(self, tenant: TenantId, person: PersonId) -> None:
        """Sign a person out everywhere (a changed password, a lost machine)."""
        async with self._transaction():
            rows = await self.database.fetch("select token_hash, data from web_session where tenant = ?", str(tenant))
            for row in rows:
                if msgspec.json.decode(row["data"], type=Session).person == UUID(str(person)):
                    await self.database.write("delete from web_session where token_hash = ?", row["token_hash"])

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        """A session is looked for by its token, before anybody knows whose it is."""
        with scope.beyond_tenants():
            async with self.database.transaction():
                yield


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()

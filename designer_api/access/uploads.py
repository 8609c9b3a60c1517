"""Files that wait for a yes (待确认的上传): what the preview showed is what is taken, by whoever sent it, once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from engine.instants import to_micros
from engine.storage import Database
from tenants import scope
from tenants.identity import PersonId

LIVES = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Uploads:
    """The uploads of the tenant acted for. Every change is made inside a transaction."""

    database: Database

    async def put(self, identity: UUID, person: PersonId, kind: str, name: str, content: bytes, now: datetime) -> None:
        """Keep a file for an hour, in the place of any that the same person left."""
        tenant = str(scope.current())
        await self.database.write(
            "delete from sheet_upload where tenant = ? and (person = ? or made_at < ?)",
            tenant,
            str(person),
            to_micros(now - LIVES),
        )
        await self.database.write(
            "insert into sheet_upload (tenant, id, person, kind, name, content, made_at) values (?, ?, ?, ?, ?, ?, ?)",
            tenant,
            str(identity),
            str(person),
            kind,
            name[:200],
            content,
            to_micros(now),
        )

    async def take(self, identity: UUID, person: PersonId, kind: str, now: datetime) -> tuple[str, bytes] | None:
        """Name and content of a file its sender left, taken away; None when it is not there (any more)."""
        rows = await self.database.write(
            "delete from sheet_upload where tenant = ? and id = ? and person = ? and kind = ? and made_at >= ? "
            "returning name, content",
            str(scope.current()),
            str(identity),
            str(person),
            kind,
            to_micros(now - LIVES),
        )
        return (rows[0]["name"], bytes(rows[0]["content"])) if rows else None

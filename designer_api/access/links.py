"""Links (关联) between an identity at a provider and a person here, by the provider's subject and by nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.instants import to_micros
from engine.storage import Database
from tenants import scope
from tenants.identity import PersonId


@dataclass(frozen=True, slots=True)
class Links:
    """The linked identities of the tenant acted for. Every change is made inside a transaction."""

    database: Database

    async def person(self, issuer: str, subject: str) -> PersonId | None:
        statement = "select person from account_link where tenant = ? and issuer = ? and subject = ?"
        rows = await self.database.fetch(statement, str(scope.current()), issuer, subject)
        return PersonId(UUID(str(rows[0]["person"]))) if rows else None

    async def of(self, person: PersonId) -> Sequence[tuple[str, str]]:
        """Issuer and subject of every identity linked to a person."""
        statement = "select issuer, subject from account_link where tenant = ? and person = ? order by issuer, subject"
        rows = await self.database.fetch(statement, str(scope.current()), str(person))
        return [(row["issuer"], row["subject"]) for row in rows]

    async def add(self, issuer: str, subject: str, person: PersonId, now: datetime) -> bool:
        """False when the identity belongs to somebody already."""
        rows = await self.database.write(
            "insert into account_link (tenant, issuer, subject, person, linked_at) values (?, ?, ?, ?, ?) "
            "on conflict (tenant, issuer, subject) do nothing returning person",
            str(scope.current()),
            issuer,
            subject,
            str(person),
            to_micros(now),
        )
        return bool(rows)

    async def remove(self, person: PersonId) -> None:
        """Take every link of a person away."""
        statement = "delete from account_link where tenant = ? and person = ?"
        await self.database.write(statement, str(scope.current()), str(person))

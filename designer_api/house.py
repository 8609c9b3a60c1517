"""`House`: everything one server process is made of, put together once. Tests put in a moved clock."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from designer_api.access.audit import AuditLog
from designer_api.access.links import Links
from designer_api.access.policies import Policies
from designer_api.access.provider import Providers
from designer_api.access.sealing import Seal
from designer_api.access.second_factors import SecondFactors
from designer_api.access.uploads import Uploads
from designer_api.sessions import Sessions
from designer_api.settings import Settings
from designer_api.trials import Trials
from engine.clock import Clock, WallClock
from engine.powers import kept_powers
from engine.published import PublishedMatters
from engine.sandbox import Sandboxes
from engine.service import CaseService
from engine.storage import Database, open_postgres, open_sqlite
from engine.store import SqlCaseStore
from tenants.store import SqlDirectory, SqlTenantStore
from tenants.tables import TABLES


@dataclass(frozen=True)
class House:
    """The parts, wired."""

    settings: Settings
    database: Database
    clock: Clock
    directory: SqlDirectory
    tenants: SqlTenantStore
    cases: SqlCaseStore
    matters: PublishedMatters
    service: CaseService
    sessions: Sessions
    audit: AuditLog
    policies: Policies
    factors: SecondFactors
    links: Links
    providers: Providers
    trials: Trials
    uploads: Uploads
    sandboxes: Sandboxes

    def seal(self, purpose: str) -> Seal:
        """Seals and opens under this server's key."""
        return Seal(self.settings.secret, purpose)


@asynccontextmanager
async def open_house(settings: Settings, clock: Clock | None = None) -> AsyncIterator[House]:
    """Open the database, bring its schema up to date, wire the parts; close the database at the end."""
    if settings.database:
        database = await open_postgres(settings.database)
    else:
        database = await open_sqlite(settings.sqlite_file, durable=settings.durable)
    try:
        await database.migrate()
        yield furnish(settings, database, clock or WallClock())
    finally:
        await database.close()


def furnish(settings: Settings, database: Database, clock: Clock) -> House:
    """Wire the parts on an open database."""
    database.bind(TABLES)
    directory, tenants, cases = SqlDirectory(), SqlTenantStore(), SqlCaseStore(database)
    matters = PublishedMatters(directory, tenants, clock)
    return House(
        settings=settings,
        database=database,
        clock=clock,
        directory=directory,
        tenants=tenants,
        cases=cases,
        matters=matters,
        service=CaseService(cases, matters, clock, secrets.token_bytes, kept_powers(directory, tenants)),
        sessions=Sessions(database, timedelta(minutes=settings.idle_minutes)),
        audit=AuditLog(database, clock),
        policies=Policies(database),
        factors=SecondFactors(database, Seal(settings.secret, "second-factor")),
        links=Links(database),
        providers=Providers(clock),
        trials=Trials(),
        uploads=Uploads(database),
        sandboxes=Sandboxes(),
    )

"""`House`: everything one server process is made of, put together once. Tests put in a moved clock."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from designer_api.access.arrivals import Arrivals
from designer_api.access.audit import AuditLog
from designer_api.access.links import Links
from designer_api.access.policies import Policies
from designer_api.access.provider import Providers
from designer_api.access.sealing import Seal
from designer_api.access.second_factors import SecondFactors
from designer_api.access.uploads import Uploads
from designer_api.pack_checks import PackChecks
from designer_api.sessions import Sessions
from designer_api.settings import Settings
from designer_api.trials import Trials
from engine.backroom import Backroom
from engine.clock import CENTRE_ZONE, Clock, WallClock
from engine.connectors import Connector, Documents, HttpCalls, Messages, NoSender, Sender, WebSender
from engine.dating import DatedDirectory
from engine.incidents import IncidentService
from engine.jobs import JobService
from engine.matters import Prepared
from engine.messaging import Courier
from engine.migrating import MigrationService
from engine.offering import kept_offering, turned_away
from engine.powers import Powers, kept_powers
from engine.published import PublishedMatters
from engine.refusal import Refusal
from engine.sandbox import Sandboxes
from engine.service import CaseService
from engine.storage import Database, open_postgres, open_sqlite
from engine.store import SqlCaseStore
from engine.ticker import Ticker
from engine.work_store import SqlWorkStore
from tenants.operation import Runner
from tenants.outline_store import SqlOutline
from tenants.store import SqlDirectory, SqlTenantStore
from tenants.tables import TABLES


@dataclass(frozen=True)
class House:
    """The parts, wired."""

    settings: Settings
    database: Database
    clock: Clock
    directory: DatedDirectory
    tenants: SqlTenantStore
    outline: SqlOutline
    cases: SqlCaseStore
    matters: PublishedMatters
    service: CaseService
    powers: Powers
    sessions: Sessions
    audit: AuditLog
    policies: Policies
    factors: SecondFactors
    links: Links
    providers: Providers
    trials: Trials
    uploads: Uploads
    arrivals: Arrivals
    packs: PackChecks
    sandboxes: Sandboxes
    work: SqlWorkStore
    jobs: JobService
    incidents: IncidentService
    migrations: MigrationService
    courier: Courier

    def backroom(self) -> Backroom:
        """What works beside people in this process."""
        sender: Sender = WebSender(self.settings.messages) if self.settings.messages else NoSender()
        connectors: dict[str, Connector] = {
            Runner.HTTP: HttpCalls(),
            Runner.MESSAGE: Messages(sender),
            Runner.DOCUMENT: Documents(self._next_number),
        }
        ticker = Ticker(self.cases, self.service)
        return Backroom(ticker, self.courier, self.jobs, self.migrations, self.work, self.directory, connectors, sender)

    async def _next_number(self, counter: str) -> int:
        async with self.cases.transaction():
            return await self.cases.next_number(counter)

    async def offered(self) -> list[Prepared]:
        """Every matter that the tenant in `tenants.scope` takes new cases for today, in code order."""
        current = await self.matters.all_current()
        today = self.clock.now().astimezone(CENTRE_ZONE).date()
        codes = [each.terms.model.matter.code for each in current]
        shut = await turned_away(codes, today, self.directory, self.tenants)
        return [each for each, code in zip(current, codes, strict=True) if code not in shut]

    async def shut(self, matter: str) -> Refusal | None:
        """Why the tenant in `tenants.scope` takes no new case of a matter today; None when it does."""
        today = self.clock.now().astimezone(CENTRE_ZONE).date()
        return (await turned_away((matter,), today, self.directory, self.tenants)).get(matter)

    def seal(self, purpose: str) -> Seal:
        """Seals and opens under this server's key."""
        return Seal(self.settings.secret, purpose)


@asynccontextmanager
async def open_house(settings: Settings, clock: Clock | None = None) -> AsyncIterator[House]:
    """Open the database, bring its schema up to date, wire the parts; at the end wait for trials
    under way and close the database."""
    if settings.database:
        database = await open_postgres(settings.database)
    else:
        database = await open_sqlite(settings.sqlite_file, durable=settings.durable)
    try:
        await database.migrate()
        house = furnish(settings, database, clock or WallClock())
        try:
            yield house
        finally:
            await house.trials.close()
            await house.packs.close()
    finally:
        await database.close()


def furnish(settings: Settings, database: Database, clock: Clock) -> House:
    """Wire the parts on an open database."""
    database.bind(TABLES)
    tenants, cases = SqlTenantStore(), SqlCaseStore(database)
    directory = DatedDirectory(SqlDirectory(), clock)
    matters = PublishedMatters(directory, tenants, clock)
    powers = kept_powers(directory, tenants)
    service = CaseService(cases, matters, clock, secrets.token_bytes, powers, kept_offering(directory, tenants))
    work = SqlWorkStore(database)
    policies, arrivals = Policies(database), Arrivals(database)
    return House(
        settings=settings,
        database=database,
        clock=clock,
        directory=directory,
        tenants=tenants,
        outline=SqlOutline(),
        cases=cases,
        matters=matters,
        service=service,
        powers=powers,
        work=work,
        jobs=JobService(service.stepper, cases, work),
        incidents=IncidentService(service.stepper, cases),
        migrations=MigrationService(service.stepper, cases, work),
        courier=Courier(service, cases, work, matters.all_current, directory),
        sessions=Sessions(database, timedelta(minutes=settings.idle_minutes)),
        audit=AuditLog(database, clock),
        policies=policies,
        arrivals=arrivals,
        packs=PackChecks(database, directory, tenants, policies, arrivals, clock),
        factors=SecondFactors(database, Seal(settings.secret, "second-factor")),
        links=Links(database),
        providers=Providers(clock),
        trials=Trials(),
        uploads=Uploads(database),
        sandboxes=Sandboxes(),
    )

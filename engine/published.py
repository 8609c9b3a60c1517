"""The published matters of the tenants, prepared at need and kept while they are used."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bpmn.finding import has_errors
from engine.calls import definition_of
from engine.cases.terms import NO_WORKERS, Terms
from engine.clock import CENTRE_ZONE, Clock
from engine.errors import EngineError
from engine.legal_clock import BusinessHours
from engine.matters import Prepared, Shelf
from tenants import scope
from tenants.bundle import Bundle
from tenants.calendar import LegalCalendar, national_calendar
from tenants.holiday_notice import read_notice
from tenants.identity import TenantId
from tenants.model import MatterModel
from tenants.ports import TenantDirectory, TenantStore
from tenants.reading import read_bundle
from tenants.step_kinds import KINDS
from tenants.tenant import Tenant
from tenants.uphill import load_workplaces
from tenants.versions import Version, in_force
from tenants.workplaces import Worker, named_in

ASK_AGAIN = timedelta(seconds=3)
"""So long a tenant's calendar files are taken as they were."""


class DamagedVersion(EngineError):
    """已发布的版本无法读取。"""

    code = "damaged-version"


def _calendar(tenant: Tenant, files: Mapping[str, bytes]) -> LegalCalendar:
    """The national calendar with the notices of these files: national ones first, those of the region over them."""
    notices = [read_notice(content, file=name).notice for name, content in files.items()]
    national = [notice for notice in notices if notice is not None and not notice.region]
    local = [notice for notice in notices if notice is not None and notice.region]
    calendar = national_calendar().with_notices(national)
    return calendar.with_region(tenant.region_code, local) if local else calendar


def model_of(bundle: Bundle) -> MatterModel:
    """The model of a bundle that was checked before it was published."""
    reading = read_bundle(bundle)
    if reading.model is None or has_errors(reading.findings):
        raise DamagedVersion("；".join(str(finding) for finding in reading.findings[:3]))
    return reading.model


class PublishedMatters:
    """Finds the version in force, or one that open cases still run on, and prepares it.

    `read` gives the model of a bundle; who runs many cases of the same content may keep what was read.
    """

    def __init__(
        self,
        directory: TenantDirectory,
        tenants: TenantStore,
        clock: Clock,
        read: Callable[[Bundle], MatterModel] = model_of,
    ) -> None:
        self._directory = directory
        self._tenants = tenants
        self._clock = clock
        self._read = read
        self._shelf = Shelf()
        self._known: dict[TenantId, Tenant] = {}
        self._calendars: dict[TenantId, tuple[datetime, dict[str, bytes], LegalCalendar]] = {}

    async def calendar(self, tenant: Tenant) -> LegalCalendar:
        """The tenant's legal calendar: the national one, with notices taken in since this release, and its own local
        holidays over it. Files are asked for anew every few seconds, so that a notice taken in beside is heard of."""
        now = self._clock.now()
        known = self._calendars.get(tenant.id)
        if known is not None and abs(now - known[0]) < ASK_AGAIN:
            return known[2]
        files = {name: text for name, text in (await self._tenants.files()).items() if name.endswith(".toml")}
        calendar = known[2] if known is not None and known[1] == files else _calendar(tenant, files)
        self._calendars[tenant.id] = (now, files, calendar)
        return calendar

    async def _calendar_now(self) -> LegalCalendar:
        """The calendar of the tenant at hand."""
        tenant = self._known.get(scope.current()) or await self._directory.by_id(scope.current())
        if tenant is None:
            return national_calendar()
        self._known[tenant.id] = tenant
        return await self.calendar(tenant)

    async def all_current(self) -> list[Prepared]:
        """Every matter new cases may be taken for today, in code order."""
        today = self._clock.now().astimezone(CENTRE_ZONE).date()
        history = await self._tenants.versions()
        found = (
            in_force([v for v in history if v.matter == matter], today)
            for matter in sorted({v.matter for v in history})
        )
        return [await self._prepare(version) for version in found if version is not None]

    async def current(self, matter: str) -> Prepared | None:
        today = self._clock.now().astimezone(CENTRE_ZONE).date()
        version = in_force(await self._tenants.versions(matter), today)
        return await self._prepare(version) if version else None

    async def version(self, matter: str, number: int) -> Prepared:
        calendar = await self._calendar_now()
        known = self._shelf.get(f"{scope.current()}:{matter}:{number}:{calendar.version}")
        if known is not None:
            return known
        version = next((v for v in await self._tenants.versions(matter) if v.number == number), None)
        if version is None:
            raise DamagedVersion(f"事项“{matter}”的第{number}版不存在。")
        return await self._prepare(version)

    async def _prepare(self, version: Version) -> Prepared:
        calendar = await self._calendar_now()
        key = f"{version.tenant}:{version.matter}:{version.number}:{calendar.version}"
        known = self._shelf.get(key)
        if known is not None:
            return known
        bundle = await self._tenants.bundle(version.matter, version.hash)
        tenant = await self._directory.by_id(version.tenant)
        if bundle is None or tenant is None:
            raise DamagedVersion(f"事项“{version.matter}”第{version.number}版的内容不在库中。")
        model = self._read(bundle)
        names = {each.code: each.short for each in (await self._tenants.organisation()).departments}
        hours = BusinessHours(tenant.settings.business_hours)
        workers = await self._workers(tenant, model)
        prepared = prepare(model, version.number, calendar, hours, workers)
        terms = replace(prepared.terms, settings=tenant.settings, departments=names)
        prepared = Prepared(terms, prepared.definition)
        self._shelf.put(key, prepared)
        return prepared

    async def _workers(self, tenant: Tenant, model: MatterModel) -> Mapping[str, Worker]:
        """The steps of a matter that another tenant of the tree works."""
        organisation = await self._tenants.organisation()
        named = named_in((model.matter,))
        if not tenant.parent and not named:
            return NO_WORKERS
        workplaces = await load_workplaces(tenant.profile, organisation, self._directory, self._tenants, named)
        return workplaces.workers(model)


def prepare(
    model: MatterModel,
    number: int,
    calendar: LegalCalendar,
    hours: BusinessHours,
    workers: Mapping[str, Worker] = NO_WORKERS,
) -> Prepared:
    """A model made ready to run. `workers`: the steps that another tenant works."""
    terms = Terms(model=model, version=number, calendar=calendar, kinds=KINDS, hours=hours, workers=workers)
    return Prepared(terms, definition_of(model))

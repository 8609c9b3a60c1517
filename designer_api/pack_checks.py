"""`PackChecks`: packs that administrators have sent, read, judged and compared beside the requests, with progress.

A check changes nothing. Its report is kept with the pack, so that every process shows it; how far it has come is known
in this process alone.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

import msgspec

from bpmn.finding import Finding, Severity
from designer_api.access.arrivals import Arrivals, Fault, Report
from designer_api.access.policies import Policies
from designer_api.administration.pack_check import Ground, coming, home_faults, own_findings, result_faults
from engine.clock import CENTRE_ZONE, Clock
from engine.growing import Growing
from engine.overlays import Overlays
from engine.publishing import Gate, check_bundle, gate_among
from engine.storage import Database
from tenants import scope
from tenants.calendar import national_calendar
from tenants.pack import Pack, Reading, read_pack_zip
from tenants.pack_difference import differences
from tenants.ports import TenantDirectory, TenantStore
from tenants.step_kinds import KINDS
from tenants.tenant import Tenant
from tenants.transfer import export_pack

Result = TypeVar("Result")
log = logging.getLogger("banshi.packs")
MOST_FAULTS = 200
"""How many faults are kept and shown; more help nobody."""
BROKEN = "检查中断，原因已记入服务器日志。"


@dataclass
class Progress:
    """How far a check has come: matters judged, of how many."""

    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class PackChecks:
    """The checks of this process, one after the other in a thread of their own."""

    database: Database
    directory: TenantDirectory
    tenants: TenantStore
    policies: Policies
    arrivals: Arrivals
    clock: Clock
    _going: dict[UUID, Progress] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="pack"))

    def progress(self, arrival: UUID) -> Progress | None:
        """How far the check of a pack is; None when none is under way here."""
        return self._going.get(arrival)

    def start(self, tenant: Tenant, arrival: UUID, *, plain: bool) -> None:
        """Begin to check a pack that was kept; outside of any transaction."""
        if arrival in self._going:
            return
        self._going[arrival] = Progress()
        task = asyncio.create_task(self._check(tenant, arrival, plain=plain))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End what is under way; a check that was cut short can be begun anew from its page."""
        for task in tuple(self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._thread.shutdown(cancel_futures=True)

    async def ground(self, tenant: Tenant) -> Ground:
        """What the tenant holds now."""
        with scope.acting_for(tenant.id):
            return Ground(
                pack=await export_pack(tenant, self.tenants),
                people=await self.tenants.people(),
                drafts=await self.tenants.drafts(),
                policy=await self.policies.policy(),
                tenants=await self.directory.all(),
                today=self.clock.now().astimezone(CENTRE_ZONE).date(),
            )

    async def gate(self, pack: Pack) -> Gate:
        """The gate a pack is judged by, with what stands above its tenant."""
        overlays = Overlays(self.directory, self.tenants, self.clock)
        gate = Gate(national_calendar(), KINDS)
        around = await overlays.gate_for(gate, pack.tenant, pack.organisation, pack.bundles, alone=True)
        return gate_among(pack, around)

    async def basis(self, pack: Pack, tenant: Tenant) -> str:
        """The fingerprint of everything the check of a pack depends on, as things are now."""
        ground, gate = await self.ground(tenant), await self.gate(pack)
        return await asyncio.to_thread(ground.fingerprint, gate.around)

    async def read(self, content: bytes) -> Reading:
        """The pack of a zip."""
        return await self._aside(lambda: read_pack_zip(content))

    async def _check(self, tenant: Tenant, arrival: UUID, *, plain: bool) -> None:
        progress = self._going[arrival]
        try:
            with scope.acting_for(tenant.id):
                content = await self.arrivals.content(arrival)
                try:
                    report = await self._report(tenant, content, progress, plain=plain)
                except Exception:
                    log.exception("the check of pack %s broke off", arrival)
                    report = Report(fault=BROKEN)
                async with self.database.transaction():
                    await self.arrivals.checked(arrival, report, seen_of(content, report))
        finally:
            self._going.pop(arrival, None)

    async def _report(self, tenant: Tenant, content: bytes, progress: Progress, *, plain: bool) -> Report:
        reading = await self.read(content)
        if reading.pack is None:
            return Report(faults=tuple(_faults(reading.findings)))
        misplaced = await Growing(self.directory, self.tenants, self.clock).landing_fault(reading.pack)
        strange = (*home_faults(reading.pack, tenant.profile), *([misplaced] if misplaced else ()))
        if strange:
            return Report(faults=tuple(_faults((*reading.findings, *strange))))
        ground = await self.ground(tenant)
        pack = coming(reading.pack, ground, plain=plain)
        gate = await self.gate(pack)
        found = [*own_findings(reading.findings), *await self._aside(lambda: tuple(result_faults(pack, ground)))]
        progress.total = len(pack.bundles)
        for bundle in pack.bundles:
            judged = await self._aside(partial(check_bundle, bundle, pack, gate))
            found += (replace(each, file=f"matters/{each.file}") for each in judged.findings)
            progress.done += 1
        told = await self._aside(lambda: differences(ground.pack, pack, ground.drafts))
        basis = await self._aside(lambda: ground.fingerprint(gate.around))
        return Report(basis, tuple(_faults(found)), told)

    def _aside(self, work: Callable[[], Result]) -> "asyncio.Future[Result]":
        """Work that takes its time, beside the requests."""
        return asyncio.get_running_loop().run_in_executor(self._thread, work)


def seen_of(content: bytes, report: Report) -> str:
    """The hash of what a page shows of a pack."""
    return sha256(sha256(content).digest() + msgspec.json.encode(report)).hexdigest()


def _faults(findings: Iterable[Finding]) -> Iterator[Fault]:
    """Errors and warnings as lines, errors first, so many at most."""
    worth = [each for each in findings if each.severity in (Severity.ERROR, Severity.WARNING)]
    worth.sort(key=lambda each: each.severity is not Severity.ERROR)
    for finding in worth[:MOST_FAULTS]:
        yield Fault(finding.place(), f"{finding.message}{finding.advice}", finding.severity is Severity.ERROR)

"""The back room (后台): everything a process works off beside people — due moments, messages between cases, operations
of the server itself, messages to people, cases that change version. Each in transactions of its own, under leases.

At least once towards the world outside, once within: what failed is tried again after a rest, and becomes an incident
in the end. Several processes may run it on PostgreSQL.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from engine.connectors import Connector, ConnectorFault, Errand, NoSender, Sender
from engine.connectors.message import NO_SENDER
from engine.jobs import JobService
from engine.messaging import Courier
from engine.migrating import MigrationService
from engine.rests import rest_after
from engine.ticker import Ticker
from engine.work_ports import Claimed, WorkStore
from tenants import scope
from tenants.ports import TenantDirectory

log = logging.getLogger("banshi.backroom")

LEASE = timedelta(minutes=3)
BATCH = 20
REST_SECONDS = 1.0


@dataclass(frozen=True)
class Backroom:
    """Works for all tenants. `connectors` carry operations out, by runner; `sender` hands messages to people on."""

    ticker: Ticker
    courier: Courier
    jobs: JobService
    migrations: MigrationService
    work: WorkStore
    directory: TenantDirectory
    connectors: Mapping[str, Connector]
    sender: Sender = field(default_factory=NoSender)
    owner: str = field(default_factory=lambda: f"backroom-{os.getpid()}")

    async def round(self) -> int:
        """Work off what is due now; how many things were done."""
        done = await self.ticker.tick()
        done += await self._each(self.work.claim_parcels, self._carry)
        done += await self._each(self.work.claim_jobs, self._run)
        if not isinstance(self.sender, NoSender):
            done += await self._each(self.work.claim_outbox, self._send)
        return done + await self.migrations.go_on()

    async def _each(
        self, claim: Callable[..., Awaitable[list[Claimed]]], act: Callable[[Claimed], Awaitable[bool]]
    ) -> int:
        """Claim and work one after the other; what fails does not stop the rest."""
        now = self.ticker.clock.now()
        done = 0
        for claimed in await claim(now, owner=self.owner, until=now + LEASE, limit=BATCH):
            try:
                done += await act(claimed)
            except Exception:
                log.exception("could not deliver %s", claimed)
        return done

    async def _carry(self, claimed: Claimed) -> bool:
        return await self.courier.carry(claimed, self.owner) != "waits"

    async def _run(self, claimed: Claimed) -> bool:
        """Carry an operation out, outside of any transaction, then report it."""
        job = claimed.job
        if job is None:
            raise ValueError("no job")
        with scope.acting_for(claimed.tenant):
            operation = await self.jobs.operation(job)
            stored = await self.jobs.store.load(job.case)
            tenant = await self.directory.by_id(claimed.tenant)
            connector = self.connectors.get(job.runner)
            if stored is None or tenant is None or connector is None:
                await self.jobs.fail(job.id, self.owner, f"没有“{job.runner}”这种连接器", again=False)
                return False
            errand = Errand(job, operation, stored.case, tenant, self.ticker.clock.now())
            try:
                brought: dict[str, Any] = await connector.run(errand)
            except ConnectorFault as fault:
                await self.jobs.fail(job.id, self.owner, str(fault), again=fault.again)
                return False
            await self.jobs.complete(job.id, self.owner, brought, once=self.owner)
        return True

    async def _send(self, claimed: Claimed) -> bool:
        """Hand a message to the channel, then note that it is sent."""
        message = claimed.message
        if message is None:
            raise ValueError("no message")
        store = self.jobs.store
        with scope.acting_for(claimed.tenant):
            now = self.ticker.clock.now()
            try:
                await self.sender.send(str(message.body.get("to")), str(message.body.get("text")), str(message.id))
            except ConnectorFault as fault:
                async with store.transaction():
                    until = now + rest_after(claimed.attempts, 30)
                    await self.work.defer_outbox(message.id, self.owner, until, str(fault))
                return False
            async with store.transaction():
                return await self.work.sent(message.id, self.owner, now)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work beside the server while the block runs."""
        task = asyncio.create_task(self._go())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _go(self) -> None:
        if isinstance(self.sender, NoSender):
            log.info(NO_SENDER)
        while True:
            try:
                done = await self.round()
            except Exception:
                log.exception("a round of the backroom failed")
                done = 0
            if not done:
                await asyncio.sleep(REST_SECONDS)

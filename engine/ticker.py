"""The ticker: works off due rows whose moment has come, one transaction each, at most once.

It sleeps until the next due moment, or a few seconds, and is woken by nothing else. Several processes may run it on
PostgreSQL: a row is leased before it is worked, and a lease that was lost does nothing.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from engine.clock import Clock
from engine.ports import CaseStore
from engine.service import CaseService

log = logging.getLogger("banshi.ticker")

REST_SECONDS = 5.0
BATCH = 50


class Ticker:
    """Fires due rows for all tenants."""

    def __init__(self, store: CaseStore, service: CaseService, owner: str = "") -> None:
        self._store = store
        self._service = service
        self._owner = owner or f"ticker-{os.getpid()}"

    @property
    def clock(self) -> Clock:
        return self._service.clock

    async def tick(self) -> int:
        """Work off what is due now; how many rows took effect."""
        done = 0
        while True:
            rows = await self._store.claim_due(self.clock.now(), owner=self._owner, limit=BATCH)
            for due in rows:
                try:
                    done += await self._service.fire(due, self._owner)
                except Exception:
                    log.exception("due row %s of case %s failed (attempt %s)", due.moment.id, due.case, due.attempts)
            if len(rows) < BATCH:
                return done

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tick beside the server while the block runs."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            await self.tick()
            await asyncio.sleep(await self._rest())

    async def _rest(self) -> float:
        due = await self._store.next_due()
        if due is None:
            return REST_SECONDS
        return min(REST_SECONDS, max(0.2, (due - self.clock.now()).total_seconds()))

"""The ticker: works off due rows whose moment has come, one transaction each, at most once.

It sleeps until the next due moment, or a few seconds, and is woken by nothing else. Several processes may run it on
PostgreSQL: a row is leased before it is worked, and a lease that was lost does nothing. A row whose work fails is tried
again after longer and longer rests; after `MOST_ATTEMPTS` it becomes an incident that waits for a person.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from engine.clock import Clock
from engine.ports import CaseStore, Due
from engine.rests import MOST_ATTEMPTS, rest_after
from engine.service import CaseService
from tenants import scope

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
                except Exception as error:
                    log.exception("due row %s of case %s failed (attempt %s)", due.moment.id, due.case, due.attempts)
                    await self._failed(due, f"{type(error).__name__}: {error}")
            if len(rows) < BATCH:
                return done

    async def _failed(self, due: Due, error: str) -> None:
        """Rest before the next attempt, or give up; whatever fails here too is left to the end of the lease."""
        try:
            if due.attempts >= MOST_ATTEMPTS:
                await self._service.give_up(due, self._owner, error)
                return
            with scope.acting_for(due.tenant):
                async with self._store.transaction():
                    await self._store.defer_due(due, self._owner, self.clock.now() + rest_after(due.attempts), error)
        except Exception:
            log.exception("due row %s of case %s could not be put off", due.moment.id, due.case)

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

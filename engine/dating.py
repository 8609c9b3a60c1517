"""The directory as of today: every tenant by the name it bears now; a new name takes effect on its day (更名)."""

from dataclasses import dataclass
from datetime import date

from engine.clock import CENTRE_ZONE, Clock
from tenants.identity import TenantId
from tenants.ports import TenantDirectory
from tenants.tenant import Tenant


@dataclass(frozen=True, slots=True)
class DatedDirectory:
    """What is kept, read on the day it is asked for. What is changed is kept as it is given."""

    kept: TenantDirectory
    clock: Clock

    async def all(self) -> tuple[Tenant, ...]:
        today = self._today()
        return tuple(each.on(today) for each in await self.kept.all())

    async def by_code(self, code: str) -> Tenant | None:
        found = await self.kept.by_code(code)
        return found.on(self._today()) if found is not None else None

    async def by_id(self, tenant: TenantId) -> Tenant | None:
        found = await self.kept.by_id(tenant)
        return found.on(self._today()) if found is not None else None

    async def below(self, code: str, *, skip: int = 0, limit: int = 0) -> tuple[Tenant, ...]:
        today = self._today()
        return tuple(each.on(today) for each in await self.kept.below(code, skip=skip, limit=limit))

    async def add(self, tenant: Tenant) -> None:
        await self.kept.add(tenant)

    async def change(self, tenant: Tenant) -> None:
        await self.kept.change(tenant)

    def _today(self) -> date:
        return self.clock.now().astimezone(CENTRE_ZONE).date()

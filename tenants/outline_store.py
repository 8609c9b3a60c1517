"""What a tree of tenants shows of each one beside its facts (体系): how many stand below it, how many matters it gives,
which sites it has. These few questions go beyond one tenant; what they answer stands in public guides anyway.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from piccolo.query.functions.aggregate import Count

from tenants import scope
from tenants.identity import TenantId
from tenants.organisation import Site
from tenants.rows import from_json, tenant_of, uuid_of
from tenants.tables import SiteRow, TenantRow, VersionRow
from tenants.tenant import Level, Tenant

PORTION = 500
"""So many tenants are asked for in one question; SQLite takes no endless lists."""


@dataclass(frozen=True, slots=True)
class LevelCoverage:
    """How far one level is covered: its tenants, those that offer a matter at all, and the matters they offer in
    sum (A3)."""

    level: Level
    tenants: int
    covered: int
    matters: int


class SqlOutline:
    """The outline of the tree, on a database."""

    async def below(self, codes: Collection[str]) -> Mapping[str, int]:
        """How many tenants stand directly below each of these."""
        query = TenantRow.select(TenantRow.parent, Count(TenantRow.code, alias="n"))
        rows = await query.where(TenantRow.parent.is_in(list(codes))).group_by(TenantRow.parent) if codes else []
        return MappingProxyType({row["parent"]: int(row["n"]) for row in rows})

    async def offered(self, tenants: Collection[TenantId], day: date) -> Mapping[TenantId, int]:
        """How many matters each of these tenants offers on a day: those with a version in force."""
        found: dict[TenantId, int] = {}
        listed = list(tenants)
        today = day.isoformat()
        in_force = (VersionRow.effective_from <= today) & (
            (VersionRow.retired_from == "") | (VersionRow.retired_from > today)
        )
        with scope.beyond_tenants():
            for first in range(0, len(listed), PORTION):
                mine = VersionRow.tenant.is_in(listed[first : first + PORTION])
                query = VersionRow.select(VersionRow.tenant, Count(distinct=[VersionRow.matter], alias="n"))
                for row in await query.where(mine & in_force).group_by(VersionRow.tenant):
                    found[TenantId(uuid_of(row["tenant"]))] = int(row["n"])
        return MappingProxyType(found)

    async def sites(self, tenants: Collection[TenantId]) -> Mapping[TenantId, tuple[Site, ...]]:
        """The sites of each of these tenants, in their order."""
        found: dict[TenantId, tuple[Site, ...]] = {}
        if not tenants:
            return MappingProxyType(found)
        with scope.beyond_tenants():
            query = SiteRow.select(SiteRow.tenant, SiteRow.facts).where(SiteRow.tenant.is_in(list(tenants)))
            rows = await query.order_by(SiteRow.tenant).order_by(SiteRow.place)
        for row in rows:
            key = TenantId(uuid_of(row["tenant"]))
            found[key] = (*found.get(key, ()), from_json(row["facts"], Site))
        return MappingProxyType(found)

    async def subtree(self, top: Tenant) -> tuple[Tenant, ...]:
        """A tenant and all below it, level by level."""
        found, layer = [top], [top]
        while layer:
            following: list[Tenant] = []
            for first in range(0, len(layer), PORTION):
                codes = [each.code for each in layer[first : first + PORTION]]
                rows = await TenantRow.select().where(TenantRow.parent.is_in(codes)).order_by(TenantRow.code)
                following += [tenant_of(row) for row in rows]
            known = {each.code for each in found}
            layer = [each for each in following if each.code not in known]
            found += layer
        return tuple(found)

    async def coverage(self, top: Tenant, day: date) -> tuple[LevelCoverage, ...]:
        """How far each level below a tenant is covered, itself included; tenants merged away by then are left out."""
        tree = [each for each in await self.subtree(top) if each.merged is None or not each.merged.done_on(day)]
        offered = await self.offered([each.id for each in tree], day)
        found = []
        for level in Level:
            counts = [offered.get(each.id, 0) for each in tree if each.level is level]
            if counts:
                found.append(LevelCoverage(level, len(counts), sum(1 for each in counts if each), sum(counts)))
        return tuple(found)

"""体系: the tree of tenants around one's own — the path to the top, one level, those below, opened level by level; and
how far each level is covered. Everybody of the tree may look; a tenant of another tree is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.page import is_whole, page
from engine.growing import Growing
from engine.ports import CaseQuery
from tenants import scope
from tenants.halls import grade_of
from tenants.organisation import Site, SiteKind
from tenants.people import may_administer
from tenants.tenant import Tenant
from tenants.toml_document import is_code

SHOWN = 50
"""Tenants of one level on one page."""
SITES = 3
"""Sites named in a row; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Around:
    """A tenant of my tree: those above it, nearest first, and whether I may change it (mine, or below mine)."""

    tenant: Tenant
    above: tuple[Tenant, ...]
    mine: bool

    @property
    def below_mine(self) -> bool:
        """Whether it stands below my tenant."""
        return self.mine and bool(self.above)


async def around(house: House, me: Me, code: str) -> Around:
    """A tenant of my tree; NotFound alike for one of another tree and for none at all."""
    growing = Growing(house.directory, house.tenants, house.clock)
    line = await growing.line(code) if is_code(code) else ()
    own = await growing.line(me.tenant.code)
    if not line or line[-1].id != own[-1].id:
        raise NotFoundException
    mine = may_administer(me.actor) and any(each.id == me.tenant.id for each in line)
    return Around(line[0], line[1:], mine)


@get("/tree")
async def show_own(me: NamedDependency[Me], state: State) -> Template:
    """My own tenant and those below it."""
    return await _shown(state.house, me, await around(state.house, me, me.tenant.code), 1)


@get("/tree/coverage")
async def show_coverage(me: NamedDependency[Me], state: State) -> Template:
    """How far every level is covered, in my tenant and below it (A3)."""
    house: House = state.house
    levels = await house.outline.coverage(me.tenant, me.day)
    return page("tree_coverage", me, "tree", levels=levels)


@get("/tree/{code:str}")
async def show_tenant(
    me: NamedDependency[Me], state: State, code: FromPath[str], page: FromQuery[str] = ""
) -> Template:
    """A tenant of my tree and those below it; `page` counts from 1."""
    number = int(page) if is_whole(page, most=100_000) else 1
    return await _shown(state.house, me, await around(state.house, me, code), max(number, 1))


async def _shown(house: House, me: Me, at: Around, number: int) -> Template:
    """The page: path, the tenant, one page of those below, and its neighbours by name."""
    below = await house.directory.below(at.tenant.code, skip=(number - 1) * SHOWN, limit=SHOWN)
    path = tuple(reversed(at.above))
    listed = (*path, at.tenant, *below)
    counts = await house.outline.below([each.code for each in (*listed, *at.above[:1])])
    rows = await _rows(house, me, listed, counts)
    total = counts.get(at.tenant.code, 0)
    neighbours = await house.directory.below(at.above[0].code, limit=SHOWN) if at.above else ()
    return page(
        "tree",
        me,
        "tree",
        tenant=at.tenant,
        path=rows[: len(path)],
        own=rows[len(path)],
        below=rows[len(path) + 1 :],
        total=total,
        number=number,
        pages=max(1, -(-total // SHOWN)),
        neighbours=[each for each in neighbours if each.id != at.tenant.id],
        neighbours_in_all=counts.get(at.above[0].code, 0) - 1 if at.above else 0,
        parent=at.above[0] if at.above else None,
        may_change=at.mine,
        below_mine=at.mine and at.tenant.id != me.tenant.id,
    )


async def _rows(house: House, me: Me, tenants: Sequence[Tenant], below: Any) -> list[dict[str, Any]]:
    today = me.day
    ids = [each.id for each in tenants]
    offered, sites = await house.outline.offered(ids, today), await house.outline.sites(ids)
    return [
        {
            "tenant": each,
            "mine": each.id == me.tenant.id,
            "depth": depth,
            "offered": offered.get(each.id, 0),
            "below": below.get(each.code, 0),
            "sites": await _sites(house, each, sites.get(each.id, ())),
            "more_sites": max(0, len(sites.get(each.id, ())) - SITES),
            "notes": await notes(house, each, today),
        }
        for depth, each in enumerate(tenants)
    ]


async def _sites(house: House, tenant: Tenant, sites: tuple[Site, ...]) -> list[str]:
    """The sites by name, with the grade each has earned, a station with whether it was accepted."""
    grades: dict[str, str] = {}
    if any(site.kind in (SiteKind.TOWNSHIP, SiteKind.VILLAGE) for site in sites):
        with scope.acting_for(tenant.id):
            kept = await house.tenants.registers("gradings", "criteria", "acceptances")
        for acceptance in sorted(kept.acceptances, key=lambda each: each.checked_on):
            grades[acceptance.site] = "验收通过" if acceptance.passes else "验收未通过"
        for grading in sorted(kept.gradings, key=lambda each: each.graded_on):
            grade = grade_of(grading, kept.criteria)
            grades[grading.site] = grade.chinese if grade is not None else "未达便民型"
    return [f"{site.name}（{grades[site.code]}）" if site.code in grades else site.name for site in sites[:SITES]]


async def notes(house: House, tenant: Tenant, today: date) -> list[str]:
    """What becomes of a tenant: its coming names, and its merger with the open cases still to be finished."""
    found = [
        f"{each.effective_from}起更名为“{each.name}”（{each.document}）"
        for each in tenant.renames
        if each.effective_from > today
    ]
    renamed = [each for each in tenant.renames if each.effective_from <= today]
    if renamed:
        last = max(renamed, key=lambda each: each.effective_from)
        found.append(f"原“{last.former}”，{last.effective_from}更名（{last.document}）")
    if tenant.merged is not None:
        successor = await house.directory.by_code(tenant.merged.into)
        where = successor.name if successor is not None else tenant.merged.into
        with scope.acting_for(tenant.id):
            left = await house.cases.count_cases(CaseQuery())
        done = tenant.merged.done_on(today)
        rest = f"尚有 {left} 件在办" if left else "在办件已全部办完" if done else "没有在办件"
        found.append(
            f"{tenant.merged.effective_from}起{'已' if done else ''}并入“{where}”（{tenant.merged.document}），{rest}"
        )
    return found


HANDLERS = [show_own, show_coverage, show_tenant]

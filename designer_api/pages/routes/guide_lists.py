"""公布的清单: the catalogue and the exceptions of a centre, for the public, without signing in."""

from datetime import date

from litestar import Router, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Template

from designer_api.house import House
from designer_api.pages.routes.guides import tenant_of
from engine.clock import CENTRE_ZONE
from tenants import scope
from tenants.catalogue import CatalogueEntry, EntryState, governing_on


@get("/catalogue")
async def show_public_catalogue(state: State, tenant: FromPath[str]) -> Template:
    """目录清单 as published: in force today, and what was cancelled by which document."""
    house: House = state.house
    found = await tenant_of(house, tenant)
    today = house.clock.now().astimezone(CENTRE_ZONE).date()
    with scope.acting_for(found.id):
        catalogue = (await house.tenants.registers()).catalogue
        centre = await house.tenants.organisation()
    names = {each.code: each.name for each in centre.departments}
    listed = [each for each in governing_on(catalogue, today).values() if _public(each, today)]
    rows = [(each, names.get(each.department, "")) for each in listed if each.published_on(today)]
    gone = [each for each in listed if not each.published_on(today)]
    context = {"tenant": found, "rows": rows, "gone": gone, "today": today.isoformat()}
    return Template("guide_catalogue.html.j2", context=context)


@get("/exceptions")
async def show_public_exceptions(state: State, tenant: FromPath[str]) -> Template:
    """例外清单 as published: matters that are not handled at the centre, and why (B12)."""
    house: House = state.house
    found = await tenant_of(house, tenant)
    today = house.clock.now().astimezone(CENTRE_ZONE).date()
    with scope.acting_for(found.id):
        registers = await house.tenants.registers()
        centre = await house.tenants.organisation()
        current = await house.matters.all_current()
    names = {each.matter: each.name for each in registers.catalogue if each.state is EntryState.PUBLISHED}
    names |= {each.terms.model.matter.code: each.terms.model.matter.name for each in current}
    departments = {each.code: each.name for each in centre.departments}
    rows = [
        (names.get(each.matter, each.matter), departments.get(each.department, "—"), each)
        for each in sorted(registers.exceptions, key=lambda each: each.matter)
        if each.counts_on(today)
    ]
    return Template("guide_exceptions.html.j2", context={"tenant": found, "rows": rows})


def _public(entry: CatalogueEntry, today: date) -> bool:
    return entry.state is EntryState.PUBLISHED and entry.published_from is not None and entry.published_from <= today


HANDLERS = [
    Router(
        "/guide/{tenant:str}/lists",
        route_handlers=[show_public_catalogue, show_public_exceptions],
        include_in_schema=False,
        opt={"exclude_from_auth": True},
    )
]

"""场所 for the public: every site of a centre with address, hours, phone, facilities, functional areas (A19, A20), the
windows by zone, and which matters are handled there; without signing in."""

from datetime import date
from typing import Any

from litestar import Router, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Template

from designer_api.house import House
from designer_api.pages.routes.guides import merged_notice, tenant_of
from engine.clock import CENTRE_ZONE
from tenants import scope
from tenants.halls import Grading, grade_of
from tenants.matter import Matter
from tenants.organisation import Organisation, Site, WindowKind, Zone
from tenants.premises import organisation_on, places_of
from tenants.registers import Registers


@get("/")
async def show_sites(state: State, tenant: FromPath[str]) -> Template:
    """The sites of a centre as they are today: a hall that has closed is gone, its windows stand at the other site."""
    house: House = state.house
    found = await tenant_of(house, tenant)
    today = house.clock.now().astimezone(CENTRE_ZONE).date()
    with scope.acting_for(found.id):
        organisation = await organisation_on(house.tenants, today)
        kept = await house.tenants.registers("gradings", "criteria", "closings")
        offered = [each.terms.model.matter for each in await house.offered()]
    coming = [each for each in kept.closings if each.closed_from > today]
    sites = [_site(each, organisation, kept, offered) for each in organisation.sites if not each.lacks]
    notice = await merged_notice(house, found)
    context = {
        "tenant": found,
        "sites": sites,
        "coming": [_closing(organisation, c.site, c.target, c.closed_from) for c in coming],
        "merged": notice,
    }
    return Template("sites.html.j2", context=context)


def _closing(organisation: Organisation, site: str, target: str, day: date) -> str:
    names = {each.code: each.name for each in organisation.sites}
    return f"“{names.get(site, site)}”{day}起关停，窗口移到“{names.get(target, target)}”。"


def _site(site: Site, organisation: Organisation, kept: Registers, offered: list[Matter]) -> dict[str, Any]:
    zones = organisation.zones_at(site.code)
    gradings = [each for each in kept.gradings if each.site == site.code]
    last = max(gradings, key=lambda each: each.graded_on, default=None)
    return {
        "site": site,
        "grade": _grade(last, kept),
        "areas": [each.chinese for each in site.areas],
        "zones": [_zone(each, organisation) for each in zones],
        "matters": [(each.code, each.name) for each in offered if _handled(each, site, organisation)],
    }


def _grade(grading: Grading | None, kept: Registers) -> str:
    grade = grade_of(grading, kept.criteria) if grading is not None else None
    return grade.chinese if grade is not None else ""


def _zone(zone: Zone, organisation: Organisation) -> dict[str, Any]:
    counts = dict(zone.planned)
    for window in () if zone.planned else organisation.windows:
        if window.zone == zone.code:
            counts[window.kind] = counts.get(window.kind, 0) + 1
    kinds = "、".join(f"{kind.chinese}{counts[kind]}" for kind in WindowKind if counts.get(kind))
    return {
        "zone": zone,
        "count": sum(counts.values()),
        "kinds": kinds,
        "departments": "、".join(organisation.short_name(each) for each in zone.departments),
    }


def _handled(matter: Matter, site: Site, organisation: Organisation) -> bool:
    return any(place.code == site.code for place, _ in places_of(matter, organisation))


HANDLERS = [
    Router(
        "/guide/{tenant:str}/sites",
        route_handlers=[show_sites],
        include_in_schema=False,
        opt={"exclude_from_auth": True},
    )
]

"""办事指南 for the public: page, one-page card (明白卡) and JSON of the published version, without signing in."""

from collections import Counter
from typing import Any

from litestar import MediaType, Request, Response, Router, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from designer_api.house import House
from designer_api.pages.code_picture import code_picture
from designer_api.pages.guide_example import example_of
from designer_api.pages.phases import phases_of
from designer_api.pages.picture import picture
from engine.clock import CENTRE_ZONE
from engine.guide import TAGS, guide
from engine.matters import Prepared
from tenants import scope
from tenants.premises import organisation_on
from tenants.registers import Registers
from tenants.tenant import Tenant
from tenants.toml_document import is_code
from tenants.uphill import load_workplaces


@get("/")
async def show_offers(
    state: State, tenant: FromPath[str], theme: FromQuery[str] = "", tag: FromQuery[str] = "", q: FromQuery[str] = ""
) -> Template:
    """Every matter one may apply for at a centre today, or those of a theme, of a tag (高频、马上办……), or in whose
    name, summary or themes the words `q` stand."""
    house: House = state.house
    found = await tenant_of(house, tenant)
    merged = await merged_notice(house, found)
    with scope.acting_for(found.id):
        registers = await house.tenants.registers()
        offers = [await _guide(house, found, each, registers) for each in await house.offered()]
    themes = Counter(theme for each in offers for theme in each["themes"])
    tags = Counter(tag for each in offers for tag in each["tags"])
    shown = [each for each in offers if (not theme or theme in each["themes"]) and (not tag or tag in each["tags"])]
    wanted = q.strip()[:40]
    shown = [each for each in shown if all(word in _said(each) for word in wanted.split())]
    context = {
        "tenant": found,
        "merged": merged,
        "offers": shown,
        "q": wanted,
        "themes": sorted(themes.items()),
        "tags": [(name, tags[name]) for name in TAGS if tags[name]],
        "theme": theme if theme in themes else "",
        "tag": tag if tag in tags else "",
        "all": len(offers),
    }
    return Template("guides.html.j2", context=context)


def _said(facts: dict[str, Any]) -> str:
    """What people may look a matter up by."""
    return "　".join((facts["name"], facts["summary"], *facts["themes"]))


@get("/{code:str}")
async def show_guide(
    request: Request[Any, Any, Any], state: State, tenant: FromPath[str], code: FromPath[str]
) -> Template:
    """The whole guide, to read and to print."""
    found, prepared, facts = await _facts(state.house, tenant, code)
    drawn = picture(prepared.terms.model.diagram, title=f"{facts['name']}流程图")
    merged = await merged_notice(state.house, found)
    phases = phases_of(prepared.terms.model)
    house: House = state.house
    with scope.acting_for(found.id):
        matters = [each.terms.model.matter for each in await house.offered()]
    here = house.settings.address or f"{request.url.scheme}://{request.headers.get('host', '')}"
    context = {
        "tenant": found,
        "guide": facts,
        "picture": drawn,
        "drawn": phases,
        "merged": merged,
        "joint": [(each.code, each.name) for each in matters if each.part(code) is not None],
        "example": example_of(prepared.terms, house.clock.now()),
        "code": code_picture(f"{here}/guide/{found.code}/{code}", "这份指南的网址"),
    }
    return Template("guide.html.j2", context=context)


@get("/{code:str}/card")
async def show_card(state: State, tenant: FromPath[str], code: FromPath[str]) -> Template:
    """明白卡: what one must know, on one page."""
    found, _, facts = await _facts(state.house, tenant, code)
    return Template("guide_card.html.j2", context={"tenant": found, "guide": facts})


@get("/{code:str}/json")
async def read_guide(
    request: Request[Any, Any, Any], state: State, tenant: FromPath[str], code: FromPath[str]
) -> Response[Any]:
    """The same facts for other channels; the tag is the version's hash, so that nobody fetches it twice, until the
    matter takes no new cases any more."""
    _, _, facts = await _facts(state.house, tenant, code)
    tag = f'"{facts["hash"]}{"-closed" if facts["closed"] else ""}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(None, status_code=304, headers=headers)
    return Response(facts, headers=headers, media_type=MediaType.JSON)


async def _facts(house: House, tenant: str, code: str) -> tuple[Tenant, Prepared, dict[str, Any]]:
    found = await tenant_of(house, tenant)
    with scope.acting_for(found.id):
        prepared = await house.matters.current(code) if is_code(code) else None
        if prepared is None:
            raise NotFoundException
        shut = await house.shut(code)
        facts = await _guide(house, found, prepared, await house.tenants.registers())
        return found, prepared, {**facts, "closed": f"{shut.message}{shut.advice}" if shut is not None else ""}


async def _guide(house: House, tenant: Tenant, prepared: Prepared, registers: Registers) -> dict[str, Any]:
    today = house.clock.now().astimezone(CENTRE_ZONE).date()
    own = await organisation_on(house.tenants, today)
    names = {each.code: each.name for each in own.departments}
    if prepared.terms.model.matter.overlay_of or prepared.terms.workers:
        around = await load_workplaces(tenant.profile, own, house.directory, house.tenants)
        for organisation in around.organisations.values():
            names = {**{each.code: each.name for each in organisation.departments}, **names}
    history = await house.tenants.versions(prepared.terms.model.matter.code)
    version = next((each for each in history if each.number == prepared.terms.version), None)
    effective = version.effective_from if version else today
    return guide(prepared, tenant, names, registers, effective.isoformat(), own)


async def tenant_of(house: House, code: str) -> Tenant:
    """The centre of a public page; NotFound when there is none."""
    found = await house.directory.by_code(code) if is_code(code) else None
    if found is None:
        raise NotFoundException
    return found


async def merged_notice(house: House, tenant: Tenant) -> dict[str, Any] | None:
    """What the public must know of a tenant that merges into another: since when, by which document, where to go."""
    if tenant.merged is None:
        return None
    today = house.clock.now().astimezone(CENTRE_ZONE).date()
    successor = await house.directory.by_code(tenant.merged.into)
    centre = successor.centre if successor is not None else tenant.merged.into
    since, done = tenant.merged.effective_from, tenant.merged.done_on(today)
    text = f"{since}起，{tenant.name}{'已' if done else ''}并入“{centre}”（{tenant.merged.document}），"
    text += "新申请请到那里办理，已收的办件照常办完。"
    return {"text": text, "code": tenant.merged.into, "centre": centre, "done": done}


HANDLERS = [
    Router(
        "/guide/{tenant:str}",
        route_handlers=[show_offers, show_guide, show_card, read_guide],
        include_in_schema=False,
        opt={"exclude_from_auth": True},
    )
]

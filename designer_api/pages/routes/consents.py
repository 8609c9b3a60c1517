"""委托收件: the level above agrees to a claimant's receiving, or receiving and accepting, for it (B17)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import Template

from designer_api.access.audit import AuditKind
from designer_api.administration.field import Field, options_of, read_fields, typed, written
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.matter_tabs import entry_page, keeper, matter_page
from designer_api.pages.page import go
from designer_api.pages.posted import posted, text
from tenants import scope
from tenants.claims import Claim, Consent, Extent
from tenants.tenant import Tenant, plant


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim below on a matter of this level, with what was agreed to."""

    claim: Claim
    tenant: Tenant
    consents: tuple[Consent, ...]


@get("/consents")
async def show_consents(me: NamedDependency[Me], state: State) -> Template:
    """Every claim below, and what this level has agreed to."""
    keeper(me)
    house: House = state.house
    asked = await _asked(house, me)
    names = await _names(house)
    today = me.day
    rows = [_row(each, names, today) for each in asked]
    return matter_page("consents", me, "consents", rows=rows, below=bool(await _below(house, me)))


@get("/consents/new")
async def show_new_consent(me: NamedDependency[Me], state: State, claim: FromQuery[str] = "") -> Template:
    """An empty form; `claim` is who and what was chosen on the list, `xiatang:food_permit`."""
    keeper(me)
    fields = await _fields(state.house, me)
    usual = {"claim": claim, "agreed_on": me.day, "extent": Extent.ACCEPT.value}
    return _form(me, fields, {each.name: written(each, usual.get(each.name, "")) for each in fields})


@post("/consents/new")
async def add_consent(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Enter a consent; one that stands is not entered twice."""
    keeper(me)
    house: House = state.house
    fields, sent = await _fields(house, me), await posted(request)
    read = read_fields(fields, sent)
    if read.faults:
        return _form(me, fields, typed(fields, sent), read.faults)
    tenant, _, matter = read.values["claim"].partition(":")
    extent = next(each for each in Extent if each.value == read.values["extent"])
    consent = Consent(matter, tenant, read.values["document"], read.values["agreed_on"], extent)
    async with house.tenants.transaction():
        registers = await house.tenants.registers()
        standing = [
            e for e in registers.consents if (e.matter, e.tenant) == (matter, tenant) and e.withdrawn_from is None
        ]
        if not standing:
            await house.tenants.save_registers(replace(registers, consents=(*registers.consents, consent)))
            told = f"同意{tenant}{extent.chinese}，{consent.document}，自{consent.agreed_on}起"
            await house.audit.note(AuditKind.CATALOGUE, me.doer, f"委托收件 {matter}", told)
    if standing:
        told = f"已有同意记录（{standing[0].document}），请先撤回再重新登记。"
        return _form(me, fields, typed(fields, sent), fault=told)
    return go("/consents", "已登记同意，下级可以发布了。")


@post("/consents/withdraw")
async def withdraw_consent(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Withdraw a consent from today on; what is published stays, the next version asks again."""
    keeper(me)
    house: House = state.house
    sent = await posted(request)
    tenant, _, matter = text(sent, "claim").partition(":")
    today = me.day
    async with house.tenants.transaction():
        registers = await house.tenants.registers()
        if not any((e.matter, e.tenant, e.withdrawn_from) == (matter, tenant, None) for e in registers.consents):
            raise NotFoundException
        consents = tuple(
            replace(each, withdrawn_from=max(today, each.agreed_on))
            if (each.matter, each.tenant, each.withdrawn_from) == (matter, tenant, None)
            else each
            for each in registers.consents
        )
        await house.tenants.save_registers(replace(registers, consents=consents))
        await house.audit.note(AuditKind.CATALOGUE, me.doer, f"委托收件 {matter}", f"撤回对{tenant}的同意，自{today}起")
    return go("/consents", f"自{today}起撤回；已收的办件不受影响，下级再发布时须重新同意。")


async def _below(house: House, me: Me) -> tuple[Tenant, ...]:
    everyone = await house.directory.all()
    tree, _ = plant([each.profile for each in everyone])
    codes = set(tree.descendants(me.tenant.code)) if me.tenant.code in tree else set()
    return tuple(each for each in everyone if each.code in codes)


async def _asked(house: House, me: Me) -> tuple[Asked, ...]:
    consents = (await house.tenants.registers()).consents
    found = []
    for tenant in await _below(house, me):
        with scope.acting_for(tenant.id):
            claims = (await house.tenants.registers()).claims
        found += [
            Asked(claim, tenant, tuple(e for e in consents if (e.matter, e.tenant) == (claim.matter, tenant.code)))
            for claim in claims
            if claim.above == me.tenant.code
        ]
    return tuple(found)


async def _names(house: House) -> dict[str, str]:
    return {each.terms.model.matter.code: each.terms.model.matter.name for each in await house.matters.all_current()}


async def _fields(house: House, me: Me) -> tuple[Field, ...]:
    names = await _names(house)
    asked = tuple(
        (
            f"{each.tenant.code}:{each.claim.matter}",
            f"{each.tenant.name}·{names.get(each.claim.matter, each.claim.matter)}",
        )
        for each in await _asked(house, me)
    )
    return (
        Field("claim", "认领单位和事项", "choice", required=True, width=3, options=asked),
        Field("extent", "同意的范围", "choice", required=True, width=3, options=options_of(Extent)),
        Field("document", "同意文号", required=True, width=3, help="例如 玉政数函〔2026〕3号"),
        Field("agreed_on", "自哪一天起", "day", required=True, width=3),
    )


def _row(asked: Asked, names: dict[str, str], today: date) -> dict[str, Any]:
    counting = [each for each in asked.consents if each.withdrawn_from is None]
    consent = counting[-1] if counting else None
    state = "未同意"
    if consent is not None:
        state = (
            consent.extent.chinese if consent.counts_on(today) else f"{consent.agreed_on} 起{consent.extent.chinese}"
        )
    elif asked.consents:
        state = f"{asked.consents[-1].withdrawn_from} 撤回"
    return {
        "key": f"{asked.tenant.code}:{asked.claim.matter}",
        "matter": names.get(asked.claim.matter, asked.claim.matter),
        "tenant": asked.tenant.name,
        "since": asked.claim.effective_from.isoformat(),
        "state": state,
        "document": consent.document if consent is not None else "—",
        "stands": consent is not None,
    }


def _form(
    me: Me, fields: tuple[Field, ...], values: dict[str, Any], faults: dict[str, str] | None = None, fault: str = ""
) -> Template:
    heads = {"title": "登记委托收件的同意", "action": "/consents/new", "back": "/consents"}
    return entry_page(me, "consents", fields, values, faults, fault, **heads)


HANDLERS = [show_consents, show_new_consent, add_consent, withdraw_consent]

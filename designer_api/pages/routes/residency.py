"""进驻: how each published matter is present, the rate with its denominator and target, what has not entered, by
department, and the same of the levels below (B13–B15, A27)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.access.audit import AuditKind
from designer_api.administration.field import Field, options_of, read_fields, typed
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.matter_tabs import entry_page, keeper, matter_page
from designer_api.pages.page import go
from designer_api.pages.posted import posted, text
from designer_api.pages.routes.exceptions import matter_names
from designer_api.problems import RefusedError
from engine.refusal import OWN_RULE, Refusal
from tenants import scope
from tenants.registers import Registers
from tenants.residency import (
    Base,
    LevelTarget,
    ListedMatter,
    Presence,
    Residency,
    matters_listed,
    residency,
    target_for,
    undecided,
)
from tenants.tenant import Level, Tenant, plant
from tenants.term import term_of


@dataclass(frozen=True, slots=True)
class Unit:
    """A tenant in the report by level."""

    tenant: Tenant
    residency: Residency
    outside: int


@get("/residency")
async def show_residency(me: NamedDependency[Me], state: State) -> Template:
    """The rate, what has not entered, every matter with how it is present, and the levels below."""
    keeper(me)
    house: House = state.house
    registers, names, today = await house.tenants.registers(), await matter_names(house), me.day
    listed = matters_listed(registers.catalogue, registers.presence, today)
    rate = _rate(registers, me.tenant.level, registers, today)
    units = await _units(house, me, registers, today)
    return matter_page(
        "residency",
        me,
        "residency",
        rate=rate,
        target=_target_words(me.tenant.level, registers),
        missing=_missing(rate, names, me),
        exceptions=[each for each in registers.exceptions if each.counts_on(today)],
        undecided=undecided(registers.exceptions, today),
        names=names,
        rows=[_row(each, names, me) for each in sorted(listed, key=lambda each: (each.department, each.code))],
        unlisted=_unlisted(listed, names),
        presences=[(each.value, each.chinese) for each in Presence],
        units=_by_level(units, registers),
        today=today.isoformat(),
    )


@post("/residency/presence")
async def change_presence(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Say how matters are present: every one whose control was changed."""
    keeper(me)
    house: House = state.house
    sent = await posted(request)
    async with house.tenants.transaction():
        registers = await house.tenants.registers()
        listed = {e.code: e for e in matters_listed(registers.catalogue, registers.presence, me.day)}
        changed = _changed(sent, listed)
        kept = {each.code: each for each in registers.presence} | {each.code: each for each in changed}
        if changed:
            await house.tenants.save_registers(replace(registers, presence=tuple(kept.values())))
            names = await matter_names(house)
            told = "；".join(
                f"{names.get(each.code, each.code)}：{listed[each.code].presence.chinese} → {each.presence.chinese}"
                for each in changed
            )
            await house.audit.note(AuditKind.CATALOGUE, me.doer, f"进驻 {len(changed)} 个事项", told)
    return go("/residency", f"已改 {len(changed)} 个事项的进驻情况。" if changed else "没有改动。")


@post("/residency/add")
async def add_matters(me: NamedDependency[Me], state: State) -> Response[Any]:
    """Take the published matters that are on no list yet onto the list, as not entered."""
    keeper(me)
    house: House = state.house
    async with house.tenants.transaction():
        registers = await house.tenants.registers()
        known = {each.code for each in registers.presence} | {each.matter for each in registers.catalogue}
        added = tuple(
            ListedMatter(each.terms.model.matter.code, each.terms.model.matter.lead, Presence.OUTSIDE)
            for each in await house.matters.all_current()
            if each.terms.model.matter.code not in known
        )
        if added:
            await house.tenants.save_registers(replace(registers, presence=(*registers.presence, *added)))
            await house.audit.note(AuditKind.CATALOGUE, me.doer, "进驻", f"列入 {len(added)} 个已发布的事项")
    return go("/residency", f"已列入 {len(added)} 个事项，请逐个登记怎样进驻。")


@get("/residency/targets/{level:str}")
async def show_target(me: NamedDependency[Me], state: State, level: FromPath[str]) -> Template:
    """The target of one level."""
    keeper(me)
    found = _level(level, me)
    target = target_for(found, (await state.house.tenants.registers()).targets)
    values = {"percent": target.percent, "base": target.base.value, "stations_count": target.stations_count}
    return _form(me, found, values)


@post("/residency/targets/{level:str}")
async def change_target(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, level: FromPath[str]
) -> Response[Any]:
    """Set the target of one level."""
    keeper(me)
    house: House = state.house
    found, sent = _level(level, me), await posted(request)
    read = read_fields(_FIELDS, sent)
    if read.faults:
        return _form(me, found, typed(_FIELDS, sent), read.faults)
    base = next(each for each in Base if each.value == read.values["base"])
    made = LevelTarget(found, read.values["percent"], base, read.values["stations_count"])
    async with house.tenants.transaction():
        registers = await house.tenants.registers()
        targets = (*(each for each in registers.targets if each.level is not found), made)
        await house.tenants.save_registers(replace(registers, targets=targets))
        told = _target_words(found, replace(registers, targets=targets))
        await house.audit.note(AuditKind.CATALOGUE, me.doer, f"进驻目标 {found.chinese}", told)
    return go("/residency", f"已设定{found.chinese}的目标。")


_FIELDS = (
    Field("percent", "目标（%）", "whole", required=True, most=100),
    Field("base", "占什么的比例", "choice", required=True, width=3, options=options_of(Base)),
    Field("stations_count", "全程代理工作站算进驻", "flag"),
)


def _form(me: Me, level: Level, values: dict[str, Any], faults: dict[str, str] | None = None) -> Template:
    heads = {
        "title": f"{level.chinese}的进驻率目标",
        "action": f"/residency/targets/{level.value}",
        "back": "/residency",
    }
    return entry_page(me, "residency", _FIELDS, values, faults, **heads)


def _changed(sent: Any, listed: dict[str, ListedMatter]) -> list[ListedMatter]:
    """The matters whose presence the post changes; a word that is none of the three is refused."""
    changed = []
    for code, matter in listed.items():
        word = text(sent, f"presence.{code}")
        presence = term_of(Presence, word) if word else matter.presence
        if presence is None:
            raise RefusedError(Refusal("presence", f"没有“{word}”这种进驻情况。", OWN_RULE, "请从列出的里面选。"))
        if presence is not matter.presence:
            changed.append(replace(matter, presence=presence))
    return changed


def _rate(registers: Registers, level: Level, targets: Registers, today: date) -> Residency:
    listed = matters_listed(registers.catalogue, registers.presence, today)
    return residency(listed, registers.exceptions, today, target_for(level, targets.targets))


async def _units(house: House, me: Me, own: Registers, today: date) -> list[Unit]:
    """Every tenant below, by the targets of this level."""
    everyone = await house.directory.all()
    tree, _ = plant([each.profile for each in everyone])
    codes = set(tree.descendants(me.tenant.code)) if me.tenant.code in tree else set()
    units = []
    for tenant in (each for each in everyone if each.code in codes):
        with scope.acting_for(tenant.id):
            registers = await house.tenants.registers()
        rate = _rate(registers, tenant.level, own, today)
        units.append(Unit(tenant, rate, len(rate.missing)))
    return units


def _by_level(units: Sequence[Unit], registers: Registers) -> list[dict[str, Any]]:
    """The report by level: how many units reach the target of their level."""
    found = []
    for level in Level:
        mine = [each for each in units if each.tenant.level is level]
        if mine:
            reached = sum(1 for each in mine if each.residency.passes)
            found.append({
                "level": level, "target": _target_words(level, registers), "units": mine, "reached": reached,
            })  # fmt: skip
    return found


def _missing(rate: Residency, names: dict[str, str], me: Me) -> list[tuple[str, list[str]]]:
    """What must still enter, by department."""
    return [
        (me.department(department) if department else "未写部门", [names.get(code, code) for _, code in pairs])
        for department, pairs in groupby(rate.missing, key=lambda pair: pair[0])
    ]


def _row(matter: ListedMatter, names: dict[str, str], me: Me) -> dict[str, Any]:
    department = me.department(matter.department) if matter.department else "—"
    name = names.get(matter.code, matter.code)
    return {"code": matter.code, "name": name, "department": department, "presence": matter.presence.value}


def _unlisted(listed: Sequence[ListedMatter], names: dict[str, str]) -> list[str]:
    known = {each.code for each in listed}
    return sorted(name for code, name in names.items() if code not in known)


def _target_words(level: Level, registers: Registers) -> str:
    target = target_for(level, registers.targets)
    stations = "，全程代理工作站算进驻" if target.stations_count else "，全程代理工作站不算"
    return f"目标 {target.percent}%（占{target.base.chinese}{stations}）"


def _level(word: str, me: Me) -> Level:
    """This level or one below."""
    found = next((each for each in Level if each.value == word), None)
    if found is None or found.above(me.tenant.level):
        raise NotFoundException
    return found


HANDLERS = [show_residency, change_presence, add_matters, show_target, change_target]

"""设置·机构: the registers of departments, posts, sites, zones and windows, kept by the system administrator."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from designer_api.access.audit import AuditKind
from designer_api.administration.changes import changes, in_words
from designer_api.administration.checking import new_fault
from designer_api.administration.field import Field, read_fields, typed, written
from designer_api.administration.registers import REGISTERS, Part, Register, identity_of, put, take, values_of
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.administration import admin_page, drawn, require, tabs_of
from designer_api.pages.page import go
from designer_api.pages.posted import posted
from tenants.halls import name_faults
from tenants.organisation import Organisation, Site, SiteKind
from tenants.people import may_administer


@get("/admin")
async def administration(me: NamedDependency[Me]) -> Redirect:
    """To the first page the person's role opens."""
    tabs = tabs_of(me.actor)
    require(me, lambda _: bool(tabs))
    return Redirect(tabs[0].href, status_code=303)


@get("/admin/{register:str}")
async def show_register(me: NamedDependency[Me], register: FromPath[str]) -> Template:
    """Every entry of a register."""
    require(me, may_administer)
    kept, centre = _register(register), me.organisation
    fields = {field.name: field for field in kept.fields(centre)}
    rows = [_row(kept, fields, each) for each in kept.entries(centre)]
    extra = ""
    if kept.key in ("zones", "windows"):
        cap = me.tenant.settings.window_cap
        extra = f"，计划窗口合计 {centre.window_count} 个" + (f"（上限 {cap} 个）" if cap else "")
    names = [fields[name].label for name in kept.columns]
    return admin_page("admin_register", me, kept.key, register=kept, rows=rows, names=names, extra=extra)


@get("/admin/{register:str}/new")
async def show_new(me: NamedDependency[Me], register: FromPath[str]) -> Template:
    """An empty form."""
    require(me, may_administer)
    kept = _register(register)
    usual: dict[str, object] = {f.name: 0 for f in kept.fields(me.organisation) if f.kind == "whole"}
    return _form(me, kept, None, {**usual, "entered": True})


@post("/admin/{register:str}/new")
async def add(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, register: FromPath[str]
) -> Response[Any]:
    """Add an entry."""
    require(me, may_administer)
    return await _save(request, me, state.house, _register(register), None)


@get("/admin/{register:str}/{entry:str}")
async def show_entry(me: NamedDependency[Me], register: FromPath[str], entry: FromPath[str]) -> Template:
    """One entry."""
    require(me, may_administer)
    kept = _register(register)
    known = _entry(kept, me.organisation, entry)
    return _form(me, kept, known, values_of(known))


@post("/admin/{register:str}/{entry:str}")
async def change(
    request: Request[Any, Any, Any],
    me: NamedDependency[Me],
    state: State,
    register: FromPath[str],
    entry: FromPath[str],
) -> Response[Any]:
    """Change an entry."""
    require(me, may_administer)
    kept = _register(register)
    return await _save(request, me, state.house, kept, _entry(kept, me.organisation, entry))


@post("/admin/{register:str}/{entry:str}/remove")
async def remove(me: NamedDependency[Me], state: State, register: FromPath[str], entry: FromPath[str]) -> Response[Any]:
    """Take an entry away, if nothing needs it."""
    require(me, may_administer)
    kept, house = _register(register), state.house
    known = _entry(kept, me.organisation, entry)
    async with house.tenants.transaction():
        centre = await house.tenants.organisation()
        after = take(kept, centre, await house.tenants.people(), entry)
        if isinstance(after, Organisation):
            await house.tenants.save_organisation(after)
            await house.audit.note(AuditKind.ORGANISATION, me.doer, f"{kept.name} {known.name}", "删除")
    if isinstance(after, str):
        return _form(me, kept, known, values_of(known), fault=after)
    return go(f"/admin/{kept.key}", f"已删除{kept.name}“{known.name}”。")


async def _save(
    request: Request[Any, Any, Any], me: Me, house: House, kept: Register, known: Part | None
) -> Response[Any]:
    sent = await posted(request)
    fields = [f for f in kept.fields(me.organisation) if known is None or not f.once]
    read = read_fields(fields, sent)
    if read.faults:
        return _form(me, kept, known, _shown(me, kept, known, typed(fields, sent)), read.faults)
    async with house.tenants.transaction():
        centre, people = await house.tenants.organisation(), await house.tenants.people()
        after = put(kept, centre, read.values, identity_of(known) if known else "")
        profiles = tuple(person.profile for person in people)
        if isinstance(after, Organisation):
            before = (me.tenant.profile, centre, profiles)
            after = new_fault(before, (me.tenant.profile, after, profiles)) or after
        if isinstance(after, Organisation):
            await house.tenants.save_organisation(after)
            text = changes(fields, values_of(known) if known else {}, read.values)
            about = f"{kept.name} {read.values.get('name', '')}"
            await house.audit.note(AuditKind.ORGANISATION, me.doer, about, text if known else f"新增；{text}")
    if isinstance(after, str):
        return _form(me, kept, known, _shown(me, kept, known, typed(fields, sent)), fault=after)
    warned = _warned(me, kept, read.values) if isinstance(after, Organisation) else ""
    return go(f"/admin/{kept.key}", f"已保存{kept.name}“{read.values['name']}”。{warned}")


def _warned(me: Me, kept: Register, values: dict[str, Any]) -> str:
    """What is odd about an entry although it may be saved: a site whose name does not follow the rule (A5)."""
    if kept.key != "sites":
        return ""
    kind = next(each for each in SiteKind if each.value == values["kind"])
    odd = next(name_faults(me.tenant.level, [Site("site", values["name"], kind)]), None)
    return f"注意：名称应含“{odd.expected}”。" if odd is not None else ""


def _shown(me: Me, kept: Register, known: Part | None, what: dict[str, object]) -> dict[str, object]:
    return {**(values_of(known) if known else {}), **what}


def _register(key: str) -> Register:
    if key not in REGISTERS:
        raise NotFoundException
    return REGISTERS[key]


def _entry(kept: Register, centre: Organisation, identity: str) -> Part:
    found = kept.entry(centre, identity)
    if found is None:
        raise NotFoundException
    return found


def _row(kept: Register, fields: dict[str, Field], part: Part) -> dict[str, Any]:
    values = values_of(part)
    cells = [in_words(fields[name], values[name]).replace("空", "—") for name in kept.columns]
    return {"href": f"/admin/{kept.key}/{identity_of(part)}", "cells": cells, "name": part.name}


def _form(
    me: Me,
    kept: Register,
    known: Part | None,
    values: dict[str, Any],
    faults: dict[str, str] | None = None,
    *,
    fault: str = "",
) -> Template:
    fields = kept.fields(me.organisation)
    shown = {field.name: written(field, values.get(field.name, "")) for field in fields}
    address = f"/admin/{kept.key}/{identity_of(known)}" if known else f"/admin/{kept.key}/new"
    response = admin_page(
        "admin_entry",
        me,
        kept.key,
        title=f"{kept.name} {known.name}" if known else f"新增{kept.name}",
        subject=known.name if known else "",
        fields=drawn(fields, shown, faults, made=known is not None),
        fault=fault or ("有内容需要更正，见下面标红的地方。" if faults else ""),
        action=address,
        back=f"/admin/{kept.key}",
        removal=f"{address}/remove" if known else "",
    )
    if faults or fault:
        response.status_code = 422
    return response


HANDLERS = [administration, show_register, show_new, add, show_entry, change, remove]

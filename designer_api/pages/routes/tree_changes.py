"""体系·增改: a tenant added below with its first three administrators, renamed, merged, moved — by the system
administrator of a tenant above it (renamed by its own too). Every act is audited here and at the tenant it concerns."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.access.audit import AuditKind
from designer_api.administration.field import Field, options_of, read_fields, typed
from designer_api.administration.person_form import is_login
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.administration import drawn
from designer_api.pages.page import go, page
from designer_api.pages.posted import Posted, posted
from designer_api.pages.routes.tree import Around, around
from designer_api.passwords import hash_password, new_password
from engine.growing import Growing
from engine.refusal import Refusal
from tenants import scope
from tenants.account import Account
from tenants.errors import Conflict
from tenants.identity import RANDOM_BYTES, PersonId, TenantId, new_id
from tenants.people import ADMINISTRATORS, Person, PersonProfile
from tenants.succession import Merger, Rename
from tenants.tenant import Level, Tenant, TenantProfile, region_code_fault
from tenants.term import term_of

SINCE = Field("effective_from", "自何日起", "day", required=True)
DOCUMENT = Field("document", "文件", required=True, width=4, help="决定机关和文号，例如 甲府发〔2026〕1号")
RENAME = (
    Field("name", "新名称", required=True, width=3),
    Field("centre", "新的中心名称", required=True, width=3),
    Field("case_mark", "办件字号", most=10, help="新办件编号的开头；空则不变。已有办件的编号不变"),
    SINCE,
    DOCUMENT,
)
MERGE = (
    Field("into", "并入的单位代码", "code", required=True, help="同一体系内的单位，代码见体系页"),
    SINCE,
    DOCUMENT,
)
MOVE = (Field("parent", "新的上级代码", "code", required=True, help="本级或本级以下的单位，代码见体系页"), DOCUMENT)


class _Undone(Exception):
    """Ends the transaction of an act that is refused, so that nothing of it is kept."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class _Form:
    """One of the forms: what it is called, what it asks, what it will do in words."""

    key: str
    title: str
    fields: tuple[Field, ...]
    told: str
    act: str


def _adding(parent: Tenant) -> _Form:
    levels = [(code, word) for code, word in options_of(Level) if parent.level.above(_level(code))]
    people = [
        Field(f"{part}_{role.value}", f"{role.chinese}{word}", required=True, width=3, most=60)
        for role in ADMINISTRATORS
        for part, word in (("name", "姓名"), ("login", "登录名"))
    ]
    fields = (
        Field("code", "租户代码", "code", required=True, help="小写字母开头，全系统不重复，定了不再改"),
        Field("name", "单位名称", required=True, width=4, help="例如 甲县乙镇"),
        Field("centre", "中心名称", required=True, width=4, help="乡镇、街道、村社区称便民服务中心（站）"),
        Field("level", "级别", "choice", required=True, options=levels),
        Field("region_code", "区划代码", required=True, help="省市县 6 位，乡镇 9 位，村 12 位；建立后标“待核实”"),
        Field("case_mark", "办件字号", required=True, most=10, help="例如 乙办"),
        *people,
    )
    told = "建立后，三名管理员各得一个一次性密码；他们导入机构和人员，改革人员认领事项。三员须由三个人担任。"
    return _Form("add", f"在“{parent.name}”下新增单位", fields, told, "建立")


def _rename(at: Tenant) -> _Form:
    told = "自这一天起，办事指南、页面和新的办件用新名称；已有办件的编号不变。"
    return _Form("rename", f"“{at.name}”更名", RENAME, told, "更名")


def _merge(at: Tenant) -> _Form:
    told = (
        f"自这一天起，“{at.name}”不再收件，新申请由并入的单位受理；"
        "已收的办件在原单位办完，体系页显示还剩几件。合并后不能撤回。"
    )
    return _Form("merge", f"“{at.name}”并入别的单位", MERGE, told, "合并")


def _move(at: Tenant) -> _Form:
    told = f"“{at.name}”连同它的下级一起移到新的上级之下。认领的事项在新的上级没有的，移不过去。"
    return _Form("move", f"“{at.name}”移到别的上级", MOVE, told, "移动")


@get("/tree/{code:str}/add")
async def show_add(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """The form of a new tenant below this one."""
    at = await _mine(state.house, me, code, below=False)
    return _page(me, at.tenant, _adding(at.tenant), {})


@post("/tree/{code:str}/add")
async def add(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Response[Any]:
    """Make it with its first three administrators; their passwords are shown once."""
    house: House = state.house
    at = await _mine(house, me, code, below=False)
    form, sent = _adding(at.tenant), await posted(request)
    read = read_fields(form.fields, sent)
    faults = {**read.faults, **_add_faults(read.values)}
    if faults:
        return _page(me, at.tenant, form, typed(form.fields, sent), faults)
    profile = TenantProfile(
        **{name: read.values[name] for name in ("code", "name", "centre", "region_code", "case_mark")},
        level=_level(read.values["level"]),
        parent=at.tenant.code,
        region_source="由上级管理员填写，未与官方代码表核对",
    )
    people = [_person(me, read.values, role.value) for role in ADMINISTRATORS]
    passwords = [new_password() for _ in people]
    hashes = await asyncio.gather(*(hash_password(each) for each in passwords))

    async def make(growing: Growing) -> Tenant | Refusal:
        made = await growing.add(profile.with_id(TenantId(_identity(me))))
        if isinstance(made, Tenant):
            with scope.acting_for(made.id):
                for person, encoded in zip(people, hashes, strict=True):
                    await house.tenants.save_person(person)
                    await house.tenants.save_account(Account(person.id, encoded, must_change=True))
                    told = f"新增{person.roles[0].chinese} {person.name}"
                    await house.audit.note(AuditKind.ACCOUNT, me.doer, person.login, told)
        return made

    told = f"建立{profile.level.chinese}单位 {profile.name}（{profile.code}），上级 {at.tenant.code}"
    done = await _act(house, me, make, told)
    if isinstance(done, Refusal):
        return _page(me, at.tenant, form, typed(form.fields, sent), fault=str(done))
    given = list(zip(people, passwords, strict=True))
    return page("tree_passwords", me, "tree", made=done, given=given, back=f"/tree/{done.code}")


@get("/tree/{code:str}/rename")
async def show_rename(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """The form of a new name."""
    at = await _mine(state.house, me, code, below=False)
    facts = {"name": at.tenant.name, "centre": at.tenant.centre, "effective_from": me.day.isoformat()}
    return _page(me, at.tenant, _rename(at.tenant), facts)


@post("/tree/{code:str}/rename")
async def rename(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Response[Any]:
    """更名."""
    at = await _mine(state.house, me, code, below=False)

    def said(values: dict[str, Any]) -> tuple[Callable[[Growing], Awaitable[Tenant | Refusal]], str]:
        made = Rename(
            values["effective_from"], values["document"], values["name"], values["centre"], values["case_mark"]
        )
        told = f"自{made.effective_from}起由“{at.tenant.name}”更名为“{made.name}”（{made.centre}），{made.document}"
        return (lambda growing: growing.rename(at.tenant, made)), told

    return await _change(request, me, state.house, at.tenant, _rename(at.tenant), said)


@get("/tree/{code:str}/merge")
async def show_merge(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """The form of a merger."""
    at = await _mine(state.house, me, code, below=True)
    return _page(me, at.tenant, _merge(at.tenant), {})


@post("/tree/{code:str}/merge")
async def merge(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Response[Any]:
    """合并."""
    at = await _mine(state.house, me, code, below=True)

    def said(values: dict[str, Any]) -> tuple[Callable[[Growing], Awaitable[Tenant | Refusal]], str]:
        made = Merger(values["into"], values["effective_from"], values["document"])
        told = f"自{made.effective_from}起并入 {made.into}，{made.document}"
        return (lambda growing: growing.merge(at.tenant, made)), told

    return await _change(request, me, state.house, at.tenant, _merge(at.tenant), said)


@get("/tree/{code:str}/move")
async def show_move(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """The form of another parent."""
    at = await _mine(state.house, me, code, below=True)
    return _page(me, at.tenant, _move(at.tenant), {})


@post("/tree/{code:str}/move")
async def move(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Response[Any]:
    """移到别的上级."""
    house: House = state.house
    at = await _mine(house, me, code, below=True)

    def said(values: dict[str, Any]) -> tuple[Callable[[Growing], Awaitable[Tenant | Refusal]], str]:
        async def act(growing: Growing) -> Tenant | Refusal:
            line = await growing.line(values["parent"])
            if not any(each.id == me.tenant.id for each in line):
                return Refusal("tenant-parent", f"上级“{values['parent']}”不在本级或本级之下。", "", "请核对代码。")
            return await growing.move(at.tenant, values["parent"])

        return act, f"上级 {at.tenant.parent} → {values['parent']}，{values['document']}"

    return await _change(request, me, house, at.tenant, _move(at.tenant), said)


async def _change(
    request: Request[Any, Any, Any],
    me: Me,
    house: House,
    tenant: Tenant,
    form: _Form,
    said: Callable[[dict[str, Any]], tuple[Callable[[Growing], Awaitable[Tenant | Refusal]], str]],
) -> Response[Any]:
    """Read a form, do what it says, and go back to the tree; or show it again with what is wrong."""
    sent: Posted = await posted(request)
    read = read_fields(form.fields, sent)
    if read.faults:
        return _page(me, tenant, form, typed(form.fields, sent), read.faults)
    act, told = said(read.values)
    done = await _act(house, me, act, told)
    if isinstance(done, Refusal):
        return _page(me, tenant, form, typed(form.fields, sent), fault=str(done))
    return go(f"/tree/{tenant.code}", f"已登记：{told}。")


async def _act(
    house: House, me: Me, act: Callable[[Growing], Awaitable[Tenant | Refusal]], told: str
) -> Tenant | Refusal:
    """All of it or nothing, with its entries in the audits of both tenants."""
    try:
        async with house.tenants.transaction():
            done = await act(Growing(house.directory, house.tenants, house.clock))
            if isinstance(done, Refusal):
                raise _Undone(done)
            await house.audit.note(AuditKind.TREE, me.doer, f"{done.name}（{done.code}）", told)
            if done.id != me.tenant.id:
                with scope.acting_for(done.id):
                    by = f"{told}（由{me.tenant.name}办理）"
                    await house.audit.note(AuditKind.TREE, me.doer, f"{done.name}（{done.code}）", by)
    except _Undone as undone:
        return undone.refusal
    except Conflict as conflict:
        return Refusal("conflict", conflict.message, "", "请换一个代码或登录名。")
    return done


async def _mine(house: House, me: Me, code: str, *, below: bool) -> Around:
    """A tenant that I may change: mine or below mine; `below`: below mine only. Of another tree: not there."""
    at = await around(house, me, code)
    if not at.mine or (below and at.tenant.id == me.tenant.id):
        raise PermissionDeniedException
    return at


def _add_faults(values: dict[str, Any]) -> dict[str, str]:
    faults: dict[str, str] = {}
    level = term_of(Level, str(values.get("level", "")))
    if level is not None and "region_code" in values:
        fault = region_code_fault(values["region_code"], level)
        faults |= {"region_code": fault} if fault else {}
    seen: dict[str, str] = {}
    for role in ADMINISTRATORS:
        for part in ("login", "name"):
            key = f"{part}_{role.value}"
            value = str(values.get(key, "")).lower()
            if part == "login" and value and not is_login(value):
                faults[key] = "登录名只用字母、数字、点、下划线、连字符。"
            elif value and f"{part} {value}" in seen:
                faults[key] = f"与{seen[f'{part} {value}']}相同：三员须由不同的人担任。"
            elif value:
                seen[f"{part} {value}"] = role.chinese
    return faults


def _person(me: Me, values: dict[str, Any], role: str) -> Person:
    made = next(each for each in ADMINISTRATORS if each.value == role)
    profile = PersonProfile(login=values[f"login_{role}"], name=values[f"name_{role}"], roles=(made,))
    return profile.with_id(PersonId(_identity(me)))


def _identity(me: Me) -> UUID:
    return new_id(me.now, secrets.token_bytes(RANDOM_BYTES))


def _level(code: str) -> Level:
    return next(each for each in Level if each.value == code)


def _page(
    me: Me,
    tenant: Tenant,
    form: _Form,
    values: dict[str, Any],
    faults: dict[str, str] | None = None,
    fault: str = "",
) -> Template:
    answer = page(
        "tree_form",
        me,
        "tree",
        tenant=tenant,
        form=form,
        fields=drawn(form.fields, values, faults),
        fault=fault or ("有内容需要更正，见下面标红的地方。" if faults else ""),
        action=f"/tree/{tenant.code}/{form.key}",
    )
    answer.status_code = 422 if faults or fault else 200
    return answer


HANDLERS = [show_add, add, show_rename, rename, show_merge, merge, show_move, move]

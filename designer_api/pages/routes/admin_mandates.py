"""设置·授权: the mandates of the centre, entered and revoked by the security administrator, every change audited."""

from dataclasses import replace
from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Template

from bpmn.finding import Severity
from designer_api.access.audit import AuditKind
from designer_api.administration.field import Field, read_fields, typed
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.administration import admin_page, drawn, require
from designer_api.pages.page import go
from designer_api.pages.posted import posted, text
from engine.clock import CENTRE_ZONE
from tenants.mandate import Holder, HolderKind, Mandate, Power
from tenants.people import Person, Staff, may_secure
from tenants.registers import register_faults


@get("/admin/mandates")
async def show_mandates(me: NamedDependency[Me], state: State) -> Template:
    """Every mandate, those in force first."""
    require(me, may_secure)
    registers = await state.house.tenants.registers()
    today = _today(me)
    listed = sorted(
        registers.mandates, key=lambda each: (_state(each, today) != "有效", each.department, each.document)
    )
    return admin_page("admin_mandates", me, "mandates", rows=[_row(each, me, today) for each in listed])


@get("/admin/mandates/new")
async def show_new_mandate(me: NamedDependency[Me], state: State) -> Template:
    """An empty form."""
    require(me, may_secure)
    fields = _fields(me, await state.house.tenants.people())
    return _form(me, fields, {"since": _today(me), "powers": (Power.DECIDE.value,)})


@post("/admin/mandates/new")
async def add_mandate(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Enter a mandate; overlapping ones are refused with both documents."""
    require(me, may_secure)
    house: House = state.house
    sent = await posted(request)
    people = await house.tenants.people()
    fields = _fields(me, people)
    read = read_fields(fields, sent)
    if read.faults:
        return _form(me, fields, typed(fields, sent), read.faults)
    mandate = _mandate(read.values, people)
    async with house.tenants.transaction():
        registers = await house.tenants.registers()
        after = replace(registers, mandates=(*registers.mandates, mandate))
        profiles = tuple(person.profile for person in people)
        known = set(register_faults(registers, me.organisation, profiles))
        faults = [
            each
            for each in register_faults(after, me.organisation, profiles)
            if each not in known and each.severity is Severity.ERROR
        ]
        if not faults:
            await house.tenants.save_registers(after)
            powers = "、".join(each.chinese for each in Power if each in mandate.powers)
            told = f"授予{mandate.delegate}：{powers}，{mandate.since}至{mandate.until}"
            await house.audit.note(AuditKind.ROLES, me.doer, f"授权书 {mandate.document}", told)
    if faults:
        return _form(me, fields, typed(fields, sent), fault="".join(f"{each.message}{each.advice}" for each in faults))
    return go("/admin/mandates", f"已登记授权书“{mandate.document}”。")


@post("/admin/mandates/revoke")
async def revoke_mandate(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Revoke a mandate from today on; what was decided by it stays."""
    require(me, may_secure)
    house: House = state.house
    document = text(await posted(request), "document")
    today = _today(me)
    async with house.tenants.transaction():
        registers = await house.tenants.registers()
        if not any(each.document == document for each in registers.mandates):
            raise NotFoundException
        mandates = tuple(
            replace(each, revoked_from=each.revoked_from or today) if each.document == document else each
            for each in registers.mandates
        )
        await house.tenants.save_registers(replace(registers, mandates=mandates))
        await house.audit.note(AuditKind.ROLES, me.doer, f"授权书 {document}", f"自{today}起撤销")
    return go("/admin/mandates", f"授权书“{document}”自{today}起撤销，已作的决定不受影响。")


def _fields(me: Me, people: tuple[Person, ...]) -> list[Field]:
    able = [
        each
        for each in people
        if each.staff is Staff.PERMANENT and any(me.department(h.department) for h in each.posts)
    ]
    departments = [(each.code, each.short) for each in me.organisation.departments if each.may_approve]
    return [
        Field("document", "授权书号", required=True, width=3),
        Field("department", "部门", "choice", required=True, width=3, options=departments),
        Field(
            "person",
            "授给",
            "choice",
            required=True,
            width=3,
            options=[(e.login, f"{e.name}（{e.login}）") for e in able],
        ),
        Field("signed_by", "签发的负责人", required=True, width=3),
        Field("powers", "权力", "many", required=True, width=6, options=[(each.value, each.chinese) for each in Power]),
        Field("since", "自", "day", required=True, width=3),
        Field("until", "至", "day", required=True, width=3, help="首尾两日都算"),
        Field("matters", "事项", "lines", width=4, help="每行一个事项代码；不填为本部门全部事项"),
        Field("deputy", "顶岗", "flag", width=2),
    ]


def _mandate(values: dict[str, Any], people: tuple[Person, ...]) -> Mandate:
    name = next((each.name for each in people if each.login == values["person"]), "")
    return Mandate(
        document=values["document"],
        department=values["department"],
        delegator=Holder(HolderKind.DEPARTMENT, values["department"]),
        delegate=Holder(HolderKind.PERSON, values["person"], name),
        powers=frozenset(_power(each) for each in values["powers"]),
        since=values["since"],
        until=values["until"],
        matters=frozenset(values["matters"] or ()),
        signed_by=values["signed_by"],
        deputy=bool(values["deputy"]),
    )


def _power(code: str) -> Power:
    return next(each for each in Power if each.value == code)


def _form(
    me: Me, fields: list[Field], values: dict[str, Any], faults: dict[str, str] | None = None, fault: str = ""
) -> Template:
    answer = admin_page(
        "admin_entry",
        me,
        "mandates",
        title="登记授权书",
        action="/admin/mandates/new",
        back="/admin/mandates",
        fields=drawn(fields, values, faults),
        fault=fault,
        removal="",
        subject="",
    )
    answer.status_code = 422 if faults or fault else 200
    return answer


def _row(mandate: Mandate, me: Me, today: date) -> dict[str, Any]:
    powers = "、".join(each.chinese for each in Power if each in mandate.powers)
    return {
        "document": mandate.document,
        "department": me.department(mandate.department),
        "delegate": str(mandate.delegate) + ("（顶岗）" if mandate.deputy else ""),
        "powers": powers,
        "matters": "、".join(sorted(mandate.matters)) or "全部",
        "days": f"{mandate.since} 至 {mandate.until}",
        "signed": mandate.signed_by,
        "state": _state(mandate, today),
        "revocable": mandate.revoked_from is None and mandate.until >= today,
    }


def _state(mandate: Mandate, today: date) -> str:
    if mandate.revoked_from is not None and mandate.revoked_from <= today:
        return f"{mandate.revoked_from} 撤销"
    if mandate.until < today:
        return "已到期"
    return "未生效" if today < mandate.since else "有效"


def _today(me: Me) -> date:
    return me.now.astimezone(CENTRE_ZONE).date()


HANDLERS = [show_mandates, show_new_mandate, add_mandate, revoke_mandate]

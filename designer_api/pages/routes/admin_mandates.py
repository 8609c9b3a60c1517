"""设置·授权: the mandates of the centre, entered and revoked by the security administrator, every change audited."""

from dataclasses import replace
from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from litestar.response import Template

from bpmn.finding import Severity
from designer_api.access.audit import AuditKind
from designer_api.administration.field import Field, read_day, read_fields, typed
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.administration import admin_page, drawn, require
from designer_api.pages.page import go
from designer_api.pages.posted import posted, text
from tenants.holders import Capability, DepartmentPowers, Use, chain_of, lacking, powers_on, warnings_on
from tenants.mandate import Holder, HolderKind, Mandate, Power
from tenants.mandates import Mandates, chain_fault
from tenants.organisation import CENTRE, PostKind
from tenants.people import Person, Staff, may_secure
from tenants.registers import Registers, mandates_of, register_faults


@get("/admin/mandates")
async def show_mandates(
    me: NamedDependency[Me],
    state: State,
    on: FromQuery[str] = "",
    department: FromQuery[str] = "",
    matter: FromQuery[str] = "",
) -> Template:
    """Who may use which power on a day, today if none is named, and every mandate, those in force first."""
    require(me, may_secure)
    house: House = state.house
    registers, people = await house.tenants.registers(), await house.tenants.people()
    asked, wrong = read_day("日期", on)
    day, authority = asked or me.day, await house.powers()
    listed = sorted(
        (each for each in registers.mandates if department in ("", each.department)),
        key=lambda each: (_state(each, day) != "有效", each.department, each.document),
    )
    matters = [(p.terms.model.matter.code, p.terms.model.matter.name) for p in await house.matters.all_current()]
    return admin_page(
        "admin_mandates",
        me,
        "mandates",
        rows=[_row(each, me, day, authority.mandates) for each in listed],
        day=day.isoformat(),
        today=day == me.day,
        wrong_day=wrong,
        powers=[each.chinese for each in Power],
        able=[
            _able(each, me, lacking(each, me.organisation, people, day))
            for each in powers_on(authority, day, department=department, matter=matter)
        ],
        warnings=list(warnings_on(registers.mandates, people, me.day)),
        department=department,
        departments=[(each, me.department(each)) for each in sorted({m.department for m in registers.mandates})],
        matter=matter,
        matters=sorted(matters, key=lambda each: each[1]),
    )


@get("/admin/mandates/new")
async def show_new_mandate(me: NamedDependency[Me], state: State) -> Template:
    """An empty form."""
    require(me, may_secure)
    registers = await state.house.tenants.registers()
    fields = _fields(me, await state.house.tenants.people(), registers.mandates)
    return _form(me, fields, {"since": me.day, "powers": (Power.DECIDE.value,), "to": HolderKind.PERSON.value})


@post("/admin/mandates/new")
async def add_mandate(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Enter a mandate; overlapping ones are refused with both documents."""
    require(me, may_secure)
    house: House = state.house
    sent = await posted(request)
    people = await house.tenants.people()
    fields = _fields(me, people, (await house.tenants.registers()).mandates)
    read = read_fields(fields, sent)
    faulty = read.faults or _missing_holder(read.values)
    if faulty:
        return _form(me, fields, typed(fields, sent), faulty)
    mandate = _mandate(read.values, people, me, await house.tenants.registers())
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
        told = "".join(f"{each.message}{each.advice}" for each in faults) or _chain_fault(after, mandate, people)
        if not told:
            await house.tenants.save_registers(after)
            powers = "、".join(each.chinese for each in Power if each in mandate.powers)
            given = f"授予{mandate.delegate}：{powers}，{mandate.since}至{mandate.until}"
            await house.audit.note(AuditKind.ROLES, me.doer, f"授权书 {mandate.document}", given)
    if told:
        return _form(me, fields, typed(fields, sent), fault=told)
    return go("/admin/mandates", f"已登记授权书“{mandate.document}”。")


@post("/admin/mandates/revoke")
async def revoke_mandate(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Revoke a mandate from today on; what was decided by it stays."""
    require(me, may_secure)
    house: House = state.house
    document = text(await posted(request), "document")
    today = me.day
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


def _chain_fault(registers: Registers, mandate: Mandate, people: tuple[Person, ...]) -> str:
    """Why the new mandate does not hang on what it names, "" when it does."""
    book = mandates_of(registers, people)
    entered = book.document(mandate.document)
    fault = chain_fault(entered, book) if entered is not None else None
    return f"{fault.message}请改上一级授权书，或改起止日期、事项。" if fault is not None else ""


_TO = (
    (HolderKind.PERSON.value, "人员"),
    (HolderKind.DEPARTMENT.value, "政务中心（全部窗口）"),
    (HolderKind.WINDOW.value, "窗口、专区或窗口岗位"),
    (HolderKind.TOWNSHIP.value, "乡镇"),
)
"""To whom a power may be given, as the form words it."""
_CHOSEN = {HolderKind.PERSON.value: "person", HolderKind.WINDOW.value: "window", HolderKind.TOWNSHIP.value: "township"}


def _missing_holder(values: dict[str, Any]) -> dict[str, str]:
    """What is not chosen of whom it is given to."""
    name = _CHOSEN.get(values["to"] or HolderKind.PERSON.value, "")
    words = {"person": "请选择授给的人员。", "window": "请选择窗口、专区或岗位。", "township": "请填写乡镇的租户代码。"}
    return {name: words[name]} if name and not values[name] else {}


def _fields(me: Me, people: tuple[Person, ...], mandates: tuple[Mandate, ...]) -> list[Field]:
    able = [
        each
        for each in people
        if each.staff is Staff.PERMANENT and any(me.department(h.department) for h in each.posts)
    ]
    departments = [(each.code, each.short) for each in me.organisation.departments if each.may_approve]
    return [
        Field("document", "授权书号", required=True, width=3),
        Field("department", "部门", "choice", required=True, width=3, options=departments),
        Field("to", "授给", "choice", width=3, options=_TO, help="专用章可以交给中心、窗口代用；决定权只授给人"),
        Field("person", "人员", "choice", width=3, options=[(e.login, f"{e.name}（{e.login}）") for e in able]),
        Field("window", "窗口", "choice", width=3, options=_windows(me), help="授给窗口时选择"),
        Field("township", "乡镇", "code", width=3, help="授给乡镇时填写租户代码，例如 xiatang"),
        Field("signed_by", "签发的负责人", required=True, width=3),
        Field("powers", "权力", "many", required=True, width=6, options=[(each.value, each.chinese) for each in Power]),
        Field("since", "自", "day", required=True, width=3),
        Field("until", "至", "day", required=True, width=3, help="首尾两日都算"),
        Field("matters", "事项", "lines", width=4, help="每行一个事项代码；不填为本部门全部事项"),
        Field("deputy", "顶岗", "flag", width=1),
        Field("may_pass_on", "可以再授权", "flag", width=1),
        Field(
            "under",
            "上一级授权书",
            "choice",
            width=3,
            options=[(each.document, f"{each.document}（{each.delegate}）") for each in mandates if each.may_pass_on],
            help="再授权时选择；由部门直接授权的不选",
        ),
    ]


def _windows(me: Me) -> list[tuple[str, str]]:
    """Zones, windows and the centre's window posts, any of which may hold a power."""
    organisation = me.organisation
    posts = (each for each in organisation.posts_of(CENTRE) if each.kind in (PostKind.WINDOW, PostKind.EXIT))
    return [
        *((each.code, f"{each.name}（岗位）") for each in posts),
        *((each.code, f"{each.code} {each.name}") for each in organisation.zones),
        *((each.code, f"{each.code} {each.name}") for each in organisation.windows),
    ]


def _mandate(values: dict[str, Any], people: tuple[Person, ...], me: Me, registers: Registers) -> Mandate:
    above = next((each for each in registers.mandates if each.document == values["under"]), None)
    return Mandate(
        document=values["document"],
        department=values["department"],
        delegator=above.delegate if above is not None else Holder(HolderKind.DEPARTMENT, values["department"]),
        delegate=_delegate(values, people, me),
        powers=frozenset(_power(each) for each in values["powers"]),
        since=values["since"],
        until=values["until"],
        matters=frozenset(values["matters"] or ()),
        signed_by=values["signed_by"],
        deputy=bool(values["deputy"]),
        may_pass_on=bool(values["may_pass_on"]),
        under=values["under"],
    )


def _delegate(values: dict[str, Any], people: tuple[Person, ...], me: Me) -> Holder:
    match values["to"]:
        case HolderKind.DEPARTMENT.value:
            return Holder(HolderKind.DEPARTMENT, CENTRE, me.department(CENTRE))
        case HolderKind.WINDOW.value:
            name = dict(_windows(me)).get(values["window"], "")
            return Holder(HolderKind.WINDOW, values["window"], name)
        case HolderKind.TOWNSHIP.value:
            return Holder(HolderKind.TOWNSHIP, values["township"])
    name = next((each.name for each in people if each.login == values["person"]), "")
    return Holder(HolderKind.PERSON, values["person"], name)


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


def _able(each: DepartmentPowers, me: Me, missing: tuple[Capability, ...]) -> dict[str, Any]:
    """A department's line: who may use each power that day, and what of 四到位 is missing."""
    return {
        "missing": "、".join(capability.chinese for capability in missing),
        "name": me.department(each.department),
        "uses": [[_use(use) for use in each.uses[power]] for power in Power],
    }


def _use(use: Use) -> dict[str, str]:
    return {
        "holder": use.holder + ("（顶岗）" if use.deputy else ""),
        "documents": "→".join(use.documents),
        "matters": "、".join(use.matters),
    }


def _row(mandate: Mandate, me: Me, today: date, book: Mandates) -> dict[str, Any]:
    powers = "、".join(each.chinese for each in Power if each in mandate.powers)
    return {
        "document": mandate.document,
        "department": me.department(mandate.department),
        "delegate": str(mandate.delegate) + ("（顶岗）" if mandate.deputy else ""),
        "chain": "→".join(chain_of(mandate, book, me.department(mandate.department))),
        "under": mandate.under,
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


HANDLERS = [show_mandates, show_new_mandate, add_mandate, revoke_mandate]

"""例外清单: matters that may stay outside the hall — applied for, approved by the county government, published.

For one of three reasons and no other (B11, B12)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.access.audit import AuditKind
from designer_api.administration.field import Field, options_of, read_day, read_fields, typed, written
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.matter_tabs import entry_page, keeper, matter_page
from designer_api.pages.page import go
from designer_api.pages.posted import posted, text
from designer_api.problems import RefusedError
from engine.refusal import OWN_RULE, Refusal
from forms.characters import line_fault
from tenants.catalogue import EntryState
from tenants.residency import ExceptionReason, ResidencyException, stage_of

Change = Callable[[ResidencyException], ResidencyException | Refusal]


@get("/exceptions")
async def show_exceptions(me: NamedDependency[Me], state: State) -> Template:
    """Every exception, with how far it has come."""
    keeper(me)
    house: House = state.house
    registers, names, today = await house.tenants.registers(), await matter_names(house), me.day
    rows = [
        {
            "exception": each,
            "name": names.get(each.matter, each.matter),
            "department": me.department(each.department) if each.department else "—",
            "stage": stage_of(each),
            "counts": each.counts_on(today),
        }
        for each in sorted(registers.exceptions, key=lambda each: (each.published_on is not None, each.matter))
    ]
    return matter_page("exceptions", me, "exceptions", rows=rows, today=today.isoformat())


@get("/exceptions/new")
async def show_new_exception(me: NamedDependency[Me], state: State) -> Template:
    """An empty application."""
    keeper(me)
    fields = await _fields(state.house, me)
    usual = {"applied_on": me.day}
    return _form(me, fields, {each.name: written(each, usual.get(each.name, "")) for each in fields})


@post("/exceptions/new")
async def apply_for_exception(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """申请; a matter is on the list once."""
    keeper(me)
    house: House = state.house
    fields, sent = await _fields(house, me), await posted(request)
    read = read_fields(fields, sent)
    if read.faults:
        return _form(me, fields, typed(fields, sent), read.faults)
    reason = next(each for each in ExceptionReason if each.value == read.values["reason"])
    made = ResidencyException(
        read.values["matter"],
        reason,
        department=read.values["department"],
        applied_on=read.values["applied_on"],
        note=read.values["note"],
    )
    async with house.tenants.transaction():
        registers = await house.tenants.registers()
        known = any(each.matter == made.matter for each in registers.exceptions)
        if not known:
            await house.tenants.save_registers(replace(registers, exceptions=(*registers.exceptions, made)))
            told = f"申请不进驻，理由：{reason.chinese}；{made.note}"
            await house.audit.note(AuditKind.CATALOGUE, me.doer, f"例外清单 {made.matter}", told)
    if known:
        return _form(me, fields, typed(fields, sent), fault="这个事项已在例外清单里，请在清单里继续办。")
    return go("/exceptions", "已登记申请，报县级政府常务会议批准。批准、公布以前按应当进驻计算。")


@post("/exceptions/{code:str}/approve")
async def approve_exception(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Response[Any]:
    """批准: which meeting approved it, by the number of its minutes."""
    keeper(me)
    sent = await posted(request)
    approval = text(sent, "approval")
    day, fault = read_day("批准日期", text(sent, "approved_on"))
    fault = fault or ("" if approval and day else "请填写会议纪要文号和批准日期。") or line_fault(approval) or ""

    def approved(known: ResidencyException) -> ResidencyException | Refusal:
        if fault:
            return Refusal("exception-approval", fault, OWN_RULE, "")
        if known.approval:
            return Refusal("exception-approval", f"已经批准（{known.approval}）。", OWN_RULE, "请公布。")
        if day is not None and (day > me.day or (known.applied_on is not None and day < known.applied_on)):
            return Refusal(
                "exception-approval", f"批准日期 {day} 不对：应在申请以后，不晚于今天。", OWN_RULE, "请核对。"
            )
        return replace(known, approval=approval, approved_on=day)

    await _changed(state.house, me, code, approved, f"批准，{approval}，{day}")
    return go("/exceptions", "已登记批准，请公布。")


@post("/exceptions/{code:str}/publish")
async def publish_exception(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Response[Any]:
    """公布 on the public list from a day on."""
    keeper(me)
    day, fault = read_day("公布日期", text(await posted(request), "published_on"))

    def published(known: ResidencyException) -> ResidencyException | Refusal:
        if fault or day is None:
            return Refusal("exception-publish", fault or "请填写公布日期。", OWN_RULE, "")
        if known.approved_on is None:
            return Refusal("exception-publish", "还没有批准，不能公布。", OWN_RULE, "请先登记批准的会议纪要。")
        if known.published_on is not None:
            return Refusal("exception-publish", f"已于{known.published_on}公布。", OWN_RULE, "不必重复公布。")
        if day < known.approved_on:
            return Refusal("exception-publish", f"公布日期 {day} 早于批准。", OWN_RULE, "请核对。")
        return replace(known, published_on=day)

    await _changed(state.house, me, code, published, f"公布，自{day}起")
    return go("/exceptions", "已公布，公布之日起不计入应当进驻的事项。")


@post("/exceptions/{code:str}/withdraw")
async def withdraw_exception(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Response[Any]:
    """Take a matter off the list: from now on it must enter."""
    keeper(me)
    house: House = state.house
    async with house.tenants.transaction():
        registers = await house.tenants.registers()
        kept = tuple(each for each in registers.exceptions if each.matter != code)
        if kept == registers.exceptions:
            raise NotFoundException
        await house.tenants.save_registers(replace(registers, exceptions=kept))
        await house.audit.note(AuditKind.CATALOGUE, me.doer, f"例外清单 {code}", "移出清单，按应当进驻计算")
    return go("/exceptions", "已移出例外清单，从现在起按应当进驻计算。")


async def _changed(house: House, me: Me, code: str, change: Change, told: str) -> None:
    async with house.tenants.transaction():
        registers = await house.tenants.registers()
        known = next((each for each in registers.exceptions if each.matter == code), None)
        if known is None:
            raise NotFoundException
        made = change(known)
        if isinstance(made, ResidencyException):
            exceptions = tuple(made if each is known else each for each in registers.exceptions)
            await house.tenants.save_registers(replace(registers, exceptions=exceptions))
            await house.audit.note(AuditKind.CATALOGUE, me.doer, f"例外清单 {code}", told)
    if isinstance(made, Refusal):
        raise RefusedError(made)


async def matter_names(house: House) -> dict[str, str]:
    """Every matter of this level by code: published, in the catalogue, or said to be present."""
    registers = await house.tenants.registers()
    found = {each.code: each.code for each in registers.presence}
    found |= {each.matter: each.name for each in registers.catalogue if each.state is EntryState.PUBLISHED}
    current = await house.matters.all_current()
    return found | {each.terms.model.matter.code: each.terms.model.matter.name for each in current}


async def _fields(house: House, me: Me) -> tuple[Field, ...]:
    names = tuple(sorted((await matter_names(house)).items(), key=_by_name))
    departments = tuple((each.code, each.short) for each in me.organisation.departments)
    return (
        Field("matter", "事项", "choice", required=True, ask=True, width=3, options=names),
        Field("department", "申请部门", "choice", required=True, ask=True, width=3, options=departments),
        Field(
            "reason", "不进驻的理由", "choice", required=True, ask=True, width=3, options=options_of(ExceptionReason),
            help="只有这三种；其他理由不能列入例外",
        ),
        Field("applied_on", "申请日期", "day", required=True, width=3),
        Field("note", "说明", "paragraph", required=True, width=6, help="为什么涉密、不安全或场地特殊"),
    )  # fmt: skip


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1]


def _form(
    me: Me, fields: tuple[Field, ...], values: dict[str, Any], faults: dict[str, str] | None = None, fault: str = ""
) -> Template:
    heads = {"title": "申请不进驻", "action": "/exceptions/new", "back": "/exceptions"}
    return entry_page(me, "exceptions", fields, values, faults, fault, **heads)


HANDLERS = [
    show_exceptions,
    show_new_exception,
    apply_for_exception,
    approve_exception,
    publish_exception,
    withdraw_exception,
]

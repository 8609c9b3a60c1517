"""设置·关停评级: halls that close, stations that are accepted, sites that are graded, each with its history, kept by
the system administrator. A closing is shown with what moves before it is entered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Template

from designer_api.access.audit import AuditKind
from designer_api.administration.field import Field, options_of, read_fields, typed
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.administration import admin_page, drawn, require
from designer_api.pages.page import go
from designer_api.pages.posted import Posted, posted, text
from engine.ports import CaseQuery
from tenants.halls import (
    Acceptance,
    Closing,
    Criterion,
    Grade,
    Grading,
    Have,
    closed_on,
    closing_faults,
    grade_of,
    moving,
)
from tenants.organisation import Organisation
from tenants.people import may_administer
from tenants.premises import places_of
from tenants.registers import Registers
from tenants.term import term_of
from tenants.toml_document import is_code

KEY = "halls"


@get("/admin/halls")
async def show_halls(me: NamedDependency[Me], state: State) -> Template:
    """Closings, acceptances and gradings, the newest first, and the checklist."""
    require(me, may_administer)
    house: House = state.house
    kept, centre = await house.tenants.registers(), await house.tenants.organisation()
    names = {each.code: each.name for each in centre.sites}
    closings = sorted(kept.closings, key=lambda each: each.closed_from, reverse=True)
    acceptances = sorted(kept.acceptances, key=lambda each: each.checked_on, reverse=True)
    gradings = sorted(kept.gradings, key=lambda each: each.graded_on, reverse=True)
    return admin_page(
        "admin_halls",
        me,
        KEY,
        names=names,
        closings=[(each, each.closed_from <= me.day) for each in closings],
        acceptances=acceptances,
        gradings=[(each, _grade(each, kept)) for each in gradings],
        criteria=kept.criteria,
    )


# ---- closings
@get("/admin/halls/closing")
async def show_closing(me: NamedDependency[Me], state: State) -> Template:
    """The form of a closing."""
    require(me, may_administer)
    return _form(me, "登记关停", "closing", _closing_fields(await state.house.tenants.organisation()), {})


@post("/admin/halls/closing")
async def close(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """First shown with what moves; entered when it is sent again with the word given."""
    require(me, may_administer)
    house: House = state.house
    sent, centre = await posted(request), await house.tenants.organisation()
    fields = _closing_fields(centre)
    read = read_fields(fields, sent)
    if read.faults:
        return _form(me, "登记关停", "closing", fields, typed(fields, sent), read.faults)
    closing = Closing(**read.values)
    kept = await house.tenants.registers()
    if fault := _closing_fault(centre, kept, closing, me.day):
        return _form(me, "登记关停", "closing", fields, typed(fields, sent), fault=fault)
    names = {each.code: each.name for each in centre.sites}
    then = closed_on(centre, kept.closings, closing.closed_from)
    moved = moving(then, closing.site)
    if text(sent, "_act") != "close":
        cases = await _open_at(house, then, closing.site)
        bodies = [centre.short_name(each) for each in moved.departments]
        shown = {"closing": closing, "moved": moved, "cases": cases, "names": names, "bodies": bodies}
        return admin_page("admin_closing", me, KEY, hidden=_hidden(fields, sent), **shown)
    told = (
        f"自{closing.closed_from}起关停，{len(moved.zones)} 个专区 {moved.windows} 个窗口"
        f"移到{names[closing.target]}，{closing.document}"
    )
    await _keep(house, me, f"场所 {names[closing.site]}", told, lambda r: replace(r, closings=(*r.closings, closing)))
    return go("/admin/halls", f"已登记：{names[closing.site]}{told}。")


async def _open_at(house: House, centre: Organisation, site: str) -> int:
    """How many open cases are of matters handled at a site."""
    listed = [each.terms.model.matter for each in await house.matters.all_current()]
    there = tuple(each.code for each in listed if any(place.code == site for place, _ in places_of(each, centre)))
    return await house.cases.count_cases(CaseQuery(matters=there)) if there else 0


def _closing_fields(centre: Organisation) -> tuple[Field, ...]:
    sites = tuple((each.code, each.name) for each in centre.sites)
    return (
        Field("site", "关停的场所", "choice", required=True, width=3, options=sites),
        Field("target", "窗口移到", "choice", required=True, width=3, options=sites),
        Field("closed_from", "自何日起", "day", required=True),
        Field("document", "文件", required=True, width=4, help="决定机关和文号"),
    )


def _closing_fault(centre: Organisation, kept: Registers, closing: Closing, today: date) -> str:
    if closing.closed_from < today:
        return "关停的日期不能早于今天，请填写今天或以后的日期。"
    known = {each.message for each in closing_faults(centre, kept.closings)}
    for found in closing_faults(centre, (*kept.closings, closing)):
        if found.message not in known:
            return found.message + found.advice
    return ""


# ---- acceptances
@get("/admin/halls/acceptance")
async def show_acceptance(me: NamedDependency[Me], state: State) -> Template:
    """The form of an acceptance."""
    require(me, may_administer)
    return _form(me, "登记验收", "acceptance", _acceptance_fields(me), {"checked_on": me.day.isoformat()})


@post("/admin/halls/acceptance")
async def accept(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """验收: one of the seven missing, and it has not passed (A23). Either way it stays on record."""
    require(me, may_administer)
    sent, fields = await posted(request), _acceptance_fields(me)
    read = read_fields(fields, sent)
    if read.faults:
        return _form(me, "登记验收", "acceptance", fields, typed(fields, sent), read.faults)
    haves = tuple(each for each in Have if each.value in read.values["haves"])
    made = Acceptance(read.values["site"], read.values["checked_on"], haves, read.values["checked_by"])
    missing = "、".join(each.chinese for each in made.missing)
    told = f"{made.checked_on}验收" + (f"未通过，缺{missing}" if missing else "通过，七有齐全")
    name = dict(_sites(me.organisation))[made.site]
    keep: Callable[[Registers], Registers] = lambda r: replace(r, acceptances=(*r.acceptances, made))  # noqa: E731
    await _keep(state.house, me, f"场所 {name}", told, keep)
    return go("/admin/halls", f"{name}：{told}。")


def _acceptance_fields(me: Me) -> tuple[Field, ...]:
    return (
        Field("site", "场所", "choice", required=True, width=3, options=_sites(me.organisation)),
        Field("checked_on", "验收日期", "day", required=True),
        Field("checked_by", "验收人", width=3),
        Field("haves", "七有", "many", width=6, options=options_of(Have), help="缺一项，不通过"),
    )


# ---- gradings
@get("/admin/halls/grading")
async def show_grading(me: NamedDependency[Me], state: State) -> Template:
    """The form of a grading."""
    require(me, may_administer)
    kept = await state.house.tenants.registers("criteria")
    return _form(me, "登记评级", "grading", _grading_fields(me, kept), {"graded_on": me.day.isoformat()})


@post("/admin/halls/grading")
async def grade(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """评级: the points that are met decide the grade (A22)."""
    require(me, may_administer)
    house: House = state.house
    kept, sent = await house.tenants.registers("criteria"), await posted(request)
    fields = _grading_fields(me, kept)
    read = read_fields(fields, sent)
    if not kept.criteria:
        fault = "还没有评级清单，请先登记清单。"
        return _form(me, "登记评级", "grading", fields, typed(fields, sent), fault=fault)
    if read.faults:
        return _form(me, "登记评级", "grading", fields, typed(fields, sent), read.faults)
    made = Grading(read.values["site"], read.values["graded_on"], read.values["met"])
    told = f"{made.graded_on}评为{_grade(made, kept)}（清单 {len(kept.criteria)} 项，达到 {len(made.met)} 项）"
    name = dict(_sites(me.organisation))[made.site]
    keep: Callable[[Registers], Registers] = lambda r: replace(r, gradings=(*r.gradings, made))  # noqa: E731
    await _keep(house, me, f"场所 {name}", told, keep)
    return go("/admin/halls", f"{name}：{told}。")


def _grading_fields(me: Me, kept: Registers) -> tuple[Field, ...]:
    points = tuple((each.code, f"{each.text}（{each.grade.chinese}起）") for each in kept.criteria)
    return (
        Field("site", "场所", "choice", required=True, width=3, options=_sites(me.organisation)),
        Field("graded_on", "评级日期", "day", required=True),
        Field("met", "达到的要点", "many", width=6, options=points),
    )


# ---- the checklist
CRITERIA = (
    Field(
        "lines",
        "评级清单",
        "lines",
        required=True,
        width=6,
        help="每行一个要点：代码 级别 要点，例如 sign 便民型 统一挂牌。级别是最低须达到它的一级，更高的级别也须达到。",
    ),
)


@get("/admin/halls/criteria")
async def show_criteria(me: NamedDependency[Me], state: State) -> Template:
    """The checklist as lines."""
    require(me, may_administer)
    kept = await state.house.tenants.registers("criteria")
    lines = "\n".join(f"{each.code} {each.grade.chinese} {each.text}" for each in kept.criteria)
    return _form(me, "评级清单", "criteria", CRITERIA, {"lines": lines})


@post("/admin/halls/criteria")
async def change_criteria(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Put these lines in the place of the checklist; points that a grading names stay."""
    require(me, may_administer)
    house: House = state.house
    sent = await posted(request)
    read = read_fields(CRITERIA, sent)
    kept = await house.tenants.registers("gradings")
    criteria = [_criterion(each) for each in read.values.get("lines", ())]
    fault = read.faults.get("lines") or _criteria_fault(criteria, kept)
    if fault:
        return _form(me, "评级清单", "criteria", CRITERIA, typed(CRITERIA, sent), {"lines": fault})
    made = tuple(each for each in criteria if isinstance(each, Criterion))
    await _keep(house, me, "评级清单", f"{len(made)} 项", lambda r: replace(r, criteria=made))
    return go("/admin/halls", f"已保存评级清单，{len(made)} 项。")


def _criterion(line: str) -> Criterion | str:
    code, _, rest = line.partition(" ")
    word, _, said = rest.strip().partition(" ")
    grade = term_of(Grade, word)
    if not is_code(code) or grade is None or not said.strip():
        return f"“{line}”应写成：代码 级别 要点，级别是{'、'.join(each.chinese for each in Grade)}之一。"
    return Criterion(code, said.strip(), grade)


def _criteria_fault(criteria: list[Criterion | str], kept: Registers) -> str:
    if odd := next((each for each in criteria if isinstance(each, str)), ""):
        return odd
    codes = [each.code for each in criteria if isinstance(each, Criterion)]
    if twice := next((each for each in codes if codes.count(each) > 1), ""):
        return f"代码“{twice}”写了两次，请改一个。"
    used = {point for each in kept.gradings for point in each.met}
    missing = sorted(used - set(codes))
    return f"已有评级用到要点“{missing[0]}”，不能删去。" if missing else ""


# ---- what they share
def _sites(organisation: Organisation) -> tuple[tuple[str, str], ...]:
    return tuple((each.code, each.name) for each in organisation.sites)


def _grade(grading: Grading, kept: Registers) -> str:
    found = grade_of(grading, kept.criteria)
    return found.chinese if found is not None else "未达便民型"


async def _keep(house: House, me: Me, about: str, told: str, change: Callable[[Registers], Registers]) -> None:
    async with house.tenants.transaction():
        await house.tenants.save_registers(change(await house.tenants.registers()))
        await house.audit.note(AuditKind.ORGANISATION, me.doer, about, told)


def _hidden(fields: tuple[Field, ...], sent: Posted) -> list[tuple[str, str]]:
    return [(field.name, text(sent, field.name)) for field in fields]


def _form(
    me: Me,
    title: str,
    key: str,
    fields: tuple[Field, ...],
    values: dict[str, Any],
    faults: dict[str, str] | None = None,
    fault: str = "",
) -> Template:
    answer = admin_page(
        "admin_entry",
        me,
        KEY,
        title=title,
        subject="",
        fields=drawn(fields, values, faults),
        fault=fault or ("有内容需要更正，见下面标红的地方。" if faults else ""),
        action=f"/admin/halls/{key}",
        back="/admin/halls",
        removal="",
    )
    answer.status_code = 422 if faults or fault else 200
    return answer


HANDLERS = [
    show_halls,
    show_closing,
    close,
    show_acceptance,
    accept,
    show_grading,
    grade,
    show_criteria,
    change_criteria,
]

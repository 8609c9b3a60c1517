"""目录清单: entries drafted, reviewed by somebody else and published, every change audited."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from bpmn.finding import Finding, Severity
from designer_api.access.audit import AuditKind
from designer_api.administration.catalogue_form import entry_fields, entry_made, entry_values, read_entry, stamp_of
from designer_api.administration.changes import changes
from designer_api.administration.field import read_day, typed
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.administration import drawn
from designer_api.pages.matter_tabs import entry_page, keeper, matter_page
from designer_api.pages.page import go
from designer_api.pages.posted import Posted, posted, text
from designer_api.problems import RefusedError
from engine.cataloguing import STALE, Cataloguing
from engine.refusal import Refusal
from forms.characters import paragraphs_fault
from tenants.catalogue import CatalogueEntry, EntryState, by_matter, entry_defects, entry_on, newest
from tenants.matter_codes import NATIONAL
from tenants.versions import in_force

MOST = 500
"""Entries shown at once; filters lead to the rest."""
_STATES: tuple[tuple[str, str], ...] = (
    ("", "全部"), ("draft", "编制中"), ("reviewed", "待公布"), ("published", "已公布"), ("cancelled", "已取消"),
)  # fmt: skip


@get("/catalogue")
async def show_catalogue(
    me: NamedDependency[Me], state: State, stage: FromQuery[str] = "", q: FromQuery[str] = ""
) -> Template:
    """Every entry, by its newest version."""
    keeper(me)
    catalogue = (await state.house.tenants.registers()).catalogue
    today = me.day
    rows = [_row(each, me, catalogue, today) for each in by_matter(catalogue).values()]
    counts = {key: sum(1 for row in rows if key in ("", row["stage"])) for key, _ in _STATES}
    shown = [row for row in rows if stage in ("", row["stage"]) and (not q or q in row["name"] or q in row["matter"])]
    chips = [{"key": key, "name": name, "count": counts[key]} for key, name in _STATES]
    return matter_page(
        "catalogue", me, "catalogue", rows=shown[:MOST], more=len(shown) > MOST, chips=chips, stage=stage, q=q
    )


@get("/catalogue/new")
async def show_new_entry(me: NamedDependency[Me]) -> Template:
    """An empty form."""
    keeper(me)
    return _form(me, None, {"code_rule": NATIONAL, "levels": [me.tenant.level.value]})


@post("/catalogue/new")
async def add_entry(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """编制 a new entry."""
    keeper(me)
    house, sent, fields = state.house, await posted(request), entry_fields(me.organisation)
    read = read_entry(fields, sent, None)
    if read.faults:
        return _form(me, None, typed(fields, sent), read.faults)
    entry = entry_made(read.values)
    async with house.tenants.transaction():
        made = await Cataloguing(house.tenants, house.clock).draft(me.actor, (entry,))
        if not isinstance(made, Refusal):
            told = changes(fields, {}, read.values)
            await house.audit.note(AuditKind.CATALOGUE, me.doer, about(entry), f"编制；{told}")
    if isinstance(made, Refusal):
        return _form(me, None, typed(fields, sent), fault=str(made))
    return go(address(entry), f"已编制“{entry.name}”，请另一名改革人员审核。")


@get("/catalogue/entries/{code:str}")
async def show_entry(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """One entry with its steps, what is missing, and what may be done next."""
    keeper(me)
    entry, catalogue = await _entry(state.house, code)
    return await _page(state.house, me, entry, catalogue)


@post("/catalogue/entries/{code:str}")
async def change_entry(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Response[Any]:
    """Change what is being drafted; what was reviewed goes back to drafting."""
    keeper(me)
    house: House = state.house
    entry, catalogue = await _entry(house, code)
    sent, fields = await posted(request), entry_fields(me.organisation)
    read = read_entry(fields, sent, entry)
    if read.faults:
        return await _page(house, me, entry, catalogue, values=typed(fields, sent), faults=read.faults)
    _seen(entry, sent)
    made = entry_made(read.values, entry)
    told = changes(fields, entry_values(entry, fields), entry_values(made, fields))
    if not told:
        return go(address(entry), "没有改动。")
    async with house.tenants.transaction():
        done = await Cataloguing(house.tenants, house.clock).change(me.actor, entry, made)
        if not isinstance(done, Refusal):
            await house.audit.note(AuditKind.CATALOGUE, me.doer, about(entry), f"修改；{told}")
    return _told(done, "已保存，需要重新审核。" if entry.state is EntryState.REVIEWED else "已保存。")


@post("/catalogue/entries/{code:str}/review")
async def review_entry(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Response[Any]:
    """审核, or 退回 with what is to be mended."""
    keeper(me)
    house: House = state.house
    entry, catalogue = await _entry(house, code)
    sent = await posted(request)
    note = text(sent, "note")
    if fault := paragraphs_fault(note):
        return await _page(house, me, entry, catalogue, fault=f"审核意见：{fault}")
    back = text(sent, "_act") == "return"
    _seen(entry, sent)
    office = Cataloguing(house.tenants, house.clock)
    async with house.tenants.transaction():
        if back:
            done = await office.send_back(me.actor, code, note)
        else:
            done = await office.review(me.actor, code, entry, note)
        if not isinstance(done, Refusal):
            word = "退回" if back else "审核通过"
            await house.audit.note(AuditKind.CATALOGUE, me.doer, about(entry), f"{word}{'；' if note else ''}{note}")
    if isinstance(done, Refusal):
        return await _page(house, me, entry, catalogue, fault=str(done))
    return _told(done, "已退回编制。" if back else "已审核，可以公布。")


@post("/catalogue/entries/{code:str}/publish")
async def publish_entry(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Response[Any]:
    """公布 from a day on."""
    keeper(me)
    house: House = state.house
    entry, catalogue = await _entry(house, code)
    sent = await posted(request)
    day, fault = read_day("公布日期", text(sent, "day"))
    if fault or day is None:
        return await _page(house, me, entry, catalogue, fault=fault or "请填写公布日期。")
    _seen(entry, sent)
    async with house.tenants.transaction():
        done = await Cataloguing(house.tenants, house.clock).publish(me.actor, code, entry, day)
        if isinstance(done, CatalogueEntry):
            await house.audit.note(AuditKind.CATALOGUE, me.doer, about(entry), f"公布，自{day}起")
    if isinstance(done, tuple):
        return await _page(house, me, entry, catalogue, findings=done)
    if isinstance(done, Refusal):
        return await _page(house, me, entry, catalogue, fault=str(done))
    return _told(done, f"已公布，自{day}起可以收件。")


@post("/catalogue/entries/{code:str}/revise")
async def revise_entry(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Response[Any]:
    """修订: the next version; the published one stays in force until then."""
    keeper(me)
    house: House = state.house
    entry, _ = await _entry(house, code)
    async with house.tenants.transaction():
        done = await Cataloguing(house.tenants, house.clock).revise(me.actor, code)
        if not isinstance(done, Refusal):
            await house.audit.note(AuditKind.CATALOGUE, me.doer, about(entry), f"开始修订，第{done.version}版")
    return _told(done, "开始修订；新一版公布以前，仍按已公布的一版收件。")


@post("/catalogue/entries/{code:str}/drop")
async def drop_entry(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Response[Any]:
    """Take away what was never published."""
    keeper(me)
    house: House = state.house
    entry, _ = await _entry(house, code)
    async with house.tenants.transaction():
        done = await Cataloguing(house.tenants, house.clock).drop(code)
        if not isinstance(done, Refusal):
            await house.audit.note(AuditKind.CATALOGUE, me.doer, about(entry), f"删除编制中的第{entry.version}版")
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go("/catalogue", f"已删除“{entry.name}”编制中的第{entry.version}版。")


# ---- the page
@dataclass(frozen=True, slots=True)
class _Act:
    """What may be done with an entry as it stands."""

    edit: bool
    review: bool
    publish: bool
    revise: bool
    drop: bool
    cancel: bool


async def _page(
    house: House,
    me: Me,
    entry: CatalogueEntry,
    catalogue: tuple[CatalogueEntry, ...],
    *,
    values: dict[str, Any] | None = None,
    faults: dict[str, str] | None = None,
    fault: str = "",
    findings: tuple[Finding, ...] = (),
) -> Template:
    fields, today = entry_fields(me.organisation), me.day
    governing = entry_on(catalogue, entry.matter, today)
    mine = sorted((e for e in catalogue if e.matter == entry.matter), key=lambda e: -e.version)
    shown = {**entry_values(entry, fields), **(values or {})}
    listed = in_force(await house.tenants.versions(entry.matter), today)
    open_ = entry.state is not EntryState.PUBLISHED
    act = _Act(
        edit=open_,
        review=entry.state is EntryState.DRAFT,
        publish=entry.state is EntryState.REVIEWED,
        revise=not open_,
        drop=open_,
        cancel=any(each.published_on(today) or _comes(each, today) for each in mine),
    )
    answer = matter_page(
        "catalogue_entry",
        me,
        "catalogue",
        entry=entry,
        stage=stage_name(entry, today),
        fields=drawn(fields, shown, faults, made=True),
        facts=_facts(entry, me),
        act=act,
        own=me.actor.login in entry.drafters,
        stamp=stamp_of(entry),
        versions=[{"number": e.version, "stage": stage_name(e, today), "steps": e.history, "entry": e} for e in mine],
        governing=governing.version if governing is not None and governing.published_on(today) else 0,
        implemented=f"/matters/{entry.matter}" if listed is not None else "",
        defects=entry_defects(entry, catalogue),
        fault=fault or ("有内容需要更正，见下面标红的地方。" if faults else ""),
        findings=findings,
        today=today.isoformat(),
    )
    if fault or faults or findings:
        answer.status_code = 422
    return answer


def _form(
    me: Me, entry: CatalogueEntry | None, values: dict[str, Any], faults: dict[str, str] | None = None, fault: str = ""
) -> Template:
    fields = entry_fields(me.organisation)
    told = fault or ("有内容需要更正，见下面标红的地方。" if faults else "")
    shown = {**dict.fromkeys((f.name for f in fields), ""), **values}
    heads = {"title": "编制目录事项", "action": "/catalogue/new", "back": "/catalogue"}
    return entry_page(me, "catalogue", fields, shown, faults, told, **heads)


def _row(entry: CatalogueEntry, me: Me, catalogue: tuple[CatalogueEntry, ...], today: date) -> dict[str, Any]:
    return {
        "href": address(entry),
        "name": entry.name,
        "matter": entry.matter,
        "main": entry.main,
        "type": entry.type.chinese,
        "code": entry.basic_code or "—",
        "department": me.department(entry.department) if entry.department else "—",
        "levels": "、".join(each.chinese for each in entry.levels) or "—",
        "version": entry.version,
        "stage": _stage(entry, today),
        "state": stage_name(entry, today),
        "defects": sum(1 for each in entry_defects(entry, catalogue) if each.severity is Severity.ERROR),
    }


def _facts(entry: CatalogueEntry, me: Me) -> list[tuple[str, str]]:
    return [
        ("事项类型", entry.type.chinese),
        ("主管部门", me.department(entry.department) if entry.department else "—"),
        ("主项", entry.main or "本身是主项"),
        ("基本编码", entry.basic_code or "—"),
        ("行使层级", "、".join(each.chinese for each in entry.levels) or "—"),
        ("权限划分", entry.division or "—"),
        ("设定依据", "；".join(entry.bases) or "—"),
    ]


def _stage(entry: CatalogueEntry, today: date) -> str:
    if entry.cancelled_from is not None and entry.cancelled_from <= today:
        return "cancelled"
    return entry.state.value


def stage_name(entry: CatalogueEntry, today: date) -> str:
    """How an entry stands, with its days."""
    if entry.cancelled_from is not None:
        word = "已取消" if entry.cancelled_from <= today else "起取消"
        day = entry.cancelled_from.isoformat()
        return f"{day} {word}（{entry.cancel_document}）"
    if entry.state is EntryState.PUBLISHED and entry.published_from is not None:
        return f"{entry.published_from} {'起公布' if entry.published_from > today else '公布'}"
    return entry.state.chinese


def _comes(entry: CatalogueEntry, today: date) -> bool:
    begins = entry.published_from
    return entry.state is EntryState.PUBLISHED and begins is not None and begins > today and not entry.cancelled_from


async def _entry(house: House, code: str) -> tuple[CatalogueEntry, tuple[CatalogueEntry, ...]]:
    catalogue = (await house.tenants.registers()).catalogue
    found = newest(catalogue, code)
    if found is None:
        raise NotFoundException
    return found, catalogue


def _seen(entry: CatalogueEntry, sent: Posted) -> None:
    """Whoever acts acts on what was shown."""
    if text(sent, "_seen") != stamp_of(entry):
        raise RefusedError(STALE)


def _told(done: CatalogueEntry | Refusal, note: str) -> Redirect:
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go(address(done), note)


def address(entry: CatalogueEntry) -> str:
    return f"/catalogue/entries/{entry.matter}"


def about(entry: CatalogueEntry) -> str:
    """The entry as the audit names it."""
    return f"目录事项 {entry.name}（{entry.matter}）"


HANDLERS = [
    show_catalogue,
    show_new_entry,
    add_entry,
    show_entry,
    change_entry,
    review_entry,
    publish_entry,
    revise_entry,
    drop_entry,
]

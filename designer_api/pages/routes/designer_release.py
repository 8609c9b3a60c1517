"""发布: the gate and its effect on open cases, four-eyes, versions, two of them compared, history of the draft."""

from datetime import date
from typing import Any
from urllib.parse import quote

from anyio import to_thread
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from bpmn.compare import days_by_department
from bpmn.diagram import Diagram
from bpmn.finding import Finding, has_errors
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.designer.findings import lines_of
from designer_api.pages.designer.frame import Shown, frame_of, shown
from designer_api.pages.designer.release_view import (
    compared,
    day_rows,
    file_words,
    gate_rows,
    impact_view,
    version_rows,
)
from designer_api.pages.page import go, page
from designer_api.pages.posted import posted, text
from designer_api.problems import RefusedError
from designer_api.routes.versions import content
from designer_api.workshop import Workshop, done, workshop
from engine.beginnings import Origin
from engine.comparing import compare_bundles
from engine.impact import impact
from engine.instants import to_micros
from engine.matters import Prepared
from engine.ports import CaseQuery, Stored
from engine.published import prepare
from engine.refusal import OWN_RULE, Refusal
from engine.releasing import NotPublishable, Released
from engine.runtime import RuntimeRefusal
from tenants.overlay import Broken
from tenants.versions import PublishRequest, Version, in_force

MOST_CASES = 300
"""Open cases looked at before publishing."""


@get("/designer/{code:str}/publish")
async def show_publish(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """The gate, the open cases, and who may publish."""
    tools = workshop(state.house, me)
    matter = await shown(tools, code)
    return await _publish_page(tools, matter, matter.judged.findings, ran=False)


@post("/designer/{code:str}/publish")
async def publish(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect | Template:
    """Publish, ask for it, or see everything that stands against it."""
    tools = workshop(state.house, me, edit=True)
    sent = await posted(request)
    effective, revision = _day(text(sent, "effective")), _number(text(sent, "revision"))
    matter = await shown(tools, code)
    if text(sent, "_act") == "check":
        return await _publish_page(tools, matter, await tools.judge_whole(matter.bundle), ran=True)
    released = await tools.releasing.publish(me.actor, me.tenant, code, revision, effective, tools.judge_whole)
    return await _released(tools, matter, released)


@post("/designer/{code:str}/publish/decline")
async def decline(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Redirect:
    """Give a draft that asks for publication back to whoever drew it."""
    tools = workshop(state.house, me, edit=True)
    draft = await tools.draft(code)
    done(await tools.releasing.decline(code, draft.revision))
    return go(f"/designer/{quote(code)}/publish", "已退回修改")


async def _released(tools: Workshop, matter: Shown, released: Released) -> Redirect | Template:
    home = f"/designer/{quote(matter.code)}"
    if isinstance(released, NotPublishable):
        findings = tuple(dict.fromkeys((*matter.judged.findings, *released.findings)))
        ran = not has_errors(matter.judged.findings)
        again = await _publish_page(tools, matter, findings, ran=ran)
        again.status_code = 422
        return again
    if isinstance(released, PublishRequest):
        return go(f"{home}/publish", "已送审，请另一位改革人员复核后发布")
    version = done(released)
    day = words.day(version.effective_from, tools.me.calendar)
    return go(f"{home}/versions", f"已发布第 {version.number} 版，{day}起执行；在办件按原版本办完")


async def _broken(tools: Workshop, matter: Shown) -> tuple[Broken, ...]:
    """The overlays of levels below that hold now and would no longer, were this published."""
    made = matter.judged.published
    if made is None:
        return ()
    return await tools.overlays.broken_by(tools.me.tenant.profile, made, tools.gate)


async def _publish_page(tools: Workshop, matter: Shown, findings: tuple[Finding, ...], *, ran: bool) -> Template:
    me, draft = tools.me, matter.draft
    frame = await frame_of(tools, matter)
    steps = [node.id for node in matter.diagram.nodes()] if matter.diagram else []
    authors = await tools.releasing.authors(draft) if draft else frozenset()
    four_eyes = me.tenant.settings.four_eyes_publish
    found, more = await _impact(tools, matter) if draft else (None, False)
    request = draft.request if draft else None
    broken = await _broken(tools, matter) if draft else ()
    joint = await tools.composing.part_of(matter.code)
    view = {
        "joint": [(f"/designer/{quote(each.code)}/recompose", each.name) for each in joint if each.parts],
        "named": [(f"/designer/{quote(each.code)}", each.name) for each in joint if not each.parts],
        "broken": [
            {"name": each.name, "fate": each.fate, "findings": [f"{one.message}" for one in each.findings]}
            for each in broken
        ],
        "gate": gate_rows(findings, ran=ran),
        "ran": ran,
        "blocked": has_errors(findings),
        "lines": lines_of(matter.code, findings, steps),
        "impact": found,
        "more": more,
        "four_eyes": four_eyes,
        "mine": four_eyes and me.actor.person in authors,
        "authors": "、".join([await tools.name(person) for person in sorted(authors)]),
        "today": me.day.isoformat(),
        "effective": (request.effective_from if request else me.day).isoformat(),
        "asked": request is not None,
        "compare": f"/designer/{quote(matter.code)}/compare?left={matter.version.number}" if matter.version else "",
    }
    return page("designer_publish", me, "designer", frame=frame, view=view)


async def _impact(tools: Workshop, matter: Shown) -> tuple[dict[str, Any] | None, bool]:
    """What the draft would do to the matter's open cases; None while the draft cannot run."""
    model, me = matter.judged.model, tools.me
    if model is None:
        return None, False
    try:
        new = prepare(model, 0, me.calendar, me.hours)
    except RuntimeRefusal:
        return None, False
    cases, more = await _open_cases(tools, matter.code)
    numbers = {each.case.version for each in cases}
    versions: dict[int, Prepared] = {
        number: await tools.house.matters.version(matter.code, number) for number in sorted(numbers)
    }
    current = await _current_drawing(tools, matter.code)
    now = me.now
    found = await to_thread.run_sync(lambda: impact(cases, versions, new, current, now))
    return impact_view(found, me, more=more), more


async def _open_cases(tools: Workshop, code: str) -> tuple[list[Stored], bool]:
    """The open cases of a matter with their states, up to a bound."""
    store, found, before = tools.house.cases, list[Stored](), None
    while True:
        cases = await store.cases(CaseQuery(None, closed=False, before=before, limit=200))
        for case in cases:
            if case.matter != code:
                continue
            if len(found) == MOST_CASES:
                return found, True
            stored = await store.load(case.id)
            if stored is not None and stored.case.is_open:
                found.append(stored)
        if len(cases) < 200:
            return found, False
        before = (to_micros(cases[-1].received_at), str(cases[-1].id))


async def _current_drawing(tools: Workshop, code: str) -> Diagram | None:
    history = await tools.house.tenants.versions(code)
    current = in_force(history, tools.me.day)
    if current is None:
        return None
    return (await tools.house.matters.version(code, current.number)).terms.model.diagram


@get("/designer/{code:str}/versions")
async def show_versions(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """Every version: compare, retire, go back."""
    tools = workshop(state.house, me)
    matter = await shown(tools, code)
    history = await tools.house.tenants.versions(code)
    names = {each.published_by: await tools.name(each.published_by) for each in history}
    view = {"rows": version_rows(history, names, me), "today": me.day.isoformat()}
    return page("designer_versions", me, "designer", frame=await frame_of(tools, matter), view=view)


@post("/designer/{code:str}/versions/{number:int}/{what:str}")
async def change_version(
    request: Request[Any, Any, Any],
    me: NamedDependency[Me],
    state: State,
    code: FromPath[str],
    number: FromPath[int],
    what: FromPath[str],
) -> Redirect | Template:
    """停用, 回退发布, or a draft that begins from this version."""
    tools = workshop(state.house, me, edit=True)
    day = _day(text(await posted(request), "day"))
    home = f"/designer/{quote(code)}"
    if what == "retire":
        version = done(await tools.releasing.retire(code, number, day))
        return go(
            f"{home}/versions", f"第 {version.number} 版自 {words.day(day, me.calendar)}起停止收件，在办件照常办完"
        )
    if what == "republish":
        released = await tools.releasing.republish(me.actor, me.tenant, code, number, day, tools.judge_whole)
        if isinstance(released, NotPublishable):
            first = "；".join(each.message for each in released.findings if each.severity.value == "error")[:400]
            raise RefusedError(Refusal("not-publishable", f"第 {number} 版现在不能再发布：{first}", OWN_RULE))
        return await _released(tools, await shown(tools, code), released)
    origin = Origin(version=number)
    if await tools.house.tenants.draft(code) is None:
        done(await tools.drafting.start(me.actor, code, origin))
    else:
        done(await tools.drafting.reset(me.actor, code, origin))
    return go(home, f"草稿现在是第 {number} 版的内容，原来的草稿在保存记录里")


@get("/designer/{code:str}/compare")
async def show_compare(
    me: NamedDependency[Me],
    state: State,
    code: FromPath[str],
    left: FromQuery[str] = "",
    right: FromQuery[str] = "",
) -> Template:
    """Two contents side by side, coloured, with the list in words."""
    tools = workshop(state.house, me)
    matter = await shown(tools, code)
    history = await tools.house.tenants.versions(code)
    newest = str(history[-1].number) if history else ""
    right = right or ("draft" if matter.draft else newest)
    left = left or (newest if matter.draft else _before(history)) or "draft"
    before, after = await content(tools, code, left), await content(tools, code, right)
    changes = await to_thread.run_sync(lambda: compare_bundles(before, after))
    days = days_by_department(each.change for each in changes)
    choices = [(str(each.number), f"第 {each.number} 版") for each in reversed(history)]
    view = {
        **compared(code, before, after, changes),
        "days": day_rows(days.items(), me),
        "choices": [*([("draft", "草稿")] if matter.draft else []), *choices],
        "left_at": left,
        "right_at": right,
    }
    return page("designer_compare", me, "designer", frame=await frame_of(tools, matter), view=view)


@get("/designer/{code:str}/history")
async def show_history(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """Every save of the draft."""
    tools = workshop(state.house, me)
    matter = await shown(tools, code)
    await tools.draft(code)
    rows = [
        {
            "revision": each.revision,
            "at": words.moment(each.saved_at),
            "by": await tools.name(each.saved_by),
            "what": "、".join((*map(file_words, each.paths), *(f"删除{file_words(path)}" for path in each.removed)))
            if len(each.paths) + len(each.removed) < 6
            else f"{len(each.paths)} 个文件",
        }
        for each in await tools.drafting.history(code)
    ]
    return page("designer_history", me, "designer", frame=await frame_of(tools, matter), view={"rows": rows})


@post("/designer/{code:str}/history")
async def restore(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect:
    """Go back to an earlier save."""
    tools = workshop(state.house, me, edit=True)
    revision = _number(text(await posted(request), "revision"))
    draft = done(await tools.drafting.restore(me.actor, code, revision))
    return go(f"/designer/{quote(code)}/history", f"已恢复到第 {revision} 次保存，记为第 {draft.revision} 次保存")


def _before(history: tuple[Version, ...]) -> str:
    """The version before the newest, the newest itself where it is the first."""
    return str(max(1, history[-1].number - 1)) if history else ""


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        message = f"没有看懂日期“{said[:20]}”。"
        raise RefusedError(Refusal("day", message, OWN_RULE, "请按 2026-10-09 的样子填写。")) from None


HANDLERS = [
    show_publish,
    publish,
    decline,
    show_versions,
    change_version,
    show_compare,
    show_history,
    restore,
]

"""试办: run a case of the draft in memory, as anybody of the centre, with a clock one moves by hand."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from bpmn.finding import Finding
from designer_api.me import Me
from designer_api.pages.designer.findings import lines_of
from designer_api.pages.designer.frame import Shown, frame_of, shown
from designer_api.pages.designer.try_view import (
    actor_for,
    application_html,
    clock_view,
    first_step,
    people_of,
    try_view,
)
from designer_api.pages.page import fragment, go, page
from designer_api.pages.posted import Posted, of_form, posted, text
from designer_api.pages.task_view import Act, act_of
from designer_api.problems import RefusedError
from designer_api.workshop import Workshop, workshop
from engine.cases import commands as c
from engine.cases.applicant import applicant_of, known_as
from engine.cases.case import Case, Party, Step
from engine.clock import CENTRE_ZONE
from engine.matters import Prepared
from engine.published import prepare
from engine.refusal import OWN_RULE, Refusal
from engine.runtime import RuntimeRefusal
from engine.sandbox import Sandbox, after_holiday, next_working_day
from engine.service import Application
from engine.verify.filling import samples_in
from forms import asks_to_redraw, redrawn, render, validate
from tenants.identity import PersonId

NO_SANDBOX = Refusal("not-found", "试办已经结束（两小时没有动，或服务器重启过）。", OWN_RULE, "请回到试办页重新开始。")
SOMEBODY = "张某某"


@get("/designer/{code:str}/try")
async def show_try(
    request: Request[Any, str, Any],
    me: NamedDependency[Me],
    state: State,
    code: FromPath[str],
    step: FromQuery[int] = 0,
) -> Template:
    """The sandbox, or the application that begins one."""
    tools = workshop(state.house, me)
    return await _page(tools, code, _session(request), step, Act(), None)


@post("/designer/{code:str}/try")
async def begin_try(
    request: Request[Any, str, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect | Template | Response[str]:
    """Receive the application in a fresh sandbox."""
    tools = workshop(state.house, me)
    matter = await shown(tools, code)
    prepared = _prepared(tools, matter)
    if isinstance(prepared, tuple):
        raise RefusedError(Refusal("unready", "草稿还不能试办。", OWN_RULE, "请先改正检查结果里的错误。"))
    sent = await posted(request)
    node, fields = first_step(prepared), _own(sent)
    form = prepared.terms.model.forms.get(node.step.form) if node else None
    if form is not None and asks_to_redraw(fields):
        typed = redrawn(form, fields)
        html = render(form, typed, today=me.now.date(), url=f"/designer/{quote(code)}/try")
        return fragment(html) if "HX-Request" in request.headers else await _start(tools, matter, prepared, html)
    begun = _moment(text(sent, "_begin")) or me.now
    values: dict[str, Any] = {}
    if form is not None:
        checked = validate(form, fields, today=begun.date())
        if checked.errors:
            html = render(form, checked.typed, checked.errors, today=begun.date(), url=f"/designer/{quote(code)}/try")
            again = await _start(tools, matter, prepared, html)
            again.status_code = 422
            return again
        values = dict(checked.values)
    revision = matter.draft.revision if matter.draft else 0
    samples = samples_in(matter.bundle)
    sandbox = Sandbox(me.tenant.id, code, revision, prepared, begun, secrets.token_bytes, samples)
    people = await state.house.tenants.people()
    party = applicant_of(values)
    known = known_as(party if party.name else Party(name=SOMEBODY), prepared.terms.model.matter.real_name)
    application = Application(code, known, values)
    actor = actor_for(people, me, sandbox, None, *((node.step.department, node.step.post) if node else ("", "")))
    received = await sandbox.receive(actor, application)
    if isinstance(received, Refusal):
        raise RefusedError(received)
    state.house.sandboxes.keep(_session(request), sandbox, me.now)
    return go(f"/designer/{quote(code)}/try", f"已在沙盒里收件：{received.number}，不影响真实办件")


@post("/designer/{code:str}/try/clock")
async def move_clock(
    request: Request[Any, str, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect:
    """Move the sandbox's time: an hour, to the next working day, to the first day after a holiday, to a moment."""
    workshop(state.house, me)
    sandbox = _sandbox(state, request, code, me)
    sent = await posted(request)
    now, calendar, wanted = sandbox.clock.now(), sandbox.prepared.terms.calendar, text(sent, "to")
    moment = {
        "hour": now + timedelta(hours=1),
        "day": next_working_day(now, calendar),
        "holiday": after_holiday(now, calendar) or now,
    }.get(wanted) or _moment(text(sent, "at"))
    if moment is None:
        raise RefusedError(Refusal("clock", "没有看懂要移到的时间。", OWN_RULE, "请选日期和时间。"))
    refused = await sandbox.until(moment)
    if refused is not None:
        raise RefusedError(refused)
    return go(f"/designer/{quote(code)}/try", f"时间已移到 {clock_view(sandbox)['now']}")


@post("/designer/{code:str}/try/person")
async def choose_person(
    request: Request[Any, str, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect:
    """Act as somebody, or again as whoever fits."""
    workshop(state.house, me)
    sandbox = _sandbox(state, request, code, me)
    chosen = text(await posted(request), "person")
    people = {str(person.id) for person in await state.house.tenants.people()}
    sandbox.person = PersonId(UUID(chosen)) if chosen in people else None
    return go(f"/designer/{quote(code)}/try")


@post("/designer/{code:str}/try/end")
async def end_try(
    request: Request[Any, str, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect:
    """Throw the sandbox away."""
    workshop(state.house, me)
    state.house.sandboxes.drop(_session(request), code)
    return go(f"/designer/{quote(code)}/try", "试办已结束，什么都没有留下")


@post("/designer/{code:str}/try/{token:int}")
async def complete_step(
    request: Request[Any, str, Any], me: NamedDependency[Me], state: State, code: FromPath[str], token: FromPath[int]
) -> Redirect | Template | Response[str]:
    """Finish an open step of the sandbox, by the same rules as a real one."""
    tools = workshop(state.house, me)
    sandbox, case, step = _step(state, request, code, token, me)
    terms, now = sandbox.prepared.terms, sandbox.clock.now()
    act = act_of(case, step, await posted(request), terms, now.astimezone(CENTRE_ZONE).date())
    problem: Refusal | None = None
    if act.command is not None:
        actor = actor_for(await state.house.tenants.people(), me, sandbox, step)
        done = await sandbox.act(actor, act.command)
        if not isinstance(done, Refusal):
            told = f"{step.name}{'：' + act.outcome if act.outcome else '已办结'}（{actor.name}）"
            return go(f"/designer/{quote(code)}/try", told)
        problem = done
    if act.redrawn and "HX-Request" in request.headers:
        view = await try_view(sandbox, case, me, await state.house.tenants.people(), token, act, None)
        return fragment(view["task"].form_html if view["task"] else "")
    again = await _page(tools, code, _session(request), token, act, problem)
    again.status_code = 422
    return again


@post("/designer/{code:str}/try/{token:int}/{what:str}")
async def on_step(
    request: Request[Any, str, Any],
    me: NamedDependency[Me],
    state: State,
    code: FromPath[str],
    token: FromPath[int],
    what: FromPath[str],
) -> Redirect:
    """认领, 放回, 退回 in the sandbox."""
    workshop(state.house, me)
    sandbox, _, step = _step(state, request, code, token, me)
    reason = text(await posted(request), "reason")
    commands: dict[str, c.Command] = {
        "claim": c.Claim(token),
        "release": c.Release(token),
        "send-back": c.SendBack(token, reason),
    }
    if what not in commands:
        raise RefusedError(NO_SANDBOX)
    actor = actor_for(await state.house.tenants.people(), me, sandbox, step)
    done = await sandbox.act(actor, commands[what])
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go(f"/designer/{quote(code)}/try?step={token}", "已办")


async def _page(tools: Workshop, code: str, session: str, token: int, act: Act, problem: Refusal | None) -> Template:
    me = tools.me
    matter = await shown(tools, code)
    sandbox = tools.house.sandboxes.find(session, code, me.now)
    if sandbox is None or sandbox.case is None:
        prepared = _prepared(tools, matter)
        if isinstance(prepared, tuple):
            return await _start(tools, matter, None, "", prepared)
        return await _start(tools, matter, prepared, application_html(prepared, matter.bundle, me))
    frame, people = await frame_of(tools, matter), await tools.house.tenants.people()
    view = await try_view(sandbox, sandbox.case, me, people, token, act, problem)
    view |= {
        "clock": clock_view(sandbox),
        "people": people_of(people, me),
        "person": str(sandbox.person or ""),
        "stale": matter.draft is not None and matter.draft.revision != sandbox.revision,
    }
    return page("designer_try", me, "designer", frame=frame, view=view, task=view["task"])


async def _start(
    tools: Workshop, matter: Shown, prepared: Prepared | None, html: str, findings: tuple[Finding, ...] = ()
) -> Template:
    frame = await frame_of(tools, matter)
    now = tools.me.now.astimezone(CENTRE_ZONE)
    calendar = tools.me.calendar
    holiday = after_holiday(now, calendar)
    view = {
        "ready": prepared is not None,
        "form_html": html,
        "begin": f"{now:%Y-%m-%dT%H:%M}",
        "day": f"{next_working_day(now, calendar):%Y-%m-%dT%H:%M}",
        "holiday": f"{holiday:%Y-%m-%dT%H:%M}" if holiday else "",
        "lines": lines_of(matter.code, findings) or frame.lines,
    }
    return page("designer_try_start", tools.me, "designer", frame=frame, view=view)


def _prepared(tools: Workshop, matter: Shown) -> Prepared | tuple[Finding, ...]:
    """The draft made ready to run, or what the runtime refuses of it."""
    model, me = matter.judged.model, tools.me
    if model is None:
        return matter.judged.findings
    try:
        made = prepare(model, matter.version.number if matter.version else 0, me.calendar, me.hours)
    except RuntimeRefusal as refusal:
        return tuple(refusal.findings)
    terms = replace(made.terms, settings=me.tenant.settings, departments=me.departments)
    return Prepared(terms, made.definition)


def _step(state: State, request: Request[Any, str, Any], code: str, token: int, me: Me) -> tuple[Sandbox, Case, Step]:
    sandbox = _sandbox(state, request, code, me)
    case = sandbox.case
    step = case.steps.get(token) if case else None
    if case is None or step is None:
        raise RefusedError(Refusal("step", "这个环节已经办结。", OWN_RULE, "请回到试办页，以当前环节为准。"))
    return sandbox, case, step


def _sandbox(state: State, request: Request[Any, str, Any], code: str, me: Me) -> Sandbox:
    found: Sandbox | None = state.house.sandboxes.find(_session(request), code, me.now)
    if found is None or found.tenant != me.tenant.id:
        raise RefusedError(NO_SANDBOX)
    return found


def _session(request: Request[Any, str, Any]) -> str:
    """The session's token: whose sandbox it is."""
    return request.auth


def _own(sent: Posted) -> Posted:
    return {name: values for name, values in of_form(sent).items() if name != "_begin"}


def _moment(said: str) -> datetime | None:
    """What a date-and-time control sends, on the centre's clock."""
    try:
        return datetime.fromisoformat(said).replace(tzinfo=CENTRE_ZONE) if said else None
    except ValueError:
        return None


HANDLERS = [show_try, begin_try, move_clock, choose_person, end_try, complete_step, on_step]

"""The work list (待办) and the task beside it: claim, complete, send back, answer."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect, Template

from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.open_step import open_step
from designer_api.pages.page import fragment, go, is_id, is_whole, page
from designer_api.pages.posted import posted, text
from designer_api.pages.task_view import act_of, task_view
from designer_api.problems import RefusedError, refusal_status
from engine.cases import commands as c
from engine.cases.case import CaseId
from engine.cases.rows import SIGN, TaskRow
from engine.instants import NEVER, to_micros
from engine.legal_clock import end_of
from engine.ports import TaskQuery
from engine.refusal import Refusal
from engine.service import NOT_FOUND
from tenants import scope as tenant_scope

PAGE = 50
SCOPES = {"all": "全部", "mine": "本人", "free": "待认领"}
LAMPS = {"over": words.Lamp("over", "超期"), "near": words.Lamp("warn", "临期")}
EXIT_KINDS = ("issue", "deliver")


@get("/")
async def home(me: NamedDependency[Me]) -> Redirect:
    """The first thing on the rail: what this person is here for."""
    return Redirect(me.rail[0].href, status_code=303)


@get("/tasks")
async def show_tasks(
    me: NamedDependency[Me],
    state: State,
    whose: FromQuery[str] = "all",
    lamp: FromQuery[str] = "",
    after: FromQuery[str] = "",
    chosen: Annotated[str, QueryParameter(name="task")] = "",
) -> Template:
    """My posts' open steps, the least time left first; one of them open beside the list."""
    return await _list(state.house, me, whose if whose in SCOPES else "all", lamp, after, chosen)


@get("/exit")
async def show_exit(
    me: NamedDependency[Me],
    state: State,
    after: FromQuery[str] = "",
    chosen: Annotated[str, QueryParameter(name="task")] = "",
) -> Template:
    """出件: what waits to be made and handed over."""
    return await _list(state.house, me, "all", "", after, chosen, exits=True)


@post("/tasks/{case:uuid}/{token:int}")
async def complete(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, case: FromPath[UUID], token: FromPath[int]
) -> Template | Redirect | Response[str]:
    """办理: the form is checked, the outcome taken; what is wrong is shown where it was typed."""
    house: House = state.house
    fields = await posted(request)
    stored, step = await open_step(house, me, case, token)
    with tenant_scope.acting_for(stored.tenant):
        prepared = await house.matters.version(stored.matter, stored.version)
    act = act_of(stored, step, fields, prepared.terms, me.day)
    problem: Refusal | None = None
    if act.command is not None:
        done = await house.service.act(me.actor, CaseId(case), act.command)
        if not isinstance(done, Refusal):
            return go("/tasks", f"{stored.number} {step.name}{'：' + act.outcome if act.outcome else '已办结'}")
        if done.rule in ("not-found", "closed", "step"):
            raise RefusedError(done)
        problem = done
    view = await task_view(house, me, stored, step, typed=act, problem=problem)
    if act.redrawn and "HX-Request" in request.headers:
        return fragment(view.form_html)
    answer = await _list(house, me, "all", "", "", f"{case}:{token}", view=view)
    answer.status_code = refusal_status(problem) if problem is not None else 422
    return answer


@post("/tasks/{case:uuid}/{token:int}/claim")
async def claim(me: NamedDependency[Me], state: State, case: FromPath[UUID], token: FromPath[int]) -> Redirect:
    return await _act(state.house, me, case, c.Claim(token), f"/tasks?task={case}:{token}", "已认领")


@post("/tasks/{case:uuid}/{token:int}/release")
async def release(me: NamedDependency[Me], state: State, case: FromPath[UUID], token: FromPath[int]) -> Redirect:
    return await _act(state.house, me, case, c.Release(token), f"/tasks?task={case}:{token}", "已放回待认领")


@post("/tasks/{case:uuid}/{token:int}/send-back")
async def send_back(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, case: FromPath[UUID], token: FromPath[int]
) -> Redirect:
    fields = await posted(request)
    return await _act(state.house, me, case, c.SendBack(token, text(fields, "reason")), "/tasks", "已退回窗口")


async def _act(house: House, me: Me, case: UUID, command: c.Command, target: str, note: str) -> Redirect:
    done = await house.service.act(me.actor, CaseId(case), command)
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go(target, f"{done.number} {note}")


async def _list(
    house: House,
    me: Me,
    scope: str,
    lamp: str,
    after: str,
    chosen: str,
    *,
    view: Any = None,
    exits: bool = False,
) -> Template:
    query = _query(me, scope, lamp, after)
    rows = await house.cases.tasks(query)
    if exits:
        rows = [row for row in rows if row.kind in EXIT_KINDS]
    if view is None and chosen:
        view = await _chosen(house, me, chosen)
    base = "/exit" if exits else "/tasks"
    return page(
        "tasks",
        me,
        "exit" if exits else "tasks",
        heading="出件" if exits else "待办",
        tabs=[] if exits else [await _tab(house, me, key, name, scope) for key, name in SCOPES.items()],
        chips=[] if exits else _chips(scope, lamp),
        rows=[_row(row, me, base, scope, lamp, chosen) for row in rows],
        more=_next(rows, base, scope, lamp) if len(rows) == PAGE else "",
        footer=f"本页 {len(rows)} 件，剩余时间少的在前",
        empty=_empty(exits, scope, lamp),
        task=view,
    )


async def _chosen(house: House, me: Me, chosen: str) -> Any:
    case, _, token = chosen.partition(":")
    try:
        stored, step = await open_step(house, me, UUID(case), int(token))
    except ValueError:
        raise RefusedError(NOT_FOUND) from None
    return await task_view(house, me, stored, step)


def _query(me: Me, scope: str, lamp: str, after: str) -> TaskQuery:
    before, begin = _lamp_span(me, lamp)
    return TaskQuery(
        me.actor.places, me.actor.person, scope, due_before=before, due_from=begin, after=_cursor(after), limit=PAGE
    )


def _lamp_span(me: Me, lamp: str) -> tuple[datetime | None, datetime | None]:
    """Overdue: due before now. Near: due by the end of the next working day."""
    if lamp == "over":
        return me.now, None
    if lamp == "near":
        today = me.day
        last: date = me.calendar.nth_working_day(today, max(1, me.tenant.settings.yellow_working_days))
        return end_of(last, me.calendar) + timedelta(microseconds=1), me.now
    return None, None


def _cursor(text: str) -> tuple[int, str, int] | None:
    urgent, _, rest = text.partition(".")
    case, _, token = rest.partition(".")
    if not (is_whole(urgent, most=NEVER) and is_whole(token, most=2**31 - 1) and is_id(case)):
        return None
    return int(urgent), case, int(token)


def _next(rows: list[TaskRow], base: str, scope: str, lamp: str) -> str:
    last = rows[-1]
    urgent = NEVER if last.due_at is None else to_micros(last.due_at)
    return f"{base}?whose={scope}&lamp={lamp}&after={urgent}.{last.case}.{last.token}"


async def _tab(house: House, me: Me, key: str, name: str, current: str) -> dict[str, Any]:
    most = 999
    count = await house.cases.count_tasks(_query(me, key, "", ""), most=most)
    return {
        "name": name,
        "href": f"/tasks?whose={key}",
        "current": key == current,
        "count": f"{most}+" if count == most else count,
    }


def _chips(scope: str, lamp: str) -> list[dict[str, Any]]:
    return [
        {
            "lamp": shown,
            "on": key == lamp,
            "href": f"/tasks?whose={scope}" + ("" if key == lamp else f"&lamp={key}"),
        }
        for key, shown in LAMPS.items()
    ]


def _row(row: TaskRow, me: Me, base: str, scope: str, lamp: str, chosen: str) -> dict[str, Any]:
    key = f"{row.case}:{row.token}"
    shown = words.task_lamp(row, me.now, me.calendar, me.lamps)
    due = "—"
    if row.due_at is not None and row.due_day:
        due = words.due_text(row.due_at, date.fromisoformat(row.due_day), me.calendar)
    mine = row.holder == me.actor.person
    return {
        "href": f"/cases/{row.case}#act-sign-special"
        if row.kind == SIGN
        else f"{base}?whose={scope}&lamp={lamp}&task={key}",
        "selected": key == chosen,
        "lamp": shown,
        "colour": {"over": "red", "warn": "amb"}.get(shown.kind, ""),
        "matter": row.matter_name,
        "applicant": row.applicant,
        "step": row.name,
        "due": due,
        "holder": "本人" if mine else row.holder_name or ("待签字" if row.kind == SIGN else "待认领"),
        "mine": mine,
        "sent_back": row.sent_back,
    }


def _empty(exits: bool, scope: str, lamp: str) -> dict[str, str]:
    if exits:
        return {
            "title": "没有等待出件的办件",
            "text": "各部门办完后，要制证、送达的办件会出现在这里。",
            "href": "",
            "action": "",
        }
    if lamp or scope != "all":
        return {"title": "没有符合条件的环节", "text": "换一个范围看看。", "href": "/tasks", "action": "看全部待办"}
    return {
        "title": "现在没有待办",
        "text": "轮到您岗位的环节会自动出现在这里，时间最紧的排在最前。",
        "href": "",
        "action": "",
    }


HANDLERS = [home, show_tasks, show_exit, complete, claim, release, send_back]

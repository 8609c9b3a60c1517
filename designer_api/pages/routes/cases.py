"""办件: the list of cases one may see, and the page that tells a case's whole story."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from designer_api.acts import Sight, Values, command_of, offers
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.case_view import Fact, case_lamp, case_view
from designer_api.pages.page import go, is_id, is_whole, page
from designer_api.pages.papers import papers_of
from designer_api.pages.posted import posted, text, texts
from designer_api.pages.task_view import filled
from designer_api.problems import RefusedError, refusal_status
from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.cards import cards_of, case_cards
from engine.cases.case import Case, CaseId
from engine.cases.sight import departments_seen, sees, sees_all
from engine.cases.terms import Terms
from engine.instants import NEVER, to_micros
from engine.ports import CaseQuery
from engine.refusal import Refusal
from engine.service import NOT_FOUND
from tenants.people import may_receive
from tenants.premises import places_of

PAGE = 50


@get("/cases")
async def show_cases(
    me: NamedDependency[Me],
    state: State,
    q: FromQuery[str] = "",
    closed: FromQuery[bool] = False,
    before: FromQuery[str] = "",
) -> Template:
    """Newest first; a department sees the cases it has worked on."""
    house: House = state.house
    departments = departments_seen(me.actor)
    found = await house.cases.cases(
        CaseQuery(departments, closed=closed, text=q.strip()[:60], before=_cursor(before), limit=PAGE)
    )
    rows = [await _row(house, me, case) for case in found]
    base = f"/cases?q={q}" if q else "/cases?q="
    more = ""
    if len(found) == PAGE:
        last = found[-1]
        more = f"{base}&closed={str(closed).lower()}&before={to_micros(last.received_at)}.{last.id}"
    tabs = [
        {"name": "在办", "href": f"{base}&closed=false", "current": not closed},
        {"name": "已结", "href": f"{base}&closed=true", "current": closed},
    ]
    response = page("cases", me, "cases", rows=rows, tabs=tabs, more=more, closed=closed)
    response.context["search"] = q
    return response


@get("/cases/{case:uuid}")
async def show_case(me: NamedDependency[Me], state: State, case: FromPath[UUID]) -> Template:
    """The whole story of one case."""
    house: House = state.house
    return await _case_page(house, me, await visible(house, me, case))


@post("/cases/{case:uuid}/acts/{code:str}")
async def act(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, case: FromPath[UUID], code: FromPath[str]
) -> Template | Redirect:
    """办理其他事项: an act beside the steps; what is refused is told beside what was filled in."""
    house: House = state.house
    fields = await posted(request)
    stored = await visible(house, me, case)
    values = {name: texts(fields, name) for name in fields}
    prepared = await house.matters.version(stored.matter, stored.version)
    sight = Sight(stored, me.actor, prepared.terms, cards_of(stored, prepared.terms, me.now), me.now)
    command = command_of(sight, code, values)
    if command is None:
        raise RefusedError(NOT_FOUND)
    done = command if isinstance(command, Refusal) else await house.service.act(me.actor, stored.id, command)
    if not isinstance(done, Refusal):
        return go(f"/cases/{case}", f"{done.number} 已登记")
    if done.rule == "not-found":
        raise RefusedError(done)
    answer = await _case_page(house, me, stored, Failed(code, values, done))
    answer.status_code = refusal_status(done)
    return answer


@dataclass(frozen=True, slots=True)
class Failed:
    """An act that was refused: what was filled in, and why not."""

    code: str
    values: Values
    problem: Refusal


async def _case_page(house: House, me: Me, stored: Case, failed: Failed | None = None) -> Template:
    prepared = await house.matters.version(stored.matter, stored.version)
    terms = prepared.terms
    events = await house.cases.events(stored.id)
    view = case_view(stored, events, terms, me.departments, me.now, me.lamps)
    found = offers(Sight(stored, me.actor, terms, case_cards(stored, events, terms, me.now), me.now))
    if failed is not None:
        found = tuple(each.holding(failed.values) if each.code == failed.code else each for each in found)
    shown: dict[str, Any] = {name: getattr(view, name) for name in view.__slots__}
    if places := places_of(terms.model.matter, me.organisation):
        site, zone = places[0]
        shown["facts"] = (*view.facts, Fact("办理场所", site.name, zone.name))
    shown |= {
        "id": str(stored.id),
        "ended": not stored.is_open,
        "papers": papers_of(stored),
        "forms": _forms(stored, terms, events, me),
        "withdrawable": stored.is_open and stored.decided_at is None and may_receive(me.actor) and sees_all(me.actor),
        "acts": found,
    }
    return page("case", me, "cases", case=shown, failed=failed)


@post("/cases/{case:uuid}/withdraw")
async def withdraw(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, case: FromPath[UUID]
) -> Redirect:
    """撤回: the applicant's own wish, registered at the window."""
    fields = await posted(request)
    done = await state.house.service.act(me.actor, CaseId(case), c.Withdraw(text(fields, "reason")))
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go(f"/cases/{case}", f"{done.number} 已撤回")


async def visible(house: House, me: Me, case: UUID) -> Case:
    """The case, when this person may see it; otherwise it is not there."""
    stored = await house.cases.load(CaseId(case))
    if stored is None or not sees(me.actor, stored.case):
        raise RefusedError(NOT_FOUND)
    return stored.case


async def _row(house: House, me: Me, case: Case) -> dict[str, Any]:
    prepared = await house.matters.version(case.matter, case.version)
    lamp = case_lamp(case, prepared.terms, me.now, me.lamps)
    used = f"{case.days_used} 个工作日" if case.days_used is not None else "—"
    return {
        "href": f"/cases/{case.id}",
        "number": case.number,
        "matter": case.matter_name,
        "applicant": case.applicant.name,
        "status": str(case.status),
        "steps": "、".join(step.name for step in case.steps.values()) or "—",
        "received": words.moment(case.received_at),
        "due": words.short_day(case.promised.day, me.calendar) if case.promised else "—",
        "lamp": lamp,
        "closed": words.moment(case.closed_at) if case.closed_at else "",
        "remainder": lamp.remainder if lamp and case.is_open else used,
        "colour": {"over": "red", "warn": "amb"}.get(lamp.kind, "") if lamp else "",
    }


def _forms(case: Case, terms: Terms, events: tuple[e.AnyEvent, ...], me: Me) -> list[dict[str, str]]:
    """What was filled in, form by form, the latest state of each."""
    found: dict[str, dict[str, str]] = {}
    for event in events:
        if not isinstance(event, e.StepCompleted):
            continue
        node = terms.model.find(event.element)
        form = terms.model.forms.get(node.step.form) if node else None
        if node is None or form is None or node.step.form in found:
            continue
        note = f"{me.departments.get(event.by.department, '')} {event.by.name}".strip()
        found[node.step.form] = {"title": event.name, "note": note, "html": filled(form, case.data)}
    return list(found.values())


def _cursor(textual: str) -> tuple[int, str] | None:
    received, _, case = textual.partition(".")
    return (int(received), case) if is_whole(received, most=NEVER) and is_id(case) else None


HANDLERS = [show_cases, show_case, act, withdraw]

"""设置·在办影响: open steps nobody can finish today, for who keeps the organisation and who keeps people and powers."""

from typing import Any

from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Template

from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.administration import admin_page, require
from engine.blocked import Blocked, blocked
from engine.cases.stuck import Why
from tenants.people import Actor, actor_of, may_administer, may_secure

_REMEDY = {
    Why.DEPARTMENT: ("部门", "/admin/departments", may_administer),
    Why.POST: ("岗位", "/admin/posts", may_administer),
    Why.PERSON: ("人员", "/admin/people", may_secure),
    Why.POWER: ("授权", "/admin/mandates", may_secure),
}


def may_see_impact(actor: Actor) -> bool:
    """Who keeps the organisation, and who keeps people and their powers."""
    return may_administer(actor) or may_secure(actor)


@get("/admin/impact")
async def show_impact(me: NamedDependency[Me], state: State) -> Template:
    """Each place where work stands still: how many steps, since when, why, and where it is put right."""
    require(me, may_see_impact)
    house: House = state.house
    today = me.day
    trained = (await house.policies.policy()).trained
    actors = [actor_of(each, me.tenant.id, today, trained) for each in await house.tenants.people()]
    found = await blocked(house.cases, house.matters, house.powers, actors, me.now)
    rows = [_row(each, me) for each in found]
    return admin_page("admin_impact", me, "impact", rows=rows, count=sum(each.group.count for each in found))


def _row(each: Blocked, me: Me) -> dict[str, Any]:
    group = each.group
    word, href, may = _REMEDY[each.stuck.why]
    post = me.organisation.post(group.department, group.post)
    return {
        "matter": group.matter_name,
        "step": group.name,
        "place": f"{me.department(group.department)}{'·' + post.name if post else ''}",
        "count": group.count,
        "number": group.number,
        "since": words.moment(group.since),
        "away": group.home is not None,
        "why": each.stuck.message,
        "advice": each.stuck.advice,
        "word": word,
        "href": href if may(me.actor) else "",
    }


HANDLERS = [show_impact]

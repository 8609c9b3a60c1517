"""认领: the matters of the levels above, claimed, tightened and published by a reform officer of a lower level."""

from typing import Any

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from bpmn.finding import Finding, Severity, has_errors
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.matter_tabs import matter_page
from designer_api.pages.overlay_form import Typed, free_rows, read_typed, rows, ticks
from designer_api.pages.page import go
from designer_api.pages.posted import posted, text
from designer_api.problems import RefusedError
from designer_api.workshop import Workshop, workshop
from engine.claiming import Claimed, Claiming, Offered
from engine.refusal import Refusal
from engine.releasing import NotPublishable
from tenants.matter import MatterLimit
from tenants.people import may_model
from tenants.versions import Draft, PublishRequest, Version


@get("/claims")
async def show_claims(me: NamedDependency[Me], state: State) -> Template:
    """Every matter above, and how far this level has come with it."""
    _, claiming = _tools(state.house, me)
    offered = await claiming.offered(me.tenant)
    return matter_page("claims", me, "claims", rows=[_line(each, me) for each in offered], top=not me.tenant.parent)


@post("/claims/{code:str}/claim")
async def claim(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Redirect:
    """认领 one of them."""
    _, claiming = _tools(state.house, me)
    done = await claiming.claim(me.actor, me.tenant, code)
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go(f"/claims/{code}", f"已认领“{done.model.matter.name}”，可以在这里收紧后发布")


@get("/claims/{code:str}")
async def show_claim(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """The claimed matter with its differences."""
    _, claiming = _tools(state.house, me)
    return await _shown(claiming, me, await _claimed(claiming, me, code))


@post("/claims/{code:str}")
async def save(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Template | Redirect:
    """Save the differences; with 发布 publish them too. What is looser is told and not published."""
    tools, claiming = _tools(state.house, me)
    before = await _claimed(claiming, me, code)
    fields = await posted(request)
    typed = read_typed(before, fields)
    kept = before.offered.draft.bundle if before.offered.draft else None
    after = claiming.judged(me.tenant, before.offered, typed.overlay, kept)
    if typed.faults:
        return await _again(claiming, me, after, typed.faults)
    saved = await claiming.save(me.actor, me.tenant, after, typed.overlay)
    if isinstance(saved, Refusal):
        raise RefusedError(saved)
    if text(fields, "_act") != "publish":
        errors = [each for each in after.findings if each.severity is Severity.ERROR]
        return await _again(claiming, me, after, ()) if errors else go(f"/claims/{code}", "已保存，符合只能收紧的要求")
    return await _publish(tools, claiming, await _claimed(claiming, me, code), saved, typed)


async def _publish(
    tools: Workshop, claiming: Claiming, claimed: Claimed, saved: Draft, typed: Typed
) -> Template | Redirect:
    me, bundle = tools.me, saved.bundle
    gate = await tools.overlays.gate_for(tools.gate, me.tenant.profile, me.organisation, (bundle,))
    unconsented = await claiming.consented(claimed, gate.workplaces)
    if unconsented is not None:
        return await _again(claiming, me, claimed, (unconsented,))
    today = me.day
    done = await tools.releasing.publish(me.actor, me.tenant, bundle.code, saved.revision, today, tools.judge_whole)
    match done:
        case Version():
            return go(f"/claims/{bundle.code}", f"已发布第 {done.number} 版，办事指南随即更新")
        case PublishRequest():
            return go(f"/claims/{bundle.code}", "已送审，请由另一名改革人员发布")
        case NotPublishable():
            return await _again(
                claiming, me, claimed, tuple(each for each in done.findings if each.severity is Severity.ERROR)
            )
        case Refusal():
            raise RefusedError(done)


async def _claimed(claiming: Claiming, me: Me, code: str) -> Claimed:
    found = await claiming.claimed(me.tenant, code)
    if found is None:
        raise NotFoundException
    return found


def _tools(house: House, me: Me) -> tuple[Workshop, Claiming]:
    if not may_model(me.actor):
        raise PermissionDeniedException
    tools = workshop(house, me, edit=True)
    return tools, Claiming(house.directory, house.tenants, house.clock, tools.overlays, tools.gate)


def _line(offered: Offered, me: Me) -> dict[str, Any]:
    matter = offered.model.matter
    state = "未认领"
    if offered.is_own:
        state = "本级自有事项"
    elif offered.version is not None and offered.claim is not None:
        state = f"已发布第 {offered.version.number} 版" + ("，有未发布的改动" if offered.draft else "")
    elif offered.claim is not None:
        state = "已认领，未发布"
    return {
        "code": offered.code,
        "name": matter.name,
        "above": offered.upper.name,
        "promised": _limit(matter.promised),
        "statutory": _limit(matter.statutory),
        "state": state,
        "claimed": offered.claim is not None,
        "own": offered.is_own,
        "href": f"/claims/{offered.code}",
    }


async def _again(claiming: Claiming, me: Me, claimed: Claimed, findings: tuple[Finding, ...]) -> Template:
    answer = await _shown(claiming, me, claimed, findings)
    answer.status_code = 422
    return answer


async def _shown(claiming: Claiming, me: Me, claimed: Claimed, findings: tuple[Finding, ...] = ()) -> Template:
    offered, matter = claimed.offered, claimed.offered.model.matter
    consents = await claiming.consents(offered.claim) if offered.claim is not None else ()
    today = me.day
    told = tuple(dict.fromkeys((*findings, *claimed.findings)))
    return matter_page(
        "claim",
        me,
        "claims",
        code=offered.code,
        title=matter.name,
        above=offered.upper.name,
        number=offered.upper.number,
        version=offered.version,
        draft=offered.draft,
        effective=_in_force(claimed),
        rows=rows(claimed),
        free=free_rows(claimed),
        ticks=ticks(claimed),
        consents=[each for each in consents if each.counts_on(today)],
        errors=[each for each in told if each.severity is Severity.ERROR],
        sound=not has_errors(told),
        guide=f"/guide/{me.tenant.code}/{offered.code}" if offered.version else "",
    )


def _in_force(claimed: Claimed) -> list[tuple[str, str, str]]:
    """What will apply, beside what applies above."""
    upper = claimed.offered.model.matter
    own = claimed.model.matter if claimed.model is not None else None
    return [
        ("承诺时限", _limit(upper.promised), _limit(own.promised) if own else "—"),
        ("法定时限", _limit(upper.statutory), _limit(own.statutory) if own else "—"),
        ("材料", f"{len(upper.materials)} 项", f"{len(own.materials)} 项" if own else "—"),
        ("收费", f"{len(upper.fees)} 项", f"{len(own.fees)} 项" if own else "—"),
        ("到现场", f"{upper.visits.most} 次", f"{own.visits.most} 次" if own else "—"),
    ]


def _limit(limit: MatterLimit | None) -> str:
    return words.limit_text(limit.amount, limit.unit.value) if limit else "—"


HANDLERS = [show_claims, claim, show_claim, save]

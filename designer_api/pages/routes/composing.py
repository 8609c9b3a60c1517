"""组合一件事: choose published matters, see what composing them gives, begin a draft; later compose anew."""

from typing import Any
from urllib.parse import quote

from anyio import to_thread
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from designer_api.me import Me
from designer_api.pages.designer.compose_form import Chosen, chosen_in, chosen_of
from designer_api.pages.designer.compose_view import COMPOSITIONS, composed_view, offer_rows, place_rows
from designer_api.pages.designer.frame import Shown, frame_of, shown
from designer_api.pages.page import go, page
from designer_api.pages.posted import posted, text, texts
from designer_api.pages.routes.designer import CHANGED
from designer_api.problems import RefusedError
from designer_api.workshop import Workshop, done, workshop
from engine.comparing import compare_bundles
from engine.composing import Composing, Proved, proved
from engine.drafting import Changed
from engine.refusal import OWN_RULE, Refusal
from tenants.bundle import MATTER_FILE, Bundle
from tenants.composing.composition import Recipe
from tenants.composing.ingredient import Ingredient
from tenants.composing.recomposing import places, taken
from tenants.matter import Composition, Matter
from tenants.matter_document import read_matter
from tenants.people import may_model
from tenants.term import term_of

LOOK = "joint_matter"
"""The code a composition has while it is only looked at."""
TOO_FEW = Refusal("compose-few", "组合一件事至少要选两个事项。", OWN_RULE, "请返回，在清单里勾选两个以上的事项。")
UNDECIDED = Refusal(
    "compose-open",
    "还有字段两边要求不同、没有决定以哪一边为准。",
    OWN_RULE,
    "请返回，在“要您决定的”里逐项选好，再建立草稿。",
)


@get("/compose")
async def show_compose(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Template:
    """The matters to choose from, and what composing the chosen ones gives. The address holds the choice."""
    tools = workshop(state.house, me)
    chosen = chosen_of(request.query_params.multi_items())
    composing = tools.composing
    offered = await composing.offered()
    found = await _composed(tools, composing, chosen, [matter for matter, _ in offered], title="一件事")
    view = {
        "offers": offer_rows(offered, chosen),
        "find": chosen.find,
        "chosen": len(chosen.parts),
        "composed": composed_view(found, chosen, me) if found is not None else None,
        "may_edit": may_model(me.actor),
    }
    return page("compose", me, "designer", view=view)


@post("/compose")
async def compose(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Redirect:
    """Begin the draft of a new joint matter."""
    tools = workshop(state.house, me, edit=True)
    sent = await posted(request)
    chosen, composing = chosen_in(text(sent, "query")), tools.composing
    matters = [matter for matter, _ in await composing.offered()]
    found = await _composed(
        tools,
        composing,
        chosen,
        matters,
        code=text(sent, "code"),
        title=text(sent, "name"),
        lead=text(sent, "lead"),
        composition=term_of(Composition, text(sent, "composition")) or COMPOSITIONS[0],
    )
    if found is None:
        raise RefusedError(TOO_FEW)
    if found.bundle is None:
        first = found.composed.findings[0]
        raise RefusedError(Refusal("compose", first.message, OWN_RULE, first.advice))
    if any(not each.decided for each in found.composed.conflicts):
        raise RefusedError(UNDECIDED)
    draft = done(await tools.drafting.start_with(me.actor, found.bundle))
    return go(f"/designer/{quote(draft.matter)}", "已组合成草稿，请核对材料、表单和流程图，补上场景后发布")


@get("/designer/{code:str}/recompose")
async def show_recompose(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """What the parts of a joint matter changed since, and what composing anew would change."""
    tools = workshop(state.house, me)
    matter = await shown(tools, code)
    listed, composing = _listed(matter), tools.composing
    current = {each.code: (each, version) for each, version in await composing.offered()}
    base, fresh = await _twice(tools, composing, matter, listed)
    rows = []
    for part in listed.parts:
        now, version = current.get(part.matter, (None, None))
        history = await tools.house.tenants.versions(part.matter)
        then = next((each for each in history if each.hash == part.content), None)
        rows.append(
            {
                "name": part.label,
                "href": f"/designer/{quote(part.matter)}",
                "phase": part.phase,
                "when": part.when,
                "then": f"第 {then.number} 版" if then else "导入时的内容",
                "now": f"第 {version.number} 版" if version else "已停用或没有发布",
                "same": version is not None and version.hash == part.content,
                "there": now is not None,
            }
        )
    found = places(base, matter.bundle, fresh) if fresh is not None else ()
    changes = compare_bundles(matter.bundle, fresh) if fresh is not None and found else ()
    view = {"parts": rows, "places": place_rows(found, changes), "ready": fresh is not None}
    frame = await frame_of(tools, matter)
    return page("recompose", me, "designer", frame=frame, view=view)


@post("/designer/{code:str}/recompose")
async def recompose(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect:
    """Take over what was ticked; the parts are then fixed to their content of today."""
    tools = workshop(state.house, me, edit=True)
    draft = await tools.draft(code)
    sent = await posted(request)
    matter = await shown(tools, code)
    listed = _listed(matter)
    _, fresh = await _twice(tools, tools.composing, matter, listed)
    if fresh is None:
        advice = "请到组成事项里核对；已停用的先从实施清单的“组成事项”里去掉。"
        raise RefusedError(Refusal("compose", "有组成事项已经停用，不能重新组合。", OWN_RULE, advice))
    changes = taken(draft.bundle, fresh, texts(sent, "place"))
    revision = text(sent, "revision")
    number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0
    saved = await tools.drafting.put_all(me.actor, code, changes, number)
    if isinstance(saved, Refusal | Changed):
        raise RefusedError(saved if isinstance(saved, Refusal) else CHANGED)
    return go(f"/designer/{quote(code)}/recompose", f"已更新 {len(changes)} 个文件；没有勾选的保持原样")


# --- parts ------------------------------------------------------------------------------------------------------------


async def _composed(
    tools: Workshop,
    composing: Composing,
    chosen: Chosen,
    matters: list[Matter],
    *,
    code: str = LOOK,
    title: str = "",
    lead: str = "",
    composition: Composition = Composition.JOINT,
) -> Proved | None:
    """The composition of what was chosen; None where that is less than two matters."""
    parts = await composing.ingredients(chosen.as_parts(matters))
    if len(parts) < 2:
        return None
    recipe = Recipe(
        code or LOOK,
        title,
        parts,
        lead or parts[0].model.matter.lead,
        tools.me.tenant.centre,
        composition,
        dict(chosen.same),
        chosen.sides,
    )
    gate = tools.gate
    return await to_thread.run_sync(lambda: proved(recipe, gate))


def _listed(matter: Shown) -> Matter:
    """The list of a joint matter; refused for any other."""
    listed = read_matter(matter.bundle.files.get(MATTER_FILE, b"")).matter
    if listed is None or not listed.parts:
        advice = "从“组合一件事”建立的事项才有；也可以在实施清单里写组成事项。"
        raise RefusedError(Refusal("not-found", "这个事项没有组成事项。", OWN_RULE, advice))
    return listed


async def _twice(
    tools: Workshop, composing: Composing, matter: Shown, listed: Matter
) -> tuple[Bundle | None, Bundle | None]:
    """The matter composed of the contents it was fixed to, and of those in force today."""
    then = await composing.as_taken(listed.parts)
    now = await composing.ingredients(listed.parts)
    gate, count = tools.gate, len(listed.parts)

    def made(parts: tuple[Ingredient, ...]) -> Bundle | None:
        if len(parts) != count:
            return None
        recipe = Recipe(matter.code, listed.name, parts, listed.lead, tools.me.tenant.centre, listed.composition)
        return proved(recipe, gate).bundle

    return await to_thread.run_sync(lambda: (made(then), made(now)))


HANDLERS = [show_compose, compose, show_recompose, recompose]

"""环节清单: the drawing as a table that can be changed row by row without a mouse, and printed to be signed."""

from typing import Any
from urllib.parse import quote

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from bpmn import editing
from bpmn.diagram import Diagram
from bpmn.document import write_diagram
from bpmn.finding import Finding
from bpmn.layout import lay_out
from bpmn.proof import Verdict
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.designer import step_table as table
from designer_api.pages.designer.drawings import drawing_in, fragments_in
from designer_api.pages.designer.frame import Shown, frame_of, path_words, shown, slack_of
from designer_api.pages.designer.overview import form_names
from designer_api.pages.page import go, page
from designer_api.pages.posted import posted, text, texts
from designer_api.problems import RefusedError
from designer_api.workshop import Workshop, workshop
from engine.drafting import Changed
from engine.refusal import OWN_RULE, Refusal
from tenants.bundle import DIAGRAM_FILE, MATTER_FILE, Bundle
from tenants.matter_document import read_matter
from tenants.model import MatterModel
from tenants.versions import Draft

UNREADABLE = Refusal(
    "unreadable", "流程图还读不出来，不能用表格修改。", OWN_RULE, "请先看概览页的检查结果，或恢复一次保存。"
)
MEANWHILE = Refusal(
    "draft-changed", "您打开之后，有人改过这一行，您的修改没有存上。", OWN_RULE, "请返回刷新，看过新的内容再改。"
)


@get("/designer/{code:str}/steps")
async def show_steps(
    me: NamedDependency[Me],
    state: State,
    code: FromPath[str],
    row: FromQuery[str] = "",
    file: FromQuery[str] = DIAGRAM_FILE,
) -> Template:
    """The table of one drawing, with one row open to be changed."""
    tools = workshop(state.house, me)
    matter = await shown(tools, code)
    frame = await frame_of(tools, matter)
    view = _view(matter, me, row if frame.editable else "", _known(file, matter.bundle))
    return page("designer_steps", me, "designer", frame=frame, view=view)


@get("/designer/{code:str}/steps/print")
async def print_steps(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """The table as the document that officials sign."""
    tools = workshop(state.house, me)
    matter = await shown(tools, code)
    frame = await frame_of(tools, matter)
    listed = read_matter(matter.bundle.files.get(MATTER_FILE, b"")).matter
    views = [_view(matter, me, "", each.file) for each in frame.drawings]
    sheet = {
        "parts": [(each.name, view["rows"]) for each, view in zip(frame.drawings, views, strict=True)],
        "matter": listed,
        "lead": me.department(listed.lead) if listed else "",
        "promised": listed.promised.chinese if listed and listed.promised else "—",
        "statutory": listed.statutory.chinese if listed and listed.statutory else "—",
        "day": words.day(me.now.date(), me.calendar),
        "hash": matter.bundle.hash[:16],
        "departments": _departments(matter, me),
    }
    return page("designer_steps_print", me, "designer", frame=frame, view=views[0], sheet=sheet)


@post("/designer/{code:str}/steps")
async def change_steps(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect | Template:
    """Save a row, a flow of it, or change the structure by one of the buttons."""
    tools = workshop(state.house, me, edit=True)
    draft, sent = await tools.draft(code), await posted(request)
    fields = {name: text(sent, name) for name in sent}
    fields |= {name: "\n".join(texts(sent, name)) for name in ("materials", "notices")}
    file = _known(fields.get("file") or DIAGRAM_FILE, draft.bundle)
    before = drawing_in(draft.bundle, file)
    if before is None:
        raise RefusedError(UNREADABLE)
    action, element = fields.get("_act", "save"), fields.get("element", "")
    try:
        after, goes_to, told = _changed(before, action, element, fields)
        await _keep(tools, draft, file, after)
    except RefusedError as error:
        return await _again(tools, code, file, element, fields, error)
    place = "" if file == DIAGRAM_FILE else f"file={quote(file)}&"
    return go(f"/designer/{quote(code)}/steps?{place}row={quote(goes_to)}", told)


def _known(file: str, bundle: Bundle) -> str:
    """The file of a drawing of the bundle; 404 for any other."""
    if file != DIAGRAM_FILE and file not in fragments_in(bundle):
        raise NotFoundException
    return file


async def _again(
    tools: Workshop, code: str, file: str, element: str, fields: dict[str, str], error: RefusedError
) -> Template:
    """The table once more, with what was typed and why it was not taken."""
    matter = await shown(tools, code)
    view = _view(matter, tools.me, element, file)
    if view["chosen"] and fields.get("_act", "save") == "save":
        view["chosen"] = table.typed(view["chosen"], fields)
    view["refusal"] = error.refusal
    response = page("designer_steps", tools.me, "designer", frame=await frame_of(tools, matter), view=view)
    response.status_code = error.status_code
    return response


def _changed(diagram: Diagram, action: str, element: str, fields: dict[str, str]) -> tuple[Diagram, str, str]:
    node = diagram.find(element)
    if node is None and action != "layout":
        raise RefusedError(MEANWHILE)
    if action == "layout" or node is None:
        return lay_out(diagram), element, "已重新排版"
    if action == "save":
        if fields.get("mark") != table.mark_of(node):
            raise RefusedError(MEANWHILE)
        changed = table.changed_node(node, fields)
        if isinstance(changed, Refusal):
            raise RefusedError(changed)
        return editing.change_node(diagram, changed), element, f"“{changed.label}”已保存"
    if action == "flow":
        return _flow_changed(diagram, element, fields), element, "流向已保存"
    done = table.act(diagram, action, element, fields)
    if isinstance(done, Finding):
        raise RefusedError(Refusal(done.code, done.message, OWN_RULE, done.advice))
    return done[0], done[1], "环节清单已保存"


def _flow_changed(diagram: Diagram, element: str, fields: dict[str, str]) -> Diagram:
    flow = next((each for each in diagram.outgoing(element) if each.id == fields.get("flow")), None)
    if flow is None or fields.get("mark") != table.mark_of(flow):
        raise RefusedError(MEANWHILE)
    after = table.apply_flow(diagram, flow, fields)
    if isinstance(after, Refusal):
        raise RefusedError(after)
    return after


async def _keep(tools: Workshop, draft: Draft, file: str, diagram: Diagram) -> None:
    saved = await tools.drafting.put_all(tools.me.actor, draft.matter, {file: write_diagram(diagram)}, draft.revision)
    if isinstance(saved, Changed):
        raise RefusedError(MEANWHILE)
    if isinstance(saved, Refusal):
        raise RefusedError(saved)


def _view(matter: Shown, me: Me, row: str, file: str) -> dict[str, Any]:
    """What the table of the drawing `file` shows; its longest way is that of the whole matter."""
    verdict = matter.verdict
    diagram = matter.diagram if file == DIAGRAM_FILE else drawing_in(matter.bundle, file)
    if diagram is None:
        return {"rows": [], "chosen": None, "readable": False, "refusal": None, "file": file}
    model = matter.judged.model
    called = form_names(matter.nodes())
    forms = tuple((key, called.get(key, key)) for key in model.forms) if model else ()
    decisions = tuple(
        dict.fromkeys((each.id, each.name) for found in model.decisions.values() for each in found.decisions)
        if model
        else ()
    )
    measure = verdict.promised if verdict else None
    return {
        "readable": True,
        "file": file,
        "query": "" if file == DIAGRAM_FILE else f"file={quote(file)}&",
        "rows": table.rows_of(diagram, me, _slack(verdict, file), _names(model, matter)),
        "materials": _coded(model, "materials"),
        "notices": _coded(model, "notices"),
        "chosen": table.chosen(diagram, row) if row else None,
        "row": row,
        "targets": table.targets(diagram, row) if row else [],
        "lists": table.lists(me, forms, decisions, _department(diagram, row)),
        "path": path_words(verdict),
        "worst": words.limit_text(measure.worst, measure.unit) if measure and measure.worst is not None else "—",
        "summary": verdict.summary if verdict else "",
        "refusal": None,
    }


def _slack(verdict: Verdict | None, file: str) -> dict[str, str]:
    """The slack by step of that drawing; steps of a fragment stand in the verdict behind the call that leads there."""
    found = slack_of(verdict)
    return found if file == DIAGRAM_FILE else {path.rpartition("/")[2]: words for path, words in found.items()}


def _department(diagram: Diagram, row: str) -> str:
    node = diagram.find(row)
    return node.step.department if node else ""


def _coded(model: MatterModel | None, key: str) -> list[tuple[str, str]]:
    """The materials or notices of the implementation list, by code and name."""
    return [(each.code, each.name) for each in getattr(model.matter, key)] if model else []


def _names(model: MatterModel | None, matter: Shown) -> dict[str, str]:
    """What people call materials and notices, forms and decisions, by code; the latter two with their kind before."""
    forms = {f"form:{key}": name for key, name in form_names(matter.nodes()).items()}
    asked = {node.step.decision for node in matter.nodes() if node.step.decision}
    found = {key: model.decision(key) for key in asked} if model else {}
    decisions = {f"decision:{key}": each.name for key, each in found.items() if each is not None}
    return {**forms, **decisions, **dict([*_coded(model, "materials"), *_coded(model, "notices")])}


def _departments(matter: Shown, me: Me) -> list[str]:
    """The departments that work on the matter, each of which signs."""
    codes = dict.fromkeys(node.step.department for node in matter.nodes() if node.step.department)
    return [me.department(code) for code in codes]


HANDLERS = [show_steps, print_steps, change_steps]

"""设计: the matters one may change, and each matter's own page; beginning a draft, bringing in a drawing."""

from typing import Any
from urllib.parse import quote

from litestar import Request, get, post
from litestar.datastructures import State, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from bpmn.document import read_diagram
from bpmn.finding import Severity
from bpmn.templates import templates
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.designer.blank import blank_decision, blank_form
from designer_api.pages.designer.drawings import blank_drawing
from designer_api.pages.designer.frame import frame_of, shown
from designer_api.pages.designer.overview import overview
from designer_api.pages.page import go, page
from designer_api.pages.posted import posted, text
from designer_api.problems import RefusedError
from designer_api.routes.matter_drafts import title_of
from designer_api.workshop import Workshop, done, workshop
from engine.beginnings import EMPTY, Origin
from engine.drafting import MOST_BYTES, Changed
from engine.refusal import OWN_RULE, Refusal
from tenants.bundle import DIAGRAM_FILE, FORMS_FOLDER
from tenants.people import may_model
from tenants.toml_document import is_code
from tenants.versions import in_force, state_on


@get("/designer")
async def show_designer(me: NamedDependency[Me], state: State) -> Template:
    """Every matter of the centre, published or only drafted, and the ways to begin another."""
    tools = workshop(state.house, me)
    return page("designer_home", me, "designer", **await _home(tools))


async def _home(tools: Workshop) -> dict[str, Any]:
    me, store = tools.me, tools.house.tenants
    history, drafts = await store.versions(), {draft.matter: draft for draft in await store.drafts()}
    today, rows = me.day, []
    for code in sorted({version.matter for version in history} | set(drafts)):
        mine, draft = [each for each in history if each.matter == code], drafts.get(code)
        current = in_force(mine, today)
        bundle = draft.bundle if draft else await store.bundle(code, mine[-1].hash)
        rows.append(
            {
                "code": code,
                "href": f"/designer/{quote(code)}",
                "name": title_of(bundle) if bundle else code,
                "version": f"第 {current.number} 版" if current else "—",
                "state": state_on(mine[-1], mine, today).chinese if mine else "未发布",
                "draft": f"{words.moment(draft.changed_at)} {await tools.name(draft.changed_by)}" if draft else "",
                "asked": draft is not None and draft.request is not None,
            }
        )
    drawn = [(each.id, each.name, each.description) for each in templates()]
    return {
        "matters": rows,
        "may_edit": may_model(me.actor),
        "templates": [(EMPTY, "空白", "只有开始和结束，从头画起。"), *drawn],
    }


@post("/designer")
async def begin_matter(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Redirect:
    """A new matter from a template, from another matter, or from a drawing of another tool."""
    tools = workshop(state.house, me, edit=True)
    form = await request.form()
    fields = await posted(request)
    code, name = text(fields, "code"), text(fields, "name")
    source, upload = text(fields, "matter"), form.get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        return await _import(tools, code, name, await _content(upload))
    origin = Origin(matter=source) if source else Origin(template=text(fields, "template") or EMPTY)
    draft = done(await tools.drafting.start(me.actor, code, origin, name))
    return go(f"/designer/{quote(draft.matter)}", f"已建立“{title_of(draft.bundle)}”的草稿")


async def _content(upload: UploadFile) -> bytes:
    """The file from its beginning, whoever has looked at it before."""
    await upload.seek(0)
    return await upload.read()


async def _import(tools: Workshop, code: str, name: str, content: bytes) -> Redirect:
    """A drawing from elsewhere becomes the draft's; what is wrong with it stands among the findings."""
    if len(content) > MOST_BYTES:
        size = f"文件有 {len(content) / 1024 / 1024:.1f} MB，最多 {MOST_BYTES // 1024 // 1024} MB。"
        raise RefusedError(Refusal("draft-too-large", size, OWN_RULE, "请拆小后再导入。"))
    reading = read_diagram(content, file=DIAGRAM_FILE)
    if reading.diagram is None:
        first = next((each.message for each in reading.findings if each.severity is Severity.ERROR), "读不出流程图。")
        advice = "请确认是 BPMN 2.0 的 .bpmn 文件；不能含 DOCTYPE，须为完整的 XML。"
        raise RefusedError(Refusal("unreadable", f"这个文件不能作为流程图导入：{first}", OWN_RULE, advice))
    main = reading.diagram.main()
    title = name or (main.name if main else "")
    draft = await tools.house.tenants.draft(code)
    if draft is None:
        draft = done(await tools.drafting.start(tools.me.actor, code, Origin(template=EMPTY), title))
    saved = await tools.drafting.put_all(tools.me.actor, code, {DIAGRAM_FILE: content}, draft.revision)
    if isinstance(saved, Refusal):
        raise RefusedError(saved)
    count = len(reading.findings)
    told = f"，有 {count} 条检查结果，请逐条看" if count else ""
    return go(f"/designer/{quote(code)}", f"已导入流程图{told}")


@get("/designer/{code:str}")
async def show_matter(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """One matter: drawing, verdict, findings and parts."""
    tools = workshop(state.house, me)
    matter = await shown(tools, code)
    count = len(await tools.house.tenants.versions(code))
    frame = await frame_of(tools, matter)
    return page("designer_matter", me, "designer", frame=frame, view=overview(matter, me, count))


@post("/designer/{code:str}/draft")
async def begin_draft(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Redirect:
    """Begin to change a matter: a draft from its newest version."""
    tools = workshop(state.house, me, edit=True)
    done(await tools.drafting.start(me.actor, code, Origin()))
    return go(f"/designer/{quote(code)}", "已建立草稿，可以修改了；发布之前，办件照旧按已发布的版本办")


@post("/designer/{code:str}/import")
async def import_drawing(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect:
    """A drawing of another tool in the place of the draft's."""
    tools = workshop(state.house, me, edit=True)
    await tools.draft(code)
    upload = (await request.form()).get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise RefusedError(Refusal("file", "还没有选文件。", OWN_RULE, "请选一个 .bpmn 文件再导入。"))
    return await _import(tools, code, "", await _content(upload))


@post("/designer/{code:str}/files")
async def new_file(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect:
    """A new form, decision table or fragment, as empty as one may be, opened in its editor."""
    tools = workshop(state.house, me, edit=True)
    draft, fields = await tools.draft(code), await posted(request)
    name, kind = text(fields, "name"), text(fields, "kind")
    if kind == "drawing" and not is_code(name):
        advice = "请以小写字母开头，只用小写字母、数字、下划线，例如 phase_one；总图用它来调用。"
        raise RefusedError(Refusal("drawing-name", f"分图的代码不能是“{name[:40]}”。", OWN_RULE, advice))
    path, content, room = (
        (f"{FORMS_FOLDER}{name}.json", blank_form(name), "forms")
        if kind == "form"
        else (f"{name}.bpmn", blank_drawing(name), "diagram")
        if kind == "drawing"
        else (f"{name}.dmn", blank_decision(name), "decisions")
    )
    if path in draft.bundle.files:
        raise RefusedError(Refusal("file-exists", f"已经有“{name}”。", OWN_RULE, "请换一个名称。"))
    saved = await tools.drafting.put(me.actor, code, path, content, draft.revision)
    if isinstance(saved, Refusal | Changed):
        raise RefusedError(saved if isinstance(saved, Refusal) else CHANGED)
    return go(f"/designer/{quote(code)}/{room}/{quote(path)}")


@post("/designer/{code:str}/discard")
async def discard(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect:
    """Take the draft away; asked once, with its name typed."""
    tools = workshop(state.house, me, edit=True)
    draft = await tools.draft(code)
    if text(await posted(request), "sure") != draft.matter:
        advice = f"请输入事项代码 {draft.matter} 后再点“放弃草稿”。"
        raise RefusedError(Refusal("sure", "没有放弃：确认用的事项代码不对。", OWN_RULE, advice))
    await tools.drafting.discard(code)
    return go("/designer", f"已放弃“{title_of(draft.bundle)}”的草稿，已发布的版本不受影响")


CHANGED = Refusal("draft-changed", "刚才有人改过同一处。", OWN_RULE, "请刷新页面，看过新的内容再改。")

HANDLERS = [show_designer, begin_matter, show_matter, begin_draft, import_drawing, new_file, discard]

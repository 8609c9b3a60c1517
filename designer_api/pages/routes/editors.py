"""设计: the editors of a draft (流程图、决策表、表单). A page is the frame; its script reads and saves the draft."""

from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.headers import WITH_STYLE_ATTRIBUTES
from designer_api.me import Me
from designer_api.pages.designer.drawings import drawings_of, fragments_in
from designer_api.pages.designer.frame import tabs_of
from designer_api.pages.page import page
from designer_api.routes.matter_drafts import title_of
from designer_api.workshop import workshop
from tenants.bundle import DIAGRAM_FILE

STYLED = ("diagram", "decisions")


@get("/designer/{code:str}/diagram")
async def edit_diagram(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """The diagram of a matter's draft."""
    return await _editor("diagram", me, state, code, DIAGRAM_FILE)


@get("/designer/{code:str}/diagram/{path:path}")
async def edit_fragment(me: NamedDependency[Me], state: State, code: FromPath[str], path: FromPath[str]) -> Template:
    """A further drawing, called from the diagram."""
    file = _file(path, ".bpmn")
    draft = await workshop(state.house, me).draft(code)
    if file not in fragments_in(draft.bundle):
        raise NotFoundException
    return await _editor("diagram", me, state, code, file)


@get("/designer/{code:str}/decisions/{path:path}")
async def edit_decisions(me: NamedDependency[Me], state: State, code: FromPath[str], path: FromPath[str]) -> Template:
    """One file of decision tables."""
    return await _editor("decisions", me, state, code, _file(path, ".dmn"))


@get("/designer/{code:str}/forms/{path:path}")
async def edit_form(me: NamedDependency[Me], state: State, code: FromPath[str], path: FromPath[str]) -> Template:
    """One form."""
    return await _editor("forms", me, state, code, _file(path, ".json"))


async def _editor(kind: str, me: Me, state: State, code: str, file: str) -> Template:
    """The frame of an editor, for those who may see drafts and where there is one; a file that is not there yet is
    begun in the editor."""
    draft = await workshop(state.house, me).draft(code)
    drawings = drawings_of(code, draft.bundle) if kind == "diagram" else ()
    response = page(
        f"editor_{kind}",
        me,
        "designer",
        code=code,
        file=file,
        title=title_of(draft.bundle),
        tabs=tabs_of(code, draft.bundle),
        drawings=drawings if len(drawings) > 1 else (),
    )
    if kind in STYLED:
        response.headers["Content-Security-Policy"] = WITH_STYLE_ATTRIBUTES
    return response


def _file(path: str, ending: str) -> str:
    """The path inside the bundle; another ending is another page."""
    file = path.lstrip("/")
    if not file.endswith(ending):
        raise NotFoundException
    return file


HANDLERS = [edit_diagram, edit_fragment, edit_decisions, edit_form]

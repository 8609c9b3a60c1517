"""设计: the editors of a draft (流程图、决策表、表单). A page is the frame; its script reads and saves the draft."""

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.me import Me
from designer_api.pages.page import page
from designer_api.routes.drafts import DRAWS

DIAGRAM = "flow.bpmn"


@get("/designer/{code:str}/diagram")
async def edit_diagram(me: NamedDependency[Me], code: FromPath[str]) -> Template:
    """The diagram of a matter's draft."""
    return _editor("diagram", me, code, DIAGRAM)


@get("/designer/{code:str}/decisions/{path:path}")
async def edit_decisions(me: NamedDependency[Me], code: FromPath[str], path: FromPath[str]) -> Template:
    """One file of decision tables."""
    return _editor("decisions", me, code, _file(path, ".dmn"))


@get("/designer/{code:str}/forms/{path:path}")
async def edit_form(me: NamedDependency[Me], code: FromPath[str], path: FromPath[str]) -> Template:
    """One form."""
    return _editor("forms", me, code, _file(path, ".json"))


def _editor(kind: str, me: Me, code: str, file: str) -> Template:
    if not me.actor.has(*DRAWS):
        raise PermissionDeniedException
    return page(f"editor_{kind}", me, "matters", code=code, file=file)


def _file(path: str, ending: str) -> str:
    """The path inside the bundle; another ending is another page."""
    file = str(path).lstrip("/")
    if not file.endswith(ending):
        raise NotFoundException
    return file


HANDLERS = [edit_diagram, edit_decisions, edit_form]

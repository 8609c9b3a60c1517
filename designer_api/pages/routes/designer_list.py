"""实施清单 as a form: read from `matter.toml` of the draft, written back canonically, its first comment kept."""

from typing import Any
from urllib.parse import quote

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from designer_api.me import Me
from designer_api.pages.designer import list_form
from designer_api.pages.designer.frame import frame_of, shown
from designer_api.pages.page import go, page
from designer_api.pages.posted import posted, text
from designer_api.workshop import Workshop, workshop
from engine.drafting import Changed
from engine.refusal import Refusal
from tenants.bundle import MATTER_FILE, Bundle
from tenants.matter_document import read_matter
from tenants.matter_writer import write_matter

OWN = ("_csrf_token", "_revision", "_source")


@get("/designer/{code:str}/list")
async def show_list(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """The implementation list; as plain text where the file cannot be read."""
    tools = workshop(state.house, me)
    return await _page(tools, code, None, {}, "")


@post("/designer/{code:str}/list")
async def save_list(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, code: FromPath[str]
) -> Redirect | Template:
    """Save the form, or say beside the fields what is wrong; what was typed stays."""
    tools = workshop(state.house, me, edit=True)
    draft, sent = await tools.draft(code), await posted(request)
    revision = text(sent, "_revision")
    before = draft.bundle.files.get(MATTER_FILE, b"")
    flat = {
        name: [each for each in values if isinstance(each, str)] for name, values in sent.items() if name not in OWN
    }
    if "_source" in sent:
        content = str(sent["_source"][0]).replace("\r\n", "\n")
    else:
        matter, errors = list_form.matter_of(flat, read_matter(before).matter, code)
        if matter is None:
            return await _page(tools, code, flat, errors, "")
        content = _comment(before) + write_matter(matter).decode()
    number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0
    saved = await tools.drafting.put(me.actor, code, MATTER_FILE, content, number)
    if isinstance(saved, Changed):
        who = await tools.name(saved.by)
        told = (
            f"{who}刚才也改过实施清单，您的修改还没有存上。请核对后再点保存，以您这一份为准；或返回刷新看对方的内容。"
        )
        return await _page(tools, code, flat, {}, told)
    if isinstance(saved, Refusal):
        return await _page(tools, code, flat, {}, saved.message)
    return go(f"/designer/{quote(code)}/list", "实施清单已保存")


async def _page(
    tools: Workshop, code: str, typed: list_form.Flat | None, errors: dict[str, str], warning: str
) -> Template:
    matter = await shown(tools, code)
    frame = await frame_of(tools, matter)
    listed = read_matter(matter.bundle.files.get(MATTER_FILE, b"")).matter
    flat = typed if typed is not None else list_form.flat_of(listed) if listed else None
    view = {
        "sections": list_form.sections(flat, errors, tools.me.organisation) if flat is not None else (),
        "source": None if flat is not None else _source(matter.bundle),
        "errors": list(errors.items()),
        "warning": warning,
        "lines": [line for line in frame.lines if line.where == "实施清单"],
    }
    response = page("designer_list", tools.me, "designer", frame=frame, view=view)
    if errors or warning:
        response.status_code = 409 if warning else 422
    return response


def _source(bundle: Bundle) -> str:
    return bundle.files.get(MATTER_FILE, b"").decode("utf-8", "replace")


def _comment(source: bytes) -> str:
    """The comment at the head of the file."""
    lines = []
    for line in source.decode("utf-8", "replace").splitlines():
        if not line.startswith("#"):
            break
        lines.append(f"{line}\n")
    return "".join(lines)


HANDLERS = [show_list, save_list]

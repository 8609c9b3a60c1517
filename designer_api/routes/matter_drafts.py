"""The draft of a matter for programs and editors: begin, read, save file by file, judge, history and going back."""

import json
from dataclasses import asdict
from datetime import datetime
from time import perf_counter
from typing import Any

from litestar import Response, delete, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from bpmn.finding import Finding, has_errors
from designer_api.me import Me
from designer_api.problems import RefusedError, problem
from designer_api.routes import draft_dto as dto
from designer_api.workshop import Workshop, done, workshop
from engine.beginnings import Origin
from engine.clock import CENTRE_ZONE
from engine.drafting import MOST_BYTES, Changed
from engine.refusal import Refusal
from tenants.bundle import MATTER_FILE, Bundle
from tenants.matter_document import read_matter
from tenants.versions import Draft

BODY = 6 * MOST_BYTES + 4096
"""The largest body: a text of the largest size with every character escaped."""
TAG = ["设计"]


@get("/matters/{code:str}/draft", tags=TAG)
async def show_draft(me: NamedDependency[Me], state: State, code: FromPath[str]) -> dict[str, Any]:
    """The draft with all its text files."""
    tools = workshop(state.house, me)
    return await _whole(tools, await tools.draft(code))


@post("/matters/{code:str}/draft", tags=TAG)
async def start_draft(
    me: NamedDependency[Me], state: State, code: FromPath[str], data: JSONBody[dto.Start]
) -> Response[dict[str, Any]]:
    """Begin a draft from a version, a template or another matter."""
    tools = workshop(state.house, me, edit=True)
    origin = Origin(data.origin.version, data.origin.template, data.origin.matter)
    draft = done(await tools.drafting.start(me.actor, code, origin, data.title.strip()))
    return Response(await _whole(tools, draft), status_code=HTTP_201_CREATED)


@put("/matters/{code:str}/draft/files/{path:path}", tags=TAG, request_max_body_size=BODY)
async def save_file(
    me: NamedDependency[Me], state: State, code: FromPath[str], path: FromPath[str], data: JSONBody[dto.File]
) -> Response[dict[str, Any]]:
    """Save one file. Only a text too large or not Unicode is refused, never one that is wrong."""
    tools = workshop(state.house, me, edit=True)
    return await _saved(tools, await tools.drafting.put(me.actor, code, path.lstrip("/"), data.text, data.revision))


@delete("/matters/{code:str}/draft/files/{path:path}", tags=TAG, status_code=HTTP_200_OK)
async def remove_file(
    me: NamedDependency[Me],
    state: State,
    code: FromPath[str],
    path: FromPath[str],
    revision: FromQuery[int] = 0,
) -> Response[dict[str, Any]]:
    """Take one file away."""
    tools = workshop(state.house, me, edit=True)
    return await _saved(tools, await tools.drafting.put(me.actor, code, path.lstrip("/"), None, revision))


@post("/matters/{code:str}/draft/judge", tags=TAG, status_code=HTTP_200_OK, request_max_body_size=4 * BODY)
async def judge_matter(
    me: NamedDependency[Me], state: State, code: FromPath[str], data: JSONBody[dto.Files]
) -> Response[Any]:
    """Everything the gate says of the draft with texts that are not saved yet, scenarios apart."""
    began = perf_counter()
    tools = workshop(state.house, me)
    draft = await tools.draft(code)
    unsaved = {path: text.encode("utf-8", "replace") for path, text in data.files.items()}
    judged, _ = await tools.judge(Bundle(code, {**draft.bundle.files, **unsaved}))
    told = {
        "findings": [finding_out(each) for each in judged.findings],
        "verdict": judged.verdict.to_json() if judged.verdict else None,
        "publishable": not has_errors(judged.findings),
        "ms": round((perf_counter() - began) * 1000),
    }
    return Response(json.dumps(told, ensure_ascii=False, default=float), media_type="application/json")


@get("/matters/{code:str}/draft/history", tags=TAG)
async def show_history(me: NamedDependency[Me], state: State, code: FromPath[str]) -> list[dict[str, Any]]:
    """The saves of the draft, newest first."""
    tools = workshop(state.house, me)
    await tools.draft(code)
    return [
        {
            "revision": each.revision,
            "saved_at": local(each.saved_at),
            "saved_by": await tools.name(each.saved_by),
            "paths": list(each.paths),
            "removed": list(each.removed),
        }
        for each in await tools.drafting.history(code)
    ]


@post("/matters/{code:str}/draft/restore", tags=TAG, status_code=HTTP_200_OK)
async def restore(
    me: NamedDependency[Me], state: State, code: FromPath[str], data: JSONBody[dto.Restore]
) -> dict[str, Any]:
    """Save anew what stood after an earlier save."""
    tools = workshop(state.house, me, edit=True)
    return await _whole(tools, done(await tools.drafting.restore(me.actor, code, data.revision)))


def finding_out(finding: Finding) -> dict[str, Any]:
    """A finding as JSON."""
    return asdict(finding)


def title_of(bundle: Bundle) -> str:
    """The matter's name as its implementation list says, or its code while that cannot be read."""
    matter = read_matter(bundle.files.get(MATTER_FILE, b"")).matter
    return matter.name if matter is not None and matter.name else bundle.code


def texts_of(bundle: Bundle) -> dict[str, str]:
    """The files that are text."""
    found = {}
    for path, content in bundle.files.items():
        try:
            found[path] = content.decode()
        except UnicodeDecodeError:
            continue
    return found


def local(moment: datetime) -> datetime:
    """A moment on the centre's clock."""
    return moment.astimezone(CENTRE_ZONE)


async def _whole(tools: Workshop, draft: Draft) -> dict[str, Any]:
    return {
        "code": draft.matter,
        "title": title_of(draft.bundle),
        "revision": draft.revision,
        "saved_at": local(draft.changed_at),
        "saved_by": await tools.name(draft.changed_by),
        "based_on": draft.based_on,
        "files": texts_of(draft.bundle),
    }


async def _saved(tools: Workshop, result: Draft | Changed | Refusal) -> Response[dict[str, Any]]:
    if isinstance(result, Refusal):
        raise RefusedError(result)
    if isinstance(result, Draft):
        return Response({"revision": result.revision, "saved_at": local(result.changed_at)}, status_code=HTTP_200_OK)
    who = await tools.name(result.by)
    return problem(
        409,
        f"{who}刚才改过同一个文件，您的修改没有存上。",
        code="draft-changed",
        advice="请对照两份内容，选一份或合在一起后再保存；您的内容还在编辑器里。",
        saved_by=who,
        saved_at=local(result.at),
        theirs=result.theirs,
    )


HANDLERS = [show_draft, start_draft, save_file, remove_file, judge_matter, show_history, restore]

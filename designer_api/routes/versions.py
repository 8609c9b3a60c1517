"""Versions of a matter for programs and editors: compare two, publish the draft, retire one, go back."""

from typing import Any

from anyio import to_thread
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED, HTTP_422_UNPROCESSABLE_ENTITY

from bpmn.compare import Change, days_by_department
from designer_api.me import Me
from designer_api.problems import RefusedError, problem
from designer_api.routes import draft_dto as dto
from designer_api.routes.matter_drafts import TAG, finding_out
from designer_api.workshop import Workshop, done, workshop
from engine.comparing import compare_bundles
from engine.refusal import OWN_RULE, Refusal
from engine.releasing import NotPublishable, Released
from tenants.bundle import Bundle
from tenants.versions import PublishRequest, Version, state_on

DRAFT = "draft"


@get("/matters/{code:str}/versions", tags=TAG)
async def list_versions(me: NamedDependency[Me], state: State, code: FromPath[str]) -> list[dict[str, Any]]:
    """Every version of a matter, the newest first."""
    tools = workshop(state.house, me)
    history = await tools.house.tenants.versions(code)
    today = me.day
    return [
        {
            "number": each.number,
            "hash": each.hash,
            "effective_from": each.effective_from,
            "retired_from": each.retired_from,
            "published_at": each.published_at,
            "published_by": await tools.name(each.published_by),
            "state": state_on(each, history, today).chinese,
        }
        for each in reversed(history)
    ]


@get("/matters/{code:str}/compare", tags=TAG)
async def compare_versions(
    me: NamedDependency[Me],
    state: State,
    code: FromPath[str],
    left: FromQuery[str] = "",
    right: FromQuery[str] = DRAFT,
) -> dict[str, Any]:
    """What changed from one content to another, in words and ids; each is a version's number or `draft`."""
    tools = workshop(state.house, me)
    before, after = await content(tools, code, left), await content(tools, code, right)
    found = await to_thread.run_sync(lambda: compare_bundles(before, after))
    days = days_by_department(each.change for each in found)
    return {
        "left": left,
        "right": right,
        "changes": [change_out(each.change, each.file) for each in found],
        "days": [
            {"department": me.department(department), "unit": unit, "days": count}
            for (department, unit), count in days.items()
        ],
    }


@post("/matters/{code:str}/draft/publish", tags=TAG, status_code=HTTP_200_OK)
async def publish(
    me: NamedDependency[Me], state: State, code: FromPath[str], data: JSONBody[dto.Publish]
) -> Response[Any]:
    """Publish the draft through the gate; with four eyes, ask somebody else to."""
    tools = workshop(state.house, me, edit=True)
    released = await tools.releasing.publish(
        me.actor, me.tenant, code, data.revision, data.effective, tools.judge_whole
    )
    return released_out(released)


@post("/matters/{code:str}/versions/{number:int}/retire", tags=TAG, status_code=HTTP_200_OK)
async def retire(
    me: NamedDependency[Me], state: State, code: FromPath[str], number: FromPath[int], data: JSONBody[dto.Retire]
) -> Response[Any]:
    """Take no new cases on a version from a day on; open cases run on."""
    tools = workshop(state.house, me, edit=True)
    day = data.day or me.day
    return released_out(done(await tools.releasing.retire(code, number, day)))


@post("/matters/{code:str}/versions/{number:int}/republish", tags=TAG, status_code=HTTP_200_OK)
async def republish(
    me: NamedDependency[Me], state: State, code: FromPath[str], number: FromPath[int], data: JSONBody[dto.Republish]
) -> Response[Any]:
    """Publish the content of an old version anew."""
    tools = workshop(state.house, me, edit=True)
    effective = data.effective or me.day
    released = await tools.releasing.republish(me.actor, me.tenant, code, number, effective, tools.judge_whole)
    return released_out(released)


async def content(tools: Workshop, code: str, which: str) -> Bundle:
    """The content of a version by its number, "" the newest, or of the draft; 404 in words."""
    if which == DRAFT:
        return (await tools.draft(code)).bundle
    versions = await tools.house.tenants.versions(code)
    newest = versions[-1].number if versions and not which else 0
    number = int(which) if which.isascii() and which.isdigit() and len(which) < 9 else newest
    version = next((each for each in versions if each.number == number), None)
    found = await tools.house.tenants.bundle(code, version.hash) if version else None
    if found is None:
        raise RefusedError(Refusal("not-found", "没有这个版本。", OWN_RULE, "请从版本清单里选一个。"))
    return found


def change_out(change: Change, file: str = "") -> dict[str, Any]:
    """A change as JSON; long texts (whole tables, whole lines) are left to whoever reads the files."""
    return {
        "kind": change.kind.value,
        "file": file,
        "element": change.element,
        "message": change.message,
        "field": change.field,
        "before": change.before[:2000],
        "after": change.after[:2000],
        "department": change.department,
        "days": change.days,
        "unit": change.unit,
    }


def released_out(released: Released) -> Response[Any]:
    """A version, a request for one, or every reason against it."""
    if isinstance(released, NotPublishable):
        return problem(
            HTTP_422_UNPROCESSABLE_ENTITY,
            "还不能发布，检查结果见下。",
            code="not-publishable",
            advice="请逐条改正后再发布。",
            findings=[finding_out(each) for each in released.findings],
        )
    if isinstance(released, PublishRequest):
        told = {"awaiting": True, "effective": released.effective_from, "asked_at": released.asked_at}
        return Response(told, status_code=HTTP_202_ACCEPTED)
    version: Version = done(released)
    return Response(
        {
            "awaiting": False,
            "version": version.number,
            "hash": version.hash,
            "effective": version.effective_from,
            "retired_from": version.retired_from,
        }
    )


HANDLERS = [list_versions, compare_versions, publish, retire, republish]

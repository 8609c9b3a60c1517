"""故障处理: what could not go on, and what a person with the right does about it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.page import go, page
from designer_api.pages.posted import posted, text
from designer_api.problems import RefusedError
from engine.cases.case import Case, CaseId, OpenIncident
from engine.cases.codec import from_bytes, to_bytes
from engine.incidents import Resolution, may_handle
from engine.matters import Prepared
from engine.refusal import Refusal

KINDS = {
    "step": "环节办理",
    "timer": "定时",
    "operation": "系统操作",
    "message": "消息",
    "limit": "到期处理",
    "state": "流程状态",
}
VALUE = "value:"
"""Before the name of a value that may be put right."""


@get("/incidents")
async def show_incidents(me: NamedDependency[Me], state: State) -> Template:
    """All open incidents of the centre, and messages that nobody has waited for yet."""
    if not may_handle(me.actor):
        raise PermissionDeniedException
    house: House = state.house
    rows = [
        {
            "href": f"/cases/{row.case}/incidents/{row.id}",
            "number": row.number,
            "matter": row.matter_name,
            "kind": KINDS.get(row.kind, row.kind),
            "where": row.name or row.element or "—",
            "what": row.what,
            "at": words.moment(row.at),
        }
        for row in await house.work.incidents()
    ]
    waiting = [
        {
            "name": parcel.name,
            "key": parcel.key or "—",
            "sender": parcel.sender or "—",
            "at": words.moment(parcel.at),
            "attempts": attempts,
            "error": error or "正在投递",
        }
        for parcel, attempts, error in await house.work.parcels()
    ]
    return page("incidents", me, "incidents", rows=rows, waiting=waiting)


@get("/cases/{case:uuid}/incidents/{incident:str}")
async def show_incident(
    me: NamedDependency[Me], state: State, case: FromPath[UUID], incident: FromPath[str]
) -> Template:
    """One incident: what failed where, with which values, and what can be done."""
    found, open_incident, prepared = await _found(state.house, me, case, incident)
    return page("incident", me, "incidents", **_shown(found, open_incident, prepared))


@post("/cases/{case:uuid}/incidents/{incident:str}")
async def resolve_incident(
    request: Request[Any, Any, Any],
    me: NamedDependency[Me],
    state: State,
    case: FromPath[UUID],
    incident: FromPath[str],
) -> Response[Any]:
    """Try again, put values right and try again, or pass over with a reason."""
    await _found(state.house, me, case, incident)
    fields = await posted(request)
    how = {"重试": "retried", "改后重试": "edited", "跳过": "skipped"}.get(text(fields, "_act"), "retried")
    changes = {
        name.removeprefix(VALUE): _value(text(fields, name))
        for name in fields
        if name.startswith(VALUE) and text(fields, name) != text(fields, f"was:{name.removeprefix(VALUE)}")
    }
    added = text(fields, "_name")
    if added:
        changes[added] = _value(text(fields, "_value"))
    decided = Resolution(how, text(fields, "_reason"), changes if how != "retried" else {}, text(fields, "_flow"))
    done = await state.house.incidents.resolve(me.actor, CaseId(case), incident, decided)
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go("/incidents", f"{done.number} 的故障已处理，办件继续办理。")


async def _found(house: House, me: Me, case: UUID, incident: str) -> tuple[Case, OpenIncident, Prepared]:
    """The incident for whoever may deal with it; for anybody else it is not there."""
    stored = await house.cases.load(CaseId(case)) if may_handle(me.actor) else None
    found = stored.case.incidents.get(incident) if stored is not None else None
    if stored is None or found is None:
        raise NotFoundException
    return stored.case, found, await house.matters.version(stored.case.matter, stored.case.version)


def _shown(case: Case, incident: OpenIncident, prepared: Prepared) -> dict[str, Any]:
    node = prepared.terms.model.find(incident.element)
    diagram = prepared.terms.model.diagram
    flows = (
        [(flow.id, flow.name or diagram.node(flow.target).label) for flow in diagram.outgoing(incident.element)]
        if node is not None and node.is_gateway and "/" not in incident.element
        else []
    )
    values = {**incident.input, **_given(incident)}
    return {
        "number": case.number,
        "matter": case.matter_name,
        "kind": KINDS.get(incident.kind, incident.kind),
        "where": incident.name or incident.element or "—",
        "part": incident.where or "—",
        "what": incident.what,
        "at": words.moment(incident.at),
        "action": f"/cases/{case.id}/incidents/{incident.id}",
        "values": [(name, _text(value)) for name, value in sorted(values.items())],
        "flows": flows,
        "may_skip": incident.kind != "state",
        "may_edit": incident.kind not in ("state", "limit"),
        "sender": _sender(incident),
    }


def _given(incident: OpenIncident) -> dict[str, Any]:
    """What was handed in with the act that failed."""
    act = incident.act
    given = act.get("fields", {}).get("data") or act.get("payload") or act.get("data") or {}
    return {name: value for name, value in given.items() if name in incident.input or len(given) <= 12}


def _sender(incident: OpenIncident) -> str:
    actor = incident.act.get("actor") or {}
    return str(actor.get("name", "")) if isinstance(actor, dict) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else to_bytes(value).decode()


def _value(typed: str) -> Any:
    """What was typed: JSON where it is, else the text itself."""
    try:
        return from_bytes(typed.encode()) if typed else None
    except ValueError:
        return typed


HANDLERS = [show_incidents, show_incident, resolve_incident]

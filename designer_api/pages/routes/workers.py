"""外部程序: the keys by which external workers fetch system operations, kept by the security administrator."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.access.audit import AuditKind
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.page import go, page
from designer_api.pages.posted import posted, text
from designer_api.problems import RefusedError
from designer_api.worker_keys import issue
from engine.cases.readable import unreadable
from engine.jobs import may_keep_keys
from engine.refusal import OWN_RULE, Refusal


@get("/workers")
async def show_keys(me: NamedDependency[Me], state: State) -> Template:
    """Every key of the centre."""
    _require(me)
    return page("workers", me, "workers", secret="", rows=await _rows(state.house))


@post("/workers")
async def issue_key(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Template:
    """A new key; its secret is shown this once."""
    _require(me)
    fields = await posted(request)
    name, topics = text(fields, "name")[:60], tuple(text(fields, "topics").replace("，", " ").replace(",", " ").split())
    if refusal := unreadable(name, topics):
        raise RefusedError(refusal)
    if not name:
        raise RefusedError(Refusal("name", "没有写外部程序的名称。", OWN_RULE, "请写明是哪个系统在用这个凭证。"))
    secret = await issue(state.house, me, name, topics)
    return page("workers", me, "workers", secret=secret, rows=await _rows(state.house))


@post("/workers/{key:uuid}")
async def revoke_key(me: NamedDependency[Me], state: State, key: FromPath[UUID]) -> Response[Any]:
    """A key opens nothing any more."""
    _require(me)
    house: House = state.house
    async with house.cases.transaction():
        if not await house.work.revoke_key(key, house.clock.now()):
            raise NotFoundException
        name = next((each.name for each in await house.work.keys() if each.id == key), "")
        await house.audit.note(AuditKind.KEY, me.doer, name, "停用")
    return go("/workers", "凭证已停用，不能再领取系统操作。")


def _require(me: Me) -> None:
    if not may_keep_keys(me.actor):
        raise PermissionDeniedException


async def _rows(house: House) -> list[dict[str, Any]]:
    now = house.clock.now()
    return [
        {
            "name": key.name,
            "topics": "、".join(key.topics) or "全部",
            "since": words.moment(key.created_at),
            "until": words.moment(key.expires_at),
            "state": "已停用" if key.revoked_at else "已过期" if key.expires_at <= now else "可用",
            "action": "" if key.revoked_at else f"/workers/{key.id}",
        }
        for key in await house.work.keys()
    ]


HANDLERS = [show_keys, issue_key, revoke_key]

"""换版本: open cases go on under another version of their matter; proposed, tried out, then worked off in a batch."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.page import go, is_whole, page
from designer_api.pages.posted import posted, text
from designer_api.problems import RefusedError
from engine.migrating import may_migrate
from engine.refusal import OWN_RULE, Refusal
from engine.work_ports import BatchRow

STATES = {"running": "进行中", "paused": "已暂停", "done": "已完成"}
CASE_STATES = {"waiting": "等待", "moved": "已换", "refused": "未换", "gone": "已办结或已换"}
PLACE = "to:"
"""Before the id of an element: the field that says where it goes."""


@get("/migrations")
async def show_migrations(me: NamedDependency[Me], state: State) -> Template:
    """The batches, and what to begin one with."""
    _require(me)
    house: House = state.house
    batches = [await _row(house, each) for each in await house.work.batches()]
    return page("migrations", me, "migrations", batches=batches, matters=await _choices(house))


@get("/migrations/new")
async def try_migration(
    me: NamedDependency[Me],
    state: State,
    matter: FromQuery[str] = "",
    before: FromQuery[str] = "",
    after: FromQuery[str] = "",
) -> Template:
    """The proposed map, and what would happen with it."""
    _require(me)
    house: House = state.house
    old, new = await _versions(house, matter, before, after)
    mapping = await house.migrations.propose(matter, old, new)
    preview = await house.migrations.preview(matter, old, new, mapping)
    return page("migration_new", me, "migrations", **await _preview(house, matter, old, new, mapping, preview))


@post("/migrations")
async def start_migration(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Try a changed map out, or order the batch."""
    _require(me)
    house: House = state.house
    fields = await posted(request)
    matter = text(fields, "matter")
    old, new = await _versions(house, matter, text(fields, "before"), text(fields, "after"))
    mapping = {name.removeprefix(PLACE): text(fields, name) for name in fields if name.startswith(PLACE)}
    mapping = {element: place for element, place in mapping.items() if place and place != element}
    flows = await house.migrations.propose(matter, old, new)
    mapping = {**{each: place for each, place in flows.items() if f"{PLACE}{each}" not in fields}, **mapping}
    if text(fields, "_act") == "试算":
        preview = await house.migrations.preview(matter, old, new, mapping)
        return page("migration_new", me, "migrations", **await _preview(house, matter, old, new, mapping, preview))
    batch = await house.migrations.start(me.actor, matter, old, new, mapping, text(fields, "_reason"))
    if isinstance(batch, Refusal):
        raise RefusedError(batch)
    return go(f"/migrations/{batch.id}", f"已开始：{batch.total} 件，逐件更换。")


@get("/migrations/{batch:uuid}")
async def show_migration(me: NamedDependency[Me], state: State, batch: FromPath[UUID]) -> Template:
    """How a batch gets on, and the cases that stay where they are."""
    _require(me)
    house: House = state.house
    found = await house.work.batch(batch)
    if found is None:
        raise NotFoundException
    cases = [
        {
            "href": f"/cases/{each.case}",
            "number": each.number,
            "state": CASE_STATES.get(each.state, each.state),
            "why": each.why or "—",
        }
        for each in (
            *await house.work.batch_cases(batch, "refused"),
            *await house.work.batch_cases(batch, "waiting", 50),
        )
    ]
    return page("migration", me, "migrations", batch=await _row(house, found), cases=cases)


@post("/migrations/{batch:uuid}")
async def turn_migration(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, batch: FromPath[UUID]
) -> Response[Any]:
    """Pause, or go on."""
    _require(me)
    wanted = "paused" if text(await posted(request), "_act") == "暂停" else "running"
    turned = await state.house.migrations.turn(me.actor, batch, wanted)
    if isinstance(turned, Refusal):
        raise RefusedError(turned)
    return go(f"/migrations/{batch}", "已暂停，可随时继续。" if turned.state == "paused" else "继续更换。")


def _require(me: Me) -> None:
    if not may_migrate(me.actor):
        raise PermissionDeniedException


async def _versions(house: House, matter: str, before: str, after: str) -> tuple[int, int]:
    """Both numbers, when the matter has such versions."""
    known = {version.number for version in await house.tenants.versions(matter)} if matter else set()
    if not known:
        raise NotFoundException
    wanted = [int(each) if is_whole(each, most=1_000_000) else 0 for each in (before, after)]
    if not known.issuperset(wanted) or wanted[0] == wanted[1]:
        told = "、".join(map(str, sorted(known)))
        raise RefusedError(Refusal("version", "请选两个不同的版本。", OWN_RULE, f"这个事项有第 {told} 版。"))
    return wanted[0], wanted[1]


async def _choices(house: House) -> list[dict[str, Any]]:
    """Matters with more than one version, each with its newest change."""
    history = await house.tenants.versions()
    names = {each.terms.model.matter.code: each.terms.model.matter.name for each in await house.matters.all_current()}
    found = []
    for matter in sorted({version.matter for version in history}):
        numbers = sorted(version.number for version in history if version.matter == matter)
        if len(numbers) > 1:
            found.append({"code": matter, "name": names.get(matter, matter), "numbers": numbers})
    return found


async def _row(house: House, batch: BatchRow) -> dict[str, Any]:
    prepared = await house.matters.version(batch.matter, batch.after)
    left = max(0, batch.total - batch.moved - batch.refused)
    return {
        "href": f"/migrations/{batch.id}",
        "matter": prepared.terms.model.matter.name,
        "versions": f"第 {batch.before} 版 → 第 {batch.after} 版",
        "state": STATES.get(batch.state, batch.state),
        "running": batch.state == "running",
        "paused": batch.state == "paused",
        "moved": batch.moved,
        "refused": batch.refused,
        "left": left if batch.state != "done" else 0,
        "total": batch.total,
        "at": words.moment(batch.created_at),
        "reason": str(batch.body.get("reason", "")),
        "by": str((batch.body.get("by") or {}).get("name", "")),
    }


async def _preview(
    house: House, matter: str, before: int, after: int, mapping: dict[str, str], preview: Any
) -> dict[str, Any]:
    old, new = await house.matters.version(matter, before), await house.matters.version(matter, after)
    targets: dict[str, list[tuple[str, str]]] = {}
    for path, node in new.terms.model.paths():
        targets.setdefault(node.kind, []).append((path, node.label))
    rows = [
        {
            "element": path,
            "name": node.label,
            "place": mapping.get(path, path),
            "targets": targets.get(node.kind, []),
        }
        for path, node in old.terms.model.paths()
        if node.is_activity or node.is_event
    ]
    known = {path for path, _ in new.terms.model.paths()}
    return {
        "matter": matter,
        "titled": new.terms.model.matter.name,
        "before": before,
        "after": after,
        "rows": [row for row in rows if row["place"] != row["element"] or row["element"] not in known],
        "same": sum(1 for row in rows if row["place"] == row["element"] and row["element"] in known),
        "total": preview.total,
        "moving": preview.moving,
        "refused": preview.refused,
    }


HANDLERS = [show_migrations, try_migration, start_migration, show_migration, turn_migration]

"""设置·租户包: the tenant as a zip to keep; a zip from elsewhere, checked and shown as a difference before it lands.

Three administrators stay apart: the system administrator sends and confirms a pack; one that changes people or mandates
lands only when a security administrator has confirmed the same page too. All of it lands or nothing.
"""

import asyncio
import secrets
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State, UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.access.arrivals import Arrival, ArrivalState
from designer_api.access.audit import AuditKind
from designer_api.administration.pack_check import coming
from designer_api.administration.pack_landing import note_landing
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.administration import admin_page, require
from designer_api.pages.page import go
from designer_api.pages.posted import posted, text
from forms.characters import line_fault
from tenants.archive import MAX_ARCHIVE_BYTES
from tenants.errors import Conflict
from tenants.identity import RANDOM_BYTES, new_id
from tenants.pack import write_zip
from tenants.pack_difference import Part
from tenants.people import Actor, may_administer, may_secure
from tenants.transfer import export_pack, land_pack

HOME = "/admin/pack"
STALE = "检查之后，本中心的内容有了变化。已经重新检查，请核对后再确认。"
OWN = "包里有对您本人的修改，请由另一位安全管理员确认。"


@get(HOME)
async def show_packs(me: NamedDependency[Me], state: State) -> Template:
    """Export, import, and what came in lately."""
    require(me, _may)
    return await _home(state.house, me)


@get(f"{HOME}/export.zip")
async def export(me: NamedDependency[Me], state: State) -> Response[bytes]:
    """The tenant as a pack; the export is an entry of the audit."""
    require(me, may_administer)
    house: House = state.house
    pack = await export_pack(me.tenant, house.tenants)
    content = await asyncio.to_thread(write_zip, pack)
    told = f"人员 {len(pack.people)} 人，事项 {len(pack.bundles)} 个"
    await house.audit.note_alone(AuditKind.EXPORT, me.doer, f"租户包 {me.tenant.code}", told)
    day = me.day.isoformat()
    headers = {"Content-Disposition": f'attachment; filename="{me.tenant.code}-{day}.zip"'}
    return Response(content, media_type="application/zip", headers=headers)


@post(HOME, request_max_body_size=MAX_ARCHIVE_BYTES + 1024 * 1024)
async def send(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Keep a zip and begin to check it. Nothing has changed yet."""
    require(me, may_administer)
    house: House = state.house
    fields = await request.form()
    sent = fields.get("pack")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return await _home(house, me, fault="请选择要导入的租户包（.zip）。")
    name = sent.filename
    if line_fault(name) or len(name) > 200:
        return await _home(house, me, fault="文件名里有看不见的字符，或超过 200 个字，请改名后再选择。")
    identity, plain = new_id(me.now, secrets.token_bytes(RANDOM_BYTES)), fields.get("plain") == "on"
    content = await sent.read()
    async with house.database.transaction():
        await house.arrivals.put(
            identity, name, content, plain=plain, person=me.actor.person, called=me.actor.name, now=me.now
        )
        await house.audit.note(AuditKind.IMPORT, me.doer, f"租户包 {name}", f"上传检查，{len(content)} 字节")
    house.packs.start(me.tenant, identity, plain=plain)
    return go(f"{HOME}/{identity}")


@get(HOME + "/{arrival:uuid}")
async def show_arrival(me: NamedDependency[Me], state: State, arrival: FromPath[UUID]) -> Template:
    """What a pack would change, or what is wrong with it."""
    require(me, _may)
    return _arrival_page(state.house, me, await _arrival(state.house, arrival))


@get(HOME + "/{arrival:uuid}/progress")
async def show_progress(me: NamedDependency[Me], state: State, arrival: FromPath[UUID]) -> Response[Any]:
    """The part of that page that changes while the check runs; the whole page once it has ended."""
    require(me, _may)
    known = await _arrival(state.house, arrival)
    if known.state is not ArrivalState.CHECKING:
        return Response("", headers={"HX-Refresh": "true"})
    progress = state.house.packs.progress(known.id)
    return Template(template_name="admin_pack_progress.html.j2", context={"arrival": known, "progress": progress})


@post(HOME + "/{arrival:uuid}/check")
async def check_again(me: NamedDependency[Me], state: State, arrival: FromPath[UUID]) -> Response[Any]:
    """Check a pack anew: the check was cut short, or the centre has changed."""
    require(me, may_administer)
    house: House = state.house
    known = await _arrival(house, arrival)
    return await _again(house, me, known, "已重新检查。")


@post(HOME + "/{arrival:uuid}/confirm")
async def confirm(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, arrival: FromPath[UUID]
) -> Response[Any]:
    """Confirm what was seen: the system administrator first, then, where powers change, a security administrator."""
    require(me, _may)
    house: House = state.house
    known = await _arrival(house, arrival)
    first = known.state is ArrivalState.READY
    if not first and known.state is not ArrivalState.CONFIRMED:
        return _arrival_page(house, me, known, fault=f"这个租户包现在是“{known.state.chinese}”，不能确认。")
    if not (may_administer if first else may_secure)(me.actor):
        raise PermissionDeniedException
    if text(await posted(request), "seen") != known.seen:
        return _arrival_page(house, me, known, fault="页面已不是最新的内容，请核对后再确认。")
    if first and known.report.grants:
        return await _confirm_first(house, me, known)
    if not first and await _changes_own(house, me, known):
        return _arrival_page(house, me, known, fault=OWN)
    return await _land(house, me, known)


@post(HOME + "/{arrival:uuid}/end")
async def end(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, arrival: FromPath[UUID]
) -> Response[Any]:
    """Withdraw it (system administrator), or send it back with a reason (security administrator)."""
    require(me, _may)
    house: House = state.house
    known = await _arrival(house, arrival)
    mine = may_administer(me.actor)
    if not mine and known.state is not ArrivalState.CONFIRMED:
        raise PermissionDeniedException
    reason = text(await posted(request), "reason")
    fault = line_fault(reason) or ("" if mine or reason else "请写明退回的理由。")
    if fault:
        return _arrival_page(house, me, known, fault=fault)
    ended = ArrivalState.WITHDRAWN if mine else ArrivalState.SENT_BACK
    async with house.database.transaction():
        over = not await house.arrivals.end(known.id, ended, me.actor.name, me.now, reason)
        if not over:
            told = ended.chinese.removeprefix("已") + (f"：{reason}" if reason else "")
            await house.audit.note(AuditKind.IMPORT, me.doer, f"租户包 {known.name}", told)
    note = "这个租户包已经办结。" if over else f"{ended.chinese}“{known.name}”，本中心没有任何变化。"
    return go(HOME, note)


async def _confirm_first(house: House, me: Me, known: Arrival) -> Response[Any]:
    async with house.database.transaction():
        done = await house.arrivals.confirm(known.id, me.actor.name)
        if done:
            told = "确认，待安全管理员确认其中的人员和授权"
            await house.audit.note(AuditKind.IMPORT, me.doer, f"租户包 {known.name}", told)
    return go(f"{HOME}/{known.id}", "已确认。包里有人员或授权的变化，待安全管理员确认后一次导入。" if done else "")


async def _land(house: House, me: Me, known: Arrival) -> Response[Any]:
    """All of it in one transaction, if nothing it was compared with has changed."""
    content = await house.arrivals.content(known.id)
    pack = (await house.packs.read(content)).pack
    if pack is None:
        raise NotFoundException
    try:
        async with house.tenants.transaction():
            ground = await house.packs.ground(me.tenant)
            landing = coming(pack, ground, plain=known.plain)
            stale = await house.packs.basis(landing, me.tenant) != known.report.basis
            ended = not stale and await house.arrivals.end(known.id, ArrivalState.LANDED, me.actor.name, me.now)
            if ended:
                done = await land_pack(
                    landing,
                    house.directory,
                    house.tenants,
                    new_id=lambda: new_id(me.now, secrets.token_bytes(RANDOM_BYTES)),
                    now=me.now,
                )
                who = f"{known.sent_name}上传" + (f"，{known.confirmed_name}确认" if known.confirmed_name else "")
                await note_landing(
                    house.audit, me.doer, f"租户包 {known.name}", known.report.differences, f"导入（{who}）。"
                )
    except Conflict as conflict:
        return _arrival_page(house, me, known, fault=f"没有导入：{conflict.message}请改包里的登录名后重新上传。")
    if stale:
        return await _again(house, me, known, STALE)
    if not ended:
        return go(f"{HOME}/{known.id}", "这个租户包已经办结。")
    told = f"已导入，事项草稿 {len(done.drafts)} 个，新增人员 {len(done.newcomers)} 人。"
    return go(f"{HOME}/{known.id}", told)


async def _again(house: House, me: Me, known: Arrival, note: str) -> Response[Any]:
    async with house.database.transaction():
        open_still = await house.arrivals.again(known.id)
    if open_still:
        house.packs.start(me.tenant, known.id, plain=known.plain)
    return go(f"{HOME}/{known.id}", note if open_still else "这个租户包已经办结。")


async def _changes_own(house: House, me: Me, known: Arrival) -> bool:
    """Whether the pack changes whoever would confirm it."""
    pack = (await house.packs.read(await house.arrivals.content(known.id))).pack
    mine = await house.tenants.person(me.actor.person)
    if pack is None or mine is None or known.plain:
        return False
    brought = next((each for each in pack.people if each.login.lower() == mine.login.lower()), None)
    return brought is not None and (set(brought.roles), brought.posts, brought.staff, brought.trainings) != (
        set(mine.roles),
        mine.posts,
        mine.staff,
        mine.trainings,
    )


def _may(actor: Actor) -> bool:
    return may_administer(actor) or may_secure(actor)


async def _arrival(house: House, identity: UUID) -> Arrival:
    known = await house.arrivals.find(identity)
    if known is None:
        raise NotFoundException
    return known


async def _home(house: House, me: Me, *, fault: str = "") -> Template:
    listed = await house.arrivals.of()
    rows = [
        {
            "href": f"{HOME}/{each.id}",
            "name": each.name,
            "state": each.state,
            "open": each.is_open,
            "sent": f"{words.moment(each.sent_at)} {each.sent_name}",
            "ended": f"{words.moment(each.ended_at)} {each.ended_name}" if each.ended_at else "",
            "note": each.note,
        }
        for each in listed
    ]
    mine = may_administer(me.actor)
    most = MAX_ARCHIVE_BYTES // 1024 // 1024
    response = admin_page("admin_pack", me, "pack", rows=rows, fault=fault, administers=mine, most=most)
    if fault:
        response.status_code = 422
    return response


def _arrival_page(house: House, me: Me, known: Arrival, *, fault: str = "") -> Template:
    report = known.report
    parts = [(part, lines) for part in Part if (lines := [each for each in report.differences if each.part is part])]
    administers, secures = may_administer(me.actor), may_secure(me.actor)
    errors = sum(each.error for each in report.faults)
    response = admin_page(
        "admin_pack_arrival",
        me,
        "pack",
        arrival=known,
        state=known.state,
        sent=f"{words.moment(known.sent_at)} {known.sent_name}上传",
        ended=f"{words.moment(known.ended_at)} {known.ended_name}" if known.ended_at else "",
        progress=house.packs.progress(known.id),
        parts=parts,
        count=len(report.differences),
        removals=sum(each.removes for each in report.differences),
        errors=errors,
        warnings=len(report.faults) - errors,
        fault=fault,
        may_confirm=(administers and known.state is ArrivalState.READY)
        or (secures and known.state is ArrivalState.CONFIRMED),
        may_check=administers and known.is_open,
        may_end=(administers and known.is_open) or (secures and known.state is ArrivalState.CONFIRMED),
        sends_back=not administers,
    )
    if fault:
        response.status_code = 422
    return response


HANDLERS = [show_packs, export, send, show_arrival, show_progress, check_again, confirm, end]

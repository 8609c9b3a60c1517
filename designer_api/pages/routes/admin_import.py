"""设置·批量导入: people and windows from a spreadsheet, shown before they land, with every fault by row and column;
all of them or none."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State, UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.access.audit import AuditKind
from designer_api.administration import people_sheet, windows_sheet
from designer_api.administration.checking import new_fault
from designer_api.administration.sheet import Column, Fault, read_sheet, template
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.administration import admin_page, require
from designer_api.pages.page import go
from designer_api.passwords import hash_password, new_password
from tenants.account import Account
from tenants.identity import RANDOM_BYTES, PersonId, new_id
from tenants.organisation import Organisation
from tenants.people import Person, PersonProfile, may_administer, may_secure

PEOPLE, WINDOWS = "people", "windows"
_NAMES = {PEOPLE: "人员", WINDOWS: "窗口"}
_COLUMNS: dict[str, tuple[Column, ...]] = {PEOPLE: people_sheet.COLUMNS, WINDOWS: windows_sheet.COLUMNS}
_MAY = {PEOPLE: may_secure, WINDOWS: may_administer}
MANY_AT_ONCE = 300
"""People of one file: each gets a password, which takes its time."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A file as it would land: the rows to show, or what is wrong."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    faults: tuple[Fault, ...]
    people: tuple[PersonProfile, ...] = ()
    centre: Organisation | None = None


@get("/admin/import/{kind:str}")
async def show_import(me: NamedDependency[Me], kind: FromPath[str]) -> Template:
    """The template to download and the file to send."""
    _open_to(me, kind)
    return _page(me, kind)


@get("/admin/import/{kind:str}/template.xlsx")
async def download(me: NamedDependency[Me], kind: FromPath[str]) -> Response[bytes]:
    """The empty sheet."""
    _open_to(me, kind)
    headers = {"Content-Disposition": f'attachment; filename="{kind}.xlsx"'}
    content = await asyncio.to_thread(template, _NAMES[kind], _COLUMNS[kind])
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(content, media_type=media, headers=headers)


@post("/admin/import/{kind:str}")
async def preview(
    request: Request[Any, Any, Any], me: NamedDependency[Me], state: State, kind: FromPath[str]
) -> Response[Any]:
    """What the file would change, or everything that is wrong with it. Nothing has changed yet."""
    _open_to(me, kind)
    house: House = state.house
    sent = (await request.form()).get("sheet")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _page(me, kind, faults=(Fault(0, 0, "请选择要导入的 .xlsx 文件。"),))
    content, name = await sent.read(), sent.filename
    judged = await _judge(house, me, kind, content)
    if judged.faults:
        return _page(me, kind, name=name, faults=judged.faults)
    identity = new_id(me.now, secrets.token_bytes(RANDOM_BYTES))
    async with house.database.transaction():
        await house.uploads.put(identity, me.actor.person, kind, name, content, me.now)
    return _page(me, kind, name=name, rows=judged.rows, upload=str(identity))


@post("/admin/import/{kind:str}/{upload:uuid}")
async def land(me: NamedDependency[Me], state: State, kind: FromPath[str], upload: FromPath[UUID]) -> Response[Any]:
    """Take what was shown, judged once more as things are now: all of it or nothing."""
    _open_to(me, kind)
    house: House = state.house
    async with house.database.transaction():
        taken = await house.uploads.take(upload, me.actor.person, kind, me.now)
    if taken is None:
        raise NotFoundException
    name, content = taken
    judged = await _judge(house, me, kind, content)
    if judged.faults:
        return _page(me, kind, name=name, faults=judged.faults)
    if kind == WINDOWS:
        return await _land_windows(house, me, name, content)
    return await _land_people(house, me, name, judged)


async def _land_windows(house: House, me: Me, name: str, content: bytes) -> Response[Any]:
    async with house.tenants.transaction():
        judged = await _judge(house, me, WINDOWS, content)
        if judged.centre is not None:
            await house.tenants.save_organisation(judged.centre)
            await house.audit.note(AuditKind.IMPORT, me.doer, f"窗口 {name}", f"新增窗口 {len(judged.rows)} 个")
    if judged.centre is None:
        return _page(me, WINDOWS, name=name, faults=judged.faults)
    return go("/admin/windows", f"已导入窗口 {len(judged.rows)} 个。")


async def _land_people(house: House, me: Me, name: str, judged: Judged) -> Response[Any]:
    passwords = [new_password() for _ in judged.people]
    hashes = await asyncio.gather(*(hash_password(password) for password in passwords))
    people: list[Person] = []
    async with house.tenants.transaction():
        for profile, encoded in zip(judged.people, hashes, strict=True):
            person = profile.with_id(PersonId(new_id(me.now, secrets.token_bytes(RANDOM_BYTES))))
            await house.tenants.save_person(person)
            await house.tenants.save_account(Account(person.id, encoded, must_change=True))
            people.append(person)
        told = "、".join(f"{each.name}（{each.login}）" for each in people)
        await house.audit.note(AuditKind.IMPORT, me.doer, f"人员 {name}", f"新增人员和账号 {len(people)} 个：{told}")
    given = list(zip(people, passwords, strict=True))
    return admin_page("admin_password", me, "import-people", given=given, back="/admin/people")


async def _judge(house: House, me: Me, kind: str, content: bytes) -> Judged:
    read = await asyncio.to_thread(read_sheet, content, _COLUMNS[kind])
    if read.faults:
        return Judged((), read.faults)
    centre, known = await house.tenants.organisation(), await house.tenants.people()
    texts = {line.row: tuple(line.texts.values()) for line in read.lines}
    if kind == WINDOWS:
        windows = windows_sheet.windows_of(read.lines, centre)
        after = windows.added_to(centre)
        profiles = tuple(person.profile for person in known)
        wrong = new_fault((me.tenant.profile, centre, profiles), (me.tenant.profile, after, profiles))
        faults = windows.faults or ((Fault(0, 0, wrong),) if wrong else ())
        return Judged(tuple(texts.items()), faults, centre=None if faults else after)
    today = me.day
    people = people_sheet.people_of(read.lines, centre, known, await house.policies.policy(), today)
    faults = people.faults
    if len(people.people) > MANY_AT_ONCE:
        faults = (Fault(0, 0, f"一次最多导入 {MANY_AT_ONCE} 人，请分成几个文件。"),)
    return Judged(tuple(texts.items()), faults, tuple(profile for _, profile in people.people))


def _open_to(me: Me, kind: str) -> None:
    """The sheets of windows are the system administrator's, those of people the security administrator's."""
    if kind not in _MAY:
        require(me, lambda actor: may_administer(actor) or may_secure(actor))
        raise NotFoundException
    require(me, _MAY[kind])


def _page(
    me: Me,
    kind: str,
    *,
    name: str = "",
    rows: tuple[tuple[int, tuple[str, ...]], ...] = (),
    faults: tuple[Fault, ...] = (),
    upload: str = "",
) -> Template:
    response = admin_page(
        "admin_import",
        me,
        f"import-{kind}",
        kind=kind,
        base=f"/admin/import/{kind}",
        what=_NAMES[kind],
        columns=_COLUMNS[kind],
        file=name,
        rows=rows,
        faults=sorted(faults, key=lambda fault: (fault.row, fault.column)),
        upload=upload,
    )
    if faults:
        response.status_code = 422
    return response


HANDLERS = [show_import, download, preview, land]

"""目录清单·导入: entries from a spreadsheet, shown before they land, refused by row and column; all or none."""

import asyncio
import secrets
from functools import cache
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State, UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.access.audit import AuditKind
from designer_api.administration.catalogue_sheet import COLUMNS, CatalogueRead, entries_of
from designer_api.administration.sheet import Fault, read_sheet, template
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.matter_tabs import keeper, matter_page
from designer_api.pages.page import go
from designer_api.problems import RefusedError
from engine.cataloguing import Cataloguing
from engine.refusal import Refusal
from tenants.identity import RANDOM_BYTES, new_id

KIND = "catalogue"
ROOT = "/catalogue/import"


@get(ROOT)
async def show_catalogue_import(me: NamedDependency[Me]) -> Template:
    """The template to download and the file to send."""
    return _page(keeper(me))


@get(f"{ROOT}/template.xlsx")
async def download_catalogue_template(me: NamedDependency[Me]) -> Response[bytes]:
    """The empty sheet."""
    keeper(me)
    headers = {"Content-Disposition": 'attachment; filename="catalogue.xlsx"'}
    content = await asyncio.to_thread(_empty_sheet)
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(content, media_type=media, headers=headers)


@post(ROOT)
async def preview_catalogue(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """What the file would add, or everything that is wrong with it. Nothing has changed yet."""
    keeper(me)
    house: House = state.house
    sent = (await request.form()).get("sheet")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _page(me, faults=(Fault(0, 0, "请选择要导入的 .xlsx 文件。"),))
    content, name = await sent.read(), sent.filename
    read, rows = await _judge(house, me, content)
    if read.faults:
        return _page(me, name=name, faults=read.faults)
    identity = new_id(me.now, secrets.token_bytes(RANDOM_BYTES))
    async with house.database.transaction():
        await house.uploads.put(identity, me.actor.person, KIND, name, content, me.now)
    live = {each.terms.model.matter.code for each in await house.offered()}
    stopped = [entry.name for _, entry in read.entries if entry.matter in live]
    told = f"其中{'、'.join(stopped)}现在可以收件，导入后目录公布以前不能收。" if stopped else ""
    return _page(me, name=name, rows=rows, upload=str(identity), warning=told)


@post(ROOT + "/{upload:uuid}")
async def land_catalogue(me: NamedDependency[Me], state: State, upload: FromPath[UUID]) -> Response[Any]:
    """Take what was shown, judged once more as things are now."""
    keeper(me)
    house: House = state.house
    async with house.database.transaction():
        taken = await house.uploads.take(upload, me.actor.person, KIND, me.now)
    if taken is None:
        raise NotFoundException
    name, content = taken
    read, _ = await _judge(house, me, content)
    if read.faults:
        return _page(me, name=name, faults=read.faults)
    entries = [entry for _, entry in read.entries]
    async with house.tenants.transaction():
        done = await Cataloguing(house.tenants, house.clock).draft(me.actor, entries)
        if not isinstance(done, Refusal):
            told = f"编制目录事项 {len(done)} 个：{'、'.join(each.name for each in done)}"
            await house.audit.note(AuditKind.IMPORT, me.doer, f"目录清单 {name}", told)
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go("/catalogue?stage=draft", f"已导入 {len(done)} 个目录事项，请另一名改革人员审核。")


@cache
def _empty_sheet() -> bytes:
    """Made once: whoever asks gets the same bytes."""
    return template("目录清单", COLUMNS)


async def _judge(house: House, me: Me, content: bytes) -> tuple[CatalogueRead, tuple[tuple[int, tuple[str, ...]], ...]]:
    read = await asyncio.to_thread(read_sheet, content, COLUMNS)
    if read.faults:
        return CatalogueRead((), read.faults), ()
    known = (await house.tenants.registers()).catalogue
    rows = tuple((line.row, tuple(line.texts.values())) for line in read.lines)
    return entries_of(read.lines, me.organisation, known), rows


def _page(
    me: Me,
    *,
    name: str = "",
    rows: tuple[tuple[int, tuple[str, ...]], ...] = (),
    faults: tuple[Fault, ...] = (),
    upload: str = "",
    warning: str = "",
) -> Template:
    answer = matter_page(
        "admin_import",
        me,
        "catalogue",
        base=ROOT,
        kind=KIND,
        what="目录清单",
        columns=COLUMNS,
        file=name,
        rows=rows,
        faults=sorted(faults, key=lambda fault: (fault.row, fault.column)),
        upload=upload,
        warning=warning,
    )
    if faults:
        answer.status_code = 422
    return answer


HANDLERS = [show_catalogue_import, download_catalogue_template, preview_catalogue, land_catalogue]

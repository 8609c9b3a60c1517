"""承接下放取消: by document and date; what it does to open cases and at the other end is shown before saving."""

from typing import Any

from anyio import to_thread
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Template

from bpmn.finding import Finding
from designer_api.access.audit import AuditKind
from designer_api.administration.field import Field, options_of, read_fields, typed, written
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.administration import drawn
from designer_api.pages.matter_tabs import keeper, matter_page
from designer_api.pages.page import go
from designer_api.pages.posted import posted, text
from designer_api.problems import RefusedError
from designer_api.workshop import workshop
from engine.cataloguing import Cataloguing
from engine.publishing import Gate, judge_bundle
from engine.refusal import Refusal
from engine.transferring import Foreseen, Transferring
from tenants.bundle import Bundle
from tenants.catalogue import EntryState
from tenants.claims import Transfer, TransferKind
from tenants.organisation import Organisation
from tenants.tenant import Tenant, Tree, plant


@get("/transfers")
async def show_transfers(me: NamedDependency[Me], state: State) -> Template:
    """Everything that was handed down, taken over or cancelled, here or to here."""
    keeper(me)
    house: House = state.house
    registers, today = await house.tenants.registers(), me.day
    names, units = await _names(house), {each.code: each.name for each in await house.directory.all()}
    listed = list(registers.transfers)
    listed += [
        Transfer(each.matter, TransferKind.CANCEL, me.tenant.code, each.cancelled_from, each.cancel_document)
        for each in registers.catalogue
        if each.cancelled_from is not None
    ]
    listed.sort(key=lambda each: (each.effective_from, each.matter), reverse=True)
    rows = [
        {
            "matter": names.get(each.matter, each.matter),
            "kind": _kind(each, me),
            "source": units.get(each.source, each.source),
            "target": units.get(each.target, each.target) or "—",
            "day": each.effective_from.isoformat(),
            "begun": each.effective_from <= today,
            "document": each.document,
            "code": each.matter if _mine(each, me) else "",
        }
        for each in listed
    ]
    return matter_page("transfers", me, "transfers", rows=rows)


@get("/transfers/new")
async def show_new_transfer(
    me: NamedDependency[Me], state: State, kind: FromQuery[str] = "", matter: FromQuery[str] = ""
) -> Template:
    """An empty form."""
    keeper(me)
    fields = await _fields(state.house, me)
    usual = {"kind": kind or TransferKind.HAND_DOWN.value, "matter": matter, "effective_from": me.day}
    return _form(me, fields, {each.name: written(each, usual.get(each.name, "")) for each in fields})


@post("/transfers/new")
async def add_transfer(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """Show what it will do; with `_act=save` enter it."""
    keeper(me)
    house: House = state.house
    fields, sent = await _fields(house, me), await posted(request)
    read = read_fields(fields, sent)
    shown = typed(fields, sent)
    if read.faults:
        return _form(me, fields, shown, read.faults)
    transfer = _transfer(read.values, me)
    tool = _tool(house, me)
    if text(sent, "_act") != "save":
        foreseen = await tool.foresee(me.tenant, transfer)
        if isinstance(foreseen, Refusal):
            return _form(me, fields, shown, fault=str(foreseen))
        return matter_page("transfer_preview", me, "transfers", fields=shown, told=_told(foreseen), seen=foreseen)
    async with house.tenants.transaction():
        entered = await tool.enter(me.actor, me.tenant, transfer)
        if isinstance(entered, Foreseen):
            told = "；".join(_told(entered))
            about = f"{transfer.kind.chinese} {entered.name}（{transfer.matter}）"
            await house.audit.note(AuditKind.CATALOGUE, me.doer, about, f"{transfer.document}；{told}")
    if isinstance(entered, Refusal):
        return _form(me, fields, shown, fault=str(entered))
    return go("/transfers", f"已登记{transfer.kind.chinese}“{entered.name}”，自{transfer.effective_from}起。")


@post("/transfers/withdraw")
async def withdraw_transfer(request: Request[Any, Any, Any], me: NamedDependency[Me], state: State) -> Response[Any]:
    """撤销 one whose day has not come."""
    keeper(me)
    house: House = state.house
    sent = await posted(request)
    known = (await house.tenants.registers()).transfers
    found = [
        each
        for each in known
        if (each.matter, each.document, each.effective_from.isoformat())
        == (text(sent, "matter"), text(sent, "document"), text(sent, "day"))
    ]
    if not found:
        return await _restored(house, me, text(sent, "matter"))
    async with house.tenants.transaction():
        done = await _tool(house, me).withdraw(me.tenant, found[0])
        if isinstance(done, Transfer):
            about = f"{done.kind.chinese} {done.matter}"
            await house.audit.note(
                AuditKind.CATALOGUE, me.doer, about, f"撤销，{done.document}，原定{done.effective_from}"
            )
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go("/transfers", f"已撤销{done.kind.chinese}，仍按原来的办。")


async def _restored(house: House, me: Me, matter: str) -> Response[Any]:
    """Undo a cancellation that stands in the catalogue."""
    async with house.tenants.transaction():
        done = await Cataloguing(house.tenants, house.clock).restore(me.actor, matter)
        if not isinstance(done, Refusal):
            await house.audit.note(AuditKind.CATALOGUE, me.doer, f"取消 {done.name}（{matter}）", "撤销取消")
    if isinstance(done, Refusal):
        raise RefusedError(done)
    return go("/transfers", f"已撤销取消“{done.name}”，照常收件。")


def _tool(house: House, me: Me) -> Transferring:
    tools = workshop(house, me, edit=True)

    async def judge(bundle: Bundle, tenant: Tenant, centre: Organisation, gate: Gate) -> tuple[Finding, ...]:
        return (await to_thread.run_sync(lambda: judge_bundle(bundle, centre, tenant.settings, gate))).findings

    async def count_open(matter: str, number: int) -> int:
        return len(await house.work.open_cases_of(matter, number))

    return Transferring(house.directory, house.tenants, house.clock, tools.overlays, tools.gate, judge, count_open)


def _transfer(values: dict[str, Any], me: Me) -> Transfer:
    kind = next(each for each in TransferKind if each.value == values["kind"])
    other = values["unit"]
    source, target = (other, me.tenant.code) if kind is TransferKind.TAKE_OVER else (me.tenant.code, other)
    if kind is TransferKind.CANCEL:
        target = ""
    return Transfer(values["matter"], kind, source, values["effective_from"], values["document"], target)


async def _fields(house: House, me: Me) -> tuple[Field, ...]:
    everyone = await house.directory.all()
    tree, _ = plant([each.profile for each in everyone])
    names = await _names(house)
    return (
        Field("kind", "怎样变动", "choice", required=True, options=options_of(TransferKind)),
        Field(
            "matter",
            "事项",
            "choice",
            required=True,
            ask=True,
            options=tuple(sorted(names.items(), key=lambda e: e[1])),
        ),
        Field("unit", "下级单位", "choice", options=_units(everyone, tree, me), help="下放给谁，或从谁承接；取消不选"),
        Field("document", "文号", required=True, width=3, help="例如 玉府发〔2026〕3号"),
        Field("effective_from", "自哪一天起", "day", required=True, width=3, help="从这一天起新申请按新的办"),
    )


def _units(everyone: tuple[Tenant, ...], tree: Tree, me: Me) -> tuple[tuple[str, str], ...]:
    codes = set(tree.descendants(me.tenant.code)) if me.tenant.code in tree else set()
    return tuple((each.code, each.name) for each in everyone if each.code in codes)


async def _names(house: House) -> dict[str, str]:
    """Every matter of this level by code: published, or in the catalogue."""
    registers = await house.tenants.registers()
    found = {each.matter: each.name for each in registers.catalogue if each.state is EntryState.PUBLISHED}
    current = await house.matters.all_current()
    return found | {each.terms.model.matter.code: each.terms.model.matter.name for each in current}


def _told(foreseen: Foreseen) -> list[str]:
    """What it will do, a sentence each."""
    transfer, day = foreseen.transfer, foreseen.transfer.effective_from
    lines = [f"自{day}起，“{foreseen.source.name}”不再收“{foreseen.name}”的新申请"]
    if foreseen.open_count:
        versions = "，".join(f"第{number}版 {count} 件" for number, count in foreseen.open_cases)
        where = f"在“{foreseen.source.name}”按收件时的版本办完"
        lines.append(f"已收未办结的 {foreseen.open_count} 件（{versions}）照常{where}")
    else:
        lines.append(f"“{foreseen.source.name}”现在没有未办结的办件；生效以前收的照常办完")
    if foreseen.target is not None:
        lines.append(f"自{day}起，新申请由“{foreseen.target.name}”受理")
        if foreseen.publishes:
            lines.append(f"“{foreseen.target.name}”还没有这个事项，将照本级的版本发布，自{day}起生效，之后可以再收紧")
        elif foreseen.findings:
            lines.append(f"“{foreseen.target.name}”不能照本级的版本自动发布，须先自行改好、发布")
        elif transfer.kind is TransferKind.HAND_DOWN:
            lines.append(f"“{foreseen.target.name}”已有这个事项的版本，按它自己的版本受理")
    if foreseen.lapsing:
        lines.append(f"认领了本级这个事项的{'、'.join(foreseen.lapsing)}同时不再收新申请")
    return lines


def _kind(transfer: Transfer, me: Me) -> str:
    if transfer.kind is TransferKind.HAND_DOWN and transfer.target == me.tenant.code:
        return "承接（上级下放）"
    if transfer.kind is TransferKind.TAKE_OVER and transfer.source == me.tenant.code:
        return "上级承接"
    return transfer.kind.chinese


def _mine(transfer: Transfer, me: Me) -> bool:
    end = transfer.target if transfer.kind is TransferKind.TAKE_OVER else transfer.source
    return end == me.tenant.code


def _form(
    me: Me, fields: tuple[Field, ...], values: dict[str, Any], faults: dict[str, str] | None = None, fault: str = ""
) -> Template:
    answer = matter_page(
        "transfer_new", me, "transfers", fields=drawn(fields, values, faults), fault=fault, names=len(fields[1].options)
    )
    if fault or faults:
        answer.status_code = 422
    return answer


HANDLERS = [show_transfers, show_new_transfer, add_transfer, withdraw_transfer]

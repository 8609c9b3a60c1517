"""Cataloguing (编制目录清单): entries drafted, reviewed by somebody else, published, revised and cancelled.

Every step stays on record with the entry."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bpmn.finding import Finding
from engine.clock import CENTRE_ZONE, Clock
from engine.refusal import OWN_RULE, Refusal
from tenants.catalogue import (
    CatalogueEntry,
    EntryAct,
    EntryState,
    EntryStep,
    cancelled,
    newest,
    published,
    put_entry,
    restored,
    returned,
    reviewed,
    revised,
)
from tenants.people import Actor
from tenants.ports import TenantStore

STALE = Refusal("stale", "刚才有人改过这个目录事项。", OWN_RULE, "请刷新页面核对后再办。")
UNKNOWN = Refusal("not-found", "目录里没有这个事项。", OWN_RULE, "请从目录清单里选。")


@dataclass(frozen=True, slots=True)
class Cataloguing:
    """Keeps the catalogue of the tenant in `tenants.scope`. Who may is asked at the door. Every change joins the
    transaction around it."""

    tenants: TenantStore
    clock: Clock

    async def draft(self, actor: Actor, entries: Iterable[CatalogueEntry]) -> tuple[CatalogueEntry, ...] | Refusal:
        """编制: enter matters the catalogue does not have yet, all of them or none."""
        made: list[CatalogueEntry] = []
        async with self.tenants.transaction():
            registers = await self.tenants.registers()
            catalogue = registers.catalogue
            for entry in entries:
                if newest(catalogue, entry.matter) is not None:
                    message = f"目录里已有代码为“{entry.matter}”的事项。"
                    return Refusal("catalogue-known", message, OWN_RULE, "请改代码；已公布的事项请修订。")
                step = self._step(actor, EntryAct.DRAFT)
                made.append(replace(entry, version=1, state=EntryState.DRAFT, history=(step,)))
                catalogue = put_entry(catalogue, made[-1])
            await self.tenants.save_registers(replace(registers, catalogue=catalogue))
        return tuple(made)

    async def change(
        self, actor: Actor, seen: CatalogueEntry, entry: CatalogueEntry, note: str = ""
    ) -> CatalogueEntry | Refusal:
        """修改 what is being drafted; somebody else's change since `seen` is not written over. What was reviewed is to
        be reviewed anew."""
        async with self.tenants.transaction():
            registers = await self.tenants.registers()
            known = newest(registers.catalogue, entry.matter)
            if known is None:
                return UNKNOWN
            if known != seen:
                return STALE
            if known.state is EntryState.PUBLISHED:
                return _published(known)
            history = (*known.history, self._step(actor, EntryAct.CHANGE, note))
            made = replace(entry, version=known.version, state=EntryState.DRAFT, reviewed_by="", history=history)
            await self.tenants.save_registers(replace(registers, catalogue=put_entry(registers.catalogue, made)))
        return made

    async def review(self, actor: Actor, matter: str, seen: CatalogueEntry, note: str = "") -> CatalogueEntry | Refusal:
        """审核 by somebody who did not draft it, of what was seen."""
        async with self.tenants.transaction():
            registers = await self.tenants.registers()
            known = newest(registers.catalogue, matter)
            if known is None or known != seen:
                return UNKNOWN if known is None else STALE
            made = reviewed(known, self._step(actor, EntryAct.REVIEW, note))
            if isinstance(made, Finding):
                return refused(made)
            await self.tenants.save_registers(replace(registers, catalogue=put_entry(registers.catalogue, made)))
        return made

    async def send_back(self, actor: Actor, matter: str, note: str) -> CatalogueEntry | Refusal:
        """退回 with what is to be mended."""
        async with self.tenants.transaction():
            registers = await self.tenants.registers()
            known = newest(registers.catalogue, matter)
            if known is None:
                return UNKNOWN
            made = returned(known, self._step(actor, EntryAct.RETURN, note))
            if isinstance(made, Finding):
                return refused(made)
            await self.tenants.save_registers(replace(registers, catalogue=put_entry(registers.catalogue, made)))
        return made

    async def publish(
        self, actor: Actor, matter: str, seen: CatalogueEntry, day: date
    ) -> CatalogueEntry | Refusal | tuple[Finding, ...]:
        """公布 what was reviewed, from a day on; every defect at once when something is missing."""
        async with self.tenants.transaction():
            registers = await self.tenants.registers()
            known = newest(registers.catalogue, matter)
            if known is None or known != seen:
                return UNKNOWN if known is None else STALE
            step = self._step(actor, EntryAct.PUBLISH, f"自{day}起")
            made = published(known, step, day, registers.catalogue)
            if isinstance(made, tuple):
                return made
            await self.tenants.save_registers(replace(registers, catalogue=put_entry(registers.catalogue, made)))
        return made

    async def revise(self, actor: Actor, matter: str) -> CatalogueEntry | Refusal:
        """修订: begin the next version of a published entry."""
        async with self.tenants.transaction():
            registers = await self.tenants.registers()
            known = newest(registers.catalogue, matter)
            if known is None:
                return UNKNOWN
            if known.state is not EntryState.PUBLISHED:
                message = f"“{known.name}”正在{known.state.chinese}，不必另外修订。"
                return Refusal("catalogue-state", message, OWN_RULE, "请直接修改。")
            made = revised(known, self._step(actor, EntryAct.DRAFT, f"修订第{known.version}版"))
            await self.tenants.save_registers(replace(registers, catalogue=put_entry(registers.catalogue, made)))
        return made

    async def drop(self, matter: str) -> CatalogueEntry | Refusal:
        """删除 what was never published; a published version stays."""
        async with self.tenants.transaction():
            registers = await self.tenants.registers()
            known = newest(registers.catalogue, matter)
            if known is None:
                return UNKNOWN
            if known.state is EntryState.PUBLISHED:
                return _published(known)
            catalogue = tuple(each for each in registers.catalogue if each is not known)
            await self.tenants.save_registers(replace(registers, catalogue=catalogue))
        return known

    async def cancel(self, actor: Actor, matter: str, day: date, document: str) -> CatalogueEntry | Refusal:
        """取消 the version that is published, by a document from a day on."""
        async with self.tenants.transaction():
            registers = await self.tenants.registers()
            listed = [e for e in registers.catalogue if e.matter == matter and e.state is EntryState.PUBLISHED]
            known = newest(listed, matter)
            if known is None:
                return UNKNOWN
            step = self._step(actor, EntryAct.CANCEL, f"自{day}起，{document}")
            made = cancelled(known, step, day, document)
            if isinstance(made, Finding):
                return refused(made)
            await self.tenants.save_registers(replace(registers, catalogue=put_entry(registers.catalogue, made)))
        return made

    async def restore(self, actor: Actor, matter: str) -> CatalogueEntry | Refusal:
        """撤销取消 that has not begun."""
        async with self.tenants.transaction():
            registers = await self.tenants.registers()
            known = newest((e for e in registers.catalogue if e.matter == matter and e.cancelled_from), matter)
            if known is None:
                return UNKNOWN
            made = restored(known, self._step(actor, EntryAct.RESTORE, f"原定{known.cancelled_from}"))
            if isinstance(made, Finding):
                return refused(made)
            await self.tenants.save_registers(replace(registers, catalogue=put_entry(registers.catalogue, made)))
        return made

    def _step(self, actor: Actor, act: EntryAct, note: str = "") -> EntryStep:
        return EntryStep(act, self.clock.now().astimezone(CENTRE_ZONE).date(), actor.login, actor.name, note)


def refused(finding: Finding) -> Refusal:
    """A finding as the refusal of what was tried."""
    return Refusal(finding.code, finding.message, OWN_RULE, finding.advice)


def _published(entry: CatalogueEntry) -> Refusal:
    return Refusal("catalogue-state", f"“{entry.name}”已公布，不能直接改动。", OWN_RULE, "请修订，或按文件取消。")

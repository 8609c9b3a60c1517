"""Transfers (承接、下放、取消) by document and date: what one will do is told before it is entered, at both ends.

Open cases are finished where they are. What is handed down is on offer at the target from that day: it is claimed there
and, where the target publishes none of its own, published as it is above.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date

from bpmn.finding import Finding, has_errors
from engine.cataloguing import Cataloguing, refused
from engine.clock import CENTRE_ZONE, Clock
from engine.overlays import Overlays
from engine.publishing import Gate
from engine.refusal import OWN_RULE, Refusal
from tenants import scope
from tenants.bundle import OVERLAY_FILE, Bundle
from tenants.catalogue import EntryAct, EntryState, EntryStep, cancelled, entry_on
from tenants.claims import Claim, Offers, Transfer, TransferKind
from tenants.organisation import Organisation
from tenants.overlay import Overlay
from tenants.overlay_writer import write_overlay
from tenants.people import Actor
from tenants.ports import TenantDirectory, TenantStore
from tenants.reading import read_bundle
from tenants.registers import Registers
from tenants.tenant import Tenant, Tree, plant
from tenants.versions import Draft, Version, next_version

JudgeAt = Callable[[Bundle, Tenant, Organisation, Gate], Awaitable[tuple[Finding, ...]]]
"""Everything that stands against publishing a bundle at a tenant."""
CountOpen = Callable[[str, int], Awaitable[int]]
"""How many cases of a matter's version are open at the tenant in `tenants.scope`."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a transfer will do. `open_cases` are those of the source by version; `lapsing` the claimants below that no
    longer take new cases; `publishes`: the target gets a version by itself, unless `findings` stand against it."""

    transfer: Transfer
    name: str
    source: Tenant
    target: Tenant | None
    open_cases: tuple[tuple[int, int], ...]
    lapsing: tuple[str, ...]
    publishes: bool = False
    bundle: Bundle | None = None
    made: Bundle | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def open_count(self) -> int:
        return sum(count for _, count in self.open_cases)


@dataclass(frozen=True, slots=True)
class Transferring:
    """Enters transfers for the tenant in `tenants.scope`. Who may is asked at the door."""

    directory: TenantDirectory
    tenants: TenantStore
    clock: Clock
    overlays: Overlays
    gate: Gate
    judge: JudgeAt
    count_open: CountOpen

    async def foresee(self, tenant: Tenant, transfer: Transfer) -> Foreseen | Refusal:
        """What it will do, without doing it; why it may not be entered."""
        everyone = await self.directory.all()
        tree, _ = plant([each.profile for each in everyone])
        by_code = {each.code: each for each in everyone}
        wrong = await self._fault(tenant, transfer, tree)
        source, target = by_code.get(transfer.source), by_code.get(transfer.target)
        if wrong is not None or source is None:
            return wrong or Refusal("transfer-source", "没有这个单位。", OWN_RULE, "请从清单里选。")
        name, numbers = await self._offered(source, transfer.matter)
        if not name:
            message = f"“{source.name}”没有事项“{transfer.matter}”，不能{transfer.kind.chinese}。"
            return Refusal("transfer-matter", message, OWN_RULE, "请从已公布的事项里选。")
        if transfer.kind is TransferKind.TAKE_OVER and not (await self._offered(tenant, transfer.matter))[1]:
            message = f"本级还没有发布事项“{name}”，承接后无人能收件。"
            return Refusal("transfer-unpublished", message, OWN_RULE, "请先发布，生效日期可写承接之日。")
        if transfer.kind is TransferKind.CANCEL and (wrong := await self._uncancelled(transfer)):
            return wrong
        with scope.acting_for(source.id):
            counted = [(number, await self.count_open(transfer.matter, number)) for number in numbers]
        found = Foreseen(
            transfer,
            name,
            source,
            target,
            tuple((number, count) for number, count in counted if count),
            await self._lapsing(tree, by_code, transfer),
        )
        if target is None or transfer.kind is not TransferKind.HAND_DOWN:
            return found
        return await self._at_target(found, target)

    async def enter(self, actor: Actor, tenant: Tenant, transfer: Transfer) -> Foreseen | Refusal:
        """Enter it, at both ends; all of it or nothing."""
        foreseen = await self.foresee(tenant, transfer)
        if isinstance(foreseen, Refusal):
            return foreseen
        async with self.tenants.transaction():
            if transfer.kind is TransferKind.CANCEL:
                done = await self._cancel(actor, transfer)
                return done if isinstance(done, Refusal) else foreseen
            for end in (foreseen.source, foreseen.target):
                if end is not None:
                    with scope.acting_for(end.id):
                        registers = await self.tenants.registers()
                        moved = (*registers.transfers, transfer)
                        await self.tenants.save_registers(replace(registers, transfers=moved))
            if foreseen.target is not None and transfer.kind is TransferKind.HAND_DOWN:
                await self._hand_down(actor, foreseen, foreseen.target)
        return foreseen

    async def withdraw(self, tenant: Tenant, transfer: Transfer) -> Transfer | Refusal:
        """撤销 one that this tenant entered and whose day has not come."""
        known = (await self.tenants.registers()).transfers
        entered_by = transfer.target if transfer.kind is TransferKind.TAKE_OVER else transfer.source
        if transfer not in known or entered_by != tenant.code:
            return Refusal("not-found", "没有这一条。", OWN_RULE, "请刷新页面。")
        if transfer.effective_from <= self._today():
            message = f"{transfer.document}已于{transfer.effective_from}生效，不能撤销。"
            return Refusal("transfer-begun", message, OWN_RULE, "需要改回的，请按新的文件另行登记。")
        async with self.tenants.transaction():
            for code in filter(None, (transfer.source, transfer.target)):
                end = await self.directory.by_code(code)
                if end is not None:
                    with scope.acting_for(end.id):
                        await self._forget(end, transfer)
        return transfer

    # ---- looking
    async def _fault(self, tenant: Tenant, transfer: Transfer, tree: Tree) -> Refusal | None:
        if transfer.effective_from < self._today():
            message = f"生效日期 {transfer.effective_from} 已经过去。"
            return Refusal("transfer-date", message, OWN_RULE, "请写今天或以后的日期。")
        if transfer.kind is TransferKind.TAKE_OVER:
            if transfer.target != tenant.code or tenant.code not in tree.ancestors(transfer.source):
                message = "承接只能从下级承接；上级的事项由上级登记下放。"
                return Refusal("transfer-source", message, OWN_RULE, "请选下级单位，或请上级登记下放。")
        elif transfer.source != tenant.code:
            return Refusal("transfer-source", "只能下放、取消本级的事项。", OWN_RULE, "请从本级的事项里选。")
        known = (await self.tenants.registers()).transfers
        before, after = Offers(tree, transfers=known).faults(), Offers(tree, transfers=(*known, transfer)).faults()
        new = [each for each in after if each not in before]
        return refused(new[0]) if new else None

    async def _uncancelled(self, transfer: Transfer) -> Refusal | None:
        """Why the entry of the catalogue cannot be cancelled from that day."""
        entry = entry_on((await self.tenants.registers()).catalogue, transfer.matter, self._today())
        if entry is None or entry.state is not EntryState.PUBLISHED:
            return None
        step = EntryStep(EntryAct.CANCEL, self._today(), "", "")
        found = cancelled(entry, step, transfer.effective_from, transfer.document)
        return refused(found) if isinstance(found, Finding) else None

    async def _offered(self, tenant: Tenant, matter: str) -> tuple[str, tuple[int, ...]]:
        """The name of a matter at a tenant and the numbers of its versions; "" when it has none."""
        with scope.acting_for(tenant.id):
            history = await self.tenants.versions(matter)
            entry = entry_on((await self.tenants.registers()).catalogue, matter, self._today())
            newest = max(history, key=lambda each: each.number, default=None)
            bundle = await self.tenants.bundle(matter, newest.hash) if newest is not None else None
        model = read_bundle(bundle).model if bundle is not None else None
        name = model.matter.name if model is not None else ""
        if not name and entry is not None and entry.state is EntryState.PUBLISHED:
            name = entry.name
        return name, tuple(each.number for each in history)

    async def _lapsing(self, tree: Tree, by_code: dict[str, Tenant], transfer: Transfer) -> tuple[str, ...]:
        """Who below claimed the matter of the source, but for whom it goes to."""
        found = []
        for code in tree.descendants(transfer.source):
            if code == transfer.target or code not in by_code:
                continue
            with scope.acting_for(by_code[code].id):
                registers = await self.tenants.registers()
            if any(each.matter == transfer.matter for each in registers.claims):
                found.append(by_code[code].name)
        return tuple(found)

    async def _at_target(self, foreseen: Foreseen, target: Tenant) -> Foreseen:
        """Whether the target gets a version by itself, and what stands against it."""
        matter = foreseen.transfer.matter
        with scope.acting_for(target.id):
            if await self.tenants.versions(matter):
                return foreseen
            draft, organisation = await self.tenants.draft(matter), await self.tenants.organisation()
        overlay = Overlay(code=matter, overlay_of=foreseen.source.code)
        bundle = Bundle(matter, {OVERLAY_FILE: write_overlay(overlay)})
        with scope.acting_for(target.id):
            gate = await self.overlays.gate_for(self.gate, target.profile, organisation, (bundle,))
            made = await self.overlays.resolved(target.profile, organisation, bundle, self.gate)
            findings = made.findings or await self.judge(bundle, target, organisation, gate)
        wrong = tuple(each for each in findings if has_errors((each,)))
        if draft is not None:
            wrong = (*wrong, _own_draft(foreseen, target))
        return replace(
            foreseen, publishes=not wrong and made.bundle is not None, bundle=bundle, made=made.bundle, findings=wrong
        )

    # ---- doing
    async def _cancel(self, actor: Actor, transfer: Transfer) -> Refusal | None:
        """In the catalogue where the matter stands there, else as a transfer to nowhere."""
        registers = await self.tenants.registers()
        entry = entry_on(registers.catalogue, transfer.matter, self._today())
        if entry is not None and entry.state is EntryState.PUBLISHED:
            made = await Cataloguing(self.tenants, self.clock).cancel(
                actor, transfer.matter, transfer.effective_from, transfer.document
            )
            return made if isinstance(made, Refusal) else None
        await self.tenants.save_registers(replace(registers, transfers=(*registers.transfers, transfer)))
        return None

    async def _hand_down(self, actor: Actor, foreseen: Foreseen, target: Tenant) -> None:
        """Claim it at the target, and publish it there as it is above, from that day."""
        transfer = foreseen.transfer
        with scope.acting_for(target.id):
            registers = await self.tenants.registers()
            if not any(each.matter == transfer.matter for each in registers.claims):
                if await self.tenants.versions(transfer.matter):
                    return
                claim = Claim(transfer.matter, target.code, transfer.source, transfer.effective_from, transfer.document)
                await self.tenants.save_registers(replace(registers, claims=(*registers.claims, claim)))
            if foreseen.bundle is None:
                return
            if not foreseen.publishes or foreseen.made is None:
                if await self.tenants.draft(transfer.matter) is None:
                    await self.tenants.save_draft(Draft(target.id, foreseen.bundle, 1, None, self.clock.now()))
                return
            version = next_version(
                (),
                foreseen.made,
                tenant=target.id,
                effective_from=transfer.effective_from,
                published_by=None,
                published_at=self.clock.now(),
                today=self._today(),
            )
            upper = (await self.overlays.uppers((foreseen.bundle,))).get(transfer.matter)
            if isinstance(version, Version) and upper is not None:
                await self.tenants.put_bundle(foreseen.bundle)
                await self.tenants.put_bundle(foreseen.made)
                written = replace(version, source=foreseen.bundle.hash, over=upper.number)
                await self.tenants.save_version(written)
                await self.overlays.note(target.profile, foreseen.bundle)

    async def _forget(self, end: Tenant, transfer: Transfer) -> None:
        registers: Registers = await self.tenants.registers()
        claims = tuple(
            each
            for each in registers.claims
            if (each.matter, each.tenant, each.consent) != (transfer.matter, transfer.target, transfer.document)
        )
        moved = tuple(each for each in registers.transfers if each != transfer)
        await self.tenants.save_registers(replace(registers, transfers=moved, claims=claims))
        if claims != registers.claims:
            for version in await self.tenants.versions(transfer.matter):
                if version.effective_from >= transfer.effective_from and version.retired_from is None:
                    await self.tenants.retire_version(replace(version, retired_from=version.effective_from))

    def _today(self) -> date:
        return self.clock.now().astimezone(CENTRE_ZONE).date()


def _own_draft(foreseen: Foreseen, target: Tenant) -> Finding:
    return Finding(
        "transfer-draft",
        f"“{target.name}”有“{foreseen.name}”的草稿，不会自动发布。",
        element=foreseen.transfer.matter,
        advice="请该单位改好后在生效日期前发布。",
    )

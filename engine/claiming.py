"""Claiming (认领): a lower level takes over a matter of a level above, tightens it, and publishes what it tightened.

A claim is an entry of the register and a draft that holds nothing but the differences. What of it is looser is told as
soon as it is saved; publishing goes through the same gate as every other matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from bpmn.finding import Finding
from engine.clock import CENTRE_ZONE, Clock
from engine.offering import merged_away
from engine.overlays import Overlays
from engine.publishing import Gate, resolve_bundle
from engine.refusal import OWN_RULE, Refusal
from tenants import scope
from tenants.bundle import OVERLAY_FILE, Bundle
from tenants.claims import Claim, Consent, may_receive_for
from tenants.errors import Conflict
from tenants.model import MatterModel
from tenants.overlay import Overlay
from tenants.overlay_document import is_overlay, read_overlay_bundle
from tenants.overlay_writer import write_overlay
from tenants.people import Actor
from tenants.ports import TenantDirectory, TenantStore
from tenants.reading import read_bundle
from tenants.tenant import Tenant
from tenants.uphill import Upper, upper_of
from tenants.versions import Draft, Version, in_force
from tenants.workplaces import Workplaces


@dataclass(frozen=True, slots=True)
class Offered:
    """A matter of a level above as this tenant stands to it: claimed or not, its own version in force, its draft."""

    code: str
    upper: Upper
    model: MatterModel
    claim: Claim | None = None
    version: Version | None = None
    draft: Draft | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed matter: what stands above, the differences, what comes of them, and what is wrong with them."""

    offered: Offered
    overlay: Overlay
    model: MatterModel | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Claiming:
    """Claims for the tenant in `tenants.scope`. Who may is asked at the door."""

    directory: TenantDirectory
    tenants: TenantStore
    clock: Clock
    overlays: Overlays
    gate: Gate

    async def offered(self, tenant: Tenant) -> tuple[Offered, ...]:
        """Every matter that the levels above offer today, the nearest level first where several do."""
        found: dict[str, str] = {}
        code, seen = tenant.parent, {tenant.code}
        while code and code not in seen:
            seen.add(code)
            above = await self.directory.by_code(code)
            if above is None:
                break
            with scope.acting_for(above.id):
                for version in await self.tenants.versions():
                    found.setdefault(version.matter, code)
            code = above.parent
        listed = [await self.of(each, above) for each, above in sorted(found.items())]
        return tuple(each for each in listed if each is not None)

    async def of(self, matter: str, above: str) -> Offered | None:
        """One matter of the tenant `above`, None when it does not offer it."""
        upper = await upper_of(above, matter, self.directory, self.tenants, self._today())
        model = read_bundle(upper.bundle).model if upper is not None else None
        if upper is None or model is None:
            return None
        history = await self.tenants.versions(matter)
        version = in_force(history, self._today()) or max(history, key=lambda each: each.number, default=None)
        draft = await self.tenants.draft(matter)
        claims = (await self.tenants.registers()).claims
        claim = next((each for each in claims if each.matter == matter), None)
        is_own = version is not None and not version.source
        return Offered(matter, upper, model, claim, version, draft, is_own)

    async def claim(self, actor: Actor, tenant: Tenant, matter: str) -> Offered | Refusal:
        """认领: enter the claim, and begin a draft that changes nothing yet."""
        if tenant.merged is not None and tenant.merged.done_on(self._today()):
            return merged_away(tenant, await self.directory.by_code(tenant.merged.into))
        offered = await self.find(tenant, matter)
        if offered is None:
            return Refusal("not-found", "上级没有发布这个事项。", OWN_RULE, "请从上级已发布的事项里选。")
        if offered.is_own:
            return Refusal("claim-own", "本级已有同名的自有事项，不能再认领。", OWN_RULE, "请先停用自有事项。")
        if offered.claim is not None:
            return offered
        claim = Claim(matter, tenant.code, offered.upper.tenant, self._today())
        bundle = Bundle(matter, {OVERLAY_FILE: write_overlay(Overlay(code=matter, overlay_of=offered.upper.tenant))})
        async with self.tenants.transaction():
            registers = await self.tenants.registers()
            await self.tenants.save_registers(replace(registers, claims=(*registers.claims, claim)))
            if offered.draft is None:
                await self.tenants.save_draft(Draft(tenant.id, bundle, 1, actor.person, self.clock.now()))
        return await self.of(matter, offered.upper.tenant) or offered

    async def find(self, tenant: Tenant, matter: str) -> Offered | None:
        """The matter of the nearest level above that offers it."""
        code, seen = tenant.parent, {tenant.code}
        while code and code not in seen:
            seen.add(code)
            found = await self.of(matter, code)
            if found is not None:
                return found
            above = await self.directory.by_code(code)
            code = above.parent if above is not None else ""
        return None

    async def claimed(self, tenant: Tenant, matter: str) -> Claimed | None:
        """A claimed matter as its draft says, else as its version was written; None when it is not claimed."""
        offered = await self.find(tenant, matter)
        if offered is None or offered.claim is None:
            return None
        bundle = offered.draft.bundle if offered.draft is not None else None
        if bundle is None and offered.version is not None and offered.version.source:
            bundle = await self.tenants.bundle(matter, offered.version.source)
        reading = read_overlay_bundle(bundle) if bundle is not None and is_overlay(bundle) else None
        overlay = reading.overlay if reading is not None else None
        return self.judged(tenant, offered, overlay or Overlay(code=matter, overlay_of=offered.upper.tenant), bundle)

    def judged(self, tenant: Tenant, offered: Offered, overlay: Overlay, kept: Bundle | None) -> Claimed:
        """Differences held against the level above, without saving them."""
        uppers: Mapping[str, Upper] = MappingProxyType({offered.code: offered.upper})
        gate = replace(self.gate, workplaces=None, uppers=uppers)
        made = resolve_bundle(written(offered.code, overlay, kept), gate, name=tenant.name)
        model = read_bundle(made.bundle).model if made.bundle is not None else None
        return Claimed(offered, overlay, model, made.findings)

    async def save(self, actor: Actor, tenant: Tenant, claimed: Claimed, overlay: Overlay) -> Draft | Refusal:
        """Keep the differences as the draft."""
        draft = await self.tenants.draft(claimed.offered.code)
        kept = draft.bundle if draft is not None else await self._source(claimed.offered)
        bundle = written(claimed.offered.code, overlay, kept)
        saved = Draft(tenant.id, bundle, (draft.revision if draft else 0) + 1, actor.person, self.clock.now())
        try:
            async with self.tenants.transaction():
                await self.tenants.save_draft(saved)
        except Conflict:
            return Refusal("stale", "刚才有人又保存了草稿。", OWN_RULE, "请刷新页面核对后再保存。")
        return saved

    async def consented(self, claimed: Claimed, workplaces: Workplaces | None) -> Finding | None:
        """Whether cases may be received here that are decided above: only with the consent the level above keeps (B17),
        or where it handed the matter down by a document."""
        claim, model = claimed.offered.claim, claimed.model
        if claim is None or model is None or workplaces is None:
            return None
        moved = (await self.tenants.registers()).transfers
        if any((each.matter, each.target) == (claim.matter, claim.tenant) for each in moved):
            return None

        def at_home(kind: str) -> bool:
            nodes = [node for node in model.nodes() if node.step.kind == kind]
            return all(workplaces.worker(node, model.matter) == workplaces.home for node in nodes)

        consents = await self.consents(claim)
        return may_receive_for(
            claim,
            consents,
            self._today(),
            decides_here=at_home("decide"),
            accepts_here=at_home("accept"),
            above=claimed.offered.upper.name,
            name=model.matter.name,
        )

    async def consents(self, claim: Claim) -> tuple[Consent, ...]:
        """What the body above has agreed to for a claim, as it keeps it."""
        above = await self.directory.by_code(claim.above)
        if above is None:
            return ()
        with scope.acting_for(above.id):
            kept = (await self.tenants.registers()).consents
        return tuple(each for each in kept if (each.matter, each.tenant) == (claim.matter, claim.tenant))

    async def _source(self, offered: Offered) -> Bundle | None:
        if offered.version is None or not offered.version.source:
            return None
        return await self.tenants.bundle(offered.code, offered.version.source)

    def _today(self) -> date:
        return self.clock.now().astimezone(CENTRE_ZONE).date()


def written(code: str, overlay: Overlay, kept: Bundle | None) -> Bundle:
    """The overlay as the files of a bundle; a drawing or a form of one's own that was there stays."""
    files = dict(kept.files) if kept is not None and is_overlay(kept) else {}
    return Bundle(code, {**files, OVERLAY_FILE: write_overlay(overlay)})

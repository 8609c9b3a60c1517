"""Installing a pack (导入并发布): into its tenant, then every bundle whose content is new through the gate.

A pack with an error finding installs nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bpmn.finding import Finding, has_errors
from engine.clock import CENTRE_ZONE, Clock
from engine.growing import Growing
from engine.overlays import Overlays
from engine.publishing import Gate, Judgement, check_bundle, resolve_bundle
from tenants import scope
from tenants.bundle import Bundle
from tenants.identity import RANDOM_BYTES, new_id
from tenants.overlay_document import is_overlay
from tenants.pack import Pack
from tenants.people import Person
from tenants.ports import TenantDirectory, TenantStore
from tenants.tenant import Tenant
from tenants.transfer import land_pack
from tenants.versions import Draft, Version, next_version


@dataclass(frozen=True, slots=True)
class Installed:
    """What came of it: the tenant (None when the gate refused), the people new to it, the versions published."""

    tenant: Tenant | None
    newcomers: tuple[Person, ...] = ()
    published: tuple[Version, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Installer:
    """Puts packs into stores. `judge` is the gate; who installs the same content many times may keep its judgements."""

    directory: TenantDirectory
    tenants: TenantStore
    clock: Clock
    random: Callable[[int], bytes]
    gate: Gate
    judge: Callable[[Bundle, Pack, Gate], Judgement] = check_bundle

    async def install(self, pack: Pack, *, effective_from: date | None = None) -> Installed:
        """Check every bundle, bring the pack into its tenant, publish the drafts that it left."""
        misplaced = await Growing(self.directory, self.tenants, self.clock).landing_fault(pack)
        if misplaced is not None:
            return Installed(None, findings=(misplaced,))
        gate = await self.overlays.gate_for(self.gate, pack.tenant, pack.organisation, pack.bundles)
        judged = {bundle.code: self.judge(bundle, pack, gate) for bundle in pack.bundles}
        findings = tuple(finding for judgement in judged.values() for finding in judgement.findings)
        if has_errors(findings):
            return Installed(None, findings=findings)
        now = self.clock.now()
        landing = await land_pack(
            pack, self.directory, self.tenants, new_id=lambda: new_id(now, self.random(RANDOM_BYTES)), now=now
        )
        with scope.acting_for(landing.tenant.id):
            async with self.tenants.transaction():
                versions = [await self._publish(pack, draft, gate, effective_from) for draft in landing.drafts]
        published = tuple(version for version in versions if version is not None)
        return Installed(landing.tenant, landing.newcomers, published, findings)

    @property
    def overlays(self) -> Overlays:
        return Overlays(self.directory, self.tenants, self.clock)

    async def _publish(self, pack: Pack, draft: Draft, gate: Gate, effective_from: date | None) -> Version | None:
        now = self.clock.now()
        today = now.astimezone(CENTRE_ZONE).date()
        begin = effective_from or today
        made = resolve_bundle(draft.bundle, gate, name=pack.tenant.name)
        if made.bundle is None:
            return None
        await self.tenants.put_bundle(made.bundle)
        version = next_version(
            await self.tenants.versions(draft.matter),
            made.bundle,
            tenant=draft.tenant,
            effective_from=begin,
            published_by=None,
            published_at=now,
            today=min(today, begin),
        )
        await self.tenants.drop_draft(draft.matter)
        if not isinstance(version, Version):
            return None
        if is_overlay(draft.bundle) and made.upper is not None:
            await self.tenants.put_bundle(draft.bundle)
            version = replace(version, source=draft.bundle.hash, over=made.upper.number)
            await self.overlays.note(pack.tenant, draft.bundle)
        await self.tenants.save_version(version)
        await self.overlays.carry_down(pack.tenant, draft.matter, version.effective_from, gate)
        return version

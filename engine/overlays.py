"""Overlays in force (本地配置): laid over the matter above at publication, noted there, and made anew when it changes.

A change above is carried down at once: a level whose overlay still holds gets a version made of the new matter; one
whose overlay no longer holds takes new cases by the new matter as it is above, until its overlay is mended.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from bpmn.finding import Finding
from engine.clock import CENTRE_ZONE, Clock
from engine.publishing import Gate, Resolved, centre_of, resolve_bundle
from tenants import scope
from tenants.bundle import MATTER_FILE, Bundle
from tenants.matter_document import read_matter
from tenants.offers import has_parts, offer_of, offers_of
from tenants.organisation import Organisation
from tenants.overlay import Below, Broken, Lower, LowerOverlay, broken_below
from tenants.overlay_document import is_overlay, read_overlay_bundle
from tenants.pinning import missing_calls
from tenants.ports import TenantDirectory, TenantStore
from tenants.reading import read_bundle
from tenants.rule import Offer
from tenants.tenant import TenantProfile, Tree, plant
from tenants.tightening.above import Above
from tenants.uphill import Upper, load_workplaces, overlay_of, upper_of
from tenants.versions import Version, in_force
from tenants.workplaces import named_in


@dataclass(frozen=True, slots=True)
class Carried:
    """What a change above did at a tenant below: the version made there, and what is now looser than above."""

    tenant: str
    name: str
    version: Version
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlays:
    """Knows what stands above a tenant and what is laid over its matters below."""

    directory: TenantDirectory
    tenants: TenantStore
    clock: Clock

    async def gate_for(
        self,
        gate: Gate,
        tenant: TenantProfile,
        organisation: Organisation,
        bundles: Iterable[Bundle],
        *,
        alone: bool = False,
    ) -> Gate:
        """The gate that also knows the tenants around and the matters above these bundles. `alone`: the tenant above
        may be missing still, and what it would work is not asked."""
        listed = tuple(bundles)
        sources = (each.files[MATTER_FILE] for each in listed if MATTER_FILE in each.files)
        matters = (read_matter(source).matter for source in sources)
        named = named_in(matter for matter in matters if matter is not None)
        workplaces = await load_workplaces(tenant, organisation, self.directory, self.tenants, named)
        missing = alone and bool(tenant.parent) and tenant.parent not in workplaces.tree
        shared = (*listed, *await self.shared(tenant)) if any(map(missing_calls, listed)) else ()
        around = replace(gate, workplaces=None if missing else workplaces, uppers=await self.uppers(listed))
        asked = not gate.excerpt and any(map(has_parts, listed))
        offers = await self.offers(tenant, listed) if asked else None
        return replace(around, shared=shared, offers=offers)

    async def offers(self, centre: TenantProfile, around: Iterable[Bundle] = ()) -> Mapping[str, Offer]:
        """The matters of a tenant that a joint one may be composed of, by code: those published, and those that come
        with it in one pack and are not published yet."""
        found: dict[str, Offer] = {}
        here = await self.directory.by_code(centre.code)
        if here is None:
            return offers_of(around)
        with scope.acting_for(here.id):
            history = await self.tenants.versions()
            for matter in sorted({version.matter for version in history}):
                mine = [each for each in history if each.matter == matter]
                current = in_force(mine, self._today())
                bundle = await self.tenants.bundle(matter, (current or mine[-1]).hash)
                if bundle is not None:
                    found[matter] = offer_of(bundle, open=current is not None)
        brought = (each for each in around if MATTER_FILE in each.files or each.code not in found)
        return MappingProxyType({**found, **offers_of(brought)})

    async def shared(self, centre: TenantProfile) -> tuple[Bundle, ...]:
        """The published matters whose processes may be called at a tenant: its own, then those of the levels above."""
        found: list[Bundle] = []
        here = await self.directory.by_code(centre.code)
        code, seen = centre.code if here is not None else centre.parent, set[str]()
        while code and code not in seen:
            seen.add(code)
            tenant = await self.directory.by_code(code)
            if tenant is None:
                break
            with scope.acting_for(tenant.id):
                history = await self.tenants.versions()
                for matter in sorted({version.matter for version in history}):
                    current = in_force([each for each in history if each.matter == matter], self._today())
                    bundle = await self.tenants.bundle(matter, current.hash) if current else None
                    found += [bundle] if bundle is not None else []
            code = tenant.parent
        return tuple(found)

    async def uppers(self, bundles: Iterable[Bundle]) -> Mapping[str, Upper]:
        """The matters above bundles that are laid over one, by code."""
        found: dict[str, Upper] = {}
        for bundle in bundles:
            code = overlay_of(bundle)
            upper = await upper_of(code, bundle.code, self.directory, self.tenants, self._today()) if code else None
            if upper is not None:
                found[bundle.code] = upper
        return MappingProxyType(found)

    async def note(self, tenant: TenantProfile, bundle: Bundle) -> None:
        """Note an overlay that is published now with every matter above it. Inside a transaction."""
        reading = read_overlay_bundle(bundle) if is_overlay(bundle) else None
        if reading is None or reading.overlay is None:
            return
        drawn = reading.overlay.diagram is not None
        lower = LowerOverlay(tenant.code, tenant.name, replace(reading.overlay, diagram=None), drawn)
        code, seen = reading.overlay.overlay_of, {tenant.code}
        while code and code not in seen:
            seen.add(code)
            above = await self.directory.by_code(code)
            if above is None:
                break
            with scope.acting_for(above.id):
                await self.tenants.keep_overlay_below(bundle.code, lower)
                history = await self.tenants.versions(bundle.code)
                newest = max(history, key=lambda each: each.number, default=None)
                source = await self.tenants.bundle(bundle.code, newest.source) if newest and newest.source else None
            code = overlay_of(source) if source is not None else ""

    async def carry_down(self, tenant: TenantProfile, matter: str, effective: date, gate: Gate) -> tuple[Carried, ...]:
        """Make the versions below anew after this tenant published the matter. Inside its transaction."""
        listed = await self.tenants.overlays_below(matter)
        if not listed:
            return ()
        tree, _ = plant([each.profile for each in await self.directory.all()])
        order = {code: place for place, code in enumerate(tree.descendants(tenant.code))}
        done = []
        staying = [each for each in listed if each.tenant in order and not _gone(tree, each.tenant, effective)]
        for lower in sorted(staying, key=lambda each: order[each.tenant]):
            carried = await self._carry(lower, matter, effective, gate)
            if carried is not None:
                done.append(carried)
        return tuple(done)

    async def _carry(self, lower: LowerOverlay, matter: str, effective: date, gate: Gate) -> Carried | None:
        tenant = await self.directory.by_code(lower.tenant)
        if tenant is None:
            return None
        with scope.acting_for(tenant.id):
            history = await self.tenants.versions(matter)
            newest = max(history, key=lambda each: each.number, default=None)
            source = await self.tenants.bundle(matter, newest.source) if newest and newest.source else None
            upper = await upper_of(
                overlay_of(source) if source else "", matter, self.directory, self.tenants, effective
            )
            if newest is None or source is None or upper is None:
                return None
            alone = replace(gate, workplaces=None, uppers={matter: upper})
            made = resolve_bundle(source, alone, name=tenant.name)
            bundle = made.bundle or upper.bundle
            if bundle.hash == newest.hash:
                return None
            version = Version(
                tenant.id,
                matter,
                newest.number + 1,
                bundle.hash,
                max(effective, newest.effective_from),
                None,
                self.clock.now(),
                source=source.hash,
                over=upper.number,
            )
            await self.tenants.put_bundle(bundle)
            await self.tenants.save_version(version)
        return Carried(tenant.code, tenant.name, version, () if made.bundle is not None else made.findings)

    async def broken_by(self, tenant: TenantProfile, bundle: Bundle, gate: Gate) -> tuple[Broken, ...]:
        """The overlays below that hold now and would no longer, were this content published."""
        listed = await self.tenants.overlays_below(bundle.code)
        before = await upper_of(tenant.code, bundle.code, self.directory, self.tenants, self._today())
        after = read_bundle(bundle).model
        old = read_bundle(before.bundle).model if before is not None else None
        if not listed or old is None or after is None:
            return ()
        tree, _ = plant([each.profile for each in await self.directory.all()])
        staying = [each for each in listed if not _gone(tree, each.tenant, self._today())]
        below = Below.of(tenant.code, tree, [await self._whole(each, bundle.code) for each in staying])
        return broken_below(old, after, below, Above(tenant.name), centre_of(gate))

    async def _whole(self, lower: LowerOverlay, matter: str) -> Lower:
        """The overlay with its own drawing, where it brings one."""
        tenant = await self.directory.by_code(lower.tenant) if lower.drawn else None
        if tenant is None:
            return Lower(lower.tenant, lower.name, lower.overlay)
        with scope.acting_for(tenant.id):
            history = await self.tenants.versions(matter)
            newest = max(history, key=lambda each: each.number, default=None)
            source = await self.tenants.bundle(matter, newest.source) if newest and newest.source else None
        overlay = read_overlay_bundle(source).overlay if source is not None else None
        return Lower(lower.tenant, lower.name, overlay or lower.overlay)

    async def resolved(self, tenant: TenantProfile, organisation: Organisation, bundle: Bundle, gate: Gate) -> Resolved:
        """A bundle as it would be published: itself, or laid over the matter above."""
        around = await self.gate_for(gate, tenant, organisation, (bundle,))
        return resolve_bundle(bundle, around, name=tenant.name)

    def _today(self) -> date:
        return self.clock.now().astimezone(CENTRE_ZONE).date()


def _gone(tree: Tree, code: str, day: date) -> bool:
    """Whether a tenant has merged into another by that day: what it laid over matters above is offered no more."""
    known = tree.profiles.get(code)
    return known is not None and known.merged is not None and known.merged.done_on(day)

"""The tree of tenants as it grows and changes (体系): added, renamed, moved, merged — by a page, a pack or the console.

Every act asks first and writes last, inside the caller's transaction: what is refused leaves everything as it was.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import date

from bpmn.finding import Finding
from engine.clock import CENTRE_ZONE, Clock
from engine.refusal import OWN_RULE, Refusal
from tenants import scope
from tenants.bundle import MATTER_FILE
from tenants.errors import Conflict
from tenants.growth import level_fault, merger_fault, newcomer_fault, place_fault, rename_fault
from tenants.matter_document import read_matter
from tenants.pack import Pack
from tenants.ports import TenantDirectory, TenantStore
from tenants.succession import Merger, Rename
from tenants.tenant import Tenant, TenantProfile
from tenants.uphill import overlay_of
from tenants.versions import Version, in_force


@dataclass(frozen=True, slots=True)
class Growing:
    """Changes the tree. Who may is asked at the door."""

    directory: TenantDirectory
    tenants: TenantStore
    clock: Clock

    async def line(self, code: str) -> tuple[Tenant, ...]:
        """A tenant and those above it, itself first; empty when there is none."""
        found: dict[str, Tenant] = {}
        while code and code not in found:
            tenant = await self.directory.by_code(code)
            if tenant is None:
                break
            found[code] = tenant
            code = tenant.parent
        return tuple(found.values())

    async def add(self, tenant: Tenant) -> Tenant | Refusal:
        """Add a tenant below another."""
        parent = await self.directory.by_code(tenant.parent)
        if parent is None:
            return _refused(_no_parent(tenant))
        if fault := newcomer_fault(tenant, parent):
            return _refused(fault)
        try:
            await self.directory.add(tenant)
        except Conflict as taken:
            return Refusal("tenant-duplicate", taken.message, OWN_RULE, "请换一个代码。")
        return tenant

    async def rename(self, tenant: Tenant, rename: Rename) -> Tenant | Refusal:
        """更名: from a day on; cases received before keep their numbers."""
        if rename.effective_from < self._today():
            return _past("更名")
        if fault := rename_fault(tenant, rename):
            return _refused(fault)
        renames = sorted((*tenant.renames, replace(rename, former=tenant.name)), key=lambda each: each.effective_from)
        changed = replace(tenant, renames=tuple(renames)).on(self._today())
        await self.directory.change(changed)
        return changed

    async def merge(self, tenant: Tenant, merger: Merger) -> Tenant | Refusal:
        """合并: from a day on the other one takes the new cases; those open here run on to their end."""
        if merger.effective_from < self._today():
            return _past("合并")
        if fault := await self._merger_fault(tenant, merger, again=True):
            return _refused(fault)
        changed = replace(tenant, merged=merger)
        await self.directory.change(changed)
        return changed

    async def move(self, tenant: Tenant, parent: str) -> Tenant | Refusal:
        """Put a tenant with all below it under another parent."""
        line = await self.line(parent)
        if not line:
            return _refused(_no_parent(replace(tenant, parent=parent)))
        if tenant.parent == parent:
            return Refusal("tenant-parent", f"“{tenant.name}”已经在“{line[0].name}”之下。", OWN_RULE, "请另选上级。")
        if fault := place_fault(tenant, line[0], [each.code for each in line[1:]]):
            return _refused(fault)
        lost = [each async for each in self._losing(tenant, frozenset(each.code for each in line))]
        if lost:
            told = f"移到“{line[0].name}”之下，{'、'.join(lost[:5])}等 {len(lost)} 个事项就没有了上级的事项。"
            return Refusal("tenant-overlays", told, OWN_RULE, "请先停用这些事项或由新的上级发布同一事项后重新认领。")
        changed = replace(tenant, parent=parent)
        await self.directory.change(changed)
        return changed

    async def landing_fault(self, pack: Pack) -> Finding | None:
        """Why a pack may not land: it would put its tenant at a wrong place of the tree, or take back a merger."""
        profile = pack.tenant
        known = await self.directory.by_code(profile.code)
        if profile.parent and (fault := await self._place_fault(profile, known)):
            return fault
        if known is not None:
            if fault := level_fault(profile, await self.directory.below(profile.code)):
                return fault
            if known.merged is not None and profile.merged != known.merged:
                done = known.merged
                text = f"“{known.name}”已定于{done.effective_from}并入“{done.into}”，租户包里不是这样写的。"
                advice = "请先导出现在的租户包，改好后再导入。"
                return Finding("tenant-merged", text, element=profile.code, advice=advice)
            if known.parent != profile.parent and (lost := await self._lost_by(known, profile.parent)):
                some = f"{'、'.join(lost[:5])}等 {len(lost)} 个事项"
                text = f"上级改为“{profile.parent or '无'}”后，{some}就没有了上级的事项。"
                return Finding("tenant-overlays", text, element=profile.code, advice="请先停用这些事项。")
        if profile.merged is not None and (known is None or known.merged is None):
            return await self._merger_fault(profile, profile.merged)
        return None

    async def _place_fault(self, profile: TenantProfile, known: Tenant | None) -> Finding | None:
        """Whether the parent a pack names is a right one. A parent that is not there yet may come later, but nobody is
        moved to it."""
        line = await self.line(profile.parent)
        if not line:
            moved = known is not None and known.parent != profile.parent
            return _no_parent(profile) if moved else None
        if known is not None and known.parent == profile.parent and line[0].merged is not None:
            return None
        return place_fault(profile, line[0], [each.code for each in line[1:]])

    async def _merger_fault(self, profile: TenantProfile, merger: Merger, *, again: bool = False) -> Finding | None:
        line, own = await self.line(merger.into), await self.line(profile.parent)
        root = own[-1].code if own else profile.code
        in_tree = bool(line) and line[-1].code == root
        others = await self.directory.all()
        kept = profile if again else replace(profile, merged=None)
        target = line[0] if in_tree else None
        above = [each.code for each in line[1:]] if in_tree else []
        return merger_fault(kept, merger, target, above, await self.directory.below(profile.code), others)

    async def _lost_by(self, known: Tenant, parent: str) -> list[str]:
        line = frozenset(each.code for each in await self.line(parent))
        return [each async for each in self._losing(known, line)]

    async def _losing(self, tenant: Tenant, line: frozenset[str]) -> AsyncIterator[str]:
        """The matters at a tenant and below it that are laid over a matter of somebody who would no longer stand
        above; `line` are the codes above the tenant then."""
        with scope.acting_for(tenant.id):
            claims = (await self.tenants.registers("claims")).claims
            laid = {each.matter: each.above for each in claims}
            names: dict[str, str] = {}
            for version in _standing(await self.tenants.versions(), self._today()):
                source = await self.tenants.bundle(version.matter, version.source) if version.source else None
                laid.pop(version.matter, None)
                if source is not None:
                    laid[version.matter] = overlay_of(source)
                    names[version.matter] = await self._name(version)
        for matter, above in sorted(laid.items()):
            if above and above not in line:
                yield f"{tenant.name}的“{names.get(matter, matter)}”"
        for lower in await self.directory.below(tenant.code):
            async for lost in self._losing(lower, line | {tenant.code}):
                yield lost

    async def _name(self, version: Version) -> str:
        bundle = await self.tenants.bundle(version.matter, version.hash)
        matter = read_matter(bundle.files[MATTER_FILE]).matter if bundle and MATTER_FILE in bundle.files else None
        return matter.name if matter is not None else version.matter

    def _today(self) -> date:
        return self.clock.now().astimezone(CENTRE_ZONE).date()


def _standing(history: Iterable[Version], today: date) -> list[Version]:
    """Of every matter the version in force, or the one still to come."""
    by_matter: dict[str, list[Version]] = {}
    for version in history:
        by_matter.setdefault(version.matter, []).append(version)
    found = []
    for versions in by_matter.values():
        coming = [each for each in versions if each.effective_from > today and each.retired_from is None]
        found += [each for each in (in_force(versions, today), *coming[-1:]) if each is not None]
    return found


def _no_parent(profile: TenantProfile) -> Finding:
    text = f"“{profile.name}”的上级“{profile.parent}”不存在。"
    return Finding("tenant-parent", text, element=profile.code, advice="请先建立或导入上级。")


def _past(act: str) -> Refusal:
    return Refusal("tenant-past", f"{act}的日期不能早于今天。", OWN_RULE, "请填写今天或以后的日期。")


def _refused(finding: Finding) -> Refusal:
    return Refusal(finding.code, finding.message, OWN_RULE, finding.advice)

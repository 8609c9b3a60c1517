"""Whether a tenant takes new cases of a matter today: catalogue, transfers, cancellation and claims, by their dates.

Cases already received run on to their end where they are (B4, B5); only new ones are turned away. What the level above
no longer takes, its claimants no longer take either, but for whom it was handed down to.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from engine.refusal import OWN_RULE, Refusal
from tenants import scope
from tenants.catalogue import EntryState, entry_on
from tenants.claims import Transfer
from tenants.ports import TenantDirectory, TenantStore
from tenants.registers import Registers
from tenants.tenant import Tenant

Offering = Callable[[str, date], Awaitable[Refusal | None]]
"""Why the tenant in `tenants.scope` takes no new case of a matter on a day; None when it does."""
OPEN_CASES = "已收的办件照常办完。"
NO_NAMES: Mapping[str, str] = MappingProxyType({})


def kept_offering(directory: TenantDirectory, store: TenantStore) -> Offering:
    """The answer as the stores' registers give it."""

    async def offering(matter: str, day: date) -> Refusal | None:
        return (await turned_away((matter,), day, directory, store)).get(matter)

    return offering


def merged_away(tenant: Tenant, successor: Tenant | None) -> Refusal:
    """That a tenant has merged into another, which takes the new cases."""
    merger = tenant.merged
    where = successor.centre if successor is not None else merger.into if merger is not None else ""
    since, document = (merger.effective_from, merger.document) if merger is not None else ("", "")
    told = f"“{tenant.name}”自{since}起并入“{where}”（{document}），不再收件，新申请由“{where}”受理。"
    return Refusal("tenant-merged", told, OWN_RULE, OPEN_CASES)


async def turned_away(
    matters: Iterable[str], day: date, directory: TenantDirectory, store: TenantStore
) -> dict[str, Refusal]:
    """Those of the matters of the tenant in `tenants.scope` for which no new case is taken on a day, and why."""
    tenant = await directory.by_id(scope.current())
    if tenant is None:
        return {}
    if tenant.merged is not None and tenant.merged.done_on(day):
        return dict.fromkeys(matters, merged_away(tenant, await directory.by_code(tenant.merged.into)))
    levels = _Levels(directory, store)
    found = {matter: await _refusal(tenant, matter, day, levels) for matter in matters}
    return {matter: refusal for matter, refusal in found.items() if refusal is not None}


@dataclass(slots=True)
class _Levels:
    """The registers of a tenant and of those above it, each read once."""

    directory: TenantDirectory
    store: TenantStore
    read: dict[str, Registers] = field(default_factory=dict)

    async def registers(self, tenant: Tenant) -> Registers:
        if tenant.code not in self.read:
            with scope.acting_for(tenant.id):
                self.read[tenant.code] = await self.store.registers()
        return self.read[tenant.code]

    async def names(self, registers: Registers, matter: str) -> dict[str, str]:
        """Names of the tenants that a matter was moved to, by code."""
        codes = {each.target for each in registers.transfers if each.matter == matter and each.target}
        found = [await self.directory.by_code(code) for code in sorted(codes)]
        return {each.code: each.name for each in found if each is not None}


async def _refusal(tenant: Tenant, matter: str, day: date, levels: _Levels) -> Refusal | None:
    registers = await levels.registers(tenant)
    refusal = closed(registers, tenant.code, matter, day, await levels.names(registers, matter))
    claim = next((each for each in registers.claims if each.matter == matter), None)
    if refusal is not None or claim is None or _handed(registers, tenant.code, matter, day):
        return refusal
    above = await levels.directory.by_code(claim.above)
    if above is None or above.code == tenant.code:
        return None
    reason = await _refusal(above, matter, day, levels)
    if reason is None:
        return None
    told = f"上级“{above.name}”已不再受理，本级的认领随之失效：{reason.message}"
    return Refusal("claim-lapsed", told, OWN_RULE, OPEN_CASES)


def closed(
    registers: Registers, tenant: str, matter: str, day: date, names: Mapping[str, str] = NO_NAMES
) -> Refusal | None:
    """Why no new case of a matter is taken on a day; `names` are those of tenants by code. A matter the registers say
    nothing of is open: its published version is enough."""
    entry = entry_on(registers.catalogue, matter, day)
    if entry is not None and entry.cancelled_from is not None and entry.cancelled_from <= day:
        told = f"事项“{entry.name}”已于{entry.cancelled_from}取消（{entry.cancel_document}），不再收件。"
        return Refusal("matter-cancelled", told, OWN_RULE, OPEN_CASES)
    if entry is not None and not entry.published_on(day):
        state = entry.state.chinese if entry.state is not EntryState.PUBLISHED else f"{entry.published_from}起公布"
        told = f"事项“{entry.name}”的目录{state}，还不能收件。"
        return Refusal("catalogue-unpublished", told, OWN_RULE, "目录经审核、公布后才能收件。")
    last = _last_move(registers, tenant, matter, day)
    if last is not None and last.source == tenant:
        where = f"，新申请由“{names.get(last.target, last.target)}”受理" if last.target else "，不再收件"
        told = f"事项“{matter}”已于{last.effective_from}{last.kind.chinese}（{last.document}）{where}。"
        return Refusal("matter-transferred", told, OWN_RULE, OPEN_CASES)
    claim = next((each for each in registers.claims if each.matter == matter), None)
    if claim is not None and claim.effective_from > day:
        told = f"事项“{matter}”的认领自{claim.effective_from}起生效。"
        return Refusal("claim-later", told, OWN_RULE, "请到上级窗口办理，或到期后再来。")
    return None


def _last_move(registers: Registers, tenant: str, matter: str, day: date) -> Transfer | None:
    """The last transfer by that day that took the matter from the tenant or brought it there."""
    moved = [
        each
        for each in registers.transfers
        if each.matter == matter and tenant in (each.source, each.target) and each.effective_from <= day
    ]
    return max(moved, key=lambda each: (each.effective_from, each.source == tenant, each.document), default=None)


def _handed(registers: Registers, tenant: str, matter: str, day: date) -> bool:
    """Whether the matter was brought here by a document, and stands on its own."""
    last = _last_move(registers, tenant, matter, day)
    return last is not None and last.target == tenant

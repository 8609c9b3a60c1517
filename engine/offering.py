"""Whether a tenant takes new cases of a matter today: catalogue, transfers, cancellation and claims, by their dates.

Cases already received run on to their end where they are (B4, B5); only new ones are turned away.
"""

from collections.abc import Awaitable, Callable
from datetime import date

from engine.refusal import OWN_RULE, Refusal
from tenants import scope
from tenants.catalogue import EntryState
from tenants.ports import TenantDirectory, TenantStore
from tenants.registers import Registers
from tenants.tenant import Tenant

Offering = Callable[[str, date], Awaitable[Refusal | None]]
"""Why the tenant in `tenants.scope` takes no new case of a matter on a day; None when it does."""
OPEN_CASES = "已收的办件照常办完。"


def kept_offering(directory: TenantDirectory, store: TenantStore) -> Offering:
    """The answer as the stores' registers give it."""

    async def offering(matter: str, day: date) -> Refusal | None:
        tenant = await directory.by_id(scope.current())
        if tenant is not None and tenant.merged is not None and tenant.merged.done_on(day):
            return merged_away(tenant, await directory.by_code(tenant.merged.into))
        return closed(await store.registers(), tenant.code if tenant is not None else "", matter, day)

    return offering


def merged_away(tenant: Tenant, successor: Tenant | None) -> Refusal:
    """That a tenant has merged into another, which takes the new cases."""
    merger = tenant.merged
    where = successor.centre if successor is not None else merger.into if merger is not None else ""
    since, document = (merger.effective_from, merger.document) if merger is not None else ("", "")
    told = f"“{tenant.name}”自{since}起并入“{where}”（{document}），不再收件，新申请由“{where}”受理。"
    return Refusal("tenant-merged", told, OWN_RULE, OPEN_CASES)


def closed(registers: Registers, tenant: str, matter: str, day: date) -> Refusal | None:
    """Why no new case of a matter is taken on a day. A matter the registers say nothing of is open: its published
    version is enough."""
    entry = next((each for each in registers.catalogue if each.matter == matter), None)
    if entry is not None and entry.cancelled_from is not None and entry.cancelled_from <= day:
        told = f"事项“{entry.name}”已于{entry.cancelled_from}取消（{entry.cancel_document}），不再收件。"
        return Refusal("matter-cancelled", told, OWN_RULE, OPEN_CASES)
    if entry is not None and not entry.published_on(day):
        state = entry.state.chinese if entry.state is not EntryState.PUBLISHED else f"{entry.published_from}起公布"
        told = f"事项“{entry.name}”的目录{state}，还不能收件。"
        return Refusal("catalogue-unpublished", told, OWN_RULE, "目录经审核、公布后才能收件。")
    moved = [
        each
        for each in registers.transfers
        if (each.matter, each.source) == (matter, tenant) and each.effective_from <= day
    ]
    if moved:
        last = max(moved, key=lambda each: (each.effective_from, each.document))
        where = f"，新申请由“{last.target}”受理" if last.target else ""
        told = f"事项“{matter}”已于{last.effective_from}{last.kind.chinese}（{last.document}）{where}。"
        return Refusal("matter-transferred", told, OWN_RULE, OPEN_CASES)
    claim = next((each for each in registers.claims if each.matter == matter), None)
    if claim is not None and claim.effective_from > day:
        told = f"事项“{matter}”的认领自{claim.effective_from}起生效。"
        return Refusal("claim-later", told, OWN_RULE, "请到上级窗口办理，或到期后再来。")
    return None

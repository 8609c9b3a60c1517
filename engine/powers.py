"""The powers people hold at a tenant, read at the moment they are used: its mandates, and those above they hang on."""

from collections.abc import Awaitable, Callable

from tenants import scope
from tenants.mandate import Mandate
from tenants.mandates import Mandates
from tenants.ports import TenantDirectory, TenantStore
from tenants.registers import mandates_of

Powers = Callable[[], Awaitable[Mandates]]
"""The mandates of the tenant in `tenants.scope`, as they are now."""


def kept_powers(directory: TenantDirectory, store: TenantStore) -> Powers:
    """The powers as the stores keep them."""

    async def powers() -> Mandates:
        registers = await store.registers()
        numbers = {each.document for each in registers.mandates}
        hanging = any(each.under and each.under not in numbers for each in registers.mandates)
        above = await _above(directory, store) if hanging else ()
        return mandates_of(registers, await store.people(), *above)

    return powers


async def _above(directory: TenantDirectory, store: TenantStore) -> tuple[Mandate, ...]:
    """The mandates of the tenants above: a department of the county gives its power to a township (D24)."""
    found: list[Mandate] = []
    seen = {scope.current()}
    tenant = await directory.by_id(scope.current())
    while tenant is not None and tenant.parent:
        tenant = await directory.by_code(tenant.parent)
        if tenant is None or tenant.id in seen:
            break
        seen.add(tenant.id)
        with scope.acting_for(tenant.id):
            found += mandates_of(await store.registers(), await store.people()).mandates
    return tuple(found)

"""The powers people hold at a tenant, read at the moment they are used: its mandates, those above they hang on, and
the bodies and posts as they are now."""

from collections.abc import Callable, Coroutine
from typing import Any

from tenants import scope
from tenants.authority import Authority
from tenants.mandates import Mandates
from tenants.ports import TenantDirectory, TenantStore
from tenants.registers import mandates_of
from tenants.tenant import Tenant

Powers = Callable[[], Coroutine[Any, Any, Authority]]
"""What is asked of powers at the tenant in `tenants.scope`, as it is now."""


def kept_powers(directory: TenantDirectory, store: TenantStore) -> Powers:
    """The powers as the stores keep them."""

    async def powers() -> Authority:
        registers, tenant = await store.registers(), await directory.by_id(scope.current())
        numbers = {each.document for each in registers.mandates}
        hanging = any(each.under and each.under not in numbers for each in registers.mandates)
        book = mandates_of(registers, await store.people())
        for above in await _above(directory, store, tenant) if hanging else ():
            book = Mandates((*book.mandates, *above.mandates), {**above.people, **book.people})
        settings = tenant.settings if tenant is not None else None
        return Authority(
            book,
            await store.organisation(),
            tenant.code if tenant is not None else "",
            settings.two_powers if settings is not None else False,
            frozenset(settings.free_powers) if settings is not None else frozenset(),
        )

    return powers


async def _above(directory: TenantDirectory, store: TenantStore, tenant: Tenant | None) -> list[Mandates]:
    """The mandates of the tenants above: a department of the county gives its power to a township (D24)."""
    found: list[Mandates] = []
    seen = {scope.current()}
    while tenant is not None and tenant.parent:
        tenant = await directory.by_code(tenant.parent)
        if tenant is None or tenant.id in seen:
            break
        seen.add(tenant.id)
        with scope.acting_for(tenant.id):
            found.append(mandates_of(await store.registers(), await store.people()))
    return found

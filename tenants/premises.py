"""The organisation of a tenant as it stands on a day: halls that have closed by then are gone, and what was in them
stands at their new sites (A7). Every page and rule that asks where something is asks here."""

from datetime import date

from tenants.halls import closed_on
from tenants.organisation import Organisation
from tenants.ports import TenantStore


async def organisation_on(store: TenantStore, day: date) -> Organisation:
    """Of the tenant in `tenants.scope`; what is kept for editing is `TenantStore.organisation`."""
    return closed_on(await store.organisation(), (await store.registers("closings")).closings, day)

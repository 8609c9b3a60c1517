"""The organisation of a tenant as it stands on a day: halls that have closed by then are gone, and what was in them
stands at their new sites (A7). Every page and rule that asks where something is asks here."""

from datetime import date

from tenants.halls import closed_on
from tenants.matter import Matter
from tenants.organisation import Organisation, Site, Zone
from tenants.ports import TenantStore


async def organisation_on(store: TenantStore, day: date) -> Organisation:
    """Of the tenant in `tenants.scope`; what is kept for editing is `TenantStore.organisation`."""
    return closed_on(await store.organisation(), (await store.registers("closings")).closings, day)


def places_of(matter: Matter, organisation: Organisation) -> tuple[tuple[Site, Zone], ...]:
    """Where a matter is handled: the zones it names (or those of the windows it names), else those where its leading
    department receives people; none at a site that may not be used yet."""
    windows = {each.code: each.zone for each in organisation.windows}
    named = {windows.get(code, code) for code in matter.windows}
    pairs = ((organisation.site(zone.site), zone) for zone in organisation.zones if zone.code in named)
    found = [(site, zone) for site, zone in pairs if site is not None] or organisation.places_of(matter.lead)
    return tuple((site, zone) for site, zone in found if not site.lacks)

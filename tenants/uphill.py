"""What stands above a tenant, read from the stores: the tenants that may work its steps, the matters it tightens."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tenants import scope
from tenants.bundle import MATTER_FILE, OVERLAY_FILE, Bundle
from tenants.identity import TenantId
from tenants.matter_document import read_matter
from tenants.organisation import Organisation
from tenants.overlay_document import read_overlay_bundle
from tenants.ports import TenantDirectory, TenantStore
from tenants.tenant import TenantProfile
from tenants.tightening.above import Above
from tenants.versions import Version, in_force
from tenants.workplaces import Workplaces, workplaces_of


@dataclass(frozen=True, slots=True)
class Upper:
    """The matter of the tenant `tenant` (its code) above, as published in version `number`."""

    tenant: str
    name: str
    number: int
    bundle: Bundle
    above: Above


def overlay_of(bundle: Bundle) -> str:
    """The code of the tenant over whose matter a bundle is laid; "" for a matter of one's own."""
    if OVERLAY_FILE in bundle.files:
        overlay = read_overlay_bundle(bundle).overlay
        return overlay.overlay_of if overlay is not None else ""
    matter = read_matter(bundle.files[MATTER_FILE]).matter if MATTER_FILE in bundle.files else None
    return matter.overlay_of if matter is not None else ""


async def upper_of(tenant: str, matter: str, directory: TenantDirectory, store: TenantStore, day: date) -> Upper | None:
    """The matter of that tenant as it stands on a day, else as it will; None when it offers none."""
    found = await directory.by_code(tenant)
    if found is None:
        return None
    with scope.acting_for(found.id):
        history = await store.versions(matter)
        version = in_force(history, day) or _coming(history, day)
        bundle = await store.bundle(matter, version.hash) if version is not None else None
        source = await store.bundle(matter, version.source) if version is not None and version.source else None
    if version is None or bundle is None:
        return None
    return Upper(tenant, found.name, version.number, bundle, await _set_by(found.name, source, directory, store, day))


async def _set_by(name: str, source: Bundle | None, directory: TenantDirectory, store: TenantStore, day: date) -> Above:
    """Who above set which field: the tenant itself what its overlay changes, those above it the rest."""
    overlay = read_overlay_bundle(source).overlay if source is not None and OVERLAY_FILE in source.files else None
    if overlay is None:
        return Above(name)
    higher = await upper_of(overlay.overlay_of, overlay.code, directory, store, day)
    return (higher.above if higher is not None else Above(name)).changed(overlay.changes, name)


def _coming(history: tuple[Version, ...], day: date) -> Version | None:
    later = [each for each in history if each.effective_from > day and each.retired_from is None]
    return min(later, key=lambda each: (each.effective_from, -each.number), default=None)


async def load_workplaces(
    home: TenantProfile,
    organisation: Organisation,
    directory: TenantDirectory,
    store: TenantStore,
    named: Collection[str] = (),
) -> Workplaces:
    """The workplaces of a tenant as they are kept: those above it, and the tenants `named` with those above them."""
    found: dict[str, tuple[TenantProfile, Organisation]] = {}
    ids: dict[str, TenantId] = {}
    for start in (home.parent, *sorted(named)):
        code = start
        while code and code not in found and code != home.code:
            tenant = await directory.by_code(code)
            if tenant is None:
                break
            with scope.acting_for(tenant.id):
                found[code] = (tenant.profile, await store.organisation())
            ids[code] = tenant.id
            code = tenant.parent
    return workplaces_of(home, organisation, found.values(), ids)

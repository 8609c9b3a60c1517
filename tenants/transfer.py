"""A pack into a tenant's store and out of it again: what was imported is exported the same.

Importing never publishes: bundles land as drafts, and the publish gate decides. People of the pack are added or
changed by their login; people the pack does not name stay, because leaving work is an act of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from tenants import scope
from tenants.bundle import Bundle
from tenants.identity import PersonId, TenantId
from tenants.pack import Pack
from tenants.people import Person
from tenants.ports import TenantDirectory, TenantStore
from tenants.tenant import Tenant
from tenants.versions import Draft, Version


@dataclass(frozen=True, slots=True)
class Landing:
    """What an import did: the tenant, whether it is new, the people who are new to it, and the drafts it left."""

    tenant: Tenant
    is_new: bool
    newcomers: tuple[Person, ...] = ()
    drafts: tuple[Draft, ...] = ()


async def land_pack(
    pack: Pack, directory: TenantDirectory, store: TenantStore, *, new_id: Callable[[], UUID], now: datetime
) -> Landing:
    """Bring a pack that read without errors into its tenant, made here when its code is new: all of it or nothing.

    A matter whose content is that of its draft or of its newest version is left as it is.
    """
    known = await directory.by_code(pack.tenant.code)
    tenant = pack.tenant.with_id(known.id if known else TenantId(new_id()))
    with scope.acting_for(tenant.id):
        async with store.transaction():
            await store.save_organisation(pack.organisation)
            await store.save_registers(pack.registers)
            await store.save_files({**pack.calendars, **pack.documents})
            newcomers = await _land_people(pack, store, new_id)
            drafts = [draft for bundle in pack.bundles if (draft := await _land_bundle(bundle, tenant, store, now))]
            if known:
                await directory.change(tenant)
            else:
                await directory.add(tenant)
    return Landing(tenant, known is None, newcomers, tuple(drafts))


async def export_pack(tenant: Tenant, store: TenantStore) -> Pack:
    """The tenant as a pack. Of each matter the newest version is taken, the draft where nothing was ever published."""
    with scope.acting_for(tenant.id):
        files = await store.files()
        return Pack(
            tenant=tenant.profile,
            organisation=await store.organisation(),
            people=tuple(person.profile for person in await store.people()),
            bundles=await _bundles(store),
            registers=await store.registers(),
            calendars=MappingProxyType({name: files[name] for name in files if name.endswith(".toml")}),
            documents=MappingProxyType({name: files[name] for name in files if not name.endswith(".toml")}),
        )


async def _land_people(pack: Pack, store: TenantStore, new_id: Callable[[], UUID]) -> tuple[Person, ...]:
    newcomers = []
    for profile in pack.people:
        known = await store.person_by_login(profile.login)
        person = profile.with_id(known.id if known else PersonId(new_id()))
        await store.save_person(person)
        if known is None:
            newcomers.append(person)
    return tuple(newcomers)


async def _land_bundle(bundle: Bundle, tenant: Tenant, store: TenantStore, now: datetime) -> Draft | None:
    draft = await store.draft(bundle.code)
    newest = _newest(await store.versions(bundle.code))
    if bundle.hash in (draft.bundle.hash if draft else "", newest.written if newest else ""):
        return None
    landed = Draft(tenant.id, bundle, draft.revision + 1 if draft else 1, None, now)
    await store.save_draft(landed)
    return landed


async def _bundles(store: TenantStore) -> tuple[Bundle, ...]:
    found = {draft.matter: draft.bundle for draft in await store.drafts()}
    by_matter: dict[str, list[Version]] = {}
    for version in await store.versions():
        by_matter.setdefault(version.matter, []).append(version)
    for matter, history in by_matter.items():
        newest = _newest(history)
        bundle = await store.bundle(matter, newest.written) if newest else None
        if bundle is not None:
            found[matter] = bundle
    return tuple(bundle for _, bundle in sorted(found.items()))


def _newest(history: list[Version] | tuple[Version, ...]) -> Version | None:
    return max(history, key=lambda version: version.number, default=None)

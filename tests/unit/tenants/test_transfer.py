"""A pack that is imported comes out again the same, on a database and in memory; importing publishes nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

import pytest

from tenants import scope
from tenants.archive import write_zip_of
from tenants.bundle import Bundle
from tenants.errors import Conflict
from tenants.pack import Pack, read_pack_zip, write_zip
from tenants.testing import House
from tenants.transfer import Landing, export_pack, land_pack
from tenants.versions import Version

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


Land = Callable[[Pack], Awaitable[Landing]]


@pytest.fixture
def land(house: House) -> Land:
    """Import a pack into the house; ids count up from 1."""
    ids = count(1)
    return lambda pack: land_pack(pack, house.directory, house.store, new_id=lambda: UUID(int=next(ids)), now=NOW)


@pytest.fixture
def pack(pack_files: dict[str, bytes]) -> Pack:
    local = b'year = 2026\ntitle = "x"\npublished = 2026-01-01\nregion = "361123"\nbasis = "x"\nholidays = []\n'
    reading = read_pack_zip(write_zip_of({**pack_files, "calendar_2026.toml": local}))
    assert reading.findings == ()
    assert reading.pack is not None
    return reading.pack


async def test_export_of_import_is_byte_equal(house: House, land: Land, pack: Pack) -> None:
    landing = await land(pack)
    exported = await export_pack(landing.tenant, house.store)
    assert exported == pack
    assert write_zip(exported) == write_zip(pack)


async def test_an_import_leaves_drafts_and_publishes_nothing(house: House, land: Land, pack: Pack) -> None:
    landing = await land(pack)
    assert landing.is_new
    assert [person.login for person in landing.newcomers] == ["wangfang", "li.ming"]
    assert [(draft.matter, draft.revision, draft.changed_at) for draft in landing.drafts] == [("seal_filing", 1, NOW)]
    with scope.acting_for(landing.tenant.id):
        assert await house.store.versions() == ()


async def test_importing_again_changes_nothing(house: House, land: Land, pack: Pack) -> None:
    first, second = await land(pack), await land(pack)
    assert (second.is_new, second.newcomers, second.drafts) == (False, (), ())
    assert second.tenant == first.tenant


async def test_people_are_changed_by_login_and_others_stay(house: House, land: Land, pack: Pack) -> None:
    first = await land(pack)
    wang = replace(pack.people[0], login="WangFang", name="王芳芳", posts=())
    second = await land(replace(pack, people=(wang,)))
    with scope.acting_for(second.tenant.id):
        people = await house.store.people()
    assert [(person.name, person.id) for person in people] == [
        ("王芳芳", first.newcomers[0].id),
        ("李明", first.newcomers[1].id),
    ]


async def test_changed_content_becomes_the_next_draft(house: House, land: Land, pack: Pack) -> None:
    await land(pack)
    newer = Bundle("seal_filing", {**pack.bundles[0].files, "README.md": b"x"})
    landing = await land(replace(pack, bundles=(newer,)))
    assert [(draft.revision, draft.bundle.hash) for draft in landing.drafts] == [(2, newer.hash)]


async def test_what_is_published_is_what_is_exported(house: House, land: Land, pack: Pack) -> None:
    landing = await land(pack)
    published = Bundle("seal_filing", {**pack.bundles[0].files, "README.md": b"published"})
    with scope.acting_for(landing.tenant.id):
        await house.store.put_bundle(published)
        version = Version(landing.tenant.id, "seal_filing", 1, published.hash, date(2026, 3, 3), None, NOW)
        await house.store.save_version(version)
        await house.store.drop_draft("seal_filing")
    assert (await export_pack(landing.tenant, house.store)).bundles == (published,)
    again = await land(replace(pack, bundles=(published,)))
    assert again.drafts == ()


async def test_an_import_that_fails_leaves_nothing(house: House, land: Land, pack: Pack) -> None:
    first = await land(pack)
    with scope.acting_for(first.tenant.id):
        await house.store.dismiss(first.newcomers[0].id)  # the login stays hers, so the import's own cannot have it
    changed = replace(pack, organisation=replace(pack.organisation, windows=()))
    with pytest.raises(Conflict, match="wangfang"):
        await land(changed)
    with scope.acting_for(first.tenant.id):
        assert (await house.store.organisation()) == pack.organisation

"""Directory and store keep the same promises on a database as in memory, and nothing is seen by a stranger."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from engine.storage import open_sqlite
from tenants import scope
from tenants.account import Account
from tenants.bundle import Bundle
from tenants.errors import Conflict, DamagedContent, NoTenant, UnknownTenant, UnknownVersion
from tenants.identity import PersonId, TenantId
from tenants.people import HeldPost, Person, PersonProfile, Role, Staff
from tenants.ports import TenantStore
from tenants.store import SqlTenantStore
from tenants.tables import TABLES, BundleRow
from tenants.tenant import Tenant
from tenants.tenant_document import read_tenant
from tenants.testing import House
from tenants.versions import Draft, Version

pytestmark = pytest.mark.anyio

YUSHAN, DUYUN = TenantId(UUID(int=1)), TenantId(UUID(int=2))
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
WANG = PersonId(UUID(int=11))
LI = PersonId(UUID(int=12))


@pytest.fixture
def county(tenant_toml: str) -> Tenant:
    profile = read_tenant(tenant_toml.encode()).tenant
    assert profile is not None
    return profile.with_id(YUSHAN)


def wang(login: str = "wangfang") -> Person:
    posts = (
        HeldPost("centre", "window", since=date(2024, 1, 1)),
        HeldPost("centre", "exit", consent="玉政务函〔2026〕3号", deputy=True),
    )
    return PersonProfile(
        login=login, name="王芳", staff=Staff.CONTRACT, roles=(Role.WINDOW_CLERK,), posts=posts
    ).with_id(WANG)


def bundle(text: str = "one", code: str = "seal_filing") -> Bundle:
    return Bundle(code, {"matter.toml": text.encode(), "flow.bpmn": b"<definitions/>"})


def version(number: int = 1, matter: str = "seal_filing", tenant: TenantId = YUSHAN) -> Version:
    return Version(tenant, matter, number, bundle().hash, date(2026, 3, 3), WANG, NOW)


async def test_a_tenant_is_found_by_code_and_id(house: House, county: Tenant) -> None:
    await house.directory.add(county)
    assert await house.directory.by_code("yushan") == county
    assert await house.directory.by_id(YUSHAN) == county
    assert await house.directory.all() == (county,)
    assert await house.directory.by_code("duyun") is None
    assert await house.directory.by_id(DUYUN) is None


async def test_a_code_belongs_to_one_tenant(house: House, county: Tenant) -> None:
    await house.directory.add(county)
    with pytest.raises(Conflict, match="yushan"):
        await house.directory.add(replace(county, id=DUYUN))
    with pytest.raises(Conflict):
        await house.directory.add(replace(county, code="other"))
    assert await house.directory.all() == (county,)


async def test_facts_of_a_tenant_change_and_its_code_stays(house: House, county: Tenant) -> None:
    await house.directory.add(county)
    await house.directory.change(replace(county, name="玉山", code="another"))
    changed = await house.directory.by_code("yushan")
    assert changed == replace(county, name="玉山")
    with pytest.raises(UnknownTenant):
        await house.directory.change(replace(county, id=DUYUN))


async def test_an_organisation_is_kept_whole_and_in_order(house: House, tenant_toml: str) -> None:
    organisation = read_tenant(tenant_toml.encode()).organisation
    with scope.acting_for(YUSHAN):
        async with house.store.transaction():
            await house.store.save_organisation(organisation)
        assert await house.store.organisation() == organisation
        turned = replace(organisation, departments=organisation.departments[::-1], windows=())
        async with house.store.transaction():
            await house.store.save_organisation(turned)
        assert await house.store.organisation() == turned


async def test_people_are_found_by_login_in_any_case(house: House) -> None:
    with scope.acting_for(YUSHAN):
        async with house.store.transaction():
            await house.store.save_person(wang("WangFang"))
        assert await house.store.person_by_login("WANGFANG") == wang("WangFang")
        assert await house.store.person(WANG) == wang("WangFang")
        assert await house.store.people() == (wang("WangFang"),)


async def test_saving_a_person_again_changes_the_posts(house: House) -> None:
    with scope.acting_for(YUSHAN):
        await house.store.save_person(wang())
        moved = replace(wang(), posts=(HeldPost("market_regulation", "registrar", until=date(2026, 12, 31)),))
        await house.store.save_person(moved)
        assert await house.store.person(WANG) == moved


async def test_a_login_belongs_to_one_person(house: House) -> None:
    with scope.acting_for(YUSHAN):
        await house.store.save_person(wang())
        with pytest.raises(Conflict, match="WANGFANG"):
            await house.store.save_person(replace(wang("WANGFANG"), id=LI))
        assert await house.store.people() == (wang(),)


async def test_who_is_dismissed_cannot_sign_in_but_keeps_the_name(house: House) -> None:
    with scope.acting_for(YUSHAN):
        await house.store.save_person(wang())
        await house.store.save_account(Account(WANG, "hash"))
        await house.store.dismiss(WANG)
        assert await house.store.people() == ()
        assert await house.store.person_by_login("wangfang") is None
        assert await house.store.account(WANG) is None
        gone = await house.store.person(WANG)
        assert gone == replace(wang(), posts=())


async def test_failed_sign_ins_are_counted_and_lock(house: House) -> None:
    with scope.acting_for(YUSHAN):
        await house.store.save_account(Account(WANG, "hash", must_change=True))
        assert [await house.store.count_failure(WANG, None) for _ in range(4)] == [1, 2, 3, 4]
        until = NOW + timedelta(minutes=15)
        assert await house.store.count_failure(WANG, until) == 5
        locked = await house.store.account(WANG)
        assert locked == Account(WANG, "hash", must_change=True, failed_attempts=5, locked_until=until)
        await house.store.save_account(locked.signed_in(NOW))
        assert await house.store.account(WANG) == Account(WANG, "hash", must_change=True, last_sign_in=NOW)
        assert await house.store.count_failure(LI, None) == 0


async def test_a_bundle_is_kept_under_its_hash(house: House) -> None:
    with scope.acting_for(YUSHAN):
        for _ in range(2):
            await house.store.put_bundle(bundle())
        assert await house.store.bundle("seal_filing", bundle().hash) == bundle()
        assert await house.store.bundle("seal_filing", bundle("two").hash) is None


async def test_versions_are_numbered_once(house: House) -> None:
    with scope.acting_for(YUSHAN):
        for each in (version(2), version(1), version(1, "other")):
            await house.store.save_version(each)
        with pytest.raises(Conflict):
            await house.store.save_version(version(2))
        assert await house.store.versions("seal_filing") == (version(1), version(2))
        assert [each.matter for each in await house.store.versions()] == ["other", "seal_filing", "seal_filing"]


async def test_only_the_day_of_retirement_changes(house: House) -> None:
    with scope.acting_for(YUSHAN):
        await house.store.save_version(version())
        await house.store.retire_version(replace(version(), retired_from=date(2026, 5, 1), hash="changed"))
        assert await house.store.versions() == (replace(version(), retired_from=date(2026, 5, 1)),)
        with pytest.raises(UnknownVersion):
            await house.store.retire_version(version(9))


async def test_two_people_never_overwrite_a_draft_unseen(house: House) -> None:
    first = Draft(YUSHAN, bundle("one"), 1, WANG, NOW)
    with scope.acting_for(YUSHAN):
        await house.store.save_draft(first)
        with pytest.raises(Conflict):
            await house.store.save_draft(replace(first, bundle=bundle("two"), changed_by=LI))
        second = Draft(YUSHAN, bundle("two"), 2, LI, NOW + timedelta(minutes=1))
        await house.store.save_draft(second)
        with pytest.raises(Conflict):
            await house.store.save_draft(replace(second, bundle=bundle("three")))
        with pytest.raises(Conflict):
            await house.store.save_draft(replace(second, revision=4))
        assert await house.store.draft("seal_filing") == second
        assert await house.store.drafts() == (second,)
        await house.store.drop_draft("seal_filing")
        assert await house.store.draft("seal_filing") is None


async def test_files_are_kept_byte_for_byte(house: House) -> None:
    with scope.acting_for(YUSHAN):
        async with house.store.transaction():
            await house.store.save_files({"README.md": b"\x00\xff", "calendar_2026.toml": b""})
        assert dict(await house.store.files()) == {"README.md": b"\x00\xff", "calendar_2026.toml": b""}
        async with house.store.transaction():
            await house.store.save_files({})
        assert dict(await house.store.files()) == {}


async def test_a_transaction_that_fails_leaves_nothing(house: House) -> None:
    async def fail() -> None:
        async with house.store.transaction():
            await house.store.save_person(wang())
            await house.store.save_version(version())
            async with house.store.transaction():
                await house.store.put_bundle(bundle())
            raise RuntimeError("the power went out")

    with scope.acting_for(YUSHAN):
        with pytest.raises(RuntimeError, match="power"):
            await fail()
        assert await house.store.people() == ()
        assert await house.store.versions() == ()
        assert await house.store.bundle("seal_filing", bundle().hash) is None


STRANGER_SEES_NOTHING: tuple[tuple[str, Callable[[TenantStore], Awaitable[object]], object], ...] = (
    ("people", lambda store: store.people(), ()),
    ("person", lambda store: store.person(WANG), None),
    ("person_by_login", lambda store: store.person_by_login("wangfang"), None),
    ("account", lambda store: store.account(WANG), None),
    ("accounts", lambda store: store.accounts(), {}),
    ("count_failure", lambda store: store.count_failure(WANG, None), 0),
    ("bundle", lambda store: store.bundle("seal_filing", bundle().hash), None),
    ("versions", lambda store: store.versions(), ()),
    ("drafts", lambda store: store.drafts(), ()),
    ("draft", lambda store: store.draft("seal_filing"), None),
)


async def test_a_stranger_sees_and_changes_nothing(house: House, tenant_toml: str) -> None:
    organisation = read_tenant(tenant_toml.encode()).organisation
    draft = Draft(YUSHAN, bundle(), 1, WANG, NOW)
    with scope.acting_for(YUSHAN):
        await house.store.save_organisation(organisation)
        await house.store.save_person(wang())
        await house.store.save_account(Account(WANG, "hash"))
        await house.store.put_bundle(bundle())
        await house.store.save_version(version())
        await house.store.save_draft(draft)
        await house.store.save_files({"README.md": b"x"})
    with scope.acting_for(DUYUN):
        for name, ask, nothing in STRANGER_SEES_NOTHING:
            assert await ask(house.store) == nothing, name
        assert (await house.store.organisation()).departments == ()
        assert dict(await house.store.files()) == {}
        await house.store.dismiss(WANG)
        await house.store.drop_draft("seal_filing")
        await house.store.save_organisation(replace(organisation, departments=()))
        await house.store.save_files({})
        with pytest.raises(UnknownVersion):
            await house.store.retire_version(version())
        await house.store.save_person(wang())  # the same login, and even the same id, are the stranger's own
        await house.store.save_version(version(tenant=DUYUN))
    with scope.acting_for(YUSHAN):
        assert await house.store.organisation() == organisation
        assert await house.store.people() == (wang(),)
        assert await house.store.account(WANG) == Account(WANG, "hash")
        assert await house.store.versions() == (version(),)
        assert await house.store.draft("seal_filing") == draft
        assert dict(await house.store.files()) == {"README.md": b"x"}


async def test_without_a_tenant_the_store_refuses(house: House) -> None:
    for _, ask, _ in STRANGER_SEES_NOTHING:
        with pytest.raises(NoTenant):
            await ask(house.store)


async def test_content_that_was_damaged_is_not_given_out(tmp_path: Path) -> None:
    database = await open_sqlite(tmp_path / "banshi.db")
    await database.migrate()
    database.bind(TABLES)
    store = SqlTenantStore()
    with scope.acting_for(YUSHAN):
        await store.put_bundle(bundle())
        await BundleRow.update({BundleRow.content: b"PK rubbish"}).where(BundleRow.tenant == YUSHAN)
        with pytest.raises(DamagedContent):
            await store.bundle("seal_filing", bundle().hash)
    await database.close()

"""Directory and store of tenants on a database, through Piccolo. Every query is led by the tenant of `tenants.scope`.

Facts that no query asks for are kept as JSON of the frozen values themselves, so that a new fact needs no migration.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from piccolo.table import Table

from tenants import scope
from tenants.account import Account
from tenants.archive import write_zip_of
from tenants.bundle import Bundle
from tenants.draft_store import SqlDraftStore, transaction
from tenants.errors import Conflict, DamagedContent, UnknownTenant, UnknownVersion
from tenants.identity import PersonId, TenantId
from tenants.instants import to_micros
from tenants.organisation import Department, Organisation, Post, Site, Window, Zone
from tenants.overlay import LowerOverlay, Overlay
from tenants.people import HeldPost, Person
from tenants.registers import KINDS, Registers, code_of
from tenants.rows import (
    Row,
    account_of,
    day_text,
    from_json,
    held_of,
    micros_of,
    person_of,
    tenant_of,
    to_json,
    unpacked,
    uuid_of,
    version_of,
)
from tenants.tables import (
    AccountRow,
    BundleRow,
    DepartmentRow,
    FileRow,
    LowerOverlayRow,
    PartRow,
    PersonPostRow,
    PersonRow,
    PostRow,
    RegisterRow,
    SiteRow,
    TenantRow,
    VersionRow,
    WindowRow,
    ZoneRow,
)
from tenants.tenant import Tenant
from tenants.versions import Version

Part = TypeVar("Part", Department, Post, Site, Zone, Window)


class SqlDirectory:
    """All tenants, on a database."""

    async def all(self) -> tuple[Tenant, ...]:
        return tuple(tenant_of(row) for row in await TenantRow.select().order_by(TenantRow.code))

    async def by_code(self, code: str) -> Tenant | None:
        row = await TenantRow.select().where(TenantRow.code == code).first()
        return tenant_of(row) if row else None

    async def by_id(self, tenant: TenantId) -> Tenant | None:
        row = await TenantRow.select().where(TenantRow.id == tenant).first()
        return tenant_of(row) if row else None

    async def below(self, code: str, *, skip: int = 0, limit: int = 0) -> tuple[Tenant, ...]:
        query = TenantRow.select().where(TenantRow.parent == code).order_by(TenantRow.code).offset(skip)
        return tuple(tenant_of(row) for row in await (query.limit(limit) if limit else query.limit(2**31 - 1)))

    async def add(self, tenant: Tenant) -> None:
        facts = to_json(tenant.profile)
        row = TenantRow(id=tenant.id, code=tenant.code, parent=tenant.parent, facts=facts)
        if not await TenantRow.insert(row).on_conflict(action="DO NOTHING").returning(TenantRow.id):
            raise Conflict(f"租户代码“{tenant.code}”已被使用。")

    async def change(self, tenant: Tenant) -> None:
        known = await self.by_id(tenant.id)
        if known is None:
            raise UnknownTenant(tenant.code)
        facts = to_json(replace(tenant.profile, code=known.code))
        await TenantRow.update({TenantRow.parent: tenant.parent, TenantRow.facts: facts}).where(
            TenantRow.id == tenant.id
        )


class SqlTenantStore(SqlDraftStore):
    """What each tenant keeps, on a database."""

    def transaction(self) -> AbstractAsyncContextManager[None]:
        return transaction()

    async def organisation(self) -> Organisation:
        return Organisation(
            departments=await _parts(DepartmentRow, Department),
            posts=await _parts(PostRow, Post),
            sites=await _parts(SiteRow, Site),
            zones=await _parts(ZoneRow, Zone),
            windows=await _parts(WindowRow, Window),
        )

    async def save_organisation(self, organisation: Organisation) -> None:
        await _replace_parts(DepartmentRow, organisation.departments)
        await _replace_parts(SiteRow, organisation.sites)
        await _replace_parts(ZoneRow, organisation.zones)
        await _replace_parts(WindowRow, organisation.windows)
        tenant = scope.current()
        await PostRow.delete().where(PostRow.tenant == tenant)
        rows = [
            PostRow(tenant=tenant, department=post.department, code=post.code, place=place, facts=to_json(post))
            for place, post in enumerate(organisation.posts)
        ]
        await _insert(PostRow, rows)

    async def people(self) -> tuple[Person, ...]:
        tenant = scope.current()
        query = PersonRow.select().where((PersonRow.tenant == tenant) & (PersonRow.active == 1))
        rows = await query.order_by(PersonRow.place).order_by(PersonRow.id)
        posts = await PersonPostRow.select().where(PersonPostRow.tenant == tenant).order_by(PersonPostRow.place)
        held: dict[UUID, list[HeldPost]] = {}
        for post in posts:
            held.setdefault(uuid_of(post["person"]), []).append(held_of(post))
        return tuple(person_of(row, held.get(uuid_of(row["id"]), ())) for row in rows)

    async def person(self, person: PersonId) -> Person | None:
        row = await PersonRow.select().where((PersonRow.tenant == scope.current()) & (PersonRow.id == person)).first()
        return await self._with_posts(row) if row else None

    async def person_by_login(self, login: str) -> Person | None:
        mine = (PersonRow.tenant == scope.current()) & (PersonRow.login == login.lower()) & (PersonRow.active == 1)
        row = await PersonRow.select().where(mine).first()
        return await self._with_posts(row) if row else None

    async def _with_posts(self, row: Row) -> Person:
        person = uuid_of(row["id"])
        mine = (PersonPostRow.tenant == scope.current()) & (PersonPostRow.person == person)
        posts = await PersonPostRow.select().where(mine).order_by(PersonPostRow.place)
        return person_of(row, [held_of(post) for post in posts])

    async def save_person(self, person: Person) -> None:
        tenant, login = scope.current(), person.login.lower()
        same = (PersonRow.tenant == tenant) & (PersonRow.login == login) & (PersonRow.id != person.id)
        if await PersonRow.exists().where(same):
            raise Conflict(f"登录名“{person.login}”已被使用。")
        facts = to_json(replace(person.profile, posts=()))
        mine = (PersonRow.tenant == tenant) & (PersonRow.id == person.id)
        change: dict[Any, Any] = {PersonRow.login: login, PersonRow.active: 1, PersonRow.facts: facts}
        if not await PersonRow.update(change).where(mine).returning(PersonRow.id):
            place = await PersonRow.count().where(PersonRow.tenant == tenant)
            row = PersonRow(tenant=tenant, id=person.id, login=login, active=1, place=place, facts=facts)
            await PersonRow.insert(row)
        await self._replace_posts(person.id, person.posts)

    async def dismiss(self, person: PersonId) -> None:
        tenant = scope.current()
        mine = (PersonRow.tenant == tenant) & (PersonRow.id == person)
        await PersonRow.update({PersonRow.active: 0}).where(mine)
        await self._replace_posts(person, ())
        await AccountRow.delete().where((AccountRow.tenant == tenant) & (AccountRow.person == person))

    async def _replace_posts(self, person: PersonId, posts: Sequence[HeldPost]) -> None:
        tenant = scope.current()
        await PersonPostRow.delete().where((PersonPostRow.tenant == tenant) & (PersonPostRow.person == person))
        rows = [
            PersonPostRow(
                tenant=tenant,
                person=person,
                place=place,
                department=held.department,
                post=held.post,
                since=day_text(held.since),
                until=day_text(held.until),
                deputy=int(held.deputy),
                consent=held.consent,
                at_window=held.window,
            )
            for place, held in enumerate(posts)
        ]
        await _insert(PersonPostRow, rows)

    async def account(self, person: PersonId) -> Account | None:
        mine = (AccountRow.tenant == scope.current()) & (AccountRow.person == person)
        row = await AccountRow.select().where(mine).first()
        return account_of(row) if row else None

    async def accounts(self) -> Mapping[PersonId, Account]:
        rows = await AccountRow.select().where(AccountRow.tenant == scope.current())
        return MappingProxyType({each.person: each for each in map(account_of, rows)})

    async def save_account(self, account: Account) -> None:
        columns = (
            AccountRow.password_hash,
            AccountRow.must_change,
            AccountRow.failed_attempts,
            AccountRow.locked_until,
            AccountRow.last_sign_in,
            AccountRow.changed_at,
        )
        row = AccountRow(
            tenant=scope.current(),
            person=account.person,
            password_hash=account.password_hash,
            must_change=int(account.must_change),
            failed_attempts=account.failed_attempts,
            locked_until=micros_of(account.locked_until),
            last_sign_in=micros_of(account.last_sign_in),
            changed_at=micros_of(account.changed_at),
        )
        target = (AccountRow.tenant, AccountRow.person)
        await AccountRow.insert(row).on_conflict(target=target, action="DO UPDATE", values=columns)

    async def count_failure(self, person: PersonId, locked_until: datetime | None) -> int:
        change: dict[Any, Any] = {AccountRow.failed_attempts: AccountRow.failed_attempts + 1}
        if locked_until is not None:
            change[AccountRow.locked_until] = to_micros(locked_until)
        mine = (AccountRow.tenant == scope.current()) & (AccountRow.person == person)
        rows = await AccountRow.update(change).where(mine).returning(AccountRow.failed_attempts)
        return int(rows[0]["failed_attempts"]) if rows else 0

    async def put_bundle(self, bundle: Bundle) -> None:
        content = write_zip_of(bundle.files, packed=True)
        row = BundleRow(tenant=scope.current(), hash=bundle.hash, code=bundle.code, content=content)
        await BundleRow.insert(row).on_conflict(action="DO NOTHING")

    async def bundle(self, code: str, content_hash: str) -> Bundle | None:
        mine = (BundleRow.tenant == scope.current()) & (BundleRow.hash == content_hash) & (BundleRow.code == code)
        row = await BundleRow.select().where(mine).first()
        if row is None:
            return None
        bundle = unpacked(code, row["content"])
        if bundle.hash != content_hash:
            raise DamagedContent
        return bundle

    async def versions(self, matter: str = "") -> tuple[Version, ...]:
        tenant = scope.current()
        query = VersionRow.select().where(VersionRow.tenant == tenant)
        if matter:
            query = query.where(VersionRow.matter == matter)
        rows = await query.order_by(VersionRow.matter).order_by(VersionRow.number)
        return tuple(version_of(tenant, row) for row in rows)

    async def save_version(self, version: Version) -> None:
        row = VersionRow(
            tenant=scope.current(),
            matter=version.matter,
            number=version.number,
            hash=version.hash,
            effective_from=version.effective_from.isoformat(),
            retired_from=day_text(version.retired_from),
            published_by=version.published_by,
            published_at=to_micros(version.published_at),
            source=version.source,
            over_number=version.over,
        )
        if not await VersionRow.insert(row).on_conflict(action="DO NOTHING").returning(VersionRow.number):
            raise Conflict

    async def retire_version(self, version: Version) -> None:
        mine = (VersionRow.tenant == scope.current()) & (VersionRow.matter == version.matter)
        mine = mine & (VersionRow.number == version.number)
        change: dict[Any, Any] = {VersionRow.retired_from: day_text(version.retired_from)}
        if not await VersionRow.update(change).where(mine).returning(VersionRow.number):
            raise UnknownVersion

    async def overlays_below(self, matter: str) -> tuple[LowerOverlay, ...]:
        mine = (LowerOverlayRow.tenant == scope.current()) & (LowerOverlayRow.matter == matter)
        rows = await LowerOverlayRow.select().where(mine).order_by(LowerOverlayRow.lower)
        return tuple(
            LowerOverlay(row["lower"], row["name"], from_json(row["facts"], Overlay), bool(row["drawn"]))
            for row in rows
        )

    async def keep_overlay_below(self, matter: str, lower: LowerOverlay) -> None:
        await self.drop_overlay_below(matter, lower.tenant)
        facts = to_json(replace(lower.overlay, diagram=None))
        row = LowerOverlayRow(
            tenant=scope.current(),
            matter=matter,
            lower=lower.tenant,
            name=lower.name,
            drawn=int(lower.drawn),
            facts=facts,
        )
        await LowerOverlayRow.insert(row)

    async def drop_overlay_below(self, matter: str, lower: str) -> None:
        mine = (LowerOverlayRow.tenant == scope.current()) & (LowerOverlayRow.matter == matter)
        await LowerOverlayRow.delete().where(mine & (LowerOverlayRow.lower == lower))

    async def registers(self, *kinds: str) -> Registers:
        query = RegisterRow.select().where(RegisterRow.tenant == scope.current())
        if kinds:
            query = query.where(RegisterRow.kind.is_in(list(kinds)))
        rows = await query.order_by(RegisterRow.kind).order_by(RegisterRow.place)
        found: dict[str, list[Any]] = {}
        for row in rows:
            found.setdefault(row["kind"], []).append(from_json(row["facts"], KINDS[row["kind"]]))
        return Registers(**{kind: tuple(each) for kind, each in found.items()})

    async def save_registers(self, registers: Registers) -> None:
        tenant = scope.current()
        await RegisterRow.delete().where(RegisterRow.tenant == tenant)
        rows = [
            RegisterRow(tenant=tenant, kind=kind, place=place, code=code_of(kind, each), facts=to_json(each))
            for kind in KINDS
            for place, each in enumerate(getattr(registers, kind))
        ]
        await _insert(RegisterRow, rows)

    async def files(self) -> Mapping[str, bytes]:
        rows = await FileRow.select().where(FileRow.tenant == scope.current()).order_by(FileRow.name)
        return MappingProxyType({row["name"]: bytes(row["content"]) for row in rows})

    async def save_files(self, files: Mapping[str, bytes]) -> None:
        tenant = scope.current()
        await FileRow.delete().where(FileRow.tenant == tenant)
        await _insert(FileRow, [FileRow(tenant=tenant, name=name, content=files[name]) for name in sorted(files)])


async def _parts(table: type[Table], kind: type[Part]) -> tuple[Part, ...]:
    """The rows of one table of an organisation, in their order."""
    columns = _columns(table)
    rows = await table.select(columns.facts).where(columns.tenant == scope.current()).order_by(columns.place)
    return tuple(from_json(row["facts"], kind) for row in rows)


async def _replace_parts(table: type[Table], parts: Sequence[Department | Site | Zone | Window]) -> None:
    tenant = scope.current()
    await table.delete().where(_columns(table).tenant == tenant)
    rows = [table(tenant=tenant, code=part.code, place=n, facts=to_json(part)) for n, part in enumerate(parts)]
    await _insert(table, rows)


async def _insert(table: type[Table], rows: Sequence[Table]) -> None:
    """Insert rows in portions: SQLite takes at most 32 766 parameters a statement."""
    for start in range(0, len(rows), 500):
        await table.insert(*rows[start : start + 500])


def _columns(table: type[Table]) -> type[PartRow]:
    """The table by the columns all parts of an organisation have."""
    if not issubclass(table, PartRow):
        raise TypeError(f"{table.__name__} is no part of an organisation")
    return table

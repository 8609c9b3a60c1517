"""Directory and store of tenants in memory: the twin that keeps the same promises without a database."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from tenants import scope
from tenants.account import Account
from tenants.bundle import Bundle
from tenants.errors import Conflict, UnknownTenant, UnknownVersion
from tenants.identity import PersonId, TenantId
from tenants.organisation import Organisation
from tenants.overlay import LowerOverlay
from tenants.people import Person
from tenants.registers import Registers
from tenants.tenant import Tenant
from tenants.versions import Draft, DraftSave, Version, saves_between, superseded


class MemoryDirectory:
    """All tenants, in memory."""

    def __init__(self) -> None:
        self._tenants: dict[TenantId, Tenant] = {}

    async def all(self) -> tuple[Tenant, ...]:
        return tuple(sorted(self._tenants.values(), key=lambda tenant: tenant.code))

    async def by_code(self, code: str) -> Tenant | None:
        return next((tenant for tenant in self._tenants.values() if tenant.code == code), None)

    async def by_id(self, tenant: TenantId) -> Tenant | None:
        return self._tenants.get(tenant)

    async def below(self, code: str, *, skip: int = 0, limit: int = 0) -> tuple[Tenant, ...]:
        found = [each for each in await self.all() if each.parent == code]
        return tuple(found[skip : skip + limit] if limit else found[skip:])

    async def add(self, tenant: Tenant) -> None:
        if tenant.id in self._tenants or await self.by_code(tenant.code) is not None:
            raise Conflict(f"租户代码“{tenant.code}”已被使用。")
        self._tenants[tenant.id] = tenant

    async def change(self, tenant: Tenant) -> None:
        known = self._tenants.get(tenant.id)
        if known is None:
            raise UnknownTenant(tenant.code)
        self._tenants[tenant.id] = replace(tenant, code=known.code)


@dataclass(slots=True)
class _Shelf:
    """All that one tenant keeps."""

    organisation: Organisation = field(default_factory=Organisation)
    registers: Registers = field(default_factory=Registers)
    overlays_below: dict[tuple[str, str], LowerOverlay] = field(default_factory=dict)
    people: dict[PersonId, Person] = field(default_factory=dict)
    dismissed: frozenset[PersonId] = frozenset()
    accounts: dict[PersonId, Account] = field(default_factory=dict)
    bundles: dict[tuple[str, str], Bundle] = field(default_factory=dict)
    versions: dict[tuple[str, int], Version] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    saves: dict[str, tuple[DraftSave, ...]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    def copied(self) -> "_Shelf":
        return replace(
            self,
            people=dict(self.people),
            accounts=dict(self.accounts),
            bundles=dict(self.bundles),
            versions=dict(self.versions),
            drafts=dict(self.drafts),
            overlays_below=dict(self.overlays_below),
            saves=dict(self.saves),
        )


class MemoryTenantStore:
    """What each tenant keeps, in memory."""

    def __init__(self) -> None:
        self._shelves: dict[TenantId, _Shelf] = {}

    @property
    def _shelf(self) -> _Shelf:
        return self._shelves.setdefault(scope.current(), _Shelf())

    def transaction(self) -> AbstractAsyncContextManager[None]:
        return self._transaction()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        before = {tenant: shelf.copied() for tenant, shelf in self._shelves.items()}
        try:
            yield
        except BaseException:
            self._shelves = before
            raise

    async def organisation(self) -> Organisation:
        return self._shelf.organisation

    async def save_organisation(self, organisation: Organisation) -> None:
        self._shelf.organisation = organisation

    async def people(self) -> tuple[Person, ...]:
        shelf = self._shelf
        return tuple(person for person in shelf.people.values() if person.id not in shelf.dismissed)

    async def person(self, person: PersonId) -> Person | None:
        return self._shelf.people.get(person)

    async def person_by_login(self, login: str) -> Person | None:
        return next((person for person in await self.people() if person.login.lower() == login.lower()), None)

    async def save_person(self, person: Person) -> None:
        shelf = self._shelf
        for other in shelf.people.values():
            if other.id != person.id and other.login.lower() == person.login.lower():
                raise Conflict(f"登录名“{person.login}”已被使用。")
        shelf.people[person.id] = person
        shelf.dismissed -= {person.id}

    async def dismiss(self, person: PersonId) -> None:
        shelf = self._shelf
        if person in shelf.people:
            shelf.people[person] = replace(shelf.people[person], posts=())
            shelf.dismissed |= {person}
            shelf.accounts.pop(person, None)

    async def account(self, person: PersonId) -> Account | None:
        return self._shelf.accounts.get(person)

    async def accounts(self) -> Mapping[PersonId, Account]:
        return MappingProxyType(dict(self._shelf.accounts))

    async def save_account(self, account: Account) -> None:
        self._shelf.accounts[account.person] = account

    async def count_failure(self, person: PersonId, locked_until: datetime | None) -> int:
        account = self._shelf.accounts.get(person)
        if account is None:
            return 0
        failed = account.failed_attempts + 1
        kept = locked_until or account.locked_until
        self._shelf.accounts[person] = replace(account, failed_attempts=failed, locked_until=kept)
        return failed

    async def put_bundle(self, bundle: Bundle) -> None:
        self._shelf.bundles.setdefault((bundle.code, bundle.hash), bundle)

    async def bundle(self, code: str, content_hash: str) -> Bundle | None:
        return self._shelf.bundles.get((code, content_hash))

    async def versions(self, matter: str = "") -> tuple[Version, ...]:
        return tuple(version for key, version in sorted(self._shelf.versions.items()) if matter in ("", key[0]))

    async def save_version(self, version: Version) -> None:
        key = (version.matter, version.number)
        if key in self._shelf.versions:
            raise Conflict
        self._shelf.versions[key] = version

    async def retire_version(self, version: Version) -> None:
        key = (version.matter, version.number)
        known = self._shelf.versions.get(key)
        if known is None:
            raise UnknownVersion
        self._shelf.versions[key] = replace(known, retired_from=version.retired_from)

    async def drafts(self) -> tuple[Draft, ...]:
        return tuple(draft for _, draft in sorted(self._shelf.drafts.items()))

    async def draft(self, matter: str) -> Draft | None:
        return self._shelf.drafts.get(matter)

    async def save_draft(self, draft: Draft) -> None:
        kept = self._shelf.drafts.get(draft.matter)
        if draft.revision != (kept.revision if kept else 0) + 1:
            raise Conflict
        saves, history = saves_between(kept, draft), self._shelf.saves.get(draft.matter, ())
        last = max((save.revision for save in history), default=0)
        if last > 1 and superseded([save for save in history if save.revision == last], saves):
            history = tuple(save for save in history if save.revision != last)
        self._shelf.drafts[draft.matter] = draft
        self._shelf.saves[draft.matter] = (*history, *saves)

    async def request_publication(self, draft: Draft) -> None:
        kept = self._shelf.drafts.get(draft.matter)
        if kept is None or kept.revision != draft.revision:
            raise Conflict
        self._shelf.drafts[draft.matter] = replace(kept, request=draft.request)

    async def draft_saves(self, matter: str) -> tuple[DraftSave, ...]:
        return self._shelf.saves.get(matter, ())

    async def drop_draft(self, matter: str) -> None:
        self._shelf.drafts.pop(matter, None)
        self._shelf.saves.pop(matter, None)

    async def overlays_below(self, matter: str) -> tuple[LowerOverlay, ...]:
        found = self._shelf.overlays_below
        return tuple(found[key] for key in sorted(found) if key[0] == matter)

    async def keep_overlay_below(self, matter: str, lower: LowerOverlay) -> None:
        kept = replace(lower, overlay=replace(lower.overlay, diagram=None))
        self._shelf.overlays_below[(matter, lower.tenant)] = kept

    async def drop_overlay_below(self, matter: str, lower: str) -> None:
        self._shelf.overlays_below.pop((matter, lower), None)

    async def registers(self, *kinds: str) -> Registers:
        kept = self._shelf.registers
        return Registers(**{kind: getattr(kept, kind) for kind in kinds}) if kinds else kept

    async def save_registers(self, registers: Registers) -> None:
        self._shelf.registers = registers

    async def files(self) -> Mapping[str, bytes]:
        return self._shelf.files

    async def save_files(self, files: Mapping[str, bytes]) -> None:
        self._shelf.files = MappingProxyType(dict(files))

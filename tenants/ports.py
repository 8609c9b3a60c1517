"""What keeps tenants: the directory of all of them, and the store of one. Twins: `tenants.store` on a database,
`tenants.memory` without one.

The directory is the only thing that looks beyond one tenant. The store acts for the tenant of `tenants.scope` and
refuses without one; what belongs to another tenant is, for it, not there.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from tenants.account import Account
from tenants.bundle import Bundle
from tenants.identity import PersonId, TenantId
from tenants.organisation import Organisation
from tenants.overlay import LowerOverlay
from tenants.people import Person
from tenants.registers import Registers
from tenants.tenant import Tenant
from tenants.versions import Draft, DraftSave, Version


class TenantDirectory(Protocol):
    """All tenants of the installation."""

    async def all(self) -> tuple[Tenant, ...]:
        """Every tenant, in code order."""
        ...

    async def by_code(self, code: str) -> Tenant | None: ...

    async def by_id(self, tenant: TenantId) -> Tenant | None: ...

    async def below(self, code: str, *, skip: int = 0, limit: int = 0) -> tuple[Tenant, ...]:
        """The tenants directly below that one, in code order; `limit` 0 is all."""
        ...

    async def add(self, tenant: Tenant) -> None:
        """Add a tenant; Conflict when its code or id is taken."""
        ...

    async def change(self, tenant: Tenant) -> None:
        """Change a tenant's facts; UnknownTenant when it is not there. The code stays what it was."""
        ...


class TenantStore(Protocol):
    """What one tenant keeps."""

    def transaction(self) -> AbstractAsyncContextManager[None]:
        """Everything inside takes effect together or not at all; inside a running one it joins that one."""
        ...

    async def organisation(self) -> Organisation: ...

    async def save_organisation(self, organisation: Organisation) -> None:
        """Put this organisation in the place of the one kept, inside a transaction."""
        ...

    async def overlays_below(self, matter: str) -> tuple[LowerOverlay, ...]:
        """The overlays in force at tenants below over this tenant's matter, by the code of the tenant."""
        ...

    async def keep_overlay_below(self, matter: str, lower: LowerOverlay) -> None:
        """Note the overlay a tenant below has published, in the place of the one noted before, inside a transaction."""
        ...

    async def drop_overlay_below(self, matter: str, lower: str) -> None:
        """Forget the overlay of a tenant below, inside a transaction."""
        ...

    async def registers(self, *kinds: str) -> Registers:
        """Mandates, catalogue, claims and whatever else is kept on record; only these `kinds` where some are named, to
        be looked at and never to be saved."""
        ...

    async def save_registers(self, registers: Registers) -> None:
        """Put these registers in the place of those kept, inside a transaction."""
        ...

    async def people(self) -> tuple[Person, ...]:
        """The people at work here, in the order they were saved."""
        ...

    async def person(self, person: PersonId) -> Person | None:
        """A person, also one who has left: records name them for ever."""
        ...

    async def person_by_login(self, login: str) -> Person | None:
        """The person at work with that login; upper and lower case are the same."""
        ...

    async def save_person(self, person: Person) -> None:
        """Add or change a person, inside a transaction; Conflict when the login is another person's."""
        ...

    async def dismiss(self, person: PersonId) -> None:
        """Take a person off work: no sign-in, no posts; the name stays. Inside a transaction."""
        ...

    async def account(self, person: PersonId) -> Account | None: ...

    async def accounts(self) -> Mapping[PersonId, Account]:
        """Every account, by whose it is."""
        ...

    async def save_account(self, account: Account) -> None: ...

    async def count_failure(self, person: PersonId, locked_until: datetime | None) -> int:
        """Count a failed sign-in and, when given, lock the account until then; how many have failed in a row."""
        ...

    async def put_bundle(self, bundle: Bundle) -> None:
        """Keep a bundle's content under its hash; keeping it again changes nothing."""
        ...

    async def bundle(self, code: str, content_hash: str) -> Bundle | None:
        """The content kept under a hash; DamagedContent when it no longer has it."""
        ...

    async def versions(self, matter: str = "") -> tuple[Version, ...]:
        """The versions of a matter, or of all, by matter and number."""
        ...

    async def save_version(self, version: Version) -> None:
        """Add a version; Conflict when somebody took the number meanwhile."""
        ...

    async def retire_version(self, version: Version) -> None:
        """Keep its day of retirement, the only thing of a version that may change; UnknownVersion."""
        ...

    async def drafts(self) -> tuple[Draft, ...]:
        """All drafts, by matter."""
        ...

    async def draft(self, matter: str) -> Draft | None: ...

    async def save_draft(self, draft: Draft) -> None:
        """Save a draft whose revision is one more than the one kept (1: none is kept); Conflict otherwise. What the
        save changed joins its history."""
        ...

    async def request_publication(self, draft: Draft) -> None:
        """Keep the request of a draft, or that it has none; Conflict when it was saved meanwhile."""
        ...

    async def draft_saves(self, matter: str) -> tuple[DraftSave, ...]:
        """The history of a draft: every save since it was begun, by revision and path, consecutive saves of one file
        as one."""
        ...

    async def drop_draft(self, matter: str) -> None:
        """Take a draft away, with its history."""
        ...

    async def files(self) -> Mapping[str, bytes]:
        """The tenant's own calendar files and texts for readers, by name."""
        ...

    async def save_files(self, files: Mapping[str, bytes]) -> None:
        """Put these files in the place of those kept, inside a transaction."""
        ...

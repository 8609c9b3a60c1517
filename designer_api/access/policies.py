"""The tenant's policy of signing in and its identity provider, as kept. The provider's secret is kept sealed."""

from dataclasses import dataclass

import msgspec

from engine.storage import Database
from tenants import scope
from tenants.security import IdentityProvider, SecurityPolicy

_SAVE = (
    "insert into tenant_security (tenant, policy, provider) values (?, ?, ?) "
    "on conflict (tenant) do update set policy = excluded.policy, provider = excluded.provider"
)


@dataclass(frozen=True, slots=True)
class Policies:
    """What the tenant acted for asks at its doors; a tenant that has said nothing has the usual policy."""

    database: Database

    async def both(self) -> tuple[SecurityPolicy, IdentityProvider]:
        statement = "select policy, provider from tenant_security where tenant = ?"
        rows = await self.database.fetch(statement, str(scope.current()))
        if not rows:
            return SecurityPolicy(), IdentityProvider()
        policy = msgspec.json.decode(rows[0]["policy"], type=SecurityPolicy)
        return policy, msgspec.json.decode(rows[0]["provider"], type=IdentityProvider)

    async def policy(self) -> SecurityPolicy:
        return (await self.both())[0]

    async def provider(self) -> IdentityProvider:
        return (await self.both())[1]

    async def save_policy(self, policy: SecurityPolicy) -> None:
        """Inside a transaction."""
        await self._save(policy, await self.provider())

    async def save_provider(self, provider: IdentityProvider) -> None:
        """Inside a transaction."""
        await self._save(await self.policy(), provider)

    async def _save(self, policy: SecurityPolicy, provider: IdentityProvider) -> None:
        texts = [msgspec.json.encode(each).decode() for each in (policy, provider)]
        await self.database.write(_SAVE, str(scope.current()), *texts)

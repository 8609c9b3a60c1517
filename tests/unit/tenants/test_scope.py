"""The current tenant is entered once, comes back after an inner one, and is apart in every task."""

import asyncio
from uuid import UUID

import pytest

from tenants import scope
from tenants.errors import NoTenant
from tenants.identity import TenantId

ONE, OTHER = TenantId(UUID(int=1)), TenantId(UUID(int=2))


def test_without_a_tenant_there_is_a_refusal() -> None:
    with pytest.raises(NoTenant, match="没有当前租户"):
        scope.current()


def test_the_one_before_is_back_after_the_block_also_when_it_fails() -> None:
    def fail() -> None:
        with scope.acting_for(OTHER):
            assert scope.current() == OTHER
            raise RuntimeError("inside")

    with scope.acting_for(ONE):
        with pytest.raises(RuntimeError, match="inside"):
            fail()
        assert scope.current() == ONE
    with pytest.raises(NoTenant):
        scope.current()


def test_tasks_do_not_see_each_others_tenant() -> None:
    async def act(tenant: TenantId) -> TenantId:
        with scope.acting_for(tenant):
            await asyncio.sleep(0)
            return scope.current()

    async def both() -> list[TenantId]:
        return await asyncio.gather(act(ONE), act(OTHER))

    assert asyncio.run(both()) == [ONE, OTHER]

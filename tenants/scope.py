"""The current tenant: which one every store acts for. Entered once per request, command or job, never by a store."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tenants.errors import NoTenant
from tenants.identity import TenantId

_current: ContextVar[TenantId | None] = ContextVar("tenant", default=None)


def current() -> TenantId:
    """The tenant acted for; NoTenant when none has been entered."""
    tenant = _current.get()
    if tenant is None:
        raise NoTenant
    return tenant


@contextmanager
def acting_for(tenant: TenantId) -> Iterator[TenantId]:
    """Act for a tenant inside the block; the one before is back after it, also when the block raises."""
    token = _current.set(tenant)
    try:
        yield tenant
    finally:
        _current.reset(token)

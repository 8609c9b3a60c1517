"""The current tenant: which one every store acts for. Entered once per request, command or job, never by a store."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tenants.errors import NoTenant
from tenants.identity import TenantId

_current: ContextVar[TenantId | None] = ContextVar("tenant", default=None)
_beyond: ContextVar[bool] = ContextVar("beyond", default=False)


def current() -> TenantId:
    """The tenant acted for; NoTenant when none has been entered."""
    tenant = _current.get()
    if tenant is None:
        raise NoTenant
    return tenant


def current_or_none() -> TenantId | None:
    """The tenant acted for, if one has been entered: for the database's net alone, never for a store."""
    return _current.get()


def is_beyond() -> bool:
    """Whether what is asked now goes beyond one tenant."""
    return _beyond.get()


@contextmanager
def beyond_tenants() -> Iterator[None]:
    """For the few questions asked before a tenant is known: whose session a cookie is, what of all tenants is due."""
    token = _beyond.set(True)
    try:
        yield
    finally:
        _beyond.reset(token)


@contextmanager
def acting_for(tenant: TenantId) -> Iterator[TenantId]:
    """Act for a tenant inside the block; the one before is back after it, also when the block raises."""
    token = _current.set(tenant)
    try:
        yield tenant
    finally:
        _current.reset(token)

"""Auditing all due dates of the tenants on a store: every case, open and closed, reckoned anew from its events."""

from collections.abc import AsyncIterator

from engine.cases.audit import Audit
from engine.cases.case import Case
from engine.instants import to_micros
from engine.matters import Matters
from engine.ports import CaseQuery, CaseStore
from tenants import scope
from tenants.identity import TenantId

PAGE = 200


async def audit_due_dates(store: CaseStore, matters: Matters, tenant: TenantId, found: Audit) -> None:
    """Add every case of a tenant to an audit."""
    with scope.acting_for(tenant):
        async for case in _cases(store):
            prepared = await matters.version(case.matter, case.version)
            found.add(await store.events(case.id), case, prepared.terms)


async def _cases(store: CaseStore) -> AsyncIterator[Case]:
    """All cases, page by page."""
    for closed in (False, True):
        before: tuple[int, str] | None = None
        while page := await store.cases(CaseQuery(closed=closed, before=before, limit=PAGE)):
            for case in page:
                yield case
            before = (to_micros(page[-1].received_at), str(page[-1].id))

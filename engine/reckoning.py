"""Reckoning anew (重算): what becomes of the open cases when the calendar has changed (R2, R3).

A notice that arrives for a year in which due dates were provisional, or a day off of the region: every open case is
reckoned again from its ledger; what moved stands in its record with the notice, and its due rows are timed anew.
"""

from dataclasses import dataclass

from engine.instants import to_micros
from engine.ports import CaseQuery
from engine.service import CaseService
from tenants import scope
from tenants.identity import TenantId

PAGE = 200


@dataclass(slots=True)
class Reckoned:
    """How many open cases were looked at, in how many dates moved, and how many dates these were."""

    cases: int = 0
    moved_cases: int = 0
    moved_dates: int = 0


async def reckon_open_cases(service: CaseService, tenant: TenantId, cause: str, found: Reckoned) -> None:
    """Reckon every open case of a tenant anew, each in a transaction of its own; doing it again changes nothing."""
    with scope.acting_for(tenant):
        before: tuple[int, str] | None = None
        while page := await service.store.cases(CaseQuery(before=before, limit=PAGE)):
            for case in page:
                moved = await service.reckon_anew(case.id, cause)
                found.cases += 1
                found.moved_cases += bool(moved)
                found.moved_dates += moved
            before = (to_micros(page[-1].received_at), str(page[-1].id))

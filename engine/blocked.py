"""在办影响: which open steps of a tenant nobody can finish today, counted by place: nothing is stuck silently."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from engine.cases.case import Step
from engine.cases.stuck import Stuck, stuck
from engine.matters import Matters
from engine.ports import CaseStore, StepGroup
from engine.powers import Powers
from tenants import scope
from tenants.identity import TenantId
from tenants.people import Actor


@dataclass(frozen=True, slots=True)
class Blocked:
    """The open steps of one place, as one of them stands, and why nobody can finish them."""

    group: StepGroup
    step: Step
    stuck: Stuck


async def blocked(
    cases: CaseStore, matters: Matters, powers: Powers, actors: Iterable[Actor], now: datetime
) -> list[Blocked]:
    """The places where work stands still at the tenant in `tenants.scope`, the longest waiting first. `actors`:
    everybody at work there now. One step is looked at for each place: what binds the others is the same."""
    people, authority = tuple(actors), await powers()
    found: list[Blocked] = []
    for group in await cases.step_groups():
        with scope.acting_for(TenantId(group.home) if group.home is not None else scope.current()):
            stored = await cases.by_number(group.number)
            if stored is None:
                continue
            prepared = await matters.version(stored.case.matter, stored.case.version)
        here = (each for each in stored.case.steps.values() if each.element == group.element)
        step = next(here, None)
        if step is None or step.sent_back is not None:
            continue
        why = stuck(step, people, now, replace(prepared.terms, authority=authority))
        if why is not None:
            found.append(Blocked(group, step, why))
    return found

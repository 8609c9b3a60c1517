"""Joint handling (并联审批): a clock for each branch; the whole ends with the last, within the joint bound (R26)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from engine.legal_clock.due import Due, due
from engine.legal_clock.hours import OFFICE_HOURS, BusinessHours
from engine.legal_clock.instant import start_of
from engine.legal_clock.limit import Limit
from engine.legal_clock.pause import Pause
from engine.legal_clock.regime import JOINT_LICENCE
from tenants.calendar import LegalCalendar


@dataclass(frozen=True, slots=True)
class Branch:
    """One body's part: its own limit, its own pauses, and the branches that must end before it begins.

    `start`: when the branch was really accepted, if that is known; else it begins when those before it are due.
    """

    name: str
    limit: Limit
    after: tuple[str, ...] = ()
    pauses: tuple[Pause, ...] = ()
    start: datetime | None = None


@dataclass(frozen=True, slots=True)
class JointDue:
    """`total` is the latest of the branches, or the bound where that comes first; `bound` the joint statutory limit."""

    branches: Mapping[str, Due]
    total: Due
    bound: Due | None

    @property
    def exceeds_bound(self) -> bool:
        """Whether the branches taken together run past the statutory bound."""
        return self.bound is not None and any(each.at > self.bound.at for each in self.branches.values())


def joint_due(
    branches: Sequence[Branch],
    accepted: datetime,
    calendar: LegalCalendar,
    *,
    bound: Limit | None = JOINT_LICENCE.statutory,
    pauses: Sequence[Pause] = (),
    hours: BusinessHours = OFFICE_HOURS,
) -> JointDue:
    """The due dates of a joint case. A branch's pauses move that branch alone; `pauses` move the bound.

    Branches must be given in an order in which each follows those it waits for.
    """
    ends: dict[str, Due] = {}
    for branch in branches:
        start = branch.start or max((start_of(ends[name].day, calendar) for name in branch.after), default=accepted)
        ends[branch.name] = due(branch.limit, start, calendar, hours=hours, pauses=branch.pauses)
    cap = due(bound, accepted, calendar, hours=hours, pauses=pauses) if bound else None
    last = max(ends.values(), key=lambda each: each.at)
    return JointDue(MappingProxyType(ends), min(last, cap, key=lambda each: each.at) if cap else last, cap)

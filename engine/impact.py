"""What publishing would do to open cases (发布影响): they keep their version; which could move, which would be late.

A case moves only where every open step has its place in the new drawing. The days a department gains or loses are those
of the limits of its steps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn.compare import compare, days_by_department
from bpmn.diagram import Diagram
from engine.cases.case import Case
from engine.legal_clock import Limit, Unit, due
from engine.matters import Prepared
from engine.ports import Stored
from engine.runtime import MigrationRefused, migrate, propose


@dataclass(frozen=True, slots=True)
class CaseImpact:
    """One open case: why it cannot move (none: it can), and whether the promise of the new version would already be
    broken, or would end earlier than the one it has."""

    case: Case
    reasons: tuple[str, ...]
    late: bool
    earlier: bool

    @property
    def movable(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Renamed:
    """Where an element of the old drawing goes: its name there and in the new one ("" when it has no place)."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Impact:
    """The open cases of a matter under another content. `days` are gained or lost by (department, unit)."""

    cases: tuple[CaseImpact, ...]
    moved: tuple[Renamed, ...]
    days: Mapping[tuple[str, str], int]

    @property
    def movable(self) -> int:
        return sum(each.movable for each in self.cases)

    @property
    def late(self) -> int:
        return sum(each.late for each in self.cases)


def impact(
    stored: Iterable[Stored], versions: Mapping[int, Prepared], new: Prepared, current: Diagram | None, now: datetime
) -> Impact:
    """The effect on these open cases; `versions` holds the version each runs on, `current` is the drawing in force."""
    cases = tuple(_of_case(each, versions[each.case.version], new, now) for each in stored)
    before, after = current, new.terms.model.diagram
    if before is None:
        return Impact(cases, (), {})
    return Impact(cases, _map(before, after), days_by_department(compare(before, after)))


def _of_case(stored: Stored, old: Prepared, new: Prepared, now: datetime) -> CaseImpact:
    case = stored.case
    mapping = propose(old.terms.model.diagram, new.terms.model.diagram)
    reasons: tuple[str, ...] = ()
    try:
        migrate(stored.state, old.definition, new.definition, mapping, case.data)
    except MigrationRefused as refused:
        reasons = tuple(finding.message for finding in refused.findings)
    promised = new.terms.model.matter.promised
    if promised is None or case.accepted_at is None:
        return CaseImpact(case, reasons, late=False, earlier=False)
    ends = due(Limit(promised.amount, Unit(promised.unit.value)), case.accepted_at, new.terms.calendar).at
    earlier = case.promised is not None and ends < case.promised.at
    return CaseImpact(case, reasons, late=ends < now, earlier=earlier)


def _map(before: Diagram, after: Diagram) -> tuple[Renamed, ...]:
    """The steps that are called otherwise or have no place any more."""
    proposed = propose(before, after)
    found = []
    for node in before.nodes():
        if not node.is_activity:
            continue
        target = after.find(proposed.get(node.id, ""))
        if target is None or target.id != node.id or target.label != node.label:
            found.append(Renamed(node.label, target.label if target else ""))
    return tuple(found)

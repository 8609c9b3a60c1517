"""`Terms`: what binds one case while it runs — the published matter version, the centre's calendar, hours and kinds.

A case keeps the version it was received under (B2); `Terms` is that version ready to use, given to the pure core as an
argument.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bpmn.diagram import LimitText, Node
from bpmn.step_kind import StepKind
from engine.cases.case import DueDate
from engine.legal_clock.due import Due, due
from engine.legal_clock.hours import OFFICE_HOURS, BusinessHours
from engine.legal_clock.lamp import Lamp, LampSettings, lamp
from engine.legal_clock.limit import Limit
from engine.legal_clock.regime import Regime, regime_for
from engine.legal_clock.unit import Unit
from tenants.calendar import LegalCalendar
from tenants.matter import MatterType
from tenants.model import MatterModel


@dataclass(frozen=True, slots=True)
class Terms:
    """`version` is the published number; `kinds` the step kinds by code."""

    model: MatterModel
    version: int
    calendar: LegalCalendar
    kinds: Mapping[str, StepKind]
    hours: BusinessHours = OFFICE_HOURS

    def node(self, element: str) -> Node:
        """A node of the diagram, by id."""
        return self.model.diagram.node(element)

    def kind_of(self, node: Node) -> StepKind | None:
        return self.kinds.get(node.step.kind)

    def outcomes(self, node: Node) -> tuple[str, ...]:
        """The results a person may choose from at a step: the drawing's own, else those of its kind."""
        kind = self.kind_of(node)
        return node.step.outcomes or (kind.outcomes if kind else ())

    def result(self, node: Node) -> str:
        """The variable the outcome of a step is written into."""
        kind = self.kind_of(node)
        return node.step.result or (kind.result if kind else "")

    def step_due(self, node: Node, opened: datetime) -> DueDate | None:
        """When a step is due that opened now; None where the drawing sets no limit."""
        return self._due(read_limit_text(node.step.limit, node.step.legal_basis), opened)

    def promised_due(self, accepted: datetime) -> DueDate | None:
        """The promised due date of a case accepted now (R24)."""
        promised = self.model.matter.promised
        return self._matter_due(promised.amount, promised.unit.value, promised.basis, accepted) if promised else None

    def statutory_due(self, accepted: datetime) -> DueDate | None:
        """The statutory due date of a case accepted now."""
        statutory = self.model.matter.statutory
        if statutory is None:
            return None
        return self._matter_due(statutory.amount, statutory.unit.value, statutory.basis, accepted)

    def check_due(self, received: datetime) -> DueDate | None:
        """The last day of the completeness check, where the law that binds the matter gives one (R8, R33)."""
        regime = self._regime(received)
        return self._due(regime.acceptance.check, received) if regime else None

    def deems_accepted(self, received: datetime) -> bool:
        """Whether silence until the end of the check counts as acceptance under that law (R10, R33)."""
        regime = self._regime(received)
        return regime is not None and regime.acceptance.deemed

    def _regime(self, on: datetime) -> Regime | None:
        matter = self.model.matter
        day = on.astimezone(self.calendar.zone).date()
        return regime_for(matter.timing, licence=matter.type is MatterType.LICENCE, on=day)

    def lamp(self, value: DueDate, start: datetime, now: datetime, settings: LampSettings) -> Lamp:
        """The lamp of a due date that was reckoned from `start`."""
        return lamp(self.as_due(value, start), now, self.calendar, settings=settings, hours=self.hours)

    def as_due(self, value: DueDate, start: datetime) -> Due:
        """A stored due date as the clock speaks of it."""
        limit = Limit(value.amount, Unit(value.unit), value.basis)
        return Due(value.day, value.at, value.provisional, limit, start, limit.amount, 0, (), self.calendar.version)

    def days_used(self, accepted: datetime, until: datetime) -> int:
        """Working days from acceptance (its day not counted) to the day of `until`."""
        zone = self.calendar.zone
        first, last = accepted.astimezone(zone).date(), until.astimezone(zone).date()
        return max(0, self.calendar.working_days_between(first, last))

    def _matter_due(self, amount: int, unit: str, basis: tuple[str, ...], start: datetime) -> DueDate | None:
        cited = "、".join(str(each) for each in self.model.matter.cited(basis))
        return self._due(Limit(amount, Unit(unit), cited), start)

    def _due(self, limit: Limit | None, start: datetime) -> DueDate | None:
        if limit is None:
            return None
        found = due(limit, start, self.calendar, hours=self.hours)
        return DueDate(
            day=found.day,
            at=found.at,
            amount=limit.amount,
            unit=limit.unit.value,
            provisional=found.provisional,
            basis=limit.basis,
        )


def read_limit_text(text: LimitText, basis: str) -> Limit | None:
    """The limit a drawing writes; the publish gate has refused every text that is none."""
    return Limit(int(text.amount), Unit(text.unit), basis or text.basis) if text else None

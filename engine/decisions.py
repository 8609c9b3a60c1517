"""The decisions of a bundle as the runtime asks them: answers with their trace."""

from collections.abc import Mapping
from datetime import datetime

from bpmn.dmn import DmnError
from bpmn.feel import WorkingDays
from engine.runtime import Decision
from tenants.model import MatterModel


class BundleDecisions:
    """Answers the business rule tasks of a matter, found by decision id."""

    def __init__(self, model: MatterModel) -> None:
        self._model = model

    def reads(self, decision: str) -> frozenset[str]:
        """The input data the decision and those it requires read; KeyError when there is no such decision."""
        if self._model.decision(decision) is None:
            raise KeyError(decision)
        return self._model.decision_reads(decision)

    def decide(
        self,
        decision: str,
        variables: Mapping[str, object],
        *,
        now: datetime | None = None,
        calendar: WorkingDays | None = None,
    ) -> Decision:
        """Its answer at that moment and on that calendar; a `ModelError` when it cannot be given."""
        found = self._model.decision(decision)
        if found is None:
            raise DmnError(f"事项包里没有决策“{decision}”。")
        answer = self._model.decisions[decision].explain(decision, variables, now=now, calendar=calendar)
        return Decision(answer.value, answer.trace, found.name)

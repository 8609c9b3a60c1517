"""The decisions of a bundle as the runtime asks them: DMN models, answers with their trace."""

from collections.abc import Mapping
from datetime import datetime

from bpmn.dmn import Decision as DmnDecision
from bpmn.dmn import Model
from bpmn.feel import WorkingDays
from engine.runtime import Decision


class BundleDecisions:
    """Answers business rule tasks from a bundle's DMN models, found by decision id."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = models

    def reads(self, decision: str) -> frozenset[str]:
        """The input data the decision and those it requires read; KeyError when there is no such decision."""
        model = self._models[decision]
        by_name = {each.name: each for each in model.decisions}
        found: set[str] = set()
        todo, seen = [self._decision(decision)], {decision}
        while todo:
            for name in todo.pop().reads:
                required = by_name.get(name)
                if required is None:
                    found.add(name)
                elif required.id not in seen:
                    seen.add(required.id)
                    todo.append(required)
        return frozenset(found)

    def decide(
        self,
        decision: str,
        variables: Mapping[str, object],
        *,
        now: datetime | None = None,
        calendar: WorkingDays | None = None,
    ) -> Decision:
        """Its answer; a `ModelError` when it cannot be given."""
        found = self._models[decision].explain(decision, variables, now=now, calendar=calendar)
        return Decision(found.value, found.trace, self._decision(decision).name)

    def _decision(self, decision: str) -> DmnDecision:
        return next(each for each in self._models[decision].decisions if each.id == decision)

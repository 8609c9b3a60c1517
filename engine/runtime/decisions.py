"""How a diagram asks a decision: the runtime knows decisions only by this protocol."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bpmn.feel import WorkingDays


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision answered. `variable` is the decision's own variable name, used when the diagram names none."""

    value: object
    trace: object = None
    variable: str = ""


class Decisions(Protocol):
    """The decisions of a bundle."""

    def reads(self, decision: str) -> frozenset[str]:
        """The variables the decision of that id reads; KeyError when there is no such decision."""

    def decide(
        self,
        decision: str,
        variables: Mapping[str, object],
        *,
        now: datetime | None = None,
        calendar: WorkingDays | None = None,
    ) -> Decision:
        """Its answer at that moment and on that calendar; a `ModelError` when it cannot be given."""

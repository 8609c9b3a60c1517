"""`Recorder`: keeps beside the result of every scenario what its case went through, for reports and pages.

recorder = Recorder()
Runner(packs, tell=recorder.tell, look=recorder.look).run(text)
recorder.recorded
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.cases.events import AnyEvent
from engine.verify.hall import Hall
from engine.verify.runner import ScenarioResult


@dataclass(frozen=True, slots=True)
class Recorded:
    """A scenario with the events of its case, oldest first (none where it got no case), the case's number, and the
    short names of the centre's departments by code."""

    result: ScenarioResult
    events: tuple[AnyEvent, ...] = ()
    number: str = ""
    departments: Mapping[str, str] = field(default_factory=dict)


class Recorder:
    """Listens to a runner: `look` is shown the hall at the end of a scenario, `tell` hears of its result after that."""

    def __init__(self) -> None:
        self.recorded: list[Recorded] = []
        self._seen: tuple[tuple[AnyEvent, ...], str, Mapping[str, str]] = ((), "", {})

    def look(self, hall: Hall) -> None:
        """Note what the case of the scenario went through."""
        if hall.case is None or hall.pack is None:
            self._seen = ((), "", {})
            return
        names = {each.code: each.short for each in hall.pack.organisation.departments}
        self._seen = (hall.events(), str(hall.case.number), names)

    def tell(self, result: ScenarioResult) -> None:
        """Keep the result with what was noted."""
        events, number, names = self._seen
        self.recorded.append(Recorded(result, events, number, names))
        self._seen = ((), "", {})

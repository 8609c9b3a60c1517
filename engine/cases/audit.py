"""The audit of due dates (到期日核对): every stored date of a case reckoned anew from its events. Pure.

A date is stored where an event told it and where the case holds it now; both must be what ledger and calendar give.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.cases import events as e
from engine.cases.apply import apply
from engine.cases.case import Case, DueDate
from engine.cases.ledger import CALL_BACK, PLEDGE, RECTIFY, Key, stored
from engine.cases.terms import Terms
from engine.legal_clock.deadlines import Layer


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored date that is not what the ledger gives. `where` is the event's number in the record, 0 the case."""

    number: str
    where: int
    layer: Layer
    name: str
    stored: DueDate | None
    reckoned: DueDate | None

    def __str__(self) -> str:
        place = f"流转记录第{self.where}条" if self.where else "办件"
        about = f"（{self.name}）" if self.name else ""
        return f"{self.number} {place} {self.layer.chinese}{about}：存 {_day(self.stored)}，应为 {_day(self.reckoned)}"


@dataclass(slots=True)
class Audit:
    """What was found: how many cases and stored dates were reckoned anew, and which differ."""

    cases: int = 0
    dates: int = 0
    differences: list[Difference] = field(default_factory=list)

    def add(self, events: Iterable[e.AnyEvent], held: Case, terms: Terms) -> None:
        """Reckon every date of one case anew: as its events told them one after another, and as it holds them now."""
        self.cases += 1
        case: Case | None = None
        known = tuple(events)
        anew = max(
            (n for n, each in enumerate(known, 1) if isinstance(each, e.DueDatesReckoned) and each.cause), default=0
        )
        for number, event in enumerate(known, 1):
            case = apply(case, event)
            told = dict(_told(event))
            # What was told before the calendar changed was reckoned on the calendar of its day.
            if told and number >= anew:
                self._compare(case, told, terms, number)
        if case is not None:
            due_now = stored(held)
            self._compare(case, due_now | {key: None for key in stored(case) if key not in due_now}, terms, 0)

    def _compare(self, case: Case, told: dict[Key, DueDate | None], terms: Terms, where: int) -> None:
        reckoned = terms.dues(case)
        for (layer, name), date in told.items():
            self.dates += 1
            found = reckoned.get(layer, name)
            ended_before = not case.is_open and bool(date and date.provisional and found and not found.provisional)
            # A case that ended before the notice came keeps the provisional dates it ended with.
            if date != found and not ended_before:
                self.differences.append(Difference(case.number, where, layer, name, date, found))


def _told(event: e.AnyEvent) -> Iterator[tuple[Key, DueDate | None]]:
    """The due dates an event tells."""
    match event:
        case e.ApplicationReceived():
            yield (Layer.CHECK, ""), event.check_due
        case e.OneTimeNoticeGiven() if event.supply_due is not None:
            yield (Layer.SUPPLY, ""), event.supply_due
        case e.CaseAccepted() | e.CaseDeemedAccepted():
            yield (Layer.PROMISED, ""), event.promised
            yield (Layer.STATUTORY, ""), event.statutory
            if isinstance(event, e.CaseAccepted) and event.gaps:
                yield (Layer.GAP, ""), event.gap_due
        case e.SpecialStepStarted() | e.SpecialStepRenewed():
            yield (Layer.SPECIAL, event.special), event.due
        case e.RatingGiven() if event.order:
            yield (Layer.SPECIAL, event.order + CALL_BACK), event.call_back_due
            yield (Layer.SPECIAL, event.order + RECTIFY), event.rectify_due
        case e.StepOpened():
            yield (Layer.SPECIAL if event.special else Layer.STEP, str(event.token)), event.due
        case e.CaseDecided():
            if event.delivery is not None:
                yield (Layer.DELIVERY, ""), event.delivery
            if event.pledge_due is not None:
                yield (Layer.SPECIAL, PLEDGE), event.pledge_due
        case e.DueDatesReckoned():
            for moved in event.moved:
                yield (Layer(moved.layer), moved.name), moved.after
        case _:
            return


def _day(due: DueDate | None) -> str:
    return "没有" if due is None else f"{due.day}{'（暂定）' if due.provisional else ''}"

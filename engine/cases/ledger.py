"""The fold of a case's events into the legal clock's ledger, and every due date of the case out of it.

`entries` says what an event of a case means to the clock; `dues` what the clock answers. No other module makes a
`DueDate` and none but these two know both sides: due dates are a function of ledger, calendar and rules alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from msgspec.structs import replace as changed

from engine.cases import events as e
from engine.cases.case import SYSTEM, Case, DueDate, Hand
from engine.legal_clock import event as k
from engine.legal_clock.deadlines import Clock, Deadlines, Layer, reckon
from engine.legal_clock.limit import Limit
from engine.legal_clock.other_limits import PLEDGE_CHECK, RATING_CALL_BACK, RATING_RECTIFICATION
from engine.legal_clock.regime import Approver
from engine.legal_clock.rules import ClockRules
from engine.legal_clock.unit import Unit
from engine.refusal import OWN_RULE
from tenants.calendar import LegalCalendar
from tenants.grounds import Act

CALL_BACK, RECTIFY = ":call-back", ":rectify"
"""The two limits of a work order, by the ends of their names."""
PLEDGE = "pledge"
"""The limit of the check after a decision on a pledge."""
Key = tuple[Layer, str]
"""Which due date: the layer, and of a step its token, of a special step its id, else ""."""
T = TypeVar("T", bound=e.AnyEvent)


@dataclass(frozen=True, slots=True)
class Dues:
    """What the clock answers: every due date by its key, the day that counts as acceptance, the calendar's version."""

    dates: Mapping[Key, DueDate]
    accepted: datetime | None
    calendar: str

    def get(self, layer: Layer, name: str = "") -> DueDate | None:
        return self.dates.get((layer, name))


_LICENSING = {
    Act.RECEIVE: "licensing-32-5-receipt",
    Act.NOTIFY: "licensing-32-4-notice",
    Act.SUPPLEMENT: "licensing-32-5-supplement",
    Act.ACCEPT: "licensing-32-5",
    Act.DEEM_ACCEPTED: "licensing-32-4",
    Act.REFUSE_ACCEPTANCE: "licensing-32-2",
    Act.DECIDE: "licensing-38",
    Act.ISSUE: "licensing-39",
    Act.DELIVER: "licensing-44",
}
_OWN = {
    Act.RECEIVE: "own-receipt",
    Act.NOTIFY: "own-notice",
    Act.SUPPLEMENT: "own-supplement",
    Act.ACCEPT: "own-acceptance",
    Act.REFUSE_ACCEPTANCE: "own-refusal",
    Act.DECIDE: "own-decision",
    Act.ISSUE: "own-issue",
    Act.DELIVER: "own-delivery",
    Act.WITHDRAW: "own-withdrawal",
    Act.TERMINATE: "own-termination",
    Act.STEP: "own-step",
}
_SPECIAL_LAW = {
    ("market_entity", Act.NOTIFY): "market-entity-18",
    ("real_estate", Act.DEEM_ACCEPTED): "real-estate-17",
    ("real_estate", Act.REFUSE_ACCEPTANCE): "real-estate-17-refusal",
    ("real_estate", Act.WITHDRAW): "real-estate-15",
}
_UNDER_LICENSING_LAW = ("", "licence", "joint", "food", "building_permit")


def ground_of(act: Act, regime: str) -> str:
    """The ground of the closed list on which an everyday act rests under a regime."""
    special = _SPECIAL_LAW.get((regime, act))
    if special:
        return special
    return (_LICENSING.get(act) if regime in _UNDER_LICENSING_LAW else None) or _OWN[act]


def entries(case: Case | None, event: e.AnyEvent) -> tuple[k.Event, ...]:
    """What an event means to the clock; `case` is as it stood before. Most events mean nothing to it."""
    return tuple(_entries(case, event))


def _entries(case: Case | None, event: e.AnyEvent) -> Iterator[k.Event]:  # one branch an event, nothing else
    regime = event.regime if isinstance(event, e.ApplicationReceived) else case.regime if case else ""
    at, actor = event.at, k.Actor(_who(event.by))

    def ground(act: Act) -> str:
        return ground_of(act, regime)

    match event:
        case e.ApplicationReceived():
            yield k.Received(at=at, actor=actor, ground=ground(Act.RECEIVE))
        case e.StepOpened(due=DueDate() as due):
            if case is not None:
                yield step_started(case, event.token, limit_of(due), at, special=event.special)
        case e.StepCompleted() | e.StepCancelled():
            if _runs(case, event.token):
                yield k.StepEnded(at=at, actor=actor, ground=ground(Act.STEP), step=str(event.token))
        case e.OneTimeNoticeGiven():
            yield k.Notified(
                at=at,
                actor=actor,
                ground=ground(Act.NOTIFY),
                defects=event.defects,
                approved=bool(case and case.notices),
                supply_limit=Limit(event.supply_days, Unit.WORKING_DAY, OWN_RULE) if event.supply_days else None,
            )
        case e.MaterialsSupplied():
            yield k.Supplemented(at=at, actor=actor, ground=ground(Act.SUPPLEMENT), items=_mended(case, event.supplied))
        case e.CaseAccepted():
            gap_limit = Limit(event.gap_days, Unit.WORKING_DAY, OWN_RULE) if event.gaps else None
            yield k.Accepted(at=at, actor=actor, ground=ground(Act.ACCEPT), gaps=event.gaps, gap_limit=gap_limit)
        case e.CaseDeemedAccepted():
            yield k.DeemedAccepted(at=at, actor=actor, ground=ground(Act.DEEM_ACCEPTED))
        case e.AcceptanceRefused():
            yield k.AcceptanceRefused(at=at, actor=actor, ground=ground(Act.REFUSE_ACCEPTANCE))
        case e.CaseDecided():
            granted = event.meaning == "grant"
            yield k.Decided(at=at, actor=actor, ground=ground(Act.DECIDE), granted=granted)
            if event.check_months:
                limit = replace(PLEDGE_CHECK, amount=event.check_months)
                yield k.StepStarted(at=at, actor=actor, ground=ground(Act.STEP), step=PLEDGE, limit=limit, special=True)
        case e.PledgeChecked():
            if case is not None and case.pledge_due is not None and case.pledge_checked_at is None:
                yield k.StepEnded(at=at, actor=actor, ground=ground(Act.STEP), step=PLEDGE)
        case e.ResultIssued():
            yield k.Issued(at=at, actor=actor, ground=ground(Act.ISSUE))
        case e.CaseDelivered():
            yield k.Delivered(at=at, actor=actor, ground=ground(Act.DELIVER))
        case e.CaseWithdrawn():
            yield k.Withdrawn(at=at, actor=actor, ground=ground(Act.WITHDRAW))
        case e.CaseTerminated():
            yield k.Terminated(at=at, actor=actor, ground=event.ground)
        case e.GapSupplied():
            yield k.Supplemented(at=at, actor=actor, ground=ground(Act.SUPPLEMENT), items=event.supplied)
        case e.LimitExtended():
            yield k.Extended(
                at=at,
                actor=k.Actor(event.approved_by, Approver(event.office) if event.office else None),
                ground=event.ground,
                amount=Limit(event.amount, Unit(event.unit), event.ground),
                reasons_told=bool(event.reasons),
                promise_too=event.promise_too,
            )
        case e.SpecialStepStarted() | e.SpecialStepRenewed() | e.SpecialStepFinished():
            yield from _special(case, event, actor, ground(Act.STEP))
        case e.RatingGiven() if event.order:
            for name, usual, days in (
                (CALL_BACK, RATING_CALL_BACK, event.call_back_days),
                (RECTIFY, RATING_RECTIFICATION, event.rectify_days),
            ):
                step, limit = f"{event.order}{name}", replace(usual, amount=days)
                yield k.StepStarted(at=at, actor=actor, ground=ground(Act.STEP), step=step, limit=limit, special=True)
        case _:
            return


def _special(
    case: Case | None,
    event: e.SpecialStepStarted | e.SpecialStepRenewed | e.SpecialStepFinished,
    actor: k.Actor,
    step_ground: str,
) -> Iterator[k.Event]:
    """A special step that pauses the clock is a pause with the time told; any other a step with its own limit."""
    at, special = event.at, event.special
    match event:
        case e.SpecialStepStarted():
            limit = Limit(event.amount, Unit(event.unit), event.basis)
            if not event.ground:
                yield k.StepStarted(at=at, actor=actor, ground=step_ground, step=special, limit=limit, special=True)
                return
            yield k.Paused(
                at=at,
                actor=actor,
                ground=event.ground,
                pause=special,
                step_kind=event.kind,
                name=event.name,
                needed=limit,
                told_in_writing=event.told_in_writing,
                step=str(event.token) if event.branch else "",
            )
        case e.SpecialStepRenewed():
            limit = Limit(event.amount, Unit(event.unit))
            ground = next((each.ground for each in _pauses(case) if each.pause == special), "")
            yield k.NeedRenewed(
                at=at, actor=actor, ground=ground, pause=special, needed=limit, told_in_writing=True, approved=True
            )
        case e.SpecialStepFinished():
            if any(each.pause == special for each in _pauses(case)):
                yield k.Restarted(at=at, actor=actor, ground="own-result", pause=special)
            else:
                yield k.StepEnded(at=at, actor=actor, ground=step_ground, step=special)


def _pauses(case: Case | None) -> Iterator[k.Paused]:
    return (each for each in (case.ledger if case else ()) if isinstance(each, k.Paused))


def _who(hand: Hand) -> str:
    return str(hand.person) if hand.person else hand.name


def _runs(case: Case | None, token: int) -> bool:
    """Whether the clock of that step runs."""
    step = case.steps.get(token) if case else None
    return step is not None and step.due is not None


def _mended(case: Case | None, supplied: tuple[str, ...]) -> tuple[str, ...]:
    """What counts as supplied: when the last notice has nothing missing any more, the whole application is complete."""
    if case is None or not case.notices:
        return supplied
    if set(case.notices[-1].missing) - set(supplied):
        return supplied
    return tuple(dict.fromkeys(defect for notice in case.notices for defect in notice.defects))


def limit_of(due: DueDate) -> Limit:
    """The limit a due date was reckoned from."""
    return Limit(due.amount, Unit(due.unit), due.basis)


def step_started(case: Case, token: int, limit: Limit, at: datetime, *, special: bool) -> k.StepStarted:
    """The entry of a step that opens with a limit of its own."""
    ground = ground_of(Act.STEP, case.regime)
    return k.StepStarted(
        at=at, actor=k.Actor(_who(SYSTEM)), ground=ground, step=str(token), limit=limit, special=special
    )


def deadlines(ledger: Iterable[k.Event], calendar: LegalCalendar, rules: ClockRules) -> Deadlines:
    """Every clock of a case, reckoned anew."""
    return reckon(ledger, calendar, rules)


def dues(ledger: Iterable[k.Event], calendar: LegalCalendar, rules: ClockRules) -> Dues:
    """Every due date the ledger gives."""
    found = reckon(ledger, calendar, rules)
    dates: dict[Key, DueDate] = {}
    for layer, clock in (
        (Layer.CHECK, found.check),
        (Layer.SUPPLY, found.supply),
        (Layer.STATUTORY, found.statutory),
        (Layer.PROMISED, found.promised),
        (Layer.GAP, found.gap),
        (Layer.DELIVERY, found.delivery),
    ):
        if clock is not None:
            dates[layer, ""] = _due_date(clock)
    for layer, clocks in ((Layer.STEP, found.steps), (Layer.SPECIAL, found.special)):
        dates |= {(layer, name): _due_date(clock) for name, clock in clocks.items()}
    return Dues(dates, found.accepted, found.calendar)


def _due_date(clock: Clock) -> DueDate:
    due = clock.due
    return DueDate(
        day=due.day,
        at=due.at,
        amount=due.total if clock.extensions else due.limit.amount,
        unit=due.limit.unit.value,
        provisional=due.provisional,
        basis=due.limit.basis,
    )


def stored(case: Case) -> dict[Key, DueDate]:
    """The due dates a case holds: its own, and those of its open steps."""
    own = {
        (Layer.CHECK, ""): case.check_due,
        (Layer.SUPPLY, ""): case.notices[-1].due if case.notices else None,
        (Layer.STATUTORY, ""): case.statutory,
        (Layer.PROMISED, ""): case.promised,
        (Layer.DELIVERY, ""): case.delivery,
        (Layer.GAP, ""): case.gap_due,
    }
    own[Layer.SPECIAL, PLEDGE] = case.pledge_due
    for special in case.specials.values():
        own[Layer.SPECIAL, special.id] = special.due
    for order in case.orders.values():
        own[Layer.SPECIAL, order.id + CALL_BACK] = order.call_back_due
        own[Layer.SPECIAL, order.id + RECTIFY] = order.rectify_due
    steps = {
        (Layer.SPECIAL if step.special else Layer.STEP, str(token)): step.due for token, step in case.steps.items()
    }
    return {key: due for key, due in (own | steps).items() if due is not None}


def moved(case: Case, calendar: LegalCalendar, rules: ClockRules) -> tuple[e.MovedDate, ...]:
    """The due dates a case holds that its ledger no longer gives."""
    held, found = stored(case), dues(case.ledger, calendar, rules).dates
    open_now = set(held) | {key for key in found if key[0] not in (Layer.STEP, Layer.SPECIAL)}
    return tuple(
        e.MovedDate(layer=key[0].value, name=key[1], before=held.get(key), after=found.get(key))
        for key in sorted(open_now)
        if held.get(key) != found.get(key)
    )


def dated(case: Case | None, event: T, calendar: LegalCalendar, rules: ClockRules) -> T:
    """An event with the due dates that it brings about; `case` is as it stood before."""
    found = dues((*(case.ledger if case else ()), *entries(case, event)), calendar, rules)
    promised, statutory = found.get(Layer.PROMISED), found.get(Layer.STATUTORY)
    match event:
        case e.ApplicationReceived():
            return changed(event, check_due=found.get(Layer.CHECK))
        case e.OneTimeNoticeGiven():
            return changed(event, supply_due=found.get(Layer.SUPPLY))
        case e.CaseAccepted() | e.CaseDeemedAccepted():
            accepted = found.accepted or event.accepted_at
            told = changed(event, accepted_at=accepted, promised=promised, statutory=statutory)
            return changed(told, gap_due=found.get(Layer.GAP)) if isinstance(event, e.CaseAccepted) else told
        case e.SpecialStepStarted() | e.SpecialStepRenewed():
            return changed(event, due=found.get(Layer.SPECIAL, event.special))
        case e.RatingGiven() if event.order:
            call_back = found.get(Layer.SPECIAL, event.order + CALL_BACK)
            return changed(event, call_back_due=call_back, rectify_due=found.get(Layer.SPECIAL, event.order + RECTIFY))
        case e.CaseDecided():
            pledge = found.get(Layer.SPECIAL, PLEDGE)
            return changed(event, delivery=found.get(Layer.DELIVERY), pledge_due=pledge)
        case _:
            return event

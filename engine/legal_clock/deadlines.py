"""`reckon`: every due date of a case as a function of its ledger, the calendar and the rules. Nobody edits a due date.

Four layers are kept apart (R24): 法定时限, 承诺时限, 环节时限, 特殊环节时限; besides them the completeness check, the
supply of materials left open and the delivery.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from engine.legal_clock.due import Due, Extension, due, excluded_spans, paused_at
from engine.legal_clock.event import Event
from engine.legal_clock.explain import Explanation, explain
from engine.legal_clock.hours import OFFICE_HOURS, BusinessHours
from engine.legal_clock.instant import local, start_of
from engine.legal_clock.lamp import DEFAULT_LAMPS, Lamp, LampSettings, lamp
from engine.legal_clock.limit import Limit, Start
from engine.legal_clock.pause import Pause, Span
from engine.legal_clock.rules import ClockRules, counted_receipt
from engine.legal_clock.state import ClockState, PauseEntry, Stage, fold
from tenants.calendar import LegalCalendar


class Layer(StrEnum):
    """Which limit a clock measures."""

    CHECK = "check"
    SUPPLY = "supply"
    STATUTORY = "statutory"
    PROMISED = "promised"
    STEP = "step"
    SPECIAL = "special"
    GAP = "gap"
    DELIVERY = "delivery"

    @property
    def chinese(self) -> str:
        return _LAYERS[self]


_LAYERS = {
    Layer.CHECK: "受理核对时限",
    Layer.SUPPLY: "补正期限",
    Layer.STATUTORY: "法定时限",
    Layer.PROMISED: "承诺时限",
    Layer.STEP: "环节时限",
    Layer.SPECIAL: "特殊环节时限",
    Layer.GAP: "容缺补交时限",
    Layer.DELIVERY: "送达时限",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit of a case: when it ends, what moved it, when it stopped (None: it still runs)."""

    layer: Layer
    due: Due
    name: str = ""
    stopped: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    hours: BusinessHours = field(default=OFFICE_HOURS, repr=False)
    bound: str = ""
    """Why the day is not the plain count's, in words; empty where it is."""

    def at_risk(self, now: datetime) -> datetime:
        """The instant at which the clock is to be judged: now, or when it stopped."""
        return now if self.stopped is None else min(now, self.stopped)

    def is_overdue(self, now: datetime) -> bool:
        """Whether the limit was over when the clock stopped, or is over now."""
        return self.at_risk(now) >= self.due.at

    def is_paused(self, now: datetime, calendar: LegalCalendar) -> bool:
        """Whether the clock stands still."""
        return self.stopped is None and paused_at(self.pauses, now, calendar, self.hours)

    def lamp(self, now: datetime, calendar: LegalCalendar, settings: LampSettings = DEFAULT_LAMPS) -> Lamp:
        """The lamp of this clock at `now`, or as it was when the clock stopped."""
        moment = self.at_risk(now)
        paused = self.is_paused(now, calendar)
        return lamp(self.due, moment, calendar, settings=settings, paused=paused, hours=self.hours)

    def explain(self, calendar: LegalCalendar) -> Explanation:
        """Why the limit ends when it does, day by day."""
        told = explain(
            self.due.limit,
            self.due.start,
            calendar,
            hours=self.hours,
            pauses=self.pauses,
            extensions=self.extensions,
        )
        return told.bound_to(self.due.day, self.due.at, self.bound) if self.bound else told


@dataclass(frozen=True, slots=True)
class Deadlines:
    """All clocks of one case. `accepted` is the day the law takes as that of acceptance, which may lie in the past."""

    stage: Stage
    received: datetime | None
    accepted: datetime | None
    deemed: bool
    check: Clock | None
    supply: Clock | None
    statutory: Clock | None
    promised: Clock | None
    gap: Clock | None
    delivery: Clock | None
    steps: Mapping[str, Clock]
    special: Mapping[str, Clock]
    calendar: str

    @property
    def binding(self) -> Clock | None:
        """Statutory or promised, whichever ends first (R24: units are never converted, the earlier date holds)."""
        both = [clock for clock in (self.promised, self.statutory) if clock is not None]
        return min(both, key=lambda clock: clock.due.at, default=None)

    def clocks(self) -> Iterator[Clock]:
        """Every clock, the case's own first."""
        for clock in (self.check, self.supply, self.statutory, self.promised, self.gap, self.delivery):
            if clock is not None:
                yield clock
        yield from self.steps.values()
        yield from self.special.values()


@dataclass(frozen=True, slots=True)
class Change:
    """A due date that another calendar or a later event moved; kept as a record."""

    layer: Layer
    name: str
    before: Due | None
    after: Due | None


def reckon(events: Iterable[Event], calendar: LegalCalendar, rules: ClockRules) -> Deadlines:
    """Every due date the ledger gives. An open pause is taken to last as long as was told."""
    return deadlines_of(fold(events), calendar, rules)


def deadlines_of(state: ClockState, calendar: LegalCalendar, rules: ClockRules) -> Deadlines:
    """Every due date of a folded ledger."""
    received = state.received and counted_receipt(state.received, rules.receipt, calendar, rules.hours)
    accepted = received if state.deemed else state.accepted and local(state.accepted, calendar)
    pauses: list[Pause] = []
    branches: dict[str, tuple[Pause, ...]] = {}
    for entry in state.pauses.values():
        if entry.step:
            branches[entry.step] = (*branches.get(entry.step, ()), *segments(entry, calendar, rules))
        else:
            pauses.extend(segments(entry, calendar, rules))
    spans = excluded_spans(pauses, calendar, rules.hours) if pauses else ()
    case = _Case(state, calendar, rules, received, accepted, tuple(pauses), spans, branches)
    return Deadlines(
        stage=state.stage,
        received=received,
        accepted=accepted,
        deemed=state.deemed,
        check=_check(case),
        supply=_supply(case),
        statutory=_statutory(case),
        promised=_promised(case),
        gap=_gap(case),
        delivery=_delivery(case),
        steps=_steps(case, special=False),
        special=MappingProxyType({**_steps(case, special=True), **_pause_limits(case)}),
        calendar=calendar.version,
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """What the clocks of one case share."""

    state: ClockState
    calendar: LegalCalendar
    rules: ClockRules
    received: datetime | None
    accepted: datetime | None
    pauses: tuple[Pause, ...]
    spans: tuple[Span, ...]
    """The days the pauses take out, together."""
    branches: Mapping[str, tuple[Pause, ...]]
    """The pauses of single branches by step; they stop that step's clock and no other (R26)."""

    def clock(
        self,
        layer: Layer,
        limit: Limit,
        start: datetime,
        stopped: datetime | None,
        *,
        name: str = "",
        pauses: tuple[Pause, ...] = (),
        extensions: Sequence[Extension] = (),
    ) -> Clock:
        """One clock. A case that ended stops every clock still running."""
        added = tuple(extensions)
        spans = self.spans if pauses is self.pauses else excluded_spans(pauses, self.calendar, self.rules.hours)
        end = due(limit, start, self.calendar, hours=self.rules.hours, pauses=pauses, extensions=added, spans=spans)
        return Clock(layer, end, name, stopped or self.state.over, pauses, added, self.rules.hours)

    def start_of(self, limit: Limit) -> datetime | None:
        """The instant a limit runs from, once it has come."""
        match limit.start:
            case Start.RECEIVED:
                return self.received
            case Start.DECIDED:
                return self.state.decided
            case _:
                return self.accepted


def segments(entry: PauseEntry, calendar: LegalCalendar, rules: ClockRules) -> Iterator[Pause]:
    """The pauses of one special step: its first notice, then each renewed one from where the time told ran out."""
    told_until: Pause | None = None
    for at, needed in entry.told:
        start = at
        if told_until is not None:
            last = due(told_until.needed, told_until.start, calendar, hours=rules.hours)
            start = max(at, start_of(last.day, calendar))
        ground = rules.grounds.get(entry.ground)
        told_until = Pause(start, needed, entry.end, entry.name, str(ground) if ground else entry.ground)
        if entry.end is None or entry.end >= start:
            yield told_until


def _check(case: _Case) -> Clock | None:
    limit = case.rules.regime.acceptance.check
    if limit is None or case.received is None:
        return None
    return case.clock(Layer.CHECK, limit, case.received, case.state.check_ended)


def _statutory(case: _Case) -> Clock | None:
    limit = case.rules.legal
    start = case.start_of(limit) if limit else None
    if limit is None or start is None:
        return None
    state = case.state
    own = case.clock(Layer.STATUTORY, limit, start, state.decided, pauses=case.pauses, extensions=state.extensions)
    return _with_branches(case, own)


def _with_branches(case: _Case, own: Clock) -> Clock:
    """A clock of the whole case where branches were paused: it ends with the last branch, as far as the pauses allow,
    and never before its own day (R26: the total is the latest of the branches)."""
    if not case.branches:
        return own
    pauses = (*case.pauses, *(pause for each in case.branches.values() for pause in each))
    full = case.clock(own.layer, own.due.limit, own.due.start, own.stopped, pauses=pauses, extensions=own.extensions)
    last = max((own.due, *_branch_dues(case)), key=lambda each: each.at)
    if last.at >= full.due.at:
        return full
    if last.at <= own.due.at:
        return own
    moved = replace(own.due, day=last.day, at=last.at, provisional=own.due.provisional or last.provisional)
    return replace(own, due=moved, bound="并联分支的暂停只影响本分支，总期限取各分支最晚的一天")


def _branch_dues(case: _Case) -> Iterator[Due]:
    """When the steps of the branches end: the ordinary ones before the decision, and special ones that were paused."""
    steps, decided = case.state.steps, case.state.decided
    for special in (False, True):
        for name, clock in _steps(case, special=special).items():
            if (not special or name in case.branches) and (decided is None or steps[name].start < decided):
                yield clock.due


def _promised(case: _Case) -> Clock | None:
    """The promise; an approval that names it moves it too, never past the statutory end (R25)."""
    limit = case.rules.promised
    start = case.start_of(limit) if limit else None
    if limit is None or start is None:
        return None
    pauses = case.pauses if case.rules.promise_pauses else ()
    named = [each for each in case.state.extensions if each.moves_promise and each.amount.unit is limit.unit]
    clock = case.clock(Layer.PROMISED, limit, start, case.state.issued, pauses=pauses, extensions=named)
    if case.rules.promise_pauses:
        clock = _with_branches(case, clock)
    statutory = _statutory(case) if named else None
    if statutory is not None and statutory.due.at < clock.due.at:
        due_then = replace(clock.due, day=statutory.due.day, at=statutory.due.at)
        return replace(clock, due=due_then, bound="承诺时限随延期顺延，不超过法定到期日")
    return clock


def _supply(case: _Case) -> Clock | None:
    """The applicant's own time (R11): it brings no card, and running out ends the application (退件)."""
    state = case.state
    if state.supply_limit is None or state.supply_from is None:
        return None
    return case.clock(Layer.SUPPLY, state.supply_limit, state.supply_from, state.complete or state.accepted)


def _gap(case: _Case) -> Clock | None:
    state = case.state
    if state.gap_limit is None or case.accepted is None:
        return None
    return case.clock(Layer.GAP, state.gap_limit, case.accepted, state.gaps_filled)


def _delivery(case: _Case) -> Clock | None:
    limit = case.rules.regime.delivery
    if limit is None or case.state.decided is None or not case.state.granted:
        return None
    return case.clock(Layer.DELIVERY, limit, case.state.decided, case.state.delivered)


def _steps(case: _Case, *, special: bool) -> Mapping[str, Clock]:
    """Limits of the steps; an ordinary step stands still with the case, a special one never does."""
    layer = Layer.SPECIAL if special else Layer.STEP
    found: dict[str, Clock] = {}
    for name, entry in case.state.steps.items():
        if entry.special is special:
            own = case.branches.get(name, ())
            pauses = () if special else (*case.pauses, *own) if own else case.pauses
            found[name] = case.clock(layer, entry.limit, entry.start, entry.end, name=name, pauses=pauses)
    return MappingProxyType(found)


def _pause_limits(case: _Case) -> Mapping[str, Clock]:
    """A special step that stops the clock has the time told as its own limit: beyond it, it is late (R19)."""
    clocks: dict[str, Clock] = {}
    for name, entry in case.state.pauses.items():
        last = list(segments(replace(entry, end=None), case.calendar, case.rules))[-1]
        clocks[name] = case.clock(Layer.SPECIAL, last.needed, last.start, entry.end, name=entry.name)
    return clocks


def changes(before: Deadlines, after: Deadlines) -> tuple[Change, ...]:
    """Which due dates differ, e.g. when the holiday notice of an open year has arrived (R2)."""
    old = {(clock.layer, clock.name): clock.due for clock in before.clocks()}
    new = {(clock.layer, clock.name): clock.due for clock in after.clocks()}
    return tuple(
        Change(layer, name, old.get((layer, name)), new.get((layer, name)))
        for layer, name in {**old, **new}
        if _stands(old.get((layer, name))) != _stands(new.get((layer, name)))
    )


def _stands(each: Due | None) -> tuple[datetime, bool] | None:
    return None if each is None else (each.at, each.provisional)

"""Due dates of random ledgers against a simulator that walks day by day and knows nothing of the clock's arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.legal_clock import Approver, ClockRules, LegalLedger, Limit, Pause, Unit, due, reckon
from engine.legal_clock.event import (
    Accepted,
    Actor,
    Decided,
    Event,
    Extended,
    NeedRenewed,
    Notified,
    Paused,
    Received,
    Restarted,
    StepStarted,
    Supplemented,
)
from engine.refusal import Refusal
from tenants.calendar import SHANGHAI, national_calendar

ONE = timedelta(days=1)
HALF_HOUR = timedelta(minutes=30)
CALENDAR = national_calendar()


# —— The simulator: one day, or one half hour, at a time


def walk(limit: Limit, first: date, out: set[date], more: int = 0) -> date:
    """The last day of the limit with `more` units added, days in `out` not counted."""
    amount = limit.amount + more
    day, counted = first, 0
    if limit.unit is Unit.WORKING_DAY and amount:
        while counted < amount:
            day += ONE
            counted += CALENDAR.is_working_day(day) and day not in out
        return day
    whole = amount
    if limit.unit in (Unit.MONTH, Unit.YEAR):
        whole = (same_day(first, amount * (12 if limit.unit is Unit.YEAR else 1)) - first).days
    while counted < whole:
        day += ONE
        counted += day not in out
    while not CALENDAR.is_working_day(day) or day in out:
        day += ONE
    return day


def same_day(first: date, months: int) -> date:
    """The same-numbered day so many months on, else the last of that month, found by stepping."""
    day = first
    for _ in range(months):
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day.day < first.day and (day + ONE).month == day.month:
        day += ONE
    return day


def left_out(pauses: Iterable[tuple[date, date | None, Limit]]) -> set[date]:
    """The days after each pause's start, to its result or to the time told, whichever comes first."""
    days: set[date] = set()
    for start, end, needed in pauses:
        told = walk(needed, start, set())
        day = start + ONE
        while day <= told and (end is None or day <= end):
            days.add(day)
            day += ONE
    return days


def is_business(moment: datetime) -> bool:
    """Whether the half hour beginning at the moment is one of 09:00–12:00, 13:30–17:00 of a working day."""
    slot = moment.hour * 2 + moment.minute // 30
    return CALENDAR.is_working_day(moment.date()) and (18 <= slot < 24 or 27 <= slot < 34)


def walk_hours(amount: int, start: datetime, stops: list[tuple[datetime, datetime]]) -> datetime:
    moment, left = start, amount * 2
    while left:
        if is_business(moment) and not any(first <= moment < last for first, last in stops):
            left -= 1
        moment += HALF_HOUR
    return moment


@dataclass
class Walked:
    statutory: date | None = None
    promised: date | None = None
    delivery: date | None = None
    check: date | None = None
    steps: dict[str, date] = field(default_factory=dict)


@dataclass
class Facts:
    """What the events say, read afresh."""

    received: date | None = None
    accepted: date | None = None
    decided: date | None = None
    complete: date | None = None
    missing: set[str] = field(default_factory=set)
    told: dict[str, list[tuple[date, Limit]]] = field(default_factory=dict)
    ends: dict[str, date] = field(default_factory=dict)
    added: list[tuple[int, bool]] = field(default_factory=list)
    steps: dict[str, tuple[Limit, date, bool]] = field(default_factory=dict)
    branch: dict[str, str] = field(default_factory=dict)
    """Of which step a pause stops the clock alone; what is missing stops the whole case."""
    early: set[str] = field(default_factory=set)
    """Steps begun before the decision's instant."""
    began: dict[str, datetime] = field(default_factory=dict)

    def read(self, event: Event) -> None:
        today = event.at.astimezone(SHANGHAI).date()
        match event:
            case Received():
                self.received = today
            case Notified():
                self.missing, self.complete = self.missing | set(event.defects), None
            case Supplemented():
                self.missing = self.missing - set(event.items)
                self.complete = self.complete or (None if self.missing else today)
            case Accepted():
                self.accepted = self.complete or today
            case Paused():
                self.told[event.pause] = [(today, event.needed)]
                if event.step:
                    self.branch[event.pause] = event.step
            case NeedRenewed():
                start, needed = self.told[event.pause][-1]
                self.told[event.pause].append((max(today, walk(needed, start, set())), event.needed))
            case Restarted():
                self.ends[event.pause] = today
            case Extended():
                self.added.append((event.amount.amount, event.promise_too))
            case StepStarted():
                self.steps[event.step] = (event.limit, today, event.special)
                self.began[event.step] = event.at
            case Decided():
                self.decided = today
                self.early = {name for name, at in self.began.items() if at < event.at}
            case _:
                raise AssertionError(event)


def simulate(events: Iterable[Event], rules: ClockRules) -> Walked:
    """Walk every limit of the ledger."""
    facts = Facts()
    for event in events:
        facts.read(event)

    def days_out(*whose: str) -> set[date]:
        return left_out(
            (start, facts.ends.get(name), told)
            for name, each in facts.told.items()
            if facts.branch.get(name, "") in whose
            for start, told in each
        )

    out, everything = days_out(""), days_out("", *facts.branch.values())
    walked = Walked()
    for name, (limit, start, special) in facts.steps.items():
        walked.steps[name] = walk(limit, start, set() if special else days_out("", name))
    counted = facts.steps.keys() if facts.decided is None else facts.early
    ends = [walked.steps[name] for name in counted if not facts.steps[name][2] or name in facts.branch.values()]

    def whole(limit: Limit, accepted: date, more: int) -> date:
        """The case ends with its latest branch: never before its own day, never after the day with every pause out."""
        own = walk(limit, accepted, out, more)
        return min(walk(limit, accepted, everything, more), max(own, *ends, own)) if facts.branch else own

    if facts.received:
        walked.check = walk(Limit(5, Unit.WORKING_DAY), facts.received, set())
    legal, promise = rules.statutory, rules.promised
    if facts.accepted and legal and promise:
        walked.statutory = whole(legal, facts.accepted, sum(amount for amount, _ in facts.added))
        moved = sum(amount for amount, named in facts.added if named) if promise.unit is legal.unit else 0
        walked.promised = whole(promise, facts.accepted, moved)
        if moved:
            walked.promised = min(walked.promised, walked.statutory)
    if facts.decided:
        walked.delivery = walk(Limit(10, Unit.WORKING_DAY), facts.decided, set())
    return walked


# —— Random ledgers

CLERK = Actor("clerk")
HEAD = Actor("head", Approver.AGENCY_HEAD)
NAMES = ("听证", "检验", "专家评审")
day_limits = st.builds(
    Limit, st.integers(1, 45), st.sampled_from([Unit.WORKING_DAY, Unit.WORKING_DAY, Unit.WORKING_DAY, Unit.NATURAL_DAY])
)
step_limits = st.one_of(
    day_limits,
    st.builds(Limit, st.integers(0, 7), st.just(Unit.WORKING_DAY)),
    st.builds(Limit, st.integers(1, 3), st.just(Unit.MONTH)),
    st.builds(Limit, st.just(1), st.just(Unit.YEAR)),
)
needs = st.one_of(
    st.builds(Limit, st.integers(1, 20), st.just(Unit.WORKING_DAY)),
    st.builds(Limit, st.integers(1, 40), st.just(Unit.NATURAL_DAY)),
    st.builds(Limit, st.just(1), st.just(Unit.MONTH)),
)


@dataclass(frozen=True)
class Move:
    """One thing that may happen, some hours after the last."""

    hours: int
    what: str
    name: str
    needed: Limit
    limit: Limit
    yes: bool
    named: bool

    def event(self, now: datetime, number: int) -> Event:
        match self.what:
            case "pause":
                return Paused(
                    at=now,
                    actor=CLERK,
                    ground="licensing-45",
                    pause=self.name,
                    step_kind="hearing",
                    name=self.name,
                    needed=self.needed,
                    told_in_writing=True,
                    step=f"环节{number - 1}" if self.yes else "",
                )
            case "restart":
                return Restarted(at=now, actor=CLERK, ground="licensing-45-result", pause=self.name)
            case "renew":
                return NeedRenewed(
                    at=now,
                    actor=CLERK,
                    ground="licensing-45",
                    pause=self.name,
                    needed=self.needed,
                    told_in_writing=True,
                    approved=True,
                )
            case "extend":
                amount = Limit(self.needed.amount % 13, Unit.WORKING_DAY)
                return Extended(
                    at=now,
                    actor=HEAD,
                    ground="licensing-42-1",
                    amount=amount,
                    reasons_told=self.yes,
                    promise_too=self.named,
                )
            case "step":
                return StepStarted(
                    at=now, actor=CLERK, ground="own-step", step=f"环节{number}", limit=self.limit, special=self.yes
                )
            case _:
                return Decided(at=now, actor=CLERK, ground="licensing-38", granted=True)


moves = st.builds(
    Move,
    st.integers(0, 200),
    st.sampled_from(["pause", "pause", "pause", "restart", "restart", "renew", "extend", "step", "step", "decide"]),
    st.sampled_from(NAMES),
    needs,
    step_limits,
    st.booleans(),
    st.booleans(),
)
cases = st.tuples(
    st.integers(0, 24 * 650),
    st.none() | st.tuples(st.integers(0, 150), st.integers(0, 150)),
    st.integers(0, 60),
    st.lists(moves, max_size=8),
    st.builds(ClockRules, statutory=day_limits, promised=day_limits),
).map(lambda drawn: told_as_ledger(*drawn))


def enter(ledger: LegalLedger, event: Event, rules: ClockRules) -> LegalLedger:
    """The ledger with the event, or as it was where the clock refuses it."""
    outcome = ledger.record(event, CALENDAR, rules)
    return ledger if isinstance(outcome, Refusal) else outcome


def told_as_ledger(
    hours: int, supply: tuple[int, int] | None, wait: int, happens: list[Move], rules: ClockRules
) -> tuple[LegalLedger, ClockRules]:
    """Receipt, perhaps a notice and its two supplies, acceptance, and then what happens."""
    now = datetime(2025, 1, 1, tzinfo=SHANGHAI) + timedelta(hours=hours)
    ledger = LegalLedger((Received(at=now, actor=CLERK, ground="licensing-32-5-receipt"),))
    if supply is not None:
        told = Notified(at=now, actor=CLERK, ground="licensing-32-4-notice", defects=("甲", "乙"))
        ledger = enter(ledger, told, rules)
        for item, later in zip(told.defects, supply, strict=True):
            now += timedelta(hours=later)
            given_in = Supplemented(at=now, actor=CLERK, ground="licensing-32-5-supplement", items=(item,))
            ledger = enter(ledger, given_in, rules)
    now += timedelta(hours=wait)
    ledger = enter(ledger, Accepted(at=now, actor=CLERK, ground="licensing-32-5"), rules)
    for number, move in enumerate(happens):
        now += timedelta(hours=move.hours)
        ledger = enter(ledger, move.event(now, number), rules)
    return ledger, rules


def agree(case: tuple[LegalLedger, ClockRules]) -> None:
    ledger, rules = case
    reckoned = reckon(ledger.events, CALENDAR, rules)
    walked = simulate(ledger.events, rules)
    for name in ("check", "statutory", "promised", "delivery"):
        clock = getattr(reckoned, name)
        assert (clock.due.day if clock else None) == getattr(walked, name), name
    steps = {**reckoned.steps, **reckoned.special}
    for step, last in walked.steps.items():
        assert steps[step].due.day == last, step
    assert reckon(ledger.events, CALENDAR, rules) == reckoned, "the same ledger gives the same dates"


QUICK = settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
FULL = settings(max_examples=100_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@given(cases)
@QUICK
def test_random_ledgers_agree_with_the_walk(case: tuple[LegalLedger, ClockRules]) -> None:
    agree(case)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@given(cases)
@FULL
def test_a_hundred_thousand_random_ledgers_agree_with_the_walk(case: tuple[LegalLedger, ClockRules]) -> None:
    agree(case)


half_hours = st.integers(0, 48 * 600).map(lambda n: datetime(2025, 1, 1, tzinfo=SHANGHAI) + n * HALF_HOUR)


@given(half_hours, st.integers(1, 40), st.lists(st.tuples(st.integers(0, 200), st.integers(1, 120)), max_size=3))
@settings(max_examples=500, deadline=None, database=None)
def test_random_hours_agree_with_the_walk(start: datetime, amount: int, stops: list[tuple[int, int]]) -> None:
    spans = [(start + first * HALF_HOUR, start + (first + length) * HALF_HOUR) for first, length in stops]
    pauses = [Pause(first, Limit(45, Unit.WORKING_DAY), last) for first, last in spans]
    walked = walk_hours(amount, start, spans)
    assert due(Limit(amount, Unit.WORKING_HOUR), start, CALENDAR, pauses=pauses).at == walked

"""Working days, natural days, hours and months: never turned into one another silently."""

from datetime import date
from fractions import Fraction

import pytest

from bpmn.diagram import Event, EventKind, LimitText, Node, StepFacts, TimerKind
from bpmn.proof import Answer, Bound, Units, prove, units_of
from bpmn.proof.limits import read_duration, read_limit, step_lengths
from bpmn.proof.net import Length
from bpmn.testing import diagram_from
from tenants.calendar import national_calendar

MOST = {7: 6, 10: 8, 15: 12, 30: 23}
LEAST = {7: 0, 10: 3, 15: 5, 30: 15}
CALENDAR = Units(lambda days: MOST.get(days, days), lambda days: LEAST.get(days, 0))


@pytest.mark.parametrize(
    ("text", "promised", "unit", "worst", "in_unit", "answer"),
    [
        ("S A:7n B:2 E", 8, "workingDay", 8, "workingDay", Answer.KEPT),  # 6+2
        ("S A:7n B:2 E", 7, "workingDay", 8, "workingDay", Answer.MAYBE),  # 0+2 … 6+2
        ("S A:7n B:9 E", 8, "workingDay", 15, "workingDay", Answer.BROKEN),  # at least 0+9
        ("S A:7n E", 7, "naturalDay", 7, "naturalDay", Answer.KEPT),  # the same unit, one step: no calendar needed
        ("S A:7n B:7n E", 15, "naturalDay", 12, "workingDay", Answer.MAYBE),  # 6+6 against 5…12
        ("S A:3 E", 7, "naturalDay", 3, "workingDay", Answer.MAYBE),  # 7 natural days may hold no working day
        ("S A:4h B:3h E", 8, "workingHour", 7, "workingHour", Answer.KEPT),
        ("S A:4h B:3h E", 1, "workingDay", 1, "workingDay", Answer.KEPT),  # 7 hours cross one day end
        ("S A:4h B:3h C:2 D:1h E", 4, "workingDay", 4, "workingDay", Answer.KEPT),  # 1+2+1
        ("S A:5h B:5h E", 1, "workingDay", 2, "workingDay", Answer.MAYBE),  # 10 hours may cross two day ends
        ("S A:1m E", 1, "month", 1, "month", Answer.KEPT),
    ],
)
def test_units(text: str, promised: int, unit: str, worst: int, in_unit: str, answer: Answer) -> None:
    verdict = prove(diagram_from(text, promised=promised, unit=unit), units=CALENDAR)

    assert (verdict.worst, verdict.unit, verdict.promise) == (worst, in_unit, answer)


def test_a_bound_by_the_calendar_says_so() -> None:
    verdict = prove(diagram_from("S A:7n B:2 E", promised=7), units=CALENDAR)

    assert verdict.bound is Bound.UPPER
    assert verdict.because == ("A",)
    assert "取决于受理日期" in verdict.findings[-1].message


def test_the_published_calendar_bounds_natural_days() -> None:
    calendar = national_calendar()
    units = units_of(calendar.is_working_day, date(2025, 1, 1), date(2026, 12, 31))
    anywhere = units_of(calendar.is_working_day, date(2025, 1, 1), date(2026, 12, 31), from_rest_days=True)

    assert units.natural_most(7) == 6  # a week with a make-up day, rolls included
    assert anywhere.natural_most(7) == 7  # accepted Saturday 2026-01-03, due Monday 01-12, the Sunday worked
    # accepted on the last working day before a long holiday: due on the first one after it
    assert units.natural_least(7) == 1
    assert units.natural_most(0) == units.natural_least(0) == 0
    assert units.natural_most(10_000) == 10_000  # beyond what is published


def test_hours_of_a_shorter_day() -> None:
    short = Units(hours_per_day=Fraction(13, 2))  # 09:00-12:00, 13:30-17:00

    assert prove(diagram_from("S A:4h B:3h C:1 E"), units=short).worst == 3  # 7 h over 6.5 h: two day ends, and one day


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P3D", Length(3, "naturalDay")),
        ("P1W", Length(7, "naturalDay")),
        ("P2M", Length(2, "month")),
        ("P1Y", Length(1, "year")),
        ("P1Y2M", Length(14, "month")),
        ("P1M2D", Length(33, "naturalDay")),
        ("PT4H", Length(1, "naturalDay")),
        ("PT36H", Length(2, "naturalDay")),
        ("P1DT1H", Length(2, "naturalDay")),
        ('=duration("P3D")', Length(3, "naturalDay")),
        ("R3/P1D", Length(1, "naturalDay")),
        ("P", None),
        ("3D", None),
        ("PD", None),
        ("P3H", None),
        ("P1D2M", None),
        ("=deadline", None),
        ("", None),
        ("P" + "9" * 50 + "D", None),
    ],
)
def test_durations(text: str, length: Length | None) -> None:
    assert read_duration(text) == length


@pytest.mark.parametrize(
    ("amount", "unit", "length"),
    [
        ("3", "workingDay", Length(3, "workingDay")),
        ("0", "workingDay", Length(0, "workingDay")),
        ("三", "workingDay", None),
        ("-1", "workingDay", None),
        ("1.5", "workingDay", None),
        ("3", "fortnight", None),
        ("99999999", "workingDay", None),
    ],
)
def test_limits_as_written(amount: str, unit: str, length: Length | None) -> None:
    assert read_limit(LimitText(amount, unit)) == length


def test_what_takes_time_by_itself() -> None:
    timer = Event(EventKind.TIMER, expression="P2D", timer=TimerKind.DURATION)
    date = Event(EventKind.TIMER, expression="2026-03-01", timer=TimerKind.DATE)

    assert step_lengths(Node("a", "serviceTask")) == ()
    assert step_lengths(Node("a", "userTask")) is None
    assert step_lengths(Node("a", "userTask", step=StepFacts(limit=LimitText("x", "workingDay")))) is None
    assert step_lengths(Node("a", "intermediateCatchEvent", event=timer)) == (Length(2, "naturalDay"),)
    assert step_lengths(Node("a", "intermediateCatchEvent", event=date)) is None
    assert step_lengths(Node("a", "intermediateCatchEvent", event=Event(EventKind.MESSAGE))) is None

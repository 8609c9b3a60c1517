"""What the diagram's next steps mean for the case: departments, dates, timers, and what the end is called."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bpmn.diagram import TimerKind
from engine.cases import events as e
from engine.cases.case import SYSTEM, Case, Status, Timer
from engine.cases.follow import TimerFault, follow
from engine.runtime import effects as r

AtTurn = Callable[[str], Case]


def test_an_opened_step_carries_all_that_the_record_needs(hall: Any, at_turn: AtTurn, terms: Any) -> None:
    case = at_turn("received")
    (event,) = follow(case, [r.StepOpened(9, "register")], hall.clock.now(), SYSTEM, terms)
    assert isinstance(event, e.StepOpened)
    assert (event.token, event.name, event.kind, event.form) == (9, "设立登记", "decide", "register")
    assert (event.department, event.post) == ("market_regulation", "registrar")
    assert (event.outcomes, event.result) == (("准予登记", "退还材料", "不予登记"), "登记结论")
    assert event.due is not None
    assert event.due.day.isoformat() == "2026-03-03"  # opened on Monday 03-02, one working day
    assert event.item == {}


def test_an_item_of_several_is_named(hall: Any, at_turn: AtTurn, terms: Any) -> None:
    (event,) = follow(at_turn("received"), [r.StepOpened(9, "seal", "公章", 2)], hall.clock.now(), SYSTEM, terms)
    assert isinstance(event, e.StepOpened)
    assert event.item == {"item": "公章", "index": 2}


def test_only_a_step_taken_away_is_an_event_of_its_own(hall: Any, at_turn: AtTurn, terms: Any) -> None:
    effects = [r.StepClosed(8, "seal", completed=True), r.StepClosed(9, "tax", completed=False)]
    (event,) = follow(at_turn("registered"), effects, hall.clock.now(), SYSTEM, terms)
    assert event == e.StepCancelled(at=hall.clock.now(), by=SYSTEM, token=9, element="tax")


@pytest.mark.parametrize(
    ("timer", "value", "after"),
    [
        (TimerKind.DURATION, "PT2H", timedelta(hours=2)),
        (TimerKind.DURATION, "P1DT1H30M5S", timedelta(days=1, hours=1, minutes=30, seconds=5)),
        (TimerKind.DATE, "2026-03-02 15:00", timedelta(hours=5, minutes=30)),
        # 09:30 to 12:00 and 13:30 to 15:00: four working hours
        (TimerKind.DURATION, "4工作小时", timedelta(hours=5, minutes=30)),
        # the end of the next working day, 03-03 24:00
        (TimerKind.DURATION, "1工作日", timedelta(days=1, hours=14, minutes=30)),
    ],
)
def test_a_timer_gets_its_moment_from_the_calendar_or_the_clock(
    hall: Any, at_turn: AtTurn, terms: Any, timer: TimerKind, value: str, after: timedelta
) -> None:
    now = hall.clock.now()
    (event,) = follow(at_turn("received"), [r.TimerAsked(5, "t", timer, value)], now, SYSTEM, terms)
    assert isinstance(event, e.TimerSet)
    assert event.fires_at - now == after


@pytest.mark.parametrize(
    ("timer", "value"),
    [
        (TimerKind.DURATION, "很快"),
        (TimerKind.DURATION, "P"),
        (TimerKind.DURATION, "P1Y"),
        (TimerKind.DURATION, "PT5"),
        (TimerKind.DATE, "2026-02-30"),
        (TimerKind.CYCLE, "PT1H"),
    ],
)
def test_a_timer_nobody_can_reckon_is_a_fault_that_names_the_element(
    hall: Any, at_turn: AtTurn, terms: Any, timer: TimerKind, value: str
) -> None:
    case = at_turn("received")
    with pytest.raises(TimerFault, match="remind"):
        follow(case, [r.TimerAsked(5, "remind", timer, value)], hall.clock.now(), SYSTEM, terms)


def test_a_timer_is_dropped_only_where_one_waited(hall: Any, at_turn: AtTurn, terms: Any) -> None:
    case, now = at_turn("received"), hall.clock.now()
    assert follow(case, [r.TimerDropped(5, "t")], now, SYSTEM, terms) == ()
    waiting = replace(case, timers={5: Timer("t", now)})
    (event,) = follow(waiting, [r.TimerDropped(5, "t")], now, SYSTEM, terms)
    assert event == e.TimerDropped(at=now, by=SYSTEM, token=5)


@pytest.mark.parametrize(
    ("status", "end"),
    [
        (Status.RECEIVED, "终止"),
        (Status.SUPPLEMENTING, "退件"),
        (Status.NOT_ACCEPTED, "不予受理"),
        (Status.RETURNED, "退件"),
        (Status.DENIED, "不予"),
        (Status.DELIVERING, "已办结"),
        (Status.IN_REVIEW, "已办结"),
        (Status.DEEMED_ACCEPTED, "已办结"),
    ],
)
def test_the_end_is_called_by_where_the_case_stood(
    hall: Any, at_turn: AtTurn, terms: Any, status: Status, end: str
) -> None:
    case = replace(at_turn("received"), status=status)
    effects = [r.Finished(), r.Passed("done", ("flow_delivered",))]
    moved, closed = follow(case, effects, hall.clock.now(), SYSTEM, terms)
    assert isinstance(moved, e.Moved)
    assert moved.elements == ("done", "flow_delivered")
    assert isinstance(closed, e.CaseClosed)  # whatever else happened, the end comes last
    assert (closed.end, closed.days_used) == (end, None)


def test_a_cancelled_diagram_closes_no_case(hall: Any, at_turn: AtTurn, terms: Any) -> None:
    assert follow(at_turn("received"), [r.Finished(cancelled=True)], hall.clock.now(), SYSTEM, terms) == ()


def test_what_was_decided_is_kept_with_its_trace(hall: Any, at_turn: AtTurn) -> None:
    at_turn("accepted")
    decisions = [event for event in hall.events() if isinstance(event, e.DecisionMade)]
    assert [each.decision for each in decisions] == ["situation", "registration_check"]
    for each in decisions:
        assert each.by == SYSTEM
        assert each.inputs
        assert each.value
        assert each.trace

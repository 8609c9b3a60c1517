"""R24, R25: statutory, promised, step and special limits stand apart; the earlier of the first two binds."""

from typing import Any

import pytest

from engine.legal_clock import Lamp, Layer, Limit, Start, Unit, due, start_of
from engine.legal_clock.card import Cause, clock_cards
from engine.legal_clock.comparison import is_never_later, latest_excess


def test_the_scenario_of_both_limits_across_the_national_day(story: Any, at: Any, calendar: Any) -> None:
    story.under(promised=Limit(5, Unit.WORKING_DAY)).accepted("2025-09-26 10:00")
    assert (story.promised, story.statutory) == ("2025-10-10", "2025-10-30")
    promised = story.deadlines.promised
    assert promised.lamp(at("2025-10-09 09:00"), calendar) is Lamp.NEAR
    assert clock_cards(story.deadlines, at("2025-10-10 23:59")) == ()
    (card,) = clock_cards(story.deadlines, at("2025-10-11 00:00"))
    assert (card.cause, card.at, card.colour.chinese) == (Cause.PROMISE_OVERDUE, at("2025-10-11"), "黄牌")
    both = clock_cards(story.deadlines, at("2025-10-31 00:00"))
    assert [each.colour.chinese for each in both] == ["黄牌", "红牌"]


def test_the_promise_stops_with_the_issue_and_the_statutory_limit_with_the_decision(story: Any, at: Any) -> None:
    story.under(promised=Limit(5, Unit.WORKING_DAY)).accepted("2025-09-26")
    story.decided("2025-10-10 16:00").issued("2025-10-11 10:00")
    late = at("2026-01-01")
    assert not story.deadlines.statutory.is_overdue(late)
    assert story.deadlines.promised.is_overdue(late), "decided in time, issued a day late"


def test_a_promise_cut_by_a_statutory_limit_in_natural_days(story: Any) -> None:
    # 建筑法8: 2026-02-11 收到 + 7自然日 → 02-18 春节 → 02-24；5工作日承诺 → 02-25；以较早的 02-24 为准
    statutory = Limit(7, Unit.NATURAL_DAY, "《建筑法》第八条", Start.RECEIVED)
    story.under(statutory=statutory, promised=Limit(5, Unit.WORKING_DAY)).accepted("2026-02-11")
    assert (story.promised, story.statutory) == ("2026-02-25", "2026-02-24")
    assert story.deadlines.binding.layer is Layer.STATUTORY


def test_the_same_seven_as_working_days(story: Any) -> None:
    # 7工作日: 02-12, 13, 14班, 24, 25, 26, 27
    statutory = Limit(7, Unit.WORKING_DAY, "《建筑法》第八条", Start.RECEIVED)
    story.under(statutory=statutory).accepted("2026-02-11")
    assert story.statutory == "2026-02-27"


@pytest.mark.parametrize(
    ("named", "promised"),
    [
        (False, "2025-09-15"),  # 5工作日: 09-09…09-15
        (True, "2025-09-28"),  # 15工作日: 09-09…12 第1–4；15…19 第5–9；22…26 第10–14；09-28 周日·班 第15
    ],
)
def test_the_extension_moves_the_promise_only_where_the_approval_names_it(
    story: Any, named: bool, promised: str
) -> None:
    story.under(promised=Limit(5, Unit.WORKING_DAY)).accepted("2025-09-08")
    story.extended("2025-09-12", "10工作日", promise_too=named)
    assert (story.promised, story.statutory) == (promised, "2025-10-24")


def test_a_moved_promise_never_passes_the_statutory_end(story: Any) -> None:
    # 25 + 10 > 20 + 10 → 以法定为限
    story.under(promised=Limit(25, Unit.WORKING_DAY)).accepted("2025-09-08")
    story.extended("2025-09-12", "10工作日", promise_too=True)
    assert story.promised == story.statutory == "2025-10-24"


def test_a_step_stands_still_with_the_case_and_a_special_step_does_not(story: Any) -> None:
    story.accepted("2025-11-03").began("2025-11-03", "审查", "5工作日")
    story.began("2025-11-03", "现场勘察", "5工作日", special=True)
    story.paused("2025-11-06", "专家评审", "10工作日").restarted("2025-11-20", "专家评审")
    # 审查 11-04, 05, 06；11-07…11-20 不计；11-21, 11-24 → 11-24。现场勘察 11-04…11-10
    assert story.deadlines.steps["审查"].due.day.isoformat() == "2025-11-24"
    assert story.deadlines.special["现场勘察"].due.day.isoformat() == "2025-11-10"


# 是否永不晚于
COMPARED = (
    ("3工作日", "5工作日", True),
    ("5工作日", "5工作日", True),
    ("6工作日", "5工作日", False),
    ("1自然日", "1工作日", True),
    ("5工作日", "7自然日", False),  # 2026-02-13 起: 工作日 02-27, 自然日 02-24
    ("7自然日", "5工作日", False),  # 平常周一起: 自然日到下周一, 工作日到本周五之后一日
    ("3工作日", "20自然日", True),
    ("4工作小时", "1工作日", True),
    ("45工作日", "2个月", False),
    ("20工作日", "2个月", True),
)


@pytest.mark.parametrize(("first", "second", "never_later"), COMPARED)
def test_limits_in_different_units_are_compared_by_dates(
    calendar: Any, limit: Any, first: str, second: str, never_later: bool
) -> None:
    assert is_never_later(limit(first), limit(second), calendar) is never_later


def test_the_day_that_shows_the_excess_is_named(calendar: Any, limit: Any, at: Any) -> None:
    day = latest_excess(limit("5工作日"), limit("7自然日"), calendar)
    assert day is not None
    start = start_of(day, calendar)
    assert due(limit("5工作日"), start, calendar).day > due(limit("7自然日"), start, calendar).day

"""R2: a date that reaches into a year without notice is provisional, and is reckoned anew when the notice comes."""

from typing import Any

import pytest

from engine.legal_clock import Lamp, Layer, Limit, Unit, changes, due, explain, lamp
from engine.legal_clock.card import clock_cards
from tenants.holiday_notice import HolidayNotice

# 起算, 工作日, 暂定到期日, 是否暂定: 2027 has only its fixed days off (01-01 周五; 除夕 02-05 周五 … 初三 02-08 周一)
ROWS = (
    ("2026-12-24", 5, "2026-12-31", False),  # 12-25, 28, 29, 30, 31
    ("2026-12-25", 5, "2027-01-04", True),  # 12-28…12-31 第1–4；01-04 第5
    ("2026-12-31", 1, "2027-01-04", True),  # 01-04 第1
    ("2026-12-31", 20, "2027-01-29", True),  # 01-04…01-08 5；…；01-25…01-29 20
    ("2027-02-01", 5, "2027-02-10", True),  # 02-02, 03, 04；02-09, 10
    ("2027-04-02", 1, "2027-04-06", True),  # 04-05 清明
    ("2027-04-30", 1, "2027-05-03", True),  # 05-01, 02 周六周日
    ("2027-06-08", 2, "2027-06-11", True),  # 06-09 端午；06-10, 11
    ("2027-09-14", 1, "2027-09-16", True),  # 09-15 中秋
    ("2027-09-30", 1, "2027-10-04", True),  # 10-01 周五, 02, 03
)


@pytest.mark.parametrize(("start", "amount", "expected", "provisional"), ROWS)
def test_an_open_year_gives_a_provisional_date(
    calendar: Any, at: Any, start: str, amount: int, expected: str, provisional: bool
) -> None:
    reckoned = due(Limit(amount, Unit.WORKING_DAY), at(start), calendar)
    assert (reckoned.day.isoformat(), reckoned.provisional) == (expected, provisional)


def test_a_provisional_date_may_turn_yellow_and_never_red(calendar: Any, at: Any, limit: Any) -> None:
    end = due(limit("5工作日"), at("2026-12-25"), calendar)
    assert lamp(end, at("2026-12-28 09:00"), calendar) is Lamp.PROVISIONAL
    assert lamp(end, at("2026-12-31 09:00"), calendar) is Lamp.NEAR
    assert lamp(end, at("2027-01-20 09:00"), calendar) is Lamp.NEAR


def test_a_provisional_date_brings_no_card(story: Any, at: Any) -> None:
    story.accepted("2026-12-25")
    assert clock_cards(story.deadlines, at("2027-12-31")) == ()


def test_the_explanation_says_that_it_is_provisional(calendar: Any, at: Any, limit: Any) -> None:
    reckoning = explain(limit("5工作日"), at("2026-12-25"), calendar)
    assert reckoning.provisional
    assert "（暂定）" in reckoning.heading
    assert any("暂定" in rule for rule in reckoning.rules)


def test_the_notice_moves_the_date_and_the_change_is_kept(story: Any, calendar: Any, iso: Any) -> None:
    story.accepted("2026-12-25")
    before = story.deadlines
    # An invented notice: 元旦 off until Monday 01-04, nothing made up
    notice = HolidayNotice(2027, tuple((iso(f"2027-01-0{n}"), "元旦") for n in (1, 2, 3, 4)))
    published = calendar.with_notices([notice])
    after = story.ledger.deadlines(published, story.rules)
    moved = {change.layer: change for change in changes(before, after)}
    # 2026-12-25 + 20: 12-28…12-31 第1–4；01-04…01-08 第5–9 …01-25 第20（暂定）→ 公布后 01-05 起 → 01-26
    statutory = moved[Layer.STATUTORY]
    assert statutory.before is not None
    assert statutory.after is not None
    assert (statutory.before.day, statutory.after.day) == (iso("2027-01-25"), iso("2027-01-26"))
    assert (statutory.before.provisional, statutory.after.provisional) == (True, False)
    assert statutory.before.calendar != statutory.after.calendar


def test_the_same_dates_are_no_change(story: Any) -> None:
    story.accepted("2026-03-02")
    assert changes(story.deadlines, story.deadlines) == ()

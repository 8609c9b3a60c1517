"""Cards: yellow for a step or a promise missed, red for the law or a special step; three yellows make a red."""

from typing import Any

import pytest

from engine.legal_clock import Limit, Unit
from engine.legal_clock.card import CardSettings, Cause, clock_cards, escalated


def test_a_step_late_while_the_case_is_in_time(story: Any, at: Any) -> None:
    story.accepted("2026-03-02").began("2026-03-02", "审查", "3工作日")
    (card,) = clock_cards(story.deadlines, at("2026-03-06"))
    assert (card.cause, card.about, card.at) == (Cause.STEP_OVERDUE, "审查", at("2026-03-06"))


def test_a_step_done_in_time_brings_none(story: Any, at: Any) -> None:
    story.accepted("2026-03-02").began("2026-03-02", "审查", "3工作日").finished("2026-03-05 17:00", "审查")
    assert clock_cards(story.deadlines, at("2026-03-20")) == ()


def test_a_special_step_late_is_red(story: Any, at: Any) -> None:
    story.accepted("2026-03-02").began("2026-03-02", "现场勘察", "2工作日", special=True)
    (card,) = clock_cards(story.deadlines, at("2026-03-05"))
    assert card.colour.chinese == "红牌"


def test_paused_days_bring_no_card(story: Any, at: Any) -> None:
    story.under(promised=Limit(5, Unit.WORKING_DAY)).accepted("2025-11-03")
    story.paused("2025-11-06", "专家评审", "10工作日")
    assert clock_cards(story.deadlines, at("2025-11-20")) == ()


def test_a_late_delivery(story: Any, at: Any) -> None:
    story.accepted("2026-02-09").decided("2026-02-10").issued("2026-02-11")
    causes = [card.cause for card in clock_cards(story.deadlines, at("2026-03-03"))]
    assert causes == [Cause.DELIVERY_OVERDUE]


def test_a_check_that_ran_out_is_no_card_but_deemed_acceptance(story: Any, at: Any) -> None:
    assert clock_cards(story.received("2026-02-11").deadlines, at("2026-03-30")) == ()


def test_every_third_yellow_of_a_month_makes_a_red(calendar: Any, at: Any) -> None:
    days = [at(day) for day in ("2026-03-02", "2026-03-09", "2026-03-31 23:59", "2026-04-01", "2026-03-20")]
    (card,) = escalated(days, calendar)
    assert (card.cause, card.at) == (Cause.THREE_YELLOWS, at("2026-03-20")), "the third by time, and April begins anew"
    assert escalated(days[:2], calendar) == ()
    assert len(escalated(days[:2], calendar, CardSettings(yellows_for_red=2))) == 1


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_words_and_a_colour(cause: Cause) -> None:
    assert cause.chinese
    assert cause.colour.chinese in ("黄牌", "红牌")

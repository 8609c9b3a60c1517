"""R26: a pause in one branch stops that branch alone; the whole ends with the latest branch."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.legal_clock import Limit

Reader = Callable[[str], Limit]


def joint(story: Any, limit: Reader, promise: str) -> Any:
    """Accepted on Monday 2025-11-03 with a licence branch of 3 and a food branch of 10 working days beside it."""
    story.under(promised=limit(promise)).accepted("2025-11-03 09:00")
    return story.began("2025-11-03 09:00", "licence", "3工作日").began("2025-11-03 09:00", "food", "10工作日")


@pytest.mark.parametrize(
    ("branch", "needed", "licence", "food", "promised", "statutory"),
    [
        # 3 working days from 11-03: 11-06; with 5 days out (11-04 … 11-10) 11-13: food stays the last, 11-17.
        ("licence", "5工作日", "2025-11-13", "2025-11-17", "2025-11-17", "2025-12-01"),
        # Food 10 days: 11-17, with 5 out 11-24: the whole moves with it, the licence not.
        ("food", "5工作日", "2025-11-06", "2025-11-24", "2025-11-24", "2025-12-01"),
        # 12 days out (11-04 … 11-19): licence due 11-24; the whole ends then, five days later than without.
        ("licence", "12工作日", "2025-11-24", "2025-11-17", "2025-11-24", "2025-12-01"),
        # 15 days out of food (11-04 … 11-24): 12-08, a day the statutory limit of 20 (12-01) must reach too.
        ("food", "15工作日", "2025-11-06", "2025-12-08", "2025-12-08", "2025-12-08"),
    ],
)
def test_a_paused_branch_moves_itself_and_the_whole_only_when_it_becomes_the_last(
    story: Any, limit: Reader, branch: str, needed: str, licence: str, food: str, promised: str, statutory: str
) -> None:
    joint(story, limit, "10工作日").paused("2025-11-03 10:00", "评审", needed, step=branch)
    steps = story.deadlines.steps
    assert (steps["licence"].due.day.isoformat(), steps["food"].due.day.isoformat()) == (licence, food)
    assert (story.promised, story.statutory) == (promised, statutory)


def test_the_other_branch_keeps_its_lamp_while_one_stands_still(story: Any, limit: Reader, at: Any) -> None:
    joint(story, limit, "10工作日").paused("2025-11-03 10:00", "评审", "5工作日", step="licence")
    steps, now = story.deadlines.steps, at("2025-11-05 09:00")
    assert steps["licence"].is_paused(now, story.calendar)
    assert not steps["food"].is_paused(now, story.calendar)
    assert not story.deadlines.promised.is_paused(now, story.calendar)


def test_a_pause_of_the_whole_case_stops_every_branch(story: Any, limit: Reader) -> None:
    joint(story, limit, "10工作日").paused("2025-11-03 10:00", "评审", "5工作日")
    # 3 + 5: 11-13; 10 + 5: 11-24; 20 + 5: 12-08.
    steps = story.deadlines.steps
    assert (steps["licence"].due.day.isoformat(), steps["food"].due.day.isoformat()) == ("2025-11-13", "2025-11-24")
    assert (story.promised, story.statutory) == ("2025-11-24", "2025-12-08")


def test_a_branch_that_is_not_open_is_not_paused(story: Any, limit: Reader) -> None:
    joint(story, limit, "10工作日").finished("2025-11-04 10:00", "licence")
    story.paused("2025-11-04 11:00", "评审", "5工作日", step="licence")
    assert story.cause() == "pause-branch"
    story.paused("2025-11-04 11:00", "评审", "5工作日", step="tax")
    assert story.cause() == "pause-branch"


def test_the_reckoning_says_why_the_day_is_that_of_a_branch(story: Any, limit: Reader) -> None:
    joint(story, limit, "10工作日").paused("2025-11-03 10:00", "评审", "12工作日", step="licence")
    told = story.deadlines.promised.explain(story.calendar)
    assert told.due.isoformat() == "2025-11-24"
    assert "总期限取各分支最晚的一天：2025-11-24（周一）" in told.heading


def test_what_begins_after_the_decision_does_not_move_the_day_it_ended_by(story: Any, limit: Reader) -> None:
    joint(story, limit, "10工作日").paused("2025-11-03 10:00", "评审", "5工作日", step="licence")
    story.restarted("2025-11-05 09:00", "评审").finished("2025-11-06 09:00", "licence")
    story.finished("2025-11-07 09:00", "food").decided("2025-11-07 10:00")
    story.began("2025-11-07 10:00", "deliver", "10工作日")
    assert (story.promised, story.statutory) == ("2025-11-17", "2025-12-01")

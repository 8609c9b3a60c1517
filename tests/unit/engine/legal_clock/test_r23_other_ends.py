"""R23: withdrawal and termination stop every clock, and are no completion."""

from typing import Any

import pytest


@pytest.mark.parametrize("ending", ["withdrawn", "terminated"])
def test_the_clocks_stop(story: Any, at: Any, ending: str) -> None:
    story.accepted("2026-03-02")
    getattr(story, ending)("2026-03-10")
    assert story.deadlines.stage == ending
    assert story.deadlines.stage.is_over
    assert not story.deadlines.statutory.is_overdue(at("2026-12-31")), "it stopped in time"
    assert story.decided("2026-03-11").cause() == "event-stage"


def test_nothing_is_withdrawn_after_the_decision(story: Any) -> None:
    story.accepted("2026-03-02").decided("2026-03-10").withdrawn("2026-03-11")
    assert story.cause() == "event-stage"
    assert "已决定" in story.refusal.message


def test_a_withdrawal_after_the_limit_leaves_it_missed(story: Any, at: Any) -> None:
    story.accepted("2026-03-02").withdrawn("2026-03-31")
    assert story.deadlines.statutory.is_overdue(at("2026-04-30"))

"""R31: accepted with a curable gap (容缺受理): the clock runs at once, and nothing is granted while the gap is open."""

from typing import Any

import pytest

# 受理, 补交时限, 补交最后一日
ROWS = (
    ("2026-03-02", "5工作日", "2026-03-09"),  # 03-03…03-06, 03-09
    ("2026-02-13", "5工作日", "2026-02-27"),  # 02-14班, 24…27
    ("2025-09-29", "3工作日", "2025-10-10"),  # 09-30, 10-09, 10-10
    ("2025-01-24", "2工作日", "2025-01-27"),  # 01-26班, 27
)


@pytest.mark.parametrize(("accepted", "within", "last"), ROWS)
def test_the_gap_has_a_limit_of_its_own(story: Any, accepted: str, within: str, last: str) -> None:
    story.accepted(accepted, gaps=("验资报告",), within=within)
    assert story.cause() == ""
    assert story.deadlines.gap.due.day.isoformat() == last
    assert story.deadlines.accepted.date().isoformat() == accepted


def test_the_limit_is_earlier_than_the_decision(story: Any) -> None:
    assert story.accepted("2026-03-02", gaps=("验资报告",), within="20工作日").cause() == "gap-limit"
    assert story.accepted("2026-03-02", gaps=("验资报告",)).cause() == "gap-limit"


def test_no_grant_while_the_gap_is_open(story: Any) -> None:
    story.accepted("2026-03-02", gaps=("验资报告",), within="5工作日")
    assert story.decided("2026-03-06").cause() == "gap-open"
    assert "验资报告" in story.refusal.message
    assert story.supplied("2026-03-09", "验资报告").decided("2026-03-10").cause() == ""


def test_a_denial_or_termination_needs_no_gap_filled(story: Any, at: Any) -> None:
    story.accepted("2026-03-02", gaps=("验资报告",), within="5工作日")
    assert story.deadlines.gap.is_overdue(at("2026-03-10"))
    assert story.terminated("2026-03-10").cause() == ""


def test_an_open_gap_never_pauses_the_clock(story: Any) -> None:
    story.accepted("2026-03-02", gaps=("验资报告",), within="5工作日")
    assert story.statutory == "2026-03-30"
    assert story.supplied("2026-03-09", "验资报告").statutory == "2026-03-30"

"""R20: the three dates of a hearing and who may chair it."""

from typing import Any

import pytest

from engine.legal_clock.hearing import hearing_dates, refuse_decision_without_record, refuse_hearing

# 告知听证权利, 申请最后一日, 申请, 组织最后一日, 举行, 通知最后一日
ROWS = (
    ("2026-03-10", "2026-03-17", "2026-03-16", "2026-04-14", "2026-04-09", "2026-03-30"),  # 5；20；前7
    ("2025-01-22", "2025-02-05", "2025-02-05", "2025-03-04", "2025-02-20", "2025-02-11"),  # 5；20；前7
    ("2025-04-25", "2025-05-06", "2025-05-06", "2025-06-04", "2025-05-20", "2025-05-09"),  # 5；20；前7
    ("2025-09-24", "2025-09-30", "2025-09-30", "2025-11-04", "2025-10-24", "2025-10-15"),  # 5；20；前7
    ("2025-12-26", "2026-01-05", "2026-01-04", "2026-01-30", "2026-01-20", "2026-01-09"),  # 5；20；前7
    ("2026-02-10", "2026-02-24", "2026-02-24", "2026-03-23", "2026-03-10", "2026-02-28"),  # 5；20；前7
    ("2026-04-28", "2026-05-08", "2026-05-07", "2026-06-03", "2026-05-22", "2026-05-13"),  # 5；20；前7
    ("2026-09-22", "2026-09-30", "2026-09-29", "2026-11-02", "2026-10-20", "2026-10-10"),  # 5；20；前7
)


@pytest.mark.parametrize(("told", "apply_by", "applied", "hold_by", "held", "notify_by"), ROWS)
def test_apply_hold_and_notify(
    calendar: Any, at: Any, told: str, apply_by: str, applied: str, hold_by: str, held: str, notify_by: str
) -> None:
    dates = hearing_dates(at(told), calendar, applied=at(applied), held=at(held))
    assert dates.apply_by.day.isoformat() == apply_by
    assert dates.hold_by is not None
    assert dates.hold_by.day.isoformat() == hold_by
    assert dates.notify_by is not None
    assert dates.notify_by.isoformat() == notify_by


@pytest.mark.parametrize(
    ("applied", "notified", "held", "chair", "rule"),
    [
        ("2026-03-16", "2026-03-30", "2026-04-09", "周", ""),
        ("2026-03-18", "2026-03-30", "2026-04-09", "周", "hearing-applied-late"),
        ("2026-03-16", "2026-03-31", "2026-04-09", "周", "hearing-notice-late"),
        ("2026-03-16", "2026-03-30", "2026-04-15", "周", "hearing-held-late"),
        ("2026-03-16", "2026-03-30", "2026-04-09", "吴", "hearing-chair"),
    ],
)
def test_which_hearings_may_be_held(
    calendar: Any, at: Any, applied: str, notified: str, held: str, chair: str, rule: str
) -> None:
    refusal = refuse_hearing(
        at("2026-03-10"),
        at(applied),
        at(notified),
        at(held),
        calendar,
        chair=chair,
        reviewers=frozenset({"吴"}),
    )
    assert (refusal.rule if refusal else "") == rule


def test_the_decision_follows_the_signed_record() -> None:
    assert refuse_decision_without_record(True) is None
    refusal = refuse_decision_without_record(False)
    assert refusal is not None
    assert refusal.rule == "hearing-record"

"""R8, R10: silence in the five working days of the check means accepted, as of the day of receipt."""

from typing import Any

import pytest

# 收件, 一次告知的最后一日, 视为受理后20工作日的到期日
ROWS = (
    ("2026-02-11", "2026-02-25", "2026-03-17"),  # 核对：02-12…02-14班 第1–3；02-24…02-25 第4–5
    ("2025-01-23", "2025-02-06", "2025-02-26"),  # 核对：01-24 第1；01-26班…01-27 第2–3；02-05…02-06 第4–5
    ("2025-01-24", "2025-02-07", "2025-02-27"),  # 核对：01-26班…01-27 第1–2；02-05…02-07 第3–5
    ("2025-01-26", "2025-02-08", "2025-02-28"),  # 核对：01-27 第1；02-05…02-08班 第2–5
    ("2025-04-25", "2025-05-06", "2025-05-27"),  # 核对：04-27班…04-30 第1–4；05-06 第5
    ("2025-04-30", "2025-05-12", "2025-06-03"),  # 核对：05-06…05-09 第1–4；05-12 第5
    ("2025-05-29", "2025-06-06", "2025-06-27"),  # 核对：05-30 第1；06-03…06-06 第2–5
    ("2025-09-24", "2025-09-30", "2025-10-28"),  # 核对：09-25…09-26 第1–2；09-28班…09-30 第3–5
    ("2025-09-26", "2025-10-10", "2025-10-30"),  # 核对：09-28班…09-30 第1–3；10-09…10-10 第4–5
    ("2025-09-28", "2025-10-11", "2025-10-31"),  # 核对：09-29…09-30 第1–2；10-09…10-11班 第3–5
    ("2025-09-30", "2025-10-14", "2025-11-04"),  # 核对：10-09…10-11班 第1–3；10-13…10-14 第4–5
    ("2025-10-10", "2025-10-16", "2025-11-06"),  # 核对：10-11班 第1；10-13…10-16 第2–5
    ("2025-12-29", "2026-01-06", "2026-01-27"),  # 核对：12-30…12-31 第1–2；2026-01-04班…2026-01-06 第3–5
    ("2025-12-31", "2026-01-08", "2026-01-29"),  # 核对：2026-01-04班…2026-01-08 第1–5
    ("2026-01-04", "2026-01-09", "2026-01-30"),  # 核对：01-05…01-09 第1–5
    ("2026-02-09", "2026-02-14", "2026-03-13"),  # 核对：02-10…02-14班 第1–5
    ("2026-02-13", "2026-02-27", "2026-03-19"),  # 核对：02-14班 第1；02-24…02-27 第2–5
    ("2026-02-14", "2026-02-28", "2026-03-20"),  # 核对：02-24…02-28班 第1–5
    ("2026-02-27", "2026-03-05", "2026-03-26"),  # 核对：02-28班 第1；03-02…03-05 第2–5
    ("2026-02-28", "2026-03-06", "2026-03-27"),  # 核对：03-02…03-06 第1–5
    ("2026-04-02", "2026-04-10", "2026-05-06"),  # 核对：04-03 第1；04-07…04-10 第2–5
    ("2026-04-29", "2026-05-09", "2026-05-29"),  # 核对：04-30 第1；05-06…05-09班 第2–5
    ("2026-05-08", "2026-05-14", "2026-06-04"),  # 核对：05-09班 第1；05-11…05-14 第2–5
    ("2026-06-17", "2026-06-25", "2026-07-16"),  # 核对：06-18 第1；06-22…06-25 第2–5
    ("2026-09-18", "2026-09-24", "2026-10-22"),  # 核对：09-20班…09-24 第1–5
    ("2026-09-23", "2026-10-08", "2026-10-28"),  # 核对：09-24 第1；09-28…09-30 第2–4；10-08 第5
    ("2026-09-30", "2026-10-13", "2026-11-03"),  # 核对：10-08…10-10班 第1–3；10-12…10-13 第4–5
    ("2026-10-09", "2026-10-15", "2026-11-05"),  # 核对：10-10班 第1；10-12…10-15 第2–5
)


@pytest.mark.parametrize(("received", "last", "expected"), ROWS)
def test_silence_is_acceptance_on_the_day_of_receipt(story: Any, received: str, last: str, expected: str) -> None:
    story.received(f"{received} 15:00")
    assert story.deadlines.check.due.day.isoformat() == last
    assert story.silent_until(f"{last} 23:59").deadlines.stage == "received", "the last day is not over"
    story.silent_until(f"{last}T23:59:59.999999+08:00")
    assert story.deadlines.accepted is None
    story.silent_until("2026-12-31")
    assert story.deadlines.deemed
    assert story.deadlines.accepted.date().isoformat() == received
    assert story.statutory == expected


@pytest.mark.parametrize(("received", "last", "expected"), ROWS)
def test_a_notice_on_the_last_day_is_in_time_and_one_after_it_is_refused(
    story: Any, received: str, last: str, expected: str
) -> None:
    story.received(f"{received} 15:00").notified(f"{last} 23:59", "材料A")
    assert story.cause() == ""
    assert story.silent_until("2026-12-31").deadlines.accepted is None, "an answered check never turns into acceptance"


def test_the_scenario_of_the_spring_festival(story: Any) -> None:
    # 收件 2026-02-11 → 02-12, 13, 14班, 24, 25 → 02-26 00:00 视为受理
    story.received("2026-02-11 15:00").silent_until("2026-02-26 00:00")
    assert story.deadlines.stage == "accepted"
    assert story.notified("2026-02-26 09:00", "材料A").cause() == "event-stage"
    assert story.statutory == "2026-03-17"


def test_a_late_notice_before_anyone_noticed_the_silence_is_refused(story: Any) -> None:
    story.received("2026-02-11 15:00").notified("2026-02-26 09:00", "材料A")
    assert story.cause() == "notice-late"
    assert "2026-02-25" in story.refusal.message


def test_nothing_is_deemed_before_the_check_is_over(story: Any) -> None:
    from engine.legal_clock.event import Actor, DeemedAccepted

    story.received("2026-02-11 15:00")
    at = story.deadlines.check.due.at
    early = at.replace(day=at.day - 1)
    story.enter(DeemedAccepted(at=early, actor=Actor("clock"), ground="licensing-32-4"))
    assert story.cause() == "deemed-early"

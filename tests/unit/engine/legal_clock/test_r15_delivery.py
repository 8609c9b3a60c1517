"""R15: delivery within ten working days of the decision, outside the twenty; the lower body's own review."""

from typing import Any

import pytest

# 准予决定, 送达最后一日
ROWS = (
    ("2026-02-10", "2026-03-02"),  # 02-11…02-14班 第1–4；02-24…02-28班 第5–9；03-02 第10
    ("2025-09-29", "2025-10-20"),  # 09-30 第1；10-09…10-11班 第2–4；10-13…10-17 第5–9；10-20 第10
    ("2026-02-06", "2026-02-27"),  # 02-09…02-14班 第1–6；02-24…02-27 第7–10
    ("2025-01-22", "2025-02-11"),  # 01-23…01-24 第1–2；01-26班…01-27 第3–4；02-05…02-08班 第5–8；02-10…02-11 第9–10
    ("2025-01-27", "2025-02-17"),  # 02-05…02-08班 第1–4；02-10…02-14 第5–9；02-17 第10
    ("2025-04-24", "2025-05-12"),  # 04-25 第1；04-27班…04-30 第2–5；05-06…05-09 第6–9；05-12 第10
    ("2025-05-30", "2025-06-16"),  # 06-03…06-06 第1–4；06-09…06-13 第5–9；06-16 第10
    ("2025-09-19", "2025-10-10"),  # 09-22…09-26 第1–5；09-28班…09-30 第6–8；10-09…10-10 第9–10
    ("2025-10-08", "2025-10-21"),  # 10-09…10-11班 第1–3；10-13…10-17 第4–8；10-20…10-21 第9–10
    ("2025-12-24", "2026-01-08"),  # 12-25…12-26 第1–2；12-29…12-31 第3–5；2026-01-04班…2026-01-08 第6–10
    ("2026-01-04", "2026-01-16"),  # 01-05…01-09 第1–5；01-12…01-16 第6–10
    ("2026-02-14", "2026-03-06"),  # 02-24…02-28班 第1–5；03-02…03-06 第6–10
    ("2026-02-27", "2026-03-12"),  # 02-28班 第1；03-02…03-06 第2–6；03-09…03-12 第7–10
    ("2026-04-27", "2026-05-13"),  # 04-28…04-30 第1–3；05-06…05-09班 第4–7；05-11…05-13 第8–10
    ("2026-06-12", "2026-06-29"),  # 06-15…06-18 第1–4；06-22…06-26 第5–9；06-29 第10
    ("2026-09-17", "2026-10-08"),  # 09-18 第1；09-20班…09-24 第2–6；09-28…09-30 第7–9；10-08 第10
    ("2026-09-25", "2026-10-15"),  # 09-28…09-30 第1–3；10-08…10-10班 第4–6；10-12…10-15 第7–10
    ("2026-10-09", "2026-10-22"),  # 10-10班 第1；10-12…10-16 第2–6；10-19…10-22 第7–10
)


@pytest.mark.parametrize(("decided", "expected"), ROWS)
def test_the_result_is_delivered_within_ten_working_days(story: Any, decided: str, expected: str) -> None:
    story.accepted(decided).decided(f"{decided} 16:00")
    assert story.deadlines.delivery.due.day.isoformat() == expected


def test_delivery_lies_outside_the_twenty(story: Any) -> None:
    # 受理 2026-03-02, 决定于第20日 03-27；送达 04-13
    story.accepted("2026-03-02").decided("2026-03-30").issued("2026-03-31").delivered("2026-04-10")
    assert story.statutory == "2026-03-30"
    assert not story.deadlines.statutory.is_overdue(story.deadlines.delivery.due.at)
    assert not story.deadlines.delivery.is_overdue(story.deadlines.delivery.due.at)


def test_a_denial_has_no_ten_days(story: Any) -> None:
    assert story.accepted("2026-03-02").decided("2026-03-10", granted=False).deadlines.delivery is None


def test_the_lower_body_reviews_in_twenty_days_of_its_own(calendar: Any, at: Any) -> None:
    from engine.legal_clock import due
    from engine.legal_clock.other_limits import REVIEW_BEFORE_REPORTING

    # 2025-09-26 + 20 → 10-30
    assert due(REVIEW_BEFORE_REPORTING, at("2025-09-26"), calendar).day.isoformat() == "2025-10-30"

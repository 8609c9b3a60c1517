"""R12: what a receipt at night or on a rest day counts as; the true instant is always kept."""

from typing import Any

import pytest

from engine.legal_clock import ReceiptPolicy

# 实际收到, 按实际日核对到, 按次一工作日核对到
ROWS = (
    ("2026-03-07 10:00", "2026-03-13", "2026-03-16"),  # 视为 03-09 收到
    ("2026-03-08 22:00", "2026-03-13", "2026-03-16"),  # 视为 03-09 收到
    ("2026-03-06 20:00", "2026-03-13", "2026-03-16"),  # 视为 03-09 收到
    ("2026-03-06 16:59", "2026-03-13", "2026-03-13"),  # 营业时间内收到
    ("2026-03-06 17:00", "2026-03-13", "2026-03-16"),  # 视为 03-09 收到
    ("2026-03-09 07:30", "2026-03-16", "2026-03-16"),  # 营业时间内收到
    ("2026-02-14 18:00", "2026-02-28", "2026-03-02"),  # 视为 02-24 收到
    ("2026-02-15 09:00", "2026-02-28", "2026-03-02"),  # 视为 02-24 收到
    ("2026-02-20 12:00", "2026-02-28", "2026-03-02"),  # 视为 02-24 收到
    ("2025-09-27 10:00", "2025-10-10", "2025-10-11"),  # 视为 09-28 收到
    ("2025-10-03 10:00", "2025-10-14", "2025-10-15"),  # 视为 10-09 收到
    ("2025-10-11 17:30", "2025-10-17", "2025-10-20"),  # 视为 10-13 收到
    ("2025-09-30 19:00", "2025-10-14", "2025-10-15"),  # 视为 10-09 收到
    ("2026-10-10 09:00", "2026-10-16", "2026-10-16"),  # 营业时间内收到
)


@pytest.mark.parametrize(("received", "actual", "following"), ROWS)
def test_the_policy_of_the_centre_decides(story: Any, at: Any, received: str, actual: str, following: str) -> None:
    assert story.received(received).deadlines.check.due.day.isoformat() == actual
    story.under(receipt=ReceiptPolicy.NEXT_WORKING_DAY)
    assert story.deadlines.check.due.day.isoformat() == following
    assert story.ledger.events[0].at == at(received)

"""R16, R21, R32: periods told with a decision, dispatch of staff, the later check of a pledge."""

from typing import Any

import pytest

from engine.legal_clock import Limit, due
from engine.legal_clock.other_limits import (
    CARD_ANSWER,
    DISPATCH,
    LAWSUIT,
    PLEDGE_CHECK,
    RATING_CALL_BACK,
    RATING_RECTIFICATION,
    RECONSIDERATION,
    STAFF_REPLACEMENT,
)

ROWS = (
    (RECONSIDERATION, "2026-02-06", "2026-04-07"),  # 60日 → 04-07（周二）
    (RECONSIDERATION, "2025-08-04", "2025-10-09"),  # 60日 → 10-03 国庆 → 10-09
    (LAWSUIT, "2025-08-31", "2026-02-28"),  # 六个月，二月没有31日 → 02-28 周六·班
    (LAWSUIT, "2025-08-20", "2026-02-24"),  # 02-20 春节 → 02-24
    (DISPATCH, "2026-02-13", "2026-02-27"),  # 5工作日
    (DISPATCH, "2025-09-26", "2025-10-10"),  # 5工作日
    (PLEDGE_CHECK, "2025-12-31", "2026-02-28"),  # 两个月，月末日
    (PLEDGE_CHECK, "2025-08-03", "2025-10-09"),  # 10-03 国庆 → 10-09
    (RATING_RECTIFICATION, "2026-02-06", "2026-03-05"),  # 15工作日
    (RATING_CALL_BACK, "2026-02-06", "2026-02-09"),  # 1工作日
    (CARD_ANSWER, "2025-10-10", "2025-10-14"),  # 10-11班, 13, 14
    (STAFF_REPLACEMENT, "2025-09-23", "2025-10-09"),  # 10日 → 10-03 国庆 → 10-09
)


@pytest.mark.parametrize(("limit", "start", "expected"), ROWS)
def test_the_period_ends(calendar: Any, at: Any, limit: Limit, start: str, expected: str) -> None:
    assert due(limit, at(start), calendar).day.isoformat() == expected
    assert limit.basis

"""R32: a decision on a pledge is checked within two months; a last day of rest moves on (民法典202, 203)."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.legal_clock import due
from engine.legal_clock.other_limits import PLEDGE_CHECK
from tenants.calendar import LegalCalendar


@pytest.mark.parametrize(
    ("decided", "last"),
    [
        ("2026-03-03", "2026-05-06"),  # 05-03 劳动节放假，顺延到 05-06
        ("2025-12-31", "2026-02-28"),  # 二月没有31日；02-28（周六）调休上班
        ("2026-01-15", "2026-03-16"),  # 03-15 周日
        ("2025-08-01", "2025-10-09"),  # 10-01 国庆放假
        ("2026-06-10", "2026-08-10"),
    ],
)
def test_the_check_ends_two_months_after_the_decision(
    calendar: LegalCalendar, at: Callable[[str], Any], decided: str, last: str
) -> None:
    assert due(PLEDGE_CHECK, at(decided), calendar).day.isoformat() == last

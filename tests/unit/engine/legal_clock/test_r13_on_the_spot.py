"""R13: what is decided on the spot is due that day (许可法34); a substance check takes two people."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.legal_clock import Limit, due
from tenants.calendar import LegalCalendar
from tenants.step_kinds import KINDS


@pytest.mark.parametrize(
    ("begun", "last"),
    [
        ("2026-03-02 09:00", "2026-03-02"),
        ("2026-02-14 16:59", "2026-02-14"),  # 周六，调休上班
        ("2026-03-07 10:00", "2026-03-09"),  # 周六延时服务：当日不是工作日，到周一
        ("2025-10-03 10:00", "2025-10-09"),  # 国庆放假
    ],
)
def test_a_limit_of_nought_ends_with_the_day_or_the_next_working_day(
    calendar: LegalCalendar, at: Callable[[str], Any], limit: Callable[[str], Limit], begun: str, last: str
) -> None:
    assert due(limit("0工作日"), at(begun), calendar).day.isoformat() == last


@pytest.mark.parametrize(("kind", "people"), [("site_visit", 2), ("inspection", 2), ("testing", 2), ("quarantine", 2)])
def test_substance_is_checked_by_two_who_sign(kind: str, people: int) -> None:
    assert (KINDS[kind].min_staff, KINDS[kind].signed) == (people, True)

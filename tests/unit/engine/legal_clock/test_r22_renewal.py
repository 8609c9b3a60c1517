"""R22: when to apply for a renewal, by when to decide, what silence means."""

from typing import Any

import pytest

from engine.legal_clock import Limit, Unit
from engine.legal_clock.renewal import is_deemed_renewed, renewal_dates

# 有效期至, 申请最后一日（届满三十日前）, 视为准予延续自
ROWS = (
    ("2026-06-30", "2026-05-31", "2026-07-01"),  # 06-30 − 30
    ("2026-03-31", "2026-03-01", "2026-04-01"),
    ("2025-12-31", "2025-12-01", "2026-01-01"),
    ("2026-03-01", "2026-01-30", "2026-03-02"),
    ("2026-10-10", "2026-09-10", "2026-10-11"),
)


@pytest.mark.parametrize(("expires", "apply_by", "renewed"), ROWS)
def test_the_dates_of_a_renewal(calendar: Any, iso: Any, expires: str, apply_by: str, renewed: str) -> None:
    dates = renewal_dates(iso(expires), calendar)
    assert (dates.apply_by, dates.decide_by, dates.deemed_from) == (iso(apply_by), iso(expires), iso(renewed))


def test_another_law_may_count_in_working_days(calendar: Any, iso: Any) -> None:
    # 食品经营: 届满前15个工作日。2026-03-10 往前: 03-09…03-02 6日；02-28…02-24 5日；02-14…02-11 4日 → 02-11
    dates = renewal_dates(iso("2026-03-10"), calendar, Limit(15, Unit.WORKING_DAY))
    assert dates.apply_by == iso("2026-02-11")


@pytest.mark.parametrize(
    ("applied", "decided", "now", "deemed"),
    [
        ("2026-05-31", "", "2026-07-01 00:00", True),
        ("2026-05-31", "", "2026-06-30 23:59", False),
        ("2026-06-01", "", "2026-07-01 00:00", False),
        ("2026-05-31", "2026-06-30 17:00", "2026-07-01 00:00", False),
        ("2026-05-31", "2026-07-01 00:00", "2026-07-02 00:00", True),
    ],
    ids=["silence", "not yet", "applied late", "answered", "answered too late"],
)
def test_silence_renews(calendar: Any, at: Any, iso: Any, applied: str, decided: str, now: str, deemed: bool) -> None:
    answer = at(decided) if decided else None
    assert is_deemed_renewed(iso("2026-06-30"), at(applied), answer, at(now), calendar) is deemed

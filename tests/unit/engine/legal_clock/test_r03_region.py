"""R3: a region's own festivals lie over the national calendar, by site; none unless the place has decided some."""

from typing import Any

import pytest

from engine.legal_clock import Limit, Unit, due
from tenants.holiday_notice import HolidayNotice

# 起算, 工作日, 全国, 黔南（2025-08-08周五、2026-08-08周六州庆放假）
ROWS = (
    ("2025-08-07", 1, "2025-08-08", "2025-08-11"),  # 08-08 → 08-11
    ("2025-08-04", 5, "2025-08-11", "2025-08-12"),  # 08-05, 06, 07, 08, 11 | 05, 06, 07, 11, 12
    ("2025-07-28", 20, "2025-08-25", "2025-08-26"),  # 一日之差
    ("2025-08-08", 1, "2025-08-11", "2025-08-11"),  # 当日不计
    ("2026-08-07", 1, "2026-08-10", "2026-08-10"),  # 周六本来休息
)


@pytest.mark.parametrize(("start", "amount", "national", "regional"), ROWS)
def test_the_region_moves_its_own_dates_alone(
    calendar: Any, at: Any, iso: Any, start: str, amount: int, national: str, regional: str
) -> None:
    days = tuple((iso(day), "州庆") for day in ("2025-08-08", "2026-08-08"))
    there = calendar.with_region("522700", [HolidayNotice(2025, days)])
    limit = Limit(amount, Unit.WORKING_DAY)
    assert due(limit, at(start), calendar).day.isoformat() == national
    assert due(limit, at(start), there).day.isoformat() == regional

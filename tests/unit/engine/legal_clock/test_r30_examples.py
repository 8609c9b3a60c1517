"""R30: the examples of the reference, row by row: start, working days, last day."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.legal_clock import Limit, due
from tenants.calendar import LegalCalendar


@pytest.mark.parametrize(
    ("begun", "days", "last"),
    [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2025-04-25", 3, "2025-04-29"),
        ("2025-09-29", 3, "2025-10-10"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-04-30", 5, "2025-05-12"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2026-04-29", 10, "2026-05-15"),
        ("2025-09-26", 20, "2025-10-30"),
        ("2025-01-24", 20, "2025-02-27"),
        ("2026-02-13", 20, "2026-03-19"),
        ("2025-12-25", 20, "2026-01-23"),
        ("2025-07-28", 45, "2025-09-28"),
        ("2025-12-22", 45, "2026-03-02"),
        ("2026-01-20", 30, "2026-03-09"),
        ("2026-01-20", 45, "2026-03-30"),
    ],
)
def test_every_example_holds(
    calendar: LegalCalendar, at: Callable[[str], Any], limit: Callable[[str], Limit], begun: str, days: int, last: str
) -> None:
    assert due(limit(f"{days}工作日"), at(begun), calendar).day.isoformat() == last

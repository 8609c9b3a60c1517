"""R27: a lower level may only tighten: its limit never ends later than that above, whatever day it begins on."""

from collections.abc import Callable

import pytest

from engine.legal_clock import Limit
from engine.legal_clock.comparison import is_never_later
from tenants.calendar import LegalCalendar


@pytest.mark.parametrize(
    ("below", "above", "tightens"),
    [
        ("7工作日", "10工作日", True),
        ("10工作日", "10工作日", True),
        ("12工作日", "10工作日", False),
        ("0工作日", "1工作日", True),
        ("4工作小时", "1工作日", True),
        ("8工作小时", "1工作日", False),  # more than a day's seven hours from 15:00 is the day after next
        ("10自然日", "10工作日", True),
        ("10工作日", "10自然日", False),
        ("1个月", "20工作日", False),  # 春节 makes twenty working days longer, other months make them shorter
        ("20自然日", "1个月", True),
    ],
)
def test_limits_are_compared_by_dates_never_by_a_factor(
    calendar: LegalCalendar, limit: Callable[[str], Limit], below: str, above: str, tightens: bool
) -> None:
    assert is_never_later(limit(below), limit(above), calendar) is tightens

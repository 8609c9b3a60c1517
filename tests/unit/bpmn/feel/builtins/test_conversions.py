"""date, time, date and time, durations from their parts."""

import pytest

from bpmn.feel import compile_expression
from bpmn.feel.values import shown

ROWS = [
    ("date(2026, 3, 2)", "2026-03-02"),
    ("date(year: 2026, month: 3, day: 2)", "2026-03-02"),
    ("date(2026, 13, 1)", "null"),
    ("date(2026.5, 1, 1)", "null"),
    ('date("2026-03-02")', "2026-03-02"),
    ('date("2026-03-02T00:00:00")', "null"),
    ('date(date("2026-03-02"))', "2026-03-02"),
    ("date(null)", "null"),
    ("time(9, 30, 0)", "09:30:00"),
    ("time(9, 30, 15.5)", "09:30:15.5"),
    ("time(24, 0, 0)", "null"),
    ("time(9, 30, 0, null)", "09:30:00"),
    ("time(hour: 9, minute: 30, second: 0)", "09:30:00"),
    ('time(@"2026-03-02")', "00:00:00Z"),
    ('time("09:30:00Z")', "09:30:00Z"),
    ("date and time(2026, 3, 2, 9, 30, 0)", "2026-03-02T09:30:00"),
    ('date and time(2026, 3, 2, 9, 30, 0, duration("PT8H"))', "2026-03-02T09:30:00+08:00"),
    ('date and time(2026, 3, 2, 9, 30, 0, "Asia/Shanghai")', "2026-03-02T09:30:00@Asia/Shanghai"),
    ('date and time("2026-03-02T25:00:00")', "null"),
    ('date and time(@"2026-03-02T01:30:00Z", "Asia/Shanghai")', "2026-03-02T09:30:00@Asia/Shanghai"),
    ('duration("P1Y2M")', "P1Y2M"),
    ('duration("P1DT2H3M4.5S")', "P1DT2H3M4.5S"),
    ('duration("-P1D")', "-P1D"),
    ('duration("1D")', "null"),
    ('years and months duration(@"2020-01-01", @"2026-07-01")', "P6Y6M"),
    ('years and months duration(from: @"2020-01-01", to: @"2026-07-01")', "P6Y6M"),
]


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_conversions(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value

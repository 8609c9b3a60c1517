"""Parts of dates by their names."""

import pytest

from bpmn.feel import compile_expression
from bpmn.feel.values import shown

ROWS = [
    ("day of year(date(2019, 9, 17))", "260"),
    ("day of week(date(2019, 9, 17))", '"Tuesday"'),
    ("month of year(date(2019, 9, 17))", '"September"'),
    ("week of year(date(2019, 9, 17))", "38"),
    ("week of year(date(2003, 12, 29))", "1"),
    ("week of year(date(2004, 1, 4))", "1"),
    ("week of year(date(2005, 1, 1))", "53"),
    ('day of week(date and time("2026-03-02T09:30:00"))', '"Monday"'),
    ("day of week(date: null)", "null"),
    ('day of week("2026-03-02")', "null"),
    ("last day of month(date(2026, 12, 31))", "31"),
]


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_dates(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value

"""Working days and ages, on a calendar that is handed in: the days around Spring Festival 2026."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from bpmn.feel import Limits, compile_expression
from bpmn.feel.errors import FeelLimitError
from bpmn.feel.values import shown


class SpringFestival2026:
    """Off from 15 to 23 February 2026; Saturdays 14 and 28 February are worked on to make up."""

    def is_working_day(self, day: date, /) -> bool:
        if day.year != 2026:
            raise LookupError(f"{day.year} 年的放假安排尚未公布")
        if date(2026, 2, 15) <= day <= date(2026, 2, 23):
            return False
        return day.weekday() < 5 or day in (date(2026, 2, 14), date(2026, 2, 28))


ROWS = [
    ('加工作日(@"2026-02-13", 1)', "2026-02-14"),  # Saturday, made up
    ('加工作日(@"2026-02-14", 1)', "2026-02-24"),
    ('加工作日(@"2026-02-13", 3)', "2026-02-25"),  # 14, 24, 25
    ('加工作日(@"2026-02-13", 0)', "2026-02-13"),
    ('加工作日(@"2026-02-24", -1)', "2026-02-14"),
    ('add working days(@"2026-02-11", 5)', "2026-02-25"),  # 12, 13, 14, 24, 25
    ('add working days(date: @"2026-02-11T15:00:00", days: 1)', "2026-02-12"),
    ('add working days(@"2026-02-11", 1.5)', "null"),
    ('工作日数(@"2026-02-13", @"2026-02-25")', "3"),
    ('工作日数(@"2026-02-13", @"2026-02-13")', "0"),
    ('工作日数(@"2026-02-14", @"2026-02-23")', "0"),
    ('工作日数(@"2026-02-25", @"2026-02-13")', "-3"),
    ('working days between(start: @"2026-03-02", end: @"2026-03-30")', "20"),
    ('是工作日(@"2026-02-28")', "true"),
    ('是工作日(@"2026-02-16")', "false"),
    ('is working day(@"2026-03-01")', "false"),
    ('加工作日(@"2026-12-31", 1)', "null"),  # no calendar for 2027 yet
    ('工作日数(@"2025-12-31", @"2026-01-02")', "2"),
    ('年龄(@"1961-03-02", @"2026-03-02")', "65"),
    ('年龄(@"1961-03-03", @"2026-03-02")', "64"),
    ('age at(@"2000-02-29", @"2026-02-28")', "25"),  # 26 only on 1 March
    ('age at(@"2000-02-29", @"2026-03-01")', "26"),
    ('age at(birth date: @"2026-03-02", date: @"2026-03-02")', "0"),
    ('age at(@"2026-03-03", @"2026-03-02")', "null"),
]


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_days_and_ages(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({}, calendar=SpringFestival2026())) == value


def test_a_day_the_calendar_does_not_know_is_said() -> None:
    explained = compile_expression('加工作日(@"2026-12-31", 1)').explain({}, calendar=SpringFestival2026())
    assert explained.notes == ("工作日历里查不到 2027-01-01：2027 年的放假安排尚未公布；结果为空值。",)


def test_a_calendar_without_a_working_day_ends_in_a_limit() -> None:
    class Never:
        def is_working_day(self, day: date, /) -> bool:
            return False

    with pytest.raises(FeelLimitError):
        compile_expression('加工作日(@"2026-01-01", 1)').evaluate({}, calendar=Never(), limits=Limits(fuel=1_000))


def test_now_and_today_are_what_was_handed_in() -> None:
    now = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    assert shown(compile_expression("now()").evaluate({}, now=now)) == "2026-03-02T09:30:00+08:00"
    assert shown(compile_expression("today()").evaluate({}, now=now)) == "2026-03-02"
    assert compile_expression('年龄(@"1961-03-02", today())').evaluate({}, now=now) == Decimal(65)

"""The centre's own: working days and ages. The calendar is the one handed to the evaluation.

A limit is counted from the day after it began (民法典 201, 行政许可法 82), so the first day never counts itself.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from bpmn.feel.functions import builtin
from bpmn.feel.numbers import as_int, is_whole
from bpmn.feel.run import Run, WorkingDays
from bpmn.feel.temporal import Date, DateTime, from_python, to_python_date
from bpmn.feel.values import Value


@builtin("working days between(start: date or moment, end: date or moment)", with_run=True)
@builtin("工作日数(起: date or moment, 止: date or moment)", with_run=True)
def working_days_between(run: Run, start: Date | DateTime, end: Date | DateTime) -> Value:
    """How many working days lie after the start, up to and with the end; negative when the end comes first."""
    if end.days < start.days:
        count = _count(run, end, start)
        return None if count is None else Decimal(-count)
    count = _count(run, start, end)
    return None if count is None else Decimal(count)


@builtin("add working days(date: date or moment, days: number)", with_run=True)
@builtin("加工作日(日期: date or moment, 天数: number)", with_run=True)
def add_working_days(run: Run, start: Date | DateTime, days: Decimal) -> Value:
    """The day that is so many working days after (or, negative, before) a day; 0 is the day itself."""
    wanted, first = as_int(days) if is_whole(days) else None, to_python_date(start)
    if wanted is None or first is None:
        return None
    if wanted == 0:
        return Date(start.days)
    for day in _walk(run, first, 1 if wanted > 0 else -1):
        worked = _is_worked(run, day)
        if worked is None:
            return None
        wanted -= worked * (1 if wanted > 0 else -1)
        if wanted == 0:
            return from_python(day)
    return None


@builtin("is working day(date: date or moment)", with_run=True)
@builtin("是工作日(日期: date or moment)", with_run=True)
def is_working_day(run: Run, day: Date | DateTime) -> Value:
    asked = to_python_date(day)
    return None if asked is None else _is_worked(run, asked)


@builtin("age at(birth date: date or moment, date: date or moment)")
@builtin("年龄(出生日期: date or moment, 日期: date or moment)")
def age_at(birth: Date | DateTime, day: Date | DateTime) -> Value:
    """Full years on the day, the birthday counted; who was born on 29 February turns on 1 March in other years."""
    born, asked = Date(birth.days).civil, Date(day.days).civil
    if day.days < birth.days:
        return None
    return Decimal(asked[0] - born[0] - ((asked[1], asked[2]) < (born[1], born[2])))


def _count(run: Run, first: Date | DateTime, last: Date | DateTime) -> int | None:
    start, end = to_python_date(first), to_python_date(last)
    if start is None or end is None or _calendar(run) is None:
        return None
    total = 0
    for day in _walk(run, start, 1):
        if day > end:
            break
        worked = _is_worked(run, day)
        if worked is None:
            return None
        total += worked
    return total


def _walk(run: Run, start: date, step: int) -> Iterator[date]:
    """The days after (or before) a day, each paid for, as far as Python's calendar goes."""
    last = date.max if step > 0 else date.min
    while start != last:
        start += timedelta(days=step)
        run.burn()
        yield start


def _calendar(run: Run) -> WorkingDays | None:
    if run.calendar is None:
        run.note("没有给出工作日历，不能计算工作日，结果为空值。")
    return run.calendar


def _is_worked(run: Run, day: date) -> bool | None:
    calendar = _calendar(run)
    if calendar is None:
        return None
    try:
        return bool(calendar.is_working_day(day))
    except (LookupError, ValueError) as error:
        run.note(f"工作日历里查不到 {day.isoformat()}：{error}；结果为空值。")
        return None

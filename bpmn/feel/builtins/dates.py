"""Parts of dates, and the moment of the evaluation (DMN 1.5, 10.3.4.7 and 10.3.4.8)."""

from decimal import Decimal

from bpmn.feel.functions import builtin
from bpmn.feel.members import weekday
from bpmn.feel.run import Run
from bpmn.feel.temporal import Date, DateTime, days_from_civil, from_python
from bpmn.feel.values import Value

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("now()", with_run=True)
def now(run: Run) -> Value:
    """The moment handed to the evaluation; nothing here reads a clock."""
    if run.now is None:
        run.note("没有给出当前时刻，now() 为空值。")
        return None
    return from_python(run.now)


@builtin("today()", with_run=True)
def today(run: Run) -> Value:
    if run.now is None:
        run.note("没有给出当前日期，today() 为空值。")
        return None
    return from_python(run.now.date())


@builtin("day of year(date: date or moment)")
def day_of_year(day: Date | DateTime) -> Value:
    return Decimal(day.days - days_from_civil(Date(day.days).civil[0], 1, 1) + 1)


@builtin("day of week(date: date or moment)")
def day_of_week(day: Date | DateTime) -> Value:
    return WEEKDAYS[weekday(day.days) - 1]


@builtin("month of year(date: date or moment)")
def month_of_year(day: Date | DateTime) -> Value:
    return MONTHS[Date(day.days).civil[1] - 1]


@builtin("week of year(date: date or moment)")
def week_of_year(day: Date | DateTime) -> Value:
    """ISO 8601: weeks begin on Monday, the first holds the year's first Thursday."""
    thursday = day.days - weekday(day.days) + 4
    year = Date(thursday).civil[0]
    return Decimal((thursday - days_from_civil(year, 1, 1)) // 7 + 1)


@builtin("last day of month(date: date or moment)")
def last_day_of_month(day: Date | DateTime) -> Value:
    year, month, _ = Date(day.days).civil
    following = days_from_civil(year + month // 12, month % 12 + 1, 1)
    return Decimal(Date(following - 1).civil[2])

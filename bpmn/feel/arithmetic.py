"""+ - * / ** and negation over numbers, strings, dates, times and durations. None where FEEL gives null."""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal, DecimalException

from bpmn.feel.numbers import DECIMAL128, as_int
from bpmn.feel.run import Run
from bpmn.feel.temporal import (
    DAY,
    MAX_DAYS,
    MIN_DAYS,
    SECOND,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    add_months,
    days_time,
    moment,
    years_months,
)
from bpmn.feel.values import Value, chinese_kind

Operation = Callable[[Run, Value, Value], Value]
_VERBS = {"+": "相加", "-": "相减", "*": "相乘", "/": "相除", "**": "求乘方"}


def add(run: Run, left: Value, right: Value) -> Value:
    if type(left) is Decimal and type(right) is Decimal:
        return _number(run, DECIMAL128.add, left, right)
    if isinstance(left, str) and isinstance(right, str):
        run.check_size(len(left) + len(right), "文字")
        return left + right
    if isinstance(left, YearsMonths | DaysTime) and isinstance(right, Date | DateTime | Time):
        left, right = right, left
    return _shift(run, left, right, 1, "+")


def subtract(run: Run, left: Value, right: Value) -> Value:
    if type(left) is Decimal and type(right) is Decimal:
        return _number(run, DECIMAL128.subtract, left, right)
    if isinstance(left, Time) and isinstance(right, Time):
        if (left.zone is None) != (right.zone is None):
            return _refuse(run, "-", left, right)
        return days_time(left.nanoseconds - right.nanoseconds - _offset(left) + _offset(right))
    if isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        return _between(run, left, right)
    return _shift(run, left, right, -1, "-")


def _between(run: Run, left: Date | DateTime, right: Date | DateTime) -> Value:
    """A date counts as midnight UTC beside a moment with a zone."""
    zones = [isinstance(side, Date) or side.zone is not None for side in (left, right)]
    if zones[0] != zones[1]:
        return _refuse(run, "-", left, right)
    return days_time(_exact(left) - _exact(right))


def _exact(value: Date | DateTime) -> int:
    return value.exact if isinstance(value, DateTime) else value.days * DAY


def _offset(value: Time) -> int:
    return value.zone.offset() * SECOND if value.zone else 0


def _shift(run: Run, left: Value, right: Value, sign: int, operator: str) -> Value:
    """A moment or duration moved by a duration."""
    if isinstance(right, YearsMonths):
        if isinstance(left, YearsMonths):
            return years_months(left.months + sign * right.months)
        if isinstance(left, Date | DateTime):
            days = add_months(left.days, sign * right.months)
            if days is None:
                return None
            return Date(days) if isinstance(left, Date) else DateTime(days, left.nanoseconds, left.zone)
    elif isinstance(right, DaysTime):
        change = sign * right.nanoseconds
        if isinstance(left, DaysTime):
            return days_time(left.nanoseconds + change)
        if isinstance(left, Date):
            days = (left.days * DAY + change) // DAY
            return Date(days) if MIN_DAYS <= days <= MAX_DAYS else None
        if isinstance(left, DateTime):
            return moment(left.days, left.nanoseconds + change, left.zone)
        if isinstance(left, Time):
            return Time((left.nanoseconds + change) % DAY, left.zone)
    return _refuse(run, operator, left, right)


def multiply(run: Run, left: Value, right: Value) -> Value:
    if type(left) is Decimal and type(right) is Decimal:
        return _number(run, DECIMAL128.multiply, left, right)
    if isinstance(left, Decimal):
        left, right = right, left
    if isinstance(right, Decimal):
        if isinstance(left, YearsMonths):
            months = _scaled(Decimal(left.months), right, DECIMAL128.multiply)
            return None if months is None else years_months(int(months))
        if isinstance(left, DaysTime):
            return _scaled_days_time(left, right, DECIMAL128.multiply)
    return _refuse(run, "*", left, right)


def divide(run: Run, left: Value, right: Value) -> Value:
    if isinstance(right, Decimal) and not right:
        run.note("除数是零，结果为空值。")
        return None
    if type(left) is Decimal and type(right) is Decimal:
        return _number(run, DECIMAL128.divide, left, right)
    if isinstance(right, Decimal):
        if isinstance(left, YearsMonths):
            months = _scaled(Decimal(left.months), right, DECIMAL128.divide)
            return None if months is None else years_months(int(months))
        if isinstance(left, DaysTime):
            return _scaled_days_time(left, right, DECIMAL128.divide)
    if isinstance(left, YearsMonths | DaysTime) and type(left) is type(right):
        if not right.key:
            run.note("除数是零，结果为空值。")
            return None
        return _number(run, DECIMAL128.divide, Decimal(left.key), Decimal(right.key))
    return _refuse(run, "/", left, right)


def power(run: Run, left: Value, right: Value) -> Value:
    if type(left) is Decimal and type(right) is Decimal:
        return _number(run, DECIMAL128.power, left, right)
    return _refuse(run, "**", left, right)


def negate(run: Run, value: Value) -> Value:
    if isinstance(value, Decimal):
        return value.copy_negate() if value else value
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    if isinstance(value, DaysTime):
        return DaysTime(-value.nanoseconds)
    if value is not None:
        run.note(f"{chinese_kind(value)}不能取负数，结果为空值。")
    return None


OPERATIONS: dict[str, Operation] = {"+": add, "-": subtract, "*": multiply, "/": divide, "**": power}


def _number(run: Run, operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> Value:
    try:
        result = operation(left, right)
    except DecimalException:
        run.note("计算结果太大或没有意义，结果为空值。")
        return None
    return result if result.is_finite() else None


def _scaled(size: Decimal, factor: Decimal, operation: Callable[[Decimal, Decimal], Decimal]) -> Decimal | None:
    try:
        result = operation(size, factor)
    except DecimalException:
        return None
    return result if as_int(result) is not None else None


def _scaled_days_time(value: DaysTime, factor: Decimal, operation: Callable[[Decimal, Decimal], Decimal]) -> Value:
    result = _scaled(Decimal(value.nanoseconds), factor, operation)
    return None if result is None else days_time(int(result.to_integral_value(ROUND_HALF_EVEN)))


def _refuse(run: Run, operator: str, left: Value, right: Value) -> Value:
    """Null, with a note of which kinds could not be put together."""
    if left is not None and right is not None:
        run.note(f"{chinese_kind(left)}与{chinese_kind(right)}不能{_VERBS[operator]}，结果为空值。")
    return None

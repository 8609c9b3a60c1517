"""Numbers: rounding by name, powers and roots (DMN 1.5, 10.3.4.5)."""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DecimalException,
)

from bpmn.feel.functions import builtin
from bpmn.feel.numbers import DECIMAL128, ZERO, as_int, finite, is_whole
from bpmn.feel.temporal import DaysTime, YearsMonths
from bpmn.feel.values import Value

MAX_SCALE = 6176
"""The largest scale of decimal128; the standard names -6111..6176."""

_WIDE = Context(prec=12_500, Emin=-999_999, Emax=999_999)


def _round(number: Decimal, scale: Decimal, rounding: str) -> Value:
    """The number at so many decimal places (negative: tens, hundreds …); null outside the allowed scales."""
    places = as_int(scale)
    if places is None or not -6111 <= places <= MAX_SCALE:
        return None
    if number.adjusted() + 34 < -places - 40:
        quantum = Decimal(1).scaleb(-places, _WIDE)
        return finite(number.quantize(quantum, rounding, _WIDE) + ZERO)
    if -number.as_tuple().exponent <= places:  # type: ignore[operator]
        return number
    try:
        return finite(number.quantize(Decimal(1).scaleb(-places, _WIDE), rounding, _WIDE) + ZERO)
    except DecimalException:
        return None


@builtin("decimal(n: number, scale: number)")
def decimal(number: Decimal, scale: Decimal) -> Value:
    """Half to even, as the standard says; 四舍五入 is `round half up`."""
    return _round(number, scale, ROUND_HALF_EVEN)


@builtin("round up(n: number, scale: number)")
def round_up(number: Decimal, scale: Decimal) -> Value:
    return _round(number, scale, ROUND_UP)


@builtin("round down(n: number, scale: number)")
def round_down(number: Decimal, scale: Decimal) -> Value:
    return _round(number, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number)")
def round_half_up(number: Decimal, scale: Decimal) -> Value:
    return _round(number, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number)")
def round_half_down(number: Decimal, scale: Decimal) -> Value:
    return _round(number, scale, ROUND_HALF_DOWN)


@builtin("floor(n: number, scale?: number)")
def floor(number: Decimal, scale: Decimal = ZERO) -> Value:
    return _round(number, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def ceiling(number: Decimal, scale: Decimal = ZERO) -> Value:
    return _round(number, scale, ROUND_CEILING)


@builtin("abs(n: number)")
def absolute(number: Decimal) -> Value:
    return number.copy_abs()


@builtin("abs(n: years and months duration)")
def absolute_months(value: YearsMonths) -> Value:
    return YearsMonths(abs(value.months))


@builtin("abs(n: days and time duration)")
def absolute_time(value: DaysTime) -> Value:
    return DaysTime(abs(value.nanoseconds))


@builtin("modulo(dividend: number, divisor: number)")
def modulo(dividend: Decimal, divisor: Decimal) -> Value:
    """dividend - divisor * floor(dividend / divisor): the sign is that of the divisor."""
    if not divisor or dividend.adjusted() - divisor.adjusted() > 12_000:
        return None
    try:
        rest = _WIDE.remainder(dividend, divisor)
    except DecimalException:
        return None
    if rest and (rest < 0) != (divisor < 0):
        rest = _WIDE.add(rest, divisor)
    return finite(rest)


@builtin("sqrt(number: number)")
def sqrt(number: Decimal) -> Value:
    return DECIMAL128.sqrt(number) if number >= 0 else None


@builtin("log(number: number)")
def log(number: Decimal) -> Value:
    return DECIMAL128.ln(number) if number > 0 else None


@builtin("exp(number: number)")
def exp(number: Decimal) -> Value:
    return _guarded(DECIMAL128.exp, number)


@builtin("odd(number: number)")
def odd(number: Decimal) -> Value:
    return _last_digit(number) % 2 == 1 if is_whole(number) else None


@builtin("even(number: number)")
def even(number: Decimal) -> Value:
    return _last_digit(number) % 2 == 0 if is_whole(number) else None


def _last_digit(number: Decimal) -> int:
    """The last digit of a whole number, whatever its size."""
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or exponent > 0:
        return 0
    place = len(digits) - 1 + exponent
    return digits[place] if place >= 0 else 0


def _guarded(operation: Callable[[Decimal], Decimal], number: Decimal) -> Value:
    try:
        return finite(operation(number))
    except DecimalException:
        return None

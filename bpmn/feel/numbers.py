"""FEEL numbers: decimals of 34 digits (IEEE 754 decimal128), never binary floats."""

from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

DECIMAL128 = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
ZERO = Decimal(0)
ONE = Decimal(1)


def number_literal(text: str) -> Decimal | None:
    """The number a text of digits stands for, in 34 digits; None when it is beyond every exponent."""
    try:
        return DECIMAL128.create_decimal(text)
    except DecimalException:
        return None


def finite(value: Decimal) -> Decimal | None:
    """The number within 34 digits; None for what is no number."""
    try:
        return DECIMAL128.plus(value) if value.is_finite() else None
    except DecimalException:
        return None


def as_int(value: Decimal) -> int | None:
    """The whole number it is equal to or, with a fraction, the one towards zero; None when absurdly large."""
    if value.adjusted() > 40:
        return None
    return int(value)


def is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def number_text(value: Decimal) -> str:
    """The plain digits: no exponent, no needless zeros."""
    if value.is_zero():
        return "0"
    text = f"{DECIMAL128.plus(value):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text

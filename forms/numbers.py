"""Exact numbers as people write them: digit groups by blanks or commas, full-width digits, never an exponent."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from forms.characters import plain_width
from forms.field import Rules
from forms.values import Value

MAX_DIGITS: Final = 30
_GROUP_MARKS: Final = " ,，\u00a0\u2009\u202f"
_MARKS: Final = str.maketrans(dict.fromkeys(_GROUP_MARKS, ","))


def parse(text: str) -> Decimal | None:
    """The number a text says exactly; None when it says none.

    `12 345.60`, `12,345.6`, `－5`, `.5` are numbers; `1e3`, `1,5` and more than 30 digits are not.
    """
    body = plain_width(text).translate(_MARKS).replace("\u2212", "-")
    sign, body = ("-", body[1:]) if body.startswith("-") else ("", body.removeprefix("+"))
    whole, dot, fraction = body.partition(".")
    digits = _ungrouped(whole.split(","))
    if digits is None or (dot and not _digits(fraction)) or not (digits or fraction):
        return None
    if len(digits) + len(fraction) > MAX_DIGITS:
        return None
    number = Decimal(f"{sign}{digits or '0'}{dot}{fraction}")
    return number if number else abs(number)


def _ungrouped(groups: Sequence[str]) -> str | None:
    """The digits of groups of three; None when the groups are not of three."""
    if len(groups) == 1:
        return groups[0] if not groups[0] or _digits(groups[0]) else None
    right = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    return "".join(groups) if right and all(_digits(group) for group in groups) else None


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def number_of(raw: Value) -> Decimal | None:
    """A number sent as JSON: a number, or a text that says one. None when it is neither or too long."""
    if isinstance(raw, str):
        return parse(raw)
    if not isinstance(raw, Decimal):
        return None
    if not raw.is_finite() or abs(raw.adjusted()) > MAX_DIGITS:
        return None
    return parse(plain(raw))


def plain(number: Decimal) -> str:
    """Digits without exponent and without grouping."""
    return format(number, "f")


def grouped(number: Decimal) -> str:
    """`1 234 567.50`: groups of three with a thin blank, as the pages show numbers."""
    return format(number, ",f").replace(",", "\u2009")


def places(number: Decimal) -> int:
    """How many digits stand after the decimal point."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def range_words(rules: Rules) -> str:
    """`不小于 0.01 `, `不大于 9 `, `1 到 9 之间`, with blanks as the sentence needs them; "" without limits."""
    if rules.least is not None and rules.most is not None:
        return f"{plain(rules.least)} 到 {plain(rules.most)} 之间"
    if rules.least is not None:
        return f"不小于 {plain(rules.least)} "
    return f"不大于 {plain(rules.most)} " if rules.most is not None else ""


def within(number: Decimal, rules: Rules) -> bool:
    return (rules.least is None or number >= rules.least) and (rules.most is None or number <= rules.most)


def range_schema(rules: Rules) -> dict[str, Value]:
    """`minimum` and `maximum` of JSON Schema."""
    limits = {"minimum": rules.least, "maximum": rules.most}
    return {name: limit for name, limit in limits.items() if limit is not None}

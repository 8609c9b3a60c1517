"""Which of two fields is the stricter: one is at least as strict when every answer it takes, the other takes too.

Only what can be told for certain counts: two patterns that are not the same text, or options that come from elsewhere,
are not compared. When a field is shown is not asked here.
"""

from dataclasses import replace
from decimal import Decimal

from forms.choices import ChoiceSettings
from forms.components.number import NumberSettings
from forms.components.phone import PhoneSettings
from forms.field import Field, Rules


def at_least_as_strict(one: Field, other: Field) -> bool:
    """Whether every value that `one` takes is also taken by `other`: same kind, limits within the other's."""
    if one.type != other.type or one.readonly != other.readonly:
        return False
    if len(one.children) != len(other.children) or not all(map(_same_child, one.children, other.children)):
        return False
    return _rules(one.rules, other.rules) and _settings(one, other)


def stricter(one: Field, other: Field) -> Field | None:
    """The one that is at least as strict as the other; None when neither is."""
    if at_least_as_strict(one, other):
        return one
    return other if at_least_as_strict(other, one) else None


def _same_child(one: Field, other: Field) -> bool:
    """Fields of the rows of a list must be the same in all that matters for what they take."""
    return one.local == other.local and at_least_as_strict(one, other) and at_least_as_strict(other, one)


def _rules(one: Rules, other: Rules) -> bool:
    return (
        (one.required or not other.required)
        and _at_least(one.min_length, other.min_length)
        and _at_most(one.max_length, other.max_length)
        and _at_least(one.least, other.least)
        and _at_most(one.most, other.most)
        and (other.pattern is None or one.pattern == other.pattern)
        and (not other.kind or one.kind == other.kind)
    )


def _at_least(one: int | Decimal | None, other: int | Decimal | None) -> bool:
    return other is None or (one is not None and one >= other)


def _at_most(one: int | Decimal | None, other: int | Decimal | None) -> bool:
    return other is None or (one is not None and one <= other)


def _settings(one: Field, other: Field) -> bool:
    mine, theirs = one.settings, other.settings
    if isinstance(mine, ChoiceSettings) and isinstance(theirs, ChoiceSettings):
        offered = {choice.value for choice in theirs.fixed}
        if mine.fixed and theirs.fixed:
            return {choice.value for choice in mine.fixed} <= offered
        return (mine.key, mine.expression) == (theirs.key, theirs.expression) and mine.fixed == theirs.fixed
    if isinstance(mine, NumberSettings) and isinstance(theirs, NumberSettings):
        fits = theirs.digits is None or (mine.digits is not None and mine.digits <= theirs.digits)
        return fits and replace(mine, digits=None) == replace(theirs, digits=None)
    if isinstance(mine, PhoneSettings) and isinstance(theirs, PhoneSettings):
        return mine.mobile_only or not theirs.mobile_only
    return mine == theirs

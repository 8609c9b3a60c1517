"""Variables cut into finitely many regions: as many as the diagram's own conditions can tell apart.

A number is cut at every constant it is compared with (the points, and the gaps between them); a text at every constant,
the rest being one region; null is a region. A value of another type than the constants is not thought of: forms give
types. Their bounds count too: over whole numbers there is nothing between 1 and 2. Each region has a sample, on which
FEEL itself says whether a test is met.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from bpmn.feel import Value

NUMBER, STRING, BOOLEAN = "number", "string", "boolean"


@dataclass(frozen=True, slots=True)
class Variable:
    """What is known of a variable, from the form that asks for it.

    `type` is number, string, boolean or "" (anything); `values` the closed list of what may be chosen; `whole` a number
    without decimals; `required` never null; `form` the key of the form whose steps write it.
    """

    name: str
    type: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    values: tuple[Value, ...] = ()
    whole: bool = False
    required: bool = False
    form: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    """The regions of one variable, each by its sample; a set of regions is a bit mask. `closed`: there is no other
    value, so any test of this variable alone can be settled sample by sample."""

    samples: tuple[Value, ...]
    closed: bool = False

    @property
    def full(self) -> int:
        return (1 << len(self.samples)) - 1

    def first(self, mask: int) -> Value:
        """A value in that set of regions."""
        return next(sample for number, sample in enumerate(self.samples) if mask >> number & 1)

    def of_values(self, values: Iterable[object]) -> int:
        """The regions of some constants (all of which must be samples)."""
        wanted = list(values)
        return sum(1 << n for n, sample in enumerate(self.samples) if any(_same(sample, value) for value in wanted))


OPAQUE = Domain((True, False, None), closed=True)
"""The domain of a condition that is not understood: true, false or null, and the same each time it is asked."""


def _same(one: object, two: object) -> bool:
    return isinstance(one, bool) == isinstance(two, bool) and one == two


@dataclass
class Constants:
    """What a variable is compared with."""

    numbers: set[Decimal] = field(default_factory=set)
    strings: set[str] = field(default_factory=set)
    truth: bool = False

    def add(self, value: object) -> None:
        if isinstance(value, bool):
            self.truth = True
        elif isinstance(value, Decimal):
            self.numbers.add(value)
        elif isinstance(value, str):
            self.strings.add(value)


def domain(known: Sequence[Variable], constants: Constants) -> Domain:
    """The regions of a variable; several declarations (in several forms) allow what any of them allows."""
    required = bool(known) and all(each.required for each in known)
    nothing: tuple[Value, ...] = () if required else (None,)
    if known and all(each.values for each in known):
        values: list[Value] = []
        for value in (value for each in known for value in each.values):
            if not any(_same(value, other) for other in values):
                values.append(value)
        return Domain((*values, *nothing), closed=True)
    types = {each.type for each in known}
    if types == {BOOLEAN}:
        return Domain((True, False, *nothing), closed=True)
    samples: list[Value] = []
    if types <= {NUMBER, ""} and (constants.numbers or types == {NUMBER}):
        samples += _numbers(known, sorted(constants.numbers))
    if types <= {STRING, ""} and (constants.strings or types == {STRING}):
        samples += [*sorted(constants.strings), _other(constants.strings)]
    if types <= {""} and constants.truth:
        samples += [True, False]
    return Domain((*samples, *(nothing or () if samples else (None,))))


def _other(strings: set[str]) -> str:
    text = "其他"
    while text in strings:
        text += "其他"
    return text


def _numbers(known: Sequence[Variable], cuts: list[Decimal]) -> list[Value]:
    """A sample of every gap and point that the declared bounds leave."""
    low = None if any(each.minimum is None for each in known) or not known else min(_lows(known))
    high = None if any(each.maximum is None for each in known) or not known else max(_highs(known))
    whole = bool(known) and all(each.whole for each in known)
    found: list[Value] = []
    edges: list[Decimal | None] = [None, *cuts, None]
    for before, after in pairwise(edges):
        gap = _in_gap(before, after, low, high, whole)
        if gap is not None:
            found.append(gap)
        if after is not None and _within(after, low, high) and not (whole and after % 1):
            found.append(after)
    return found


def _lows(known: Sequence[Variable]) -> list[Decimal]:
    return [each.minimum for each in known if each.minimum is not None]


def _highs(known: Sequence[Variable]) -> list[Decimal]:
    return [each.maximum for each in known if each.maximum is not None]


def _within(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)


def _in_gap(
    before: Decimal | None, after: Decimal | None, low: Decimal | None, high: Decimal | None, whole: bool
) -> Decimal | None:
    """A value strictly between two cuts and within the bounds, None when there is none."""
    candidates = [value for value in (low, high) if value is not None]
    if before is not None and after is not None:
        candidates.append((before + after) / 2)
    candidates += [before + 1] if before is not None else []
    candidates += [after - 1] if after is not None else []
    candidates += [Decimal(0)] if before is None and after is None else []
    if whole:
        rounded = [value.to_integral_value(way) for value in candidates for way in (ROUND_FLOOR, ROUND_CEILING)]
        candidates = rounded
    for value in candidates:
        if (before is None or before < value) and (after is None or value < after) and _within(value, low, high):
            return value
    return None

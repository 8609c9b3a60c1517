"""The step grammar: a step is known by its example sentence, whose quoted texts and numbers are its parameters.

“综合窗口于"2026-03-02 09:00"收件” and the same with another time are one step. Matching compares sentences with their
parameters taken out: it takes the same time however many steps there are, and runs no pattern on a tenant's text.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules

Rows = list[list[str]]
Act = Callable[..., "Awaitable[None] | None"]


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One step: its family, the example that defines it, what it does in words, the function."""

    example: str
    family: str
    words: str
    act: Act
    takes_rows: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence understood: the step and the values of its parameters, in order."""

    definition: StepDefinition
    values: tuple[str, ...]


@dataclass
class Grammar:
    """All steps by the shape of their sentences."""

    by_shape: dict[str, StepDefinition] = field(default_factory=dict)

    def add(self, definition: StepDefinition) -> None:
        shape, _ = shape_of(definition.example)
        if shape in self.by_shape:
            raise ValueError(f"two steps of one shape: {definition.example}")
        self.by_shape[shape] = definition

    def match(self, sentence: str) -> Match | None:
        """The step a sentence means; None when there is none such."""
        shape, values = shape_of(sentence)
        definition = self.by_shape.get(shape)
        return Match(definition, values) if definition else None

    def nearest(self, sentence: str) -> str:
        """The example of the known step most like an unknown sentence; "" when none is near."""
        shape, _ = shape_of(sentence)
        close = get_close_matches(shape, self.by_shape, n=1, cutoff=0.5)
        return self.by_shape[close[0]].example if close else ""

    def definitions(self) -> list[StepDefinition]:
        return sorted(self.by_shape.values(), key=lambda each: (each.family, each.example))


def shape_of(sentence: str) -> tuple[str, tuple[str, ...]]:
    """A sentence with its parameters taken out, and the parameters: texts in quotes, then bare whole numbers.

    Full-width punctuation and blanks outside quotes make no difference."""
    shape: list[str] = []
    values: list[str] = []
    at, length = 0, len(sentence)
    while at < length:
        sign = sentence[at]
        if sign in _QUOTES:
            end = sentence.find(_QUOTES[sign], at + 1)
            if end < 0:
                end = length
            values.append(sentence[at + 1 : end])
            shape.append("“”")
            at = end + 1
        elif sign.isascii() and sign.isdigit():
            end = at
            while end < length and sentence[end].isascii() and sentence[end].isdigit():
                end += 1
            values.append(sentence[at:end])
            shape.append("#")
            at = end
        else:
            if not sign.isspace():
                shape.append(_SAME.get(sign, sign))
            at += 1
    return "".join(shape), tuple(values)


_QUOTES: Mapping[str, str] = {'"': '"', "“": "”", "「": "」"}
_SAME = {"，": ",", "；": ";", "：": ":", "（": "(", "）": ")"}

GRAMMAR = Grammar()


def step(*examples: str, words: str, rows: bool = False) -> Callable[[Act], Act]:
    """Declare a step by its example sentences (the first is shown; the others say the same in other words)."""

    def declare(act: Act) -> Act:
        family = act.__module__.rsplit(".", 1)[-1]
        for example in examples:
            GRAMMAR.add(StepDefinition(example, family, words, act, rows))
        return act

    return declare


def grammar() -> Grammar:
    """The grammar with every family of `engine.verify.steps` loaded."""
    package = import_module("engine.verify.steps")
    for module in sorted(iter_modules(package.__path__), key=lambda each: each.name):
        import_module(f"engine.verify.steps.{module.name}")
    return GRAMMAR


def family_name(family: str) -> str:
    """A family's Chinese name: the first word of what its module says of itself."""
    told = import_module(f"engine.verify.steps.{family}").__doc__ or family
    return told.split(":", 1)[0].strip()


class Unmet(AssertionError):
    """An expectation that did not hold: what was expected, what was met."""

    def __init__(self, what: str, expected: object, met: object) -> None:
        super().__init__(f"{what}：应为“{expected}”，实为“{met}”")
        self.what, self.expected, self.met = what, str(expected), str(met)


def expect(what: str, expected: object, met: object) -> None:
    """Hold an expectation against what there is."""
    if expected != met:
        raise Unmet(what, expected, met)

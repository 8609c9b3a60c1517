"""FEEL in forms: the only door to `bpmn.feel`, with one budget for everything a form asks during one visit.

A tenant's expressions may be hostile. Each evaluation has little fuel, all of them together a little time; what fails
counts as null (a condition that fails does not hold) and is remembered with its reason, so that the person who keeps
the matter can be told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from bpmn.feel import Expression, FeelError, Limits, compile_expression, to_json
from forms.errors import NotJsonValue
from forms.values import Value, exact

FUEL: Final = 20_000
SIZE: Final = 20_000
SECONDS: Final = 0.2
SECONDS_IN_ALL: Final = 2.0
EVALUATIONS_IN_ALL: Final = 50_000


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled expression; two are equal when their texts are. `reads` are the names it needs from outside."""

    text: str
    expression: Expression = field(compare=False, repr=False)

    @property
    def reads(self) -> frozenset[str]:
        return self.expression.reads


def compile_condition(text: str) -> Condition | str:
    """The expression compiled, or in Chinese why it cannot be."""
    try:
        return Condition(text.strip(), compile_expression(text.strip()))
    except FeelError as error:
        place = f"（第 {error.line} 行第 {error.column} 个字）" if error.line else ""
        return f"{error.message}{place}"


@dataclass(slots=True)
class Budget:
    """What the expressions of one visit may cost together, and which of them failed, with the reason."""

    failures: dict[str, str] = field(default_factory=dict)
    count: int = EVALUATIONS_IN_ALL
    until: float = 0.0

    def limits(self) -> Limits | None:
        """The limits of the next evaluation; None when all is used up."""
        now = monotonic()
        self.until = self.until or now + SECONDS_IN_ALL
        self.count -= 1
        left = min(SECONDS, self.until - now)
        return Limits(fuel=FUEL, size=SIZE, seconds=left) if left > 0 and self.count >= 0 else None


@dataclass(frozen=True, slots=True)
class Scope:
    """The data in sight at one place of a form, and the budget that pays for asking."""

    data: Mapping[str, Value]
    budget: Budget

    def value(self, condition: Condition) -> Value:
        """The expression's value as JSON; null when it fails."""
        limits = self.budget.limits()
        if limits is None:
            self.budget.failures.setdefault(condition.text, "本表单的表达式计算量太大，已停止计算。")
            return None
        try:
            return exact(to_json(condition.expression.evaluate(self._read_by(condition), limits=limits)))
        except (FeelError, NotJsonValue) as error:
            self.budget.failures.setdefault(condition.text, error.message)
        return None

    def _read_by(self, condition: Condition) -> dict[str, Value]:
        """Only what the expression reads: bringing in a whole case for one comparison would cost more than it."""
        return {name: self.data[name] for name in condition.reads if name in self.data}

    def holds(self, condition: Condition) -> bool:
        """Whether the expression is true; false, null and failure are all no."""
        return self.value(condition) is True

"""An expression with its place: what is evaluated, and where it stands when it fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bpmn.errors import ModelError
from bpmn.feel import WorkingDays
from engine.runtime.effects import Incident
from engine.runtime.errors import RuntimeIncident

if TYPE_CHECKING:
    from engine.runtime.token import Token


class Expression(Protocol):
    """What the runtime needs of a compiled FEEL expression (`bpmn.feel.Expression`)."""

    @property
    def reads(self) -> frozenset[str]:
        """Names of the variables it may read."""

    def evaluate(
        self, context: Mapping[str, object], *, calendar: WorkingDays | None = None, now: datetime | None = None
    ) -> object:
        """Its value; a `ModelError` when it breaks a limit."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled expression of one element. `where` says what it is for, in Chinese."""

    expression: Expression
    text: str
    element: str
    where: str

    def value(self, token: "Token", more: Mapping[str, object] | None = None) -> object:
        """The value over the token's variables and `more`; an incident when it fails."""
        return self._evaluate(token, self._read(token.data, more))

    def holds(self, token: "Token", more: Mapping[str, object] | None = None) -> bool:
        """Whether it is true over the token's variables and `more`; an incident when it fails."""
        return self.value(token, more) is True

    def over(self, token: "Token", variables: Mapping[str, object]) -> object:
        """The value over other variables than the token's."""
        return self._evaluate(token, self._read(variables, None))

    def _evaluate(self, token: "Token", context: dict[str, object]) -> object:
        main = token.workflow.top_workflow
        try:
            return self.expression.evaluate(context, calendar=main.calendar, now=main.now)
        except ModelError as error:
            what = f"{self.where}“{self.text}”无法求值：{error}"
            raise RuntimeIncident(
                Incident(token.id, token.workflow.prefix + self.element, what, self.where, context)
            ) from error

    def _read(self, variables: Mapping[str, object], more: Mapping[str, object] | None) -> dict[str, object]:
        """Only what is read: a long list beside it costs nothing."""
        names = self.expression.reads
        if not more:
            return {name: variables[name] for name in names if name in variables}
        return {
            name: more[name] if name in more else variables[name] for name in names if name in more or name in variables
        }

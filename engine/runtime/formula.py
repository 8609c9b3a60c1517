"""An expression with its place: what is evaluated, and where it stands when it fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bpmn.errors import ModelError
from engine.runtime.effects import Incident
from engine.runtime.errors import RuntimeIncident

if TYPE_CHECKING:
    from engine.runtime.token import Token


class Expression(Protocol):
    """What the runtime needs of a compiled FEEL expression (`bpmn.feel.Expression`)."""

    @property
    def reads(self) -> frozenset[str]:
        """Names of the variables it may read."""

    def evaluate(self, context: Mapping[str, object]) -> object:
        """Its value; a `ModelError` when it breaks a limit."""

    def holds(self, context: Mapping[str, object]) -> bool:
        """Whether its value is true."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled expression of one element. `where` says what it is for, in Chinese."""

    expression: Expression
    text: str
    element: str
    where: str

    def value(self, token: "Token", more: Mapping[str, object] | None = None) -> object:
        """The value over the token's variables and `more`; an incident when it fails."""
        context = self._read(token.data, more)
        try:
            return self.expression.evaluate(context)
        except ModelError as error:
            raise RuntimeIncident(self._incident(token, context, error)) from error

    def holds(self, token: "Token", more: Mapping[str, object] | None = None) -> bool:
        """Whether it is true over the token's variables and `more`; an incident when it fails."""
        context = self._read(token.data, more)
        try:
            return self.expression.holds(context)
        except ModelError as error:
            raise RuntimeIncident(self._incident(token, context, error)) from error

    def over(self, token: "Token", variables: Mapping[str, object]) -> object:
        """The value over other variables than the token's."""
        context = self._read(variables, None)
        try:
            return self.expression.evaluate(context)
        except ModelError as error:
            raise RuntimeIncident(self._incident(token, context, error)) from error

    def _read(self, variables: Mapping[str, object], more: Mapping[str, object] | None) -> dict[str, object]:
        """Only what is read: a long list beside it costs nothing."""
        names = self.expression.reads
        context = {name: variables[name] for name in names if name in variables}
        if more:
            context.update({name: more[name] for name in names if name in more})
        return context

    def _incident(self, token: "Token", context: Mapping[str, object], error: ModelError) -> Incident:
        what = f"{self.where}“{self.text}”无法求值：{error}"
        return Incident(token.id, self.element, what, self.where, context)

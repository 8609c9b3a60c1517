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
        try:
            return self.expression.evaluate({**token.data, **more} if more else token.data)
        except ModelError as error:
            raise RuntimeIncident(self._incident(token, error)) from error

    def holds(self, token: "Token", more: Mapping[str, object] | None = None) -> bool:
        """Whether it is true over the token's variables and `more`; an incident when it fails."""
        try:
            return self.expression.holds({**token.data, **more} if more else token.data)
        except ModelError as error:
            raise RuntimeIncident(self._incident(token, error)) from error

    def over(self, token: "Token", context: Mapping[str, object]) -> object:
        """The value over other variables than the token's."""
        try:
            return self.expression.evaluate(context)
        except ModelError as error:
            raise RuntimeIncident(self._incident(token, error)) from error

    def _incident(self, token: "Token", error: ModelError) -> Incident:
        read = {name: token.data[name] for name in sorted(self.expression.reads) if name in token.data}
        return Incident(token.id, self.element, f"{self.where}“{self.text}”无法求值：{error}", self.where, read)

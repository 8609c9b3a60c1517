"""Event definitions: what an event hears or throws. Inside one case; the caller knows the others."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from bpmn.diagram import EventKind, TimerKind
from engine.runtime.effects import Incident, Listening, ListeningDropped, Thrown, TimerAsked, TimerDropped
from engine.runtime.elements.step import throw_inside
from engine.runtime.errors import RuntimeIncident
from engine.runtime.formula import Formula
from engine.runtime.token import Token

if TYPE_CHECKING:
    from engine.runtime.scope import Scope

Outputs = tuple[tuple[str, Formula], ...]
"""Variables of a payload and what they are made of."""


class Definition(EventDefinition):
    """Mixed in before the library's definition."""

    name: str = ""
    hears_by_name = False
    """Whether what it hears has a name that a subscription keeps."""

    def hears(self, token: Token, kind: EventKind, name: str, key: str) -> bool:
        """Whether a message or signal from outside is for this listening token."""
        return False

    def caught_by(self, token: Token) -> bool:
        """Whether a listening token catches this error or escalation: the same code, or none given."""
        other = token.task_spec.event_definition
        return type(other) is type(self) and other.name in ("", self.name)

    def dropped(self, token: Token) -> None:
        """The token hears no more."""

    def throw(self, my_task: Token) -> None:
        """Nothing is thrown by a plain event."""


class Plain(Definition, NoneEventDefinition):
    """The empty circle."""

    def __init__(self) -> None:
        super().__init__()


class Timer(Definition, TimerEventDefinition):
    """Asks for a row in the due table; whoever keeps the rows fires the token. No clock here."""

    def __init__(self, kind: TimerKind, text: str, formula: Formula | None) -> None:
        super().__init__(kind.value, text)
        self.kind, self.formula = kind, formula

    def update_task(self, my_task: Token) -> None:
        value = self.formula.value(my_task) if self.formula else self.expression
        effects = my_task.workflow.top_workflow.effects
        effects.append(TimerAsked(my_task.id, my_task.element, self.kind, value))

    def dropped(self, token: Token) -> None:
        token.workflow.top_workflow.effects.append(TimerDropped(token.id, token.element))


class _Heard(Definition):
    """A message or signal: named, heard from outside, thrown to the outside."""

    hears_by_name = True
    kind: EventKind
    correlation: Formula | None = None
    outputs: Outputs = ()

    def hears(self, token: Token, kind: EventKind, name: str, key: str) -> bool:
        return kind is self.kind and name == self.name and key == token.internal_data.get("key", "")

    def update_task(self, my_task: Token) -> None:
        key = self.key(my_task)
        if key:
            my_task.internal_data["key"] = key
        effects = my_task.workflow.top_workflow.effects
        effects.append(Listening(my_task.id, my_task.element, self.kind, self.name, key))

    def dropped(self, token: Token) -> None:
        token.workflow.top_workflow.effects.append(ListeningDropped(token.id, token.element))

    def key(self, token: Token) -> str:
        if self.correlation is None:
            return ""
        value = self.correlation.value(token)
        if value is None:
            where = self.correlation.where
            raise RuntimeIncident(Incident(token.id, token.element, f"{where}没有值，消息无法对应到办件", where))
        return str(value)

    def throw(self, my_task: Token) -> None:
        self.send(my_task)

    def send(self, my_task: Token) -> Mapping[str, object]:
        """Tell the outside; the payload."""
        payload = {name: formula.value(my_task) for name, formula in self.outputs}
        element = my_task.element
        my_task.workflow.top_workflow.effects.append(Thrown(element, self.kind, self.name, payload, self.key(my_task)))
        return payload


class Message(_Heard, MessageEventDefinition):
    """Goes to one case, found by name and correlation key."""

    kind = EventKind.MESSAGE

    def __init__(self, name: str, correlation: Formula | None = None, outputs: Outputs = ()) -> None:
        super().__init__(name)
        self.correlation, self.outputs = correlation, outputs


class Signal(_Heard, SignalEventDefinition):
    """Goes to everybody: to this case at once, to the others of the tenant through the caller."""

    kind = EventKind.SIGNAL

    def __init__(self, name: str, outputs: Outputs = ()) -> None:
        super().__init__(name)
        self.outputs = outputs

    def throw(self, my_task: Token) -> None:
        payload = self.send(my_task)
        my_task.workflow.top_workflow.hear(self.kind, self.name, payload, "", all_of=True)


class Conditional(Definition, ConditionalEventDefinition):
    """Fires when its condition is true; where it stays, each time it becomes true anew."""

    def __init__(self, formula: Formula) -> None:
        super().__init__(formula)

    def has_fired(self, my_task: Token) -> bool:
        if my_task.internal_data.get("event_fired"):
            return True
        return not my_task.task_spec.stays and self.expression.holds(my_task)

    def update_task(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.pollers[my_task.id] = my_task
        if my_task.task_spec.stays:
            was, now = my_task.internal_data.get("was", False), self.expression.holds(my_task)
            if was != now:
                my_task.internal_data["was"] = now
            if now and not was:
                my_task.task_spec.fire(my_task, {})

    def dropped(self, token: Token) -> None:
        token.workflow.top_workflow.pollers.pop(token.id, None)


class Error(Definition, ErrorEventDefinition):
    """Caught around the place it came up; an incident when nobody catches it."""

    def __init__(self, code: str) -> None:
        super().__init__(code, code)

    def throw(self, my_task: Token) -> None:
        my_task.internal_data["caught here"] = self.raise_from(my_task, None) is my_task.workflow

    def raise_from(self, token: Token, carrier: Token | None) -> "Scope":
        """Route it outwards from a token, or from the activity that failed; the scope that caught it."""
        caught = throw_inside(token.workflow, carrier, self)
        if caught is None:
            what = f"错误“{self.name}”没有任何边界事件或事件子流程捕获"
            raise RuntimeIncident(Incident(token.id, token.element, what, "错误事件"))
        return caught


class Escalation(Definition, EscalationEventDefinition):
    """Caught around the place it came up; told to the outside when nobody catches it. The thrower goes on."""

    def __init__(self, code: str) -> None:
        super().__init__(code, code)

    def throw(self, my_task: Token) -> None:
        if throw_inside(my_task.workflow, None, self) is None:
            thrown = Thrown(my_task.element, EventKind.ESCALATION, self.name)
            my_task.workflow.top_workflow.effects.append(thrown)


class Terminate(Definition):
    """The end event itself takes the other tokens away. (The library's own would walk its tree.)"""


def fired(token: Token) -> None:
    """Mark a token as having heard what it waited for."""
    token.internal_data["event_fired"] = True

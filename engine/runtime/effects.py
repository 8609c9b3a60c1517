"""What a step of a case asks of the world outside, in the order it happened.

The runtime does nothing itself: it opens no work item, sets no alarm, sends no message. It says what should be done,
and the caller does it in the transaction that keeps the new state. Tokens are small whole numbers, unique in a case
and never used twice; elements are ids of the diagram, those of a called process behind the id of the call activity
and a slash (`phase/review`), which is also how the prover names them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bpmn.diagram import EventKind, TimerKind

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StepOpened:
    """A step waits for a person. `index` counts the items of a multi-instance from 1 (0: not one)."""

    token: int
    element: str
    item: object = None
    index: int = 0


@dataclass(frozen=True, slots=True)
class StepClosed:
    """A step no longer waits for a person: done (`completed`), or taken away by an event."""

    token: int
    element: str
    completed: bool


@dataclass(frozen=True, slots=True)
class TimerAsked:
    """The token wants to be fired (`RuntimeCase.fire`) when the time comes.

    `value` is the timer's text as drawn (ISO 8601), or the value of its FEEL expression. The row lives until
    `TimerDropped` names the token; a cycle may fire more than once until then."""

    token: int
    element: str
    timer: TimerKind
    value: object


@dataclass(frozen=True, slots=True)
class TimerDropped:
    """The token no longer waits for its time: it has fired, or what it stood on is over."""

    token: int
    element: str


@dataclass(frozen=True, slots=True)
class Listening:
    """The token hears a message or signal of this name; a message only with this correlation key."""

    token: int
    element: str
    kind: EventKind
    name: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ListeningDropped:
    """The token hears no more."""

    token: int
    element: str


@dataclass(frozen=True, slots=True)
class Thrown:
    """An event left the case.

    A message goes to the one case that listens with this key; a signal to all *other* cases of the tenant (this one
    has heard it already); an escalation was caught by nobody and is told to whoever watches."""

    element: str
    kind: EventKind
    name: str
    payload: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    key: str = ""


@dataclass(frozen=True, slots=True)
class ServiceAsked:
    """A service or send task waits until its operation is reported done (`complete`) or failed (`fail`)."""

    token: int
    element: str
    operation: str
    data: Mapping[str, object] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class ServiceDropped:
    """The operation is wanted no more: done, or taken away by an event."""

    token: int
    element: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A business rule task asked a decision."""

    element: str
    decision: str
    inputs: Mapping[str, object]
    variable: str
    value: object
    trace: object = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """The diagram itself wrote a variable: a script, a decision, collected results, a called process."""

    element: str
    variable: str
    value: object


@dataclass(frozen=True, slots=True)
class Passed:
    """A token left an element, by these sequence flows (none at an end)."""

    element: str
    flows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """No token is left: the case has ended, or was `cancelled` for `reason`."""

    cancelled: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """Why a command had no effect: `what` failed, `where` in the element, with which `input` (the variables read)."""

    token: int
    element: str
    what: str
    where: str = ""
    input: Mapping[str, object] = field(default_factory=lambda: NOTHING)


Effect = (
    StepOpened
    | StepClosed
    | TimerAsked
    | TimerDropped
    | Listening
    | ListeningDropped
    | Thrown
    | ServiceAsked
    | ServiceDropped
    | Decided
    | Assigned
    | Passed
    | Finished
)

"""`RuntimeCase`: a running case, moved by commands that return effects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from bpmn.diagram import EventKind
from bpmn.feel import WorkingDays
from engine.runtime import codec
from engine.runtime.definition import Definition
from engine.runtime.effects import NOTHING, Effect
from engine.runtime.elements.activities import Human, ServiceTask
from engine.runtime.elements.definitions import Error, Timer
from engine.runtime.elements.events import BoundaryEvent
from engine.runtime.elements.step import Step
from engine.runtime.errors import RuntimeFault, StepNotOpen
from engine.runtime.scope import NOTHING_SKIPPED as NO_DETOURS
from engine.runtime.scope import Main
from engine.runtime.token import READY, STARTED, WAITING, Token, only


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that waits for a person. `variables` are those the diagram reads, as this step sees them until the next
    command; `index` and `item` those of a multi-instance (0 and None: not one)."""

    token: int
    element: str
    variables: Mapping[str, object]
    item: object = None
    index: int = 0


class RuntimeCase:
    """The tokens and routing variables of one case.

    One command at a time, each returning its effects in order. A command that raises `StepNotOpen` has done nothing.
    A command that raises `RuntimeIncident` leaves the object half-way: it refuses everything from then on; drop it, and
    keep the bytes saved before. Nothing here reads a clock, a file or a setting, and nothing is shared between cases
    but the `Definition`, which never changes.
    """

    def __init__(self, definition: Definition, main: Main) -> None:
        self.definition = definition
        self._main = main
        self._broken = False

    @classmethod
    def start(
        cls,
        definition: Definition,
        variables: Mapping[str, object] = NOTHING,
        start_event: str = "",
        *,
        now: datetime | None = None,
        calendar: WorkingDays | None = None,
    ) -> tuple["RuntimeCase", tuple[Effect, ...]]:
        """A new case at one of the definition's start events (the plain one by default). Of the variables, those the
        diagram reads are kept. `now` and `calendar` are what expressions mean by today and by working days."""
        reads = definition.reads
        case = cls(definition, Main(definition.spec, only(variables, reads)))
        case._main.now, case._main.calendar = now, calendar
        return case, case._run(lambda: case._main.begin(case._starts(start_event)))

    @classmethod
    def load(
        cls,
        state: bytes,
        definition: Definition,
        *,
        now: datetime | None = None,
        calendar: WorkingDays | None = None,
        detours: Mapping[str, str] = NO_DETOURS,
    ) -> "RuntimeCase":
        """The case of these bytes; `StateUnreadable` when they are damaged or do not belong to the definition.

        `now` and `calendar` are what expressions mean by today and by working days, until the object is dropped.
        `detours` are the decisions of a person after an incident: an element whose work is skipped (a script, a
        decision: its id -> ""), or a gateway with the flow to take where it finds no way out (its id -> the flow's).
        Who decided it, and why, is kept by the caller."""
        case = cls(definition, codec.load(state, definition))
        case._main.now, case._main.calendar, case._main.detours = now, calendar, detours
        return case

    def save(self) -> bytes:
        """The bytes of the case between two commands."""
        self._usable()
        return codec.save(self._main)

    # ---- commands
    def complete(self, token: int, data: Mapping[str, object] = NOTHING) -> tuple[Effect, ...]:
        """A person has done a step, or a worker its operation. `data` joins the variables of the step's scope (inside
        a multi-instance, those of the instance)."""
        found = self._find(token)
        human = isinstance(found.task_spec, Human) and found._state == READY
        if not human and not (isinstance(found.task_spec, ServiceTask) and found._state == STARTED):
            raise StepNotOpen(token)
        return self._run(lambda: _complete(found, data))

    def fail(self, token: int, code: str, data: Mapping[str, object] = NOTHING) -> tuple[Effect, ...]:
        """An operation ended with a business error of this code: its boundary event or the scopes around catch it; an
        incident when nothing does."""
        found = self._find(token)
        if not isinstance(found.task_spec, ServiceTask) or found._state != STARTED:
            raise StepNotOpen(token)
        return self._run(lambda: _fail(found, code, data))

    def fire(self, token: int) -> tuple[Effect, ...]:
        """The time a token asked for has come."""
        found = self._find(token)
        spec = found.task_spec
        if found._state != WAITING or not isinstance(getattr(spec, "event_definition", None), Timer):
            raise StepNotOpen(token)
        return self._run(lambda: spec.fire(found, {}))

    def deliver(
        self, kind: EventKind, name: str, payload: Mapping[str, object] = NOTHING, key: str = ""
    ) -> tuple[Effect, ...]:
        """A message (heard by the oldest token that listens for it with this key) or a signal (heard by all). No
        effects: nobody listened, and the case is as it was."""
        self._usable()
        every = kind is EventKind.SIGNAL
        return self._run(lambda: self._main.hear(kind, name, payload, key, all_of=every))

    def assign(self, variables: Mapping[str, object]) -> tuple[Effect, ...]:
        """Variables of the case have changed outside the diagram; conditional events may fire."""
        self._usable()
        reads, known = self.definition.reads, self._main.variables
        return self._run(lambda: known.update(only(variables, reads)))

    def cancel(self, reason: str = "") -> tuple[Effect, ...]:
        """End the case where it stands."""
        self._usable()
        if self._main.completed:
            return ()
        return self._run(lambda: self._main.stop(reason))

    # ---- what there is
    @property
    def finished(self) -> bool:
        return self._main.completed

    @property
    def variables(self) -> Mapping[str, object]:
        """The case's own variables that the diagram reads."""
        return dict(self._main.variables)

    def open_steps(self) -> tuple[OpenStep, ...]:
        """The steps that wait for people, oldest first."""
        return tuple(
            _open_step(token)
            for _, token in sorted(self._main.tokens.items())
            if token._state == READY and isinstance(token.task_spec, Human)
        )

    def active(self) -> tuple[tuple[int, str], ...]:
        """The tokens in the flow and their elements, oldest first: what the drawing shows as being worked on or waited
        for. A multi-instance counts once; what merely listens beside the flow does not."""
        tokens = sorted(self._main.tokens.items())
        return tuple((number, token.element) for number, token in tokens if _in_flow(token))

    # ---- inside
    def _starts(self, start_event: str) -> tuple[Step, ...]:
        definition = self.definition
        if start_event:
            if start_event not in definition.start_specs:
                raise RuntimeFault(f"流程没有开始事件“{start_event}”")
            return (definition.start_specs[start_event],)
        if not definition.spec.starts:
            raise RuntimeFault("流程有几个开始事件，请指明从哪一个开始")
        return definition.spec.starts

    def _usable(self) -> None:
        if self._broken:
            raise RuntimeFault("这个办件对象已经作废，请从上次保存的状态重新读取")

    def _find(self, token: int) -> Token:
        self._usable()
        found = self._main.tokens.get(token)
        if found is None:
            raise StepNotOpen(token)
        return found

    def _run(self, command: Callable[[], object]) -> tuple[Effect, ...]:
        main = self._main
        main.effects = []
        try:
            command()
            main.settle()
        except BaseException:
            self._broken = True
            raise
        return tuple(main.effects)


def _complete(token: Token, data: Mapping[str, object]) -> None:
    if data:
        token.assign(data)
    token.run()


def _fail(token: Token, code: str, data: Mapping[str, object]) -> None:
    if data:
        token.workflow.variables.update(only(data, token.workflow.reads))
    Error(code).raise_from(token, token)


def _open_step(token: Token) -> OpenStep:
    index = token.internal_data.get("at", -1) + 1
    host = token.parent
    item = host.task_spec.item_of(host, index - 1) if index and host is not None else None
    return OpenStep(token.id, token.element, MappingProxyType(token.data), item, index)


def _in_flow(token: Token) -> bool:
    spec = token.task_spec
    return not (spec.listener or spec.instance or isinstance(spec, BoundaryEvent))

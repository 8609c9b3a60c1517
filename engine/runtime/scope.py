"""Scopes: the case itself (`Main`) and its sub-processes and called processes (`SubCase`).

A scope is done when no token is left in it but those that only listen. There is no walk through a tree anywhere: the
living tokens of a scope are its `tasks`, those of the whole case `tokens`.
"""

from collections import deque
from collections.abc import Iterable, Mapping, MutableMapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from SpiffWorkflow import Workflow
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

from bpmn.feel import WorkingDays
from engine.runtime.effects import Effect, Finished, Incident
from engine.runtime.errors import RuntimeIncident
from engine.runtime.token import CANCELLED, READY, WAITING, Token

if TYPE_CHECKING:
    from bpmn.diagram import EventKind
    from engine.runtime.elements.process import ProcessSpec
    from engine.runtime.elements.step import Step

NO_SCRIPTS = PythonScriptEngine(BasePythonScriptEngineEnvironment())
"""The library wants a script engine; this one refuses to evaluate or run anything."""

MAX_DEPTH = 64
"""Scopes within scopes: a process that calls itself without end stops here with an incident."""

MAX_RUNS = 100_000
"""Automatic elements run for one command: a loop without a person in it stops here with an incident."""


NOTHING_SKIPPED: Mapping[str, str] = MappingProxyType({})


class Scope(Workflow):
    """What a case and its sub-processes share. Stands before the library's classes in the bases."""

    spec: "ProcessSpec"
    tasks: dict[int, Token]
    completed: bool
    top_workflow: "Main"
    depth: int
    prefix = ""
    """Before the id of an element: the call activities this scope stands in, each with a slash."""
    reads: frozenset[str]
    """The variables that are kept: those the diagram reads, in a called process also those it hands back."""

    def __init__(self, spec: "ProcessSpec", *args: Any, variables: MutableMapping[str, object], **kwargs: Any) -> None:
        self.variables = variables
        self.reads = spec.definition.reads
        self.joins: dict[str, Token] = {}
        super().__init__(spec, *args, deserializing=True, **kwargs)  # makes no root and predicts nothing

    @property
    def host(self) -> Token | None:
        """The token of the sub-process or call activity this scope is the inside of; None for the case."""
        return None

    def begin(self, starts: "Iterable[Step]") -> None:
        """Put the listeners of the scope in place and a token on each start."""
        for token in [Token(self, spec) for spec in (*self.spec.listeners, *starts)]:
            token.task_spec._update(token)

    def empty(self) -> bool:
        return all(token.task_spec.listener and token._state == WAITING for token in self.tasks.values())

    def _task_completed_notify(self, task: Token) -> None:
        if not self.completed and self.empty():
            self._mark_complete(task)

    def _mark_complete(self, task: Token | None) -> None:
        self.completed = True
        self.clear()

    def clear(self, spare: Token | None = None) -> None:
        """Take away every token of the scope but one."""
        for token in list(self.tasks.values()):
            if token is not spare:
                token.cancel()


class SubCase(Scope, BpmnSubWorkflow):
    """The inside of one token of a sub-process or call activity."""

    def __init__(self, host: Token, spec: "ProcessSpec", variables: MutableMapping[str, object]) -> None:
        self._host = host
        around = host.workflow.prefix
        self.prefix = f"{around}{host.task_spec.element}/" if host.task_spec.calls else around
        super().__init__(spec, host.id, host.workflow.top_workflow, variables=variables)
        self.reads = host.task_spec.kept_inside(self.reads, host.workflow.reads)

    @property
    def host(self) -> Token:
        return self._host

    @property
    def parent_workflow(self) -> Scope:
        return self._host.workflow

    def _calculate_depth(self) -> int:
        return self._host.workflow.depth + 1

    def _mark_complete(self, task: Token | None) -> None:
        super()._mark_complete(task)
        self._host.task_spec._on_subworkflow_completed(self, self._host)

    def cancel(self, success: bool = False) -> list[Token]:
        """Called by the library when the host is cancelled."""
        self.completed, self.success = True, success
        cancelled = list(self.tasks.values())
        self.clear()
        return cancelled


class Main(Scope, BpmnWorkflow):
    """The whole case: all tokens by number, the queue of what may run, the effects so far."""

    subprocesses: dict[int, SubCase]

    def __init__(self, spec: "ProcessSpec", variables: dict[str, object], last_number: int = 0) -> None:
        self.last_number = last_number
        self.tokens: dict[int, Token] = {}
        self.pollers: dict[int, Token] = {}
        self.queue: deque[Token] = deque()
        self.effects: list[Effect] = []
        self.now: datetime | None = None
        self.calendar: WorkingDays | None = None
        self.detours: Mapping[str, str] = NOTHING_SKIPPED
        super().__init__(spec, variables=variables, script_engine=NO_SCRIPTS)

    def settle(self) -> None:
        """Run what needs nobody, until nothing moves."""
        queue, runs = self.queue, 0
        while True:
            while queue:
                token = queue.popleft()
                if token._state == READY:
                    runs += 1
                    if runs > MAX_RUNS:
                        what = f"自动环节连续执行超过{MAX_RUNS}次，流程可能在原地打转"
                        raise RuntimeIncident(Incident(token.id, token.element, what))
                    token.run()
            if self.pollers:
                for token in _oldest_first(self.pollers):
                    if token._state == WAITING:
                        token.task_spec._update(token)
            if not queue:
                return

    def create_subprocess(self, my_task: Token, spec_name: str) -> SubCase:
        """The library's way to open the inside of a sub-process or call activity."""
        element = my_task.task_spec
        if element.body is None:
            raise KeyError(spec_name)
        sub = SubCase(my_task, element.body, element.inside(my_task))
        if sub.depth > MAX_DEPTH:
            raise RuntimeIncident(Incident(my_task.id, my_task.element, f"流程嵌套超过{MAX_DEPTH}层"))
        self.subprocesses[my_task.id] = sub
        sub.begin(sub.spec.starts)
        return sub

    def get_task_from_id(self, task_id: int) -> Token:
        return self.tokens[task_id]

    def _mark_complete(self, task: Token | None) -> None:
        super()._mark_complete(task)
        self.effects.append(Finished())

    def stop(self, reason: str) -> None:
        """Take every token away: the case is cancelled."""
        self.completed = True
        self.clear()
        self.effects.append(Finished(cancelled=True, reason=reason))

    def hear(self, kind: "EventKind", name: str, payload: Mapping[str, object], key: str, *, all_of: bool) -> bool:
        """Hand a message to the first token that listens, or a signal to all; whether anybody heard."""
        heard = [
            token
            for token in _oldest_first(self.event_manager.tasks)
            if token.task_spec.event_definition.hears(token, kind, name, key)
        ]
        for token in heard if all_of else heard[:1]:
            if token._state != CANCELLED:
                token.task_spec.fire(token, payload)
        return bool(heard)


def _oldest_first(tokens: Mapping[int, Token]) -> list[Token]:
    """In the order of their numbers, which is the same in memory and after a restart."""
    return [tokens[number] for number in sorted(tokens)]

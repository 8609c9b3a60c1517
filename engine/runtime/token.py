"""A token: SpiffWorkflow's task with a small number for a name, sharing the variables of its scope.

The library's tree of tasks says here only who *hosts* whom: an open activity its boundary events and its instances, an
event-based gateway the events that race. Tokens that merely follow one another are not linked, and a finished token is
gone at once; so the living tokens of a scope are exactly its `tasks`, and a case does not grow with its past.
"""

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.runtime.effects import Incident
from engine.runtime.errors import RuntimeIncident

if TYPE_CHECKING:
    from engine.runtime.elements.step import Step
    from engine.runtime.scope import Scope

FUTURE: int = TaskState.FUTURE
WAITING: int = TaskState.WAITING
READY: int = TaskState.READY
STARTED: int = TaskState.STARTED
COMPLETED: int = TaskState.COMPLETED
CANCELLED: int = TaskState.CANCELLED
FINISHED: int = TaskState.FINISHED_MASK


MAX_TOKENS = 20_000
"""Living tokens of one case: a loop that multiplies, or lists within lists, stop here with an incident."""


class Token(Task):
    """`way` is the sequence flow it came by (not kept); `internal_data` what its element remembers (kept)."""

    id: int
    workflow: "Scope"
    task_spec: "Step"
    data: MutableMapping[str, object]
    internal_data: dict[str, Any]
    _parent: int | None
    _children: list[int]
    _state: int

    def __init__(
        self, scope: "Scope", spec: "Step", host: "Token | None" = None, state: int = FUTURE, number: int = 0
    ) -> None:
        case = scope.top_workflow
        if len(case.tokens) >= MAX_TOKENS:
            what = f"同时在办和等待的超过{MAX_TOKENS}项，流程可能在成倍增加"
            raise RuntimeIncident(Incident(host.id if host else 0, scope.prefix + spec.element, what))
        if not number:
            case.last_number += 1
            number = case.last_number
        super().__init__(scope, spec, host, state, number)
        self.last_state_change = 0  # no clock: the order is the number
        self.data = scope.variables
        self.way = ""
        case.tokens[number] = self

    @property
    def element(self) -> str:
        """The id of its element in the diagram, behind those of the call activities it stands in (`phase/review`)."""
        return self.workflow.prefix + self.task_spec.element

    def _set_state(self, value: int) -> None:
        self._state = value
        if value == READY:
            if not self.task_spec.manual:
                self.workflow.top_workflow.queue.append(self)
        elif value & FINISHED:
            self._depart()

    def _depart(self) -> None:
        scope = self.workflow
        del scope.tasks[self.id]
        case = scope.top_workflow
        del case.tokens[self.id]
        if case.pollers:
            case.pollers.pop(self.id, None)
        if scope.joins and scope.joins.get(self.task_spec.name) is self:
            del scope.joins[self.task_spec.name]
        if self._parent is not None and self._parent in scope.tasks:
            scope.tasks[self._parent]._children.remove(self.id)

    def _inherit_data(self) -> None:
        """Variables are shared, never copied from token to token."""

    def cancel(self) -> None:
        """Take the token away, and whatever it hosts."""
        if self._state & FINISHED:
            return
        for child in self.children:
            child.cancel()
        super().cancel()

    def attach(self, spec: "Step") -> "Token":
        """Host a token at another element: a boundary event, an instance, a racing event."""
        guest = Token(self.workflow, spec, self)
        spec._update(guest)
        return guest

    def lift(self) -> None:
        """Leave the host, so that what follows does not end with it."""
        host = self.parent
        if host is not None:
            host._children.remove(self.id)
            self._parent = None

    def assign(self, values: Mapping[str, object]) -> None:
        """Write variables, keeping only those the diagram reads somewhere."""
        self.data.update(only(values, self.workflow.reads))


def only(values: Mapping[str, object], names: frozenset[str]) -> dict[str, object]:
    """Those of the values that are named, in their own order (that of a set differs from run to run)."""
    return {name: value for name, value in values.items() if name in names}

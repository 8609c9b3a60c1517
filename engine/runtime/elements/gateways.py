"""Gateways. Joins count tokens by the sequence flow they came by; the oldest waiting token keeps the count."""

from collections.abc import Mapping
from types import MappingProxyType

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin

from engine.runtime.elements.step import Step, Way
from engine.runtime.token import CANCELLED, FUTURE, WAITING, Token


class ExclusiveGateway(Step, BpmnSpecMixin):
    """The first flow in the order of the file whose condition holds; else the default flow."""

    def choose(self, my_task: Token) -> tuple[Way, ...]:
        for way in self.ways:
            if not way.default and (way.condition is None or way.condition.holds(my_task)):
                return (way,)
        return self.otherwise(my_task)


class Join(Step, BpmnSpecMixin):
    """Waits for tokens on several incoming flows; `incoming` are their ids."""

    incoming: frozenset[str] = frozenset()

    def _update_hook(self, my_task: Token) -> bool | None:
        if my_task._state == WAITING:
            return self._may_pass(my_task)
        super()._update_hook(my_task)
        if len(self.incoming) < 2:
            return True
        return self._arrive(my_task, {my_task.way: 1})

    def _arrive(self, my_task: Token, counts: Mapping[str, int]) -> bool:
        """Add to the tokens already there; the new token itself waits only when it is the first."""
        joins = my_task.workflow.joins
        keeper = joins.get(self.name)
        if keeper is None:
            keeper = joins[self.name] = my_task
            my_task.internal_data["arrived"] = {}
            my_task._set_state(WAITING)
            self._wait(my_task)
        else:
            my_task._set_state(CANCELLED)
        arrived = keeper.internal_data["arrived"]
        for flow, count in counts.items():
            arrived[flow] = arrived.get(flow, 0) + count
        if not self._may_pass(keeper):
            return False
        if keeper is my_task:
            return True
        keeper._ready()
        return False

    def _wait(self, my_task: Token) -> None:
        """Called when a token begins to wait."""

    def _may_pass(self, my_task: Token) -> bool:
        return len(my_task.internal_data["arrived"]) == len(self.incoming)

    def _on_ready_hook(self, my_task: Token) -> None:
        my_task.workflow.joins.pop(self.name, None)
        super()._on_ready_hook(my_task)

    def _run_hook(self, my_task: Token) -> bool:
        """Take one token of each flow; what is left over stays at the gateway."""
        arrived = my_task.internal_data.pop("arrived", {})
        left = {flow: count - 1 for flow, count in arrived.items() if count > 1}
        if left:
            rest = Token(my_task.workflow, self, None, FUTURE)
            if self._arrive(rest, left):
                rest._ready()
        return True


class ParallelGateway(Join):
    """A token on every incoming flow; then one on every outgoing flow."""


class InclusiveGateway(Join):
    """The rule of the standard (13.4.3): wait while a token can still reach an empty incoming flow, unless it can
    also reach one that has a token. `reach` holds, for each incoming flow, the elements from which it is reached
    without passing the gateway, as the sum of their `bit`s. An event that may still fire beside its step is a token
    of its own; the step itself does not come by the event's flow."""

    reach: Mapping[str, int] = MappingProxyType({})

    def _wait(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.pollers[my_task.id] = my_task

    def _on_ready_hook(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.pollers.pop(my_task.id, None)
        super()._on_ready_hook(my_task)

    def _may_pass(self, my_task: Token) -> bool:
        arrived = my_task.internal_data["arrived"]
        filled = empty = 0
        for flow, before in self.reach.items():
            if flow in arrived:
                filled |= before
            else:
                empty |= before
        blocking = empty & ~filled
        return not blocking or not any(
            token.task_spec.bit & blocking and token is not my_task and (token._parent is None or _is_beside(token))
            for token in my_task.workflow.tasks.values()
        )


def _is_beside(token: Token) -> bool:
    """Whether it waits on the border of a step without interrupting it."""
    spec = token.task_spec
    return isinstance(spec, defaults.BoundaryEvent) and not spec.cancel_activity


class EventBasedGateway(Step, BpmnSpecMixin):
    """Hosts the events behind it and lets them race: the first one that fires takes the others away."""

    def _update_hook(self, my_task: Token) -> bool | None:
        super()._update_hook(my_task)
        my_task._set_state(WAITING)
        for way in self.ways:
            if my_task._state == WAITING:
                my_task.attach(way.target)
        return False

    def way_to(self, target: Step) -> Way:
        return next(way for way in self.ways if way.target is target)

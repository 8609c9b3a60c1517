"""Events: what waits for something to happen, and what makes it happen."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs import defaults

from bpmn.diagram import TimerKind
from engine.runtime.effects import Passed
from engine.runtime.elements.definitions import Error, Terminate, Timer, fired
from engine.runtime.elements.gateways import EventBasedGateway
from engine.runtime.elements.step import Step
from engine.runtime.token import Token


class Catch(Step):
    """Waits until its definition has fired. Where it `stays`, the listener goes on listening and a token of its own
    runs for each time it fires; the listener, its timer row and its subscription keep their number."""

    def fire(self, my_task: Token, payload: Mapping[str, object]) -> None:
        """What the token waited for has happened."""
        if self.stays:
            runner = Token(my_task.workflow, self)
            runner.data = my_task.data
            runner.assign(payload)
            fired(runner)
            self._update(runner)
            return
        my_task.assign(payload)
        fired(my_task)
        self._update(my_task)

    def _on_ready_hook(self, my_task: Token) -> None:
        self._silence(my_task)
        super()._on_ready_hook(my_task)

    def _run_hook(self, my_task: Token) -> bool:
        my_task.internal_data.pop("event_fired", None)
        host = my_task.parent
        if host is not None and isinstance(host.task_spec, EventBasedGateway):
            gateway = host.task_spec
            my_task.lift()
            host.cancel()
            passed = Passed(host.element, (my_task.workflow.prefix + gateway.way_to(self).flow,))
            my_task.workflow.top_workflow.effects.append(passed)
        return True

    def _on_cancel(self, my_task: Token) -> None:
        self._silence(my_task)

    def _silence(self, my_task: Token) -> None:
        listening = my_task.workflow.top_workflow.event_manager.tasks
        if listening.pop(my_task.id, None) is not None:
            self.event_definition.dropped(my_task)


class StartEvent(Step, defaults.StartEvent):
    """A token is put on it when the case or scope begins; what it waits for has happened outside."""

    def _run_hook(self, my_task: Token) -> bool:
        return True


class CatchEvent(Catch, defaults.IntermediateCatchEvent):
    pass


class ThrowEvent(Step, defaults.IntermediateThrowEvent):
    pass


class EndEvent(Step, defaults.EndEvent):
    """Terminate ends the scope at once. An error ends it without a result, unless the scope itself catches it."""

    def _on_complete_hook(self, my_task: Token) -> None:
        super()._on_complete_hook(my_task)
        scope = my_task.workflow
        if isinstance(self.event_definition, Terminate):
            scope.clear()
        elif isinstance(self.event_definition, Error) and not my_task.internal_data["caught here"]:
            scope.completed = True
            scope.clear()


def stays_listening(definition: Any, interrupting: bool) -> bool:
    """Whether a listener hears again after it has fired."""
    return not interrupting and (not isinstance(definition, Timer) or definition.kind is TimerKind.CYCLE)


class BoundaryEvent(Catch, defaults.BoundaryEvent):
    """A guest of its activity. Interrupting, it takes the activity away."""

    def __init__(self, wf_spec: Any, bpmn_id: str, event_definition: Any, cancel_activity: bool) -> None:
        super().__init__(wf_spec, bpmn_id, event_definition, cancel_activity)
        self.stays = stays_listening(event_definition, cancel_activity)

    def _run_hook(self, my_task: Token) -> bool:
        host = my_task.parent
        if host is not None:
            my_task.lift()
            if self.cancel_activity:
                host.cancel()
        return True


class EventStart(Catch, defaults.IntermediateCatchEvent):
    """The start of an event sub-process, listening in the scope around it."""

    listener = True

    def __init__(self, wf_spec: Any, name: str, event_definition: Any, interrupting: bool) -> None:
        super().__init__(wf_spec, name, event_definition)
        self.interrupting = interrupting
        self.stays = stays_listening(event_definition, interrupting)

    def _run_hook(self, my_task: Token) -> bool:
        if self.interrupting:
            my_task.workflow.clear(spare=my_task)
        return True

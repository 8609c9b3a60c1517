"""Tasks, sub-processes and call activities."""

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults

from bpmn.errors import ModelError
from engine.runtime.decisions import Decisions
from engine.runtime.effects import Assigned, Decided, Incident, ServiceAsked, ServiceDropped, StepClosed, StepOpened
from engine.runtime.elements.definitions import Outputs
from engine.runtime.elements.events import Catch
from engine.runtime.elements.step import Activity
from engine.runtime.errors import RuntimeIncident
from engine.runtime.formula import Formula
from engine.runtime.token import STARTED, Token, only

if TYPE_CHECKING:
    from engine.runtime.elements.process import ProcessSpec
    from engine.runtime.scope import SubCase


class Human(Activity):
    """Waits for a person."""

    def _on_ready_hook(self, my_task: Token) -> None:
        super()._on_ready_hook(my_task)
        index, item = my_task.internal_data.get("at", -1) + 1, None
        if index and my_task.parent is not None:
            item = my_task.parent.task_spec.item_of(my_task.parent, index - 1)
        my_task.workflow.top_workflow.effects.append(StepOpened(my_task.id, my_task.element, item, index))

    def _on_complete_hook(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.effects.append(StepClosed(my_task.id, my_task.element, True))
        super()._on_complete_hook(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.effects.append(StepClosed(my_task.id, my_task.element, False))


class UserTask(Human, defaults.UserTask):
    pass


class ManualTask(Human, defaults.ManualTask):
    pass


class NoneTask(Human, defaults.NoneTask):
    """A plain task: waits for a person too."""


class ServiceTask(Activity, defaults.ServiceTask):
    """Asks for an operation and waits until it is reported done or failed. A send task that names one, too."""

    operation = ""
    outputs: Outputs = ()

    def _update_hook(self, my_task: Token) -> bool | None:
        super()._update_hook(my_task)
        data = {name: formula.value(my_task) for name, formula in self.outputs}
        my_task._set_state(STARTED)
        asked = ServiceAsked(my_task.id, my_task.element, self.operation, data)
        my_task.workflow.top_workflow.effects.append(asked)
        return False

    def _run_hook(self, my_task: Token) -> bool:
        return True

    def _on_complete_hook(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.effects.append(ServiceDropped(my_task.id, my_task.element))
        super()._on_complete_hook(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.effects.append(ServiceDropped(my_task.id, my_task.element))


class SendTask(Activity, defaults.SendTask):
    """Throws its message and goes on."""


class ReceiveTask(Activity, Catch, defaults.ReceiveTask):
    """Waits for its message."""


class ScriptTask(Activity, defaults.ScriptTask):
    """`variable = expression`, in FEEL."""

    def __init__(self, wf_spec: Any, bpmn_id: str, variable: str, formula: Formula) -> None:
        super().__init__(wf_spec, bpmn_id, None)
        self.variable, self.formula = variable, formula

    def _run_hook(self, my_task: Token) -> bool:
        if my_task.element in my_task.workflow.top_workflow.detours:
            return True
        value = self.formula.value(my_task)
        my_task.assign({self.variable: value})
        my_task.workflow.top_workflow.effects.append(Assigned(my_task.element, self.variable, value))
        return True


class BusinessRuleTask(Activity, defaults.ServiceTask):
    """Asks a decision and keeps its value."""

    def __init__(self, wf_spec: Any, bpmn_id: str, decisions: Decisions, decision: str, variable: str) -> None:
        super().__init__(wf_spec, bpmn_id)
        self.decisions, self.decision, self.variable = decisions, decision, variable
        self.reads = decisions.reads(decision)

    def _run_hook(self, my_task: Token) -> bool:
        main = my_task.workflow.top_workflow
        if my_task.element in main.detours:
            return True
        inputs = {name: my_task.data[name] for name in sorted(self.reads) if name in my_task.data}
        try:
            answer = self.decisions.decide(self.decision, inputs, now=main.now, calendar=main.calendar)
        except ModelError as error:
            what = f"决策“{self.decision}”没有给出结果：{error}"
            raise RuntimeIncident(Incident(my_task.id, my_task.element, what, "决策", inputs)) from error
        variable = self.variable or answer.variable or self.decision
        my_task.assign({variable: answer.value})
        main.effects.append(Decided(my_task.element, self.decision, inputs, variable, answer.value, answer.trace))
        return True


class SubProcess(Activity, defaults.SubWorkflowTask):
    """Embedded: works on the variables of the scope around it."""

    body: "ProcessSpec"

    def inside(self, my_task: Token) -> MutableMapping[str, object]:
        """The variables its inside works on."""
        return my_task.data

    def kept_inside(self, own: frozenset[str], around: frozenset[str]) -> frozenset[str]:
        """The variables kept inside: `own` are those its diagram reads, `around` those kept around it."""
        return around

    def start_workflow(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)

    def update_data(self, my_task: Token, subworkflow: "SubCase") -> None:
        """The inside has written into the same variables."""

    def _on_complete_hook(self, my_task: Token) -> None:
        my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)
        super()._on_complete_hook(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        super()._on_cancel(my_task)
        my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)


class CallActivity(SubProcess):
    """Called: variables of its own. What is declared goes in and comes back; where nothing is declared, everything
    the called process reads goes in under the same name, and all it knows comes back."""

    calls = True
    maps_in: Outputs | None = None
    maps_out: Outputs | None = None

    def inside(self, my_task: Token) -> MutableMapping[str, object]:
        if self.maps_in is None:
            return only(my_task.data, self.body.definition.reads)
        return {name: formula.value(my_task) for name, formula in self.maps_in}

    def kept_inside(self, own: frozenset[str], around: frozenset[str]) -> frozenset[str]:
        if self.maps_out is None:
            return own | around
        return own.union(*(formula.expression.reads for _, formula in self.maps_out))

    def update_data(self, my_task: Token, subworkflow: "SubCase") -> None:
        known = subworkflow.variables
        if self.maps_out is None:
            values = {name: value for name, value in known.items() if my_task.data.get(name, known) != value}
        else:
            values = {name: formula.over(my_task, known) for name, formula in self.maps_out}
        my_task.assign(values)
        effects = my_task.workflow.top_workflow.effects
        effects.extend(Assigned(my_task.element, name, values[name]) for name in values)

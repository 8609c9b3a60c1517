"""A process or the inside of a sub-process, as a SpiffWorkflow process spec."""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import BpmnProcessSpec

if TYPE_CHECKING:
    from engine.runtime.definition import Definition
    from engine.runtime.elements.step import Step


class ProcessSpec(BpmnProcessSpec):
    """No start task and no end join: a scope begins with a token on each of `starts`, and is done when none is left."""

    definition: "Definition"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.task_specs: dict[str, Any] = {}
        self.start = self.end = None
        self.starts: tuple[Step, ...] = ()
        self.listeners: tuple[Step, ...] = ()

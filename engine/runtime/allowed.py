"""What is executed: (element, event) pairs. What is not listed is refused at compile, never run wrongly."""

from collections.abc import Mapping

from bpmn.diagram import EventKind, Node

_K = EventKind

TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "subProcess",
        "callActivity",
    }
)
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
EVENTS: Mapping[str, frozenset[EventKind]] = {
    "startEvent": frozenset({_K.NONE, _K.TIMER, _K.MESSAGE, _K.SIGNAL, _K.CONDITIONAL}),
    "intermediateCatchEvent": frozenset({_K.TIMER, _K.MESSAGE, _K.SIGNAL, _K.CONDITIONAL, _K.LINK}),
    "intermediateThrowEvent": frozenset({_K.NONE, _K.MESSAGE, _K.SIGNAL, _K.ESCALATION, _K.LINK}),
    "boundaryEvent": frozenset({_K.TIMER, _K.MESSAGE, _K.SIGNAL, _K.ERROR, _K.ESCALATION, _K.CONDITIONAL}),
    "endEvent": frozenset({_K.NONE, _K.MESSAGE, _K.SIGNAL, _K.ERROR, _K.ESCALATION, _K.TERMINATE}),
}
EVENT_SUB_PROCESS_STARTS = frozenset({_K.TIMER, _K.MESSAGE, _K.SIGNAL, _K.ERROR, _K.ESCALATION, _K.CONDITIONAL})
LOOPS = frozenset({"parallel", "sequential", "standard"})
BEHIND_EVENT_GATEWAY = frozenset({_K.TIMER, _K.MESSAGE, _K.SIGNAL, _K.CONDITIONAL})


def is_executed(node: Node, *, starts_event_sub_process: bool = False) -> bool:
    """Whether the runtime executes an element of this kind with this event and loop."""
    if starts_event_sub_process:
        return node.kind == "startEvent" and node.event.kind in EVENT_SUB_PROCESS_STARTS
    if node.loop is not None and (node.kind not in TASKS or node.loop.kind not in LOOPS):
        return False
    return node.kind in TASKS or node.kind in GATEWAYS or node.event.kind in EVENTS.get(node.kind, frozenset())

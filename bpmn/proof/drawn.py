"""What a net is built from: one scope of the drawing, what surrounds it, and questions asked of it beforehand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bpmn.diagram import SUB_PROCESSES, Diagram, Event, EventKind, Node, Process, StepFacts
from bpmn.proof.limits import events_of, is_timer, step_lengths
from bpmn.proof.net import ANYTHING, Lengths, Net
from bpmn.step_kind import Marks, StepKind

THROWN = frozenset({EventKind.ERROR, EventKind.ESCALATION, EventKind.CANCEL})
"""Events that are thrown inside a sub-process and caught at its border."""
MAY_FAIL = frozenset({"serviceTask", "sendTask", "scriptTask", "businessRuleTask"})
"""Machines: they may fail with an error that nobody has drawn."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The net of one scope of one diagram. `prefix` is put before the ids of a called diagram.

    `handlers` are the scopes of its event sub-processes; `dead_catches` the boundary events that nothing inside throws;
    `unsupported` the ids of what cannot be judged.
    """

    id: str
    diagram: Diagram
    process: Process
    prefix: str
    net: Net
    handlers: tuple[str, ...] = ()
    dead_catches: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the builder needs to know beside the drawing; `writes` are the variables each form may change (None: nobody
    said, so each may change any), `results` the variables that decisions write into when the step names none."""

    kinds: Mapping[str, StepKind] = field(default_factory=dict)
    library: Mapping[str, Diagram] = field(default_factory=dict)
    writes: Mapping[str, frozenset[str]] | None = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)

    def written_by(self, form: str) -> frozenset[str]:
        """The variables a form may change."""
        if not form:
            return frozenset()
        return frozenset({ANYTHING}) if self.writes is None else self.writes.get(form, frozenset())

    def marks(self, step: StepFacts) -> Marks:
        kind = self.kinds.get(step.kind)
        if kind is not None:
            return kind.marks
        return Marks(step.kind) if step.kind in set(Marks) else Marks.NOTHING


def compensating(diagram: Diagram, process: Process) -> frozenset[str]:
    """Compensation boundary events and the activities they call, which stand outside the flow."""
    events = {n.id for n in process.nodes if n.kind == "boundaryEvent" and n.event.kind is EventKind.COMPENSATION}
    called = {a.target for a in process.artifacts if a.source in events and diagram.find(a.target) is not None}
    return frozenset(events | called)


def is_link(event: Event) -> bool:
    return event.kind is EventKind.LINK


def catches(catch: Event, thrown: Event) -> bool:
    return catch.kind is thrown.kind and catch.name in {"", thrown.name}


def inner_scope(node: Node, process: Process, library: Mapping[str, Diagram], prefix: str) -> str:
    """The scope a step stands for: its sub-process, or the process it calls; "" for a plain step and an empty box."""
    if node.kind in SUB_PROCESSES:
        return prefix + node.id if process.inside(node.id) else ""
    called = called_process(node, library)
    return f"{prefix}{node.id}/{called.id}" if called is not None else ""


def called_process(node: Node, library: Mapping[str, Diagram]) -> Process | None:
    """The process a call activity names: by its own id, or the main one of the diagram of that name."""
    diagram = library.get(node.called) if node.kind == "callActivity" else None
    if diagram is None:
        return None
    return next((each for each in diagram.processes if each.id == node.called), diagram.main())


def within(process: Process, scope: str) -> Iterator[Node]:
    """The nodes inside a sub-process, however deep."""
    parents = {node.id: node.parent for node in process.nodes}
    for node in process.nodes:
        holder, passed = node.parent, set[str]()
        while holder != scope and holder in parents and holder not in passed:
            passed.add(holder)
            holder = parents[holder]
        if holder == scope:
            yield node


def may_be_caught(catch: Event, process: Process, scope: str, library: Mapping[str, Diagram]) -> bool:
    """Whether something inside a sub-process throws what its border catches: an end or throw event, a machine that
    fails, or a diagram that is called (what that throws in turn is not looked into)."""
    for node in within(process, scope):
        if node.kind in {"endEvent", "intermediateThrowEvent"}:
            if any(catches(catch, each) for each in events_of(node.event)):
                return True
        elif catch.kind is EventKind.ERROR and node.kind in MAY_FAIL:
            return True
        elif node.kind == "callActivity" and catch.kind is not EventKind.CANCEL:
            called = called_process(node, library)
            if called is None or any(catches(catch, e) for n in called.nodes for e in events_of(n.event)):
                return True
    return False


def gateway_caps(diagram: Diagram, nodes: Iterable[Node]) -> dict[str, Lengths]:
    """For each event after an event-based gateway: the timers that end the waiting."""
    caps: dict[str, Lengths] = {}
    for node in nodes:
        if node.kind == "eventBasedGateway":
            targets = [diagram.find(flow.target) for flow in diagram.outgoing(node.id)]
            timers = [step_lengths(each) for each in targets if each is not None and is_timer(each)]
            known = tuple(length for lengths in timers if lengths is not None for length in lengths)
            caps.update((each.id, known) for each in targets if each is not None)
    return caps

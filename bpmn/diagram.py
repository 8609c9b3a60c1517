"""`Diagram`: a BPMN file as a frozen graph, what every other part of the product reads instead of XML.

It holds all the standard's process elements, whether or not the runtime executes them: `bpmn.allowed` says which it
does. Names of kinds are the standard's own XML names (`userTask`, `boundaryEvent`). Everything is immutable and
hashable by identity of content; orders are those of the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

TASKS = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"}
)
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
HUMAN_TASKS = frozenset({"task", "userTask", "manualTask"})
"""Tasks that wait for a person (a plain `task` does too)."""


class EventKind(StrEnum):
    """The event definition of an event; `NONE` is the plain circle, `MULTIPLE` one with several definitions."""

    NONE = "none"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    CONDITIONAL = "conditional"
    LINK = "link"
    TERMINATE = "terminate"
    COMPENSATION = "compensate"
    CANCEL = "cancel"
    MULTIPLE = "multiple"


class TimerKind(StrEnum):
    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, slots=True)
class Extension:
    """An element or attribute this product has no field for, kept so that writing the file again loses nothing.

    An attribute has `xml == ""`; an element keeps its canonical XML text. `namespace` is "" for an attribute of the
    standard without a field (`isClosed`), and the standard's own for an element of it (`ioSpecification`)."""

    namespace: str
    name: str
    value: str = ""
    xml: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An event's definition. `name` is what is matched: the message's, signal's or link's name, the error's or
    escalation's code ("" catches any). `expression` is the FEEL condition or the timer's text (ISO 8601, or FEEL
    after `=`). `language` is "" unless the file names a language other than FEEL."""

    kind: EventKind = EventKind.NONE
    name: str = ""
    ref: str = ""
    expression: str = ""
    timer: TimerKind | None = None
    parallel_multiple: bool = False
    several: tuple["Event", ...] = ()
    language: str = ""
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance (`parallel`, `sequential`) or standard loop (`standard`) of an activity.

    `collection` is a FEEL list (or `cardinality` a FEEL whole number); each instance sees its item as `item` and the
    count from 1 as `loopCounter`; `output` collects each instance's `output_item` in the order of the items;
    `until` is the completion condition; for `standard`, `condition` is asked before (`test_before`) or after a round
    and `maximum` is the bound.
    """

    kind: str
    collection: str = ""
    cardinality: str = ""
    item: str = ""
    output: str = ""
    output_item: str = ""
    until: str = ""
    condition: str = ""
    test_before: bool = False
    maximum: int | None = None
    language: str = ""
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitText:
    """A limit as written on the drawing: a whole number and its unit, both as text so that mistakes can be named.

    `unit` is one of workingDay, naturalDay, workingHour, month, year; `amount` "0" is on the spot (即办)."""

    amount: str = ""
    unit: str = ""
    basis: str = ""

    def __bool__(self) -> bool:
        return bool(self.amount or self.unit)


@dataclass(frozen=True, slots=True)
class StepFacts:
    """The `gov:` attributes of an activity or event (urn:banshi:gov:1): what law and centre say of the step.

    `kind` is the step kind (receive, accept, notice, review, decide, issue, deliver, or a special step kind);
    `outcomes` the closed list of results a person may choose from, written into variable `result`;
    `decision` the id of the decision a business rule task asks, whose value goes into `result` too;
    `operation` what a service or send task does; `maps_in`/`maps_out` are the declared variables of a call activity.
    """

    limit: LimitText = LimitText()
    department: str = ""
    post: str = ""
    form: str = ""
    kind: str = ""
    legal_basis: str = ""
    counts_in_limit: bool | None = None
    min_staff: int = 0
    signatures: int = 0
    visit: bool = False
    outcomes: tuple[str, ...] = ()
    result: str = ""
    decision: str = ""
    operation: str = ""
    materials: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    maps_in: tuple[tuple[str, str], ...] = ()
    maps_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle of the drawing, in diagram units (pixels of bpmn-js)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Shape:
    """How a node, lane, pool or artifact is drawn; `plane` is the collapsed sub-process whose own page it is on."""

    element: str
    bounds: Bounds
    label: Bounds | None = None
    expanded: bool | None = None
    horizontal: bool | None = None
    marker_visible: bool | None = None
    plane: str = ""
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """How a flow or association is drawn."""

    element: str
    waypoints: tuple[tuple[float, float], ...]
    label: Bounds | None = None
    plane: str = ""
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node. `parent` is the id of the sub-process or process it stands in."""

    id: str
    kind: str
    name: str = ""
    parent: str = ""
    line: int = field(default=0, compare=False)
    event: Event = Event()
    interrupting: bool = True
    attached_to: str = ""
    default: str = ""
    loop: Loop | None = None
    called: str = ""
    on_event: bool = False
    instantiate: bool = False
    script: str = ""
    script_format: str = ""
    message: str = ""
    documentation: str = ""
    step: StepFacts = StepFacts()
    extensions: tuple[Extension, ...] = ()

    @property
    def is_activity(self) -> bool:
        return self.kind in ACTIVITIES

    @property
    def is_event(self) -> bool:
        return self.kind in EVENTS

    @property
    def is_gateway(self) -> bool:
        return self.kind in GATEWAYS

    @property
    def label(self) -> str:
        """Its name for people, or its id where it has none."""
        return " ".join(self.name.split()) or self.id


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `max_rounds` is the declared bound of the loop this flow closes (gov:maxRounds)."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    language: str = ""
    max_rounds: int | None = None
    parent: str = ""
    line: int = field(default=0, compare=False)
    documentation: str = ""
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: usually a department. `parent` is the lane or sub-process it stands in, "" in the process itself."""

    id: str
    name: str = ""
    nodes: tuple[str, ...] = ()
    parent: str = ""
    department: str = ""
    documentation: str = ""
    extensions: tuple[Extension, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Artifact:
    """What stands beside the flow: data objects, references and stores, groups, text annotations, associations,
    data associations. `text` is an annotation's text; `source` and `target` those of an association."""

    id: str
    kind: str
    name: str = ""
    parent: str = ""
    text: str = ""
    source: str = ""
    target: str = ""
    ref: str = ""
    documentation: str = ""
    extensions: tuple[Extension, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Process:
    """A process: its nodes and flows, those of its sub-processes included (each names its `parent`)."""

    id: str
    name: str = ""
    executable: bool = True
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    lanes: tuple[Lane, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    promised: LimitText = LimitText()
    statutory: LimitText = LimitText()
    documentation: str = ""
    line: int = field(default=0, compare=False)
    extensions: tuple[Extension, ...] = ()

    def inside(self, scope: str = "") -> tuple[Node, ...]:
        """The nodes standing directly in a scope: a sub-process's id, or the process itself."""
        wanted = scope or self.id
        return tuple(node for node in self.nodes if node.parent == wanted)

    def flows_inside(self, scope: str = "") -> tuple[Flow, ...]:
        wanted = scope or self.id
        return tuple(flow for flow in self.flows if flow.parent == wanted)


@dataclass(frozen=True, slots=True)
class Participant:
    """A pool; `process` is "" for a black box."""

    id: str
    name: str = ""
    process: str = ""
    extensions: tuple[Extension, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class MessageFlow:
    id: str
    source: str
    target: str
    name: str = ""
    extensions: tuple[Extension, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Definition:
    """A root message, signal, error or escalation. `code` is the error's or escalation's code."""

    id: str
    kind: str
    name: str = ""
    code: str = ""
    correlation: str = ""
    extensions: tuple[Extension, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """What throwers and catchers meet by: the code, the name, or the id where it has neither."""
        return self.code or self.name or self.id


@dataclass(frozen=True)
class Diagram:
    """One BPMN file. `node`, `outgoing` and the rest are indexes made once.

    `artifacts` are those drawn beside the pools, in no process; `collaboration` is its id, "" without pools;
    `namespaces` are the (prefix, address) pairs of foreign settings."""

    id: str = ""
    name: str = ""
    target_namespace: str = ""
    processes: tuple[Process, ...] = ()
    participants: tuple[Participant, ...] = ()
    message_flows: tuple[MessageFlow, ...] = ()
    definitions: tuple[Definition, ...] = ()
    shapes: tuple[Shape, ...] = ()
    edges: tuple[Edge, ...] = ()
    exporter: str = ""
    namespaces: tuple[tuple[str, str], ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    collaboration: str = ""
    extensions: tuple[Extension, ...] = ()
    collaboration_extensions: tuple[Extension, ...] = ()
    _nodes: Mapping[str, Node] = field(init=False, repr=False, compare=False)
    _flows: Mapping[str, Flow] = field(init=False, repr=False, compare=False)
    _outgoing: Mapping[str, tuple[Flow, ...]] = field(init=False, repr=False, compare=False)
    _incoming: Mapping[str, tuple[Flow, ...]] = field(init=False, repr=False, compare=False)
    _boundary: Mapping[str, tuple[Node, ...]] = field(init=False, repr=False, compare=False)
    _lane: Mapping[str, Lane] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        nodes: dict[str, Node] = {}
        flows: dict[str, Flow] = {}
        outgoing: dict[str, list[Flow]] = {}
        incoming: dict[str, list[Flow]] = {}
        boundary: dict[str, list[Node]] = {}
        lane: dict[str, Lane] = {}
        for process in self.processes:
            for node in process.nodes:
                nodes[node.id] = node
                if node.attached_to:
                    boundary.setdefault(node.attached_to, []).append(node)
            for flow in process.flows:
                flows[flow.id] = flow
                outgoing.setdefault(flow.source, []).append(flow)
                incoming.setdefault(flow.target, []).append(flow)
            for each in process.lanes:
                lane.update(dict.fromkeys(each.nodes, each))
        for name, index in (
            ("_nodes", nodes),
            ("_flows", flows),
            ("_outgoing", {key: tuple(value) for key, value in outgoing.items()}),
            ("_incoming", {key: tuple(value) for key, value in incoming.items()}),
            ("_boundary", {key: tuple(value) for key, value in boundary.items()}),
            ("_lane", lane),
        ):
            object.__setattr__(self, name, MappingProxyType(index))

    def node(self, element: str) -> Node:
        """The node of that id; KeyError when there is none."""
        return self._nodes[element]

    def find(self, element: str) -> Node | None:
        return self._nodes.get(element)

    def flow(self, element: str) -> Flow:
        return self._flows[element]

    def nodes(self) -> Iterator[Node]:
        return iter(self._nodes.values())

    def flows(self) -> Iterator[Flow]:
        return iter(self._flows.values())

    def outgoing(self, element: str) -> tuple[Flow, ...]:
        return self._outgoing.get(element, ())

    def incoming(self, element: str) -> tuple[Flow, ...]:
        return self._incoming.get(element, ())

    def boundary(self, element: str) -> tuple[Node, ...]:
        """The boundary events attached to an activity."""
        return self._boundary.get(element, ())

    def lane(self, element: str) -> Lane | None:
        """The innermost lane a node is listed in, if any."""
        return self._lane.get(element)

    def main(self) -> Process | None:
        """The process a case runs: the first executable one, else the first; None in an empty file."""
        return next((p for p in self.processes if p.executable), self.processes[0] if self.processes else None)

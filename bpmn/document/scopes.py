"""Processes and sub-processes: their nodes, flows, lanes and what stands beside them, gathered without recursion."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bpmn.diagram import ACTIVITIES, FLOW_NODES, SUB_PROCESSES, Artifact, Flow, Lane, Node, Process
from bpmn.document.events import Roots, read_event, read_loop
from bpmn.document.expressions import is_feel, read_expression
from bpmn.document.foreign import adapt_node, adapt_step
from bpmn.document.identity import Identity
from bpmn.document.notes import Notes
from bpmn.document.parts import Keeper, Parts
from bpmn.document.step_facts import read_limit, read_step
from bpmn.document.vocabulary import ARTIFACTS, DATA, DATA_ASSOCIATIONS, gov
from bpmn.xml import Element, children, local_name, text_of


@dataclass(slots=True)
class Reader:
    """What reading any part of a file needs."""

    notes: Notes
    keeper: Keeper
    identity: Identity
    roots: Roots


@dataclass(slots=True)
class LooseFlow:
    """A sequence flow as written, before it is known whether its ends exist."""

    flow: Flow
    scope: str
    element: Element


@dataclass(slots=True)
class Gathered:
    """What one process element holds, sub-processes included; `nodes` come in the order of the file, outer first."""

    process: Process
    nodes: list[Node] = field(default_factory=list)
    flows: list[LooseFlow] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)


def read_process(element: Element, reader: Reader) -> Gathered:
    """Everything inside one process element, references not looked up yet."""
    parts = Parts(element, reader.notes)
    identifier = reader.identity.claim(element)
    gathered = Gathered(Process(identifier))
    pending = _contents(parts, identifier, gathered, reader)
    process = Process(
        identifier,
        parts.text("name"),
        parts.flag("isExecutable", False),
        promised=read_limit(parts, "promised"),
        statutory=read_limit(parts, "statutory"),
        documentation=parts.documentation(),
        line=parts.line,
    )
    gathered.process = replace(process, extensions=parts.rest(reader.keeper))
    stack: list[tuple[Iterator[Element], str]] = [(iter(pending), identifier)]
    while stack:
        inner = next(stack[-1][0], None)
        if inner is None:
            stack.pop()
            continue
        node, below = _read_node(inner, stack[-1][1], gathered, reader)
        gathered.nodes.append(node)
        if node.kind in SUB_PROCESSES:
            stack.append((iter(below), node.id))
    return gathered


def _contents(parts: Parts, scope: str, gathered: Gathered, reader: Reader) -> list[Element]:
    """Take what stands in a scope; the elements of its nodes are returned to be read in turn."""
    gathered.scopes.append(scope)
    nodes = parts.all(*FLOW_NODES)
    for element in parts.all("sequenceFlow"):
        gathered.flows.append(_read_flow(element, scope, reader))
    for lanes in parts.all("laneSet"):
        inside = "" if scope == gathered.process.id else scope
        gathered.lanes.extend(_read_lanes(lanes, inside, reader))
    for element in parts.all(*ARTIFACTS, *DATA):
        gathered.artifacts.append(read_artifact(element, scope, reader))
    return nodes


def _read_node(element: Element, parent: str, gathered: Gathered, reader: Reader) -> tuple[Node, list[Element]]:
    parts, kind = Parts(element, reader.notes), local_name(element)
    identifier = reader.identity.claim(element)
    parts.all("incoming", "outgoing")
    node = Node(identifier, kind, parts.text("name"), parent, parts.line)
    node = replace(node, documentation=parts.documentation(), default=parts.text("default"))
    below: list[Element] = []
    if kind in SUB_PROCESSES:
        below = _contents(parts, identifier, gathered, reader)
        node = replace(node, on_event=parts.flag("triggeredByEvent", False))
    if node.is_event:
        node = _read_event_node(node, parts, reader)
    elif node.kind in ACTIVITIES:
        node = _read_activity(node, parts, reader)
    elif kind == "eventBasedGateway":
        node = replace(node, instantiate=parts.flag("instantiate", False))
    for association in parts.all(*DATA_ASSOCIATIONS):
        gathered.artifacts.append(_read_data_association(association, identifier, reader))
    node = replace(node, step=adapt_step(read_step(parts), parts, reader.notes))
    node = adapt_node(node, parts, reader.notes)
    return replace(node, extensions=parts.rest(reader.keeper)), below


def _read_event_node(node: Node, parts: Parts, reader: Reader) -> Node:
    node = replace(node, event=read_event(parts, reader.roots))
    if node.kind == "boundaryEvent":
        attached = reader.identity.find(parts.text("attachedToRef"))
        return replace(node, attached_to=attached, interrupting=parts.flag("cancelActivity", True))
    if node.kind == "startEvent":
        return replace(node, interrupting=parts.flag("isInterrupting", True))
    return node


def _read_activity(node: Node, parts: Parts, reader: Reader) -> Node:
    node = replace(node, loop=read_loop(parts, reader.notes, reader.keeper, reader.identity.names))
    if node.kind == "callActivity":
        called = parts.text("calledElement")
        node = replace(node, called=called if "{" in called else called.rpartition(":")[2])
    if node.kind == "receiveTask":
        node = replace(node, instantiate=parts.flag("instantiate", False))
    if node.kind in ("sendTask", "receiveTask"):
        node = replace(node, message=_message(parts, reader))
    if node.kind == "scriptTask":
        node = _read_script(node, parts, reader)
    return node


def _message(parts: Parts, reader: Reader) -> str:
    written = parts.text("messageRef")
    reference = reader.identity.find(written)
    if reference in reader.roots.definitions or not written:
        return reader.roots.label(reference)
    parts.put_back("messageRef", written)
    reader.notes.say(
        "dangling-reference",
        f"环节引用的消息“{written}”在文件里不存在，请重新选择消息。",
        element=parts.id,
        line=parts.line,
        met=written,
    )
    return ""


def _read_script(node: Node, parts: Parts, reader: Reader) -> Node:
    language, script = parts.text("scriptFormat"), parts.content("script")
    if not is_feel(language):
        reader.notes.say(
            "expression-language",
            f"脚本任务“{node.label}”用的是“{language}”，这里只执行 FEEL，请改写成一个 FEEL 表达式或改用系统任务。",
            element=node.id,
            line=node.line,
            expected="FEEL",
            met=language,
        )
    return replace(node, script=script, script_format=language)


def _read_flow(element: Element, scope: str, reader: Reader) -> LooseFlow:
    parts = Parts(element, reader.notes)
    identifier = reader.identity.claim(element)
    condition, language = read_expression(parts.one("conditionExpression"), reader.notes, identifier, "连线的条件")
    flow = Flow(
        identifier,
        reader.identity.find(parts.text("sourceRef")),
        reader.identity.find(parts.text("targetRef")),
        parts.text("name"),
        condition,
        language,
        parts.count(gov("maxRounds")),
        scope,
        parts.line,
        parts.documentation(),
    )
    return LooseFlow(replace(flow, extensions=parts.rest(reader.keeper)), scope, element)


def _read_lanes(lane_set: Element, parent: str, reader: Reader) -> Iterator[Lane]:
    for element in children(lane_set):
        if local_name(element) != "lane":
            continue
        parts = Parts(element, reader.notes)
        identifier = reader.identity.claim(element)
        nodes = tuple(reader.identity.find(text_of(each)) for each in parts.all("flowNodeRef"))
        nested = parts.all("childLaneSet")
        yield Lane(
            identifier,
            parts.text("name"),
            tuple(dict.fromkeys(nodes)),
            parent,
            parts.text(gov("department")),
            parts.documentation(),
            parts.rest(reader.keeper),
            parts.line,
        )
        for inner in nested:
            yield from _read_lanes(inner, identifier, reader)


def read_artifact(element: Element, parent: str, reader: Reader) -> Artifact:
    """A text annotation, group, association, data object, data object reference or data store reference."""
    parts, kind = Parts(element, reader.notes), local_name(element)
    identifier = reader.identity.claim(element)
    reference = {
        "group": "categoryValueRef",
        "dataObjectReference": "dataObjectRef",
        "dataStoreReference": "dataStoreRef",
    }
    artifact = Artifact(
        identifier,
        kind,
        parts.text("name"),
        parent,
        parts.content("text") if kind == "textAnnotation" else "",
        reader.identity.find(parts.text("sourceRef")),
        reader.identity.find(parts.text("targetRef")),
        reader.identity.find(parts.text(reference[kind])) if kind in reference else "",
        parts.documentation(),
        line=parts.line,
    )
    return replace(artifact, extensions=parts.rest(reader.keeper))


def _read_data_association(element: Element, node: str, reader: Reader) -> Artifact:
    parts = Parts(element, reader.notes)
    identifier = reader.identity.claim(element)
    source, target = parts.content("sourceRef"), parts.content("targetRef")
    artifact = Artifact(
        identifier,
        local_name(element),
        parent=node,
        source=reader.identity.find(source),
        target=reader.identity.find(target),
        documentation=parts.documentation(),
        line=parts.line,
    )
    return replace(artifact, extensions=parts.rest(reader.keeper))

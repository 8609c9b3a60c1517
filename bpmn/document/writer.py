"""Writing: a Diagram into the bytes of a BPMN 2.0 file, in the standard's order, with incoming and outgoing.

The same Diagram always gives the same bytes, and reading them gives the same Diagram.
"""

from collections.abc import Mapping

from bpmn.diagram import (
    Artifact,
    Definition,
    Diagram,
    EventKind,
    Flow,
    Lane,
    Node,
    Process,
)
from bpmn.document.drawing import write_drawing
from bpmn.document.events import write_event, write_loop
from bpmn.document.expressions import write_expression
from bpmn.document.leftovers import holder, in_order, write_documentation, write_rest
from bpmn.document.step_facts import has_lists, limit_attributes, step_attributes, write_lists
from bpmn.document.vocabulary import DATA_ASSOCIATIONS, FEEL, OWN, REFERENCE_OF, TARGET, bpmn, gov
from bpmn.xml import Element, add, make, write_xml

References = Mapping[tuple[EventKind, str], str]
ROOT_KINDS: Mapping[str, EventKind] = {
    "message": EventKind.MESSAGE,
    "signal": EventKind.SIGNAL,
    "error": EventKind.ERROR,
    "escalation": EventKind.ESCALATION,
}


def write_diagram(diagram: Diagram) -> bytes:
    """The diagram as a file: UTF-8, indented, canonical."""
    definitions, references = _declared(diagram)
    spaces: dict[str | None, str] = dict([*diagram.namespaces, *OWN.items()])
    root = make(bpmn("definitions"), spaces)
    _set(root, id=diagram.id, name=diagram.name, targetNamespace=diagram.target_namespace or TARGET)
    _set(root, exporter=diagram.exporter, expressionLanguage=FEEL)
    write_rest(root, diagram.extensions)
    for definition in definitions:
        _write_definition(root, definition)
    if diagram.collaboration or diagram.participants:
        _write_collaboration(root, diagram)
    for process in diagram.processes:
        _write_process(root, process, diagram, references)
    main = diagram.collaboration or (_collaboration_id(diagram) if diagram.participants else "")
    write_drawing(root, diagram, main or (diagram.processes[0].id if diagram.processes else ""))
    in_order(root)
    return write_xml(root)


def _set(element: Element, **attributes: str) -> None:
    for name, value in attributes.items():
        if value:
            element.set(name, value)


def _declared(diagram: Diagram) -> tuple[list[Definition], dict[tuple[EventKind, str], str]]:
    """The root definitions, with one made for every name that is thrown or caught without one; and ids by name."""
    definitions = list(diagram.definitions)
    found: dict[tuple[EventKind, str], str] = {}
    for each in reversed(definitions):
        found[ROOT_KINDS[each.kind], each.label] = each.id
    kinds = {kind: name for name, kind in ROOT_KINDS.items()}
    taken = {each.id for each in definitions}
    for kind, name in _named(diagram):
        if (kind, name) in found:
            continue
        number = 1
        while (identifier := f"{kinds[kind].capitalize()}_{number}") in taken:
            number += 1
        taken.add(identifier)
        found[kind, name] = identifier
        coded = kind in (EventKind.ERROR, EventKind.ESCALATION)
        definitions.append(Definition(identifier, kinds[kind], name, name if coded else ""))
    return definitions, found


def _named(diagram: Diagram) -> list[tuple[EventKind, str]]:
    """What is thrown, caught, sent or received by name alone."""
    names = []
    for node in diagram.nodes():
        for event in (node.event, *node.event.several):
            if event.kind in REFERENCE_OF and event.kind in ROOT_KINDS.values() and event.name and not event.ref:
                names.append((event.kind, event.name))
        if node.message:
            names.append((EventKind.MESSAGE, node.message))
    return names


def _write_definition(root: Element, definition: Definition) -> None:
    element = add(root, bpmn(definition.kind), {"id": definition.id})
    _set(element, name=definition.name)
    if definition.code:
        element.set(f"{definition.kind}Code", definition.code)
    if definition.correlation:
        element.set(gov("correlation"), definition.correlation)
    write_rest(element, definition.extensions)
    in_order(element)


def _collaboration_id(diagram: Diagram) -> str:
    return diagram.collaboration or "Collaboration_1"


def _write_collaboration(root: Element, diagram: Diagram) -> None:
    element = add(root, bpmn("collaboration"), {"id": _collaboration_id(diagram)})
    for pool in diagram.participants:
        made = add(element, bpmn("participant"), {"id": pool.id})
        _set(made, name=pool.name, processRef=pool.process)
        write_rest(made, pool.extensions)
        in_order(made)
    for flow in diagram.message_flows:
        made = add(element, bpmn("messageFlow"), {"id": flow.id})
        _set(made, name=flow.name, sourceRef=flow.source, targetRef=flow.target)
        write_rest(made, flow.extensions)
        in_order(made)
    for artifact in diagram.artifacts:
        _write_artifact(element, artifact)
    write_rest(element, diagram.collaboration_extensions)
    in_order(element)


def _write_process(root: Element, process: Process, diagram: Diagram, references: References) -> None:
    element = add(root, bpmn("process"), {"id": process.id})
    _set(element, name=process.name, isExecutable=str(process.executable).lower())
    for name, value in limit_attributes(process).items():
        element.set(name, value)
    write_documentation(element, process.documentation)
    write_rest(element, process.extensions)
    made = {process.id: element}
    for node in process.nodes:
        made[node.id] = _write_node(made[node.parent], node, diagram, references)
    for flow in process.flows:
        _write_flow(made[flow.parent], flow)
    for artifact in process.artifacts:
        _write_artifact(made[artifact.parent], artifact)
    _write_lanes(element, process.lanes, made)
    for each in made.values():
        in_order(each)


def _write_node(parent: Element, node: Node, diagram: Diagram, references: References) -> Element:
    element = add(parent, bpmn(node.kind), {"id": node.id})
    _set(element, name=node.name, default=node.default, attachedToRef=node.attached_to)
    if not node.interrupting:
        element.set("cancelActivity" if node.kind == "boundaryEvent" else "isInterrupting", "false")
    _set(element, calledElement=node.called, scriptFormat=node.script_format)
    _set(element, triggeredByEvent="true" if node.on_event else "", instantiate="true" if node.instantiate else "")
    _set(element, parallelMultiple="true" if node.event.parallel_multiple else "")
    _set(element, messageRef=references.get((EventKind.MESSAGE, node.message), "") if node.message else "")
    for name, value in step_attributes(node.step).items():
        element.set(name, value)
    write_documentation(element, node.documentation)
    if has_lists(node.step):
        write_lists(holder(element), node.step)
    write_rest(element, node.extensions)
    for flow in diagram.incoming(node.id):
        add(element, bpmn("incoming"), text=flow.id)
    for flow in diagram.outgoing(node.id):
        add(element, bpmn("outgoing"), text=flow.id)
    write_event(element, node.event, references)
    if node.loop is not None:
        write_loop(element, node.loop)
    if node.script:
        add(element, bpmn("script"), text=node.script)
    return element


def _write_flow(parent: Element, flow: Flow) -> None:
    element = add(parent, bpmn("sequenceFlow"), {"id": flow.id})
    _set(element, name=flow.name, sourceRef=flow.source, targetRef=flow.target)
    if flow.max_rounds is not None:
        element.set(gov("maxRounds"), str(flow.max_rounds))
    write_documentation(element, flow.documentation)
    write_rest(element, flow.extensions)
    if flow.condition:
        write_expression(element, "conditionExpression", flow.condition, flow.language)
    in_order(element)


def _write_artifact(parent: Element, artifact: Artifact) -> None:
    element = add(parent, bpmn(artifact.kind), {"id": artifact.id})
    write_documentation(element, artifact.documentation)
    if artifact.kind in DATA_ASSOCIATIONS:
        for name, reference in (("sourceRef", artifact.source), ("targetRef", artifact.target)):
            if reference:
                add(element, bpmn(name), text=reference)
        write_rest(element, artifact.extensions)
    else:
        write_rest(element, artifact.extensions)
        _set(element, name=artifact.name, sourceRef=artifact.source, targetRef=artifact.target)
        _set(element, **_reference(artifact))
        if artifact.text:
            add(element, bpmn("text"), text=artifact.text)
    in_order(element)


def _reference(artifact: Artifact) -> dict[str, str]:
    attribute = {
        "group": "categoryValueRef",
        "dataObjectReference": "dataObjectRef",
        "dataStoreReference": "dataStoreRef",
    }.get(artifact.kind)
    return {attribute: artifact.ref} if attribute else {}


def _write_lanes(process: Element, lanes: tuple[Lane, ...], made: Mapping[str, Element]) -> None:
    sets: dict[str, Element] = {}
    written: dict[str, Element] = {}
    for lane in lanes:
        if lane.parent not in sets:
            inside = written.get(lane.parent)
            owner = made.get(lane.parent, process)
            sets[lane.parent] = add(inside, bpmn("childLaneSet")) if inside is not None else add(owner, bpmn("laneSet"))
        element = add(sets[lane.parent], bpmn("lane"), {"id": lane.id})
        _set(element, name=lane.name)
        if lane.department:
            element.set(gov("department"), lane.department)
        write_documentation(element, lane.documentation)
        write_rest(element, lane.extensions)
        for node in lane.nodes:
            add(element, bpmn("flowNodeRef"), text=node)
        written[lane.id] = element
    for element in written.values():
        in_order(element)

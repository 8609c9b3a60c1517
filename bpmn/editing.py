"""Changing a diagram by words instead of by mouse: for the table of steps, which must be able to do all a canvas can.

Every change gives a new diagram, or a Finding that says why not. What changes only facts keeps the drawing; a step put
between two others pushes aside what stands right of it; any other change of structure is laid out anew.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bpmn.diagram import GATEWAYS, Bounds, Diagram, Edge, Flow, Lane, Node, Process, Shape
from bpmn.finding import Finding
from bpmn.layout import EVENT, GATEWAY, TASK, lay_out

ROOM = 160.0
"""What a step put between two others takes, in units of the drawing."""
Edited = Diagram | Finding
Change = Callable[[Process], Process]
Across = Callable[[float], float]


def change_node(diagram: Diagram, node: Node) -> Diagram:
    """The diagram with a node of the same id in the place of the one it has."""
    return _each(
        diagram, lambda process: replace(process, nodes=tuple(node if n.id == node.id else n for n in process.nodes))
    )


def change_flow(diagram: Diagram, flow: Flow) -> Diagram:
    """The diagram with a flow of the same id in the place of the one it has; a new end is drawn anew."""
    before = diagram.flow(flow.id)
    changed = _each(
        diagram, lambda process: replace(process, flows=tuple(flow if f.id == flow.id else f for f in process.flows))
    )
    moved = (before.source, before.target) != (flow.source, flow.target)
    return lay_out(changed) if moved else changed


def insert_after(diagram: Diagram, element: str, kind: str, name: str) -> tuple[Diagram, str] | Finding:
    """A new node on the one way that leaves a node; where several leave, the caller must say which flow."""
    leaving = diagram.outgoing(element)
    node = diagram.find(element)
    if node is None or len(leaving) != 1:
        label = node.label if node else element
        text = f"“{label}”后面有 {len(leaving)} 条去向，不知道加在哪一条上。" if leaving else f"“{label}”后面没有去向。"
        return _refused("insert-where", element, text, "请在去向表里选一条流向，在那条流向上加环节。")
    return insert_on(diagram, leaving[0].id, kind, name)


def insert_on(diagram: Diagram, flow: str, kind: str, name: str) -> tuple[Diagram, str]:
    """A new node on a flow. The condition stays before it."""
    old = diagram.flow(flow)
    source = diagram.node(old.source)
    made = Node(_fresh(diagram, "step"), kind, name, source.parent)
    onward = Flow(_fresh(diagram, "Flow"), made.id, old.target, parent=old.parent)
    lane = diagram.lane(source.id) or diagram.lane(old.target)

    def grow(process: Process) -> Process:
        if all(each.id != flow for each in process.flows):
            return process
        nodes = _after(process.nodes, source.id, made)
        flows = tuple(replace(each, target=made.id) if each.id == flow else each for each in process.flows)
        return replace(process, nodes=nodes, flows=(*flows, onward), lanes=_joined(process.lanes, lane, made.id))

    return _pushed(_each(diagram, grow), old, made, onward), made.id


def put_beside(diagram: Diagram, element: str, name: str) -> tuple[Diagram, str] | Finding:
    """A new step parallel to a step: between the same parallel gateways, which are drawn where there are none."""
    came, left = diagram.incoming(element), diagram.outgoing(element)
    node = diagram.find(element)
    if node is None or len(came) != 1 or len(left) != 1:
        label = node.label if node else element
        text = f"“{label}”不是一进一出的环节，旁边不能直接加并行环节。"
        return _refused("beside-where", element, text, "请先在它前后各留一条流向。")
    split, join = diagram.node(came[0].source), diagram.node(left[0].target)
    if split.kind != "parallelGateway" or join.kind != "parallelGateway":
        grown = insert_on(diagram, came[0].id, "parallelGateway", "")
        diagram, split = grown[0], grown[0].node(grown[1])
        grown = insert_on(diagram, diagram.outgoing(element)[0].id, "parallelGateway", "")
        diagram, join = grown[0], grown[0].node(grown[1])
    made = Node(_fresh(diagram, "step"), "userTask", name, node.parent)
    there = Flow(_fresh(diagram, "Flow"), split.id, made.id, parent=node.parent)
    back = Flow(_fresh(diagram, "Flow", {there.id}), made.id, join.id, parent=node.parent)
    lane = diagram.lane(element)

    def grow(process: Process) -> Process:
        if all(each.id != element for each in process.nodes):
            return process
        lanes = _joined(process.lanes, lane, made.id)
        flows = (*process.flows, there, back)
        return replace(process, nodes=_after(process.nodes, element, made), flows=flows, lanes=lanes)

    return lay_out(_each(diagram, grow)), made.id


def connect(diagram: Diagram, source: str, target: str) -> tuple[Diagram, str] | Finding:
    """A new flow from one node to another."""
    start, end = diagram.find(source), diagram.find(target)
    if start is None or end is None or start.parent != end.parent:
        text = "流向的两头必须在同一个流程或子流程里。"
        return _refused("connect-where", source, text, "请重新选择从哪里到哪里。")
    made = Flow(_fresh(diagram, "Flow"), source, target, parent=start.parent)

    def grow(process: Process) -> Process:
        here = any(each.id == source for each in process.nodes)
        return replace(process, flows=(*process.flows, made)) if here else process

    return lay_out(_each(diagram, grow)), made.id


def disconnect(diagram: Diagram, flow: str) -> Diagram:
    """The diagram without a flow."""
    return _without(diagram, set(), {flow})


def remove(diagram: Diagram, element: str) -> Edited:
    """The diagram without a node: what came to it goes on to where it led, where that is one place. An empty
    branch between parallel gateways goes with it, and a gateway left with one way in and one way out."""
    node = diagram.find(element)
    if node is None:
        return _refused("remove-what", element, "这个环节已经不在图上。", "请刷新页面。")
    if any(each.parent == element for each in diagram.nodes()):
        return _refused("remove-what", element, f"子流程“{node.label}”里还有环节。", "请先取消里面的环节。")
    came, left = diagram.incoming(element), diagram.outgoing(element)
    if left and came and len({flow.target for flow in left}) != 1:
        text = f"“{node.label}”后面有 {len(left)} 条去向，取消后前一环节不知道去哪里。"
        return _refused("remove-where", element, text, "请先在去向表里删到只剩一条。")
    gone = {each.id for each in diagram.boundary(element)} | {element}
    lost = {flow.id for each in gone for flow in diagram.outgoing(each)} if left or not came else set()
    onward = left[0].target if left else ""

    def bend(process: Process) -> Process:
        flows = tuple(replace(f, target=onward) if f.target == element and onward else f for f in process.flows)
        return replace(process, flows=flows)

    cut = _without(_each(diagram, bend), gone, lost | (set() if onward else {flow.id for flow in came}))
    empty = {
        flow.id
        for flow in cut.flows()
        if flow.id in {each.id for each in came} and _is_parallel(cut, flow.source) and _is_parallel(cut, flow.target)
    }
    return lay_out(_without_idle_gateways(_without(cut, set(), empty)))


def swap(diagram: Diagram, element: str, *, up: bool) -> Edited:
    """A step changes places with the one before (or after) it on a way without branches between them."""
    flows = diagram.incoming(element) if up else diagram.outgoing(element)
    node = diagram.find(element)
    other = diagram.find(flows[0].source if up else flows[0].target) if len(flows) == 1 else None
    if node is None or other is None or not (node.is_activity and other.is_activity):
        label = node.label if node else element
        text = f"“{label}”{'前' if up else '后'}面不是紧挨着的一个环节，不能对调。"
        return _refused("swap-where", element, text, "遇到网关或事件时，请在去向表里改流向。")
    first, second = (other.id, element) if up else (element, other.id)
    turned = {first: second, second: first}
    between = flows[0].id

    def turn(process: Process) -> Process:
        def swapped(flow: Flow) -> Flow:
            source, target = turned.get(flow.source, flow.source), turned.get(flow.target, flow.target)
            return replace(flow, source=source, target=target)

        def kept(flow: Flow) -> Flow:
            return replace(flow, source=second, target=first) if flow.id == between else swapped(flow)

        return replace(process, flows=tuple(kept(flow) for flow in process.flows))

    return lay_out(_each(diagram, turn))


def _is_parallel(diagram: Diagram, element: str) -> bool:
    return diagram.node(element).kind == "parallelGateway"


# --- parts ------------------------------------------------------------------------------------------------------------


def _each(diagram: Diagram, change: Change) -> Diagram:
    return replace(diagram, processes=tuple(change(process) for process in diagram.processes))


def _after(nodes: tuple[Node, ...], place: str, made: Node) -> tuple[Node, ...]:
    at = next((index for index, each in enumerate(nodes) if each.id == place), len(nodes) - 1) + 1
    return (*nodes[:at], made, *nodes[at:])


def _joined(lanes: tuple[Lane, ...], lane: Lane | None, node: str) -> tuple[Lane, ...]:
    """The lanes with a node in the lane given, and in those around it."""
    names = set()
    while lane is not None:
        names.add(lane.id)
        above = lane.parent
        lane = next((each for each in lanes if each.id == above), None)
    return tuple(replace(each, nodes=(*each.nodes, node)) if each.id in names else each for each in lanes)


def _fresh(diagram: Diagram, stem: str, besides: Iterable[str] = ()) -> str:
    taken = {node.id for node in diagram.nodes()} | {flow.id for flow in diagram.flows()} | set(besides)
    taken |= {each.id for each in diagram.definitions} | {process.id for process in diagram.processes}
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def _without(diagram: Diagram, nodes: set[str], flows: set[str]) -> Diagram:
    def cut(process: Process) -> Process:
        kept = tuple(each for each in process.nodes if each.id not in nodes)
        ways = tuple(f for f in process.flows if f.id not in flows and f.source not in nodes and f.target not in nodes)
        ids = {each.id for each in ways}
        kept = tuple(replace(each, default="") if each.default and each.default not in ids else each for each in kept)
        lanes = tuple(replace(each, nodes=tuple(n for n in each.nodes if n not in nodes)) for each in process.lanes)
        return replace(process, nodes=kept, flows=ways, lanes=lanes)

    cut_diagram = _each(diagram, cut)
    kept = {node.id for node in cut_diagram.nodes()} | {flow.id for flow in cut_diagram.flows()}
    old = {node.id for node in diagram.nodes()} | {flow.id for flow in diagram.flows()}
    gone = old - kept
    shapes = tuple(each for each in diagram.shapes if each.element not in gone)
    edges = tuple(each for each in diagram.edges if each.element not in gone)
    return replace(cut_diagram, shapes=shapes, edges=edges)


def _without_idle_gateways(diagram: Diagram) -> Diagram:
    """Gateways with one way in and one way out are taken out, their ways joined."""
    while True:
        idle = next(
            (
                node
                for node in diagram.nodes()
                if node.kind in GATEWAYS and len(diagram.incoming(node.id)) == 1 and len(diagram.outgoing(node.id)) == 1
            ),
            None,
        )
        if idle is None:
            return diagram
        came, left = diagram.incoming(idle.id)[0], diagram.outgoing(idle.id)[0]
        bent = _led_to(diagram, came, left.target)
        diagram = _without(bent, {idle.id}, {left.id})


def _led_to(diagram: Diagram, flow: Flow, target: str) -> Diagram:
    """The diagram with a flow that leads elsewhere, not drawn anew."""

    def bend(process: Process) -> Process:
        return replace(process, flows=tuple(replace(f, target=target) if f.id == flow.id else f for f in process.flows))

    return _each(diagram, bend)


def _pushed(diagram: Diagram, old: Flow, made: Node, onward: Flow) -> Diagram:
    """The drawing with room for a node on a flow: what stands right of the flow's middle moves right. A diagram that
    is not fully drawn is laid out anew."""
    boxes = {shape.element: shape.bounds for shape in diagram.shapes}
    edge = next((each for each in diagram.edges if each.element == old.id), None)
    if edge is None or old.source not in boxes or old.target not in boxes or len(edge.waypoints) < 2:
        return lay_out(diagram)
    source, target = boxes[old.source], boxes[old.target]
    if target.x < source.x + source.width or any(node.kind in ("subProcess",) for node in diagram.nodes()):
        return lay_out(diagram)
    border = source.x + source.width + 1
    width, height = _size(made)
    middle = edge.waypoints[0][1]
    box = Bounds(source.x + source.width + (ROOM - width) / 2, middle - height / 2, width, height)

    def across(x: float) -> float:
        return x + ROOM if x >= border else x

    lanes = {lane.id for process in diagram.processes for lane in process.lanes}
    wide = lanes | {pool.id for pool in diagram.participants}
    shapes = [_moved(shape, across, shape.element in wide) for shape in diagram.shapes]
    edges = [replace(each, waypoints=tuple((across(x), y) for x, y in each.waypoints)) for each in diagram.edges]
    first = (edge.waypoints[0], (box.x, middle))
    rest = tuple((across(x), y) for x, y in edge.waypoints[1:])
    edges = [replace(each, waypoints=first, label=None) if each.element == old.id else each for each in edges]
    start = (box.x + width, middle)
    made_edge = Edge(onward.id, (start, *rest))
    return replace(diagram, shapes=(*shapes, Shape(made.id, box)), edges=(*edges, made_edge))


def _size(node: Node) -> tuple[float, float]:
    return GATEWAY if node.is_gateway else EVENT if node.is_event else TASK


def _moved(shape: Shape, across: Across, wide: bool) -> Shape:
    """A shape where it comes to stand; lanes and pools only grow."""
    b = shape.bounds
    if wide:
        return replace(shape, bounds=replace(b, width=b.width + ROOM))
    left = across(b.x)
    label = replace(shape.label, x=shape.label.x + left - b.x) if shape.label else None
    return replace(shape, bounds=replace(b, x=left), label=label)


def _refused(code: str, element: str, message: str, advice: str) -> Finding:
    return Finding(code, message, element=element, advice=advice)

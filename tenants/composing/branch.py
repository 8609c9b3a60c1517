"""A part's own way inside a joint matter: its drawing without the window's front and back.

Receiving, accepting and handing over are done once for the whole; what lies between is the part's own and stays as it
is, with its departments, limits, decisions and forms. What a part decides before acceptance (资格核对) is asked for
before the joint acceptance. Every element bears its part's code, so that no two parts share an id.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bpmn.diagram import SUB_PROCESSES, Diagram, Flow, Lane, Node, Participant, Process, StepFacts
from bpmn.feel import FeelError, compile_expression
from bpmn.finding import Finding
from bpmn.layout import lay_out
from tenants.composing.ingredient import Ingredient
from tenants.matter import MatterLimit
from tenants.organisation import CENTRE

ACCEPTING = ("受理", "容缺受理")
FRONT = frozenset({"receive", "accept"})
REFUSING = ("不予", "不准", "不同意", "不通过", "驳回", "退")
"""How an outcome of a decision begins that grants nothing (许可法38)."""
Rename = Callable[[StepFacts], StepFacts]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a part decides: the variable inside it, what the joint matter calls it, and the outcomes that grant."""

    inside: str
    outside: str
    granting: tuple[str, ...]
    refusing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A part ready to be called. `checks` are what is decided before acceptance; `issued` and `front` the steps of the
    part that the joint ones take the place of; `decides` its decision, if it makes one."""

    ingredient: Ingredient
    diagram: Diagram
    checks: tuple[Node, ...]
    receive: Node | None
    accept: Node | None
    supplement: Node | None
    issue: Node | None
    deliver: Node | None
    decides: Outcome | None
    days: MatterLimit | None

    @property
    def process(self) -> str:
        return self.diagram.processes[0].id

    @property
    def empty(self) -> bool:
        """Whether nothing is left to do: the window does all of it."""
        return not any(node.is_activity for node in self.diagram.nodes())

    @property
    def nodes(self) -> tuple[Node, ...]:
        return (*self.checks, *self.diagram.nodes())


def process_of(code: str) -> str:
    """The id of the process by which a part is called."""
    return f"part_{code}"


def own_id(code: str, element: str) -> str:
    """The id of a part's element inside the joint matter."""
    return f"{code}__{element}"


def branch_of(ingredient: Ingredient, rename: Rename) -> Branch | Finding:
    """The part's own way, or why it has none. `rename` says how its forms, decisions, materials and notices are called
    in the joint matter."""
    diagram, code = ingredient.model.diagram, ingredient.code
    main = diagram.main()
    if main is None:
        return _refused(ingredient, "没有可以执行的流程图")
    if ingredient.model.operations.operations or ingredient.model.operations.heard:
        return _refused(ingredient, "有系统操作或者消息，还不能自动组合")
    outer = [node for node in main.nodes if node.parent == main.id]
    steps = {kind: [node for node in outer if node.step.kind == kind] for kind in ("receive", "accept")}
    if len(steps["accept"]) > 1:
        return _refused(ingredient, "有不止一个受理环节")
    way = _Way(diagram, main)
    checks = way.before(steps["accept"][0]) if steps["accept"] else ()
    trimmed = way.trimmed(frozenset(node.id for node in checks))
    if isinstance(trimmed, str):
        return _refused(ingredient, trimmed)
    issue = [node for node in outer if node.step.kind == "issue"]
    deliver = [node for node in outer if node.step.kind == "deliver"]
    named = _named(trimmed, ingredient, rename)
    return Branch(
        ingredient,
        lay_out(named),
        tuple(_renamed(node, code, process_of(code), rename) for node in checks),
        steps["receive"][0] if steps["receive"] else None,
        steps["accept"][0] if steps["accept"] else None,
        steps["receive"][1] if len(steps["receive"]) > 1 else None,
        issue[-1] if issue else None,
        deliver[-1] if deliver else None,
        _outcome(ingredient, named),
        ingredient.model.matter.promised,
    )


def _refused(ingredient: Ingredient, why: str) -> Finding:
    text = f"事项“{ingredient.name}”{why}，不能组合。"
    return Finding("compose", text, element=ingredient.code, met=why, advice="请先修改这个事项并发布，或不选它。")


class _Way:
    """The nodes and flows of a main process, while the front and back are taken out."""

    def __init__(self, diagram: Diagram, process: Process) -> None:
        self.diagram, self.process = diagram, process
        self.nodes = {node.id: node for node in process.nodes}

    def before(self, accept: Node) -> tuple[Node, ...]:
        """The rules asked between receipt and acceptance, in their order; nothing where people work there too."""
        found: list[Node] = []
        start = next((node for node in self.process.nodes if node.kind == "startEvent"), None)
        at, seen = start.id if start is not None else "", set[str]()
        while at and at != accept.id and at not in seen:
            seen.add(at)
            node, leaving = self.nodes[at], self.diagram.outgoing(at)
            if node.kind == "businessRuleTask":
                found.append(node)
            elif not (node.kind == "startEvent" or node.is_gateway or node.step.kind == "receive"):
                return ()
            at = leaving[0].target if len(leaving) == 1 else ""
        return tuple(found) if at == accept.id else ()

    def trimmed(self, checks: frozenset[str]) -> Diagram | str:
        """The diagram without the front, the back and what leads nowhere any more; or why that cannot be."""
        passed: dict[str, str] = {}
        for node in self.process.nodes:
            if node.parent == self.process.id and (node.id in checks or _is_windows(node)):
                leaving = self.diagram.outgoing(node.id)
                if len(leaving) != 1:
                    return f"的环节“{node.label}”后面不是一条去向"
                passed[node.id] = leaving[0].target
                if node.step.kind == "accept":
                    passed |= self._after_acceptance(node, leaving[0].target)
        ways = {flow.id: self._bent(flow, passed) for flow in self.process.flows if flow.source not in passed}
        kept = self._reached(ways)
        return self._rebuilt(kept, {each: flow for each, flow in ways.items() if flow.source in kept})

    def _after_acceptance(self, accept: Node, target: str) -> dict[str, str]:
        """The gateway that asks whether it was accepted, and where it leads when it was."""
        node = self.nodes[target]
        outcome = next((each for each in accept.step.outcomes if each.startswith(ACCEPTING)), "受理")
        result = accept.step.result or "受理结论"
        if node.kind != "exclusiveGateway" or len(self.diagram.outgoing(target)) < 2:
            return {}
        flows = sorted(self.diagram.outgoing(target), key=lambda flow: flow.id == node.default)
        taken = next((flow for flow in flows if _holds(flow, result, outcome)), None)
        return {target: taken.target} if taken is not None else {}

    def _bent(self, flow: Flow, passed: Mapping[str, str]) -> Flow:
        target, seen = flow.target, set[str]()
        while target in passed and target not in seen:
            seen.add(target)
            target = passed[target]
        return replace(flow, target=target)

    def _reached(self, ways: Mapping[str, Flow]) -> frozenset[str]:
        starts = [
            node.id for node in self.process.nodes if node.kind == "startEvent" and node.parent == self.process.id
        ]
        found, todo = set(starts), list(starts)
        while todo:
            at = todo.pop()
            sources = {at, *(each.id for each in self.diagram.boundary(at))}
            found |= sources
            for flow in ways.values():
                if flow.source in sources and flow.target not in found:
                    found.add(flow.target)
                    todo.append(flow.target)
        inner = {at for at in found if self.nodes[at].kind in SUB_PROCESSES}
        while inner:
            held = {node.id for node in self.process.nodes if node.parent in inner}
            found |= held
            inner = {at for at in held if self.nodes[at].kind in SUB_PROCESSES}
        return frozenset(found)

    def _rebuilt(self, kept: frozenset[str], ways: Mapping[str, Flow]) -> Diagram:
        flows = {each: flow for each, flow in ways.items() if flow.source in kept and flow.target in kept}
        nodes = {at: node for at, node in self.nodes.items() if at in kept}
        while True:
            idle = next((at for at, node in nodes.items() if node.is_gateway and _is_idle(at, flows)), None)
            if idle is None:
                break
            came = next(flow for flow in flows.values() if flow.target == idle)
            left = next(flow for flow in flows.values() if flow.source == idle)
            flows = {each: flow for each, flow in flows.items() if flow is not left}
            flows[came.id] = replace(came, target=left.target)
            del nodes[idle]
        lanes = tuple(
            replace(lane, nodes=tuple(each for each in lane.nodes if each in nodes)) for lane in self.process.lanes
        )
        process = replace(
            self.process,
            nodes=tuple(
                replace(node, default=node.default if node.default in flows else "") for node in nodes.values()
            ),
            flows=tuple(flows.values()),
            lanes=_with_nodes(lanes),
            artifacts=(),
        )
        return replace(self.diagram, processes=(process,), message_flows=(), artifacts=(), shapes=(), edges=())


def _is_windows(node: Node) -> bool:
    """Whether the joint window takes its place: receipt, acceptance, delivery, and issuing by the centre itself."""
    kind = node.step.kind
    return kind in FRONT or kind == "deliver" or (kind == "issue" and node.step.department == CENTRE)


def _is_idle(gateway: str, flows: Mapping[str, Flow]) -> bool:
    came = sum(flow.target == gateway for flow in flows.values())
    left = sum(flow.source == gateway for flow in flows.values())
    return came == left == 1


def _with_nodes(lanes: tuple[Lane, ...]) -> tuple[Lane, ...]:
    """The lanes that still hold something, with those around them."""
    kept = {lane.id for lane in lanes if lane.nodes}
    return tuple(lane for lane in lanes if lane.id in kept)


def _holds(flow: Flow, result: str, outcome: str) -> bool:
    """Whether a flow is taken when the acceptance had that outcome; one that reads anything else may be."""
    if not flow.condition:
        return True
    try:
        return compile_expression(flow.condition).holds({result: outcome})
    except FeelError:
        return False


# --- names ------------------------------------------------------------------------------------------------------------


def _named(diagram: Diagram, ingredient: Ingredient, rename: Rename) -> Diagram:
    """The diagram as the part's process, every id behind the part's code."""
    code, (process,) = ingredient.code, diagram.processes
    identity = process_of(code)
    parents = {process.id: identity}

    def parent(of: str) -> str:
        return parents.get(of, own_id(code, of) if of else "")

    nodes = tuple(_renamed(node, code, parent(node.parent), rename) for node in process.nodes)
    flows = tuple(
        replace(
            flow,
            id=own_id(code, flow.id),
            source=own_id(code, flow.source),
            target=own_id(code, flow.target),
            parent=parent(flow.parent),
        )
        for flow in process.flows
    )
    lanes = tuple(
        replace(
            lane,
            id=own_id(code, lane.id),
            nodes=tuple(own_id(code, each) for each in lane.nodes),
            parent=own_id(code, lane.parent) if lane.parent else "",
        )
        for lane in process.lanes
    )
    made = replace(
        process,
        id=identity,
        name=ingredient.name,
        nodes=nodes,
        flows=flows,
        lanes=lanes,
        promised=_NONE,
        statutory=_NONE,
    )
    pool = Participant(own_id(code, "pool"), ingredient.name, identity)
    return replace(
        diagram,
        id=f"definitions_{code}",
        name=ingredient.name,
        target_namespace=f"urn:banshi:part:{code}",
        processes=(made,),
        participants=(pool,) if lanes else (),
        collaboration=own_id(code, "collaboration") if lanes else "",
    )


_NONE = Process("").promised


def _renamed(node: Node, code: str, parent: str, rename: Rename) -> Node:
    step = rename(node.step)
    if step.kind == "issue":
        step = replace(step, kind="")  # the clock stops where the whole is issued, not where one part makes its card
    return replace(
        node,
        id=own_id(code, node.id),
        parent=parent,
        attached_to=own_id(code, node.attached_to) if node.attached_to else "",
        default=own_id(code, node.default) if node.default else "",
        step=step,
    )


def _outcome(ingredient: Ingredient, diagram: Diagram) -> Outcome | None:
    """The part's decision: that of its last deciding step."""
    deciding = [node for node in diagram.nodes() if node.step.kind == "decide"]
    if not deciding:
        return None
    step = deciding[-1].step
    refusing = tuple(each for each in step.outcomes if each.startswith(REFUSING))
    granting = tuple(each for each in step.outcomes if each not in refusing)
    inside = step.result or "审批结论"
    name = "".join(char for char in ingredient.name if char.isalnum())
    return Outcome(inside, f"{name}_{inside}", granting, refusing)

"""A drawing that comes alone, made into a matter that runs, without changing how long anything takes.

What a drawing leaves open is filled in: a department for steps that name none, an acceptance on the spot after the
start where nothing accepts, and before every choice without conditions a step on the spot at which somebody chooses.
"""

from collections.abc import Mapping
from dataclasses import replace

from bpmn.diagram import HUMAN_TASKS, Diagram, EventKind, Flow, LimitText, Node, Process, StepFacts, TimerKind
from bpmn.proof import Choice
from bpmn.step_kind import Marks, StepKind
from engine.legal_clock import Unit
from tenants.matter import Matter, MatterKind, MatterLimit, MatterType, Remedy
from tenants.model import MatterModel

OFFICE = "office"
CHOOSES = "choose_"
"""Before the id of a gateway: the step at which somebody chooses for it."""
_ON_THE_SPOT = LimitText("0", Unit.WORKING_DAY.value)


def matter_around(
    diagram: Diagram, kinds: Mapping[str, StepKind], choices: tuple[Choice, ...] = ()
) -> MatterModel | None:
    """The matter, None when there is no process. `choices` are those that will be asked for: a step offers just the
    sets of flows that are taken together somewhere among them."""
    process = diagram.main()
    if process is None:
        return None
    made = _with_choices(_with_acceptance(_with_offices(process), kinds), choices)
    processes = tuple(made if each is process else each for each in diagram.processes)
    matter = Matter(
        code=process.id,
        name=process.name or process.id,
        type=MatterType.LICENCE,
        kind=MatterKind.PROMISED,
        lead=OFFICE,
        promised=MatterLimit(0),
        remedies=(Remedy("行政复议", "本级人民政府", "60日"),),
    )
    return MatterModel(matter, replace(diagram, processes=processes))


def outcome_of(flows: tuple[str, ...]) -> str:
    """What is chosen at a step made for a choice: the flows that are taken, each between bars."""
    return f"|{'|'.join(flows)}|"


def _with_offices(process: Process) -> Process:
    nodes = []
    for node in process.nodes:
        if node.kind in HUMAN_TASKS and not (node.step.department or node.step.post):
            node = replace(node, step=replace(node.step, department=OFFICE))
        if node.event.kind is EventKind.TIMER and node.step.limit:
            limit = node.step.limit
            text = f"{limit.amount}{Unit(limit.unit).chinese}"
            node = replace(node, event=replace(node.event, expression=text, timer=TimerKind.DURATION))
        nodes.append(node)
    return replace(process, nodes=tuple(nodes))


def _with_acceptance(process: Process, kinds: Mapping[str, StepKind]) -> Process:
    """A drawing that accepts nothing is measured from its start: there it is accepted."""
    marks = [kinds[node.step.kind].marks for node in process.nodes if node.step.kind in kinds]
    starts = {node.id for node in process.inside() if node.kind == "startEvent"}
    if Marks.ACCEPT in marks:
        return process
    step = StepFacts(limit=_ON_THE_SPOT, department=OFFICE, kind="accept", outcomes=("受理",))
    nodes, flows = list(process.nodes), []
    for flow in process.flows:
        if flow.source in starts:
            name = f"accept_{flow.id}"
            nodes.append(Node(name, "userTask", "受理", process.id, step=step))
            flows.append(Flow(f"{flow.id}_accepted", flow.source, name, parent=process.id))
            flow = replace(flow, source=name)
        flows.append(flow)
    return replace(process, nodes=tuple(nodes), flows=tuple(flows))


def _with_choices(process: Process, choices: tuple[Choice, ...]) -> Process:
    """A step before every choice that asks nothing; the gateway keeps what comes in, a second one sends on."""
    nodes, flows = list(process.nodes), {flow.id: flow for flow in process.flows}
    for gateway in process.nodes:
        outs = [flow for flow in process.flows if flow.source == gateway.id]
        asked = all(flow.condition or flow.id == gateway.default for flow in outs)
        if gateway.kind not in ("exclusiveGateway", "inclusiveGateway") or len(outs) < 2 or asked:
            continue
        sets = [choice.flows for choice in choices if choice.node == gateway.id] + [(flow.id,) for flow in outs]
        variable = step = CHOOSES + gateway.id
        facts = StepFacts(
            limit=_ON_THE_SPOT,
            department=OFFICE,
            outcomes=tuple(dict.fromkeys(map(outcome_of, sets))),
            result=variable,
        )
        split = f"{gateway.id}_split"
        nodes[nodes.index(gateway)] = replace(gateway, default="")
        nodes.append(Node(step, "userTask", f"选择：{gateway.label}", gateway.parent, step=facts))
        nodes.append(Node(split, gateway.kind, gateway.name, gateway.parent))
        for source, target in ((gateway.id, step), (step, split)):
            flows[f"{source}_{target}"] = Flow(f"{source}_{target}", source, target, parent=gateway.parent)
        for flow in outs:
            condition = f'contains({variable}, "|{flow.id}|")'
            flows[flow.id] = replace(flow, source=split, condition=condition)
    return replace(process, nodes=tuple(nodes), flows=tuple(flows.values()))

"""The drawings that a step is measured on: sequences, joint approvals, long loops, and one with everything."""

from itertools import pairwise

from bpmn.diagram import Diagram, Flow, Node, Process
from bpmn.document import read_diagram
from engine.runtime.definition import Definition

Chains = list[list[str]]

KINDS = {"S": "startEvent", "E": "endEvent", "G": "parallelGateway", "X": "exclusiveGateway"}


def xml(*chains: str, more: str = "", roots: str = "", loops: bool = False) -> bytes:
    """A process of chains `S>a>b`; a capital first letter says the kind, `Xback` loops while `again`."""
    seen: dict[str, None] = {}
    flows = ""
    for chain in chains:
        steps = chain.split(">")
        seen |= dict.fromkeys(steps)
        for source, target in pairwise(steps):
            test = ">" + "<conditionExpression>again</conditionExpression></sequenceFlow>"
            end = test if loops and source == "Xback" and target == "Xmerge" else "/>"
            flows += f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"{end}'
    nodes = ""
    for name in seen:
        kind = KINDS.get(name[0], "userTask")
        default = ' default="Xback_q0"' if name == "Xback" and loops else ""
        if f'id="{name}"' not in more:
            nodes += f'<{kind} id="{name}" name="step {name}"{default}/>'
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:gov="urn:banshi:gov:1" '
        f'targetNamespace="x">{roots}<process id="bench" isExecutable="true">'
        f"{nodes}{more}{flows}</process></definitions>"
    ).encode()


def sequence(count: int) -> bytes:
    return xml(">".join(["S", *(f"t{at}" for at in range(count)), "E"]))


def parallel(branches: int, each: int) -> bytes:
    rows = [">".join(["Gsplit", *(f"b{b}t{at}" for at in range(each)), "Gjoin"]) for b in range(branches)]
    return xml("S>Gsplit", *rows, "Gjoin>E")


def long_loop() -> bytes:
    """20 tasks, 10 that are repeated while `again`, 30 tasks."""
    before = ">".join(["S", *(f"p{at}" for at in range(20)), "Xmerge"])
    inside = ">".join(["Xmerge", *(f"l{at}" for at in range(10)), "Xback", "Xmerge"])
    after = ">".join(["Xback", *(f"q{at}" for at in range(30)), "E"])
    return xml(before, inside, after, loops=True)


def wide(count: int) -> Diagram:
    """A parallel gateway with so many branches that no file may hold it."""
    names = [f"u{at}" for at in range(count)]
    kinds = {"S": "startEvent", "G": "parallelGateway", "J": "parallelGateway", "E": "endEvent"}
    nodes = tuple(Node(name, kinds.get(name, "userTask"), parent="p") for name in ("S", "G", *names, "J", "E"))
    pairs = [("S", "G"), *(("G", name) for name in names), *((name, "J") for name in names), ("J", "E")]
    flows = tuple(Flow(f"{source}_{target}", source, target, parent="p") for source, target in pairs)
    return Diagram(processes=(Process("p", nodes=nodes, flows=flows),))


def joint_approvals(count: int, wide: int = 3) -> bytes:
    rows = [f"G{at}>u{at}x{who}>Gj{at}" for at in range(count) for who in range(wide)]
    links = [f"Gj{at}>G{at + 1}" for at in range(count - 1)]
    return xml("S>G0", *rows, *links, f"Gj{count - 1}>E")


def mixed() -> bytes:
    """A sub-process with a boundary timer, all experts at once, and a withdrawal that may interrupt everything."""
    timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    withdrawn = '<messageEventDefinition messageRef="m"/>'
    more = (
        '<subProcess id="check"><startEvent id="Sc"/><userTask id="c1"/><userTask id="c2"/><endEvent id="Ec"/>'
        '<sequenceFlow id="c_1" sourceRef="Sc" targetRef="c1"/><sequenceFlow id="c_2" sourceRef="c1" targetRef="c2"/>'
        '<sequenceFlow id="c_3" sourceRef="c2" targetRef="Ec"/></subProcess>'
        f'<boundaryEvent id="late" attachedToRef="check">{timer}</boundaryEvent>'
        '<userTask id="opinion"><multiInstanceLoopCharacteristics gov:collection="experts" gov:item="expert" '
        'gov:output="opinions" gov:outputItem="said"/></userTask>'
        '<subProcess id="withdraw" triggeredByEvent="true"><startEvent id="Sw">'
        f'{withdrawn}</startEvent><userTask id="refund"/><endEvent id="Ew"/>'
        '<sequenceFlow id="w_1" sourceRef="Sw" targetRef="refund"/>'
        '<sequenceFlow id="w_2" sourceRef="refund" targetRef="Ew"/></subProcess>'
    )
    flow = "S>intake>check>Xmeet>opinion>sign>E"
    return xml(flow, "late>escalate>Xmeet", more=more, roots='<message id="m" name="withdrawn"/>')


def compiled(source: bytes) -> Definition:
    reading = read_diagram(source)
    if reading.diagram is None:
        raise SystemExit(str(reading.findings))
    return Definition.compile(reading.diagram)

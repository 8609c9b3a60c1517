"""What a step of a case costs: one JSON line a figure (name, value, unit, baseline, ratio), CPU time throughout.

    python tests/bench/runtime.py [--quick]

A step is what the service does for one completed human task: restore the case from its bytes, complete the task, run
what needs nobody, save. The baseline is SpiffWorkflow as shipped, on the same files, doing the same, in the same run;
`ratio` says how many times cheaper ours is.
"""

import argparse
import gc
import json
import statistics
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from bpmn.diagram import Diagram, EventKind, Flow, Node, Process
from bpmn.document import read_diagram
from engine.runtime import Definition, RuntimeCase
from engine.runtime import effects as fx

Chains = list[list[str]]


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None


# ---------------------------------------------------------------------- models
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


# ---------------------------------------------------------------------- one case
def case_data() -> dict[str, object]:
    """What a middling application holds: 15 short fields and a list of four parties."""
    data: dict[str, object] = {f"field_{at}": f"value {at} " * 3 for at in range(15)}
    data["parties"] = [{"name": f"Party {at}", "role": "owner", "registration": 7700000000 + at} for at in range(4)]
    data["again"] = False
    data["experts"] = ["li", "wang", "zhao"]
    return data


def answer(element: str, rounds: int, wanted: int) -> dict[str, object]:
    data: dict[str, object] = {f"d_{element}": {"by": "officer-17", "ok": True, "note": "agreed"}, "said": "yes"}
    if element == "l9":
        data["again"] = rounds < wanted
    return data


@dataclass
class Run:
    steps: list[float]
    sizes: list[int]
    order: list[str]


def ours(definition: Definition, wanted: int) -> Run:
    """One whole case; microseconds of each step."""
    case, _ = RuntimeCase.start(definition, case_data())
    state, run, rounds = case.save(), Run([], [], []), 0
    while True:
        begun = time.process_time_ns()
        case = RuntimeCase.load(state, definition)
        steps = case.open_steps()
        if not steps:
            return run
        element = steps[0].element
        rounds += element == "l9"
        case.complete(steps[0].token, answer(element, rounds, wanted))
        state = case.save()
        run.steps.append((time.process_time_ns() - begun) / 1e3)
        run.sizes.append(len(state))
        run.order.append(element)


def stock(source: bytes, wanted: int) -> Run:
    """The same case with the library's own parser, engine and serializer."""
    parser = BpmnParser()
    parser.add_bpmn_str(source)
    serializer = BpmnWorkflowSerializer()
    case = BpmnWorkflow(parser.get_spec("bench"))
    case.get_next_task(state=TaskState.READY).data.update(case_data())
    case.do_engine_steps()
    state, run, rounds = serializer.serialize_json(case), Run([], [], []), 0
    while True:
        begun = time.process_time_ns()
        case = serializer.deserialize_json(state)
        task = case.get_next_task(state=TaskState.READY, manual=True)
        if task is None:
            return run
        element = task.task_spec.name
        rounds += element == "l9"
        task.data.update(answer(element, rounds, wanted))
        task.run()
        case.do_engine_steps()
        state = serializer.serialize_json(case)
        run.steps.append((time.process_time_ns() - begun) / 1e3)
        run.sizes.append(len(state))
        run.order.append(element)


def best_steps(runs: list[Run]) -> list[float]:
    """The least of each step over several runs of the same case: what it costs when nobody else is in the way."""
    return [min(at) for at in zip(*(run.steps for run in runs), strict=True)]


# ---------------------------------------------------------------------- figures
def step_figures(quick: bool) -> Iterator[Figure]:
    models: list[tuple[str, bytes, int, bool]] = [
        ("a", sequence(5), 1, True),
        ("b", parallel(5, 2), 1, True),
        ("c", long_loop(), 1, True),
        ("c+10", long_loop(), 11, True),
        ("c+40", long_loop(), 41, not quick),
        ("mixed", mixed(), 1, False),
        ("joint10", joint_approvals(10), 1, False),
    ]
    for name, source, wanted, compare in models:
        definition = compiled(source)
        ours(definition, wanted)
        runs = [ours(definition, wanted) for _ in range(5 if quick else 15)]
        own = statistics.median(best_steps(runs))
        baseline = ratio = None
        if compare:
            times = 1 if wanted > 20 else 3
            other = [stock(source, wanted) for _ in range(times)]
            if sorted(other[0].order) != sorted(runs[0].order):
                raise SystemExit(f"{name}: the two runtimes offered different steps")
            baseline = statistics.median(best_steps(other))
            ratio = round(baseline / own, 1)
        yield Figure(f"step.{name}", round(own, 1), "us", baseline and round(baseline, 1), ratio)
        yield Figure(f"state.{name}", max(runs[0].sizes), "bytes")


def flat(quick: bool) -> Iterator[Figure]:
    """The last tenth of 1 000 rounds of a loop against the tenth after the first ten steps."""
    definition = compiled(xml("S>Xmerge>l9>Xback>Xmerge", "Xback>q0>E", loops=True))
    runs = [ours(definition, 1000) for _ in range(3 if quick else 7)]
    steps = best_steps(runs)
    early, late = statistics.median(steps[10:110]), statistics.median(steps[-101:-1])
    yield Figure("flat.10", round(early, 1), "us")
    yield Figure("flat.1000", round(late, 1), "us", round(early, 1), round(late / early, 3))


def cpu(work: Callable[[], object], repeat: int = 3) -> float:
    """The least CPU milliseconds of a few goes."""
    best = float("inf")
    for _ in range(repeat):
        gc.collect()
        begun = time.process_time_ns()
        work()
        best = min(best, (time.process_time_ns() - begun) / 1e6)
    return best


def run_through(definition: Definition, variables: dict[str, object]) -> RuntimeCase:
    """All human tasks of a case in memory, first come first served."""
    case, effects = RuntimeCase.start(definition, variables)
    todo = [effect.token for effect in effects if isinstance(effect, fx.StepOpened)]
    for token in todo:
        todo += [effect.token for effect in case.complete(token) if isinstance(effect, fx.StepOpened)]
    return case


def scale_figures() -> Iterator[Figure]:
    """Cost for an item at full size against a quarter of it: 1 is linear."""

    def growth(name: str, unit_cost: Callable[[int], float], size: int) -> Figure:
        small, large = unit_cost(size // 4) / (size // 4), unit_cost(size) / size
        return Figure(name, round(large * 1e3, 2), "us/item", round(small * 1e3, 2), round(large / small, 2))

    def start_joint(count: int) -> float:
        definition = compiled(joint_approvals(count))
        return cpu(lambda: RuntimeCase.start(definition, {}), 20)

    def joint(count: int) -> float:
        definition = compiled(joint_approvals(count))
        return cpu(lambda: run_through(definition, {}), 5)

    def branches(count: int) -> float:
        definition = Definition.compile(wide(count))
        return cpu(lambda: run_through(definition, {}))

    def items(count: int) -> float:
        loop = (
            "<multiInstanceLoopCharacteristics><loopCardinality>n</loopCardinality></multiInstanceLoopCharacteristics>"
        )
        definition = compiled(xml("S>many>E", more=f'<userTask id="many">{loop}</userTask>'))
        return cpu(lambda: run_through(definition, {"n": count}))

    def script_rounds(count: int) -> float:
        more = '<scriptTask id="add"><script>n = n + 1</script></scriptTask>'
        source = xml("S>Xmerge>add>Xback>Xmerge", "Xback>q0>E", more=more, loops=True)
        source = source.replace(b">again<", b">n &lt; stop<")
        definition = compiled(source)
        return cpu(lambda: RuntimeCase.start(definition, {"n": 0, "stop": count}))

    yield Figure("start.joint10", round(start_joint(10) * 1e3, 1), "us", round(start_joint(2) * 1e3, 1))
    yield growth("whole.joint", joint, 40)
    yield growth("whole.branches2000", branches, 2000)
    yield growth("whole.items500", items, 500)
    yield growth("whole.items2000", items, 2000)
    yield growth("whole.rounds1000", script_rounds, 1000)


def memory() -> Iterator[Figure]:
    """What a compiled version of 60 steps and a live case hold."""
    source = long_loop()
    reading = read_diagram(source)
    assert reading.diagram is not None
    Definition.compile(reading.diagram)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [Definition.compile(reading.diagram) for _ in range(10)]
    gc.collect()
    yield Figure("memory.version60", round((tracemalloc.get_traced_memory()[0] - before) / 10 / 1024, 1), "KiB")
    before = tracemalloc.get_traced_memory()[0]
    cases = [RuntimeCase.start(kept[0], case_data())[0] for _ in range(200)]
    gc.collect()
    yield Figure("memory.case", round((tracemalloc.get_traced_memory()[0] - before) / 200 / 1024, 2), "KiB")
    tracemalloc.stop()
    del cases
    begun = time.process_time_ns()
    for _ in range(10):
        Definition.compile(reading.diagram)
    yield Figure("compile.version60", round((time.process_time_ns() - begun) / 1e7, 2), "ms")


def resident() -> int:
    """Resident memory of this process, in KiB."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


def touched() -> Iterator[Figure]:
    """Resident memory before and after 10 000 open cases were restored, worked on and saved."""
    definition = compiled(mixed())
    case, _ = RuntimeCase.start(definition, case_data())
    states = [case.save()] * 10_000

    def touch(raw: bytes) -> bytes:
        live = RuntimeCase.load(raw, definition)
        live.complete(live.open_steps()[0].token)
        return live.save()

    states[:1000] = [touch(raw) for raw in states[:1000]]
    gc.collect()
    before = resident()
    begun = time.process_time_ns()
    for at in range(10_000):
        touch(states[at % 1000 + 1000])
    spent = time.process_time_ns() - begun
    gc.collect()
    yield Figure("memory.touched10000", round(resident() / before, 4), "ratio")
    yield Figure("touched10000", round(spent / 1e7, 1), "us/case")


def many_open() -> Iterator[Figure]:
    """One step of a case with 500 open instances, and its state: in proportion to what is open, not to what is done."""
    count_of = "<loopCardinality>500</loopCardinality>"
    loop = f"<multiInstanceLoopCharacteristics>{count_of}</multiInstanceLoopCharacteristics>"
    definition = compiled(xml("S>many>E", more=f'<userTask id="many">{loop}</userTask>'))
    run = ours(definition, 1)
    yield Figure("step.items500", round(statistics.median(run.steps), 1), "us")
    yield Figure("state.items500", max(run.sizes), "bytes")


def message() -> Iterator[Figure]:
    """Delivering a message to a saved case."""
    definition = compiled(mixed())
    case, _ = RuntimeCase.start(definition, case_data())
    state = case.save()

    def go() -> None:
        for _ in range(100):
            loaded = RuntimeCase.load(state, definition)
            loaded.deliver(EventKind.MESSAGE, "withdrawn")
            loaded.save()

    yield Figure("step.message", round(cpu(go) * 10, 1), "us")


def figures(quick: bool = False) -> Iterator[Figure]:
    yield from step_figures(quick)
    yield from flat(quick)
    yield from scale_figures()
    yield from many_open()
    yield from message()
    yield from touched()
    yield from memory()


def main() -> None:
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, without the longest baseline")
    for figure in figures(parser.parse_args().quick):
        print(json.dumps(asdict(figure)), flush=True)


if __name__ == "__main__":
    main()

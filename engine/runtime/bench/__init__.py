"""What a step of a case costs: figures in CPU time, with SpiffWorkflow as shipped measured beside in the same run.

A step is what the service does for one completed human task: restore the case from its bytes, complete the task, run
what needs nobody, save. `ratio` says how many times cheaper ours is than the baseline. `banshi bench runtime` prints
the figures.
"""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bpmn.diagram import EventKind
from bpmn.document import read_diagram
from engine.errors import EngineError
from engine.runtime import effects as fx
from engine.runtime.bench.models import compiled, joint_approvals, long_loop, mixed, parallel, sequence, wide, xml
from engine.runtime.bench.runs import best_steps, case_data, ours, stock
from engine.runtime.case import RuntimeCase
from engine.runtime.definition import Definition


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None


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
                raise EngineError(f"{name}: the two runtimes offered different steps")
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

"""One case run through, restored and saved at every step: by this runtime, and by SpiffWorkflow as shipped."""

import time
from dataclasses import dataclass

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from engine.runtime.case import RuntimeCase
from engine.runtime.definition import Definition


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

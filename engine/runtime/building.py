"""Node -> task spec: one builder for each kind of element."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bpmn import allowed
from bpmn.diagram import Event, EventKind, Loop, Node, Process
from engine.runtime.elements import activities
from engine.runtime.elements.definitions import (
    Conditional,
    Definition,
    Error,
    Escalation,
    Message,
    Outputs,
    Plain,
    Signal,
    Terminate,
    Timer,
)
from engine.runtime.elements.events import BoundaryEvent, CatchEvent, EndEvent, StartEvent, ThrowEvent
from engine.runtime.elements.gateways import EventBasedGateway, ExclusiveGateway, InclusiveGateway, ParallelGateway
from engine.runtime.elements.many import Many, Rounds
from engine.runtime.elements.process import ProcessSpec
from engine.runtime.elements.step import Step
from engine.runtime.formula import Formula

if TYPE_CHECKING:
    from engine.runtime.compiler import Compiler

GATEWAYS: dict[str, type[Step]] = {
    "exclusiveGateway": ExclusiveGateway,
    "parallelGateway": ParallelGateway,
    "inclusiveGateway": InclusiveGateway,
    "eventBasedGateway": EventBasedGateway,
}
HUMAN: dict[str, type[Step]] = {
    "task": activities.NoneTask,
    "userTask": activities.UserTask,
    "manualTask": activities.ManualTask,
}


class Builder:
    """Builds the steps of one scope."""

    def __init__(self, compiler: "Compiler", process: Process, spec: ProcessSpec) -> None:
        self.compiler, self.process, self.spec = compiler, process, spec
        self.correlations = {one.id: one.correlation for one in compiler.diagram.definitions if one.correlation}
        self.by_name = {one.name: one.correlation for one in compiler.diagram.definitions if one.correlation}
        self.names = {one.id: one.name or one.id for one in compiler.diagram.definitions}

    def step(self, node: Node) -> Step | None:
        """The spec of a node; None, and a finding, when it is not executed."""
        reasons = allowed.reasons_against(node, self.compiler.diagram)
        for what, reason in reasons:
            message = f"“{node.label}”是{what}，不能执行：{reason}"
            self.compiler.refuse(node.id, message, met=f"{node.kind} {node.event.kind.value}")
        if reasons:
            return None
        if node.is_activity:
            return self._activity(node)
        if node.kind in GATEWAYS:
            return _named(GATEWAYS[node.kind](self.spec, node.id), node)
        if node.kind == "startEvent":
            return _named(StartEvent(self.spec, node.id, Plain()), node)
        event = self.event(node)
        if event is None:
            return None
        made: Step
        if node.kind == "boundaryEvent":
            made = BoundaryEvent(self.spec, node.id, event, node.interrupting)
        elif node.kind == "endEvent":
            made = EndEvent(self.spec, node.id, event)
        elif node.kind == "intermediateThrowEvent" or node.event.kind is EventKind.LINK:
            made = ThrowEvent(self.spec, node.id, event)
        else:
            made = CatchEvent(self.spec, node.id, event)
        return _named(made, node)

    # ---- events
    def event(self, node: Node) -> Definition | None:
        """What an event hears or throws; None, and a finding, when something is missing."""
        event = node.event
        makers: dict[EventKind, Callable[[Node, Event], Definition | None]] = {
            EventKind.TIMER: self._timer,
            EventKind.MESSAGE: self._message,
            EventKind.SIGNAL: self._signal,
            EventKind.CONDITIONAL: self._conditional,
        }
        if event.kind in makers:
            return makers[event.kind](node, event)
        if event.kind is EventKind.ERROR:
            return Error(event.name)
        if event.kind is EventKind.ESCALATION:
            return Escalation(event.name)
        return Terminate() if event.kind is EventKind.TERMINATE else Plain()

    def _timer(self, node: Node, event: Event) -> Definition | None:
        text = event.expression.strip()
        if not text or event.timer is None:
            self.compiler.refuse(node.id, f"时间事件“{node.label}”没有写时间")
            return None
        if not text.startswith("="):
            return Timer(event.timer, text, None)
        formula = self.compiler.formula(text, node.id, f"时间事件“{node.label}”的时间", event.language)
        return Timer(event.timer, text, formula) if formula else None

    def _message(self, node: Node, event: Event) -> Definition | None:
        return self._message_named(node, event.name, event.ref)

    def _message_named(self, node: Node, name: str, ref: str) -> Definition | None:
        if not name:
            self.compiler.refuse(node.id, f"“{node.label}”没有指明是哪条消息")
            return None
        text = self.correlations.get(ref) or self.by_name.get(name, "")
        key = self.compiler.formula(text, node.id, f"消息“{name}”的关联键") if text else None
        return Message(name, key, self.outputs(node, node.step.maps_out))

    def _signal(self, node: Node, event: Event) -> Definition | None:
        if not event.name:
            self.compiler.refuse(node.id, f"“{node.label}”没有指明是哪个信号")
            return None
        return Signal(event.name, self.outputs(node, node.step.maps_out))

    def _conditional(self, node: Node, event: Event) -> Definition | None:
        if not event.expression.strip():
            self.compiler.refuse(node.id, f"条件事件“{node.label}”没有写条件")
            return None
        where = f"条件事件“{node.label}”的条件"
        formula = self.compiler.formula(event.expression, node.id, where, event.language)
        return Conditional(formula) if formula else None

    def outputs(self, node: Node, pairs: tuple[tuple[str, str], ...]) -> Outputs:
        """Declared variables: (FEEL source, target name)."""
        made = [(target, self.compiler.formula(source, node.id, f"变量“{target}”的取值")) for source, target in pairs]
        return tuple((target, formula) for target, formula in made if formula is not None)

    # ---- activities
    def _activity(self, node: Node) -> Step | None:
        if node.loop is None:
            return self._one(node, node.id)
        one = self._one(node, f"{node.id} [one]")
        if one is None:
            return None
        one.instance = True
        loop = node.loop
        made = self._rounds(node, loop, one) if loop.kind == "standard" else self._many(node, loop, one)
        return _named(made, node) if made is not None else None

    def _many(self, node: Node, loop: Loop, one: Step) -> Step | None:
        many = Many(self.spec, node.id)
        many.one, many.sequential, many.item, many.output = one, loop.kind == "sequential", loop.item, loop.output
        if not loop.collection and not loop.cardinality:
            self.compiler.refuse(node.id, f"多实例环节“{node.label}”没有写集合，也没有写个数")
        if loop.output and not loop.output_item:
            self.compiler.refuse(node.id, f"多实例环节“{node.label}”汇总到“{loop.output}”，但没有写每个实例交回什么")
        many.collection = self._optional(loop.collection, node, "多实例的集合")
        many.cardinality = self._optional(loop.cardinality, node, "多实例的个数")
        many.output_item = self._optional(loop.output_item, node, "每个实例交回的值")
        many.until = self._optional(loop.until, node, "多实例的完成条件")
        return many

    def _rounds(self, node: Node, loop: Loop, one: Step) -> Step | None:
        if loop.maximum is None:
            self.compiler.refuse(node.id, f"循环环节“{node.label}”没有写最多几次（loopMaximum）")
            return None
        rounds = Rounds(self.spec, node.id)
        rounds.one, rounds.maximum, rounds.test_before = one, loop.maximum, loop.test_before
        rounds.condition = self._optional(loop.condition, node, "循环条件")
        return rounds

    def _optional(self, text: str, node: Node, what: str) -> Formula | None:
        if not text.strip():
            return None
        language = node.loop.language if node.loop else ""
        return self.compiler.formula(text, node.id, f"“{node.label}”{what}", language)

    def _one(self, node: Node, name: str) -> Step | None:
        if node.kind in HUMAN:
            return _named(HUMAN[node.kind](self.spec, name), node)
        makers: dict[str, Callable[[Node, str], Step | None]] = {
            "serviceTask": self._service,
            "sendTask": self._send,
            "receiveTask": self._receive,
            "scriptTask": self._script,
            "businessRuleTask": self._business_rule,
            "subProcess": self._sub_process,
            "callActivity": self._call,
        }
        made = makers[node.kind](node, name)
        return _named(made, node) if made is not None else None

    def _service(self, node: Node, name: str) -> Step | None:
        task = activities.ServiceTask(self.spec, name)
        task.operation = node.step.operation or node.id
        task.outputs = self.outputs(node, node.step.maps_in)
        return task

    def _send(self, node: Node, name: str) -> Step | None:
        if node.step.operation:
            return self._service(node, name)
        event = self._message_named(node, self.names.get(node.message, node.message), node.message)
        return activities.SendTask(self.spec, name, event) if event else None

    def _receive(self, node: Node, name: str) -> Step | None:
        event = self._message_named(node, self.names.get(node.message, node.message), node.message)
        return activities.ReceiveTask(self.spec, name, event) if event else None

    def _script(self, node: Node, name: str) -> Step | None:
        variable, text = node.step.result, node.script
        if not variable:
            left, equals, right = node.script.partition("=")
            if equals and left.strip().isidentifier() and not right.startswith("="):
                variable, text = left.strip(), right
        if not variable or not text.strip():
            self.compiler.refuse(node.id, f"脚本环节“{node.label}”应写成“变量 = FEEL表达式”", met=node.script)
            return None
        formula = self.compiler.formula(text, node.id, f"脚本环节“{node.label}”", node.script_format)
        return activities.ScriptTask(self.spec, name, variable, formula) if formula else None

    def _business_rule(self, node: Node, name: str) -> Step | None:
        decisions, decision = self.compiler.decisions, node.step.decision
        try:
            if not decision or decisions is None:
                raise KeyError(decision)
            self.compiler.reads |= decisions.reads(decision)
        except KeyError:
            self.compiler.refuse(node.id, f"业务规则环节“{node.label}”指的决策“{decision}”找不到", met=decision)
            return None
        return activities.BusinessRuleTask(self.spec, name, decisions, decision, node.step.result)

    def _sub_process(self, node: Node, name: str) -> Step | None:
        made = activities.SubProcess(self.spec, name, name)
        made.body = ProcessSpec(node.id)
        self.compiler.fill(made.body, self.process, node.id, on_event=node.on_event)
        return made

    def _call(self, node: Node, name: str) -> Step | None:
        own = next((one for one in self.compiler.diagram.processes if one.id == node.called), None)
        other = self.compiler.library.get(node.called)
        if own is None and other is None:
            self.compiler.refuse(node.id, f"调用环节“{node.label}”指的流程“{node.called}”找不到", met=node.called)
            return None
        made = activities.CallActivity(self.spec, name, name)
        if own is not None:
            made.body = self.compiler.process(own)
        elif other is not None:
            made.body = other.spec
            self.compiler.called[node.called] = other
        facts = node.step
        if facts.maps_in:
            made.maps_in = self.outputs(node, facts.maps_in)
        elif other is not None and own is None:
            self.compiler.reads |= other.reads
        if facts.maps_out:
            made.maps_out = self.outputs(node, facts.maps_out)
        return made


def _named(step: Step, node: Node) -> Step:
    step.element = node.id
    return step

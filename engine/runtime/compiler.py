"""Diagram -> SpiffWorkflow specs of our own classes. What is not executed becomes a finding with the element's id."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bpmn.diagram import EventKind, Flow, Node, Process
from bpmn.errors import ModelError
from bpmn.finding import Finding
from engine.runtime.building import Builder
from engine.runtime.decisions import Decisions
from engine.runtime.definition import Definition, Language, Start
from engine.runtime.elements.events import EventStart
from engine.runtime.elements.gateways import ExclusiveGateway, InclusiveGateway, Join
from engine.runtime.elements.many import COUNTS
from engine.runtime.elements.process import ProcessSpec
from engine.runtime.elements.step import Step, Way
from engine.runtime.errors import RuntimeRefusal
from engine.runtime.formula import Formula

RACING = frozenset({EventKind.TIMER, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.CONDITIONAL})
"""Events that may stand behind an event-based gateway."""


class Compiler:
    """Compiles one definition; collects findings and the names of the variables read."""

    def __init__(
        self,
        definition: Definition,
        decisions: Decisions | None,
        library: Mapping[str, Definition],
        language: Language,
    ) -> None:
        self.definition, self.decisions, self.library, self.language = definition, decisions, library, language
        self.diagram = definition.diagram
        self.findings: list[Finding] = []
        self.reads: set[str] = set()
        self.called: dict[str, Definition] = {}
        self.processes: dict[str, ProcessSpec] = {}

    def compile(self, process: Process) -> None:
        """Fill in the definition; `RuntimeRefusal` when anything is not executed."""
        counts = Counter(
            name
            for each in self.diagram.processes
            for name in (each.id, *(node.id for node in each.nodes), *(flow.id for flow in each.flows))
        )
        for name in (name for name, count in counts.items() if count > 1 and name):
            self.refuse(name, f"编号“{name}”在文件中出现了不止一次，请改成唯一的编号")
        if not self.findings:
            definition = self.definition
            definition.spec = self.process(process)
            starts = [node for node in process.inside() if node.kind == "startEvent"]
            definition.starts = tuple(_start(node) for node in starts)
            definition.start_specs = {
                node.id: definition.spec.task_specs[node.id] for node in starts if node.id in definition.spec.task_specs
            }
            definition.reads = frozenset(self.reads - COUNTS)
            definition.takes = definition.reads.union(*(each.takes for each in self.called.values()))
            definition.called = MappingProxyType(self.called)
        if self.findings:
            raise RuntimeRefusal(self.findings)

    def refuse(self, element: str, message: str, *, expected: str = "", met: str = "") -> None:
        node = self.diagram.find(element)
        line = node.line if node else 0
        self.findings.append(Finding("not-executed", message, element=element, line=line, expected=expected, met=met))

    def formula(self, text: str, element: str, where: str, language: str = "") -> Formula | None:
        """A compiled expression; None, and a finding, when it is none. A leading `=` is taken off."""
        if language and "feel" not in language.lower():
            self.refuse(element, f"{where}用的是“{language}”，这里只执行FEEL表达式", expected="FEEL", met=language)
            return None
        bare = text.strip().removeprefix("=").strip()
        try:
            expression = self.language(bare)
        except ModelError as error:
            self.refuse(element, f"{where}“{bare}”不是有效的FEEL表达式：{error}", met=bare)
            return None
        self.reads |= expression.reads
        return Formula(expression, bare, element, where)

    def process(self, process: Process) -> ProcessSpec:
        """The spec of a process; each is built once, so that a process may call itself."""
        if process.id not in self.processes:
            spec = self.processes[process.id] = ProcessSpec(process.id)
            self.fill(spec, process, process.id)
        return self.processes[process.id]

    def fill(self, spec: ProcessSpec, process: Process, scope: str, *, on_event: bool = False) -> None:
        """Build the nodes of a scope and wire them."""
        spec.definition = self.definition
        nodes, flows = process.inside(scope), process.flows_inside(scope)
        builder = Builder(self, process, spec)
        built: dict[str, Step] = {}
        for node in nodes:
            step = builder.step(node)
            if step is not None:
                built[node.id] = step
        self._attach(nodes, built)
        self._wire(nodes, flows, built)
        spec.starts = tuple(built[node.id] for node in self._starts(scope, nodes, flows, on_event) if node.id in built)
        spec.listeners = tuple(self._listeners(process, spec, nodes, built))

    def _attach(self, nodes: Iterable[Node], built: Mapping[str, Step]) -> None:
        for node in nodes:
            if node.kind != "boundaryEvent" or node.id not in built:
                continue
            host = built.get(node.attached_to)
            host_node = self.diagram.find(node.attached_to)
            if host is None or host_node is None or not host_node.is_activity or host_node.on_event:
                self.refuse(node.id, f"边界事件“{node.label}”没有附在可以执行的环节上")
            else:
                host.boundary = (*host.boundary, built[node.id])

    def _wire(self, nodes: Iterable[Node], flows: Iterable[Flow], built: Mapping[str, Step]) -> None:
        links = self._links(nodes)
        before: dict[str, list[str]] = {}
        outgoing: dict[str, list[Flow]] = {}
        incoming: dict[str, list[Flow]] = {}
        for flow in flows:
            if flow.source in built and flow.target in built:
                outgoing.setdefault(flow.source, []).append(flow)
                incoming.setdefault(flow.target, []).append(flow)
                before.setdefault(flow.target, []).append(flow.source)
            elif not self.findings:
                self.refuse(flow.id, f"连线“{flow.id}”的一端不在同一个流程中")
        for node in nodes:
            if node.attached_to and node.interrupting:  # beside its step it is a token of its own
                before.setdefault(node.id, []).append(node.attached_to)
            if node.id in links and links[node.id] in built and node.id in built:
                built[node.id].wire((Way("", built[links[node.id]]),))
                before.setdefault(links[node.id], []).append(node.id)
            elif node.id in built:
                self._ways(node, built, outgoing.get(node.id, []))
        for name, step in built.items():
            if isinstance(step, Join):
                step.incoming = frozenset(flow.id for flow in incoming.get(name, ()))
        waiting = [step for step in built.values() if isinstance(step, InclusiveGateway) and len(step.incoming) > 1]
        if waiting:
            for place, step in enumerate(built.values()):
                step.bit = 1 << place
        for gateway in waiting:
            gateway.reach = {
                flow.id: _reaching(flow.source, gateway.name, before, built) for flow in incoming[gateway.name]
            }

    def _ways(self, node: Node, built: Mapping[str, Step], flows: list[Flow]) -> None:
        step, ways = built[node.id], []
        chooses = node.kind not in ("parallelGateway", "eventBasedGateway")
        for flow in flows:
            default = flow.id == node.default
            condition = None
            if flow.condition and not default:
                if not chooses:
                    self.refuse(flow.id, f"“{node.label}”的出口“{flow.name or flow.id}”写了条件，这种网关不看条件")
                where = f"连线“{flow.name or flow.id}”的条件"
                condition = self.formula(flow.condition, flow.id, where, flow.language)
            elif isinstance(step, ExclusiveGateway) and not default and len(flows) > 1:
                self.refuse(flow.id, f"排他网关“{node.label}”的出口“{flow.name or flow.id}”既没有条件，也不是默认出口")
            ways.append(Way(flow.id, built[flow.target], condition, default))
        if node.kind == "eventBasedGateway":
            self._check_race(node, flows)
        step.wire(tuple(ways))

    def _check_race(self, node: Node, flows: list[Flow]) -> None:
        for flow in flows:
            target = self.diagram.node(flow.target)
            waits = target.kind == "intermediateCatchEvent" and target.event.kind in RACING
            waits = waits or (target.kind == "receiveTask" and target.loop is None)
            if not waits or self.diagram.boundary(target.id) or len(self.diagram.incoming(target.id)) > 1:
                self.refuse(
                    target.id, f"事件网关“{node.label}”后面只能是等待消息、信号、时间或条件的事件，且只由它进入"
                )
        if len(flows) < 2:
            self.refuse(node.id, f"事件网关“{node.label}”至少要有两个出口")

    def _links(self, nodes: Iterable[Node]) -> dict[str, str]:
        """Throwing link event -> catching link event of the same name in the same scope."""
        catching: dict[str, list[Node]] = {}
        throwing: list[Node] = []
        for node in nodes:
            if node.event.kind is EventKind.LINK and node.kind == "intermediateCatchEvent":
                catching.setdefault(node.event.name, []).append(node)
            elif node.event.kind is EventKind.LINK and node.kind == "intermediateThrowEvent":
                throwing.append(node)
        for name, several in catching.items():
            for node in several[1:]:
                self.refuse(node.id, f"链接“{name}”有不止一个入口")
        joined = {}
        for node in throwing:
            if node.event.name in catching:
                joined[node.id] = catching[node.event.name][0].id
            else:
                self.refuse(node.id, f"链接“{node.event.name}”没有入口")
        return joined

    def _starts(self, scope: str, nodes: tuple[Node, ...], flows: tuple[Flow, ...], on_event: bool) -> list[Node]:
        """Where a scope begins when nothing else is said."""
        starts = [node for node in nodes if node.kind == "startEvent"]
        inner = self.diagram.find(scope) is not None
        if starts and (on_event or not inner):
            if on_event:
                return starts[:1]
            plain = [node for node in starts if node.event.kind is EventKind.NONE]
            return plain if len(plain) == 1 else starts if len(starts) == 1 else []
        if len(starts) > 1:
            self.refuse(scope, f"子流程“{self.diagram.node(scope).label}”有不止一个开始事件")
        for node in starts:
            if node.event.kind is not EventKind.NONE:
                self.refuse(node.id, f"子流程的开始事件“{node.label}”只能是普通开始事件")
        if not starts:
            entered = {flow.target for flow in flows}
            starts = [node for node in nodes if node.id not in entered and _may_begin(node)]
            if not starts:
                self.refuse(scope, "没有可以开始的地方，请画一个开始事件")
        return starts

    def _listeners(
        self, process: Process, spec: ProcessSpec, nodes: Iterable[Node], built: Mapping[str, Step]
    ) -> Iterable[Step]:
        for node in nodes:
            if not node.on_event or node.id not in built:
                continue
            starts = [start for start in process.inside(node.id) if start.kind == "startEvent"]
            if len(starts) != 1 or node.loop is not None:
                self.refuse(node.id, f"事件子流程“{node.label}”要有且只有一个开始事件，不能重复执行")
                continue
            event = Builder(self, process, spec).event(starts[0])
            if event is None:
                continue
            listener = EventStart(spec, f"{node.id}:start", event, starts[0].interrupting)
            listener.element = starts[0].id
            listener.wire((Way("", built[node.id]),))
            yield listener


def _may_begin(node: Node) -> bool:
    link = node.kind == "intermediateCatchEvent" and node.event.kind is EventKind.LINK
    return not (node.on_event or link or node.kind == "boundaryEvent")


def _reaching(source: str, gateway: str, before: Mapping[str, list[str]], built: Mapping[str, Step]) -> int:
    """The elements from which `source` is reached without passing the gateway, as the sum of their bits."""
    seen, todo = {source}, [source]
    while todo:
        for name in before.get(todo.pop(), ()):
            if name != gateway and name not in seen:
                seen.add(name)
                todo.append(name)
    return sum(built[name].bit for name in seen if name in built)


def _start(node: Node) -> Start:
    return Start(node.id, node.event.kind, node.event.name, node.event.timer, node.event.expression)

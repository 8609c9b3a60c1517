"""From a diagram to nets: one net for each scope (the process, each sub-process), nothing left out on the way.

| drawn | built |
|---|---|
| several flows into a step, out of a step | XOR join (it runs once for each token), AND split |
| conditions on the flows out of a step | OR split; flows without a condition are always taken |
| event-based gateway | XOR; every message comes at the latest when the timer would fire |
| interrupting boundary event | the step, then XOR: finished, or each event |
| boundary event that does not interrupt | OR before the step: the step always, the branch perhaps |
| sub-process, call activity | one step in its scope's net; its own net is proved alone |
| event sub-process | a net of its own |
| pair of link events | a flow |
| several starts | XOR before them (one case, one start) |

What cannot be judged (compensation, ad-hoc, complex gateways) is named in `unsupported`, never guessed.
"""

from dataclasses import replace

from bpmn.diagram import SUB_PROCESSES, Diagram, EventKind, Node, Process
from bpmn.proof.drawn import (
    THROWN,
    Scope,
    Surroundings,
    called_process,
    compensating,
    gateway_caps,
    inner_scope,
    is_link,
    may_be_caught,
)
from bpmn.proof.limits import events_of, instances, is_excluded, is_timer, step_lengths
from bpmn.proof.net import ANYTHING, Draft, Kind, Lengths, NetNode
from bpmn.step_kind import Marks

GATEWAY_KINDS = {
    "exclusiveGateway": Kind.XOR,
    "eventBasedGateway": Kind.XOR,
    "parallelGateway": Kind.AND,
    "inclusiveGateway": Kind.OR,
}


def read_scope(diagram: Diagram, process: Process, scope: str, prefix: str, around: Surroundings) -> Scope:
    """The net of one scope of a process."""
    return _Builder(diagram, process, scope, prefix, around).scope()


class _Builder:
    """Builds the net of one scope: first the nodes with what hangs on them, then the flows between."""

    def __init__(self, diagram: Diagram, process: Process, scope: str, prefix: str, around: Surroundings) -> None:
        self.diagram, self.process, self.name, self.prefix, self.around = diagram, process, scope, prefix, around
        self.draft = Draft()
        self.entry: dict[str, str] = {}
        self.exit: dict[str, str] = {}
        self.dead: list[str] = []
        self.unsupported: list[str] = []
        outside = compensating(diagram, process)
        self.nodes = [node for node in process.inside(scope) if not node.on_event and node.id not in outside]
        self.unsupported += [prefix + node.id for node in process.inside(scope) if node.id in outside]
        self.caps = gateway_caps(diagram, self.nodes)

    def scope(self) -> Scope:
        for node in self.nodes:
            if node.kind != "boundaryEvent":
                self._place(node)
        for node in self.nodes:
            if node.kind == "boundaryEvent":
                self._attach(node)
        self._connect()
        self._start()
        return Scope(
            self.prefix + self.name,
            self.diagram,
            self.process,
            self.prefix,
            self.draft.net(),
            tuple(self.prefix + n.id for n in self.process.inside(self.name) if n.on_event),
            tuple(self.dead),
            tuple(self.unsupported),
        )

    def _scope_of(self, node: Node) -> str:
        return inner_scope(node, self.process, self.around.library, self.prefix)

    # --- nodes ------------------------------------------------------------------------------------------------------

    def _place(self, node: Node) -> None:
        name = self.prefix + node.id
        if node.kind in GATEWAY_KINDS:
            self.draft.add(NetNode(name, GATEWAY_KINDS[node.kind], name))
            self.entry[node.id] = self.exit[node.id] = name
            return
        if node.kind in {"complexGateway", "adHocSubProcess"}:
            self.unsupported.append(name)
        if node.kind == "endEvent":
            self._place_end(node, name)
            return
        self.draft.add(self._step(node, name))
        self.entry[node.id] = self._joined(node, name)
        self.exit[node.id] = self._split(node, name)

    def _place_end(self, node: Node, name: str) -> None:
        kinds = {event.kind for event in events_of(node.event)}
        ends = kinds & {EventKind.TERMINATE, EventKind.ERROR, EventKind.CANCEL}
        self.draft.add(NetNode(name, Kind.TERMINATE if ends else Kind.END, name))
        self.entry[node.id] = self._joined(node, name)
        self.exit[node.id] = name

    def _step(self, node: Node, name: str) -> NetNode:
        lane = self.diagram.lane(node.id)
        kind = self.around.kinds.get(node.step.kind)
        rounds = instances(node.loop)
        inner = self._scope_of(node)
        lengths = self._capped(node, None if inner and not node.step.limit else step_lengths(node))
        if inner and lengths is None:
            lengths = ()
        return NetNode(
            name,
            Kind.STEP,
            name,
            name,
            lengths if rounds is not None else None,
            1 if rounds is None else rounds,
            is_excluded(node.step, self.around.kinds),
            is_timer(node) or (kind is not None and kind.minimum_length),
            self.around.marks(node.step),
            node.step.department or (lane.department or lane.name if lane is not None else ""),
            node.is_activity or bool(node.step.limit) or is_timer(node),
            inner,
            self._writes(node),
            self._result(node),
            self._outcomes(node),
            node.step.decision,
            int(kind is not None and kind.minimum_length and bool(lengths)),
        )

    def _capped(self, node: Node, lengths: Lengths | None) -> Lengths | None:
        """Its time bounded also by the timers that would end it: at an event-based gateway, or on its border."""
        caps = () if is_timer(node) else self.caps.get(node.id, ())
        for event in self.diagram.boundary(node.id):
            timer = step_lengths(event) if event.interrupting and is_timer(event) else None
            caps += timer or ()
        if lengths is None:
            return caps or None
        return lengths + caps if lengths else ()

    def _writes(self, node: Node, callers: frozenset[str] = frozenset()) -> frozenset[str]:
        """The variables a step may change; a call that declares nothing brings back what is written inside."""
        step = node.step
        written = set(self.around.written_by(step.form))
        written |= {target for _, target in step.maps_out} | {self._result(node)}
        if node.loop is not None:
            written.add(node.loop.output)
        if node.kind == "scriptTask" and not step.result:
            written.add(node.script.partition("=")[0].strip())
        if node.kind == "callActivity" and not step.maps_out:
            called = called_process(node, self.around.library)
            if called is None or called.id in callers:
                return frozenset({ANYTHING})
            inner = callers | {called.id}
            written = written.union(*(self._writes(each, inner) for each in called.nodes))
        return frozenset(written - {""})

    def _result(self, node: Node) -> str:
        """The variable that takes the step's outcome: named by the step, by its kind, or by the decision it asks."""
        kind = self.around.kinds.get(node.step.kind)
        return (
            node.step.result
            or (kind.result if kind is not None else "")
            or self.around.results.get(node.step.decision, "")
        )

    def _outcomes(self, node: Node) -> tuple[str, ...]:
        kind = self.around.kinds.get(node.step.kind)
        return node.step.outcomes or (kind.outcomes if kind is not None else ())

    def _joined(self, node: Node, name: str) -> str:
        if len(self.diagram.incoming(node.id)) < 2:
            return name
        join = self.draft.add(NetNode(f"{name}/in", Kind.XOR, name))
        self.draft.connect(join, name)
        return join

    def _split(self, node: Node, name: str) -> str:
        outs = self.diagram.outgoing(node.id)
        conditional = any(flow.condition for flow in outs)
        if len(outs) < 2 and not conditional:
            return name
        split = self.draft.add(NetNode(f"{name}/out", Kind.OR if conditional else Kind.AND, name))
        self.draft.connect(name, split)
        return split

    # --- boundary events --------------------------------------------------------------------------------------------

    def _attach(self, node: Node) -> None:
        name, host = self.prefix + node.id, self.diagram.find(node.attached_to)
        if host is None or host.id not in self.entry:
            self.unsupported.append(name)
            return
        holder = self.draft.nodes[self.prefix + host.id]
        bounds = holder if holder.scope else self.draft.nodes.get(f"{holder.id}/done", holder)
        own = step_lengths(node) if is_timer(node) else () if holder.scope else bounds.lengths
        owner = name if is_timer(node) else holder.id
        self.draft.add(
            NetNode(
                name, Kind.STEP, name, owner, own, 1, holder.pause, is_timer(node), self.around.marks(node.step),
                shown=bool(own),
            )
        )  # fmt: skip
        self.exit[node.id] = self._split(node, name)
        if not self._may_fire(node, host):
            self.dead.append(name)
        elif node.interrupting:
            self.draft.connect(self._outcome(host, holder), name)
        else:
            self.draft.connect(self._beside(host, holder), name)

    def _may_fire(self, node: Node, host: Node) -> bool:
        """Errors, escalations and cancellations of a sub-process come from inside; from a plain task they may come."""
        events = events_of(node.event)
        plain = host.kind not in SUB_PROCESSES or not self._scope_of(host)
        if plain or any(event.kind not in THROWN for event in events):
            return True
        return any(may_be_caught(event, self.process, host.id, self.around.library) for event in events)

    def _outcome(self, host: Node, holder: NetNode) -> str:
        """The XOR after a step that may be interrupted; the first call moves the step's time to its finished way."""
        outcome, done = f"{holder.id}/outcome", f"{holder.id}/done"
        if outcome in self.draft.nodes:
            return outcome
        self.draft.add(NetNode(outcome, Kind.XOR, holder.element))
        finished = replace(holder, id=done, scope="", shown=False)
        started = NetNode(holder.id, Kind.STEP, holder.element, holder.id, shown=holder.shown)
        if holder.scope:
            finished = replace(finished, lengths=(), rounds=1)
            started = replace(holder, marks=Marks.NOTHING)
        self.draft.add(finished)
        self.draft.add(started)
        for number in [n for n, arc in self.draft.arcs.items() if arc.source == holder.id]:
            self.draft.arcs[number] = replace(self.draft.arcs[number], source=done)
        self.draft.connect(holder.id, outcome)
        self.draft.connect(outcome, done)
        if self.exit[host.id] == holder.id:
            self.exit[host.id] = done
        return outcome

    def _beside(self, host: Node, holder: NetNode) -> str:
        """The OR before a step with a branch that may start beside it."""
        beside = f"{holder.id}/beside"
        if beside in self.draft.nodes:
            return beside
        self.draft.add(NetNode(beside, Kind.OR, holder.element))
        for number, arc in list(self.draft.arcs.items()):
            if arc.target == holder.id:
                self.draft.arcs[number] = replace(arc, target=beside)
        self.draft.connect(beside, holder.id, must=True)
        if self.entry[host.id] == holder.id:
            self.entry[host.id] = beside
        return beside

    # --- flows ------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for flow in self.process.flows_inside(self.name):
            source, target = self.exit.get(flow.source), self.entry.get(flow.target)
            if source is None or target is None:
                continue
            holder = self.diagram.node(flow.source)
            default = bool(holder.default) and holder.default == flow.id
            conditional = self.draft.nodes[source].kind is Kind.OR and not holder.is_gateway
            self.draft.connect(
                source,
                target,
                flow=self.prefix + flow.id,
                condition="" if default else flow.condition,
                default=default,
                must=conditional and not flow.condition and not default,
                limit=flow.max_rounds,
            )
        self._links()

    def _links(self) -> None:
        catches = {n.event.name: n for n in self.nodes if n.kind == "intermediateCatchEvent" and is_link(n.event)}
        for node in self.nodes:
            if node.kind == "intermediateThrowEvent" and is_link(node.event) and node.event.name in catches:
                target = catches[node.event.name]
                self.draft.connect(self.prefix + node.id, self._second_entry(target))

    def _second_entry(self, node: Node) -> str:
        """Where one more flow enters a step: an XOR join once there are two."""
        name = self.prefix + node.id
        if not any(arc.target == self.entry[node.id] for arc in self.draft.arcs.values()):
            return self.entry[node.id]
        join = f"{name}/in"
        if join not in self.draft.nodes:
            self.draft.add(NetNode(join, Kind.XOR, name))
            for number, arc in list(self.draft.arcs.items()):
                if arc.target == name:
                    self.draft.arcs[number] = replace(arc, target=join)
            self.draft.connect(join, name)
            self.entry[node.id] = join
        return join

    def _start(self) -> None:
        """One start before the start events, which are alternatives; without any, all that nothing leads to starts."""
        starts = [node for node in self.nodes if node.kind == "startEvent"]
        split = Kind.XOR if starts else Kind.AND
        if not starts:
            led = {arc.target for arc in self.draft.arcs.values()}
            starts = [n for n in self.nodes if n.kind != "boundaryEvent" and self.entry.get(n.id, "") not in led]
            starts = [n for n in starts if n.id in self.entry and not is_link(n.event)]
        begin = self.draft.add(NetNode(f"{self.prefix}{self.name}/start", Kind.START, self.prefix + self.name))
        if len(starts) > 1:
            fork = self.draft.add(NetNode(f"{begin}s", split, self.prefix + self.name))
            self.draft.connect(begin, fork)
            begin = fork
        for node in starts:
            self.draft.connect(begin, self.entry[node.id])
        self._ends()

    def _ends(self) -> None:
        """A step that leads nowhere ends its branch."""
        led = {arc.source for arc in self.draft.arcs.values()}
        for name, node in list(self.draft.nodes.items()):
            if node.kind is Kind.STEP and name not in led:
                end = self.draft.add(NetNode(f"{name}/end", Kind.END, node.element))
                self.draft.connect(name, end)

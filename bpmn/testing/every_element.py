"""Diagrams at random that draw every element of the allow-list, in every position it has.

A flow is replaced by something sound again and again, inside sub-processes too; a few of the things that are drawn
there (an end in the middle of a loop) make a diagram unsound, so the prover says which ones are worth running. Time is
in working days; conditions read one variable each, `go_<element>`, that becomes true when somebody says so.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from bpmn.diagram import Diagram, Event, EventKind, Flow, LimitText, Loop, Node, Process, StepFacts, TimerKind
from bpmn.testing.drawing import Drawing
from bpmn.testing.random_diagrams import Grower, Taste, Way

CALLED = "called"
TASKS = ("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask", "scriptTask")
TRIGGERS = (EventKind.TIMER, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION, EventKind.CONDITIONAL)
CAUGHT = (EventKind.TIMER, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.CONDITIONAL)
THROWN = (EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION)
STARTS = (EventKind.NONE, *CAUGHT)
PLAIN_ENDS = (EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION)
LATE = "late"
"""The escalation and the error that are both thrown and caught."""


def every_element(seed: int, size: int = 6) -> Diagram:
    """The diagram of that seed; the process `called` is drawn beside the main one."""
    return _Everything(Random(seed), Taste(size, inclusive=True, boundaries=True, longest=5)).grow()


class _Everything(Grower):
    """Grows a diagram out of everything that the runtime executes."""

    def __init__(self, chance: Random, taste: Taste) -> None:
        super().__init__(chance, taste)
        self.handled: set[str] = set()

    def grow(self) -> Diagram:
        grown = super().grow()
        start = self.drawing.nodes["S"]
        self.drawing.nodes["S"] = replace(start, event=self._event(self.chance.choice(STARTS), "S"))
        end = replace(self.drawing.nodes["E"], event=self._event(self.chance.choice(PLAIN_ENDS), "E"))
        self.drawing.nodes["E"] = end
        return replace(grown, processes=(*self.drawing.diagram().processes, _called_process()))

    def ways(self) -> list[Way]:
        own: list[Way] = [
            *(self._task, self._task, self._repeated, self._caught, self._thrown, self._link, self._event_gateway),
            *(self._sub_process, self._call, self._border, self._border, self._border_of_sub_process),
            *(self._handler, self._more_ends, self._stop),
        ]
        return [*super().ways(), *own]

    # --- pieces ---

    def _amount(self) -> int:
        return self.chance.randint(0, self.taste.longest)

    def _limit(self) -> LimitText:
        return LimitText(str(self._amount()), "workingDay")

    def _event(self, kind: EventKind, element: str) -> Event:
        """An event of that kind; what is named is named after its element, so that nobody else is meant."""
        if kind is EventKind.TIMER:
            return Event(kind, expression="P1D", timer=TimerKind.DURATION)
        if kind is EventKind.CONDITIONAL:
            return Event(kind, expression=f"go_{element} = true")
        named = kind in (EventKind.MESSAGE, EventKind.SIGNAL)
        return Event(kind, element if named else LATE if kind is not EventKind.NONE else "")

    def _add(self, stem: str, kind: str, event: EventKind | None = None, **facts: object) -> str:
        """A node of that kind where the flow stood, with a limit of its own."""
        name = self.drawing.fresh(stem)
        node = Node(name, kind, step=StepFacts(limit=self._limit()), **facts)  # type: ignore[arg-type]
        return self.drawing.add(node if event is None else replace(node, event=self._event(event, name)))

    def _between(self, flow: Flow, name: str) -> None:
        self.redirect(flow, name)
        self.onwards(name, flow)

    def _inside(self, scope: str, draw: Callable[[str, str], None]) -> None:
        """Draws a start, an end and what `draw` puts between them, inside a scope."""
        outside, self.drawing.scope = self.drawing.scope, scope
        start = self.drawing.add(Node(self.drawing.fresh("S"), "startEvent"))
        end = self.drawing.add(Node(self.drawing.fresh("E"), "endEvent"))
        draw(start, end)
        self.drawing.scope = outside

    def _a_step(self, start: str, end: str) -> None:
        step = self.step()
        self.drawing.flow(start, step)
        self.drawing.flow(step, end)

    # --- steps ---

    def _task(self, flow: Flow) -> None:
        self._between(flow, self._task_of(self.chance.choice(TASKS)))

    def _task_of(self, kind: str) -> str:
        name = self._add("task", kind)
        node = self.drawing.nodes[name]
        if kind == "serviceTask":
            node = replace(node, step=replace(node.step, operation="look_up"))
        elif kind == "receiveTask":
            node = replace(node, message=name)
        elif kind == "sendTask":
            node = replace(node, message=name, step=replace(node.step, limit=LimitText()))
        elif kind == "businessRuleTask":
            node = replace(node, step=StepFacts(decision="level", result=f"level_{name}"))
        elif kind == "scriptTask":
            node = replace(node, script=f"sum_{name} = 1 + 1", step=StepFacts())
        self.drawing.nodes[name] = node
        return name

    def _repeated(self, flow: Flow) -> None:
        name = self._add("again", "userTask")
        times = self.chance.randint(1, 3)
        loops = (
            Loop("parallel", cardinality=str(times)),
            Loop("sequential", cardinality=str(times)),
            Loop("standard", condition="true", maximum=times),
        )
        self.drawing.nodes[name] = replace(self.drawing.nodes[name], loop=self.chance.choice(loops))
        self._between(flow, name)

    def _call(self, flow: Flow) -> None:
        name = self.drawing.add(Node(self.drawing.fresh("call"), "callActivity", called=CALLED))
        self._between(flow, name)

    def _sub_process(self, flow: Flow) -> None:
        name = self.drawing.add(Node(self.drawing.fresh("sub"), "subProcess"))
        self._inside(name, self._a_step)
        self._between(flow, name)

    # --- events in the flow ---

    def _caught(self, flow: Flow) -> None:
        self._between(flow, self._add("catch", "intermediateCatchEvent", self.chance.choice(CAUGHT)))

    def _thrown(self, flow: Flow) -> None:
        name = self._add("throw", "intermediateThrowEvent", self.chance.choice(THROWN))
        self.drawing.nodes[name] = replace(self.drawing.nodes[name], step=StepFacts())
        self._between(flow, name)

    def _link(self, flow: Flow) -> None:
        event = Event(EventKind.LINK, self.drawing.fresh("link"))
        out = self.drawing.add(Node(self.drawing.fresh("leap"), "intermediateThrowEvent", event=event))
        into = self.drawing.add(Node(self.drawing.fresh("land"), "intermediateCatchEvent", event=event))
        self.redirect(flow, out)
        self.onwards(into, flow)

    def _event_gateway(self, flow: Flow) -> None:
        draw = self.drawing
        wait, join = draw.gateway("eventBasedGateway"), draw.gateway("exclusiveGateway")
        self.redirect(flow, wait)
        for kind in self.chance.sample((*CAUGHT, None), self.chance.randint(2, 3)):
            name = self._task_of("receiveTask") if kind is None else self._add("catch", "intermediateCatchEvent", kind)
            draw.flow(wait, name)
            draw.flow(name, join)
        self.onwards(join, flow)

    # --- events beside the flow ---

    def _hang_on(self, host: str, flow: Flow, kind: EventKind, *, cuts: bool) -> None:
        """An event on the border of a step: it cuts to a choice's join, or starts a branch to an inclusive join."""
        draw, other = self.drawing, self.step()
        join = draw.gateway("exclusiveGateway" if cuts else "inclusiveGateway")
        name = self._add("border", "boundaryEvent", kind, attached_to=host, interrupting=cuts)
        if kind is not EventKind.TIMER:
            draw.nodes[name] = replace(draw.nodes[name], step=StepFacts())
        self.redirect(flow, host)
        draw.flow(host, join)
        draw.flow(name, other)
        draw.flow(other, join)
        self.onwards(join, flow)

    def _border(self, flow: Flow) -> None:
        self._hang_on(self.step(), flow, self.chance.choice(CAUGHT), cuts=self.chance.random() < 0.6)

    def _border_of_sub_process(self, flow: Flow) -> None:
        kind = self.chance.choice((*TRIGGERS, EventKind.ERROR))
        host = self.drawing.add(Node(self.drawing.fresh("sub"), "subProcess"))
        self._inside(host, self._throwing(kind))
        cuts = kind is EventKind.ERROR or self.chance.random() < 0.6
        self._hang_on(host, flow, kind, cuts=cuts)

    def _throwing(self, kind: EventKind) -> Callable[[str, str], None]:
        """What stands in a scope whose border or handler waits for that kind of event."""
        return {EventKind.ERROR: self._may_fail, EventKind.ESCALATION: self._escalates}.get(kind, self._a_step)

    def _may_fail(self, start: str, end: str) -> None:
        draw, choice = self.drawing, self.drawing.gateway("exclusiveGateway")
        failed = draw.add(Node(draw.fresh("E"), "endEvent", event=Event(EventKind.ERROR, LATE)))
        draw.flow(start, choice)
        draw.flow(choice, failed)
        self._a_step(choice, end)

    def _escalates(self, start: str, end: str) -> None:
        draw = self.drawing
        thrown = Event(EventKind.ESCALATION, LATE)
        if self.chance.random() < 0.5:
            draw.nodes[end] = replace(draw.nodes[end], event=thrown)
            self._a_step(start, end)
            return
        throw = draw.add(Node(draw.fresh("throw"), "intermediateThrowEvent", event=thrown))
        draw.flow(start, throw)
        self._a_step(throw, end)

    def _handler(self, flow: Flow) -> None:
        """An event sub-process beside the flow, and what it waits for in the flow."""
        if flow.parent in self.handled:
            return
        self.handled.add(flow.parent)
        draw, scope = self.drawing, flow.parent
        kind = self.chance.choice((*TRIGGERS, EventKind.ERROR))
        name = draw.add(Node(draw.fresh("handler"), "subProcess", on_event=True))
        self._inside(name, self._a_step)
        start = next(each for each in draw.nodes.values() if each.parent == name and each.kind == "startEvent")
        cuts = kind is EventKind.ERROR or self.chance.random() < 0.5
        facts = StepFacts(limit=self._limit()) if kind is EventKind.TIMER else StepFacts()
        event = self._event(kind, start.id)
        draw.nodes[start.id] = replace(start, event=event, interrupting=cuts, step=facts)
        draw.scope = scope
        if kind is EventKind.ESCALATION:
            throw = Node(draw.fresh("throw"), "intermediateThrowEvent", event=Event(kind, LATE))
            self._between(flow, draw.add(throw))
        elif kind is EventKind.ERROR:
            self._or_end(flow, Event(kind, LATE))

    # --- ends ---

    def _or_end(self, flow: Flow, event: Event) -> None:
        draw, choice = self.drawing, self.drawing.gateway("exclusiveGateway")
        self.redirect(flow, choice)
        draw.flow(choice, draw.add(Node(draw.fresh("E"), "endEvent", event=event)))
        self.onwards(choice, flow)

    def _more_ends(self, flow: Flow) -> None:
        draw, split = self.drawing, self.drawing.gateway("parallelGateway")
        self.redirect(flow, split)
        name = draw.fresh("E")
        draw.add(Node(name, "endEvent", event=self._event(self.chance.choice(PLAIN_ENDS), name)))
        self._a_step(split, name)
        self.onwards(split, flow)

    def _stop(self, flow: Flow) -> None:
        self._or_end(flow, Event(EventKind.TERMINATE))


def _called_process() -> Process:
    """A short way that others call."""
    beside = Drawing(scope=CALLED)
    before, after = beside.add(Node("CS", "startEvent")), beside.add(Node("CE", "endEvent"))
    step = beside.add(Node("CA", "userTask", step=StepFacts(limit=LimitText("2", "workingDay"))))
    beside.flow(before, step)
    beside.flow(step, after)
    drawn = beside.diagram().processes[0]
    flows = tuple(replace(each, id=f"called_{each.id}") for each in drawn.flows)
    return replace(drawn, id=CALLED, name="被调用的流程", executable=False, flows=flows)

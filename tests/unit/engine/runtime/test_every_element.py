"""Random diagrams that draw everything the runtime executes, lived through by chance.

Whoever has a step does it somewhere within its limit, messages and signals come when they like (within the limit where
the flow waits for them), timers fire on their day, conditions become true. However it goes, a case of a sound diagram
ends, and on no later day than the prover foretold. Every command restores the case before and saves it after.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

import pytest

from bpmn.allowed import LOOPS, ROWS, Standing, row_of
from bpmn.diagram import Diagram, EventKind, Node
from bpmn.proof import Bound, Sound, Verdict, prove
from bpmn.rules.restarts_itself import RULE as RESTARTS_ITSELF
from bpmn.step_kind import StepKind
from bpmn.testing import every_element
from engine.runtime import Decision, Definition, Effect, RuntimeCase
from engine.runtime import effects as fx
from engine.verify.drawn import CHOOSES, matter_around, outcome_of

NO_KINDS: Mapping[str, StepKind] = {}
RUNS = 4
"""How many times each diagram is lived through; the first time everybody takes the whole limit."""
MOST_COMMANDS = 600


class Level:
    """The one decision of these diagrams."""

    def reads(self, decision: str) -> frozenset[str]:
        return frozenset()

    def decide(self, decision: str, variables: Mapping[str, object], **moment: object) -> Decision:
        return Decision("high", variable=decision)


@dataclass
class Life:
    """A case on a clock that counts days: `due` says on which day what happens to a token, `saying` on which day a
    condition becomes true."""

    definition: Definition
    chance: Random
    slow: bool
    now: int = 0
    due: dict[int, tuple[int, str]] = field(default_factory=dict)
    heard: dict[int, fx.Listening] = field(default_factory=dict)
    timers: set[int] = field(default_factory=set)
    saying: dict[str, int] = field(default_factory=dict)
    gone_back: set[str] = field(default_factory=set)

    @property
    def diagram(self) -> Diagram:
        return self.definition.diagram

    def node(self, element: str) -> Node:
        return self.diagram.node(element.rpartition("/")[2])

    def live(self) -> int:
        """The day on which the case ends."""
        start = next(each.id for each in self.diagram.nodes() if each.kind == "startEvent" and each.id == "S")
        case, effects = RuntimeCase.start(self.definition, {}, start)
        self.note(effects)
        for _ in range(MOST_COMMANDS):
            if case.finished:
                return self.now
            case = RuntimeCase.load(case.save(), self.definition)
            self.expect_conditions(case)
            self.note(self.next(case))
        raise AssertionError("the case goes on and on")

    def next(self, case: RuntimeCase) -> tuple[Effect, ...]:
        """What happens next, of the things of that day whichever chance picks; timers wait for the day to be over."""
        moments = [(day, token in self.timers, self.chance.random(), token, "") for token, (day, _) in self.due.items()]
        moments += [(day, False, self.chance.random(), 0, element) for element, day in self.saying.items()]
        assert moments, f"the case stands still at {case.active()}"
        day, is_timer, _, token, element = min(moments)
        self.now = max(self.now, day)
        if element:
            del self.saying[element]
            return case.assign({f"go_{element}": True})
        if is_timer:
            return case.fire(token)
        if token in self.heard:
            del self.due[token]
            heard = self.heard.pop(token)
            return case.deliver(heard.kind, heard.name, {}, heard.key)
        return case.complete(token, self.answer(self.due[token][1]))

    def answer(self, element: str) -> dict[str, object]:
        """What is chosen at a step that was put before a free choice."""
        node = self.node(element)
        if not node.id.startswith(CHOOSES):
            return {}
        split = node.id.removeprefix(CHOOSES) + "_split"
        back = {outcome_of((flow.id,)) for flow in self.diagram.outgoing(split) if self.goes_round(flow.target)}
        chosen = self.chance.choice([each for each in node.step.outcomes if each not in back & self.gone_back])
        self.gone_back |= back & {chosen}
        return {node.id: chosen}

    def goes_round(self, target: str) -> bool:
        """Whether a way leads round a loop and nowhere else; it is gone once, which every loop here allows."""
        lands = {node.event.name: node.id for node in self.diagram.nodes() if node.kind == "intermediateCatchEvent"}
        seen, todo = set[str](), [target]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                event = self.diagram.node(here).event
                todo += [flow.target for flow in self.diagram.outgoing(here) if flow.max_rounds is None]
                todo += [lands[event.name]] if event.kind is EventKind.LINK else []
        return not any(self.diagram.node(here).kind == "endEvent" for here in seen)

    def expect_conditions(self, case: RuntimeCase) -> None:
        """Conditions that the flow waits for become true within their limit; those beside it perhaps."""
        waiting = {element.rpartition("/")[2] for _, element in case.active()}
        for node in self.diagram.nodes():
            variable = f"go_{node.id}"
            if node.event.kind is not EventKind.CONDITIONAL or node.id in self.saying or case.variables.get(variable):
                continue
            if node.kind == "intermediateCatchEvent" and node.id in waiting:
                self.saying[node.id] = self.within(node)
            elif node.kind == "boundaryEvent" and node.attached_to in waiting and self.chance.random() < 0.3:
                self.saying[node.id] = self.within(self.node(node.attached_to))

    def within(self, node: Node) -> int:
        """A day within the limit of a node, from now; the last one for the slow."""
        limit = int(node.step.limit.amount or 0)
        return self.now + (limit if self.slow else self.chance.randint(0, limit))

    def note(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, fx.StepOpened | fx.ServiceAsked):
                self.due[effect.token] = (self.within(self.node(effect.element)), effect.element)
            elif isinstance(effect, fx.TimerAsked):
                self.timers.add(effect.token)
                limit = int(self.node(effect.element).step.limit.amount)
                self.due[effect.token] = (self.now + limit, effect.element)
            elif isinstance(effect, fx.Listening):
                self.listen(effect)
            elif isinstance(effect, fx.StepClosed | fx.ServiceDropped | fx.TimerDropped | fx.ListeningDropped):
                self.due.pop(effect.token, None)
                self.heard.pop(effect.token, None)

    def listen(self, listening: fx.Listening) -> None:
        """Where the flow waits, the message comes; on a border or beside the flow it may come or not."""
        node = self.node(listening.element)
        host = self.node(node.attached_to) if node.attached_to else node
        if node.kind in ("intermediateCatchEvent", "receiveTask") or self.chance.random() < 0.4:
            self.heard[listening.token] = listening
            self.due[listening.token] = (self.within(host), listening.element)


def runnable(diagram: Diagram) -> Diagram:
    """The diagram with a step before every free choice, that asks for any one of the ways."""
    model = matter_around(diagram, NO_KINDS)
    assert model is not None
    return model.diagram


def lives(seeds: Iterator[int]) -> Iterator[tuple[int, Diagram, Verdict, list[int]]]:
    """Each sound diagram of those seeds: its verdict, and the day on which each of its cases ended."""
    for seed in seeds:
        diagram = every_element(seed)
        verdict = prove(diagram)
        if verdict.soundness.sound is Sound.UNDECIDED:  # an inclusive join that waits round a loop
            assert any(finding.advice for finding in verdict.findings), seed
        if verdict.soundness.sound is Sound.SOUND and not RESTARTS_ITSELF.check(diagram):
            definition = Definition.compile(runnable(diagram), decisions=Level())
            days = [Life(definition, Random(f"{seed} {run}"), slow=not run).live() for run in range(RUNS)]
            yield seed, diagram, verdict, days


def all_end_in_time(count: int) -> Counter[str]:
    """Lives through so many diagrams; what was drawn in them, and how often the worst case was met."""
    seen: Counter[str] = Counter()
    for seed, diagram, verdict, days in lives(iter(range(count))):
        assert verdict.worst is not None, seed
        assert max(days) <= verdict.worst, f"seed {seed}: {max(days)} days, {verdict.worst} foretold"
        seen["sound"] += 1
        seen["exact"] += verdict.bound is Bound.EXACT
        seen["worst met"] += max(days) == verdict.worst
        seen.update(str(row_of(node, diagram).key) for node in diagram.nodes())
        seen.update(node.loop.kind for node in diagram.nodes() if node.loop is not None)
    return seen


def test_every_case_ends_and_no_later_than_foretold() -> None:
    seen = all_end_in_time(400)

    assert seen["sound"] > 360
    assert seen["worst met"] > 40


@pytest.mark.soak
@pytest.mark.timeout(7_200)
def test_every_case_of_twenty_thousand_diagrams_ends_and_no_later_than_foretold() -> None:
    seen = all_end_in_time(20_400)

    print({key: seen[key] for key in ("sound", "exact", "worst met")})
    assert seen["sound"] >= 20_000


def test_every_row_of_the_allow_list_is_drawn() -> None:
    drawn: Counter[str] = Counter()
    for seed in range(400):
        diagram = every_element(seed)
        drawn.update(str(row_of(node, diagram).key) for node in diagram.nodes())
        drawn.update(node.loop.kind for node in diagram.nodes() if node.loop is not None)

    executed = [str(row.key) for row in ROWS if row.standing is Standing.EXECUTED]
    repeated = [row.loop for row in LOOPS if row.standing is Standing.EXECUTED]
    assert [key for key in (*executed, *repeated) if not drawn[key]] == []

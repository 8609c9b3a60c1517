"""The prover against the runtime on random diagrams.

Of a sound one, the run that the prover calls the worst is stepped through the runtime with its lengths: it must end, on
the very day foretold. Of an unsound one, the walk that shows the fault is followed in the runtime: it must come to a
state from which no case ends properly. No law, no calendar: a day is a number here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

import pytest

from bpmn.diagram import Diagram
from bpmn.proof import Bound, Choice, Sound, Witness, prove
from bpmn.step_kind import StepKind
from bpmn.testing import Taste, random_diagram
from engine.runtime import Definition, Effect, RuntimeCase, RuntimeIncident
from engine.runtime import effects as fx
from engine.verify.drawn import CHOOSES, matter_around, outcome_of

NO_KINDS: Mapping[str, StepKind] = {}
SOUND_TASTES = (
    Taste(6),
    Taste(10, inclusive=True),
    Taste(8, boundaries=True),
    Taste(8, pauses=True),
    Taste(8, loops=False, variables="ab"),
    Taste(12, inclusive=True, boundaries=True, pauses=True),
)
DAMAGED_TASTES = (Taste(6, damages=1), Taste(8, damages=2, loops=False), Taste(8, inclusive=True, damages=2))


def runnable(diagram: Diagram, choices: tuple[Choice, ...]) -> Diagram:
    """The diagram with a step before every free choice."""
    model = matter_around(diagram, NO_KINDS, choices)
    assert model is not None
    return model.diagram


# --- the worst run ----------------------------------------------------------------------------------------------------


@dataclass
class Days:
    """A case of the runtime on a clock that counts days: a step is done so many days after it opened."""

    diagram: Diagram
    witness: Witness
    now: int = 0
    ends: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.lengths = {(each.step, each.round): each.amount for each in self.witness.durations}
        self.choices: dict[tuple[str, int], tuple[str, ...]] = {}
        for each in self.witness.choices:
            key = (each.node, each.round)
            self.choices[key] = (*self.choices.get(key, ()), *each.flows)
        self.opened: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.steps: dict[int, tuple[int, str, int]] = {}
        self.timers: dict[int, int] = {}

    def run(self) -> RuntimeCase:
        definition = Definition.compile(self.diagram)
        case, effects = RuntimeCase.start(definition, dict(self.witness.inputs))
        self.note(effects)
        while not case.finished:
            # what is done on a day is done before a timer of that day fires, unless the witness lets it fire
            steps = [(day, 2 * self.reminded(token), token) for token, (day, _, _) in self.steps.items() if day >= 0]
            timers = [(day, 1, token) for token, day in self.timers.items()]
            assert steps or timers, "the case stands still"
            self.now, order, token = min(steps + timers)
            case = RuntimeCase.load(case.save(), definition)
            self.note(case.fire(token) if order == 1 else self.complete(case, token))
        return case

    def complete(self, case: RuntimeCase, token: int) -> tuple[Effect, ...]:
        _, element, number = self.steps[token]
        gateway = element.removeprefix(CHOOSES)
        if gateway == element:
            return case.complete(token)
        flows = self.choices.get((gateway, number)) or (self.diagram.outgoing(f"{gateway}_split")[0].id,)
        return case.complete(token, {element: outcome_of(flows)})

    def note(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, fx.StepOpened):
                self.opened[effect.element] += 1
                self.steps[effect.token] = (self.end_of(effect.element), effect.element, self.opened[effect.element])
            elif isinstance(effect, fx.StepClosed):
                self.steps.pop(effect.token)
            elif isinstance(effect, fx.TimerAsked):
                self.timers[effect.token] = self.now + self.own(effect.element)
            elif isinstance(effect, fx.TimerDropped):
                self.timers.pop(effect.token, None)
            elif isinstance(effect, fx.Passed):
                self.ends[effect.element] += self.diagram.node(effect.element).kind == "endEvent"

    def reminders(self, element: str) -> set[str]:
        """The timers on the border of a step that leave it open."""
        return {event.id for event in self.diagram.boundary(element) if not event.interrupting}

    def reminded(self, token: int) -> bool:
        """Whether the witness lets a reminder of that step fire."""
        _, element, number = self.steps[token]
        return bool(self.reminders(element) & set(self.choices.get((element, number), ())))

    def end_of(self, element: str) -> int:
        """The day on which a step is done; -1 when a timer on its border takes it away before."""
        borders = {event.id for event in self.diagram.boundary(element) if event.interrupting}
        if borders & set(self.choices.get((element, self.opened[element]), ())):
            return -1
        self.done[element] += 1
        return self.now + self.lengths.get((element, self.done[element]), self.own(element))

    def own(self, element: str) -> int:
        """The whole limit of a step or timer; nothing where the step is kept out of the clock."""
        node = self.diagram.node(element)
        host = self.diagram.node(node.attached_to) if node.attached_to else node
        return 0 if host.step.counts_in_limit is False else int(node.step.limit.amount)


def overstays(diagram: Diagram, witness: Witness) -> bool:
    """Whether the witness lets a timer fire after the limit of its step: only who is late gets there, and the runs
    told here keep all limits."""
    fired = {flow for choice in witness.choices for flow in choice.flows}
    timers = [node for node in diagram.nodes() if node.kind == "boundaryEvent" and node.id in fired]
    return any(int(t.step.limit.amount) > int(diagram.node(t.attached_to).step.limit.amount) for t in timers)


@dataclass
class Told:
    """How many diagrams could be told, and what was wrong with any."""

    equal: int = 0
    wrong: list[str] = field(default_factory=list)


def worst_runs(count: int) -> Told:
    told = Told()
    for seed in range(count):
        diagram = random_diagram(seed, SOUND_TASTES[seed % len(SOUND_TASTES)])
        verdict = prove(diagram)
        witness = verdict.witness
        if verdict.soundness.sound is Sound.UNSOUND:
            told.wrong.append(f"seed {seed}: {verdict.summary}")
        elif witness is not None and verdict.bound is Bound.EXACT and not overstays(diagram, witness):
            days = Days(runnable(diagram, witness.choices), witness)
            days.run()
            if (days.now, max(days.ends.values())) == (verdict.worst, 1):
                told.equal += 1
            else:
                told.wrong.append(f"seed {seed}: {days.now} for {verdict.worst}")
    return told


# --- the walk to a fault ----------------------------------------------------------------------------------------------


def every_set(diagram: Diagram) -> tuple[Choice, ...]:
    """All that may be chosen at inclusive gateways."""
    found = []
    for node in diagram.nodes():
        outs = [flow.id for flow in diagram.outgoing(node.id)] if node.kind == "inclusiveGateway" else []
        found += [Choice(node.id, 1, some, False) for n in range(1, len(outs) + 1) for some in combinations(outs, n)]
    return tuple(found)


@dataclass(frozen=True)
class Followed:
    """A state on the way: the case's bytes, how often each end was reached, how many tokens wait on each flow into a
    join, whether a fault has shown itself."""

    state: bytes = b""
    ends: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)
    unsafe: bool = False


class Follower:
    """Follows a walk of element ids in the runtime, trying at every choice what leads on."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.definition = Definition.compile(diagram)
        self.tried = 0
        joins = [node.id for node in diagram.nodes() if node.kind in ("parallelGateway", "inclusiveGateway")]
        self.joined = {name: [flow.id for flow in diagram.incoming(name)] for name in joins}
        self.into_joins = {flow for flows in self.joined.values() if len(flows) > 1 for flow in flows}

    def begin(self) -> Followed:
        """The state after the acceptance that was put before the drawing."""
        case, effects = RuntimeCase.start(self.definition)
        (accept,) = self.moves(self.after(case, effects, Followed()))
        return accept

    def after(self, case: RuntimeCase, effects: tuple[Effect, ...], before: Followed) -> Followed:
        """The state after a command; something done, waiting or ended twice is a fault."""
        ends, waiting = Counter(before.ends), Counter(before.waiting)
        for effect in effects:
            if isinstance(effect, fx.Passed):
                ends[effect.element] += self.diagram.node(effect.element).kind == "endEvent"
                waiting.subtract(flow for flow in self.joined.get(effect.element, ()) if waiting[flow])
                waiting.update(flow for flow in effect.flows if flow in self.into_joins)
        open_steps = Counter(step.element for step in case.open_steps())
        twice = max([0, *ends.values(), *waiting.values(), *open_steps.values()]) > 1
        return Followed(case.save(), ends, waiting, twice)

    def faulty(self, walk: tuple[str, ...]) -> bool:
        """Whether the walk, and however the case goes on from there, comes to a fault."""
        todo = [(self.begin(), 0)]
        while todo and self.tried < 3_000:
            here, at = todo.pop()
            while at < len(walk) and not self.waits(walk[at]):
                at += 1
            if here.unsafe or (at == len(walk) and self.goes_wrong(here)):
                return True
            if at < len(walk):
                todo += [(each, at + 1) for each in self.moves(here, walk[at])]
        return False

    def waits(self, element: str) -> bool:
        """Whether the runtime waits there for a person."""
        return self.diagram.node(element).kind == "userTask" or self.diagram.find(CHOOSES + element) is not None

    def moves(self, here: Followed, element: str = "") -> Iterator[Followed]:
        """What may come of the oldest open step of that name (of the oldest one of all, without a name)."""
        case = RuntimeCase.load(here.state, self.definition)
        wanted = {element, CHOOSES + element}
        step = next((each for each in case.open_steps() if not element or each.element in wanted), None)
        outcomes = self.diagram.node(step.element).step.outcomes if step is not None else ()
        for outcome in outcomes or ("",) if step is not None else ():
            self.tried += 1
            moved = RuntimeCase.load(here.state, self.definition)
            data = {step.element: outcome} if step.element.startswith(CHOOSES) else {}
            try:
                effects = moved.complete(step.token, data)
            except RuntimeIncident:  # it multiplies without end
                yield Followed(unsafe=True)
            else:
                yield self.after(moved, effects, here)

    def goes_wrong(self, here: Followed) -> bool:
        """Goes on at random: whether that ends with somebody waiting for ever, or with something done twice."""
        chance = Random(1)
        for _ in range(200):
            case = RuntimeCase.load(here.state, self.definition)
            if here.unsafe or (not case.open_steps() and not case.finished):
                return True
            moves = list(self.moves(here))
            if not moves:
                return False
            here = chance.choice(moves)
        return False


def walks(count: int) -> tuple[int, list[str]]:
    """So many walks followed: how many unsound diagrams it took, and where the runtime shows no fault. The others have
    a named fault of the drawing, such as a step that cannot be reached, which needs no walk."""
    unsound = walked = seed = 0
    missed = []
    while walked < count:
        seed += 1
        diagram = random_diagram(seed, DAMAGED_TASTES[seed % len(DAMAGED_TASTES)])
        soundness = prove(diagram).soundness
        unsound += soundness.sound is Sound.UNSOUND
        if not soundness.walk:
            continue
        walked += 1
        if not Follower(runnable(diagram, every_set(diagram))).faulty(soundness.walk):
            missed.append(f"seed {seed}: {soundness.defects[0].fault} {soundness.walk}")
    return unsound, missed


# --- what must hold ---------------------------------------------------------------------------------------------------


def test_the_worst_run_of_a_sound_diagram_ends_on_the_day_foretold() -> None:
    told = worst_runs(200)

    assert told.wrong == []
    assert told.equal >= 170


def test_the_walk_to_a_fault_leads_to_it() -> None:
    unsound, missed = walks(100)

    assert missed == []
    assert unsound <= 140


@pytest.mark.parametrize("seed", range(20))
def test_no_way_through_a_sound_diagram_leads_to_a_fault(seed: int) -> None:
    diagram = random_diagram(seed, Taste(7, loops=False, inclusive=seed % 2 > 0))
    follower = Follower(runnable(diagram, every_set(diagram)))

    assert not follower.goes_wrong(follower.begin())


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_worst_runs_end_on_the_day_foretold() -> None:
    told = worst_runs(20_000)

    assert told.wrong == []
    assert told.equal >= 17_000


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_walks_lead_to_their_fault() -> None:
    unsound, missed = walks(2_000)

    assert missed == []
    assert unsound <= 2_800

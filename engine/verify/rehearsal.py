"""Rehearsing a witness: one case on the real service, runtime and clock, every step done as the witness says."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from bpmn.diagram import Node
from bpmn.feel import to_json
from bpmn.proof import Witness
from engine.cases import commands as c
from engine.cases.applicant import known_as
from engine.cases.case import Case, Party, Step
from engine.cases.outcomes import Meaning, meaning
from engine.cases.special import enough_people, stops_when_told, tell_drawn
from engine.clock import ManualClock
from engine.errors import EngineError
from engine.legal_clock import Unit
from engine.matters import Prepared
from engine.refusal import Refusal
from engine.service import Application, CaseService
from engine.testing import MemoryCaseStore
from engine.ticker import Ticker
from engine.verify.drawn import CHOOSES, outcome_of
from engine.verify.filling import fill
from engine.verify.pace import MEASURES, after, opening
from tenants import scope
from tenants.identity import PersonId, TenantId
from tenants.organisation import CENTRE
from tenants.people import Actor, Role, Staff

MOST_STEPS = 10_000
"""Steps of one replay: a longer witness is not played by the prover either."""
APPLICANT = "张某某"
DEFECT = "申请材料不齐"
NAME = "重放"
REASON = "按判定给出的办理过程重放"
Answers = Mapping[str, Mapping[str, Any]]
"""Sample answers by form."""
_TENANT = TenantId(UUID(int=1))
_SOMEBODY = PersonId(UUID(int=2))


class Stuck(EngineError):
    """重放停在中途。"""

    code = "replay-stuck"


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step of the replay: what was chosen, when it opened and when it was done."""

    element: str
    name: str
    outcome: str
    opened_at: datetime
    done_at: datetime


class _OneMatter:
    """The one matter of the replay, whatever is asked for."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared

    async def current(self, matter: str) -> Prepared | None:
        return self._prepared

    async def version(self, matter: str, number: int) -> Prepared:
        return self._prepared


@dataclass
class Rehearsal:
    """One case, begun at `begin`. `samples` are answers for the fields of which the witness says nothing."""

    prepared: Prepared
    witness: Witness
    begin: datetime
    samples: Answers
    steps: list[StepDone] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._clock = ManualClock(self.begin)
        self._store = MemoryCaseStore()
        chance = random.Random(7)  # ids need no secrecy here
        self._service = CaseService(self._store, _OneMatter(self.prepared), self._clock, chance.randbytes)
        self._ticker = Ticker(self._store, self._service, "replay")
        self._lengths = {(each.step, each.round): each for each in self.witness.durations}
        self._choices: dict[tuple[str, int], tuple[str, ...]] = {}
        for choice in self.witness.choices:
            key = (choice.node, choice.round)
            self._choices[key] = (*self._choices.get(key, ()), *choice.flows)
        self._written: dict[tuple[str, int], dict[str, Any]] = {}
        for each in self.witness.written:
            self._written.setdefault((each.step, each.round), {})[each.variable] = to_json(each.value)
        self._rounds: Counter[str] = Counter()
        self._finished: Counter[str] = Counter()
        self._planned: dict[int, datetime | None] = {}
        self._round: dict[int, int] = {}

    async def play(self) -> int:
        """What the engine counted, in the witness's unit; `steps` then holds all that was done."""
        with scope.acting_for(_TENANT):
            case = await self._receive()
            while case.is_open:
                if len(self.steps) >= MOST_STEPS:
                    raise Stuck(f"超过 {MOST_STEPS} 步还没有办结")
                case = await self._move(case)
        return self._met(case)

    async def _receive(self) -> Case:
        inputs = {name: to_json(value) for name, value in self.witness.inputs if value is not None}
        model = self.prepared.terms.model
        found = next(((path, node.step) for path, node in model.paths() if node.step.kind == "receive"), None)
        first = found[1] if found is not None else None
        form = model.forms.get(first.form) if first is not None else None
        if found is not None and form is not None:
            given = {name: to_json(value) for name, value in self.witness.inputs}
            # What the first receipt writes in the witness is what the applicant filled in.
            written = self._written.get((found[0], 1), {})
            inputs = fill(form, {**self.samples.get(found[1].form, {}), **given, **written}, self._today())
        place = (first.department, first.post) if first is not None else (CENTRE, "")
        application = Application(model.matter.code, known_as(Party(name=APPLICANT), model.matter.real_name), inputs)
        case = _settled(await self._service.receive(_actor(*place), application, mark="重放"))
        self._note_received(case)
        return case

    def _note_received(self, case: Case) -> None:
        """The receiving step that the application itself completes counts as done in its first round."""
        for path, node in self.prepared.terms.model.paths():
            if node.step.kind == "receive" and not any(step.element == path for step in case.steps.values()):
                self._rounds[path] += 1
                self._finished[path] += 1
                self.steps.append(StepDone(path, node.label, "", self.begin, self.begin))
                return

    async def _move(self, case: Case) -> Case:
        """Complete the step that is done next, or let a timer act that comes before."""
        for token, step in sorted(case.steps.items()):
            if token not in self._planned:
                self._plan(step)
                if stops_when_told(case, step, self.prepared.terms):
                    actor = _actor(step.department, step.post, step.kind)
                    case = _settled(await self._service.act(actor, case.id, tell_drawn(step)))
        ready = sorted((at, token) for token in case.steps if (at := self._planned[token]) is not None)
        moment = ready[0][0] if ready else await self._store.next_due()
        reached = await self._until(case, moment) if moment is not None else case
        if ready and reached.steps.keys() == case.steps.keys():
            return await self._complete(reached, reached.steps[ready[0][1]])
        if reached.revision == case.revision:
            raise Stuck("办件在等待事件，没有人会发来")
        return reached

    async def _until(self, case: Case, moment: datetime) -> Case:
        """Move the clock on; what comes due on the way takes effect, and ends the way when it changes the steps."""
        while (at := await self._store.next_due()) is not None and at <= moment:
            self._clock.set(max(at, self._clock.now()))
            if not await self._ticker.tick():
                break
            stored = await self._store.load(case.id)
            if stored is None or stored.case.steps.keys() != case.steps.keys():
                break
        else:
            self._clock.set(max(moment, self._clock.now()))
        stored = await self._store.load(case.id)
        return stored.case if stored is not None else case

    def _plan(self, step: Step) -> None:
        """Note when an open step will be done: never, when a timer on its border takes it away."""
        index, node = step.item.get("index", 0), self._node(step)
        if index <= 1:
            self._rounds[step.element] += 1
        number = self._round[step.token] = self._rounds[step.element]
        timers = set(self._borders(step.element))
        if timers & set(self._choices.get((step.element, number), ())):
            self._planned[step.token] = None
            return
        if index <= 1:
            self._finished[step.element] += 1
        known = self._lengths.get((step.element, self._finished[step.element]))
        shared = index > 1 and node.loop is not None and node.loop.kind == "sequential"
        terms, now = self.prepared.terms, self._clock.now()
        if known is None or shared:  # instances one after the other share one length
            self._planned[step.token] = now
        else:
            self._planned[step.token] = after(now, known.amount, known.unit, terms.calendar, terms.hours)
            if step.due is not None and terms.is_least(node):
                self._planned[step.token] = opening(step.due.at, terms.calendar, terms.hours)

    def _borders(self, path: str) -> Iterator[str]:
        """The interrupting events on a step's border, by path."""
        around = path.rpartition("/")[0]
        for event in self.prepared.terms.model.boundary(path):
            if event.interrupting:
                yield f"{around}/{event.id}" if around else event.id

    async def _complete(self, case: Case, step: Step) -> Case:
        number = self._round[step.token]
        written = dict(self._written.get((step.element, number), {}))
        outcome = self._outcome(step, number, written)
        data = self._answers(case, step, written)
        people = enough_people(step, self.prepared.terms, NAME)
        command = c.Complete(step.token, outcome, data, REASON, (DEFECT,), note=REASON, staff=people, signatures=people)
        self.steps.append(StepDone(step.element, step.name, outcome, step.opened_at, self._clock.now()))
        actor = _actor(step.department, step.post, step.kind)
        if step.holder is not None and step.holder.person is not None:
            actor = replace(actor, person=PersonId(step.holder.person))  # 即办件 stays in the hands it is in
        return _settled(await self._service.act(actor, case.id, command))

    def _outcome(self, step: Step, number: int, written: dict[str, Any]) -> str:
        """The outcome the witness writes or chooses, else the one that leads on."""
        known = written.get(step.result)
        before, slash, own = step.element.rpartition("/")
        asked = self._choices.get((before + slash + own.removeprefix(CHOOSES), number), ())
        chosen = outcome_of(tuple(flow.rpartition("/")[2] for flow in asked))
        if chosen in step.outcomes:
            return chosen
        if known in step.outcomes:
            del written[step.result]
            return str(known)
        accepting = (each for each in step.outcomes if meaning(step.kind, each) is Meaning.ACCEPT)
        return next(accepting, next(iter(step.outcomes), ""))

    def _answers(self, case: Case, step: Step, written: dict[str, Any]) -> dict[str, Any]:
        form = self.prepared.terms.model.forms.get(step.form)
        if form is None:
            return written
        filled = fill(form, {**self.samples.get(step.form, {}), **case.data, **written}, self._today())
        return {name: value for name, value in filled.items() if case.data.get(name) != value}

    def _met(self, case: Case) -> int:
        """What the engine counted; nothing where the case was never accepted, for then no clock ran."""
        if case.accepted_at is None:
            return 0
        if self.witness.unit == Unit.WORKING_DAY.value:
            return case.days_used or 0
        end = case.issued_at or case.decided_at or case.closed_at or self._clock.now()
        terms = self.prepared.terms
        return MEASURES[self.witness.unit](case.accepted_at, end, terms.calendar, terms.hours)

    def _node(self, step: Step) -> Node:
        return self.prepared.terms.node(step.element)

    def _today(self) -> date:
        return self._clock.now().astimezone(self.prepared.terms.calendar.zone).date()


def _person(department: str, post: str, kind: str) -> PersonId:
    """Somebody of their own for every post and kind of step, so that who accepts is not who decides (受办分离)."""
    return PersonId(uuid5(_SOMEBODY, f"{department}/{post}/{kind}"))


def _actor(department: str, post: str, kind: str = "receive") -> Actor:
    """Somebody of that post who may do everything the desks do."""
    roles = frozenset({Role.WINDOW_CLERK, Role.OFFICER, Role.EXIT_CLERK, Role.CHIEF_REPRESENTATIVE})
    posts = frozenset({(department, post), (CENTRE, "")})
    return Actor(_TENANT, _person(department, post, kind), NAME, "replay", Staff.PERMANENT, roles, posts)


def _settled(result: Case | Refusal) -> Case:
    if isinstance(result, Refusal):
        raise Stuck(str(result))
    return result

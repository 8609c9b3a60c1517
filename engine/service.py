"""The shell around the pure core: load, ask the core, step the diagram, apply, save — one transaction an act.

It knows nothing of the law; it only carries what the core decides to the store, and the runtime's wishes to the core.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from bpmn.feel import from_json
from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.apply import apply_all
from engine.cases.case import SYSTEM, Case, CaseId, Hand, Party
from engine.cases.follow import follow
from engine.cases.hands import hand
from engine.cases.messages import messages
from engine.cases.respond import receive, respond
from engine.cases.rows import Change, credit_key
from engine.cases.sight import sees, sees_step
from engine.cases.terms import Terms
from engine.clock import Clock
from engine.matters import Matters, Prepared
from engine.ports import CaseStore, Due, Stored
from engine.powers import Powers
from engine.refusal import OWN_RULE, Refusal
from engine.runtime import Definition, RuntimeCase, RuntimeIncident
from engine.runtime.effects import Effect, StepOpened
from tenants import scope
from tenants.identity import RANDOM_BYTES, new_id
from tenants.people import Actor

ALREADY_RECEIVED = Refusal("once", "这份申请刚才已经收件。", OWN_RULE, "请到“办件”中查看，不要重复提交。")
NOT_FOUND = Refusal("not-found", "没有找到这个办件。", OWN_RULE, "请核对办件编号。")


@dataclass(frozen=True, slots=True)
class Application:
    """What a window hands in: the matter, who applies, through which channel, and the validated form.

    `once` is a token of the page it was filled in on: the same one is received once, however often it is sent."""

    matter: str
    applicant: Party
    data: dict[str, Any]
    channel: str = "窗口"
    once: str = ""


class _Refused(Exception):
    """Ends the transaction of an application that is refused, so that no number is used up for it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class CaseService:
    """Acts on cases of the tenant in `tenants.scope`."""

    def __init__(
        self,
        store: CaseStore,
        matters: Matters,
        clock: Clock,
        random: Callable[[int], bytes],
        powers: Powers | None = None,
    ) -> None:
        """`powers` tells who holds which power; without it nobody is asked for one."""
        self.store = store
        self.matters = matters
        self.clock = clock
        self._random = random
        self._powers = powers

    async def receive(self, actor: Actor, application: Application, *, mark: str) -> Case | Refusal:
        """收件: make a case, complete its first step with what the application says. `mark` leads the number (玉办)."""
        prepared = await self.matters.current(application.matter)
        if prepared is None:
            return Refusal(
                "matter", "这个事项没有发布，不能收件。", OWN_RULE, "请在“收件”页选择已发布的事项，或联系改革办发布。"
            )
        try:
            return await self._receive(actor, application, mark, prepared)
        except _Refused as refused:
            return refused.refusal
        except RuntimeIncident as failed:
            return _refused(failed, prepared)

    async def _receive(self, actor: Actor, application: Application, mark: str, prepared: Prepared) -> Case:
        now = self.clock.now()
        async with self.store.transaction():
            if application.once and await self.store.next_number(f"once:{application.once[:30]}") > 1:
                raise _Refused(ALREADY_RECEIVED)
            number = await self._number(mark, now.astimezone(prepared.terms.calendar.zone).year)
            command = c.Receive(
                CaseId(self._new_id()), number, application.applicant, application.channel, application.data
            )
            events = receive(command, actor, now, prepared.terms)
            if isinstance(events, Refusal):
                raise _Refused(events)
            case = apply_all(None, events)
            runtime, effects = RuntimeCase.start(
                prepared.definition,
                _routing(case.data, prepared.definition.reads),
                now=now,
                calendar=prepared.terms.calendar,
            )
            events += follow(case, effects, now, hand(actor), prepared.terms, actor)
            case = apply_all(None, events)
            first = _receive_step(effects, case)
            if first is not None:
                done = respond(case, _first_done(case, first, application), actor, now, prepared.terms)
                if isinstance(done, Refusal):
                    raise _Refused(done)
                after = apply_all(case, done)
                effects = runtime.complete(first, _submitted(done, prepared.definition))
                more = (*done, *follow(after, effects, now, hand(actor), prepared.terms, actor))
                events += more
                case = apply_all(case, more)
            await self.store.save(Change(None, case, runtime.save(), events, messages(case, events, self._new_id)))
        return case

    async def act(self, actor: Actor, case_id: CaseId, command: c.Command) -> Case | Refusal:
        """A person acts on a case: the case afterwards, or why not. What the actor may not see is not there.

        A case of another tenant is there as far as one of its steps was handed to the actor's own (work grant)."""
        async with self.store.transaction():
            stored = await self.store.load(case_id, lock=True)
            if stored is not None:
                if not sees(actor, stored.case):
                    return NOT_FOUND
                return await self._act(await self._whole(stored), stored.state, command, actor)
        return await self._act_for_another(actor, case_id, command)

    async def _act_for_another(self, actor: Actor, case_id: CaseId, command: c.Command) -> Case | Refusal:
        """Act at the home of a case on a step that was handed to the actor's tenant."""
        if not isinstance(command, c.OnStep):
            return NOT_FOUND
        home = await self.store.home_of(case_id, command.token)
        if home is None:
            return NOT_FOUND
        with scope.acting_for(home):
            async with self.store.transaction():
                stored = await self.store.load(case_id, lock=True)
                if stored is None or not sees_step(actor, stored.case, command.token):
                    return NOT_FOUND
                return await self._act(await self._whole(stored), stored.state, command, actor)

    async def fire(self, due: Due, owner: str) -> bool:
        """A due row's moment has come: act on it and take the row away, once. False when the lease was lost."""
        with scope.acting_for(due.tenant):
            async with self.store.transaction():
                if not await self.store.finish_due(due, owner):
                    return False
                stored = await self.store.load(due.case, lock=True)
                if stored is None:
                    return True
                if due.moment.kind == "timer":
                    if stored.case.is_open:
                        await self._fire_timer(stored.case, stored.state, due.moment.token or 0)
                else:
                    command = c.PassLimit(due.moment.kind, due.moment.token)
                    await self._act(await self._whole(stored), stored.state, command, None)
        return True

    async def reckon_anew(self, case_id: CaseId, cause: str) -> int:
        """Reckon the due dates of an open case anew because the calendar has changed; how many moved."""
        async with self.store.transaction():
            stored = await self.store.load(case_id, lock=True)
            if stored is None or not stored.case.is_open:
                return 0
            before = await self._whole(stored)
            after = await self._act(before, stored.state, c.ReckonAnew(cause), None)
            if isinstance(after, Refusal) or after is before:
                return 0
            events = await self.store.events(case_id)
        last = events[-1]
        return len(last.moved) if isinstance(last, e.DueDatesReckoned) else 0

    async def _whole(self, stored: Stored) -> Case:
        """The case with its ledger; one kept before cases held theirs is read anew from its events."""
        if stored.case.ledger:
            return stored.case
        return apply_all(None, await self.store.events(stored.case.id))

    async def _act(
        self, case: Case, state: bytes, command: c.Command | c.ReckonAnew, actor: Actor | None
    ) -> Case | Refusal:
        prepared = await self.matters.version(case.matter, case.version)
        now = self.clock.now()
        terms = await self._with_powers(prepared.terms, command, actor)
        pledge = not isinstance(command, c.ReckonAnew) and c.is_pledge(command)
        barred = pledge and await self.store.is_discredited(credit_key(case.applicant))
        events = respond(case, command, actor, now, terms, barred=barred)
        if isinstance(events, Refusal):
            return events
        if not events:
            return case
        by = hand(actor) if actor else SYSTEM
        done = next((event for event in events if isinstance(event, e.StepCompleted)), None)
        after = apply_all(case, events)
        if not after.is_open or not case.is_open:
            await self.store.save(Change(case, after, b"", events, messages(after, events, self._new_id)))
            return after
        submitted = _submitted(events, prepared.definition)
        if done is None and not submitted:
            await self.store.save(Change(case, after, state, events, messages(after, events, self._new_id)))
            return after
        runtime = self._runtime(state, prepared)
        try:
            effects = runtime.complete(done.token, submitted) if done else runtime.assign(submitted)
        except RuntimeIncident as failed:
            return await self._incident(case, state, failed, prepared)
        return await self._save(case, after, events, runtime, effects, by, prepared, actor)

    async def _with_powers(self, terms: Terms, command: object, actor: Actor | None) -> Terms:
        """The terms with the powers held at the actor's tenant, where an act may need one."""
        if self._powers is None or actor is None or not isinstance(command, c.Complete):
            return terms
        with scope.acting_for(actor.tenant):
            return replace(terms, mandates=await self._powers())

    async def _incident(self, case: Case, state: bytes, failed: RuntimeIncident, prepared: Prepared) -> Refusal:
        """The diagram could not go on: the case stays as it was, and its record says what failed where."""
        incident = failed.incident
        event = e.IncidentRaised(
            at=self.clock.now(), by=SYSTEM, element=incident.element, what=incident.what, where=incident.where
        )
        await self.store.save(Change(case, apply_all(case, [event]), state, (event,)))
        return _refused(failed, prepared)

    async def _fire_timer(self, case: Case, state: bytes, token: int) -> None:
        prepared = await self.matters.version(case.matter, case.version)
        runtime = self._runtime(state, prepared)
        effects = runtime.fire(token)
        await self._save(case, case, (), runtime, effects, SYSTEM, prepared)

    async def _save(
        self,
        before: Case,
        after: Case,
        events: tuple[e.AnyEvent, ...],
        runtime: RuntimeCase,
        effects: tuple[Effect, ...],
        by: Hand,
        prepared: Prepared,
        actor: Actor | None = None,
    ) -> Case:
        more = follow(after, effects, self.clock.now(), by, prepared.terms, actor)
        final = apply_all(after, more)
        events = (*events, *more)
        if events:
            await self.store.save(Change(before, final, runtime.save(), events, messages(final, events, self._new_id)))
        return final

    async def _number(self, mark: str, year: int) -> str:
        """The next case number, such as 玉办〔2026〕0126号: counted by tenant and year, never given twice."""
        return f"{mark}〔{year}〕{await self.store.next_number(f'case:{year}'):04d}号"

    def _runtime(self, state: bytes, prepared: Prepared) -> RuntimeCase:
        """The runtime of a case, at this moment and on the centre's calendar."""
        return RuntimeCase.load(state, prepared.definition, now=self.clock.now(), calendar=prepared.terms.calendar)

    def _new_id(self) -> UUID:
        return new_id(self.clock.now(), self._random(RANDOM_BYTES))


def _refused(failed: RuntimeIncident, prepared: Prepared) -> Refusal:
    """What a person is told when the diagram cannot go on."""
    node = prepared.terms.model.find(failed.incident.element)
    place = node.label if node else failed.incident.element
    return Refusal(
        "incident",
        f"流程在“{place}”处无法继续：{failed.incident.what}",
        OWN_RULE,
        "办件停在原环节，内容没有丢失；请把这一提示告诉改革办，更正事项后重试。",
    )


def _routing(data: Mapping[str, Any], names: frozenset[str]) -> dict[str, object]:
    """Only what expressions and decisions of the diagram read goes into the runtime; the case keeps the rest."""
    return {name: from_json(data[name]) for name in sorted(names) if name in data}


def _submitted(events: Iterable[e.AnyEvent], definition: Definition) -> dict[str, object]:
    """What people filled in just now, as far as the diagram and what it calls read it; what the diagram wrote itself
    is left alone."""
    data: dict[str, Any] = {}
    for event in events:
        if isinstance(event, e.StepCompleted | e.StepResubmitted | e.MaterialsSupplied):
            data |= event.data
    return _routing(data, definition.takes)


def _receive_step(effects: tuple[Effect, ...], case: Case) -> int | None:
    """The token of the receiving step that the start opened: the application at hand completes it."""
    opened = (effect.token for effect in effects if isinstance(effect, StepOpened))
    return next((t for t in opened if t in case.steps and case.steps[t].kind == "receive"), None)


def _first_done(case: Case, token: int, application: Application) -> c.Complete:
    outcomes = case.steps[token].outcomes
    return c.Complete(token, outcomes[0] if outcomes else "", application.data)

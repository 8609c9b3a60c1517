"""Stepping a case: the diagram moved for what has happened, the case saved, or an incident written down instead.

One attempt is one part of a transaction of the caller's. It takes effect whole, or the case stays before the step and
an incident says what failed where, with all that is needed to try again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from bpmn.diagram import EventKind
from bpmn.feel import from_json, to_json
from engine.cases import events as e
from engine.cases.acts import Act, Commanded, MessageCame, OperationReported, TimerFired, act_to_json, commanded
from engine.cases.apply import apply_all
from engine.cases.case import SYSTEM, Case, Hand
from engine.cases.commands import Command, ReckonAnew, is_pledge
from engine.cases.follow import TimerFault, follow
from engine.cases.hands import hand
from engine.cases.messages import messages
from engine.cases.parcels import parcels
from engine.cases.power import asks, by_report
from engine.cases.readable import unreadable
from engine.cases.respond import respond
from engine.cases.rows import Change, credit_key
from engine.cases.terms import Terms
from engine.cases.waiting import MESSAGE, OPERATION, STATE, STEP, TIMER, incident_id
from engine.clock import Clock
from engine.matters import Matters, Prepared
from engine.ports import CaseStore, Stored
from engine.powers import Powers
from engine.refusal import OWN_RULE, Refusal
from engine.runtime import Definition, Incident, RuntimeCase, RuntimeIncident, StateUnreadable, StepNotOpen
from engine.runtime.effects import Effect
from tenants import scope
from tenants.identity import RANDOM_BYTES, new_id
from tenants.people import Actor

STEP_GONE = Refusal("step", "这个环节已不在办理中。", OWN_RULE, "请刷新页面，以办件当前的环节为准。")
NO_DETOURS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried: the events that say so, how the diagram is stepped (None: not at all), and how to do it again
    when it fails. `kind` and `token` name what would stand still. `terms`: with the powers held at that moment."""

    events: tuple[e.AnyEvent, ...]
    step: Callable[[RuntimeCase], tuple[Effect, ...]] | None
    act: Callable[[], Act]
    by: Hand
    kind: str = STEP
    token: int | None = None
    actor: Actor | None = None
    terms: Terms | None = None


class Stepper:
    """Steps cases of the tenant in `tenants.scope`, inside a transaction of the caller's."""

    def __init__(
        self,
        store: CaseStore,
        matters: Matters,
        clock: Clock,
        random: Callable[[int], bytes],
        powers: Powers | None = None,
    ) -> None:
        """`powers` tells who holds which power; without it nobody is asked for one."""
        self.store, self.matters, self.clock = store, matters, clock
        self._random, self._powers = random, powers

    async def whole(self, stored: Stored) -> Case:
        """The case with its ledger; one kept before cases held theirs is read anew from its events."""
        if stored.case.ledger:
            return stored.case
        return apply_all(None, await self.store.events(stored.case.id))

    async def command(
        self, case: Case, state: bytes, command: Command | ReckonAnew, actor: Actor | None
    ) -> Case | Refusal:
        """A command of a person, or of the system: the case afterwards, or why not."""
        if actor is not None and (refusal := unreadable(command)):
            return refusal
        prepared = await self.matters.version(case.matter, case.version)
        attempt = await self._commanded(case, command, actor, prepared)
        if isinstance(attempt, Refusal):
            return attempt
        return await self.attempt(case, state, attempt, prepared) if attempt.events else case

    async def again(
        self,
        case: Case,
        state: bytes,
        act: Act,
        resolved: tuple[e.AnyEvent, ...] = (),
        detours: Mapping[str, str] = NO_DETOURS,
    ) -> Case | Refusal:
        """An act that was kept, done with the decisions a person has taken since: `resolved` are the events that say
        so, `detours` what is passed over."""
        prepared = await self.matters.version(case.matter, case.version)
        attempt = await self._attempt(case, act, prepared)
        if isinstance(attempt, Refusal):
            return attempt
        return await self.attempt(case, state, attempt, prepared, resolved, detours)

    async def _attempt(self, case: Case, act: Act, prepared: Prepared) -> Attempt | Refusal:
        now = self.clock.now()
        match act:
            case Commanded():
                return await self._commanded(case, act.command(), act.who(), prepared)
            case TimerFired():
                return self._fired(act)
            case OperationReported():
                asked = case.asked.get(act.token)
                if asked is None:
                    return STEP_GONE
                values = {name: from_json(value) for name, value in act.data.items()}
                done = e.OperationDone(
                    at=now,
                    by=SYSTEM,
                    token=act.token,
                    element=asked.element,
                    operation=asked.operation,
                    worker=act.worker,
                    data=act.data,
                    code=act.code,
                )
                if act.code:
                    return Attempt(
                        (done,),
                        lambda r: r.fail(act.token, act.code, values),
                        lambda: act,
                        SYSTEM,
                        OPERATION,
                        act.token,
                    )
                return Attempt(
                    (done,), lambda r: r.complete(act.token, values), lambda: act, SYSTEM, OPERATION, act.token
                )
            case MessageCame():
                values = {name: from_json(value) for name, value in act.payload.items()}
                heard = e.MessageHeard(
                    at=now,
                    by=SYSTEM,
                    kind=act.kind,
                    name=act.name,
                    key=act.key,
                    payload=act.payload,
                    sender=act.sender,
                )
                kind = EventKind(act.kind)
                return Attempt(
                    (heard,), lambda r: r.deliver(kind, act.name, values, act.key), lambda: act, SYSTEM, MESSAGE
                )

    def _fired(self, act: TimerFired) -> Attempt:
        if not act.changes:
            return Attempt((), lambda r: r.fire(act.token), lambda: act, SYSTEM, TIMER, act.token)
        values = {name: from_json(value) for name, value in act.changes.items()}
        now = self.clock.now()
        written = tuple(
            e.VariableAssigned(at=now, by=SYSTEM, element="", variable=name, value=value)
            for name, value in act.changes.items()
        )
        return Attempt(
            written, lambda r: (*r.assign(values), *r.fire(act.token)), lambda: act, SYSTEM, TIMER, act.token
        )

    async def _commanded(
        self, case: Case, command: Command | ReckonAnew, actor: Actor | None, prepared: Prepared
    ) -> Attempt | Refusal:
        terms = await self._with_powers(prepared.terms, case, command, actor)
        pledge = not isinstance(command, ReckonAnew) and is_pledge(command)
        barred = pledge and await self.store.is_discredited(credit_key(case.applicant))
        events = respond(case, command, actor, self.clock.now(), terms, barred=barred)
        if isinstance(events, Refusal):
            return events
        done = next((event for event in events if isinstance(event, e.StepCompleted)), None)
        data = submitted(events, prepared.definition)
        step: Callable[[RuntimeCase], tuple[Effect, ...]] | None = None
        if done is not None:
            token = done.token
            step = lambda r: r.complete(token, data)  # noqa: E731
        elif data:
            step = lambda r: r.assign(data)  # noqa: E731
        by = hand(actor) if actor else SYSTEM
        about = getattr(command, "token", None)
        return Attempt(events, step, lambda: commanded(command, actor), by, STEP, about, actor, terms)

    async def _with_powers(self, terms: Terms, case: Case, command: object, actor: Actor | None) -> Terms:
        """The terms with the powers held at the actor's tenant, where an act may need one, and with the names its
        departments bear today."""
        if self._powers is None or actor is None or not asks(case, command):
            return terms
        at_home = actor.tenant == scope.current()
        with scope.acting_for(actor.tenant):
            authority = await self._powers()
        names = {each.code: each.short for each in authority.organisation.departments} if at_home else terms.departments
        return replace(terms, authority=authority, departments=names)

    async def attempt(
        self,
        case: Case,
        state: bytes,
        attempt: Attempt,
        prepared: Prepared,
        resolved: tuple[e.AnyEvent, ...] = (),
        detours: Mapping[str, str] = NO_DETOURS,
    ) -> Case | Refusal:
        """Try it: the case afterwards; a refusal, and an incident in the record, when the diagram cannot go on."""
        events = (*resolved, *attempt.events)
        after = apply_all(case, events) if events else case
        if attempt.step is None or not after.is_open or not case.is_open:
            if events:
                await self._save(case, after, events, state if after.is_open else b"")
            return after
        try:
            runtime = RuntimeCase.load(
                state, prepared.definition, now=self.clock.now(), calendar=prepared.terms.calendar, detours=detours
            )
            effects = attempt.step(runtime)
            if not effects and attempt.kind == MESSAGE:
                return case
            more = follow(after, effects, self.clock.now(), attempt.by, prepared.terms, attempt.actor)
            told = by_report(events, more, case, attempt.actor, self.clock.now(), attempt.terms or prepared.terms)
            if isinstance(told, Refusal):
                return told
            events = told
        except StepNotOpen:
            return STEP_GONE
        except StateUnreadable as failed:
            return await self._stop(case, state, Incident(0, "", str(failed), "流程状态"), attempt, prepared, STATE)
        except TimerFault as failed:
            return await self._stop(case, state, Incident(0, "", str(failed), "定时器"), attempt, prepared)
        except RuntimeIncident as failed:
            return await self._stop(case, state, failed.incident, attempt, prepared)
        final = apply_all(after, more)
        if events or more:
            await self._save(case, final, (*events, *more), runtime.save())
        return final

    async def _save(self, before: Case, after: Case, events: tuple[e.AnyEvent, ...], state: bytes) -> None:
        told, sent = messages(after, events, self.new_id), parcels(after, events, self.new_id)
        await self.store.save(Change(before, after, state, events, told, sent))

    async def _stop(
        self, case: Case, state: bytes, incident: Incident, attempt: Attempt, prepared: Prepared, kind: str = ""
    ) -> Refusal:
        """The diagram could not go on: the case stays as it was, and its record says what failed where."""
        event = self.raised(case, incident, kind or attempt.kind, attempt.token, prepared, act_to_json(attempt.act()))
        await self._save(case, apply_all(case, [event]), (event,), state)
        return refused(incident, prepared)

    def raised(
        self,
        case: Case,
        incident: Incident,
        kind: str,
        token: int | None,
        prepared: Prepared,
        act: Mapping[str, Any] = NO_DETOURS,
        limit: str = "",
    ) -> e.IncidentRaised:
        """The event of an incident."""
        node = prepared.terms.model.find(incident.element)
        return e.IncidentRaised(
            at=self.clock.now(),
            by=SYSTEM,
            element=incident.element,
            what=incident.what,
            where=incident.where,
            incident=incident_id(case, kind, token, limit),
            kind=kind,
            name=node.label if node else "",
            token=token,
            limit=limit,
            input={name: to_json(value) for name, value in incident.input.items()},
            act=dict(act),
        )

    def new_id(self) -> UUID:
        return new_id(self.clock.now(), self._random(RANDOM_BYTES))


def refused(incident: Incident, prepared: Prepared) -> Refusal:
    """What a person is told when the diagram cannot go on."""
    node = prepared.terms.model.find(incident.element)
    place = f"在“{node.label if node else incident.element}”处" if incident.element else ""
    return Refusal(
        "incident",
        f"流程{place}无法继续：{incident.what}",
        OWN_RULE,
        "办件停在原环节，内容没有丢失；改革人员可在“故障处理”中重试、更正后重试或跳过。",
    )


def routing(data: Mapping[str, Any], names: frozenset[str]) -> dict[str, object]:
    """Only what expressions and decisions of the diagram read goes into the runtime; the case keeps the rest."""
    return {name: from_json(data[name]) for name in sorted(names) if name in data}


def submitted(events: Iterable[e.AnyEvent], definition: Definition) -> dict[str, object]:
    """What people filled in just now, as far as the diagram and what it calls read it; what the diagram wrote itself
    is left alone."""
    data: dict[str, Any] = {}
    for event in events:
        if isinstance(event, e.StepCompleted | e.StepResubmitted | e.MaterialsSupplied):
            data |= event.data
    return routing(data, definition.takes)

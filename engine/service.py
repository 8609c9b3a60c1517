"""The shell around the pure core: load, ask the core, step the diagram, apply, save — one transaction an act.

It knows nothing of the law; it only carries what the core decides to the store, and the runtime's wishes to the core.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.acts import TimerFired
from engine.cases.apply import apply_all
from engine.cases.case import Case, CaseId, Party
from engine.cases.follow import follow
from engine.cases.hands import hand
from engine.cases.messages import messages
from engine.cases.parcels import parcels
from engine.cases.respond import receive, respond
from engine.cases.rows import Change, limit_name
from engine.cases.sight import sees, sees_step
from engine.cases.waiting import LIMIT, TIMER
from engine.clock import Clock
from engine.matters import Matters, Prepared
from engine.offering import Offering
from engine.ports import CaseStore, Due
from engine.powers import Powers
from engine.refusal import OWN_RULE, Refusal
from engine.runtime import Incident, RuntimeCase, RuntimeIncident
from engine.runtime.effects import Effect, StepOpened
from engine.stepping import Stepper, routing, submitted
from engine.stepping import refused as refused_by
from tenants import scope
from tenants.people import Actor

ALREADY_RECEIVED = Refusal("once", "这份申请刚才已经收件。", OWN_RULE, "请到“办件”中查看，不要重复提交。")
NOT_FOUND = Refusal("not-found", "没有找到这个办件。", OWN_RULE, "请核对办件编号。")


@dataclass(frozen=True, slots=True)
class Application:
    """What a window hands in: the matter, who applies, through which channel, and the validated form.

    `once` is a token of the page it was filled in on: the same one is received once, however often it is sent.
    `start_event` is the event of the drawing it begins with, "" for the plain one."""

    matter: str
    applicant: Party
    data: dict[str, Any]
    channel: str = "窗口"
    once: str = ""
    start_event: str = ""


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
        offering: Offering | None = None,
    ) -> None:
        """`powers` tells who holds which power; without it nobody is asked for one. `offering` tells which matters take
        no new cases today."""
        self.store = store
        self.matters = matters
        self.clock = clock
        self._offering = offering
        self.stepper = Stepper(store, matters, clock, random, powers)

    async def receive(self, actor: Actor, application: Application, *, mark: str) -> Case | Refusal:
        """收件: make a case, complete its first step with what the application says. `mark` leads the number (玉办)."""
        prepared = await self.matters.current(application.matter)
        if prepared is None:
            return Refusal(
                "matter", "这个事项没有发布，不能收件。", OWN_RULE, "请在“收件”页选择已发布的事项，或联系改革办发布。"
            )
        today = self.clock.now().astimezone(prepared.terms.calendar.zone).date()
        shut = await self._offering(application.matter, today) if self._offering is not None else None
        if shut is not None:
            return shut
        try:
            return await self._receive(actor, application, mark, prepared)
        except _Refused as refused:
            return refused.refusal
        except RuntimeIncident as failed:
            return refused_by(failed.incident, prepared)

    async def _receive(self, actor: Actor, application: Application, mark: str, prepared: Prepared) -> Case:
        now = self.clock.now()
        async with self.store.transaction():
            if application.once and await self.store.next_number(f"once:{application.once[:30]}") > 1:
                raise _Refused(ALREADY_RECEIVED)
            number = await self._number(mark, now.astimezone(prepared.terms.calendar.zone).year)
            command = c.Receive(
                CaseId(self.stepper.new_id()), number, application.applicant, application.channel, application.data
            )
            events = receive(command, actor, now, prepared.terms)
            if isinstance(events, Refusal):
                raise _Refused(events)
            case = apply_all(None, events)
            runtime, effects = RuntimeCase.start(
                prepared.definition,
                routing(case.data, prepared.definition.reads),
                now=now,
                calendar=prepared.terms.calendar,
                start_event=application.start_event,
            )
            events += follow(case, effects, now, hand(actor), prepared.terms, actor)
            case = apply_all(None, events)
            first = _receive_step(effects, case)
            if first is not None and not application.start_event:  # what a machine begins waits at the window
                done = respond(case, _first_done(case, first, application), actor, now, prepared.terms)
                if isinstance(done, Refusal):
                    raise _Refused(done)
                after = apply_all(case, done)
                effects = runtime.complete(first, submitted(done, prepared.definition))
                more = (*done, *follow(after, effects, now, hand(actor), prepared.terms, actor))
                events += more
                case = apply_all(case, more)
            told = messages(case, events, self.stepper.new_id)
            sent = parcels(case, events, self.stepper.new_id)
            await self.store.save(Change(None, case, runtime.save(), events, told, sent))
        return case

    async def act(self, actor: Actor, case_id: CaseId, command: c.Command) -> Case | Refusal:
        """A person acts on a case: the case afterwards, or why not. What the actor may not see is not there.

        A case of another tenant is there as far as one of its steps was handed to the actor's own (work grant)."""
        async with self.store.transaction():
            stored = await self.store.load(case_id, lock=True)
            if stored is not None:
                own = isinstance(command, c.OnStep | c.Resubmit) and sees_step(actor, stored.case, command.token)
                if not (own or sees(actor, stored.case)):
                    return NOT_FOUND
                return await self.stepper.command(await self.stepper.whole(stored), stored.state, command, actor)
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
                return await self.stepper.command(await self.stepper.whole(stored), stored.state, command, actor)

    async def fire(self, due: Due, owner: str) -> bool:
        """A due row's moment has come: act on it and take the row away, once. False when the lease was lost."""
        with scope.acting_for(due.tenant):
            async with self.store.transaction():
                if not await self.store.finish_due(due, owner):
                    return False
                stored = await self.store.load(due.case, lock=True)
                if stored is None:
                    return True
                case = await self.stepper.whole(stored)
                if due.moment.kind == "timer":
                    if case.is_open:
                        await self.stepper.again(case, stored.state, TimerFired(due.moment.token or 0))
                else:
                    command = c.PassLimit(due.moment.kind, due.moment.token)
                    await self.stepper.command(case, stored.state, command, None)
        return True

    async def reckon_anew(self, case_id: CaseId, cause: str) -> int:
        """Reckon the due dates of an open case anew because the calendar has changed; how many moved."""
        async with self.store.transaction():
            stored = await self.store.load(case_id, lock=True)
            if stored is None or not stored.case.is_open:
                return 0
            before = await self.stepper.whole(stored)
            after = await self.stepper.command(before, stored.state, c.ReckonAnew(cause), None)
            if isinstance(after, Refusal) or after is before:
                return 0
            events = await self.store.events(case_id)
        last = events[-1]
        return len(last.moved) if isinstance(last, e.DueDatesReckoned) else 0

    async def give_up(self, due: Due, owner: str, error: str) -> None:
        """A due row that failed too often is tried no more: an incident says so, and a person decides."""
        with scope.acting_for(due.tenant):
            async with self.store.transaction():
                if not await self.store.finish_due(due, owner):
                    return
                stored = await self.store.load(due.case, lock=True)
                if stored is None:
                    return
                case, token = stored.case, due.moment.token
                timer = case.timers.get(token or 0) if due.moment.kind == "timer" else None
                step = case.steps.get(token or 0)
                element = timer.element if timer else step.element if step else ""
                kind, limit = (TIMER, "") if due.moment.kind == "timer" else (LIMIT, limit_name(due.moment))
                prepared = await self.matters.version(case.matter, case.version)
                incident = Incident(token or 0, element, f"到期事项处理了{due.attempts}次都没有成功：{error}", "到期")
                event = self.stepper.raised(case, incident, kind, token, prepared, limit=limit)
                await self.store.save(Change(case, apply_all(case, [event]), stored.state, (event,)))

    async def _number(self, mark: str, year: int) -> str:
        """The next case number, such as 玉办〔2026〕0126号: counted by tenant and year, never given twice."""
        return f"{mark}〔{year}〕{await self.store.next_number(f'case:{year}'):04d}号"


def _receive_step(effects: tuple[Effect, ...], case: Case) -> int | None:
    """The token of the receiving step that the start opened: the application at hand completes it."""
    opened = (effect.token for effect in effects if isinstance(effect, StepOpened))
    return next((t for t in opened if t in case.steps and case.steps[t].kind == "receive"), None)


def _first_done(case: Case, token: int, application: Application) -> c.Complete:
    outcomes = case.steps[token].outcomes
    return c.Complete(token, outcomes[0] if outcomes else "", application.data)

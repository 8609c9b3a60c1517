"""Simulated work (模拟办件): people of a centre work cases on the real engine while the clock is moved for them.

Serves the demonstration, whose lists shall not be empty. Everything a case holds comes from commands like any other;
only chance decides who is quick and what is found wrong, and the same seed decides alike.
"""

import heapq
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from engine.cases import commands as c
from engine.cases.applicant import applicant_of, known_as
from engine.cases.case import Case, CaseId, Party, Step
from engine.cases.outcomes import Meaning, meaning
from engine.cases.special import enough_people, needs_notice, tell_drawn
from engine.clock import ManualClock
from engine.matters import Prepared
from engine.refusal import Refusal
from engine.service import Application, CaseService
from engine.ticker import Ticker
from engine.verify.filling import fill, samples_of
from tenants import scope
from tenants.calendar import LegalCalendar
from tenants.identity import TenantId
from tenants.organisation import CENTRE
from tenants.pack import Pack
from tenants.people import Actor, actor_of
from tenants.ports import TenantStore
from tenants.tenant import Tenant

RARE = {Meaning.NOTICE: 0.16, Meaning.REFUSE_ACCEPTANCE: 0.05, Meaning.DENY: 0.06, Meaning.RETURN: 0.06}
REASONS = (
    "经营范围表述与登记目录不符",
    "住所证明与申请表地址不一致",
    "法定代表人任职文件未签名",
    "不属于本机关职权范围",
)
HOURS = (9, 10, 11, 14, 15, 16)


@dataclass(order=True)
class _Turn:
    at: datetime
    number: int
    case: CaseId | None = field(compare=False, default=None)


@dataclass
class Simulation:
    """Works cases of one tenant until `end`. `pace` stretches every wait: 1 keeps the limits, more breaks some."""

    service: CaseService
    tenants: TenantStore
    clock: ManualClock
    tenant: Tenant
    pack: Pack
    seed: int = 1

    def __post_init__(self) -> None:
        self._chance = random.Random(f"{self.seed}:{self.tenant.code}")
        self._mood: dict[CaseId, float] = {}

    async def run(
        self, matter: str, starts: list[datetime], names: list[dict[str, Any]], end: datetime
    ) -> list[CaseId]:
        """Receive an application at each of `starts`, with the answers of `names` in turn, and work on until `end`."""
        with scope.acting_for(self.tenant.id):
            return await self._run(matter, starts, names, end)

    async def _run(
        self, matter: str, starts: list[datetime], names: list[dict[str, Any]], end: datetime
    ) -> list[CaseId]:
        prepared = await self.service.matters.current(matter)
        if prepared is None:
            return []
        people = [actor_of(person, self.tenant.id, end.date()) for person in await self.tenants.people()]
        ticker = Ticker(self.service.store, self.service, "simulation")
        turns = [_Turn(at, number) for number, at in enumerate(starts)]
        heapq.heapify(turns)
        made: list[CaseId] = []
        while turns and turns[0].at < end:
            turn = heapq.heappop(turns)
            self.clock.set(max(turn.at, self.clock.now()))
            await ticker.tick()
            if turn.case is None:
                case = await self._receive(prepared, people, names[turn.number % len(names)] if names else {})
                made.append(case.id)
                self._mood[case.id] = self._chance.choice((0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.6, 3.5))
            else:
                stored = await self.service.store.load(turn.case)
                if stored is None or not stored.case.is_open:
                    continue
                case = await self._work(stored.case, prepared, people, end)
            if case.is_open:
                later = self._later(case, prepared.terms.calendar)
                heapq.heappush(turns, _Turn(later, turn.number, case.id))
        return made

    async def _receive(self, prepared: Prepared, people: list[Actor], answers: Mapping[str, Any]) -> Case:
        terms = prepared.terms
        first = next(node for node in terms.model.nodes() if node.step.kind == "receive")
        form = terms.model.forms.get(first.step.form)
        sample = samples_of(self.pack, terms.model.matter.code).get(first.step.form, {})
        data = fill(form, {**sample, **answers}, self.clock.now().date()) if form else dict(answers)
        party = applicant_of(data)
        party = known_as(party if party.name else Party(name="张某某"), terms.model.matter.real_name)
        application = Application(terms.model.matter.code, party, data)
        actor = self._somebody(people, first.step.department, first.step.post)
        case = await self.service.receive(actor, application, mark=self.tenant.case_mark)
        if isinstance(case, Refusal):
            raise ValueError(f"{terms.model.matter.code}: {case}")
        return case

    async def _work(self, case: Case, prepared: Prepared, people: list[Actor], end: datetime) -> Case:
        """An act on each open step whose department finds the time."""
        readiness = 0.75 / self._mood.get(case.id, 1.0)
        for token in sorted(case.steps):
            step = case.step(token)
            if step is None or not case.is_open or (len(case.steps) > 1 and self._chance.random() > readiness):
                continue
            done = await self._act(case, step, self._command(case, step, prepared), people, end)
            case = case if isinstance(done, Refusal) else done
        return case

    async def _act(
        self, case: Case, step: Step, command: c.Command, people: list[Actor], end: datetime
    ) -> Case | Refusal:
        """Somebody whose work the step is acts on it: of the tenant it was handed to, where it was."""
        if step.worker is None or step.sent_back is not None:
            department, post = (
                (CENTRE, case.window_post) if step.sent_back is not None else (step.department, step.post)
            )
            return await self.service.act(self._somebody(people, department, post, step), case.id, command)
        worker = TenantId(step.worker)
        with scope.acting_for(worker):
            there = [actor_of(person, worker, end.date()) for person in await self.tenants.people()]
            return await self.service.act(self._somebody(there, step.department, step.post, step), case.id, command)

    def _command(self, case: Case, step: Step, prepared: Prepared) -> c.Command:
        chance = self._chance.random()
        if step.sent_back is not None:
            return c.Resubmit(step.token, "已重新扫描上传", {})
        if step.holder is None and chance < 0.2:
            return c.Claim(step.token)
        if step.kind in ("", "review") and case.accepted_at is not None and chance > 0.97:
            return c.SendBack(step.token, "所附材料看不清，请窗口重新扫描上传")
        if needs_notice(case, step, prepared.terms):
            return tell_drawn(step)
        outcome = self._outcome(step, case)
        meant = meaning(step.kind, outcome)
        form = prepared.terms.model.forms.get(step.form)
        data: dict[str, Any] = {}
        if form is not None:
            sample = samples_of(self.pack, case.matter).get(step.form, {})
            filled = fill(form, {**sample, **case.data}, self.clock.now().date())
            data = {name: value for name, value in filled.items() if case.data.get(name) != value}
        defects = self._defects(prepared) if meant is Meaning.NOTICE else ()
        reason = (
            self._chance.choice(REASONS) if meant in (Meaning.REFUSE_ACCEPTANCE, Meaning.DENY, Meaning.RETURN) else ""
        )
        people = enough_people(step, prepared.terms, "经办人员")
        return c.Complete(step.token, outcome, data, reason, defects, staff=people, signatures=people)

    def _outcome(self, step: Step, case: Case) -> str:
        usual = [each for each in step.outcomes if meaning(step.kind, each) not in RARE]
        rare = [each for each in step.outcomes if meaning(step.kind, each) in RARE]
        for each in rare:
            if meaning(step.kind, each) is Meaning.NOTICE and case.notices:
                continue
            if self._chance.random() < RARE[meaning(step.kind, each)]:
                return each
        return usual[0] if usual else step.outcomes[0] if step.outcomes else ""

    def _defects(self, prepared: Prepared) -> tuple[str, ...]:
        names = [each.name for each in prepared.terms.model.matter.materials if each.exempt is None]
        count = min(len(names), self._chance.choice((1, 1, 2)))
        return tuple(sorted(self._chance.sample(names, count))) or ("申请表未签名",)

    def _later(self, case: Case, calendar: LegalCalendar) -> datetime:
        """The next act: some business hours on, a working day on when the day is over."""
        mood = self._mood.get(case.id, 1.0)
        now = self.clock.now()
        if case.accepted_at is None and mood < 2 and now.hour < 16:
            return now + timedelta(minutes=self._chance.randrange(10, 60))
        if self._chance.random() > 0.3 * mood:
            later = now + timedelta(minutes=self._chance.randrange(20, 150))
            if later.hour < 17:
                return later
        days = 1 if mood < 2 else self._chance.choice((1, 2))
        day = calendar.nth_working_day(now.date(), days)
        hour = self._chance.choice(HOURS)
        return now.replace(
            year=day.year, month=day.month, day=day.day, hour=hour, minute=self._chance.randrange(60), second=0
        )

    def _somebody(self, people: list[Actor], department: str, post: str, step: Step | None = None) -> Actor:
        """Whoever holds the step, else anybody whose work it is."""
        holder = step.holder if step is not None and step.sent_back is None else None
        if holder is not None:
            return next(actor for actor in people if actor.person == holder.person)
        fitting = [
            actor
            for actor in people
            if (department, post) in actor.posts or (not post and department in actor.departments)
        ]
        if not fitting:
            raise ValueError(f"nobody holds {department}/{post} at {self.tenant.code}")
        able = [actor for actor in fitting if actor.staff.value == "permanent"] or fitting
        return self._chance.choice(sorted(able, key=lambda actor: actor.login))

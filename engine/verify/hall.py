"""`Hall`: a simulated service centre in which scenarios act — the real service, runtime and clock on stores in memory.

Time moves only forward and every due moment on the way takes effect, as on a running server. A hall knows no law: it
carries out what a step says and shows what the engine answers.
"""

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from bpmn.finding import Severity
from engine.auditing import audit_due_dates
from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.applicant import applicant_of, known_as
from engine.cases.audit import Audit
from engine.cases.cards import CaseCard, case_cards
from engine.cases.case import Case, Party, Special, Step
from engine.cases.special import enough_people
from engine.cases.terms import Terms
from engine.clock import CENTRE_ZONE, ManualClock
from engine.composing import Proved
from engine.dating import DatedDirectory
from engine.errors import EngineError
from engine.installing import Installer
from engine.legal_clock.hearing import HearingDates
from engine.legal_clock.lamp import LampSettings
from engine.legal_clock.limit import Limit
from engine.legal_clock.renewal import RenewalDates
from engine.legal_clock.unit import Unit
from engine.matters import Prepared
from engine.offering import kept_offering
from engine.powers import kept_powers
from engine.published import PublishedMatters
from engine.publishing import Gate
from engine.refusal import Refusal
from engine.service import Application, CaseService
from engine.testing import MemoryCaseStore
from engine.ticker import Ticker
from engine.verify.filling import fill, samples_of
from engine.verify.generated import CENTRE_CODE, CENTRE_NAME, PLAIN, SpecialStep, Wanted, wanted_pack
from engine.verify.grammar import Unmet, expect_told
from engine.verify.kept import Kept
from tenants import scope
from tenants.bundle import Bundle
from tenants.calendar import national_calendar
from tenants.grounds import GROUNDS, Act
from tenants.identity import TenantId
from tenants.memory import MemoryDirectory, MemoryTenantStore
from tenants.organisation import CENTRE
from tenants.pack import Pack
from tenants.people import Actor, Role, actor_of, may_review
from tenants.real_name import RealName
from tenants.step_kinds import KINDS
from tenants.tenant import Tenant

BEGIN = datetime(2024, 12, 1, 8, 0, tzinfo=CENTRE_ZONE)
SOMEBODY = "张某某"
"""Applies where the matter's form asks for no name."""
T = TypeVar("T")


class NotReady(EngineError):
    """场景的前提还不具备。"""

    code = "not-ready"


class NotOpen(NotReady):
    """要办的环节不在办。"""

    code = "not-open"


@dataclass
class Hall:
    """One centre in one scenario. `kept` holds what the scenarios of a run have read already."""

    packs: Mapping[str, Pack]
    clock: ManualClock = field(default_factory=lambda: ManualClock(BEGIN))
    kept: Kept = field(default_factory=Kept)

    def __post_init__(self) -> None:
        # Ids need no secrecy here, and the same scenario shall give the same ids.
        chance = random.Random(7)
        self.cases = MemoryCaseStore()
        self.directory = DatedDirectory(MemoryDirectory(), self.clock)
        self.tenants = MemoryTenantStore()
        self.matters = PublishedMatters(self.directory, self.tenants, self.clock, self.kept.model)
        self.powers = kept_powers(self.directory, self.tenants)
        offering = kept_offering(self.directory, self.tenants)
        self.service = CaseService(self.cases, self.matters, self.clock, chance.randbytes, self.powers, offering)
        self.ticker = Ticker(self.cases, self.service, "hall")
        self._gate = gate = Gate(national_calendar(), KINDS, excerpt=True)
        self.findings: tuple[str, ...] = ()
        self.installer = Installer(self.directory, self.tenants, self.clock, chance.randbytes, gate, self.kept.judge)
        self.tenant: Tenant | None = None
        self.pack: Pack | None = None
        self.matter = ""
        self.answers: dict[str, Any] = {}
        self.entries: dict[str, Any] = {}
        self.case: Case | None = None
        self.refusal: Refusal | None = None
        self.real_name: RealName | None = None
        self.wanted = Wanted()
        self.longest = 0
        self.expected_hours: tuple[str, ...] = ()
        self.expected_yellow = 1
        self.last_special = ""
        self.accepted_when_mended = False
        self.seen_extension = Limit(10, Unit.WORKING_DAY)
        self.hearing: dict[str, datetime] = {}
        self.expires: date | None = None
        self.composed: Proved | None = None
        self.made: list[Bundle] = []
        self.optional: tuple[str, ...] = ()
        self._unpublished = False
        self._trying = False
        self._past: list[tuple[datetime, MemoryCaseStore, Case | None]] = []
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run the engine's coroutine for the tenant of the scenario."""
        if self.tenant is None:
            return self._loop.run_until_complete(work)
        with scope.acting_for(self.tenant.id):
            return self._loop.run_until_complete(work)

    # ---- setting up
    def use(self, pack: Pack) -> None:
        """Install a pack after those above it; its tenant is where the scenario takes place."""
        above = self.packs.get(pack.tenant.parent)
        if above is not None and self._loop.run_until_complete(self.directory.by_code(above.tenant.code)) is None:
            same = tuple(bundle for bundle in above.bundles if pack.bundle(bundle.code) is not None)
            self.use(replace(above, bundles=same))  # what is tightened here is published there
        installed = self.run(self.installer.install(pack, effective_from=date(2024, 12, 1)))
        if installed.tenant is None:
            errors = [finding for finding in installed.findings if finding.severity is Severity.ERROR]
            raise NotReady("租户包没有通过检查：" + "；".join(map(str, errors[:3])))
        self.tenant, self.pack = installed.tenant, pack
        self.check_settings()

    def plain(self, limits: Mapping[str, tuple[int, str]] | None = None, **facts: Any) -> None:
        """A scenario that names no matter gets a plain one with these limits and facts (`Wanted`), published like any
        other when it is first needed."""
        if self.matter and self.matter != PLAIN:
            return
        if limits:
            facts["limits"] = tuple(sorted({**dict(self.wanted.limits), **limits}.items()))
        wanted = replace(self.wanted, **facts)
        if wanted != self.wanted or not self.matter:
            if self.case is not None:
                raise NotReady("办件已经收件，事项的规定不能再改；请写在收件之前。")
            self.wanted, self._unpublished = wanted, True

    def submit(self, special: SpecialStep) -> None:
        """Hand the plain matter with a special step to the gate; what is wrong is kept, what is right published."""
        self.plain(special=special)
        self._unpublished = False
        pack = wanted_pack(self.wanted)
        judged = [judgement for bundle in pack.bundles for judgement in (self.kept.judge(bundle, pack, self._gate),)]
        errors = [f.message for each in judged for f in each.findings if f.severity is Severity.ERROR]
        self.findings = tuple(errors)
        if not errors:
            self.use(pack)
            self.published(CENTRE_NAME, PLAIN)

    def refuse_findings(self) -> None:
        """What the gate found, as the refusal of what was just tried."""
        self.refusal = Refusal("gate", "；".join(self.findings), "") if self.findings else None

    def _publish(self) -> None:
        """Publish the plain matter as it is wanted by now."""
        if self._unpublished or not self.matter:
            self._unpublished = False
            self.use(wanted_pack(self.wanted))
            self.published(CENTRE_NAME, PLAIN)

    def check_settings(self) -> None:
        """The centre keeps the hours and lamps the scenario names."""
        if self.tenant is None or not self.expected_hours or self.tenant.code == CENTRE_CODE:
            return
        settings = self.tenant.settings
        kept = tuple(f"{first:%H:%M}-{last:%H:%M}" for first, last in settings.business_hours)
        if kept != self.expected_hours or settings.yellow_working_days != self.expected_yellow:
            raise NotReady(
                f"中心的营业时间是{','.join(kept)}，黄灯为到期前{settings.yellow_working_days}个工作日，与场景不同。"
            )

    def published(self, centre: str, matter: str) -> None:
        """The matter of that name, published at that centre; its other matters stay out of the scenario."""
        self._unpublished = False
        bundle, pack = self.bundle_named(centre, matter)
        if self.tenant is None or self.tenant.code != pack.tenant.code or self.pack is not pack:
            self.use(replace(pack, bundles=(bundle,)))
        prepared = self.run(self.matters.current(bundle.code))
        if prepared is None:
            raise NotReady(f"“{centre}”没有发布事项“{matter}”。")
        self.matter = bundle.code
        self.answers = samples_of(pack, bundle.code).get(_first_form(prepared), {})

    def bundle_named(self, centre: str, matter: str) -> tuple[Bundle, Pack]:
        """The files of the matter of that name at that centre, with the pack they are in."""
        known = (*filter(None, (self.pack,)), *self.packs.values())
        packs = [p for p in known if centre in (p.tenant.code, p.tenant.name, p.tenant.centre)]
        if not packs:
            raise NotReady(f"没有名为“{centre}”的租户；现有：{'、'.join(p.tenant.name for p in self.packs.values())}。")
        for pack in packs:
            for bundle in pack.bundles:
                if matter in (bundle.code, self.kept.model(bundle).matter.name):
                    return bundle, pack
        raise NotReady(f"“{centre}”没有发布事项“{matter}”。")

    # ---- time
    def until(self, moment: datetime) -> None:
        """Move on to a moment; whatever comes due on the way takes effect when it does. A moment of a day on which more
        has happened already is that day's present; what is only tried may lie in the past."""
        now = self.clock.now()
        if moment < now:
            if moment.date() == now.date():
                return
            if not self._trying:
                raise NotReady(f"时间只往前走：现在是 {now:%Y-%m-%d %H:%M}，不能回到 {moment:%Y-%m-%d %H:%M}。")
            self._back_to(moment)
        else:
            self._past.append((now, self.cases.copied(), self.case))
        while (due := self._loop.run_until_complete(self.cases.next_due())) is not None and due <= moment:
            self.clock.set(max(due, self.clock.now()))
            if not self._loop.run_until_complete(self.ticker.tick()):
                break
        self.clock.set(max(moment, self.clock.now()))
        self.refresh()

    def _back_to(self, moment: datetime) -> None:
        """As it was at a moment that is past."""
        known = [each for each in self._past if each[0] <= moment]
        if not known or known[-1][2] is None:
            raise NotReady(f"{moment:%Y-%m-%d %H:%M}还没有办件。")
        at, store, self.case = known[-1]
        self.cases.put_back(store)
        self.clock.turn_back(at)

    @contextmanager
    def trying(self, *, undone: int = 0) -> Iterator[None]:
        """Whatever is done inside is only tried: afterwards everything is as before. `undone`: as though the last so
        many acts had not been done."""
        at, store, case, refusal, past = self.clock.now(), self.cases.copied(), self.case, self.refusal, [*self._past]
        special, was = self.last_special, self._trying
        self._trying, self.refusal = True, None
        try:
            if undone:
                then = [each for each in self._past if each[2] is not None][-undone]
                self.cases.put_back(then[1])
                self.case = then[2]
            yield
        finally:
            self.cases.put_back(store)
            self.clock.turn_back(at)
            self.case, self.refusal, self._past, self._trying = case, refusal, past, was
            self.last_special = special

    def expect_refused(self, what: str, act: Callable[[], None], reason: str) -> None:
        """What an act says must be refused, for a reason that holds these words."""
        with self.trying():
            try:
                act()
            except NotOpen as not_open:
                self.refusal = Refusal("not-open", str(not_open), "")
            except NotReady:
                if self.refusal is None:
                    raise
            met = self.refusal
        if met is None:
            raise Unmet(what, "被拒绝", "已接受")
        if reason:
            expect_told(f"{what}被拒绝的原因", reason, str(met))

    # ---- acts
    def receive(self) -> None:
        """收件 by somebody who may: the matter's first step is theirs."""
        if not self.matter:
            self.plain()
        prepared = self.prepared()
        actor = self._actor(*_first_place(prepared))
        form = prepared.terms.model.forms.get(_first_form(prepared))
        data = fill(form, self.answers, self.clock.now().date()) if form is not None else dict(self.answers)
        party = applicant_of(data)
        party = known_as(
            party if party.name else Party(name=SOMEBODY), self.real_name or prepared.terms.model.matter.real_name
        )
        application = Application(self.matter, party, data)
        mark = self.tenant.case_mark if self.tenant else ""
        self._settle(self.run(self.service.receive(actor, application, mark=mark)))

    def complete(self, name: str, outcome: str = "", **more: Any) -> None:
        """Finish an open step by its name, with its form filled in from the samples; `more` is of `c.Complete`."""
        step = self.step(name)
        people = enough_people(step, self.prepared().terms, self._worker(step).name)
        command = c.Complete(step.token, outcome, self._filled(step), **{"staff": people, "signatures": people, **more})
        self._settle(self._act(step, command))

    def accept_when_mended(self) -> None:
        """The window of an unnamed matter accepts as soon as nothing is missing any more."""
        notices = self.current().notices
        if self.matter == PLAIN and notices and not notices[-1].missing and self.refusal is None:
            self.complete(self.step_of_kind("accept").name, "受理")
            self.accepted_when_mended = self.refusal is None

    def resubmit(self, name: str, note: str) -> None:
        """The window answers a step that was sent back."""
        step, case = self.step(name), self.current()
        actor = self._actor(CENTRE, case.window_post)
        self._settle(self.run(self.service.act(actor, case.id, c.Resubmit(step.token, note))))

    def withdraw(self, reason: str) -> None:
        """The window registers that the applicant withdraws."""
        case = self.current()
        actor = self._actor(CENTRE, case.window_post)
        self._settle(self.run(self.service.act(actor, case.id, c.Withdraw(reason))))

    def lead(self, command: c.Command) -> None:
        """Somebody of the department responsible acts on the case."""
        self._settle(self.run(self.service.act(self._lead(), self.current().id, command)))

    def supervise(self, command: c.Command) -> None:
        """Supervision acts on the case."""
        people = self.run(self.tenants.people())
        found = next((each for each in people if Role.SUPERVISOR in each.roles), None)
        if found is None or self.tenant is None:
            raise NotReady("本中心没有监察人员。")
        actor = actor_of(found, self.tenant.id, self.clock.now().date())
        self._settle(self.run(self.service.act(actor, self.current().id, command)))

    def sign(self, party: str) -> None:
        """Somebody of a department signs for it what several do together."""
        special = next((each for each in self.current().specials.values() if each.parties), None)
        if special is None:
            raise NotReady("没有需要多个部门签字的特殊环节。")
        person = self._actor(self._department(party), "")
        self._settle(self.run(self.service.act(person, self.current().id, c.SignSpecial(special.id, "同意"))))
        self.must()

    def _department(self, name: str) -> str:
        """The code of a department by its short name, name or code."""
        organisation = self.run(self.tenants.organisation())
        for each in organisation.departments:
            if name in (each.code, each.short, each.name):
                return each.code
        raise NotReady(f"没有部门“{name}”；有：{'、'.join(each.short for each in organisation.departments)}。")

    def hearing_dates(self) -> HearingDates:
        """What the engine says of the hearing the scenario tells of."""
        said = self.hearing
        if "told" not in said:
            raise NotReady("请先写明何时告知听证权利。")
        if not self.matter:
            self.plain()
        return self.terms().hearing(said["told"], said.get("applied"), said.get("held"))

    def renewal_dates(self) -> RenewalDates:
        """What the engine says of the licence the scenario tells of."""
        if self.expires is None:
            raise NotReady("请先写明许可证有效期至哪一日。")
        if not self.matter:
            self.plain()
        return self.terms().renewal(self.expires)

    def register(self, command: c.Command) -> None:
        """The window registers something on the case."""
        case = self.current()
        self._settle(self.run(self.service.act(self._actor(CENTRE, case.window_post), case.id, command)))

    def _lead(self) -> Actor:
        """Somebody of the department responsible, or of the one at work while the case has not reached it."""
        lead, case = self.prepared().terms.model.matter.lead, self.case
        if case is not None and lead not in case.departments and lead != CENTRE:
            at_work = next((each for each in case.steps.values() if each.department != CENTRE), None)
            if at_work is not None:
                return self._worker(at_work)
        return self._actor(lead, "")

    def start_special(
        self, name: str, needed: Limit | None, *, told: bool, article: str = "", parties: tuple[str, ...] = ()
    ) -> None:
        """Begin a special step by its name, the drawn one where such a step is open; one that tells no time has that of
        the drawing, else its place within the promise. `article` is the special law that takes its time out."""
        terms = self.prepared().terms
        kind = next((each.code for each in terms.kinds.values() if each.name == name), name)
        step = next((each for each in self.current().steps.values() if each.special and each.kind == kind), None)
        published = Limit(step.due.amount, Unit(step.due.unit)) if step is not None and step.due is not None else None
        limit = needed or published or terms.rules_promise()
        if limit is None:
            raise NotReady(f"没有写明“{name}”所需的时间。")
        basis = "、".join(str(each) for each in terms.model.matter.cited(terms.model.matter.basis))
        own = terms.kinds[kind].basis if kind in terms.kinds else ""
        ground = _pause_by(article) if article else ""
        drawn = step.token if step is not None else None
        codes = tuple(self._department(each) for each in parties)
        basis = article or own or basis
        self.lead(c.StartSpecial(kind, limit, told, ground=ground, basis=basis, token=drawn, parties=codes))
        self.must()
        self.last_special = name

    def finish_special(self, name: str) -> None:
        """The result of the special step of that name, signed by those who did it."""
        self.lead(self.result_of(name))
        self.must()

    def result_of(self, name: str) -> c.FinishSpecial:
        special = self.special(name)
        if special.parties:
            return c.FinishSpecial(special.id)
        staff = (self._lead().name, "同行人员")
        return c.FinishSpecial(special.id, staff=staff, signatures=staff)

    def special(self, name: str) -> Special:
        """The special step of that name under way."""
        found = [
            each for each in self.current().specials.values() if name in (each.name, each.name.removeprefix("联合"))
        ]
        if not found:
            raise NotOpen(f"特殊环节“{name}”不在进行。")
        return found[-1]

    def must(self) -> None:
        """What was just done had to be allowed."""
        if self.refusal is not None:
            raise NotReady(str(self.refusal))

    def command(self, step: Step, command: c.Command) -> None:
        self._settle(self._act(step, command))

    def _act(self, step: Step, command: c.Command) -> Case | Refusal:
        case, actor = self.current(), self._worker(step)
        with scope.acting_for(actor.tenant):
            return self._loop.run_until_complete(self.service.act(actor, case.id, command))

    def _worker(self, step: Step) -> Actor:
        """Somebody whose work a step is: of the tenant it was handed to, unless it was sent back home."""
        away = TenantId(step.worker) if step.worker is not None and step.sent_back is None else None
        return self._actor(step.department, step.post, away)

    def _filled(self, step: Step) -> dict[str, Any]:
        form = self.prepared().terms.model.forms.get(step.form)
        if form is None or self.pack is None:
            return {}
        samples = samples_of(self.pack, self.matter).get(step.form, {})
        data = fill(form, {**samples, **self.current().data, **self.entries}, self.clock.now().date())
        return {name: value for name, value in data.items() if self.current().data.get(name) != value}

    def _settle(self, result: Case | Refusal) -> None:
        if isinstance(result, Refusal):
            self.refusal = result
        else:
            self.case, self.refusal = result, None

    # ---- looking
    def prepared(self) -> Prepared:
        if self._unpublished:
            self._publish()
        prepared = self.run(self.matters.current(self.matter)) if self.matter else None
        if prepared is None:
            raise NotReady("场景还没有说明办理哪个事项。")
        return prepared

    def current(self) -> Case:
        if self.case is None:
            raise NotReady("还没有办件：请先收件。" + (f"（上一步被拒绝：{self.refusal}）" if self.refusal else ""))
        return self.case

    def refresh(self) -> None:
        """Read the case anew: the ticker may have acted on it."""
        if self.case is not None:
            stored = self.run(self.cases.load(self.case.id))
            self.case = stored.case if stored else self.case

    def step(self, name: str) -> Step:
        """The open step of that name."""
        found = [step for step in self.current().steps.values() if name in (step.name, step.element)]
        if not found:
            names = "、".join(step.name for step in self.current().steps.values()) or "没有"
            raise NotOpen(f"环节“{name}”不在办；现在在办：{names}。")
        return found[0]

    def step_of_kind(self, kind: str) -> Step:
        """The open step of that kind."""
        found = [step for step in self.current().steps.values() if step.kind == kind]
        if not found:
            names = "、".join(step.name for step in self.current().steps.values()) or "没有"
            raise NotOpen(f"现在没有这类环节；在办：{names}。")
        return found[0]

    def terms(self) -> Terms:
        """What binds the case at hand: the version it runs on."""
        return self.prepared().terms

    def cards(self) -> tuple[CaseCard, ...]:
        """The cards of the case by now."""
        return case_cards(self.current(), self.events(), self.terms(), self.clock.now())

    def lamp_at(self, moment: datetime) -> str:
        """The lamp of the promise as the engine shows it at a moment: 绿灯, 黄灯, 红灯."""
        case, prepared = self.current(), self.prepared()
        if case.promised is None or case.accepted_at is None or self.tenant is None:
            raise NotReady("办件没有承诺时限。")
        settings = LampSettings(self.tenant.settings.yellow_working_days, self.tenant.settings.yellow_percent or None)
        clock = prepared.terms.deadlines(case).promised
        if clock is None:
            raise NotReady("办件没有承诺时限。")
        return clock.lamp(moment, prepared.terms.calendar, settings).colour

    def pass_working_days(self, count: int) -> None:
        """Move on by whole working days, to the same hour."""
        now = self.clock.now()
        later = self.prepared().terms.calendar.nth_working_day(now.date(), count)
        self.until(now.replace(year=later.year, month=later.month, day=later.day))

    def audit(self, found: Audit) -> None:
        """Add every case of the hall to an audit of due dates."""
        if self.tenant is not None:
            self.run(audit_due_dates(self.cases, self.matters, self.tenant.id, found))

    def events(self) -> tuple[e.AnyEvent, ...]:
        return self.run(self.cases.events(self.current().id))

    def _actor(self, department: str, post: str, tenant: TenantId | None = None) -> Actor:
        """Somebody of that post, who may do most; of another tenant where a step was handed to it."""
        if self.tenant is None:
            raise NotReady("场景还没有说明在哪个中心。")
        where = tenant or self.tenant.id
        with scope.acting_for(where):
            people = self._loop.run_until_complete(self.tenants.people())
        today = self.clock.now().date()
        actors = [actor_of(person, where, today) for person in people]
        fitting = [
            actor
            for actor in actors
            if (department, post) in actor.posts or (not post and department in actor.departments)
        ]
        if not fitting:
            raise NotReady(f"部门“{department}”的岗位“{post}”没有人。")
        return max(
            fitting, key=lambda a: (a.staff.value == "permanent", not post and may_review(a), len(a.roles), a.login)
        )


def _pause_by(article: str) -> str:
    """The ground of the closed list for a pause that stands in that article."""
    found = [each.code for each in GROUNDS.values() if each.act is Act.PAUSE and f"{each.law}{each.article}" == article]
    if not found:
        known = "、".join(f"{each.law}{each.article}" for each in GROUNDS.values() if each.act is Act.PAUSE)
        raise NotReady(f"“{article}”不在可以暂停计时的依据之列；有：{known}。")
    return found[0]


def _first_form(prepared: Prepared) -> str:
    return next((n.step.form for n in prepared.terms.model.nodes() if n.step.kind == "receive"), "")


def _first_place(prepared: Prepared) -> tuple[str, str]:
    first = next((n for n in prepared.terms.model.nodes() if n.step.kind == "receive"), None)
    if first is None:
        raise NotReady("事项的流程图没有收件环节。")
    return first.step.department, first.step.post

"""`Hall`: a simulated service centre in which scenarios act — the real service, runtime and clock on stores in memory.

Time moves only forward and every due moment on the way takes effect, as on a running server. A hall knows no law: it
carries out what a step says and shows what the engine answers.
"""

import asyncio
import random
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from bpmn.finding import Severity
from engine.auditing import audit_due_dates
from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.applicant import applicant_of
from engine.cases.audit import Audit
from engine.cases.case import Case, Party, Special, Step
from engine.cases.special import enough_people
from engine.clock import CENTRE_ZONE, ManualClock
from engine.errors import EngineError
from engine.installing import Installer
from engine.legal_clock.lamp import LampSettings
from engine.legal_clock.limit import Limit
from engine.matters import Prepared
from engine.powers import kept_powers
from engine.published import PublishedMatters
from engine.publishing import Gate
from engine.refusal import Refusal
from engine.service import Application, CaseService
from engine.testing import MemoryCaseStore
from engine.ticker import Ticker
from engine.verify.filling import fill, samples_of
from engine.verify.generated import CENTRE_NAME, LICENCE, PLAIN, one_step_pack
from engine.verify.kept import Kept
from tenants import scope
from tenants.bundle import Bundle
from tenants.calendar import national_calendar
from tenants.grounds import GROUNDS, Act
from tenants.identity import TenantId
from tenants.memory import MemoryDirectory, MemoryTenantStore
from tenants.organisation import CENTRE
from tenants.pack import Pack
from tenants.people import Actor, actor_of
from tenants.step_kinds import KINDS
from tenants.tenant import Tenant

BEGIN = datetime(2024, 12, 1, 8, 0, tzinfo=CENTRE_ZONE)
SOMEBODY = "张某某"
"""Applies where the matter's form asks for no name."""
T = TypeVar("T")


class NotReady(EngineError):
    """场景的前提还不具备。"""

    code = "not-ready"


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
        self.directory = MemoryDirectory()
        self.tenants = MemoryTenantStore()
        self.matters = PublishedMatters(self.directory, self.tenants, self.clock, self.kept.model)
        self.powers = kept_powers(self.directory, self.tenants)
        self.service = CaseService(self.cases, self.matters, self.clock, chance.randbytes, self.powers)
        self.ticker = Ticker(self.cases, self.service, "hall")
        gate = Gate(national_calendar(), KINDS)
        self.installer = Installer(self.directory, self.tenants, self.clock, chance.randbytes, gate, self.kept.judge)
        self.tenant: Tenant | None = None
        self.pack: Pack | None = None
        self.matter = ""
        self.answers: dict[str, Any] = {}
        self.entries: dict[str, Any] = {}
        self.case: Case | None = None
        self.refusal: Refusal | None = None
        self.limits: dict[str, tuple[int, str]] = {}
        self.nature = LICENCE
        self.longest = 0
        self.branches: tuple[tuple[str, tuple[int, str]], ...] = ()
        self.expected_hours: tuple[str, ...] = ()
        self.expected_yellow = 1
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
            self.use(replace(above, bundles=()))
        installed = self.run(self.installer.install(pack, effective_from=date(2024, 12, 1)))
        if installed.tenant is None:
            errors = [finding for finding in installed.findings if finding.severity is Severity.ERROR]
            raise NotReady("租户包没有通过检查：" + "；".join(map(str, errors[:3])))
        self.tenant, self.pack = installed.tenant, pack
        self.check_settings()

    def plain(self, limits: Mapping[str, tuple[int, str]]) -> None:
        """A scenario that names no matter gets the plain one with these limits, published like any other."""
        if self.matter and self.matter != PLAIN:
            return
        self.limits |= limits
        self.use(one_step_pack(self.limits, nature=self.nature, branches=self.branches))
        self.published(CENTRE_NAME, PLAIN)

    def check_settings(self) -> None:
        """The centre keeps the hours and lamps the scenario names."""
        if self.tenant is None or not self.expected_hours:
            return
        settings = self.tenant.settings
        kept = tuple(f"{first:%H:%M}-{last:%H:%M}" for first, last in settings.business_hours)
        if kept != self.expected_hours or settings.yellow_working_days != self.expected_yellow:
            raise NotReady(
                f"中心的营业时间是{','.join(kept)}，黄灯为到期前{settings.yellow_working_days}个工作日，与场景不同。"
            )

    def published(self, centre: str, matter: str) -> None:
        """The matter of that name, published at that centre; its other matters stay out of the scenario."""
        bundle, pack = self._bundle_named(centre, matter)
        if self.tenant is None or self.tenant.code != pack.tenant.code or self.pack is not pack:
            self.use(replace(pack, bundles=(bundle,)))
        prepared = self.run(self.matters.current(bundle.code))
        if prepared is None:
            raise NotReady(f"“{centre}”没有发布事项“{matter}”。")
        self.matter = bundle.code
        self.answers = samples_of(pack, bundle.code).get(_first_form(prepared), {})

    def _bundle_named(self, centre: str, matter: str) -> tuple[Bundle, Pack]:
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
        """Move on to a moment; whatever comes due on the way takes effect when it does."""
        self._past.append((self.clock.now(), self.cases.copied(), self.case))
        while (due := self._loop.run_until_complete(self.cases.next_due())) is not None and due <= moment:
            self.clock.set(max(due, self.clock.now()))
            if not self._loop.run_until_complete(self.ticker.tick()):
                break
        self.clock.set(moment)
        self.refresh()

    def suppose(self, moment: datetime, command: c.Command, *, lead: bool = False) -> Case | Refusal:
        """What the window, or with `lead` the department responsible, would be answered had it asked this at a moment
        that is past or still to come; nothing changes."""
        here = (self.clock.now(), self.cases.copied(), self.case)
        known = [each for each in (*self._past, here) if each[0] <= moment]
        if moment == self.clock.now():
            known = [here]
        if not known:
            raise NotReady(f"{moment:%Y-%m-%d %H:%M}还没有办件。")
        _, store, case = known[-1]
        if case is None:
            raise NotReady(f"{moment:%Y-%m-%d %H:%M}还没有办件。")
        service = CaseService(
            store.copied(), self.matters, ManualClock(moment), random.Random(7).randbytes, self.powers
        )
        actor = self._lead() if lead else self._actor(CENTRE, case.window_post)
        return self.run(service.act(actor, case.id, command))

    def before(self, command: c.Command, moment: datetime) -> Case | Refusal:
        """What the department responsible would have been answered had the last act not been done."""
        _, store, case = next((each for each in reversed(self._past) if each[2] is not None), self._past[-1])
        if case is None:
            raise NotReady("还没有办件。")
        service = CaseService(
            store.copied(), self.matters, ManualClock(moment), random.Random(7).randbytes, self.powers
        )
        return self.run(service.act(self._lead(), case.id, command))

    # ---- acts
    def receive(self) -> None:
        """收件 by somebody who may: the matter's first step is theirs."""
        prepared = self.prepared()
        actor = self._actor(*_first_place(prepared))
        form = prepared.terms.model.forms.get(_first_form(prepared))
        data = fill(form, self.answers, self.clock.now().date()) if form is not None else dict(self.answers)
        party = applicant_of(data)
        application = Application(self.matter, party if party.name else Party(name=SOMEBODY), data)
        mark = self.tenant.case_mark if self.tenant else ""
        self._settle(self.run(self.service.receive(actor, application, mark=mark)))

    def complete(self, name: str, outcome: str = "", *, reason: str = "", defects: tuple[str, ...] = ()) -> None:
        """Finish an open step by its name, with its form filled in from the samples."""
        step = self.step(name)
        people = enough_people(step, self.prepared().terms, self._worker(step).name)
        command = c.Complete(step.token, outcome, self._filled(step), reason, defects, staff=people, signatures=people)
        self._settle(self._act(step, command))

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

    def register(self, command: c.Command) -> None:
        """The window registers something on the case."""
        case = self.current()
        self._settle(self.run(self.service.act(self._actor(CENTRE, case.window_post), case.id, command)))

    def _lead(self) -> Actor:
        return self._actor(self.prepared().terms.model.matter.lead, "")

    def start_special(self, name: str, needed: Limit | None, *, told: bool, article: str = "") -> None:
        """Begin a special step by its name, the drawn one where such a step is open; one that tells no time takes its
        place within the promise. `article` is the special law that takes its time out of the limits."""
        terms = self.prepared().terms
        kind = next((each.code for each in terms.kinds.values() if each.name == name), name)
        limit = needed or terms.rules_promise()
        if limit is None:
            raise NotReady(f"没有写明“{name}”所需的时间。")
        basis = "、".join(str(each) for each in terms.model.matter.cited(terms.model.matter.basis))
        own = terms.kinds[kind].basis if kind in terms.kinds else ""
        ground = _pause_by(article) if article else ""
        drawn = next((each.token for each in self.current().steps.values() if each.special and each.kind == kind), None)
        basis = article or own or basis
        self.lead(c.StartSpecial(kind, limit, told_in_writing=told, ground=ground, basis=basis, token=drawn))
        self.must()

    def finish_special(self, name: str) -> None:
        """The result of the special step of that name, signed by those who did it."""
        self.lead(self.result_of(name))
        self.must()

    def result_of(self, name: str) -> c.FinishSpecial:
        special = self.special(name)
        staff = (self._lead().name, "同行人员")
        return c.FinishSpecial(special.id, staff=staff, signatures=staff)

    def special(self, name: str) -> Special:
        """The special step of that name under way."""
        found = [each for each in self.current().specials.values() if each.name == name]
        if not found:
            raise NotReady(f"特殊环节“{name}”不在进行。")
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
            raise NotReady(f"环节“{name}”不在办；现在在办：{names}。")
        return found[0]

    def step_of_kind(self, kind: str) -> Step:
        """The open step of that kind."""
        found = [step for step in self.current().steps.values() if step.kind == kind]
        if not found:
            names = "、".join(step.name for step in self.current().steps.values()) or "没有"
            raise NotReady(f"现在没有这类环节；在办：{names}。")
        return found[0]

    def lamp_at(self, moment: datetime) -> str:
        """The lamp of the promise as the engine shows it at a moment: 绿灯, 黄灯, 红灯."""
        case, prepared = self.current(), self.prepared()
        if case.promised is None or case.accepted_at is None or self.tenant is None:
            raise NotReady("办件没有承诺时限。")
        settings = LampSettings(self.tenant.settings.yellow_working_days, self.tenant.settings.yellow_percent or None)
        return prepared.terms.lamp(case.promised, case.accepted_at, moment, settings).colour

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
        return max(fitting, key=lambda actor: (actor.staff.value == "permanent", len(actor.roles), actor.login))


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

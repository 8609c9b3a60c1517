"""Trying a draft (试办): one case of it on the real engine in memory, with a clock one moves by hand.

Nothing of it reaches a store: no number is used up, no list shows it, nobody is told. It ends with the process.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.cases import commands as c
from engine.cases.case import Case
from engine.cases.events import AnyEvent
from engine.clock import CENTRE_ZONE, ManualClock
from engine.matters import Prepared
from engine.refusal import OWN_RULE, Refusal
from engine.service import Application, CaseService
from engine.testing import MemoryCaseStore
from engine.ticker import Ticker
from tenants import scope
from tenants.calendar import LegalCalendar
from tenants.identity import PersonId, TenantId
from tenants.people import Actor

MOST = 64
"""Sandboxes kept at once in one process; the least used goes first."""
IDLE = timedelta(hours=2)
FARTHEST = timedelta(days=3 * 366)
"""How far the clock of a sandbox may be moved beyond its beginning."""
MARK = "试办"
OPENING = time(9)
LONG_BREAK = 3
"""Days off in a row that count as a holiday rather than a weekend."""


@dataclass(frozen=True, slots=True)
class _Only:
    """The one matter of a sandbox."""

    prepared: Prepared

    async def current(self, matter: str) -> Prepared | None:
        return self.prepared

    async def version(self, matter: str, number: int) -> Prepared:
        return self.prepared


@dataclass
class Sandbox:
    """A case of a draft being tried. `revision` is the draft's it was begun with; `person` whom one acts as, None for
    whoever fits the step."""

    tenant: TenantId
    matter: str
    revision: int
    prepared: Prepared
    begun: datetime
    random: Callable[[int], bytes]
    samples: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Sample answers by form name, with which forms are filled in at first."""
    person: PersonId | None = None
    case: Case | None = None
    touched: datetime | None = None
    clock: ManualClock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = ManualClock(self.begun)
        self._store = MemoryCaseStore()
        self._service = CaseService(self._store, _Only(self.prepared), self.clock, self.random)
        self._ticker = Ticker(self._store, self._service, "sandbox")

    async def receive(self, actor: Actor, application: Application) -> Case | Refusal:
        """收件 at the sandbox's moment."""
        with scope.acting_for(self.tenant):
            return self._settled(await self._service.receive(actor, application, mark=MARK))

    async def act(self, actor: Actor, command: c.Command) -> Case | Refusal:
        """Somebody acts on the case."""
        if self.case is None:
            return Refusal("closed", "还没有收件。", OWN_RULE, "请先填写申请表收件。")
        with scope.acting_for(self.tenant):
            return self._settled(await self._service.act(actor, self.case.id, command))

    async def until(self, moment: datetime) -> Refusal | None:
        """Move on; whatever comes due on the way takes effect when it does. Never back, never too far."""
        if moment <= self.clock.now():
            return Refusal("clock", "时间只能往后走。", OWN_RULE, "要从更早的时间试，请重新开始试办。")
        if moment > self.begun + FARTHEST:
            return Refusal("clock", "最多试到三年以后。", OWN_RULE, "请改近一些的日期。")
        with scope.acting_for(self.tenant):
            while (due := await self._store.next_due()) is not None and due <= moment:
                self.clock.set(max(due, self.clock.now()))
                if not await self._ticker.tick():
                    break
            self.clock.set(moment)
            if self.case is not None:
                stored = await self._store.load(self.case.id)
                self.case = stored.case if stored else self.case
        return None

    async def events(self) -> tuple[AnyEvent, ...]:
        """What has happened to the case."""
        if self.case is None:
            return ()
        with scope.acting_for(self.tenant):
            return await self._store.events(self.case.id)

    def _settled(self, result: Case | Refusal) -> Case | Refusal:
        if not isinstance(result, Refusal):
            self.case = result
        return result


class Sandboxes:
    """The sandboxes of one server process, by session and matter."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Sandbox] = OrderedDict()

    def find(self, session: str, matter: str, now: datetime) -> Sandbox | None:
        """The sandbox of a session for a matter, while it is used."""
        self._forget(now)
        found = self._kept.get((session, matter))
        if found is not None:
            found.touched = now
            self._kept.move_to_end((session, matter))
        return found

    def keep(self, session: str, sandbox: Sandbox, now: datetime) -> None:
        """Keep one in the place of what the session tried of the same matter before."""
        sandbox.touched = now
        self._kept[session, sandbox.matter] = sandbox
        self._kept.move_to_end((session, sandbox.matter))
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def drop(self, session: str, matter: str) -> None:
        self._kept.pop((session, matter), None)

    def _forget(self, now: datetime) -> None:
        for key in [key for key, each in self._kept.items() if each.touched and now - each.touched > IDLE]:
            del self._kept[key]


def opening(day: date) -> datetime:
    """Nine in the morning of a day at the centre."""
    return datetime.combine(day, OPENING, CENTRE_ZONE)


def next_working_day(now: datetime, calendar: LegalCalendar) -> datetime:
    """The morning of the next working day."""
    return opening(calendar.working_day_from(now.astimezone(CENTRE_ZONE).date() + timedelta(days=1)))


def after_holiday(now: datetime, calendar: LegalCalendar) -> datetime | None:
    """The morning of the first working day after the next holiday (节后第一天); None when none is published ahead."""
    day, run = now.astimezone(CENTRE_ZONE).date(), 0
    for _ in range(400):
        day += timedelta(days=1)
        if not calendar.is_published(day.year):
            return None
        if calendar.is_working_day(day):
            if run >= LONG_BREAK:
                return opening(day)
            run = 0
        else:
            run += 1
    return None

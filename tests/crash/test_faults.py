"""A fault at every write of every act: whatever breaks, the act has no effect, and works when it is tried again."""

import contextlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from designer_api.demo import packs_by_code
from designer_api.house import House, furnish
from designer_api.settings import Settings
from engine.cases import commands as c
from engine.cases.applicant import applicant_of
from engine.cases.case import Case, CaseId, Step
from engine.clock import CENTRE_ZONE, ManualClock
from engine.refusal import Refusal
from engine.service import Application
from engine.storage import Database, Row, open_sqlite
from engine.ticker import Ticker
from engine.verify.filling import fill, samples_of
from tenants import scope
from tenants.people import Actor, actor_of

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=CENTRE_ZONE)
TABLES = (
    "case_open", "case_done", "case_event", "case_reach", "task_open", "due_row", "outbox", "counter",
    "job", "job_done", "subscription", "parcel", "parcel_seen", "incident",
)  # fmt: skip
ROUTES: tuple[dict[str, str], ...] = (
    {"accept": "受理", "register": "准予登记"},
    {"accept": "一次告知", "register": "准予登记"},
    {"accept": "不予受理"},
    {"accept": "受理", "register": "不予登记"},
    {"accept": "受理", "register": "退还材料"},
)
"""What is decided at the two crossroads; a notice is given once and mended."""


class Broken(RuntimeError):
    """The disk, the network or the power, at this very write."""


class FaultyDatabase(Database):
    """A database that breaks at the `fail_at`-th write counted from `begin`."""

    fail_at = 0
    written = 0

    def begin(self, fail_at: int) -> None:
        self.fail_at, self.written = fail_at, 0

    async def write(self, statement: str, *args: object) -> list[Row]:
        self.written += 1
        if self.written == self.fail_at:
            raise Broken
        return await super().write(statement, *args)


class Desk:
    """The people of 玉山县 at a database that breaks."""

    def __init__(self, house: House, database: FaultyDatabase, clock: ManualClock, people: list[Actor]) -> None:
        self.house, self.database, self.clock, self.people = house, database, clock, people
        self.pack = packs_by_code()["yushan"]
        self.points = 0

    async def everything(self) -> dict[str, list[Row]]:
        return {table: await self.database.fetch(f"select * from {table}") for table in TABLES}

    async def survive(self, act: Callable[[], Any]) -> Any:
        """Try an act with a fault at its first write, its second, … until it goes through; no fault leaves a trace."""
        before = await self.everything()
        fail_at = 1
        while True:
            self.database.begin(fail_at)
            try:
                done = await act()
            except Broken:
                self.points += 1
                fail_at += 1
                self.database.begin(0)
                assert await self.everything() == before
                continue
            self.database.begin(0)
            assert not isinstance(done, Refusal), str(done)
            return done

    def actor(self, department: str, post: str) -> Actor:
        return max(
            (each for each in self.people if (department, post) in each.posts),
            key=lambda each: (each.staff.value == "permanent", len(each.roles)),
        )

    async def receive(self) -> Case:
        prepared = await self.house.matters.current("enterprise_opening")
        assert prepared is not None
        first = next(n for n in prepared.terms.model.diagram.nodes() if n.step.kind == "receive")
        data = samples_of(self.pack, "enterprise_opening")["application"]
        application = Application("enterprise_opening", applicant_of(data), dict(data))
        actor = self.actor(first.step.department, first.step.post)
        return await self.survive(lambda: self.house.service.receive(actor, application, mark="玉办"))

    async def command(self, case: Case, step: Step, route: dict[str, str]) -> c.Command:
        prepared = await self.house.matters.version(case.matter, case.version)
        form = prepared.terms.model.forms.get(step.form)
        sample = samples_of(self.pack, case.matter).get(step.form, {})
        data = fill(form, {**sample, **case.data}, self.clock.now().date()) if form else {}
        if step.kind == "receive":
            return c.Supply(step.token, case.notices[-1].missing, {})
        outcome = route.get(step.element, step.outcomes[0] if step.outcomes else "")
        if outcome == "一次告知" and case.notices:
            outcome = "受理"
        return c.Complete(step.token, outcome, data, reason="住所不实", defects=("住所证明", "公司章程"))

    async def walk(self, route: dict[str, str]) -> Case:
        case = await self.receive()
        while case.is_open:
            self.clock.set(self.clock.now() + timedelta(minutes=7))
            step = case.steps[min(case.steps)]
            actor = self.actor(step.department, step.post)
            command = await self.command(case, step, route)
            identity = CaseId(case.id)
            case = await self.survive(lambda a=actor, i=identity, k=command: self.house.service.act(a, i, k))
        return case


@pytest.fixture
async def desk(data_folder: Path) -> Any:
    opened = await open_sqlite(data_folder / "banshi.sqlite", durable=False)
    database = FaultyDatabase(opened.engine, opened._lock)
    clock = ManualClock(NOW)
    house = furnish(Settings(data=data_folder), database, clock)
    tenant = await house.directory.by_code("yushan")
    assert tenant is not None
    with scope.acting_for(tenant.id):
        people = [actor_of(person, tenant.id, date(2026, 3, 2)) for person in await house.tenants.people()]
        yield Desk(house, database, clock, people)
    await database.close()


async def test_an_act_that_breaks_anywhere_has_no_effect(desk: Desk) -> None:
    ends = [str((await desk.walk(route)).status) for route in ROUTES]
    assert ends == ["已办结", "已办结", "不予受理", "不予", "退件"]
    assert desk.points >= 250
    print(f"faults injected: {desk.points}")


async def test_a_due_moment_that_breaks_anywhere_is_worked_once_in_the_end(desk: Desk) -> None:
    case = await desk.receive()
    desk.clock.set(NOW + timedelta(days=30))
    ticker = Ticker(desk.house.cases, desk.house.service, "faulty")
    for fail_at in range(1, 60):
        desk.database.begin(fail_at)
        with contextlib.suppress(Broken):
            await ticker.tick()
        desk.database.begin(0)
        desk.clock.set(desk.clock.now() + timedelta(seconds=61))  # the lease of a broken attempt runs out
    stored = await desk.house.cases.load(case.id)
    assert stored is not None
    assert len(stored.case.passed_limits) == len(set(stored.case.passed_limits))
    assert await desk.database.fetch("select id from due_row where due_at < 1") == []
    assert stored.case.accepted_at == case.received_at  # 视为受理, once, as of the receipt


@pytest.mark.soak
async def test_two_thousand_faults_leave_no_trace(desk: Desk) -> None:
    rounds = 0
    while desk.points < 2000:
        await desk.walk(ROUTES[rounds % len(ROUTES)])
        rounds += 1
    print(f"faults injected: {desk.points}")

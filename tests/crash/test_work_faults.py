"""A fault at every write of work beside people: an operation reported, a message delivered takes effect once."""

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from bpmn.diagram import Definition, Diagram, Flow, LimitText, Node, Process, StepFacts
from engine.cases import commands as c
from engine.cases.case import Case, Party
from engine.cases.rows import Parcel
from engine.clock import CENTRE_ZONE, ManualClock
from engine.jobs import JobService
from engine.legal_clock import OFFICE_HOURS
from engine.matters import Prepared
from engine.messaging import Courier
from engine.published import prepare
from engine.refusal import Refusal
from engine.service import Application, CaseService
from engine.storage import Database, Row, open_sqlite
from engine.store import SqlCaseStore
from engine.work_store import SqlWorkStore
from tenants import scope
from tenants.calendar import national_calendar
from tenants.identity import PersonId, TenantId
from tenants.matter import Matter, MatterKind, MatterLimit, MatterType
from tenants.memory import MemoryDirectory
from tenants.model import MatterModel
from tenants.operation import Heard, Operation, Operations
from tenants.organisation import CENTRE
from tenants.people import Actor, Role, Staff

pytestmark = pytest.mark.anyio
HERE = TenantId(UUID("01960000-0000-7000-8000-000000000001"))
BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=CENTRE_ZONE)
LEAST, SOAK = 60, 2000
CLERK = Actor(
    HERE,
    PersonId(UUID(int=1)),
    "陈样",
    "chenyang",
    Staff.PERMANENT,
    frozenset({Role.WINDOW_CLERK, Role.OFFICER}),
    frozenset({(CENTRE, ""), ("office", "")}),
)


class Broken(RuntimeError):
    """The disk, the network or the power, at this very write."""


class FaultyDatabase(Database):
    """Breaks at the `fail_at`-th write."""

    fail_at = written = 0

    async def write(self, statement: str, *args: object) -> list[Row]:
        self.written += 1
        if self.written == self.fail_at:
            raise Broken
        return await super().write(statement, *args)


class OneMatter:
    """收件, a machine is asked, a message is awaited, somebody finishes."""

    def __init__(self) -> None:
        limit = StepFacts(limit=LimitText("5", "workingDay"), department="office")
        nodes = (
            Node("S", "startEvent", parent="P"),
            Node("a", "userTask", "甲", "P", step=limit),
            Node("ask", "serviceTask", "核查", "P", step=StepFacts(operation="credit")),
            Node("pay", "receiveTask", "等缴费", "P", message="paid"),
            Node("b", "userTask", "乙", "P", step=limit),
            Node("E", "endEvent", parent="P"),
        )
        ways = itertools.pairwise(nodes)
        flows = tuple(Flow(f"{one.id}_{other.id}", one.id, other.id, parent="P") for one, other in ways)
        paid = Definition("paid", "message", "缴费成功", correlation="bill")
        diagram = Diagram("d", processes=(Process("P", nodes=nodes, flows=flows),), definitions=(paid,))
        matter = Matter(
            code="m", name="事项", type=MatterType.LICENCE, kind=MatterKind.PROMISED, lead="office",
            promised=MatterLimit(20),
        )  # fmt: skip
        declared = Operations((Operation("credit", "核查", brings=("grade",)),), (Heard("缴费成功"),))
        model = MatterModel(matter, diagram, operations=declared)
        self.prepared = prepare(model, 1, national_calendar(), OFFICE_HOURS)

    async def current(self, matter: str) -> Prepared | None:
        return self.prepared

    async def version(self, matter: str, number: int) -> Prepared:
        return self.prepared

    async def all_current(self) -> list[Prepared]:
        return [self.prepared]


class Desk:
    """The services on a database that breaks."""

    def __init__(self, database: FaultyDatabase) -> None:
        self.database, self.clock, self.points, self.number = database, ManualClock(BEGIN), 0, 0
        self.store, self.work, matters = SqlCaseStore(database), SqlWorkStore(database), OneMatter()
        self.service = CaseService(self.store, matters, self.clock, Random(3).randbytes)
        self.jobs = JobService(self.service.stepper, self.store, self.work)
        self.courier = Courier(self.service, self.store, self.work, matters.all_current, MemoryDirectory())

    async def survive(self, act: Callable[[], Awaitable[Any]]) -> Any:
        """The act with a fault at its first write, its second, … until it goes through."""
        fail_at = 1
        while True:
            self.database.written, self.database.fail_at = 0, fail_at
            try:
                done = await act()
            except Broken:
                self.points, fail_at = self.points + 1, fail_at + 1
                self.clock.set(self.clock.now() + timedelta(minutes=10))  # leases of what broke run out
                continue
            finally:
                self.database.fail_at = 0
            assert not isinstance(done, Refusal), str(done)
            return done

    async def walk(self) -> Case:
        """A case from receipt to its last step, everything broken on the way."""
        self.number += 1
        bill = f"B{self.number}"
        application = Application("m", Party(name="某某茶业", phone="13800000000"), {"bill": bill})
        case = await self.survive(lambda: self.service.receive(CLERK, application, mark="玉办"))
        (token,) = case.steps
        await self.survive(lambda: self.service.act(CLERK, case.id, c.Complete(token)))
        (leased,) = await self.survive(lambda: self.jobs.fetch("w", ["credit"], seconds=3000))
        await self.survive(lambda: self.jobs.complete(leased.job.id, "w", {"grade": "A"}, once="1"))
        parcel = Parcel(f"p{self.number}", "message", "缴费成功", bill, {}, self.clock.now(), "收费系统")
        await self.survive(lambda: self.courier.take_in(parcel))
        now = self.clock.now()
        (claimed,) = await self.survive(
            lambda: self.work.claim_parcels(self.clock.now(), owner="b", until=now + timedelta(days=1), limit=9)
        )
        await self.survive(lambda: self.courier.carry(claimed, "b"))
        stored = await self.store.load(case.id)
        assert stored is not None
        return stored.case


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = await open_sqlite(tmp_path / "banshi.sqlite", durable=False)
    database = FaultyDatabase(opened.engine, opened._lock)
    await database.migrate()
    with scope.acting_for(HERE):
        yield Desk(database)
    await database.close()


async def broken_everywhere(desk: Desk, least: int) -> None:
    while desk.points < least:
        case = await desk.walk()
        kinds = [type(event).__name__ for event in await desk.store.events(case.id)]
        for once in ("OperationAsked", "OperationDone", "MessageHeard", "ListeningBegan", "ListeningEnded"):
            assert kinds.count(once) == 1, once
        assert [step.element for step in case.steps.values()] == ["b"]
        assert case.data == {"bill": f"B{desk.number}", "grade": "A"}
    for table in ("job", "parcel", "subscription", "incident"):
        assert await desk.database.fetch(f"select * from {table}") == []
    print(f"faults injected: {desk.points}")


async def test_operations_and_messages_that_break_anywhere_take_effect_once(desk: Desk) -> None:
    await broken_everywhere(desk, LEAST)


@pytest.mark.soak
async def test_two_thousand_faults_around_machines_leave_nothing_twice(desk: Desk) -> None:
    await broken_everywhere(desk, SOAK)

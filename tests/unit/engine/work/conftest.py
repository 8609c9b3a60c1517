"""A centre in memory whose matters are drawn in the test: system operations, messages, incidents, new versions."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from bpmn.diagram import Definition, Diagram, Flow, LimitText, Node, Process, StepFacts
from engine.backroom import Backroom
from engine.cases import commands as c
from engine.cases.case import Case, Party, Step
from engine.clock import CENTRE_ZONE, ManualClock
from engine.connectors import Connector, Documents
from engine.incidents import IncidentService, Resolution
from engine.jobs import JobService
from engine.legal_clock import OFFICE_HOURS
from engine.matters import Prepared
from engine.messaging import Courier
from engine.migrating import MigrationService
from engine.published import prepare
from engine.refusal import Refusal
from engine.service import Application, CaseService
from engine.testing import MemoryCaseStore
from engine.ticker import Ticker
from tenants import scope
from tenants.calendar import national_calendar
from tenants.identity import PersonId, TenantId
from tenants.matter import Matter, MatterKind, MatterLimit, MatterType
from tenants.memory import MemoryDirectory
from tenants.model import MatterModel
from tenants.operation import Operations
from tenants.organisation import CENTRE
from tenants.people import Actor, Role, Staff
from tenants.tenant import Level, Tenant

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=CENTRE_ZONE)
HERE = TenantId(UUID(int=0x0196_0000_0000_7000_8000_0000_0000_0001))


def person(number: int, *roles: Role) -> Actor:
    posts = frozenset({(CENTRE, ""), ("office", "")})
    return Actor(
        HERE, PersonId(UUID(int=number)), f"人员{number}", f"p{number}", Staff.PERMANENT, frozenset(roles), posts
    )


CLERK = person(1, Role.WINDOW_CLERK, Role.OFFICER, Role.EXIT_CLERK, Role.CHIEF_REPRESENTATIVE)
REFORM = person(2, Role.REFORM_OFFICER)


def drawing(ways: str, nodes: dict[str, Node], roots: tuple[Definition, ...] = ()) -> Diagram:
    """`S a b E; x c? n > 1`: ways divided by `;`; a word with `?` after it has the rest of the way as its condition."""
    flows: list[Flow] = []
    known: dict[str, Node] = {}
    for way in ways.split(";"):
        path, _, condition = way.partition("?")
        words = path.split()
        for word in words:
            kind = {"S": "startEvent", "E": "endEvent", "X": "exclusiveGateway"}.get(word[0], "userTask")
            facts = StepFacts(limit=LimitText("5", "workingDay"), department="office")
            made = nodes.get(word, Node(word, kind, step=facts if kind == "userTask" else StepFacts()))
            known.setdefault(word, replace(made, id=word, name=made.name or word, parent="P"))
        for source, target in itertools.pairwise(words):
            last = target == words[-1]
            flows.append(
                Flow(f"{source}_{target}", source, target, condition=condition.strip() if last else "", parent="P")
            )
    for name, node in nodes.items():
        known.setdefault(name, replace(node, id=name, name=node.name or name, parent="P"))
    process = Process("P", "事项", nodes=tuple(known.values()), flows=tuple(flows))
    return Diagram("d", processes=(process,), definitions=roots)


@dataclass
class Published:
    """The published versions, by matter and number."""

    versions: dict[tuple[str, int], Prepared] = field(default_factory=dict)

    def publish(self, code: str, diagram: Diagram, operations: Operations, promised: int) -> Prepared:
        number = 1 + max((known for matter, known in self.versions if matter == code), default=0)
        kind, limit = (MatterKind.PROMISED, MatterLimit(promised))
        matter = Matter(code=code, name=code, type=MatterType.LICENCE, kind=kind, lead="office", promised=limit)
        model = MatterModel(matter, diagram, operations=operations, hash=f"{code}{number}".ljust(64, "0"))
        made = self.versions[(code, number)] = prepare(model, number, national_calendar(), OFFICE_HOURS)
        return made

    async def current(self, matter: str) -> Prepared | None:
        numbers = [number for code, number in self.versions if code == matter]
        return self.versions[(matter, max(numbers))] if numbers else None

    async def version(self, matter: str, number: int) -> Prepared:
        return self.versions[(matter, number)]

    async def all_current(self) -> list[Prepared]:
        codes = sorted({code for code, _ in self.versions})
        return [self.versions[(code, max(n for other, n in self.versions if other == code))] for code in codes]


class Works:
    """Everything that works beside people, on stores in memory and a clock that the test moves."""

    def __init__(self) -> None:
        self.clock, self.published, self.store = ManualClock(BEGIN), Published(), MemoryCaseStore()
        self.work = self.store.work()
        self.service = CaseService(self.store, self.published, self.clock, Random(5).randbytes)
        self.jobs = JobService(self.service.stepper, self.store, self.work)
        self.incidents = IncidentService(self.service.stepper, self.store)
        self.migrations = MigrationService(self.service.stepper, self.store, self.work)
        self.directory = MemoryDirectory()
        self.clerk, self.reform = CLERK, REFORM
        self.connectors: dict[str, Connector] = {"document": Documents(self._number)}
        courier = Courier(self.service, self.store, self.work, self.published.all_current, self.directory)
        ticker = Ticker(self.store, self.service, "works")
        self.backroom = Backroom(
            ticker, courier, self.jobs, self.migrations, self.work, self.directory, self.connectors, owner="works"
        )

    async def _number(self, counter: str) -> int:
        async with self.store.transaction():
            return await self.store.next_number(counter)

    def publish(
        self,
        ways: str,
        *,
        code: str = "matter",
        operations: Operations | None = None,
        roots: tuple[Definition, ...] = (),
        promised: int = 20,
        **nodes: Node,
    ) -> Prepared:
        return self.published.publish(code, drawing(ways, nodes, roots), operations or Operations(), promised)

    async def begin(self, matter: str = "matter", **data: Any) -> Case:
        done = await self.service.receive(CLERK, Application(matter, Party(name="某某茶业"), data), mark="玉办")
        assert isinstance(done, Case), str(done)
        return done

    async def do(self, case: Case, element: str, actor: Actor = CLERK, **data: Any) -> Case | Refusal:
        now = await self.now(case)
        return await self.service.act(actor, case.id, c.Complete(self.step(now, element).token, "", data))

    async def now(self, case: Case) -> Case:
        stored = await self.store.load(case.id)
        assert stored is not None
        return stored.case

    def step(self, case: Case, element: str) -> Step:
        return next(step for step in case.steps.values() if step.element == element)

    async def open(self, case: Case) -> list[str]:
        return sorted(step.element for step in (await self.now(case)).steps.values())

    async def resolve(self, case: Case, how: str, actor: Actor = REFORM, **decided: Any) -> Case | Refusal:
        (incident,) = (await self.now(case)).incidents
        return await self.incidents.resolve(actor, case.id, incident, Resolution(how, **decided))

    async def told(self, case: Case) -> list[str]:
        """The kinds of all events of a case."""
        return [type(event).__name__ for event in await self.store.events(case.id)]

    def after(self, **span: float) -> None:
        self.clock.set(self.clock.now() + timedelta(**span))


@pytest.fixture
async def works() -> Works:
    made = Works()
    tenant = Tenant(
        id=HERE, code="yushan", name="玉山县", centre="中心", level=Level.COUNTY, region_code="361123", case_mark="玉办"
    )
    await made.directory.add(tenant)
    return made


@pytest.fixture(autouse=True)
def here() -> Iterator[None]:
    with scope.acting_for(HERE):
        yield

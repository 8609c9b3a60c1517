"""Every shipped matter goes through the door once, from receipt to its end, worked by the people of its centre.

Nothing is known here of any matter: forms are filled with the bundle's samples, each step is finished with its first
outcome by somebody who holds its post, a special step by the act it asks for, and what waits is waited for.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from designer_api.demo import packs_by_code
from engine.cases.case import Status
from engine.cases.codec import to_bytes
from engine.verify.filling import fill, samples_of
from tenants import scope
from tenants.bundle import Bundle
from tenants.model import MatterModel
from tenants.organisation import CENTRE
from tenants.people import actor_of
from tenants.reading import read_bundle

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]
PACKS = packs_by_code()
SHIPPED = [
    pytest.param(tenant, bundle.code, id=f"{tenant}-{bundle.code}")
    for tenant, pack in PACKS.items()
    for bundle in pack.bundles
    if "overlay.toml" not in bundle.files
]
MOST_ACTS = 80
STAFF = ["甲某", "乙某", "丙某", "丁某", "戊某", "己某"]
"""As many as any law asks for at a visit."""


@dataclass
class Walk:
    """One case on its way, and the people who work it."""

    centre: Any
    tenant: str
    model: MatterModel
    case: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    bundle: Bundle | None = None
    """The files of a matter that is not shipped."""

    @property
    def samples(self) -> dict[str, dict[str, Any]]:
        pack = PACKS[self.tenant]
        whole = replace(pack, bundles=(*pack.bundles, self.bundle)) if self.bundle is not None else pack
        return samples_of(whole, self.model.matter.code)

    async def somebody(self, department: str, post: str, at: str = "") -> Any:
        """Somebody who holds a post of a tenant, signed in now."""
        code = at or self.tenant
        tenant = await self.centre.house.directory.by_code(code)
        today = self.centre.clock.now().date()
        with scope.acting_for(tenant.id):
            people = await self.centre.house.tenants.people()
        for person in people:
            held = actor_of(person, tenant.id, today).posts
            if any(where == department and post in ("", what) for where, what in held):
                return await self.centre.officer(person.login, code)
        raise AssertionError(f"nobody at {code} holds {department}/{post}")

    def answers(self, form: str) -> dict[str, Any]:
        """The sample answers of a form, completed to what it asks now."""
        if form not in self.model.forms:
            return {}
        known = {**self.said, **self.samples.get(form, {})}
        found = fill(self.model.forms[form], known, self.centre.clock.now().date())
        self.said |= found
        return dict(json.loads(to_bytes(found)))

    async def receive(self) -> None:
        """The window takes the application."""
        first = next(node for node in self.model.diagram.nodes() if node.step.kind == "receive")
        clerk = await self.somebody(first.step.department or CENTRE, first.step.post)
        self.case = await clerk.receive(self.answers(first.step.form), self.model.matter.code)

    async def work(self, step: Any) -> None:
        """Somebody who may does the step, with its first outcome and what law asks for besides."""
        worker = await self._tenant_of(step)
        officer = await self.somebody(step.department, step.post, worker)
        what: dict[str, Any] = {"outcome": next(iter(step.outcomes), ""), "data": self.answers(step.form)}
        if step.special:
            what |= {"staff": STAFF, "signatures": STAFF}
        address = f"/api/v1/cases/{self.case['id']}/steps/{step.token}/complete"
        answer = await officer.post(address, what)
        if answer.status_code != 200 and answer.json()["type"].endswith(":notice-period"):
            await self.wait()  # a public notice must run its whole time first
        else:
            assert answer.status_code == 200, (step.name, answer.text)

    async def _tenant_of(self, step: Any) -> str:
        """The code of the tenant that works a step."""
        if step.worker is None:
            return self.tenant
        found = await self.centre.house.directory.by_id(step.worker)
        return str(found.code)

    async def wait(self) -> None:
        """A working morning later, with all that came due on the way."""
        self.centre.clock.set(self.centre.clock.now() + timedelta(days=1))
        await self.centre.tick()


@pytest.mark.parametrize(("tenant", "matter"), SHIPPED)
async def test_a_case_of_every_matter_comes_to_its_end(centre: Any, tenant: str, matter: str) -> None:
    bundle = PACKS[tenant].bundle(matter)
    assert bundle is not None
    model = read_bundle(bundle).model
    assert model is not None
    await to_its_end(Walk(centre, tenant, model))


async def to_its_end(walk: Walk) -> tuple[Any, ...]:
    """Receive a case and work it until nothing is left; what happened to it."""
    await walk.receive()
    for _ in range(MOST_ACTS):
        case, events = await walk.centre.stored(walk.case["id"], walk.tenant)
        walk.said |= case.data  # what the diagram itself wrote is known to whoever fills in the next form
        if not case.is_open:
            break
        steps = tuple(case.steps.values())
        if steps:
            await walk.work(steps[0])
        else:
            await walk.wait()
    assert not case.is_open, [step.name for step in case.steps.values()]
    assert case.status is Status.COMPLETED
    assert case.closed_at is not None
    assert len(events) > len(walk.model.forms)
    return tuple(events)


async def test_a_joint_matter_composed_at_a_township_starts_there_and_its_county_step_goes_up(centre: Any) -> None:
    """低保 and a homestead review in one (D15, D24): received at the township, confirmed by the county."""
    reform = await centre.officer("zhuli", "xiatang")
    token = await reform.csrf()
    query = "part=homestead_village_review&part=subsistence_allowance"
    chosen = {"query": query, "code": "home_in_one", "name": "安居一件事"}
    made = await reform.http.post("/compose", data={"_csrf_token": token, **chosen, "lead": "civil_affairs"})
    assert made.status_code == 303, made.text
    page = "/designer/home_in_one/publish"
    done = await reform.submit(page, page, {"_act": "publish", "effective": "2026-03-02"})
    assert done.status_code == 303, done.text
    tenant = await centre.house.directory.by_code("xiatang")
    with scope.acting_for(tenant.id):
        (version,) = await centre.house.tenants.versions("home_in_one")
        bundle = await centre.house.tenants.bundle("home_in_one", version.hash)
    model = read_bundle(bundle).model
    assert model is not None
    assert [grant.step for grant in model.matter.work_grants] == ["subsistence_allowance__confirm"]
    events = await to_its_end(Walk(centre, "xiatang", model, bundle=bundle))
    granted = [each for each in events if type(each).__name__ == "WorkGranted"]
    assert [(each.element, each.worker_name) for each in granted] == [
        ("call_subsistence_allowance/subsistence_allowance__confirm", "玉山县")
    ]

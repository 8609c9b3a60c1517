"""Work beside people through the doors: workers with their keys, messages from outside, incidents, new versions."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bpmn.diagram import Flow, Node, StepFacts
from bpmn.document import read_diagram, write_diagram
from engine.cases.case import Case, Party
from engine.service import Application
from engine.verify.generated import one_step_pack
from tenants import scope
from tenants.bundle import Bundle
from tenants.people import actor_of
from tenants.versions import Version

pytestmark = pytest.mark.anyio
OPERATIONS = """[[operations]]
code = "credit"
name = "信用核查"
retries = 2
brings = ["grade"]
"""


def bundle(name: str = "accept") -> Bundle:
    """The plain matter: after receipt a machine is asked, then somebody accepts (the step may be called otherwise)."""
    (plain,) = one_step_pack({}).bundles
    diagram = read_diagram(plain.files["flow.bpmn"]).diagram
    assert diagram is not None
    (process,) = diagram.processes
    ask = Node("ask", "serviceTask", "信用核查", "plain", step=StepFacts(operation="credit", maps_in=(("who", "who"),)))
    flows = [replace(each, source="ask") if each.id == "f2" else each for each in process.flows]
    flows.append(Flow("f1a", "receive", "ask", parent="plain"))
    drawn = replace(diagram, processes=(replace(process, nodes=(*process.nodes, ask), flows=tuple(flows)),))
    source = write_diagram(replace(drawn, shapes=(), edges=())).replace(b'"accept"', f'"{name}"'.encode())
    source = source.replace(f'stepKind="{name}"'.encode(), b'stepKind="accept"')
    return Bundle("plain", {**plain.files, "flow.bpmn": source, "operations.toml": OPERATIONS.encode()})


async def publish(centre: Any, made: Bundle) -> None:
    """A version of the plain matter, in force at once."""
    tenant = await centre.tenant()
    with scope.acting_for(tenant):
        async with centre.house.tenants.transaction():
            number = 1 + len(await centre.house.tenants.versions("plain"))
            await centre.house.tenants.put_bundle(made)
            await centre.house.tenants.save_version(
                Version(
                    tenant=tenant,
                    matter="plain",
                    number=number,
                    hash=made.hash,
                    effective_from=date(2026, 1, number),
                    published_by=None,
                    published_at=centre.clock.now(),
                )
            )


async def somebody(centre: Any, role: str) -> Any:
    """Somebody of 玉山县 with that role, signed in."""
    with scope.acting_for(await centre.tenant()):
        people = await centre.house.tenants.people()
    return await centre.officer(next(p.login for p in people if any(each.value == role for each in p.roles)))


async def worker(centre: Any, topics: str = "") -> dict[str, str]:
    """The header of a worker with a fresh key."""
    keeper = await somebody(centre, "security_administrator")
    page = await keeper.submit("/workers", "/workers", {"name": "信用平台", "topics": topics})
    secret = page.text.split('class="mono">')[1].split("<")[0]
    return {"authorization": f"Bearer {secret}"}


async def begin(centre: Any) -> Any:
    """A case just received by the window; the operation is asked at once."""
    tenant = await centre.tenant()
    with scope.acting_for(tenant):
        person = await centre.house.tenants.person_by_login("chenyang")
        actor = replace(actor_of(person, tenant, date(2026, 3, 2)), posts=frozenset({("centre", "window")}))
        application = Application("plain", Party(name="某某茶业"), {"who": "某某茶业"})
        case = await centre.house.service.receive(actor, application, mark="玉办")
    assert isinstance(case, Case), str(case)
    return case


async def now(centre: Any, case: Any) -> Any:
    stored, _ = await centre.stored(str(case.id))
    return stored


async def fetch(centre: Any, key: dict[str, str], **more: Any) -> Any:
    stranger = await centre.stranger()
    return await stranger.http.post("/api/v1/jobs/fetch", json={"topics": ["credit"], **more}, headers=key)


async def report(centre: Any, key: dict[str, str], job: str, verb: str, **body: Any) -> Any:
    stranger = await centre.stranger()
    return await stranger.http.post(f"/api/v1/jobs/{job}/{verb}", json=body, headers=key)


async def test_a_worker_fetches_and_reports_over_the_api(centre: Any) -> None:
    await publish(centre, bundle())
    case, key = await begin(centre), await worker(centre)
    (job,) = (await fetch(centre, key)).json()
    assert (job["operation"], job["case_number"], job["data"], job["attempt"]) == (
        "credit",
        case.number,
        {"who": "某某茶业"},
        1,
    )
    assert (await fetch(centre, key)).json() == []
    assert (await report(centre, key, job["id"], "heartbeat", seconds=600)).status_code == 204
    done = {"data": {"grade": "A"}, "once": "1"}
    assert (await report(centre, key, job["id"], "complete", **done)).status_code == 204
    assert (await report(centre, key, job["id"], "complete", **done)).status_code == 204  # repeated under its key
    assert (await report(centre, key, job["id"], "complete", data={})).status_code == 404
    assert [step.element for step in (await now(centre, case)).steps.values()] == ["accept"]
    assert (await now(centre, case)).data["grade"] == "A"


async def test_two_workers_do_not_take_the_same_job(centre: Any) -> None:
    await publish(centre, bundle())
    await begin(centre)
    one, other = await worker(centre), await worker(centre)
    (job,) = (await fetch(centre, one)).json()
    assert (await fetch(centre, other)).json() == []
    refused = await report(centre, other, job["id"], "complete", data={})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:banshi:problem:step")


async def test_a_key_opens_only_what_it_is_for(centre: Any) -> None:
    await publish(centre, bundle())
    await begin(centre)
    assert (await fetch(centre, {})).status_code == 401
    assert (await fetch(centre, {"authorization": "Bearer banshi-made-up"})).status_code == 401
    narrow = await worker(centre, topics="other")
    assert (await fetch(centre, narrow)).json()["type"] == "urn:banshi:problem:topic"
    clerk = await centre.officer("chenyang")
    assert (await clerk.post("/api/v1/jobs/fetch", {"topics": ["credit"]})).status_code == 401
    assert (await clerk.get("/workers")).status_code == 403
    foreign = await worker(centre)
    with scope.acting_for(await centre.tenant()):
        keys = [key for key in await centre.house.work.keys() if not key.topics]
    keeper = await somebody(centre, "security_administrator")
    revoked = await keeper.submit("/workers", f"/workers/{keys[0].id}")
    assert revoked.status_code == 303
    assert (await fetch(centre, foreign)).status_code == 401


async def test_what_failed_too_often_is_dealt_with_on_its_page(centre: Any) -> None:
    await publish(centre, bundle())
    case, key = await begin(centre), await worker(centre)
    (job,) = (await fetch(centre, key)).json()
    assert (await report(centre, key, job["id"], "fail", error="查无此人", again=False)).status_code == 204
    officer = await somebody(centre, "reform_officer")
    listed = await officer.get("/incidents")
    assert case.number in listed.text
    assert "查无此人" in listed.text
    page = f"/cases/{case.id}/incidents/{next(iter((await now(centre, case)).incidents))}"
    assert "跳过的理由" in (await officer.get(page)).text
    unsaid = await officer.submit(page, page, {"_act": "跳过"})
    assert unsaid.status_code == 422
    done = await officer.submit(page, page, {"_act": "跳过", "_reason": "纸面核过", "_name": "grade", "_value": "B"})
    assert done.status_code == 303
    after = await now(centre, case)
    assert ([step.element for step in after.steps.values()], after.data["grade"]) == (["accept"], "B")
    clerk = await centre.officer("chenyang")
    assert (await clerk.get("/incidents")).status_code == 403
    assert (await clerk.get(page)).status_code == 404


async def test_a_message_from_outside_is_taken_in_once(centre: Any) -> None:
    key = await worker(centre)
    stranger = await centre.stranger()
    body = {"id": "m1", "name": "缴费成功", "key": "B1", "payload": {"n": 1}}
    for fresh in (True, False):
        answer = await stranger.http.post("/api/v1/messages", json=body, headers=key)
        assert (answer.status_code, answer.json()) == (202, {"fresh": fresh})
    officer = await somebody(centre, "reform_officer")
    assert "缴费成功" in (await officer.get("/incidents")).text


async def test_open_cases_change_version_on_the_page(centre: Any) -> None:
    await publish(centre, bundle())
    cases, key = [await begin(centre) for _ in range(3)], await worker(centre)
    for job in (await fetch(centre, key)).json():
        await report(centre, key, job["id"], "complete", data={"grade": "A"})
    await publish(centre, bundle("examine"))
    officer = await somebody(centre, "reform_officer")
    tried = "/migrations/new?matter=plain&before=1&after=2"
    page = await officer.get(tried)
    assert "可以更换 3 件" in page.text
    again = await officer.submit(tried, "/migrations", {"_act": "试算"})
    assert "可以更换 3 件" in again.text
    started = await officer.submit(tried, "/migrations", {"_act": "开始", "_reason": "新标准施行"})
    assert started.status_code == 303
    batch = started.headers["location"]
    paused = await officer.submit(batch, batch, {"_act": "暂停"})
    assert paused.status_code == 303
    await centre.house.migrations.go_on()
    assert (await now(centre, cases[0])).version == 1
    await officer.submit(batch, batch, {"_act": "继续"})
    await centre.house.migrations.go_on()
    assert "已换 <b>3</b>" in (await officer.get(batch)).text
    for case in cases:
        after = await now(centre, case)
        assert (after.version, [step.element for step in after.steps.values()]) == (2, ["examine"])
    clerk = await centre.officer("chenyang")
    assert (await clerk.get("/migrations")).status_code == 403
    assert (await clerk.get(batch)).status_code == 403
    assert (await officer.get("/migrations/new?matter=plain&before=1&after=9")).status_code == 422

"""System operations in workers' hands: leased, kept alive, reported once; what fails too often waits for a person."""

from typing import Any

import pytest

from bpmn.diagram import Event, EventKind, Node, StepFacts
from engine.cases import commands as c
from engine.refusal import Refusal
from tenants.operation import Operation, Operations, Runner

pytestmark = pytest.mark.anyio
CREDIT = Operations((Operation("credit", "信用核查", retries=3, brings=("grade",)),))
ASKING = Node("ask", "serviceTask", "信用核查", step=StepFacts(operation="credit", maps_in=(("amount", "much"),)))


@pytest.fixture
def plain(works: Any) -> Any:
    works.publish("S a ask b E", operations=CREDIT, ask=ASKING)
    return works


async def test_an_operation_is_fetched_done_and_brings_its_values(plain: Any) -> None:
    case = await plain.begin(amount=5)
    await plain.do(case, "a")
    (leased,) = await plain.jobs.fetch("w1", ["credit"])
    assert (leased.job.operation, leased.job.data, leased.attempts) == ("credit", {"much": 5}, 1)
    assert await plain.jobs.fetch("w2", ["credit"]) == []
    done = await plain.jobs.complete(leased.job.id, "w1", {"grade": "A", "secret": "x"}, once="k1")
    assert not isinstance(done, Refusal)
    assert await plain.open(case) == ["b"]
    assert (await plain.now(case)).data == {"amount": 5, "grade": "A"}
    assert "OperationDone" in await plain.told(case)


async def test_a_report_repeated_under_its_key_has_no_further_effect(plain: Any) -> None:
    case = await plain.begin()
    await plain.do(case, "a")
    (leased,) = await plain.jobs.fetch("w1", ["credit"])
    await plain.jobs.complete(leased.job.id, "w1", {}, once="k1")
    revision = (await plain.now(case)).revision
    again = await plain.jobs.complete(leased.job.id, "w1", {}, once="k1")
    assert not isinstance(again, Refusal)
    assert (await plain.now(case)).revision == revision
    other = await plain.jobs.complete(leased.job.id, "w1", {}, once="k2")
    assert isinstance(other, Refusal)
    assert other.rule == "not-found"


async def test_only_the_holder_of_the_lease_may_report(plain: Any) -> None:
    case = await plain.begin()
    await plain.do(case, "a")
    (leased,) = await plain.jobs.fetch("w1", ["credit"], seconds=60)
    refused = await plain.jobs.complete(leased.job.id, "w2", {})
    assert isinstance(refused, Refusal)
    assert refused.rule == "step"
    assert await plain.jobs.beat(leased.job.id, "w1", seconds=120)
    plain.after(seconds=90)
    assert await plain.jobs.fetch("w2", ["credit"]) == []  # the heartbeat kept it
    plain.after(seconds=60)
    (taken,) = await plain.jobs.fetch("w2", ["credit"])
    assert taken.attempts == 2
    assert not await plain.jobs.beat(leased.job.id, "w1")
    assert isinstance(await plain.jobs.complete(leased.job.id, "w1", {}), Refusal)


async def test_a_failure_rests_longer_and_longer_then_waits_for_a_person(plain: Any) -> None:
    case = await plain.begin(amount=5)
    await plain.do(case, "a")
    for attempt, rest in ((1, 5), (2, 10)):
        (leased,) = await plain.jobs.fetch("w1", ["credit"])
        assert leased.attempts == attempt
        assert await plain.jobs.fail(leased.job.id, "w1", "接口无应答") is None
        assert await plain.jobs.fetch("w1", ["credit"]) == []
        plain.after(seconds=rest)
    (leased,) = await plain.jobs.fetch("w1", ["credit"])
    await plain.jobs.fail(leased.job.id, "w1", "接口无应答")
    (incident,) = (await plain.now(case)).incidents.values()
    assert incident.what == "系统操作“信用核查”试了3次没有成功：接口无应答"
    assert (incident.kind, incident.input) == ("operation", {"much": 5})
    plain.after(days=1)
    assert await plain.jobs.fetch("w1", ["credit"]) == []
    await plain.resolve(case, "edited", changes={"much": 6})
    (leased,) = await plain.jobs.fetch("w1", ["credit"])
    assert (leased.job.data, leased.attempts) == ({"much": 6}, 1)


async def test_a_failure_that_no_attempt_mends_waits_for_a_person_at_once(plain: Any) -> None:
    case = await plain.begin()
    await plain.do(case, "a")
    (leased,) = await plain.jobs.fetch("w1", ["credit"])
    await plain.jobs.fail(leased.job.id, "w1", "查无此人", again=False)
    assert len((await plain.now(case)).incidents) == 1
    done = await plain.resolve(case, "skipped", reason="纸面核过", changes={"grade": "B"})
    assert not isinstance(done, Refusal)
    assert await plain.open(case) == ["b"]
    assert (await plain.now(case)).data["grade"] == "B"


async def test_workers_that_die_on_an_operation_do_not_take_it_for_ever(plain: Any) -> None:
    case = await plain.begin()
    await plain.do(case, "a")
    for _ in range(3):
        assert len(await plain.jobs.fetch("w1", ["credit"], seconds=60)) == 1
        plain.after(seconds=61)
    assert await plain.jobs.fetch("w1", ["credit"]) == []
    (incident,) = (await plain.now(case)).incidents.values()
    assert incident.what.endswith("每次领取后都没有报告结果")


async def test_an_error_of_the_trade_goes_the_way_drawn_for_it(works: Any) -> None:
    border = Node("bad", "boundaryEvent", attached_to="ask", event=Event(EventKind.ERROR, name="locked"))
    works.publish("S a ask b E; bad z E2", operations=CREDIT, ask=ASKING, bad=border)
    case = await works.begin()
    await works.do(case, "a")
    (leased,) = await works.jobs.fetch("w1", ["credit"])
    await works.jobs.complete(leased.job.id, "w1", {}, code="locked")
    assert await works.open(case) == ["z"]


async def test_what_ends_with_the_case_is_offered_no_more(plain: Any) -> None:
    case = await plain.begin()
    await plain.do(case, "a")
    ended = await plain.service.act(plain.clerk, case.id, c.Withdraw("不办了"))
    assert not isinstance(ended, Refusal), str(ended)
    assert await plain.jobs.fetch("w1", ["credit"]) == []


async def test_the_server_runs_its_own_operations_outside_of_transactions(works: Any) -> None:
    letter = Operations((Operation("letter", "制作告知书", Runner.DOCUMENT, brings=("no",), title="告知书"),))
    works.publish("S a ask b E", operations=letter, ask=Node("ask", "serviceTask", step=StepFacts(operation="letter")))
    case = await works.begin()
    await works.do(case, "a")
    assert await works.jobs.fetch("w1", ["letter"]) == []
    assert await works.backroom.round() == 1
    assert await works.open(case) == ["b"]
    assert (await works.now(case)).data["no"] == "玉办文〔2026〕0001号"

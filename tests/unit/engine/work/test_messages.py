"""Messages find the case with their key, signals all that listen; each arrives once, even early."""

from typing import Any

import pytest

from bpmn.diagram import Definition, Event, EventKind, Node, StepFacts
from engine.cases import commands as c
from engine.cases.rows import Parcel
from engine.refusal import Refusal
from tenants.operation import Heard, Operations, Scope

pytestmark = pytest.mark.anyio
PAID = Definition("paid", "message", "缴费成功", correlation="bill")
HEARD = Operations(heard=(Heard("缴费成功", brings=("receipt",)), Heard("停电", Scope.SIGNAL)))
WAITING = Node("pay", "receiveTask", "等缴费", message="paid")


def parcel(works: Any, identity: str, name: str, key: str = "", kind: str = "message", **payload: Any) -> Parcel:
    return Parcel(identity, kind, name, key, payload, works.clock.now(), "收费系统")


async def outside(works: Any, *args: Any, **payload: Any) -> bool:
    taken: bool = await works.backroom.courier.take_in(parcel(works, *args, **payload))
    return taken


@pytest.fixture
def paying(works: Any) -> Any:
    works.publish("S a pay b E", operations=HEARD, roots=(PAID,), pay=WAITING)
    return works


async def waiting_for(works: Any, bill: str) -> Any:
    case = await works.begin(bill=bill)
    await works.do(case, "a")
    return case


async def test_a_message_from_outside_reaches_the_case_with_its_key(paying: Any) -> None:
    one, other = await waiting_for(paying, "B1"), await waiting_for(paying, "B2")
    await outside(paying, "m1", "缴费成功", "B2", receipt="R7")
    await paying.backroom.round()
    assert (await paying.open(one), await paying.open(other)) == ([], ["b"])
    assert (await paying.now(other)).data["receipt"] == "R7"
    assert await paying.work.parcels() == []


async def test_a_message_that_comes_early_waits_until_somebody_listens(paying: Any) -> None:
    await outside(paying, "m1", "缴费成功", "B1", receipt="R1")
    for _ in range(5):
        await paying.backroom.round()
        paying.after(minutes=30)
    ((kept, attempts, error),) = await paying.work.parcels()
    assert (kept.name, error) == ("缴费成功", "还没有办件在等这条消息")
    assert attempts == 5
    case = await waiting_for(paying, "B1")
    await paying.backroom.round()
    assert await paying.open(case) == ["b"]


async def test_the_same_message_taken_in_twice_arrives_once(paying: Any) -> None:
    case = await waiting_for(paying, "B1")
    assert await outside(paying, "m1", "缴费成功", "B1")
    assert not await outside(paying, "m1", "缴费成功", "B1")
    await paying.backroom.round()
    assert not await outside(paying, "m1", "缴费成功", "B1")
    await paying.backroom.round()
    assert (await paying.told(case)).count("MessageHeard") == 1
    assert await paying.work.parcels() == []


async def test_one_case_sends_to_another(paying: Any) -> None:
    paid = Node("tell", "sendTask", "通知已缴费", message="paid", step=StepFacts(maps_out=(("no", "receipt"),)))
    paying.publish("S c tell E", code="cashier", operations=HEARD, roots=(PAID,), tell=paid)
    waiting = await waiting_for(paying, "B9")
    sender = await paying.begin("cashier", bill="B9", no="R9")
    await paying.do(sender, "c")
    assert await paying.open(waiting) == []  # not inside the sender's transaction
    await paying.backroom.round()
    assert await paying.open(waiting) == ["b"]
    heard = next(event for event in await paying.store.events(waiting.id) if type(event).__name__ == "MessageHeard")
    assert (heard.sender, heard.payload) == (sender.number, {"receipt": "R9"})


async def test_a_signal_reaches_every_case_that_listens_once(works: Any) -> None:
    cut = Node("cut", "intermediateCatchEvent", "等停电", event=Event(EventKind.SIGNAL, name="停电"))
    works.publish("S a cut b E", operations=HEARD, cut=cut)
    cases = [await works.begin() for _ in range(3)]
    for case in cases[:2]:
        await works.do(case, "a")
    await outside(works, "s1", "停电", kind="signal")
    await works.backroom.round()
    await works.backroom.round()
    assert [await works.open(case) for case in cases] == [["b"], ["b"], ["a"]]
    await works.do(cases[2], "a")
    await works.backroom.round()
    assert await works.open(cases[2]) == []  # a signal is for those who listened when it came


async def test_a_message_begins_a_case_which_waits_at_the_window(works: Any) -> None:
    begun = Node("S", "startEvent", "收到申请", event=Event(EventKind.MESSAGE, name="网上申请"))
    works.publish("S a b E", code="online", operations=Operations(heard=(Heard("网上申请"),)), S=begun)
    await outside(works, "m1", "网上申请", applicant={"name": "张某某", "phone": "13800000000"}, area=80)
    await works.backroom.round()
    (case,) = [stored.case for stored in works.store._shelf.cases.values()]
    assert (case.applicant.name, case.data, case.channel) == ("张某某", {"area": 80}, "系统")
    assert await works.open(case) == ["a"]
    assert await works.work.parcels() == []


async def test_a_message_that_fails_in_its_case_is_an_incident_there(works: Any) -> None:
    works.publish("S a pay X; X b ? receipt = \"R1\"; X z ? receipt = \"R2\"; b E; z E2",
                  operations=HEARD, roots=(PAID,), pay=WAITING)  # fmt: skip
    case = await waiting_for(works, "B1")
    await outside(works, "m1", "缴费成功", "B1", receipt="R3")
    await works.backroom.round()
    (incident,) = (await works.now(case)).incidents.values()
    assert (incident.kind, incident.element) == ("message", "X")
    assert await works.work.parcels() == []
    await works.resolve(case, "edited", changes={"receipt": "R2"})
    assert await works.open(case) == ["z"]


async def test_a_closed_case_hears_no_more(paying: Any) -> None:
    case = await waiting_for(paying, "B1")
    assert not isinstance(await paying.service.act(paying.clerk, case.id, c.Withdraw("不办了")), Refusal)
    await outside(paying, "m1", "缴费成功", "B1")
    await paying.backroom.round()
    assert len(await paying.work.parcels()) == 1

"""Open cases go on under a new version: proposed, tried out, moved case by case, with everything they have."""

from typing import Any

import pytest

from bpmn.diagram import Event, EventKind, LimitText, Node, StepFacts, TimerKind
from engine.cases import commands as c
from engine.refusal import Refusal

pytestmark = pytest.mark.anyio
FACTS = StepFacts(limit=LimitText("5", "workingDay"), department="office", form="f")


def task(name: str) -> Node:
    return Node("x", "userTask", name, step=FACTS)


async def waiting(works: Any, many: int, element: str = "look") -> list[Any]:
    cases = [await works.begin() for _ in range(many)]
    for case in cases:
        await works.do(case, "a")
        assert await works.open(case) == [element]
    return cases


async def moved(works: Any, mapping: dict[str, str] | None = None) -> Any:
    batch = await works.migrations.start(works.reform, "matter", 1, 2, mapping or {}, "新标准施行")
    assert not isinstance(batch, Refusal), str(batch)
    while await works.migrations.go_on():
        pass
    return await works.work.batch(batch.id)


@pytest.fixture
def two(works: Any) -> Any:
    works.publish("S a look b E", look=task("审查"))
    return works


async def test_a_case_goes_on_in_the_new_drawing(two: Any) -> None:
    (case,) = await waiting(two, 1)
    before = two.step(await two.now(case), "look")
    two.publish("S a check extra b E", check=task("审查"))
    mapping = await two.migrations.propose("matter", 1, 2)
    assert mapping["look"] == "check"
    batch = await moved(two, mapping)
    assert (batch.state, batch.total, batch.moved, batch.refused) == ("done", 1, 1, 0)
    now = await two.now(case)
    after = two.step(now, "check")
    assert now.version == 2
    assert (after.token, after.due, after.opened_at) == (before.token, before.due, before.opened_at)
    await two.do(case, "check")
    assert await two.open(case) == ["extra"]
    event = next(event for event in await two.store.events(case.id) if type(event).__name__ == "CaseMigrated")
    assert (event.before, event.after, event.reason, event.by.name) == (1, 2, "新标准施行", "人员2")
    assert event.mapping["look"] == "check"


async def test_what_has_no_place_stays_and_says_why(two: Any) -> None:
    staying, (going,) = await waiting(two, 2), [await two.begin()]
    two.publish("S a b E")
    preview = await two.migrations.preview("matter", 1, 2, {})
    assert (preview.total, preview.moving) == (3, 1)
    assert preview.refused == (("“审查”在新版本中没有对应的位置", 2),)
    batch = await moved(two)
    assert (batch.moved, batch.refused) == (1, 2)
    assert [(await two.now(case)).version for case in (*staying, going)] == [1, 1, 2]
    refused = await two.work.batch_cases(batch.id, "refused")
    assert {each.why for each in refused} == {"“审查”在新版本中没有对应的位置"}
    assert await two.open(staying[0]) == ["look"]
    await two.do(staying[0], "look")  # it goes on in the old one
    assert await two.open(staying[0]) == ["b"]


async def test_what_was_promised_stays_promised(two: Any) -> None:
    await waiting(two, 1)
    two.publish("S a look b E", look=task("审查"), promised=30)
    preview = await two.migrations.preview("matter", 1, 2, {})
    assert preview.moving == 0
    assert "承诺" in preview.refused[0][0]


async def test_a_batch_can_be_paused_and_goes_on(two: Any) -> None:
    await waiting(two, 5)
    two.publish("S a look b extra E", look=task("审查"))
    batch = await two.migrations.start(two.reform, "matter", 1, 2, {}, "更正")
    assert await two.migrations.work_on(batch.id, 2) == 2
    await two.migrations.turn(two.reform, batch.id, "paused")
    assert await two.migrations.go_on() == 0
    paused = await two.work.batch(batch.id)
    assert (paused.state, paused.moved) == ("paused", 2)
    await two.migrations.turn(two.reform, batch.id, "running")
    await two.backroom.round()
    done = await two.work.batch(batch.id)
    assert (done.state, done.moved) == ("done", 5)


async def test_timers_keep_their_moment_and_new_ones_begin(works: Any) -> None:
    late = Event(EventKind.TIMER, expression="PT9H", timer=TimerKind.DURATION)
    old = Node("x", "boundaryEvent", "提醒", attached_to="look", event=late, interrupting=False)
    works.publish("S a look b E; late z E2", look=task("审查"), late=old)
    (case,) = await waiting(works, 1)
    ((token, timer),) = (await works.now(case)).timers.items()
    works.after(hours=3)
    new = Node("x", "boundaryEvent", "再提醒", attached_to="look", event=late, interrupting=False)
    works.publish("S a look b E; late z E2; later y E3", look=task("审查"), late=old, later=new)
    await moved(works)
    timers = (await works.now(case)).timers
    assert timers[token] == timer
    (added,) = (timers[each] for each in timers if each != token)
    assert (added.element, added.at) == ("later", works.clock.now() + (timer.at - case.received_at))


async def test_only_reform_officers_and_only_with_a_reason(two: Any) -> None:
    await waiting(two, 1)
    two.publish("S a look b E", look=task("审查"))
    for actor, reason, rule in ((two.clerk, "更正", "role"), (two.reform, " ", "reason")):
        refused = await two.migrations.start(actor, "matter", 1, 2, {}, reason)
        assert isinstance(refused, Refusal)
        assert refused.rule == rule


async def test_a_case_that_ended_meanwhile_is_left_alone(two: Any) -> None:
    (case,) = await waiting(two, 1)
    two.publish("S a look b E", look=task("审查"))
    batch = await two.migrations.start(two.reform, "matter", 1, 2, {}, "更正")
    assert not isinstance(await two.service.act(two.clerk, case.id, c.Withdraw("不办了")), Refusal)
    await two.migrations.go_on()
    (left,) = await two.work.batch_cases(batch.id)
    assert left.state == "gone"
    assert (await two.now(case)).version == 1

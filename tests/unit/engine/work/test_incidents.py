"""What cannot go on leaves the case before the step; a person tries again, puts a value right, or passes it over."""

import itertools
from typing import Any

import pytest

from bpmn.diagram import Event, EventKind, Node, TimerKind
from engine.cases import commands as c
from engine.errors import EngineError
from engine.refusal import Refusal
from engine.rests import MOST_ATTEMPTS
from tenants.people import Role

pytestmark = pytest.mark.anyio


@pytest.fixture
def crossroads(works: Any) -> Any:
    works.publish("S a X; X b ? n = 1; X z ? n = 2; b E; z E2")
    return works


async def blocked(works: Any) -> Any:
    case = await works.begin()
    refused = await works.do(case, "a", n=3)
    assert isinstance(refused, Refusal)
    assert refused.rule == "incident"
    return case


async def test_the_case_stays_before_the_step_and_says_what_failed_where(crossroads: Any) -> None:
    case = await blocked(crossroads)
    assert await crossroads.open(case) == ["a"]
    (incident,) = (await crossroads.now(case)).incidents.values()
    assert (incident.kind, incident.element, incident.where) == ("step", "X", "出口条件")
    assert incident.input == {"n": 3}
    (row,) = await crossroads.work.incidents()
    assert (row.number, row.what) == (case.number, "没有一条出口的条件成立，也没有默认出口")


async def test_the_same_failure_again_is_the_same_incident(crossroads: Any) -> None:
    case = await blocked(crossroads)
    await crossroads.do(case, "a", n=4)
    (incident,) = (await crossroads.now(case)).incidents.values()
    assert incident.input == {"n": 4}


async def test_doing_the_step_rightly_ends_the_incident(crossroads: Any) -> None:
    case = await blocked(crossroads)
    await crossroads.do(case, "a", n=1)
    assert await crossroads.open(case) == ["b"]
    assert await crossroads.work.incidents() == []


async def test_a_retry_does_what_the_officer_had_sent_in_the_officers_name(crossroads: Any) -> None:
    case = await blocked(crossroads)
    again = await crossroads.resolve(case, "retried")
    assert isinstance(again, Refusal)  # nothing was changed: it fails again
    done = await crossroads.resolve(case, "edited", changes={"n": 2})
    assert not isinstance(done, Refusal)
    assert await crossroads.open(case) == ["z"]
    events = await crossroads.store.events(case.id)
    completed = next(event for event in events if type(event).__name__ == "StepCompleted")
    assert (completed.by.name, completed.data) == ("人员1", {"n": 2})
    decided = next(event for event in events if type(event).__name__ == "IncidentResolved")
    assert (decided.by.name, decided.how, decided.changes) == ("人员2", "edited", {"n": 2})


async def test_passing_over_takes_the_way_a_person_chose_with_a_reason(crossroads: Any) -> None:
    case = await blocked(crossroads)
    unsaid = await crossroads.resolve(case, "skipped", flow="X_z")
    assert isinstance(unsaid, Refusal)
    assert unsaid.rule == "reason"
    await crossroads.resolve(case, "skipped", flow="X_z", reason="按旧规定办")
    assert await crossroads.open(case) == ["z"]


async def test_only_those_with_the_right_may(crossroads: Any) -> None:
    case = await blocked(crossroads)
    refused = await crossroads.resolve(case, "retried", actor=crossroads.clerk)
    assert isinstance(refused, Refusal)
    assert refused.rule == "role"
    assert Role.REFORM_OFFICER not in crossroads.clerk.roles


async def test_a_script_that_fails_may_be_passed_over(works: Any) -> None:
    works.publish(
        "S a sum b E", sum=Node("sum", "scriptTask", "算费用", script="fee = count(for i in 1..900000 return i)")
    )
    case = await works.begin()
    refused = await works.do(case, "a")
    assert isinstance(refused, Refusal)
    assert "算费用" in refused.message
    await works.resolve(case, "skipped", reason="免费")
    assert await works.open(case) == ["b"]


# ---- timers and other due moments
def reminder() -> Node:
    timer = Event(EventKind.TIMER, expression="PT1H", timer=TimerKind.DURATION)
    return Node("late", "boundaryEvent", "提醒", attached_to="a", event=timer, interrupting=False)


async def test_a_timer_whose_way_fails_waits_for_a_person(works: Any) -> None:
    works.publish("S a E; late X; X b ? n = 1; X z ? n = 2; b E2; z E3", late=reminder())
    case = await works.begin(n=3)
    works.after(hours=2)
    await works.backroom.round()
    (incident,) = (await works.now(case)).incidents.values()
    assert (incident.kind, incident.element) == ("timer", "X")
    works.after(hours=2)
    assert await works.backroom.round() == 0  # nobody tries it again by itself
    await works.resolve(case, "edited", changes={"n": 1})
    assert await works.open(case) == ["a", "b"]
    assert await works.work.incidents() == []


async def test_rests_grow_and_attempts_end(works: Any) -> None:
    works.publish("S a b E")
    case = await works.begin()
    step = works.step(await works.now(case), "a")
    assert step.due is not None
    works.clock.set(step.due.at)
    works.service.fire = failing(works.service.fire)
    moments = []
    for _ in range(2000):
        before = works.service.fire.called
        await works.backroom.ticker.tick()
        if works.service.fire.called > before:
            moments.append(works.clock.now())
        works.after(seconds=5)
    assert len(moments) == MOST_ATTEMPTS
    rests = [int((later - earlier).total_seconds()) for earlier, later in itertools.pairwise(moments)]
    assert rests == sorted(rests)
    assert rests[0] <= 10 < rests[-1]
    (incident,) = (await works.now(case)).incidents.values()
    assert (incident.kind, incident.limit) == ("limit", f"step:{step.token}")
    works.service.fire.broken = False
    await works.resolve(case, "retried")
    await works.backroom.ticker.tick()
    assert (await works.now(case)).passed_limits == ("check", f"step:{step.token}")


class failing:
    """The same call, breaking while `broken`."""

    def __init__(self, real: Any) -> None:
        self.real, self.broken, self.called = real, True, 0

    async def __call__(self, *args: Any) -> Any:
        if self.broken and args[0].moment.kind == "step":
            self.called += 1
            raise EngineError("磁盘满")
        return await self.real(*args)


# ---- states that cannot be read
async def test_a_state_that_cannot_be_read_is_an_incident_and_the_case_stays_readable(works: Any) -> None:
    works.publish("S a b E")
    case = await works.begin()
    for damaged in (b"", b"R", b"R\x01\x00\x00\x00\x00[]", b"R\x63\x00\x00\x00\x00[]"):
        key = next(iter(works.store._shelf.cases))
        stored = works.store._shelf.cases[key]
        works.store._shelf.cases[key] = type(stored)(stored.case, damaged)
        refused = await works.do(case, "a")
        assert isinstance(refused, Refusal)
        assert refused.rule == "incident"
        (incident,) = (await works.now(case)).incidents.values()
        assert (incident.kind, incident.where) == ("state", "流程状态")
        assert await works.open(case) == ["a"]
        assert (await works.store.events(case.id))[-1].what == incident.what
        assert works.store._shelf.cases[key].state == damaged  # kept as it was found


async def test_two_officers_complete_the_same_step_one_wins(works: Any) -> None:
    works.publish("S a b E")
    case = await works.begin()
    token = works.step(await works.now(case), "a").token
    assert not isinstance(await works.do(case, "a"), Refusal)
    second = await works.service.act(works.clerk, case.id, c.Complete(token))
    assert isinstance(second, Refusal)
    assert second.rule == "step"
    assert (await works.told(case)).count("StepCompleted") == 1

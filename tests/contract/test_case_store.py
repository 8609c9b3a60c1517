"""The case store keeps the same promises in memory, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace

from engine.cases import events as e
from engine.cases.apply import apply_all
from engine.cases.case import SYSTEM, Case, CaseId, DueDate, Hand, Party
from engine.cases.rows import Change, Message
from engine.clock import CENTRE_ZONE
from engine.errors import Stale
from engine.ports import CaseQuery, CaseStore, TaskQuery
from engine.storage import open_postgres, open_sqlite
from engine.store import SqlCaseStore
from engine.testing import MemoryCaseStore
from tenants import scope
from tenants.errors import NoTenant
from tenants.identity import TenantId, new_id

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=CENTRE_ZONE)
HERE = TenantId(UUID("01960000-0000-7000-8000-000000000001"))
ELSEWHERE = TenantId(UUID("01960000-0000-7000-8000-000000000002"))
CLERK = Hand(person=UUID("01960000-0000-7000-8000-0000000000aa"), name="陈样", department="centre", post="window")
PAIR = (("market_regulation", "registrar"),)


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[CaseStore]:
    if request.param == "memory":
        yield MemoryCaseStore()
        return
    if request.param == "sqlite":
        database = await open_sqlite(tmp_path / "banshi.sqlite")
    else:
        database = await open_postgres(request.getfixturevalue("postgres_address"), connections=3)
        async with database.transaction(owning=True):
            await database.write("drop schema public cascade")
            await database.write("create schema public")
    await database.migrate()
    yield SqlCaseStore(database)
    await database.close()


@pytest.fixture(autouse=True)
def here() -> object:
    with scope.acting_for(HERE):
        yield


def due(days: int) -> DueDate:
    day = NOW.date() + timedelta(days=days)
    at = datetime(day.year, day.month, day.day, tzinfo=CENTRE_ZONE) + timedelta(days=1)
    return DueDate(day=day, at=at, amount=days, unit="workingDay")


def received(number: str, *, at: datetime = NOW, name: str = "某某茶业", tenant: TenantId = HERE) -> Change:
    """A case just received, with one step open at the registrar."""
    case = CaseId(new_id(at, number.encode().ljust(10, b"0")[:10]))
    events = (
        e.ApplicationReceived(
            at=at,
            by=CLERK,
            tenant=tenant,
            case=case,
            number=number,
            matter="enterprise_opening",
            matter_name="企业开办",
            version=1,
            bundle="b" * 64,
            applicant=Party(name=name, phone="13800000000"),
            channel="窗口",
            data={"企业名称": name},
        ),
        e.StepOpened(
            at=at, by=SYSTEM, token=3, element="register", name="设立登记", kind="decide",
            department="market_regulation", post="registrar", due=due(1),
        ),
    )  # fmt: skip
    after = apply_all(None, events)
    message = Message(new_id(at, number[::-1].encode().ljust(10, b"1")[:10]), "received", {"to": "138"})
    return Change(None, after, b"state", events, (message,))


def completed(case: Case, *, at: datetime = NOW + timedelta(hours=1)) -> Change:
    event = e.StepCompleted(
        at=at, by=CLERK, token=3, element="register", name="设立登记", kind="decide", outcome="准予", data={"x": 1}
    )
    return Change(case, apply_all(case, [event]), b"after", (event,))


async def saved(store: CaseStore, change: Change) -> Case:
    async with store.transaction():
        await store.save(change)
    return change.after


async def test_what_was_saved_is_read_back(store: CaseStore) -> None:
    case = await saved(store, received("玉办〔2026〕0001号"))
    stored = await store.load(case.id)
    assert stored is not None
    assert (stored.case, stored.state) == (case, b"state")
    assert await store.by_number("玉办〔2026〕0001号") == stored
    assert await store.events(case.id) == received("玉办〔2026〕0001号").events


async def test_a_step_is_in_the_list_of_its_post_until_it_is_done(store: CaseStore) -> None:
    case = await saved(store, received("玉办〔2026〕0001号"))
    (task,) = await store.tasks(TaskQuery(PAIR))
    assert (task.name, task.number, task.due_day) == ("设立登记", "玉办〔2026〕0001号", "2026-03-03")
    assert await store.tasks(TaskQuery((("tax", "desk"),))) == []
    await saved(store, completed(case))
    assert await store.tasks(TaskQuery(PAIR)) == []


async def test_a_step_handed_over_is_in_the_other_tenants_list_and_nothing_else_is(store: CaseStore) -> None:
    change = received("玉办〔2026〕0001号")
    granted = e.WorkGranted(
        at=NOW, by=SYSTEM, token=3, element="register", name="设立登记", worker=ELSEWHERE, worker_name="别县"
    )
    events = (*change.events, granted)
    case = await saved(store, Change(None, apply_all(None, events), b"state", events))
    assert await store.tasks(TaskQuery(PAIR)) == []
    assert await store.home_of(case.id, 3) is None
    with scope.acting_for(ELSEWHERE):
        (task,) = await store.tasks(TaskQuery(PAIR))
        assert (task.name, task.tenant, task.home) == ("设立登记", ELSEWHERE, HERE)
        assert await store.home_of(case.id, 3) == HERE
        assert await store.home_of(case.id, 4) is None
        assert await store.load(case.id) is None
        assert await store.cases(CaseQuery()) == []
    await saved(store, completed(case))
    with scope.acting_for(ELSEWHERE):
        assert await store.tasks(TaskQuery(PAIR)) == []
        assert await store.home_of(case.id, 3) is None


async def test_the_least_time_left_comes_first_and_pages_follow_on(store: CaseStore) -> None:
    for number in range(5):
        change = received(f"玉办〔2026〕000{number}号", at=NOW + timedelta(minutes=number))
        (event, opened) = change.events
        later = (event, replace(opened, due=due(5 - number)))
        await saved(store, Change(None, apply_all(None, later), b"s", later))
    first = await store.tasks(TaskQuery(PAIR, limit=3))
    assert [row.due_day for row in first] == ["2026-03-03", "2026-03-04", "2026-03-05"]
    last = first[-1]
    from engine.instants import to_micros

    assert last.due_at is not None
    after = (to_micros(last.due_at), str(last.case), last.token)
    rest = await store.tasks(TaskQuery(PAIR, limit=3, after=after))
    assert [row.due_day for row in rest] == ["2026-03-06", "2026-03-07"]
    assert await store.count_tasks(TaskQuery(PAIR)) == 5
    assert await store.count_tasks(TaskQuery(PAIR), most=2) == 2


async def test_open_steps_are_counted_by_place(store: CaseStore) -> None:
    await saved(store, received("玉办〔2026〕0002号", at=NOW + timedelta(hours=1)))
    await saved(store, received("玉办〔2026〕0001号"))
    (group,) = await store.step_groups()
    assert (group.count, group.number, group.home) == (2, "玉办〔2026〕0001号", None)
    assert (group.department, group.post) == PAIR[0]
    with scope.acting_for(ELSEWHERE):
        assert await store.step_groups() == []


async def test_two_who_change_one_case_do_not_overwrite_each_other(store: CaseStore) -> None:
    case = await saved(store, received("玉办〔2026〕0001号"))
    await saved(store, completed(case))
    with pytest.raises(Stale):
        await saved(store, completed(case))
    assert len(await store.events(case.id)) == 3


async def test_a_failed_transaction_leaves_nothing(store: CaseStore) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.transaction():
            await store.next_number("case:2026")
            await store.save(received("玉办〔2026〕0001号"))
            raise ZeroDivisionError
    assert await store.by_number("玉办〔2026〕0001号") is None
    assert await store.tasks(TaskQuery(PAIR)) == []
    async with store.transaction():
        assert await store.next_number("case:2026") == 1


async def test_a_closed_case_moves_out_of_the_open_work_and_stays_readable(store: CaseStore) -> None:
    case = await saved(store, received("玉办〔2026〕0001号"))
    closed = e.CaseClosed(at=NOW + timedelta(days=1), by=CLERK, end="已办结", days_used=1)
    await saved(store, Change(case, apply_all(case, [closed]), b"", (closed,)))
    stored = await store.load(case.id)
    assert stored is not None
    assert not stored.case.is_open
    assert stored.state == b""
    assert await store.cases(CaseQuery()) == []
    assert [each.number for each in await store.cases(CaseQuery(closed=True))] == ["玉办〔2026〕0001号"]
    assert await store.next_due() is None


async def test_what_happens_after_the_end_is_kept_with_the_closed_case(store: CaseStore) -> None:
    case = await saved(store, received("玉办〔2026〕0001号"))
    closed = e.CaseClosed(at=NOW + timedelta(days=1), by=CLERK, end="已办结", days_used=1)
    ended = apply_all(case, [closed])
    await saved(store, Change(case, ended, b"", (closed,)))
    rating = e.RatingGiven(at=NOW + timedelta(days=2), by=CLERK, order="r1", level="不满意", named=True)
    rated = Change(ended, apply_all(ended, [rating]), b"", (rating,))
    await saved(store, rated)
    stored = await store.load(case.id)
    assert stored is not None
    assert (list(stored.case.orders), stored.case.revision) == (["r1"], case.revision + 2)
    assert (await store.events(case.id))[-1] == rating
    with pytest.raises(Stale):
        await saved(store, rated)


async def test_another_tenant_sees_nothing_of_it(store: CaseStore) -> None:
    case = await saved(store, received("玉办〔2026〕0001号"))
    with scope.acting_for(ELSEWHERE):
        assert await store.load(case.id) is None
        assert await store.by_number("玉办〔2026〕0001号") is None
        assert await store.events(case.id) == ()
        assert await store.tasks(TaskQuery(PAIR)) == []
        assert await store.count_tasks(TaskQuery(PAIR)) == 0
        assert await store.cases(CaseQuery()) == []
        async with store.transaction():
            assert await store.next_number("case:2026") == 1


async def test_numbers_are_counted_apart_by_tenant_and_never_given_twice(store: CaseStore) -> None:
    async with store.transaction():
        assert [await store.next_number("case:2026") for _ in range(3)] == [1, 2, 3]
        assert await store.next_number("case:2027") == 1
    with scope.acting_for(ELSEWHERE):
        async with store.transaction():
            assert await store.next_number("case:2026") == 1


async def test_a_due_moment_is_worked_once(store: CaseStore) -> None:
    case = await saved(store, received("玉办〔2026〕0001号"))
    moment = case.steps[3].due
    assert moment is not None
    assert await store.next_due() == moment.at
    assert await store.claim_due(NOW, owner="a", limit=10) == []
    (claimed,) = await store.claim_due(moment.at, owner="a", limit=10)
    assert await store.claim_due(moment.at, owner="b", limit=10) == []
    async with store.transaction():
        assert not await store.finish_due(claimed, "b")
        assert await store.finish_due(claimed, "a")
        assert not await store.finish_due(claimed, "a")


async def test_a_lease_that_ran_out_is_taken_over(store: CaseStore) -> None:
    case = await saved(store, received("玉办〔2026〕0001号"))
    moment = case.steps[3].due
    assert moment is not None
    await store.claim_due(moment.at, owner="a", limit=10, lease_seconds=60)
    (again,) = await store.claim_due(moment.at + timedelta(seconds=61), owner="b", limit=10)
    assert again.attempts == 2
    async with store.transaction():
        assert not await store.finish_due(again, "a")
        assert await store.finish_due(again, "b")


async def test_messages_wait_in_the_outbox(store: CaseStore) -> None:
    await saved(store, received("玉办〔2026〕0001号"))
    ((tenant, message),) = await store.waiting_messages()
    assert (tenant, message.kind, message.body) == (HERE, "received", {"to": "138"})


@pytest.mark.parametrize(("text", "found"), [("0002", 1), ("某某茶业", 2), ("%", 0), ("_", 0), ("没有", 0)])
async def test_cases_are_found_by_number_or_name_and_signs_are_no_patterns(
    store: CaseStore, text: str, found: int
) -> None:
    for number in (1, 2):
        await saved(store, received(f"玉办〔2026〕000{number}号", at=NOW + timedelta(minutes=number)))
    assert len(await store.cases(CaseQuery(text=text))) == await store.count_cases(CaseQuery(text=text)) == found


async def test_a_department_lists_only_the_cases_it_worked_on(store: CaseStore) -> None:
    await saved(store, received("玉办〔2026〕0001号"))
    assert len(await store.cases(CaseQuery(departments=("market_regulation", "tax")))) == 1
    assert await store.cases(CaseQuery(departments=("tax",))) == []
    assert await store.cases(CaseQuery(departments=())) == []
    counted = [await store.count_cases(CaseQuery(departments=each)) for each in (("market_regulation",), ("tax",), ())]
    assert counted == [1, 0, 0]
    assert await store.count_cases(CaseQuery(closed=True)) == 0
    (known,) = await store.cases(CaseQuery())
    assert [await store.count_cases(CaseQuery(matters=(each,))) for each in (known.matter, "another")] == [1, 0]


async def test_without_a_tenant_every_call_refuses() -> None:
    store = MemoryCaseStore()
    token = scope._current.set(None)
    try:
        with pytest.raises(NoTenant):
            await store.tasks(TaskQuery(PAIR))
    finally:
        scope._current.reset(token)

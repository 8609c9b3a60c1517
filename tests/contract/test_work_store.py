"""Work beside people waits alike in memory, on SQLite and on PostgreSQL: leased, put off, delivered once, by tenant."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from engine.cases import events as e
from engine.cases.apply import apply_all
from engine.cases.case import SYSTEM, Case, CaseId, Hand, Party
from engine.cases.rows import Change, Message, Parcel
from engine.clock import CENTRE_ZONE
from engine.ports import CaseStore
from engine.storage import open_postgres, open_sqlite
from engine.store import SqlCaseStore
from engine.testing import MemoryCaseStore
from engine.work_ports import BatchCase, BatchRow, WorkerKey, WorkStore
from engine.work_store import SqlWorkStore
from tenants import scope
from tenants.identity import TenantId, new_id

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=CENTRE_ZONE)
UNTIL = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(minutes=2)
HERE = TenantId(UUID("01960000-0000-7000-8000-000000000001"))
ELSEWHERE = TenantId(UUID("01960000-0000-7000-8000-000000000002"))
CLERK = Hand(person=None, name="陈样")
Stores = tuple[CaseStore, WorkStore]


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    if request.param == "memory":
        cases = MemoryCaseStore()
        yield cases, cases.work()
        return
    if request.param == "sqlite":
        database = await open_sqlite(tmp_path / "banshi.sqlite")
    else:
        database = await open_postgres(request.getfixturevalue("postgres_address"), connections=3)
        async with database.transaction(owning=True):
            await database.write("drop schema public cascade")
            await database.write("create schema public")
    await database.migrate()
    yield SqlCaseStore(database), SqlWorkStore(database)
    await database.close()


@pytest.fixture(autouse=True)
def here() -> object:
    with scope.acting_for(HERE):
        yield


def waiting(number: str, *more: Any, runner: str = "worker") -> Change:
    """A case that waits for an operation, and for whatever else is said."""
    case = CaseId(new_id(NOW, number.encode().ljust(10, b"0")[:10]))
    begun = e.ApplicationReceived(
        at=NOW, by=CLERK, tenant=HERE, case=case, number=number, matter="m", matter_name="事项", version=1,
        bundle="b" * 64, applicant=Party(name="某某"), channel="窗口", data={},
    )  # fmt: skip
    asked = e.OperationAsked(
        at=NOW, by=SYSTEM, token=2, element="ask", name="核查", operation="credit", data={"n": 1}, runner=runner
    )
    events = (begun, asked, *more)
    return Change(None, apply_all(None, events), b"state", events)


async def saved(stores: Stores, change: Change) -> Case:
    async with stores[0].transaction():
        await stores[0].save(change)
    return change.after


async def then(stores: Stores, case: Case, *events: Any) -> Case:
    return await saved(stores, Change(case, apply_all(case, events), b"state", events))


async def fetch(stores: Stores, owner: str, now: datetime = NOW, topic: str = "credit") -> list[Any]:
    return await stores[1].fetch_jobs([topic], owner=owner, now=now, until=now + timedelta(minutes=1), limit=10)


async def test_a_job_is_in_one_pair_of_hands(stores: Stores) -> None:
    case = await saved(stores, waiting("1"))
    assert await fetch(stores, "w1", topic="other") == []
    (leased,) = await fetch(stores, "w1")
    assert (leased.job.case, leased.job.token, leased.job.data, leased.attempts) == (case.id, 2, {"n": 1}, 1)
    assert await fetch(stores, "w2") == []
    async with stores[0].transaction():
        assert not await stores[1].extend_job(leased.job.id, "w2", LATER)
        assert await stores[1].extend_job(leased.job.id, "w1", LATER)
    assert await fetch(stores, "w2", now=UNTIL + timedelta(seconds=5)) == []
    (again,) = await fetch(stores, "w2", now=LATER + timedelta(seconds=1))
    assert (again.owner, again.attempts) == ("w2", 2)
    async with stores[0].transaction():
        assert not await stores[1].defer_job(leased.job.id, "w1", LATER, "x")
        assert await stores[1].defer_job(leased.job.id, "w2", LATER + timedelta(hours=1), "无应答")
    assert await fetch(stores, "w1", now=LATER + timedelta(minutes=5)) == []
    (third,) = await fetch(stores, "w1", now=LATER + timedelta(hours=2))
    assert (third.attempts, third.error) == (3, "无应答")


async def test_a_job_goes_with_the_case_and_stops_with_an_incident(stores: Stores) -> None:
    case = await saved(stores, waiting("1"))
    raised = e.IncidentRaised(
        at=NOW, by=SYSTEM, element="ask", what="试了3次", incident="i3", kind="operation", token=2, name="核查"
    )
    case = await then(stores, case, raised)
    assert await fetch(stores, "w1") == []
    (row,) = await stores[1].incidents()
    assert (row.id, row.case, row.what, row.matter_name) == ("i3", case.id, "试了3次", "事项")
    case = await then(stores, case, e.IncidentResolved(at=NOW, by=CLERK, incident="i3", how="retried"))
    (leased,) = await fetch(stores, "w1")
    assert leased.attempts == 1
    assert await stores[1].incidents() == []
    await then(stores, case, e.OperationDropped(at=NOW, by=SYSTEM, token=2))
    assert await stores[1].job(leased.job.id) is None


async def test_jobs_of_the_server_itself_are_claimed_for_all_tenants(stores: Stores) -> None:
    await saved(stores, waiting("1"))
    await saved(stores, waiting("2", runner="http"))
    assert len(await fetch(stores, "w1")) == 1
    with scope.acting_for(ELSEWHERE):
        assert await fetch(stores, "w1") == []
        (claimed,) = await stores[1].claim_jobs(NOW, owner="b", until=UNTIL, limit=9)
    assert claimed.tenant == HERE
    assert claimed.job is not None
    assert claimed.job.runner == "http"


async def test_a_report_is_remembered_under_its_key(stores: Stores) -> None:
    async with stores[0].transaction():
        await stores[1].job_done("j", "k", NOW)
        await stores[1].job_done("j", "k", NOW)
    assert await stores[1].was_done("j", "k")
    assert not await stores[1].was_done("j", "other")
    with scope.acting_for(ELSEWHERE):
        assert not await stores[1].was_done("j", "k")


async def test_listeners_are_found_by_name_and_key(stores: Stores) -> None:
    def listening(key: str) -> Any:
        return e.ListeningBegan(at=NOW, by=SYSTEM, token=3, element="w", kind="message", name="缴费", key=key)

    one = await saved(stores, waiting("1", listening("B1")))
    await saved(stores, waiting("2", listening("B2")))
    (found,) = await stores[1].listeners("message", "缴费", "B1")
    assert (found.case, found.token) == (one.id, 3)
    with scope.acting_for(ELSEWHERE):
        assert await stores[1].listeners("message", "缴费", "B1") == []
    await then(stores, one, e.ListeningEnded(at=NOW, by=SYSTEM, token=3))
    assert await stores[1].listeners("message", "缴费", "B1") == []


async def test_a_parcel_is_taken_in_once_and_arrives_once(stores: Stores) -> None:
    parcel = Parcel("p1", "message", "缴费", "B1", {"n": 1}, NOW, "外面")
    async with stores[0].transaction():
        assert await stores[1].put_parcel(parcel)
    async with stores[0].transaction():
        assert not await stores[1].put_parcel(parcel)
    (claimed,) = await stores[1].claim_parcels(NOW, owner="b", until=UNTIL, limit=9)
    assert claimed.parcel == parcel
    assert await stores[1].claim_parcels(NOW, owner="c", until=UNTIL, limit=9) == []
    async with stores[0].transaction():
        await stores[1].defer_parcel("p1", "b", LATER, "没有人等")
    assert await stores[1].claim_parcels(UNTIL, owner="b", until=LATER, limit=9) == []
    listening = e.ListeningBegan(at=NOW, by=SYSTEM, token=3, element="w", kind="message", name="缴费", key="B1")
    await saved(stores, waiting("1", listening))  # who begins to listen wakes it
    (claimed,) = await stores[1].claim_parcels(UNTIL, owner="b", until=LATER, limit=9)
    assert claimed.attempts == 2
    assert [(each.id, error) for each, _, error in await stores[1].parcels()] == [("p1", "没有人等")]
    async with stores[0].transaction():
        assert not await stores[1].finish_parcel("p1", "c")
        assert await stores[1].finish_parcel("p1", "b")
        assert not await stores[1].put_parcel(parcel)
    assert await stores[1].parcels() == []


async def test_messages_to_people_are_handed_over_until_they_are_sent(stores: Stores) -> None:
    change = waiting("1")
    message = Message(new_id(NOW, b"0123456789"), "received", {"to": "138", "text": "已收件"})
    await saved(stores, Change(None, change.after, b"", change.events, (message,)))
    (claimed,) = await stores[1].claim_outbox(NOW, owner="b", until=UNTIL, limit=9)
    assert claimed.message == message
    async with stores[0].transaction():
        await stores[1].defer_outbox(message.id, "b", UNTIL, "通道忙")
    assert await stores[1].claim_outbox(NOW, owner="b", until=UNTIL, limit=9) == []
    (claimed,) = await stores[1].claim_outbox(LATER, owner="b", until=LATER, limit=9)
    async with stores[0].transaction():
        assert await stores[1].sent(message.id, "b", LATER)
        assert not await stores[1].sent(message.id, "b", LATER)
    assert await stores[1].claim_outbox(LATER + timedelta(days=1), owner="b", until=LATER, limit=9) == []


async def test_a_worker_is_known_by_the_hash_of_its_secret_until_it_is_revoked(stores: Stores) -> None:
    key = WorkerKey(new_id(NOW, b"0123456789"), HERE, "信用平台", ("credit",), NOW, NOW + timedelta(days=90))
    async with stores[0].transaction():
        await stores[1].save_key(key, "h" * 64)
    with scope.acting_for(ELSEWHERE):
        assert await stores[1].keys() == []
        assert await stores[1].key_of("h" * 64) == key
        async with stores[0].transaction():
            assert not await stores[1].revoke_key(key.id, NOW)
    assert await stores[1].keys() == [key]
    async with stores[0].transaction():
        assert await stores[1].revoke_key(key.id, LATER)
    found = await stores[1].key_of("h" * 64)
    assert found is not None
    assert found.revoked_at == LATER
    assert await stores[1].key_of("i" * 64) is None


async def test_a_batch_counts_its_cases(stores: Stores) -> None:
    one, other = await saved(stores, waiting("1")), await saved(stores, waiting("2"))
    assert await stores[1].open_cases_of("m", 1) == [(one.id, "1"), (other.id, "2")]
    assert await stores[1].open_cases_of("m", 2) == []
    batch = BatchRow(new_id(NOW, b"9876543210"), "m", 1, 2, {"mapping": {"a": "b"}}, "running", NOW, 2)
    async with stores[0].transaction():
        await stores[1].save_batch(batch, [BatchCase(one.id, "1"), BatchCase(other.id, "2")])
    assert await stores[1].running_batches() == [(HERE, batch.id)]
    async with stores[0].transaction():
        await stores[1].batch_case_done(batch.id, BatchCase(one.id, "1", "moved"))
        await stores[1].batch_case_done(batch.id, BatchCase(other.id, "2", "refused", "没有位置"))
        await stores[1].save_batch(BatchRow(batch.id, "m", 1, 2, {}, "done", NOW, 2))
    found = await stores[1].batch(batch.id)
    assert found is not None
    assert (found.state, found.moved, found.refused, found.body) == ("done", 1, 1, {"mapping": {"a": "b"}})
    assert [each.why for each in await stores[1].batch_cases(batch.id, "refused")] == ["没有位置"]
    assert await stores[1].batches() == [found]
    with scope.acting_for(ELSEWHERE):
        assert await stores[1].batch(batch.id) is None


async def test_a_due_row_that_failed_rests(stores: Stores) -> None:
    timer = e.TimerSet(at=NOW, by=SYSTEM, token=5, element="t", fires_at=NOW)
    await saved(stores, waiting("1", timer))
    (due,) = await stores[0].claim_due(NOW, owner="t", limit=9)
    async with stores[0].transaction():
        await stores[0].defer_due(due, "t", LATER, "磁盘满")
    assert await stores[0].next_due() is None
    assert await stores[0].claim_due(UNTIL, owner="t", limit=9) == []
    (again,) = await stores[0].claim_due(LATER + timedelta(seconds=1), owner="t", limit=9)
    assert again.attempts == 2

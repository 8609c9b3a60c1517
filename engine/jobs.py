"""System operations (系统操作) in the hands of workers: fetched under a lease, kept alive, reported done or failed.

The same for an external worker over the API and for the connectors of the server itself. A report takes effect once,
whatever the network does: it needs the lease, and under the same key it may be repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from engine.cases.acts import OperationReported
from engine.cases.apply import apply_all
from engine.cases.case import Case, CaseId
from engine.cases.rows import Change
from engine.cases.waiting import OPERATION, Job
from engine.ports import CaseStore
from engine.refusal import OWN_RULE, Refusal
from engine.rests import rest_after
from engine.runtime import Incident
from engine.stepping import Stepper
from engine.work_ports import Leased, WorkStore
from tenants.operation import Operation
from tenants.people import Actor, Role

MOST_FETCHED = 100
LONGEST_LEASE_SECONDS = 3600
JOB_GONE = Refusal("step", "这项系统操作已经不在您手里。", OWN_RULE, "租约已过期、已被别人领取，或已办完；请重新领取。")
NO_SUCH_JOB = Refusal("not-found", "没有找到这项系统操作。", OWN_RULE, "请核对编号。")


def may_keep_keys(actor: Actor) -> bool:
    """Whether a person issues and revokes the keys of external workers."""
    return actor.has(Role.SECURITY_ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class JobService:
    """Hands out operations of the tenant in `tenants.scope` and takes their reports."""

    stepper: Stepper
    store: CaseStore
    work: WorkStore

    async def fetch(self, worker: str, topics: Sequence[str], *, limit: int = 10, seconds: int = 300) -> list[Leased]:
        """Fetch and lock: up to `limit` jobs of these operations for so many seconds."""
        now = self.stepper.clock.now()
        until = now + timedelta(seconds=max(5, min(seconds, LONGEST_LEASE_SECONDS)))
        found = await self.work.fetch_jobs(
            topics, owner=worker, now=now, until=until, limit=max(1, min(limit, MOST_FETCHED))
        )
        kept = []
        for leased in found:
            operation = await self.operation(leased.job)
            if leased.attempts > operation.retries:  # its workers died on it, every one
                await self.give_up(leased.job, worker, leased.error or "每次领取后都没有报告结果")
            else:
                kept.append(leased)
        return kept

    async def operation(self, job: Job) -> Operation:
        """What the matter's version declares of a job's operation."""
        prepared = await self.stepper.matters.version(job.matter, job.version)
        declared = prepared.terms.model.operations.operation(job.operation)
        return declared or Operation(job.operation, job.operation)

    async def beat(self, identity: str, worker: str, *, seconds: int = 300) -> bool:
        """A heartbeat: the lease runs on for so many seconds; False when it was lost."""
        until = self.stepper.clock.now() + timedelta(seconds=max(5, min(seconds, LONGEST_LEASE_SECONDS)))
        async with self.store.transaction():
            return await self.work.extend_job(identity, worker, until)

    async def complete(
        self, identity: str, worker: str, data: dict[str, Any], *, once: str = "", code: str = ""
    ) -> Case | Refusal:
        """Report an operation done with what it brings, or failed with an error of the trade (`code`) that the
        drawing catches. `once` is the worker's own key: the same report repeated is accepted without effect."""
        async with self.store.transaction():
            leased = await self.work.job(identity, lock=True)
            if leased is None or leased.owner != worker:
                return await self._reported_before(identity, once, leased is None)
            stored = await self.store.load(leased.job.case, lock=True)
            if stored is None:
                return NO_SUCH_JOB
            operation = await self.operation(leased.job)
            brought = {name: value for name, value in data.items() if name in operation.brings}
            act = OperationReported(leased.job.token, worker, brought, code)
            done = await self.stepper.again(await self.stepper.whole(stored), stored.state, act)
            if once and not isinstance(done, Refusal):
                await self.work.job_done(identity, once, self.stepper.clock.now())
            return done

    async def _reported_before(self, identity: str, once: str, gone: bool) -> Case | Refusal:
        if once and await self.work.was_done(identity, once):
            stored = await self.store.load(case_of(identity))
            if stored is not None:
                return stored.case
        return NO_SUCH_JOB if gone else JOB_GONE

    async def fail(self, identity: str, worker: str, error: str, *, again: bool = True) -> Refusal | None:
        """Report that an attempt failed. It is tried again after a rest while `again` is true and attempts are left;
        then it becomes an incident."""
        leased = await self.work.job(identity)
        if leased is None or leased.owner != worker:
            return NO_SUCH_JOB if leased is None else JOB_GONE
        operation = await self.operation(leased.job)
        if not again or leased.attempts >= operation.retries:
            await self.give_up(leased.job, worker, error)
            return None
        until = self.stepper.clock.now() + rest_after(leased.attempts)
        async with self.store.transaction():
            return None if await self.work.defer_job(identity, worker, until, error) else JOB_GONE

    async def give_up(self, job: Job, worker: str, error: str) -> None:
        """The operation is tried no more: an incident says why, and a person decides."""
        async with self.store.transaction():
            leased = await self.work.job(job.id, lock=True)
            stored = await self.store.load(job.case, lock=True)
            if leased is None or leased.owner != worker or stored is None or job.token not in stored.case.asked:
                return
            case = stored.case
            prepared = await self.stepper.matters.version(case.matter, case.version)
            declared = prepared.terms.model.operations.operation(job.operation)
            name = declared.name if declared is not None else job.operation
            what = f"系统操作“{name}”试了{leased.attempts}次没有成功：{error}"
            incident = Incident(job.token, job.element, what, "系统操作", job.data)
            event = self.stepper.raised(case, incident, OPERATION, job.token, prepared)
            await self.store.save(Change(case, apply_all(case, [event]), stored.state, (event,)))


def case_of(identity: str) -> CaseId:
    """The case a job belongs to, from the job's id."""
    return CaseId(UUID(identity.partition(":")[0]))

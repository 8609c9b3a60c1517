"""The door for external workers (外部程序): fetch and lock, heartbeat, report; and for messages from outside.

A worker is known by its key, `Authorization: Bearer …`, and acts for the tenant the key belongs to; a browser's session
opens nothing here, so that no cookie needs protecting.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Router, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from designer_api.house import House
from designer_api.problems import RefusedError
from designer_api.worker_keys import digest
from engine.cases.rows import Parcel
from engine.jobs import JOB_GONE
from engine.refusal import OWN_RULE, Refusal
from engine.work_ports import WorkerKey
from tenants import scope

TAG = ["外部程序"]
UNKNOWN_KEY = "没有带有效的外部程序凭证。"
NOT_ITS_TOPIC = Refusal("topic", "这个凭证不能领取这种操作。", OWN_RULE, "请用有权限的凭证，或请管理员新发凭证。")


class FetchIn(msgspec.Struct, forbid_unknown_fields=True):
    """Which operations, how many, for how many seconds."""

    topics: tuple[str, ...]
    limit: int = 10
    seconds: int = 300


class JobOut(msgspec.Struct):
    """One job under lease; report it with its `id` and, as idempotency key, its `attempt`."""

    id: str
    operation: str
    case_number: str
    element: str
    data: dict[str, Any]
    attempt: int
    until: datetime | None


class BeatIn(msgspec.Struct, forbid_unknown_fields=True):
    seconds: int = 300


class DoneIn(msgspec.Struct, forbid_unknown_fields=True):
    """What the operation brought; or `code`, an error of the trade that the drawing catches. `once`: the worker's own
    key, under which the same report may be sent again."""

    data: dict[str, Any] = {}
    code: str = ""
    once: str = ""


class FailIn(msgspec.Struct, forbid_unknown_fields=True):
    """Why the attempt failed; `again`: whether another may help."""

    error: str
    again: bool = True


class MessageIn(msgspec.Struct, forbid_unknown_fields=True):
    """A message (to the case with this key) or a signal (to all that listen). `id` makes it arrive once, however often
    it is sent."""

    id: str
    name: str
    key: str = ""
    kind: str = "message"
    payload: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Worker:
    """Who asks, and the name its leases run under."""

    key: WorkerKey

    @property
    def owner(self) -> str:
        return f"key:{self.key.id}"


async def provide_worker(request: Request[Any, Any, Any]) -> Worker:
    """The worker of the request's key; 401 without a valid one."""
    house: House = request.app.state.house
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    key = await house.work.key_of(digest(secret.strip())) if scheme.lower() == "bearer" and secret.strip() else None
    if key is None or key.revoked_at is not None or key.expires_at <= house.clock.now():
        raise NotAuthorizedException(UNKNOWN_KEY)
    return Worker(key)


@post("/jobs/fetch", status_code=HTTP_200_OK, tags=TAG, exclude_from_csrf=True)
async def fetch(worker: NamedDependency[Worker], state: State, data: JSONBody[FetchIn]) -> list[JobOut]:
    """Fetch and lock jobs of these operations."""
    if worker.key.topics and any(topic not in worker.key.topics for topic in data.topics):
        raise RefusedError(NOT_ITS_TOPIC)
    house: House = state.house
    with scope.acting_for(worker.key.tenant):
        found = await house.jobs.fetch(worker.owner, data.topics, limit=data.limit, seconds=data.seconds)
    return [
        JobOut(
            id=each.job.id,
            operation=each.job.operation,
            case_number=each.job.number,
            element=each.job.element,
            data=each.job.data,
            attempt=each.attempts,
            until=each.until,
        )
        for each in found
    ]


@post("/jobs/{job:str}/heartbeat", status_code=HTTP_204_NO_CONTENT, tags=TAG, exclude_from_csrf=True)
async def beat(worker: NamedDependency[Worker], state: State, job: FromPath[str], data: JSONBody[BeatIn]) -> None:
    """Keep the lease."""
    with scope.acting_for(worker.key.tenant):
        if not await state.house.jobs.beat(job, worker.owner, seconds=data.seconds):
            raise RefusedError(JOB_GONE)


@post("/jobs/{job:str}/complete", status_code=HTTP_204_NO_CONTENT, tags=TAG, exclude_from_csrf=True)
async def complete(worker: NamedDependency[Worker], state: State, job: FromPath[str], data: JSONBody[DoneIn]) -> None:
    """Report a job done, or ended with an error of the trade."""
    with scope.acting_for(worker.key.tenant):
        done = await state.house.jobs.complete(job, worker.owner, data.data, once=data.once[:100], code=data.code)
    if isinstance(done, Refusal):
        raise RefusedError(done)


@post("/jobs/{job:str}/fail", status_code=HTTP_204_NO_CONTENT, tags=TAG, exclude_from_csrf=True)
async def fail(worker: NamedDependency[Worker], state: State, job: FromPath[str], data: JSONBody[FailIn]) -> None:
    """Report that an attempt failed."""
    with scope.acting_for(worker.key.tenant):
        refused = await state.house.jobs.fail(job, worker.owner, data.error[:1000], again=data.again)
    if refused is not None:
        raise RefusedError(refused)


@post("/messages", status_code=HTTP_202_ACCEPTED, tags=TAG, exclude_from_csrf=True)
async def message(worker: NamedDependency[Worker], state: State, data: JSONBody[MessageIn]) -> dict[str, bool]:
    """Deliver a message or signal from outside; `fresh` is false when one of that id came before."""
    if data.kind not in ("message", "signal") or not data.id.strip() or not data.name.strip():
        text = "消息要有 id 和 name，kind 是 message 或 signal。"
        raise RefusedError(Refusal("message", text, OWN_RULE, "请更正后再发。"))
    house: House = state.house
    identity = f"{worker.key.id}/{data.id.strip()}"[:120]
    parcel = Parcel(identity, data.kind, data.name, data.key, data.payload, house.clock.now(), worker.key.name)
    with scope.acting_for(worker.key.tenant):
        return {"fresh": await house.courier.take_in(parcel)}


ROUTER = Router(
    "/", route_handlers=[fetch, beat, complete, fail, message], dependencies={"worker": Provide(provide_worker)}
)

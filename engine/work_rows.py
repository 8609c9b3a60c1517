"""The rows of work beside people, written with every change of a case: jobs, subscriptions, incidents, parcels."""

from typing import Any
from uuid import UUID

from engine.cases.case import CaseId
from engine.cases.codec import from_bytes, to_bytes
from engine.cases.rows import Change, Parcel
from engine.cases.waiting import IncidentRow, Job
from engine.instants import from_micros, to_micros
from engine.storage import Database, Row

_PUT_JOB = (
    "insert into job (tenant, id, case_id, token, operation, runner, matter, version, element, number, asked_at, "
    "body, due_at, owner, attempts, error) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, '') "
    "on conflict (tenant, id) do update set version = excluded.version, element = excluded.element, "
    "body = excluded.body"
)
_PUT_SUBSCRIPTION = (
    "insert into subscription (tenant, case_id, token, kind, name, msg_key) values (?, ?, ?, ?, ?, ?) "
    "on conflict (tenant, case_id, token) do update set name = excluded.name, msg_key = excluded.msg_key"
)
_WAKE_PARCELS = "update parcel set due_at = created_at where tenant = ? and kind = ? and name = ? and msg_key = ?"
_PUT_INCIDENT = (
    "insert into incident (tenant, case_id, id, number, matter, matter_name, kind, element, name, what, at) "
    "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "on conflict (tenant, case_id, id) do update set what = excluded.what, at = excluded.at"
)
_PUT_PARCEL = (
    "insert into parcel (tenant, id, kind, name, msg_key, sender, origin, case_id, created_at, body, due_at, owner, "
    "attempts, error) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, '') on conflict (tenant, id) do nothing"
)
LONGEST_TEXT = 1000
"""Characters of an error that are kept."""


async def write_work(database: Database, tenant: str, change: Change) -> None:
    """Everything a change says of work beside people, inside its transaction."""
    case = str(change.after.id)
    for identity in change.jobs_dropped:
        await database.write("delete from job where tenant = ? and id = ?", tenant, identity)
    for job in change.jobs_put:
        at = to_micros(job.at)
        facts = (
            job.operation,
            job.runner,
            job.matter,
            job.version,
            job.element,
            job.number,
            at,
            to_bytes(job.data),
            at,
        )
        await database.write(_PUT_JOB, tenant, job.id, case, job.token, *facts)
    for token in change.subscriptions_dropped:
        await database.write(
            "delete from subscription where tenant = ? and case_id = ? and token = ?", tenant, case, token
        )
    for each in change.subscriptions_put:
        await database.write(_PUT_SUBSCRIPTION, tenant, case, each.token, each.kind, each.name, each.key)
        await database.write(_WAKE_PARCELS, tenant, each.kind, each.name, each.key)
    for identity in change.incidents_dropped:
        await database.write("delete from incident where tenant = ? and case_id = ? and id = ?", tenant, case, identity)
    for row in change.incidents_put:
        facts_of = (row.number, row.matter, row.matter_name, row.kind, row.element, row.name)
        await database.write(_PUT_INCIDENT, tenant, case, row.id, *facts_of, row.what[:2000], to_micros(row.at))
    for parcel in change.parcels:
        await put_parcel(database, tenant, parcel)


async def put_parcel(database: Database, tenant: str, parcel: Parcel) -> None:
    """A parcel to be delivered at once."""
    at = to_micros(parcel.at)
    origin, case = (str(each) if each else None for each in (parcel.origin, parcel.case))
    facts = (parcel.kind, parcel.name, parcel.key, parcel.sender, origin, case, at, to_bytes(parcel.payload), at)
    await database.write(_PUT_PARCEL, tenant, parcel.id, *facts)


def job_of(row: Row) -> Job:
    return Job(
        id=row["id"],
        case=CaseId(UUID(str(row["case_id"]))),
        token=row["token"],
        operation=row["operation"],
        matter=row["matter"],
        version=row["version"],
        element=row["element"],
        number=row["number"],
        at=from_micros(row["asked_at"]),
        data=from_bytes(row["body"]),
        runner=row["runner"],
    )


def parcel_of(row: Row) -> Parcel:
    def identity(value: Any) -> CaseId | None:
        return CaseId(UUID(str(value))) if value else None

    return Parcel(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        key=row["msg_key"],
        payload=from_bytes(row["body"]),
        at=from_micros(row["created_at"]),
        sender=row["sender"],
        origin=identity(row["origin"]),
        case=identity(row["case_id"]),
    )


def incident_of(row: Row) -> IncidentRow:
    return IncidentRow(
        id=row["id"],
        case=CaseId(UUID(str(row["case_id"]))),
        number=row["number"],
        matter=row["matter"],
        matter_name=row["matter_name"],
        kind=row["kind"],
        element=row["element"],
        name=row["name"],
        what=row["what"],
        at=from_micros(row["at"]),
    )

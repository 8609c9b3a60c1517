"""Rows of the tenants' tables and the values they keep, the same from SQLite and PostgreSQL."""

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from io import BytesIO
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from tenants.account import Account
from tenants.bundle import Bundle
from tenants.errors import DamagedContent
from tenants.identity import PersonId, TenantId
from tenants.instants import from_micros, to_micros
from tenants.people import HeldPost, Person, PersonProfile
from tenants.tenant import Tenant, TenantProfile
from tenants.versions import Draft, DraftSave, PublishRequest, Version

_PROFILE = tuple(each.name for each in fields(PersonProfile))
Row = dict[str, Any]
"""A row as a driver gives it, by column."""


def tenant_of(row: Row) -> Tenant:
    return from_json(row["facts"], TenantProfile).with_id(TenantId(uuid_of(row["id"])))


def person_of(row: Row, posts: Sequence[HeldPost]) -> Person:
    profile = from_json(row["facts"], PersonProfile)
    facts = {name: getattr(profile, name) for name in _PROFILE}
    return Person(id=PersonId(uuid_of(row["id"])), **{**facts, "posts": tuple(posts)})


def held_of(row: Row) -> HeldPost:
    since, until = _day(row["since"]), _day(row["until"])
    return HeldPost(
        row["department"],
        row["post"],
        since,
        until,
        deputy=bool(row["deputy"]),
        consent=row["consent"],
        window=row["at_window"],
    )


def account_of(row: Row) -> Account:
    return Account(
        person=PersonId(uuid_of(row["person"])),
        password_hash=row["password_hash"],
        must_change=bool(row["must_change"]),
        failed_attempts=row["failed_attempts"],
        locked_until=_moment(row["locked_until"]),
        last_sign_in=_moment(row["last_sign_in"]),
        changed_at=_moment(row["changed_at"]),
    )


def version_of(tenant: TenantId, row: Row) -> Version:
    return Version(
        tenant=tenant,
        matter=row["matter"],
        number=row["number"],
        hash=row["hash"],
        effective_from=date.fromisoformat(row["effective_from"]),
        published_by=_person_id(row["published_by"]),
        published_at=from_micros(row["published_at"]),
        retired_from=_day(row["retired_from"]),
        source=row["source"],
        over=row["over_number"],
    )


def draft_of(tenant: TenantId, row: Row) -> Draft:
    bundle = unpacked(row["matter"], row["content"])
    changed_by, changed_at = _person_id(row["changed_by"]), from_micros(row["changed_at"])
    request = from_json(row["request"], PublishRequest) if row["request"] else None
    return Draft(tenant, bundle, row["revision"], changed_by, changed_at, row["based_on"], request)


def save_of(row: Row) -> DraftSave:
    content = None if row["content"] is None else zlib.decompress(bytes(row["content"]))
    return DraftSave(row["revision"], row["path"], content, _person_id(row["saved_by"]), from_micros(row["saved_at"]))


def unpacked(code: str, content: bytes) -> Bundle:
    """A bundle as it was packed here; DamagedContent when it no longer can be read."""
    try:
        with zipfile.ZipFile(BytesIO(bytes(content))) as archive:
            return Bundle(code, {info.filename: archive.read(info) for info in archive.infolist()})
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise DamagedContent from error


def to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


Value = TypeVar("Value")


def from_json(text: str, kind: type[Value]) -> Value:
    return msgspec.json.decode(text, type=kind)


def uuid_of(value: object) -> UUID:
    """SQLite gives text, PostgreSQL a UUID of its own class."""
    return UUID(str(value))


def _person_id(value: object) -> PersonId | None:
    return None if value is None else PersonId(uuid_of(value))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def day_text(day: date | None) -> str:
    return day.isoformat() if day else ""


def micros_of(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)

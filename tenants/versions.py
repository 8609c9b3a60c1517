"""Versions of a matter (版本): numbered from 1, immutable, in force from a day on, until a newer one or retirement.

A version is the hash of a bundle's content. Going back is publishing the old content anew (B2): nothing is edited.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bpmn.finding import Finding
from tenants.bundle import Bundle
from tenants.identity import PersonId, TenantId
from tenants.term import Term


class VersionState(Term):
    """How a version stands on a day."""

    COMING = "coming", "待生效"
    IN_FORCE = "in_force", "已发布"
    REPLACED = "replaced", "已被替代"
    RETIRED = "retired", "已停用"


@dataclass(frozen=True, slots=True)
class Version:
    """A published version. `retired_from` is the first day it takes no new cases; open cases run on to their end."""

    tenant: TenantId
    matter: str
    number: int
    hash: str
    effective_from: date
    published_by: PersonId | None
    published_at: datetime
    retired_from: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Work on a matter that nobody runs yet (草稿). `revision` counts its saves from 1: a save names the one it is
    built on, so that two people never overwrite each other unseen."""

    tenant: TenantId
    bundle: Bundle
    revision: int
    changed_by: PersonId | None
    changed_at: datetime

    @property
    def matter(self) -> str:
        return self.bundle.code


def in_force(history: Iterable[Version], day: date) -> Version | None:
    """The version of one matter that new cases run on that day: of those in effect the latest, the higher number where
    two begin the same day; None before the first and after retirement."""
    begun = [version for version in history if version.effective_from <= day]
    latest = max(begun, key=_order, default=None)
    if latest is None or (latest.retired_from is not None and latest.retired_from <= day):
        return None
    return latest


def state_on(version: Version, history: Iterable[Version], day: date) -> VersionState:
    """How a version of the matter stands that day."""
    if version.effective_from > day:
        return VersionState.COMING
    if version.retired_from is not None and version.retired_from <= day:
        return VersionState.RETIRED
    return VersionState.IN_FORCE if in_force(history, day) == version else VersionState.REPLACED


def next_version(
    history: Iterable[Version],
    bundle: Bundle,
    *,
    tenant: TenantId,
    effective_from: date,
    published_by: PersonId | None,
    published_at: datetime,
    today: date,
) -> Version | Finding:
    """The version this content becomes, or why it may not: a past day, or content that is in force that day anyway.
    `published_at` must know its zone; `today` is its day at the centre."""
    if published_at.tzinfo is None:
        raise ValueError("published_at must be aware of its zone")
    known = tuple(history)
    if effective_from < today:
        return Finding(
            code="version-effective-date",
            element=bundle.code,
            message=f"事项“{bundle.code}”的生效日期 {effective_from} 已经过去。",
            expected=f"{today} 或以后",
            met=str(effective_from),
            advice="已收的办件按收件时的版本办；请改为今天或以后的日期。",
        )
    before = in_force(known, effective_from)
    if before is not None and before.hash == bundle.hash:
        return Finding(
            code="version-unchanged",
            element=bundle.code,
            message=f"事项“{bundle.code}”的内容与第{before.number}版完全相同，不必发布。",
            expected="有改动的内容",
            met=f"第{before.number}版",
            advice="如要恢复更早的版本，请打开那一版的内容再发布。",
        )
    number = max((version.number for version in known), default=0) + 1
    return Version(tenant, bundle.code, number, bundle.hash, effective_from, published_by, published_at)


def retired(history: Iterable[Version], day: date) -> tuple[Version, ...]:
    """The versions that change when the matter is retired from a day on: those that would still take new cases."""
    return tuple(
        replace(version, retired_from=day)
        for version in history
        if version.retired_from is None or version.retired_from > day
    )


def _order(version: Version) -> tuple[date, int]:
    return version.effective_from, version.number

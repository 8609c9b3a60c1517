"""Versions of a matter (版本): numbered from 1, immutable, in force from a day on, until a newer one or retirement.

A version is the hash of a bundle's content. Going back is publishing the old content anew (B2): nothing is edited.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

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
    """A published version. `retired_from` is the first day it takes no new cases; open cases run on to their end.
    `source` is the hash of the overlay it was made from ("" for a matter of one's own), `over` the number of the
    version above that it was laid over."""

    tenant: TenantId
    matter: str
    number: int
    hash: str
    effective_from: date
    published_by: PersonId | None
    published_at: datetime
    retired_from: date | None = None
    source: str = ""
    over: int = 0

    @property
    def written(self) -> str:
        """The hash of what people wrote: the overlay, where the version was made from one."""
        return self.source or self.hash


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """Somebody asks somebody else to publish a draft as it stands (送审, four-eyes)."""

    asked_by: PersonId
    asked_at: datetime
    effective_from: date


@dataclass(frozen=True, slots=True)
class Draft:
    """Work on a matter that nobody runs yet (草稿). `revision` counts its saves from 1: a save names the one it is
    built on, so that two people never overwrite each other unseen. `based_on` is the version it was begun from;
    `request` asks for its publication (送审) and stands only while nothing is saved after it."""

    tenant: TenantId
    bundle: Bundle
    revision: int
    changed_by: PersonId | None
    changed_at: datetime
    based_on: int | None = None
    request: PublishRequest | None = None

    @property
    def matter(self) -> str:
        return self.bundle.code


@dataclass(frozen=True, slots=True)
class DraftSave:
    """One file as one save left it; `content` None: the save took the file away."""

    revision: int
    path: str
    content: bytes | None
    saved_by: PersonId | None
    saved_at: datetime


AUTOSAVE = timedelta(minutes=5)
"""Saves of one file by one person that follow one another within such a span are one in the history."""


def saves_between(before: Draft | None, after: Draft) -> tuple[DraftSave, ...]:
    """What a save changed: a file that is new or other, or gone. The first save names every file."""
    old = before.bundle.files if before else {}
    new = after.bundle.files
    paths = sorted({*old, *new}) if before else sorted(new)
    return tuple(
        DraftSave(after.revision, path, new.get(path), after.changed_by, after.changed_at)
        for path in paths
        if old.get(path) != new.get(path)
    )


def superseded(last: Iterable[DraftSave], saved: Iterable[DraftSave]) -> bool:
    """Whether the save before is only an earlier keystroke of this one: the same single file by the same person in the
    same span of five minutes, so that an editor that saves by itself does not fill the history."""
    old, new = tuple(last), tuple(saved)
    if len(old) != 1 or len(new) != 1 or None in (old[0].content, new[0].content):
        return False
    seconds = int(AUTOSAVE.total_seconds())
    spans = [int(each.saved_at.timestamp()) // seconds for each in (old[0], new[0])]
    return (old[0].path, old[0].saved_by, spans[0]) == (new[0].path, new[0].saved_by, spans[1])


def files_at(history: Iterable[DraftSave], revision: int) -> dict[str, bytes]:
    """The files as they stood after a save."""
    found: dict[str, bytes] = {}
    for save in sorted(history, key=lambda each: each.revision):
        if save.revision > revision:
            break
        if save.content is None:
            found.pop(save.path, None)
        else:
            found[save.path] = save.content
    return found


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

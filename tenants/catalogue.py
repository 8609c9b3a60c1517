"""The catalogue (目录清单) of a tenant: which matters there are, by which basis, at which levels, in which state.

An entry is drafted, reviewed and published by the office that keeps the catalogue (编办); new cases are taken for a
matter from the day its entry is published until the day it is cancelled.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bpmn.finding import Finding
from tenants.claims import Listing, Transfer, TransferKind
from tenants.matter import MatterType
from tenants.tenant import Level
from tenants.term import Term


class EntryState(Term):
    """How far an entry has come."""

    DRAFT = "draft", "编制中"
    REVIEWED = "reviewed", "已审核"
    PUBLISHED = "published", "已公布"


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One matter of the catalogue. `matter` is its code, `main` the code of the main item it is a sub-item of ("" when
    it is one itself); `bases` are law, number, article and rank as published; `levels` may exercise it, `division` says
    how the powers are divided among them; `department` is competent. `reviewed_by` names who reviewed it;
    `published_from` and `cancelled_from` are first days, `cancel_document` the document that cancels it."""

    matter: str
    name: str
    type: MatterType = MatterType.OTHER
    basic_code: str = ""
    main: str = ""
    bases: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    division: str = ""
    department: str = ""
    version: int = 1
    state: EntryState = EntryState.DRAFT
    reviewed_by: str = ""
    published_from: date | None = None
    cancelled_from: date | None = None
    cancel_document: str = ""

    def published_on(self, day: date) -> bool:
        """Whether new cases may be taken for it on a day, as far as the catalogue goes."""
        if self.state is not EntryState.PUBLISHED or self.published_from is None or day < self.published_from:
            return False
        return self.cancelled_from is None or day < self.cancelled_from


_STEPS: Mapping[EntryState, EntryState] = {
    EntryState.DRAFT: EntryState.REVIEWED,
    EntryState.REVIEWED: EntryState.PUBLISHED,
}


def entry_faults(entry: CatalogueEntry) -> Iterable[Finding]:
    """What an entry lacks for the state it says it is in."""
    if entry.state is not EntryState.DRAFT and not entry.reviewed_by:
        yield _fault(entry, "没有写由谁审核", "审核人", "请先审核再公布。")
    if entry.state is EntryState.PUBLISHED and entry.published_from is None:
        yield _fault(entry, "没有写公布日期", "公布日期", "请写 published_from。")
    if entry.state is EntryState.PUBLISHED and not entry.bases:
        yield _fault(entry, "没有写设定依据", "法名、文号、条款", "没有依据的事项不能公布。")
    if entry.cancelled_from is not None and not entry.cancel_document:
        yield _fault(entry, "没有写取消的文件", "文号", "取消须有文件。")
    if entry.cancelled_from is not None and entry.published_from and entry.cancelled_from <= entry.published_from:
        yield _fault(entry, "的取消日期不晚于公布日期", "晚于公布日期", "请核对日期。")


def moved_on(entry: CatalogueEntry, state: EntryState) -> Finding | None:
    """Why an entry may not go to a state; None when it may: drafted, reviewed, published, one after the other."""
    if _STEPS.get(entry.state) is state:
        return None
    text = f"目录事项“{entry.name}”现在{entry.state.chinese}，不能改为{state.chinese}。"
    advice = "目录依次编制、审核、公布。"
    following = _STEPS.get(entry.state)
    expected = following.chinese if following else "不再变动"
    return Finding("catalogue-state", text, element=entry.matter, expected=expected, met=state.chinese, advice=advice)


def listings(tenant: str, entries: Iterable[CatalogueEntry]) -> tuple[Listing, ...]:
    """The published entries of a tenant as those who reckon who offers what see them."""
    return tuple(
        Listing(each.matter, tenant, each.published_from)
        for each in entries
        if each.state is EntryState.PUBLISHED and each.published_from is not None
    )


def cancellations(tenant: str, entries: Iterable[CatalogueEntry]) -> tuple[Transfer, ...]:
    """The cancelled entries of a tenant."""
    return tuple(
        Transfer(each.matter, TransferKind.CANCEL, tenant, each.cancelled_from, each.cancel_document)
        for each in entries
        if each.cancelled_from is not None
    )


def _fault(entry: CatalogueEntry, text: str, expected: str, advice: str) -> Finding:
    message = f"目录事项“{entry.name}”{text}。"
    return Finding("catalogue-entry", message, element=entry.matter, expected=expected, met="没有", advice=advice)

"""The catalogue (目录清单) of a tenant: which matters there are, by which basis, at which levels, in which state.

An entry is drafted, reviewed and published by the office that keeps the catalogue (编办); new cases are taken for a
matter from the day its entry is published until the day it is cancelled. A published entry is not changed: it is
revised, as a further version beside it that is in force from its own publication. Who did which step stays with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from bpmn.finding import Finding, Severity
from tenants.claims import Listing, Transfer, TransferKind
from tenants.matter import Authority, MatterType
from tenants.matter_codes import Codes, code_faults, twice
from tenants.tenant import Level
from tenants.term import Term, term_of


class EntryState(Term):
    """How far an entry has come."""

    DRAFT = "draft", "编制中"
    REVIEWED = "reviewed", "已审核"
    PUBLISHED = "published", "已公布"


class EntryAct(Term):
    """What was done to an entry."""

    DRAFT = "draft", "编制"
    CHANGE = "change", "修改"
    REVIEW = "review", "审核"
    RETURN = "return", "退回"
    PUBLISH = "publish", "公布"
    CANCEL = "cancel", "取消"
    RESTORE = "restore", "撤销取消"


@dataclass(frozen=True, slots=True)
class EntryStep:
    """One step of an entry: what, on which day, by whom (login and name), in which words."""

    act: EntryAct
    on: date
    login: str
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One matter of the catalogue. `matter` is its code, `main` the code of the main item it is a sub-item of ("" when
    it is one itself); `bases` are lines `法名·文号·条·效力层级`; `code_rule` the form of `basic_code` ("" the national
    one); `levels` may exercise it, `division` says how the powers are divided among them; `department` is competent.
    `reviewed_by` names who reviewed it; `published_from` and `cancelled_from` are first days, `cancel_document` the
    document that cancels it."""

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
    code_rule: str = ""
    history: tuple[EntryStep, ...] = ()

    def published_on(self, day: date) -> bool:
        """Whether new cases may be taken for it on a day, as far as the catalogue goes."""
        if self.state is not EntryState.PUBLISHED or self.published_from is None or day < self.published_from:
            return False
        return self.cancelled_from is None or day < self.cancelled_from

    @property
    def drafters(self) -> frozenset[str]:
        """Who worked on the content: none of them may review it."""
        return frozenset(each.login for each in self.history if each.act in (EntryAct.DRAFT, EntryAct.CHANGE))


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
    if entry.cancelled_from is not None and entry.published_from and entry.cancelled_from < entry.published_from:
        yield _fault(entry, "的取消日期早于公布日期", "不早于公布日期", "请核对日期。")
    yield from _code_faults(entry)


def entry_defects(entry: CatalogueEntry, entries: Iterable[CatalogueEntry] = ()) -> tuple[Finding, ...]:
    """Everything that keeps an entry from being published, and as warnings what it should say besides (B3)."""
    found = [
        _fault(entry, f"没有写{name}", name, f"请填写{name}。")
        for name, value in (("名称", entry.name), ("设定依据", entry.bases), ("行使层级", entry.levels))
        if not value
    ]
    if not entry.department:
        found.append(_fault(entry, "没有写主管部门", "主管部门", "请选择主管部门。"))
    if not entry.basic_code:
        found.append(
            replace(_fault(entry, "没有写基本编码", "基本编码", "取得编码后请补上。"), severity=Severity.WARNING)
        )
    for line in entry.bases:
        if fault := basis_fault(line):
            found.append(
                replace(_fault(entry, f"的设定依据“{line}”{fault}", BASIS_FORM, ""), severity=Severity.WARNING)
            )
    if entry.main and entry.main == entry.matter:
        found.append(_fault(entry, "的主项写成了自己", "另一个事项", "请改主项，或留空。"))
    elif entry.main and not any(each.matter == entry.main for each in entries):
        found.append(_fault(entry, f"的主项“{entry.main}”不在目录里", "目录里的事项", "请先编制主项，或留空。"))
    found += _code_faults(entry)
    return tuple(found)


BASIS_FORM = "法名·文号·条·效力层级"


def basis_line(law: str, number: str, article: str, authority: Authority) -> str:
    """A line of the 设定依据 as it is kept."""
    return f"{law}·{number}·{article}·{authority.chinese}"


def basis_fault(line: str) -> str:
    """Why a line of the 设定依据 is not `法名·文号·条·效力层级`, in Chinese; "" when it is. Where there is
    no number, nothing stands between the two dots."""
    parts = [each.strip() for each in line.split("·")]
    if len(parts) != 4:
        return f"应写成“{BASIS_FORM}”四段，现在有{len(parts)}段；没有文号的留空"
    law, _, article, authority = parts
    if not law or not article:
        return "没有写" + ("法名" if not law else "条款")
    if term_of(Authority, authority) is None:
        return f"的效力层级“{authority}”不认识，应为{'、'.join(each.chinese for each in Authority)}"
    return ""


def moved_on(entry: CatalogueEntry, state: EntryState) -> Finding | None:
    """Why an entry may not go to a state; None when it may: drafted, reviewed, published, one after the other."""
    if _STEPS.get(entry.state) is state:
        return None
    text = f"目录事项“{entry.name}”现在{entry.state.chinese}，不能改为{state.chinese}。"
    advice = "目录依次编制、审核、公布。"
    following = _STEPS.get(entry.state)
    expected = following.chinese if following else "不再变动"
    return Finding("catalogue-state", text, element=entry.matter, expected=expected, met=state.chinese, advice=advice)


def reviewed(entry: CatalogueEntry, step: EntryStep) -> CatalogueEntry | Finding:
    """审核 by somebody who did not draft it."""
    refused = moved_on(entry, EntryState.REVIEWED)
    if refused is not None:
        return refused
    if step.login in entry.drafters:
        text = f"“{entry.name}”由{step.who}编制，不能由同一人审核。"
        return Finding("catalogue-reviewer", text, element=entry.matter, advice="请由另一名改革人员审核。")
    return replace(entry, state=EntryState.REVIEWED, reviewed_by=step.who, history=(*entry.history, step))


def returned(entry: CatalogueEntry, step: EntryStep) -> CatalogueEntry | Finding:
    """退回 what is drafted or reviewed, with what is to be mended."""
    if entry.state is EntryState.PUBLISHED:
        text = f"目录事项“{entry.name}”已公布，不能退回。"
        return Finding("catalogue-state", text, element=entry.matter, advice="请修订，或按文件取消。")
    if not step.note:
        return Finding("catalogue-reason", "退回要写明哪里要改。", element=entry.matter, advice="请填写退回意见。")
    return replace(entry, state=EntryState.DRAFT, reviewed_by="", history=(*entry.history, step))


def published(
    entry: CatalogueEntry, step: EntryStep, day: date, entries: Iterable[CatalogueEntry] = ()
) -> CatalogueEntry | tuple[Finding, ...]:
    """公布 from a day on; every defect at once when something is missing."""
    listed = tuple(entries)
    refused = moved_on(entry, EntryState.PUBLISHED)
    if refused is not None:
        return (refused,)
    found = [each for each in entry_defects(entry, listed) if each.severity is Severity.ERROR]
    if day < step.on:
        text = f"公布日期 {day} 已经过去。"
        found.append(Finding("catalogue-date", text, element=entry.matter, advice="请改为今天或以后的日期。"))
    found += [fault for fault in _same_codes((*_others(listed, entry), entry)) if fault.element == entry.matter]
    earlier = [e for e in listed if e.matter == entry.matter and e.published_from and e.version < entry.version]
    if any(each.published_from is not None and day <= each.published_from for each in earlier):
        text = f"第{entry.version}版的公布日期 {day} 不晚于上一版。"
        found.append(Finding("catalogue-date", text, element=entry.matter, advice="请改为以后的日期。"))
    if found:
        return tuple(found)
    return replace(entry, state=EntryState.PUBLISHED, published_from=day, history=(*entry.history, step))


def revised(entry: CatalogueEntry, step: EntryStep) -> CatalogueEntry:
    """修订: the next version of a published entry, to be reviewed and published in its turn."""
    return replace(
        entry,
        version=entry.version + 1,
        state=EntryState.DRAFT,
        reviewed_by="",
        published_from=None,
        cancelled_from=None,
        cancel_document="",
        history=(step,),
    )


def cancelled(entry: CatalogueEntry, step: EntryStep, day: date, document: str) -> CatalogueEntry | Finding:
    """取消 a published entry by a document from a day on: no new cases, open ones are finished (B5)."""
    if entry.state is not EntryState.PUBLISHED or entry.published_from is None:
        text = f"目录事项“{entry.name}”还没有公布，不需要取消。"
        return Finding("catalogue-state", text, element=entry.matter, advice="编制中的事项可以直接删除。")
    if entry.cancelled_from is not None:
        text = f"目录事项“{entry.name}”已定于{entry.cancelled_from}取消（{entry.cancel_document}）。"
        return Finding("catalogue-state", text, element=entry.matter, advice="不必重复取消。")
    made = replace(entry, cancelled_from=day, cancel_document=document, history=(*entry.history, step))
    return next(iter(each for each in entry_faults(made) if each.code == "catalogue-entry"), made)


def restored(entry: CatalogueEntry, step: EntryStep) -> CatalogueEntry | Finding:
    """撤销取消 before the cancellation begins."""
    if entry.cancelled_from is None or entry.cancelled_from <= step.on:
        text = f"目录事项“{entry.name}”的取消已经生效，不能撤销。"
        return Finding("catalogue-state", text, element=entry.matter, advice="需要恢复的，请修订后重新公布。")
    return replace(entry, cancelled_from=None, cancel_document="", history=(*entry.history, step))


def entry_on(entries: Iterable[CatalogueEntry], matter: str, day: date) -> CatalogueEntry | None:
    """The entry that says whether new cases are taken on a day: the newest version whose publication has begun, else
    the newest; None when the catalogue does not know the matter."""
    mine = [each for each in entries if each.matter == matter]
    begun = [
        e for e in mine if e.state is EntryState.PUBLISHED and e.published_from is not None and e.published_from <= day
    ]
    return max(begun or mine, key=lambda each: each.version, default=None)


def newest(entries: Iterable[CatalogueEntry], matter: str) -> CatalogueEntry | None:
    """The version last drafted."""
    return max((each for each in entries if each.matter == matter), key=lambda each: each.version, default=None)


def by_matter(entries: Iterable[CatalogueEntry]) -> Mapping[str, CatalogueEntry]:
    """The version last drafted of every matter, in code order."""
    found: dict[str, CatalogueEntry] = {}
    for each in entries:
        known = found.get(each.matter)
        if known is None or known.version < each.version:
            found[each.matter] = each
    return MappingProxyType(dict(sorted(found.items())))


def governing_on(entries: Iterable[CatalogueEntry], day: date) -> Mapping[str, CatalogueEntry]:
    """`entry_on` of every matter, in code order."""
    versions: dict[str, list[CatalogueEntry]] = {}
    for each in entries:
        versions.setdefault(each.matter, []).append(each)
    found = {matter: entry_on(mine, matter, day) for matter, mine in sorted(versions.items())}
    return MappingProxyType({matter: entry for matter, entry in found.items() if entry is not None})


def put_entry(entries: Iterable[CatalogueEntry], entry: CatalogueEntry) -> tuple[CatalogueEntry, ...]:
    """The catalogue with an entry in the place of the same version of it, or at the end."""
    listed, key = tuple(entries), (entry.matter, entry.version)
    if any((each.matter, each.version) == key for each in listed):
        return tuple(entry if (each.matter, each.version) == key else each for each in listed)
    return (*listed, entry)


def catalogue_faults(entries: Iterable[CatalogueEntry]) -> Iterable[Finding]:
    """Every entry by itself, and versions and codes against one another."""
    listed = tuple(entries)
    for entry in listed:
        yield from entry_faults(entry)
    seen: set[tuple[str, int]] = set()
    for each in listed:
        if (each.matter, each.version) in seen:
            text = f"目录里事项“{each.matter}”的第{each.version}版写了两次。"
            yield Finding("register-twice", text, element=each.matter, met=each.matter, advice="请留下一条。")
        seen.add((each.matter, each.version))
    yield from _same_codes(listed)


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


def _others(entries: Iterable[CatalogueEntry], entry: CatalogueEntry) -> tuple[CatalogueEntry, ...]:
    return tuple(each for each in entries if each.matter != entry.matter)


def _same_codes(entries: Iterable[CatalogueEntry]) -> Iterable[Finding]:
    """Two matters with one basic code."""
    listed = tuple(entries)
    names = {each.matter: each.name for each in listed}
    for code, first, second in twice((each.matter, each.basic_code) for each in listed):
        text = f"目录事项“{names[second]}”的基本编码“{code}”与“{names[first]}”的相同。"
        yield Finding("catalogue-code-twice", text, element=second, expected="不重复", met=code, advice="请核对编码。")


def _code_faults(entry: CatalogueEntry) -> list[Finding]:
    codes = Codes(basic=entry.basic_code, rule=entry.code_rule, type=entry.type.value)
    return [
        Finding(
            "catalogue-code",
            f"目录事项“{entry.name}”的{fault.name}{fault.text}。",
            element=entry.matter,
            expected=fault.expected,
            met=fault.met,
            advice="请按编码规则更正。",
        )
        for fault in code_faults(codes)
    ]


def _fault(entry: CatalogueEntry, text: str, expected: str, advice: str) -> Finding:
    message = f"目录事项“{entry.name}”{text}。"
    return Finding("catalogue-entry", message, element=entry.matter, expected=expected, met="没有", advice=advice)

"""The catalogue by its dates and versions, and who may do which step of an entry."""

from dataclasses import replace
from datetime import date

import pytest

from bpmn.finding import Finding, Severity
from tenants.catalogue import (
    CatalogueEntry,
    EntryAct,
    EntryState,
    EntryStep,
    basis_fault,
    basis_line,
    cancelled,
    catalogue_faults,
    entry_defects,
    entry_on,
    newest,
    published,
    put_entry,
    restored,
    returned,
    reviewed,
    revised,
)
from tenants.matter import Authority, MatterType
from tenants.tenant import Level

MONDAY = date(2026, 3, 2)
BASIS = "某条例·国务院令第1号·第三条·行政法规"


def by(who: str, act: EntryAct, note: str = "", on: date = MONDAY) -> EntryStep:
    return EntryStep(act, on, who, who, note)


DRAFT = CatalogueEntry(
    "permit", "某许可", MatterType.LICENCE, "000131001000", bases=(BASIS,), levels=(Level.COUNTY,), department="office",
    history=(by("xu", EntryAct.DRAFT),),
)  # fmt: skip
REVIEWED = replace(DRAFT, state=EntryState.REVIEWED, reviewed_by="deng")
PUBLISHED = replace(REVIEWED, state=EntryState.PUBLISHED, published_from=MONDAY)


def test_who_drafted_or_changed_it_may_not_review_it() -> None:
    assert isinstance(reviewed(DRAFT, by("xu", EntryAct.REVIEW)), Finding)
    changed = replace(DRAFT, history=(*DRAFT.history, by("deng", EntryAct.CHANGE)))
    assert isinstance(reviewed(changed, by("deng", EntryAct.REVIEW)), Finding)
    done = reviewed(changed, by("he", EntryAct.REVIEW))
    assert isinstance(done, CatalogueEntry)
    assert (done.state, done.reviewed_by, done.drafters) == (EntryState.REVIEWED, "he", {"xu", "deng"})
    assert isinstance(reviewed(PUBLISHED, by("he", EntryAct.REVIEW)), Finding)


def test_what_is_sent_back_says_why_and_is_drafted_again() -> None:
    assert isinstance(returned(DRAFT, by("he", EntryAct.RETURN)), Finding)
    assert isinstance(returned(PUBLISHED, by("he", EntryAct.RETURN, "改")), Finding)
    back = returned(REVIEWED, by("he", EntryAct.RETURN, "写清权限"))
    assert isinstance(back, CatalogueEntry)
    assert (back.state, back.reviewed_by) == (EntryState.DRAFT, "")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "没有写名称"),
        ({"bases": ()}, "没有写设定依据"),
        ({"levels": ()}, "没有写行使层级"),
        ({"department": ""}, "没有写主管部门"),
        ({"basic_code": "0001"}, "应为12位"),
        ({"code_rule": "nowhere"}, "没有编码规则"),
        ({"main": "permit"}, "主项写成了自己"),
        ({"main": "nowhere"}, "不在目录里"),
    ],
)
def test_what_lacks_something_is_not_published(changes: dict[str, object], told: str) -> None:
    faulty = replace(REVIEWED, **changes)  # type: ignore[arg-type]
    found = published(faulty, by("xu", EntryAct.PUBLISH), MONDAY)
    assert isinstance(found, tuple)
    assert any(told in each.message for each in found)


def test_everything_that_is_missing_is_told_at_once() -> None:
    bare = CatalogueEntry("bare", "", state=EntryState.REVIEWED, reviewed_by="deng")
    found = published(bare, by("xu", EntryAct.PUBLISH), date(2026, 3, 1))
    assert isinstance(found, tuple)
    assert len(found) == 5  # name, basis, levels, department, and a day that is past
    warnings = [each for each in entry_defects(bare) if each.severity is Severity.WARNING]
    assert ["基本编码" in each.message for each in warnings] == [True]  # may be published without


def test_a_published_entry_is_revised_beside_the_version_in_force() -> None:
    second = revised(PUBLISHED, by("deng", EntryAct.DRAFT))
    assert (second.version, second.state, second.drafters) == (2, EntryState.DRAFT, {"deng"})
    listed = put_entry((PUBLISHED,), second)
    assert newest(listed, "permit") is second
    assert entry_on(listed, "permit", MONDAY) is PUBLISHED
    coming = replace(second, state=EntryState.PUBLISHED, reviewed_by="xu", published_from=date(2026, 4, 1))
    listed = put_entry(listed, coming)
    assert len(listed) == 2
    assert entry_on(listed, "permit", date(2026, 3, 31)) is PUBLISHED
    assert entry_on(listed, "permit", date(2026, 4, 1)) is coming
    assert list(catalogue_faults(listed)) == []
    assert [each.code for each in catalogue_faults((*listed, coming))] == ["register-twice"]


def test_the_next_version_begins_later_than_the_one_before() -> None:
    ready = replace(revised(PUBLISHED, by("deng", EntryAct.DRAFT)), state=EntryState.REVIEWED, reviewed_by="xu")
    early = published(ready, by("deng", EntryAct.PUBLISH), MONDAY, (PUBLISHED,))
    assert isinstance(early, tuple)
    assert isinstance(published(ready, by("deng", EntryAct.PUBLISH), date(2026, 3, 3), (PUBLISHED,)), CatalogueEntry)


def test_two_matters_with_one_basic_code_are_named() -> None:
    other = replace(REVIEWED, matter="other", name="另一项")
    found = published(other, by("xu", EntryAct.PUBLISH), MONDAY, (PUBLISHED, other))
    assert isinstance(found, tuple)
    assert [each.code for each in found] == ["catalogue-code-twice"]
    assert [each.element for each in catalogue_faults((PUBLISHED, other))] == ["other"]


def test_a_cancellation_names_its_document_once_and_may_be_undone_before_its_day() -> None:
    step, may = by("xu", EntryAct.CANCEL), date(2026, 5, 6)
    assert isinstance(cancelled(DRAFT, step, may, "国发〔2026〕1号"), Finding)
    assert isinstance(cancelled(PUBLISHED, step, may, ""), Finding)
    assert isinstance(cancelled(PUBLISHED, step, date(2026, 3, 1), "国发〔2026〕1号"), Finding)
    gone = cancelled(PUBLISHED, step, may, "国发〔2026〕1号")
    assert isinstance(gone, CatalogueEntry)
    assert gone.published_on(date(2026, 5, 5))
    assert not gone.published_on(may)
    assert isinstance(cancelled(gone, step, may, "国发〔2026〕2号"), Finding)
    assert isinstance(restored(gone, by("xu", EntryAct.RESTORE, on=may)), Finding)
    back = restored(gone, by("xu", EntryAct.RESTORE))
    assert isinstance(back, CatalogueEntry)
    assert back.published_on(may)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (basis_line("某法", "主席令第1号", "第三条", Authority.LAW), ""),
        ("某法··第三条·法律", ""),  # no number
        ("某法第三条", "现在有1段"),
        ("某法·主席令第1号·第三条", "现在有3段"),
        ("·主席令第1号·第三条·法律", "没有写法名"),
        ("某法·主席令第1号··法律", "没有写条款"),
        ("某法·主席令第1号·第三条·通知", "效力层级“通知”不认识"),
    ],
)
def test_a_line_of_the_basis_has_four_parts(line: str, fault: str) -> None:
    assert (fault in basis_fault(line)) if fault else basis_fault(line) == ""

"""Who holds which power on which day. A jurist can read the tables: one line, one person, one day, one answer.

玉山县市场监督管理局 gives its chief representative 李明 decision and seal for all its matters in 2026 (document 1号).
王芳 has report for one matter from March (2号). The bureau also gives the window C01 the decision on one matter
(3号, may be passed on), the window the township 下塘乡 (4号), the township 赵强 there (5号).
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from tenants.identity import PersonId, TenantId
from tenants.mandate import Holder, HolderKind, Mandate, Power, person_holder
from tenants.mandates import Held, Lack, Mandates, NotHeld, Standing, holders_on, power_for, standing_of
from tenants.people import Actor, Person, Role, Staff

LI, WANG, ZHAO, QIAN = (PersonId(UUID(int=number)) for number in range(1, 5))
BUREAU = Holder(HolderKind.DEPARTMENT, "market_regulation", "市场监督管理局")
WINDOW = Holder(HolderKind.WINDOW, "C01", "综合窗口1号")
TOWN = Holder(HolderKind.TOWNSHIP, "xiatang", "下塘乡")
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
DECIDE, SEAL, REPORT = Power.DECIDE, Power.SEAL, Power.REPORT


def mandate(document: str, giver: Holder, taker: Holder, *powers: Power, **more: object) -> Mandate:
    facts: dict[str, object] = {"since": YEAR[0], "until": YEAR[1], "department": "market_regulation", **more}
    return Mandate(document=document, delegator=giver, delegate=taker, powers=frozenset(powers), **facts)  # type: ignore[arg-type]


FIRST = mandate("1号", BUREAU, person_holder(LI, "李明"), DECIDE, SEAL, signed_by="局长")
SECOND = mandate(
    "2号", BUREAU, person_holder(WANG, "王芳"), REPORT, since=date(2026, 3, 1), matters=frozenset({"opening"})
)
THIRD = mandate("3号", BUREAU, WINDOW, DECIDE, matters=frozenset({"stall"}), may_pass_on=True)
FOURTH = mandate("4号", WINDOW, TOWN, DECIDE, matters=frozenset({"stall"}), under="3号", may_pass_on=True)
FIFTH = mandate("5号", TOWN, person_holder(ZHAO, "赵强"), DECIDE, matters=frozenset({"stall"}), under="4号")
ALL = (FIRST, SECOND, THIRD, FOURTH, FIFTH)
PEOPLE = {
    LI: Standing("李明", card="36000001", card_until=date(2028, 5, 31)),
    WANG: Standing("王芳"),
    ZHAO: Standing("赵强", card="36000002", card_until=date(2026, 6, 30)),
    QIAN: Standing("钱进", staff=Staff.CONTRACT),
}


def actor(person: PersonId) -> Actor:
    known = PEOPLE[person]
    roles = frozenset({Role.CHIEF_REPRESENTATIVE})
    return Actor(TenantId(UUID(int=9)), person, known.name, known.name, known.staff, roles, frozenset())


def asked(
    person: PersonId, power: Power, matter: str, day: str, *mandates: Mandate, **standing: object
) -> Held | NotHeld:
    people = {**PEOPLE, person: replace(PEOPLE[person], **standing)}  # type: ignore[arg-type]
    book = Mandates(mandates or ALL, people)
    return power_for(actor(person), matter, power, date.fromisoformat(day), book, department="market_regulation")


@pytest.mark.parametrize(
    ("person", "power", "matter", "day", "documents"),
    [
        # who   power   matter     day           by which documents
        (LI, DECIDE, "opening", "2026-01-01", ("1号",)),  # 第一天
        (LI, DECIDE, "opening", "2026-12-31", ("1号",)),  # 最后一天
        (LI, SEAL, "stall", "2026-03-02", ("1号",)),  # 全部事项
        (WANG, REPORT, "opening", "2026-03-01", ("2号",)),
        (ZHAO, DECIDE, "stall", "2026-06-30", ("3号", "4号", "5号")),  # 部门→窗口→乡镇→人，执法证最后一天
    ],
)
def test_the_power_is_held(person: PersonId, power: Power, matter: str, day: str, documents: tuple[str, ...]) -> None:
    assert asked(person, power, matter, day) == Held(power, documents)


@pytest.mark.parametrize(
    ("person", "power", "matter", "day", "lack"),
    [
        (QIAN, DECIDE, "opening", "2026-03-02", Lack.NO_MANDATE),  # 没有授权书
        (WANG, DECIDE, "opening", "2026-03-02", Lack.OTHER_POWER),  # 只有审核上报权
        (WANG, REPORT, "stall", "2026-03-02", Lack.OTHER_MATTER),  # 只限企业开办
        (WANG, REPORT, "opening", "2026-02-28", Lack.NOT_BEGUN),  # 3月1日才生效
        (LI, DECIDE, "opening", "2027-01-01", Lack.ENDED),  # 12月31日到期
        (ZHAO, DECIDE, "stall", "2026-07-01", Lack.CARD_EXPIRED),  # 执法证6月30日到期
        (ZHAO, DECIDE, "opening", "2026-03-02", Lack.OTHER_MATTER),  # 乡镇只受托摊点事项
    ],
)
def test_the_power_is_not_held(person: PersonId, power: Power, matter: str, day: str, lack: Lack) -> None:
    answer = asked(person, power, matter, day)
    assert isinstance(answer, NotHeld)
    assert answer.lack is lack
    assert answer.message.endswith("。")
    assert answer.advice


@pytest.mark.parametrize(
    ("standing", "lack", "said"),
    [
        ({"dismissed_from": date(2026, 3, 2)}, Lack.DISMISSED, "自2026-03-02起已离岗"),
        ({"staff": Staff.CONTRACT}, Lack.STAFF, "是合同制人员，不能行使审批决定权"),
        ({"staff": Staff.ENTERPRISE}, Lack.STAFF, "是企业人员"),
        ({"card": ""}, Lack.NO_CARD, "没有执法证"),
        ({"card_until": date(2026, 3, 1)}, Lack.CARD_EXPIRED, "已于2026-03-01到期"),
    ],
)
def test_a_mandate_does_not_help_who_may_not_use_it(standing: dict[str, object], lack: Lack, said: str) -> None:
    answer = asked(LI, DECIDE, "opening", "2026-03-02", **standing)
    assert isinstance(answer, NotHeld)
    assert (answer.lack, said in answer.message) == (lack, True)


def test_only_deciding_needs_the_card() -> None:
    assert isinstance(asked(LI, SEAL, "opening", "2026-03-02", card=""), Held)


def test_the_day_before_leaving_still_counts() -> None:
    assert isinstance(asked(LI, DECIDE, "opening", "2026-03-01", dismissed_from=date(2026, 3, 2)), Held)


def test_a_revoked_mandate_holds_until_the_day_before() -> None:
    revoked = replace(FIRST, revoked_from=date(2026, 3, 2))
    assert isinstance(asked(LI, DECIDE, "opening", "2026-03-01", revoked), Held)
    answer = asked(LI, DECIDE, "opening", "2026-03-02", revoked)
    assert isinstance(answer, NotHeld)
    assert answer.lack is Lack.REVOKED


@pytest.mark.parametrize(
    ("chain", "said"),
    [
        ((THIRD, FIFTH), "没有上一级授权书4号"),
        ((FOURTH, FIFTH), "没有上一级授权书3号"),
        ((replace(THIRD, may_pass_on=False), FOURTH, FIFTH), "授权书3号不许再授权"),
        ((THIRD, replace(FOURTH, delegate=WINDOW), FIFTH), "下塘乡不是授权书4号的被授权人"),
        ((replace(THIRD, until=date(2026, 6, 30)), FOURTH, FIFTH), "起止日期超出授权书3号"),
        ((THIRD, FOURTH, replace(FIFTH, matters=frozenset())), "事项超出授权书4号"),
        ((replace(THIRD, revoked_from=date(2026, 2, 1)), FOURTH, FIFTH), "授权书3号已于2026-02-01撤销"),
        ((replace(THIRD, powers=frozenset({REPORT})), FOURTH, FIFTH), "授权书3号没有审批决定权"),
        ((replace(THIRD, department="tax"), FOURTH, FIFTH), "上一级是别的部门的授权"),
        ((replace(THIRD, delegator=WINDOW), FOURTH, FIFTH), "最上一级的授权人不是部门"),
        (
            (replace(THIRD, under="5号", delegator=FIFTH.delegate), FOURTH, replace(FIFTH, may_pass_on=True)),
            "绕成了圈",
        ),
    ],
)
def test_a_broken_chain_leaves_the_power_with_the_department(chain: tuple[Mandate, ...], said: str) -> None:
    answer = asked(ZHAO, DECIDE, "stall", "2026-03-02", *chain)
    assert isinstance(answer, NotHeld)
    assert (answer.lack, said in answer.message) == (Lack.CHAIN_BROKEN, True)
    assert "权力仍在部门" in answer.advice


def test_who_left_can_no_longer_be_passed_on_from() -> None:
    passing = replace(FIRST, may_pass_on=True)
    deputy = mandate("6号", person_holder(LI, "李明"), person_holder(ZHAO), DECIDE, under="1号", deputy=True)
    assert asked(ZHAO, DECIDE, "opening", "2026-03-02", passing, deputy) == Held(DECIDE, ("1号", "6号"), deputy=True)
    gone = {**PEOPLE, LI: replace(PEOPLE[LI], dismissed_from=date(2026, 3, 1))}
    book = Mandates((passing, deputy), gone)
    answer = power_for(actor(ZHAO), "opening", DECIDE, date(2026, 3, 2), book, department="market_regulation")
    assert isinstance(answer, NotHeld)
    assert "授权人李明已离岗" in answer.message


def test_a_mandate_of_another_department_is_none() -> None:
    answer = power_for(actor(LI), "opening", DECIDE, date(2026, 3, 2), Mandates(ALL, PEOPLE), department="tax")
    assert isinstance(answer, NotHeld)
    assert answer.lack is Lack.NO_MANDATE


def test_of_several_mandates_one_that_holds_is_enough() -> None:
    old = mandate("0号", BUREAU, person_holder(LI), DECIDE, until=date(2026, 1, 31))
    assert asked(LI, DECIDE, "opening", "2026-03-02", old, FIRST) == Held(DECIDE, ("1号",))


def test_who_held_it_on_a_day_is_on_record() -> None:
    book = Mandates(ALL, PEOPLE)
    names = [each.document for each in holders_on(book, "market_regulation", DECIDE, "stall", date(2026, 3, 2))]
    assert names == ["1号", "5号"]
    assert holders_on(book, "market_regulation", DECIDE, "stall", date(2025, 12, 31)) == ()


def test_the_standing_of_a_person_is_theirs() -> None:
    person = Person(id=LI, login="li", name="李明", card="3", card_until=date(2028, 5, 31))
    assert standing_of(person) == Standing("李明", Staff.PERMANENT, "3", date(2028, 5, 31))

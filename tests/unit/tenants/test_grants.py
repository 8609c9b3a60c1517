"""低保 in two tenants: the township receives, the county decides; nobody sees more than the step granted to them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bpmn.finding import Finding
from tenants.grants import Grant, HopKind, Sight, after, may_complete, opened, sight, trail, worker_of
from tenants.identity import PersonId, TenantId
from tenants.people import Actor, Role, Staff
from tenants.tenant import Level, TenantProfile, plant

TOWN, COUNTY, STRANGER = (TenantId(UUID(int=number)) for number in (1, 2, 3))
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PERSON = PersonId(UUID(int=7))
TREE, _ = plant(
    TenantProfile(code=code, name=code, centre=code, level=level, region_code="", parent=parent)
    for code, level, parent in [
        ("yushan", Level.COUNTY, ""),
        ("xiatang", Level.TOWNSHIP, "yushan"),
        ("bingxi", Level.TOWNSHIP, "yushan"),
        ("duyun", Level.COUNTY, ""),
    ]
)
DEPARTMENTS = {
    "yushan": {"centre", "civil_affairs"},
    "xiatang": {"centre", "agriculture"},
    "bingxi": {"centre", "agriculture"},
    "duyun": {"civil_affairs", "forestry"},
}
GRANT = opened(
    Grant(
        case="c1",
        token="t1",
        element="confirm",
        name="审核确认",
        home=TOWN,
        worker=COUNTY,
        department="civil_affairs",
        post="officer",
        form="confirm",
        fields=frozenset({"家庭人口"}),
        materials=frozenset({"income"}),
        decides=True,
    ),
    AT,
)


def actor(tenant: TenantId = COUNTY, *, post: str = "officer", staff: Staff = Staff.PERMANENT) -> Actor:
    posts = frozenset({("civil_affairs", post)})
    return Actor(tenant, PERSON, "周敏", "zhou", staff, frozenset({Role.OFFICER}), posts)


@pytest.mark.parametrize(
    ("department", "home", "at", "worker"),
    [
        ("agriculture", "xiatang", "", "xiatang"),  # 本乡自己有
        ("civil_affairs", "xiatang", "", "yushan"),  # 本乡没有，县里有
        ("agriculture", "xiatang", "bingxi", "bingxi"),  # 指明由同树的另一个乡办（异地收件、属地办理）
    ],
)
def test_who_works_the_step(department: str, home: str, at: str, worker: str) -> None:
    assert worker_of(department, home, TREE, DEPARTMENTS, at=at) == worker


@pytest.mark.parametrize(
    ("department", "home", "at", "said"),
    [
        ("forestry", "xiatang", "", "本级和上级都没有这个部门"),  # 林业只有都匀有，不在同一棵树
        ("civil_affairs", "xiatang", "duyun", "不在同一棵租户树上"),
        ("forestry", "xiatang", "bingxi", "没有这个部门"),
        ("civil_affairs", "nowhere", "", "本级和上级都没有这个部门"),
    ],
)
def test_nobody_works_it(department: str, home: str, at: str, said: str) -> None:
    found = worker_of(department, home, TREE, DEPARTMENTS, at=at)
    assert isinstance(found, Finding)
    assert said in found.message


def test_the_worker_sees_the_step_and_what_was_named_with_it() -> None:
    expected = Sight("c1", "t1", "confirm", "审核确认", "confirm", frozenset({"家庭人口"}), frozenset({"income"}))
    assert sight(actor(), "c1", [GRANT]) == (expected,)
    assert may_complete(actor(), "c1", "t1", [GRANT]) is GRANT


@pytest.mark.parametrize(
    ("who", "case", "token"),
    [
        (actor(STRANGER), "c1", "t1"),
        (actor(TOWN), "c1", "t1"),
        (actor(post="clerk"), "c1", "t1"),
        (actor(), "c2", "t1"),
        (actor(), "c1", "t2"),
    ],
    ids=["stranger", "home", "other-post", "other-case", "other-step"],
)
def test_for_everybody_else_it_is_not_there(who: Actor, case: str, token: str) -> None:
    assert may_complete(who, case, token, [GRANT]) is None
    assert all(each.token != token for each in sight(who, case, [GRANT]))


def test_a_decision_needs_somebody_who_may_decide() -> None:
    contract = actor(staff=Staff.CONTRACT)
    assert may_complete(contract, "c1", "t1", [GRANT]) is None
    assert may_complete(contract, "c1", "t1", [replace(GRANT, decides=False)]) is None  # 合同制人员只受理、出件
    enterprise = actor(staff=Staff.ENTERPRISE)
    assert may_complete(enterprise, "c1", "t1", [GRANT]) is None
    assert may_complete(enterprise, "c1", "t1", [replace(GRANT, decides=False)]) is not None


def test_when_it_is_given_back_it_is_gone() -> None:
    done = after(GRANT, HopKind.COMPLETED, AT + timedelta(days=1), PERSON)
    assert isinstance(done, Grant)
    assert sight(actor(), "c1", [done]) == ()
    assert may_complete(actor(), "c1", "t1", [done]) is None
    again = after(done, HopKind.COMPLETED, AT + timedelta(days=2), PERSON)
    assert isinstance(again, Finding)
    assert again.code == "grant-closed"


def test_every_hop_is_on_record() -> None:
    claimed = after(GRANT, HopKind.CLAIMED, AT + timedelta(hours=1), PERSON)
    assert isinstance(claimed, Grant)
    assert claimed.is_open
    returned = after(claimed, HopKind.RETURNED, AT + timedelta(hours=2), PERSON, "入户调查缺签字")
    assert isinstance(returned, Grant)
    assert trail(returned, {TOWN: "下塘乡", COUNTY: "玉山县"}) == (
        "2026-03-02 09:00 下塘乡 → 玉山县 转出",
        "2026-03-02 10:00 下塘乡 → 玉山县 接办",
        "2026-03-02 11:00 玉山县 → 下塘乡 退回（入户调查缺签字）",
    )


@pytest.mark.parametrize("kind", [HopKind.RETURNED, HopKind.WITHDRAWN])
def test_giving_back_needs_a_reason(kind: HopKind) -> None:
    refused = after(GRANT, kind, AT, PERSON, " ")
    assert isinstance(refused, Finding)
    assert refused.code == "grant-reason"


def test_what_a_caller_must_not_do() -> None:
    with pytest.raises(ValueError, match="needs no grant"):
        opened(replace(GRANT, worker=TOWN), AT)
    with pytest.raises(ValueError, match="zone"):
        opened(GRANT, AT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="order"):
        after(GRANT, HopKind.CLAIMED, AT - timedelta(hours=1), PERSON)

"""Who may do what: roles open the kind of act, posts the step, the staff category sets the outer limit."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tenants.identity import PersonId, TenantId
from tenants.people import (
    Actor,
    HeldPost,
    PersonProfile,
    Role,
    Staff,
    Training,
    actor_of,
    may_accept,
    may_administer,
    may_audit,
    may_decide,
    may_deliver,
    may_follow,
    may_model,
    may_publish,
    may_receive,
    may_review,
    may_secure,
    may_supervise,
    may_verify,
    role_conflict,
    works_at,
)

YUSHAN = TenantId(UUID(int=1))
MONDAY = date(2026, 3, 2)


def actor(*roles: Role, staff: Staff = Staff.PERMANENT, posts: tuple[HeldPost, ...] = ()) -> Actor:
    profile = PersonProfile(login="x", name="某人", staff=staff, roles=roles, posts=posts)
    return actor_of(profile.with_id(PersonId(UUID(int=2))), YUSHAN, MONDAY)


def test_only_the_posts_held_that_day_count() -> None:
    held = HeldPost("tax", "review", since=MONDAY, until=MONDAY)
    over = HeldPost("tax", "lead", until=MONDAY - timedelta(days=1))
    coming = HeldPost("centre", "window", since=MONDAY + timedelta(days=1))
    worker = actor(Role.OFFICER, posts=(held, over, coming))
    assert worker.posts == {("tax", "review")}
    assert worker.departments == {"tax"}


@pytest.mark.parametrize(
    ("department", "post", "works"),
    [
        ("tax", "review", True),
        ("tax", "", True),
        ("", "review", True),
        ("tax", "lead", False),
        ("bank", "review", False),
        ("", "", False),
    ],
)
def test_a_step_is_the_work_of_its_department_and_post(department: str, post: str, works: bool) -> None:
    assert works_at(actor(Role.OFFICER, posts=(HeldPost("tax", "review"),)), department, post) is works


# who                            receive accept review decide deliver supervise model verify administer
POWERS = [
    (Role.WINDOW_CLERK, (True, True, False, False, False, False, False, False, False)),
    (Role.OFFICER, (True, True, True, True, False, False, False, False, False)),
    (Role.CHIEF_REPRESENTATIVE, (True, True, True, True, False, False, False, False, False)),
    (Role.EXIT_CLERK, (False, False, False, False, True, False, False, False, False)),
    (Role.SUPERVISOR, (False, False, False, False, False, True, False, False, False)),
    (Role.REFORM_OFFICER, (False, False, False, False, False, False, True, True, False)),
    (Role.TESTER, (False, False, False, False, False, False, False, True, False)),
    (Role.ADMINISTRATOR, (False, False, False, False, False, False, False, False, True)),
    (Role.SECURITY_ADMINISTRATOR, (False,) * 9),
    (Role.AUDITOR, (False,) * 9),
    (Role.AGENT, (True, False, False, False, False, False, False, False, False)),
]


@pytest.mark.parametrize(("role", "powers"), POWERS)
def test_front_may_not_decide_and_back_may_not_deliver(role: Role, powers: tuple[bool, ...]) -> None:
    asks = (
        may_receive, may_accept, may_review, may_decide, may_deliver, may_supervise, may_model, may_verify,
        may_administer,
    )  # fmt: skip
    assert tuple(ask(actor(role)) for ask in asks) == powers


@pytest.mark.parametrize(
    ("staff", "decides"), [(Staff.PERMANENT, True), (Staff.CONTRACT, False), (Staff.ENTERPRISE, False)]
)
def test_only_permanent_staff_decide(staff: Staff, decides: bool) -> None:
    """B26: 政府购买岗位人员受理；审批须在编持证."""
    assert may_decide(actor(Role.OFFICER, staff=staff)) is decides


def test_four_eyes_publish_needs_another_person() -> None:
    reformer = actor(Role.REFORM_OFFICER)
    somebody = PersonId(UUID(int=3))
    assert may_publish(reformer, somebody, four_eyes=True)
    assert may_publish(reformer, reformer.person, four_eyes=False)
    assert not may_publish(reformer, reformer.person, four_eyes=True)
    assert not may_publish(actor(Role.OFFICER), somebody, four_eyes=False)


def test_who_received_may_not_decide_where_both_are_separated() -> None:
    assert not may_follow(actor(Role.OFFICER), did_before=True, separated=True)
    assert may_follow(actor(Role.OFFICER), did_before=True, separated=False)
    assert may_follow(actor(Role.OFFICER), did_before=False, separated=True)


def test_the_three_administrators_are_kept_apart() -> None:
    assert role_conflict(frozenset({Role.ADMINISTRATOR, Role.OFFICER})) is None
    assert "系统管理员、审计管理员" in (role_conflict(frozenset({Role.ADMINISTRATOR, Role.AUDITOR})) or "")


def test_setting_up_securing_and_auditing_are_three_peoples_work() -> None:
    asks = (may_administer, may_secure, may_audit)
    for role, powers in {
        Role.ADMINISTRATOR: (True, False, False),
        Role.SECURITY_ADMINISTRATOR: (False, True, False),
        Role.AUDITOR: (False, False, True),
        Role.REFORM_OFFICER: (False, False, False),
    }.items():
        assert tuple(ask(actor(role)) for ask in asks) == powers, role


@pytest.mark.parametrize(
    ("trainings", "has"),
    [
        ((), False),
        ((Training("岗前培训"),), True),
        ((Training("岗前培训", since=date(2026, 3, 3)),), False),
        ((Training("岗前培训", until=date(2026, 3, 1)),), False),
        ((Training("岗前培训", until=date(2026, 3, 1)), Training("复训", until=date(2026, 3, 2))), True),
    ],
)
def test_a_role_that_asks_for_training_is_had_while_one_counts(trainings: tuple[Training, ...], has: bool) -> None:
    """F22: 政务服务专员统一招录、培训、派驻."""
    clerk = PersonProfile(
        login="wang", name="王芳", roles=(Role.WINDOW_CLERK, Role.AGENT), trainings=trainings
    ).with_id(PersonId(UUID(int=1)))
    acting = actor_of(clerk, TenantId(UUID(int=9)), date(2026, 3, 2), trained=(Role.WINDOW_CLERK,))
    assert acting.has(Role.WINDOW_CLERK) is has
    assert acting.has(Role.AGENT)


def test_work_of_the_whole_department_is_everybodys_there() -> None:
    posts = frozenset({("tax", "clerk"), ("tax", "lead")})
    actor = Actor(TenantId(UUID(int=1)), PersonId(UUID(int=2)), "样人", "yangren", Staff.PERMANENT, frozenset(), posts)
    assert actor.places == (("tax", ""), ("tax", "clerk"), ("tax", "lead"))

"""Special steps that the diagram draws are held to the same as those begun by command; joint acts need every party."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from msgspec.structs import replace as changed

from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.apply import apply_all
from engine.cases.case import Case
from engine.cases.respond import respond
from engine.cases.rows import SIGN, tasks
from engine.cases.terms import Terms
from engine.legal_clock import Limit, Unit
from engine.refusal import Refusal
from engine.verify.hall import Hall
from tenants.matter import MatterKind
from tenants.people import Actor, Role, Staff, actor_of

Accepted = Callable[..., Hall]
Moment = Callable[[str], datetime]
TWO = ("甲某", "乙某")


def days(amount: int) -> Limit:
    return Limit(amount, Unit.WORKING_DAY)


def rule(answer: object) -> str:
    return answer.rule if isinstance(answer, Refusal) else ""


def desk(hall: Hall) -> Actor:
    assert hall.tenant is not None
    found = next(each for each in hall.run(hall.tenants.people()) if each.login == "desk")
    return actor_of(found, hall.tenant.id, hall.clock.now().date())


def drawn(hall: Hall, kind: str) -> tuple[Case, int]:
    """The case with its working step being a special one of that kind, as a diagram would draw it."""
    case, step = hall.current(), hall.step("办理")
    special = changed(step, kind=kind, special=True, outcomes=())
    return changed(case, steps={step.token: special}), step.token


def after(case: Case, command: Any, actor: Actor, now: datetime, terms: Terms) -> Case:
    answer = respond(case, command, actor, now, terms)
    assert not isinstance(answer, Refusal), answer
    return apply_all(case, answer)


@pytest.mark.parametrize(
    ("staff", "signatures", "broken"),
    [
        ((), (), "special-staff"),
        (("甲某",), ("甲某",), "special-staff"),
        (TWO, ("甲某",), "special-signatures"),
        (TWO, TWO, ""),
    ],
)
def test_a_drawn_visit_is_completed_only_by_two_who_sign(
    accepted: Accepted, staff: tuple[str, ...], signatures: tuple[str, ...], broken: str
) -> None:
    hall = accepted("2025-11-03 09:00", promised=10)
    case, token = drawn(hall, "site_visit")
    command = c.Complete(token, staff=staff, signatures=signatures)
    answer = respond(case, command, desk(hall), hall.clock.now(), hall.prepared().terms)
    assert rule(answer) == broken


def test_a_drawn_review_waits_for_its_written_notice_and_stops_the_clock_from_then(
    accepted: Accepted, moment: Moment
) -> None:
    hall = accepted("2025-11-03 09:00", promised=10)
    terms, actor = hall.prepared().terms, desk(hall)
    case, token = drawn(hall, "expert_review")
    done = c.Complete(token, staff=TWO, signatures=TWO)
    now = moment("2025-11-06 09:00")
    assert rule(respond(case, done, actor, now, terms)) == "special-notice"
    tell = c.StartSpecial("expert_review", days(10), told_in_writing=True, token=token)
    assert rule(respond(case, replace(tell, told_in_writing=False), actor, now, terms)) == "pause-notice"
    assert rule(respond(case, replace(tell, kind="testing"), actor, now, terms)) == "special-kind"
    assert rule(respond(case, replace(tell, token=99), actor, now, terms)) == "step"
    case = after(case, tell, actor, now, terms)
    # Ten working days from 11-03 end on 11-17; with 11-07 … 11-20 out on 12-01.
    assert case.promised is not None
    assert case.promised.day == date(2025, 12, 1)
    assert rule(respond(case, tell, actor, now, terms)) == "special-told"
    assert rule(respond(case, c.FinishSpecial("s1"), actor, now, terms)) == "special-drawn"
    case = after(case, done, actor, moment("2025-11-10 09:00"), terms)
    # The result on 11-10 gives the other days back: 11-07 and 11-10 out.
    assert case.promised is not None
    assert (case.specials, case.promised.day) == ({}, date(2025, 11, 19))


def waiting(case: Case) -> list[str]:
    """The departments in whose work lists a signature is asked for."""
    return [row.department for row in tasks(case).values() if row.kind == SIGN]


def test_a_joint_visit_is_finished_when_every_department_has_signed(accepted: Accepted) -> None:
    hall = accepted("2025-11-03 09:00", promised=10)
    terms, now, actor = hall.prepared().terms, hall.clock.now(), desk(hall)
    terms = replace(terms, departments={**terms.departments, "centre": "中心", "office": "某局"})
    start = c.StartSpecial("site_visit", days(3), parties=("office", "centre"))
    assert rule(respond(hall.current(), replace(start, parties=("office",)), actor, now, terms)) == "special-party"
    assert (
        rule(respond(hall.current(), replace(start, parties=("office", "tax")), actor, now, terms)) == "special-party"
    )
    case = after(hall.current(), start, actor, now, terms)
    assert case.specials["s1"].name == "联合现场勘察"
    assert waiting(case) == ["office", "centre"]
    finish = c.FinishSpecial("s1")
    answer = respond(case, finish, actor, now, terms)
    assert (rule(answer), "还缺某局、中心的签字" in str(answer)) == ("special-parties", True)
    case = after(case, c.SignSpecial("s1", "同意"), actor, now, terms)
    assert waiting(case) == ["centre"]
    assert rule(respond(case, c.SignSpecial("s1"), actor, now, terms)) == "sign-party"
    answer = respond(case, finish, actor, now, terms)
    assert (rule(answer), "还缺中心的签字" in str(answer)) == ("special-parties", True)
    posts, roles = frozenset({("centre", "window")}), frozenset({Role.OFFICER})
    other = Actor(actor.tenant, actor.person, "中心人员", "other", Staff.PERMANENT, roles, posts)
    case = after(case, c.SignSpecial("s1"), other, now, terms)
    assert waiting(case) == []
    events = respond(case, finish, actor, now, terms)
    assert not isinstance(events, Refusal)
    (ended,) = (each for each in events if isinstance(each, e.SpecialStepFinished))
    assert set(ended.signatures) == {actor.name, "中心人员"}


def test_a_step_nobody_shares_is_not_signed_by_others(accepted: Accepted) -> None:
    hall = accepted("2025-11-03 09:00", promised=10)
    hall.start_special("现场勘察", days(3), told=False)
    hall.lead(c.SignSpecial("s1"))
    assert rule(hall.refusal) == "sign"


@pytest.mark.parametrize(
    "command",
    [
        c.StartSpecial("site_visit", Limit(3, Unit.WORKING_DAY)),
        c.Extend(Limit(3, Unit.WORKING_DAY), None, "某局局长", "案情复杂"),
        c.SendBack(0, "材料看不清"),
    ],
)
def test_an_instant_matter_refuses_whatever_would_wait(accepted: Accepted, command: Any) -> None:
    hall = accepted("2025-11-03 09:00", promised=10)
    terms = hall.prepared().terms
    instant = replace(terms, model=replace(terms.model, matter=replace(terms.model.matter, kind=MatterKind.INSTANT)))
    if isinstance(command, c.SendBack):
        command = replace(command, token=hall.step("办理").token)
    answer = respond(hall.current(), command, desk(hall), hall.clock.now(), instant)
    assert (rule(answer), "是即办件" in str(answer)) == ("instant", True)

"""Extension, missing materials, pledge, termination, four eyes, acts outside the hall, ratings: allowed or refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from msgspec.structs import replace as changed

from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.apply import apply_all
from engine.cases.cards import case_cards
from engine.cases.case import Case, Status
from engine.cases.respond import respond
from engine.cases.terms import Terms
from engine.legal_clock import Limit, Unit
from engine.legal_clock.card import Cause
from engine.legal_clock.regime import Approver
from engine.refusal import Refusal
from engine.verify.hall import Hall
from tenants.matter import Material, Need
from tenants.people import Actor, actor_of

Accepted = Callable[..., Hall]
Moment = Callable[[str], datetime]
HEAD = Approver.AGENCY_HEAD


def days(amount: int) -> Limit:
    return Limit(amount, Unit.WORKING_DAY)


def person(hall: Hall, login: str) -> Actor:
    assert hall.tenant is not None
    found = next(each for each in hall.run(hall.tenants.people()) if each.login == login)
    return actor_of(found, hall.tenant.id, hall.clock.now().date())


def terms_with(hall: Hall, **facts: Any) -> Terms:
    """The terms of the hall's matter with some facts of it changed."""
    terms = hall.prepared().terms
    return replace(terms, model=replace(terms.model, matter=replace(terms.model.matter, **facts)))


def rule(answer: object) -> str:
    return answer.rule if isinstance(answer, Refusal) else ""


@pytest.mark.parametrize(
    ("command", "when", "broken"),
    [
        (c.Extend(days(11), HEAD, "某局局长", "案情复杂"), "2025-10-10", "extension-length"),
        (c.Extend(days(10), HEAD, "某局局长", ""), "2025-10-10", "extension-reasons"),
        (c.Extend(days(10), HEAD, "某局局长", "案情复杂", told_in_writing=False), "2025-10-10", "extension-reasons"),
        (c.Extend(days(10), None, "窗口人员", "案情复杂"), "2025-10-10", "extension-approver"),
        (c.Extend(days(10), Approver.GOVERNMENT_HEAD, "县长", "案情复杂"), "2025-10-10", "extension-approver"),
        (c.Extend(days(10), HEAD, "某局局长", "案情复杂", ground="licensing-42-2"), "2025-10-10", "extension-ground"),
        # 20 working days from 2025-09-08 end on 10-11 (班); the day after it is too late.
        (c.Extend(days(10), HEAD, "某局局长", "案情复杂"), "2025-10-12", "extension-expired"),
        (c.Extend(days(10), HEAD, "某局局长", "案情复杂"), "2025-10-11", ""),
    ],
)
def test_an_extension_is_approved_as_the_law_says_or_not_at_all(
    accepted: Accepted, moment: Moment, command: c.Extend, when: str, broken: str
) -> None:
    hall = accepted("2025-09-08 09:00")
    hall.until(moment(f"{when} 16:00"))
    before = hall.current()
    hall.lead(command)
    assert rule(hall.refusal) == broken
    if broken:
        assert hall.current() == before
    else:
        # Ten more working days after 10-11: 10-13 … 10-24. The promise stays where it was.
        assert hall.current().statutory.day == date(2025, 10, 24)  # type: ignore[union-attr]
        assert hall.current().promised == before.promised
        hall.lead(command)
        assert rule(hall.refusal) == "extension-once"


GAP = (Material("m9", "消防意见", need=Need.GAP, supply_working_days=5),)


def receive_with_gaps(hall: Hall, moment: Moment) -> tuple[Case, Terms, Actor, int]:
    hall.plain({})
    hall.until(moment("2025-11-03 09:00"))
    hall.receive()
    return hall.current(), terms_with(hall, materials=GAP), person(hall, "window"), hall.step("受理审核").token


@pytest.mark.parametrize(
    ("gaps", "undertaking", "broken"),
    [(("申请书",), True, "gap-core"), (("消防意见",), False, "gap-undertaking"), (("消防意见",), True, "")],
)
def test_only_marked_materials_may_follow_under_a_written_undertaking(
    moment: Moment, gaps: tuple[str, ...], undertaking: bool, broken: str
) -> None:
    hall = Hall({})
    case, terms, window, token = receive_with_gaps(hall, moment)
    command = c.Complete(token, "受理", gaps=gaps, undertaking=undertaking)
    answer = respond(case, command, window, hall.clock.now(), terms)
    hall.close()
    assert rule(answer) == broken
    if not isinstance(answer, Refusal):
        after = apply_all(case, answer)
        # Five working days from 11-03: 11-10.
        assert (after.gaps, after.gap_due.day) == (("消防意见",), date(2025, 11, 10))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("command", "broken"),
    [
        (c.Complete(0, "容缺受理", undertaking=True), "gap-empty"),
        (c.Complete(0, "受理", pledge=True), "pledge-matter"),
        (c.SupplyGap(("消防意见",)), "gap"),
    ],
)
def test_what_the_matter_does_not_offer_is_refused(moment: Moment, command: Any, broken: str) -> None:
    hall = Hall({})
    case, terms, window, token = receive_with_gaps(hall, moment)
    step = changed(case.steps[token], outcomes=("受理", "容缺受理"))
    case = changed(case, steps={token: step})
    if isinstance(command, c.Complete):
        command = replace(command, token=token)
    answer = respond(case, command, window, hall.clock.now(), terms)
    hall.close()
    assert rule(answer) == broken


def test_nothing_is_granted_while_a_material_is_missing(moment: Moment) -> None:
    hall = Hall({})
    case, terms, window, token = receive_with_gaps(hall, moment)
    now = hall.clock.now()
    command = c.Complete(token, "受理", gaps=("消防意见",), undertaking=True)
    events = respond(case, command, window, now, terms)
    assert not isinstance(events, Refusal)
    hall.complete("受理审核", "受理")
    step = hall.step("办理")
    case = changed(apply_all(case, events), steps={step.token: step})
    desk = person(hall, "desk")
    grant = c.Complete(step.token, "准予")
    assert rule(respond(case, grant, desk, now, terms)) == "gap-open"
    assert rule(respond(case, c.SupplyGap(("申请书",)), window, now, terms)) == "supplement-unasked"
    supplied = respond(case, c.SupplyGap(("消防意见",)), window, now, terms)
    assert not isinstance(supplied, Refusal)
    assert rule(respond(apply_all(case, supplied), grant, desk, now, terms)) == ""
    hall.close()


def test_who_accepted_does_not_decide_where_the_matter_keeps_the_two_apart(accepted: Accepted) -> None:
    hall = accepted("2025-11-03 09:00")
    desk, step = person(hall, "desk"), hall.step("办理")
    case = changed(hall.current(), accepted_by=desk.person)
    grant = c.Complete(step.token, "准予")
    now = hall.clock.now()
    assert rule(respond(case, grant, desk, now, terms_with(hall, separation=True))) == "four-eyes"
    assert rule(respond(case, grant, desk, now, terms_with(hall, separation=False))) == ""


def test_an_act_outside_of_the_hall_stands_in_the_record_and_brings_a_red_card(accepted: Accepted) -> None:
    hall = accepted("2025-11-03 09:00")
    step = hall.step("办理")
    hall.command(step, c.Complete(step.token, "准予", place="某局办公楼"))
    hall.must()
    events = hall.events()
    assert [event.about for event in events if isinstance(event, e.ViolationRecorded)] == ["办理"]
    cards = case_cards(hall.current(), events, hall.prepared().terms, hall.clock.now())
    assert [(each.card.cause, each.about) for each in cards] == [(Cause.OUTSIDE_SYSTEM, "办理")]


def test_cards_come_with_their_cause_when_limits_pass(accepted: Accepted, moment: Moment) -> None:
    hall = accepted("2025-11-03 09:00", promised=5)
    hall.until(moment("2025-12-02 00:00"))
    cards = case_cards(hall.current(), hall.events(), hall.prepared().terms, hall.clock.now())
    # 5 working days end on 11-10, 20 on 12-01, each at midnight.
    assert [(each.card.cause, each.about, each.card.at) for each in cards] == [
        (Cause.PROMISE_OVERDUE, "", moment("2025-11-11 00:00")),
        (Cause.STEP_OVERDUE, "办理", moment("2025-11-11 00:00")),
        (Cause.STATUTORY_OVERDUE, "", moment("2025-12-02 00:00")),
    ]


def test_a_case_is_terminated_on_a_ground_of_the_list_with_a_reason(accepted: Accepted) -> None:
    hall = accepted("2025-11-03 09:00")
    hall.lead(c.Terminate(""))
    assert rule(hall.refusal) == "terminate-reason"
    hall.lead(c.Terminate("申请人死亡", ground="own-delivery"))
    assert rule(hall.refusal) == "ground-act"
    hall.lead(c.Terminate("申请人死亡"))
    hall.must()
    assert (hall.current().status, hall.current().is_open) == (Status.TERMINATED, False)


def test_a_false_pledge_is_found_after_the_end_and_brings_revocation_and_a_credit_record(
    accepted: Accepted, moment: Moment
) -> None:
    hall = accepted("2025-11-03 09:00")
    for name, outcome in (("办理", "准予"), ("制证", "完成"), ("送达", "")):
        hall.complete(name, outcome or hall.step(name).outcomes[0])
        hall.must()
    case, desk = hall.current(), person(hall, "desk")
    assert not case.is_open
    check = c.CheckPledge(kept=False, findings="现场与承诺不符")
    now, terms = moment("2025-12-03 09:00"), hall.prepared().terms
    assert rule(respond(case, check, desk, now, terms)) == "pledge"
    answer = respond(changed(case, pledged=True), check, desk, now, terms)
    assert not isinstance(answer, Refusal)
    assert [type(event) for event in answer] == [e.PledgeChecked, e.DecisionRevoked, e.CreditRecorded]


def test_a_bad_rating_after_the_end_opens_an_order_that_closes_only_when_the_person_was_told(
    accepted: Accepted, moment: Moment
) -> None:
    hall = accepted("2026-02-05 09:00")
    for name in ("办理", "制证", "送达"):
        hall.complete(name, hall.step(name).outcomes[0])
    hall.until(moment("2026-02-06 09:00"))
    assert not hall.current().is_open
    hall.register(c.Rate("马马虎虎"))
    assert rule(hall.refusal) == "rating-level"
    hall.register(c.Rate("满意"))
    assert hall.current().orders == {}
    hall.register(c.Rate("非常不满意", words="等了很久"))
    hall.must()
    order = hall.current().orders["r1"]
    # One working day: 02-09; fifteen: 02-09 … 02-14 (班) six, 02-24 … 02-28 (班) five, 03-02 … 03-05 four.
    assert (order.call_back_due.day, order.rectify_due.day) == (date(2026, 2, 9), date(2026, 3, 5))  # type: ignore[union-attr]
    for command, broken in (
        (c.CloseOrder("r1"), "order-untold"),
        (c.AnswerRating("r1", "已改正"), "order-rectify"),
        (c.Rectify("r1", " "), "order-measures"),
        (c.CallBack("r1", "已回访"), ""),
        (c.Rectify("r1", "增开窗口"), ""),
        (c.AnswerRating("r1", "已改正"), ""),
        (c.CloseOrder("r1"), ""),
        (c.CloseOrder("r1"), "order"),
    ):
        hall.register(command)
        assert rule(hall.refusal) == broken

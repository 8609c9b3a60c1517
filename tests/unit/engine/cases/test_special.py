"""Special steps: who may hold one, on what basis, for how long, with whom; and what each does to the due dates."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.audit import Audit
from engine.legal_clock import Limit, Unit
from engine.verify.hall import Hall

Accepted = Callable[..., Hall]
Moment = Callable[[str], datetime]
STAFF = ("甲某", "乙某")


def days(amount: int) -> Limit:
    return Limit(amount, Unit.WORKING_DAY)


def rule(hall: Hall) -> str:
    return hall.refusal.rule if hall.refusal else ""


@pytest.mark.parametrize(
    ("command", "broken"),
    [
        (c.StartSpecial("handshake", days(5)), "special-kind"),
        (c.StartSpecial("review", days(5)), "special-kind"),
        # 优化营商环境条例35: no law names 集体讨论, so none may be held without one.
        (c.StartSpecial("collective_discussion", days(5)), "special-basis"),
        (c.StartSpecial("site_visit", days(0)), "special-limit"),
        # D9: 12 working days are more than the promise of 10.
        (c.StartSpecial("expert_review", days(12), told_in_writing=True), "special-too-long"),
        # 许可法45 wants the time told in writing.
        (c.StartSpecial("expert_review", days(10)), "pause-notice"),
        # 许可法45 does not list 现场勘察: claimed as not counted, it is refused.
        (c.StartSpecial("site_visit", days(5), told_in_writing=True, ground="licensing-45"), "pause-kind"),
        (c.StartSpecial("site_visit", days(5), told_in_writing=True, ground="my-own"), "ground-missing"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_a_special_step_that_law_does_not_allow_is_refused(
    accepted: Accepted, command: c.StartSpecial, broken: str
) -> None:
    hall = accepted("2025-11-03 09:00", promised=10)
    before = hall.current()
    hall.lead(command)
    assert (rule(hall), hall.current()) == (broken, before)
    assert hall.refusal is not None
    assert hall.refusal.advice


def test_a_review_by_experts_stops_the_clock_for_the_time_told_at_most(accepted: Accepted, moment: Moment) -> None:
    hall = accepted("2025-11-03 09:00", promised=10)
    hall.until(moment("2025-11-06 09:00"))
    hall.start_special("专家评审", days(5), told=True)
    case = hall.current()
    assert (case.promised, case.statutory) != (None, None)
    # 5 working days told, from 11-07 to 11-13, are not counted: 10 days 11-17 → 11-24, 20 days 12-01 → 12-08.
    assert (case.promised.day, case.statutory.day) == (date(2025, 11, 24), date(2025, 12, 8))  # type: ignore[union-attr]
    assert case.specials["s1"].due.day == date(2025, 11, 13)  # type: ignore[union-attr]
    hall.until(moment("2025-11-20 09:00"))
    hall.finish_special("专家评审")
    # The result came late: what goes beyond the time told counts.
    assert hall.current().promised.day == date(2025, 11, 24)  # type: ignore[union-attr]
    assert [type(event) for event in hall.events()].count(e.DueDatesReckoned) == 1
    found = Audit()
    hall.audit(found)
    assert (found.differences, found.dates > 8) == ([], True)


def test_an_earlier_result_brings_the_due_date_forward(accepted: Accepted, moment: Moment) -> None:
    hall = accepted("2025-11-03 09:00", promised=10)
    hall.until(moment("2025-11-06 09:00"))
    hall.start_special("专家评审", days(10), told=True)
    hall.until(moment("2025-11-10 09:00"))
    hall.finish_special("专家评审")
    # 11-07 and 11-10 are not counted: 11-17 → 11-19.
    assert hall.current().promised.day == date(2025, 11, 19)  # type: ignore[union-attr]


def test_more_time_needs_approval_and_a_new_notice(accepted: Accepted, moment: Moment) -> None:
    hall = accepted("2025-11-03 09:00", promised=10)
    hall.until(moment("2025-11-06 09:00"))
    hall.start_special("专家评审", days(5), told=True)
    hall.until(moment("2025-11-13 09:00"))
    hall.lead(c.RenewSpecial("s1", days(3), told_in_writing=True, approved_by=""))
    assert rule(hall) == "pause-notice"
    hall.lead(c.RenewSpecial("s1", days(3), told_in_writing=True, approved_by="某局局长"))
    hall.must()
    # Told again for three more days: 11-14, 11-17, 11-18.
    assert hall.current().promised.day == date(2025, 11, 27)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("staff", "signatures", "broken"),
    [((), (), "special-staff"), (("甲某",), ("甲某",), "special-staff"), (STAFF, ("甲某",), "special-signatures")],
)
def test_a_visit_needs_two_people_and_both_signatures(
    accepted: Accepted, staff: tuple[str, ...], signatures: tuple[str, ...], broken: str
) -> None:
    hall = accepted("2025-11-03 09:00", promised=10)
    hall.start_special("现场勘察", days(3), told=False)
    hall.lead(c.FinishSpecial("s1", staff=staff, signatures=signatures))
    assert rule(hall) == broken
    hall.lead(c.FinishSpecial("s1", staff=STAFF, signatures=STAFF))
    hall.must()
    assert hall.current().specials == {}


def test_nobody_decides_while_a_special_step_is_open(accepted: Accepted) -> None:
    hall = accepted("2025-11-03 09:00")
    hall.start_special("现场勘察", days(3), told=False)
    hall.complete("办理", "准予")
    assert rule(hall) == "special-open"


def test_a_public_notice_ends_on_the_day_after_its_last(accepted: Accepted, moment: Moment) -> None:
    hall = accepted("2026-02-02 09:00")
    hall.until(moment("2026-02-10 09:00"))
    hall.lead(c.StartSpecial("public_notice", Limit(7, Unit.NATURAL_DAY), basis="《某条例》第八条"))
    hall.must()
    hall.until(moment("2026-02-24 17:00"))
    hall.lead(c.FinishSpecial("s1"))
    assert rule(hall) == "notice-period"
    hall.until(moment("2026-02-25 09:00"))
    hall.lead(c.FinishSpecial("s1"))
    hall.must()


@pytest.mark.parametrize(
    ("applied", "held", "chair", "broken"),
    [
        # Told 2025-11-04: five working days to apply, to 11-11.
        ("2025-11-12", "2025-11-27", "主持人", "hearing-applied-late"),
        # Announced on 11-12: seven working days before means 11-21 at the earliest.
        ("2025-11-11", "2025-11-20", "主持人", "hearing-notice-late"),
        # Twenty working days from 11-11 end on 12-09.
        ("2025-11-11", "2025-12-10", "主持人", "hearing-held-late"),
        ("2025-11-11", "2025-11-27", "审批人员", "hearing-chair"),
    ],
)
def test_a_hearing_keeps_its_three_limits_and_a_chair_who_did_not_review(
    accepted: Accepted, moment: Moment, applied: str, held: str, chair: str, broken: str
) -> None:
    hall = accepted("2025-11-03 09:00")
    step = hall.step("办理")
    hall.command(step, c.Claim(step.token))
    hall.until(moment("2025-11-12 09:00"))
    told = moment("2025-11-04 09:00")
    hall.lead(c.SetHearing(told, moment(f"{applied} 10:00"), moment(f"{held} 10:00"), chair))
    assert rule(hall) == broken


def test_a_hearing_set_in_time_is_held_and_signed(accepted: Accepted, moment: Moment) -> None:
    hall = accepted("2025-11-03 09:00")
    hall.until(moment("2025-11-12 09:00"))
    hall.start_special("听证", days(11), told=True)
    hall.lead(c.FinishSpecial("s1", staff=STAFF, signatures=STAFF))
    assert rule(hall) == "hearing-unset"
    told, applied = moment("2025-11-04 09:00"), moment("2025-11-11 10:00")
    hall.lead(c.SetHearing(told, applied, moment("2025-11-27 10:00"), "主持人"))
    hall.must()
    hall.until(moment("2025-11-27 12:00"))
    hall.lead(c.FinishSpecial("s1", staff=STAFF, signatures=STAFF))
    hall.must()
    assert hall.current().specials == {}

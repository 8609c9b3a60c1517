"""R9, R11: one notice for all defects; accepted on the day the last of them is supplied."""

from typing import Any

import pytest

from engine.legal_clock import Limit, Unit

# 收件, 告知, 补正齐全, 10工作日承诺, 20工作日法定
ROWS = (
    ("2026-03-02", "2026-03-06", "2026-03-18", "2026-04-01", "2026-04-16"),  # 清明 04-04…06
    ("2025-01-20", "2025-01-24", "2025-02-08", "2025-02-21", "2025-03-07"),  # 02-08 周六·班补正，02-10 第1
    ("2025-04-21", "2025-04-25", "2025-04-27", "2025-05-14", "2025-05-28"),  # 04-27 周日·班
    ("2025-09-22", "2025-09-26", "2025-10-03", "2025-10-21", "2025-11-04"),  # 假期中网上补正，10-09 第1
    ("2026-02-09", "2026-02-13", "2026-02-14", "2026-03-06", "2026-03-20"),  # 02-14 周六·班
    ("2026-09-17", "2026-09-22", "2026-09-24", "2026-10-15", "2026-10-29"),  # 09-28 第1；10-10 周六·班 第6
)


@pytest.mark.parametrize(("received", "notified", "supplied", "promised", "statutory"), ROWS)
def test_the_limits_run_from_the_day_all_is_supplied(
    story: Any, received: str, notified: str, supplied: str, promised: str, statutory: str
) -> None:
    story.under(promised=Limit(10, Unit.WORKING_DAY)).received(received).notified(notified, "材料A", "材料B")
    assert story.deadlines.statutory is None, "no limit of the decision runs before acceptance"
    story.supplied(supplied, "材料A", "材料B")
    # The clerk gets to it a day later: the law's day stays that of the supply.
    later = f"{supplied[:8]}{int(supplied[8:]) + 1:02}"
    story.accepted(later)
    assert story.deadlines.accepted.date().isoformat() == supplied
    assert (story.promised, story.statutory) == (promised, statutory)


def test_the_scenario_of_two_supplies(story: Any) -> None:
    story.under(promised=Limit(10, Unit.WORKING_DAY)).received("2026-03-02")
    story.notified("2026-03-06", "材料A", "材料B").supplied("2026-03-11", "材料A")
    assert story.deadlines.stage == "notified", "the same notice stays open"
    assert story.accepted("2026-03-11").cause() == "acceptance-incomplete"
    assert story.notified("2026-03-12", "材料C").cause() == "one-time-notice"
    assert "违反一次性告知" in story.refusal.message
    story.supplied("2026-03-18", "材料B").accepted("2026-03-18")
    assert (story.promised, story.statutory) == ("2026-04-01", "2026-04-16")


def test_a_new_defect_of_what_was_newly_supplied_may_be_told_with_approval(story: Any) -> None:
    story.received("2026-03-02").notified("2026-03-06", "材料A", "材料B").supplied("2026-03-11", "材料A")
    assert story.notified("2026-03-12", "材料A").cause() == "notice-approval"
    assert story.notified("2026-03-12", "材料A", approved=True).cause() == ""
    story.supplied("2026-03-16", "材料B").supplied("2026-03-17", "材料A").accepted("2026-03-17")
    assert story.deadlines.accepted.date().isoformat() == "2026-03-17"


@pytest.mark.parametrize(("items", "rule"), [((), "supplement-unasked"), (("材料Z",), "supplement-unasked")])
def test_only_what_was_asked_for_is_a_supplement(story: Any, items: tuple[str, ...], rule: str) -> None:
    story.received("2026-03-02").notified("2026-03-06", "材料A")
    assert story.supplied("2026-03-07", *items).cause() == rule


def test_a_notice_that_names_nothing_is_none(story: Any) -> None:
    assert story.received("2026-03-02").notified("2026-03-06").cause() == "notice-empty"


@pytest.mark.parametrize("ground", ["licensing-32-1", "licensing-32-2"])
def test_a_refused_application_has_no_limit_of_the_decision(story: Any, ground: str) -> None:
    story.received("2026-03-02").refused("2026-03-03", ground)
    assert story.deadlines.stage == "refused"
    assert story.deadlines.statutory is None
    assert story.accepted("2026-03-04").cause() == "event-stage"

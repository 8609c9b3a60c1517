"""R17, R18, R19: what stops the clock, which days are left out, and no longer than was told."""

from dataclasses import replace
from typing import Any

import pytest

from engine.legal_clock import Lamp, Limit, Pause, Unit, due
from engine.legal_clock.regime import REAL_ESTATE
from tenants.grounds import GROUNDS as LISTED
from tenants.grounds import by_code
from tenants.matter import Mark

# 受理, 工作日数, 暂停（开始, 结果, 书面告知所需工作日）, 到期日: 未计入的工作日
ROWS = (
    # 未计入10日：11-07；11-10…11-14；11-17…11-20
    ("2025-11-03", 10, (("2025-11-06", "2025-11-20", 10),), "2025-12-01", 10),
    # 未计入10日：11-07；11-10…11-14；11-17…11-20
    ("2025-11-03", 20, (("2025-11-06", "2025-11-20", 10),), "2025-12-15", 10),
    # 未计入14日：2026-01-06…2026-01-09；2026-01-12…2026-01-16；2026-01-19…2026-01-23
    ("2025-12-15", 45, (("2026-01-05", "2026-01-23", 14),), "2026-03-13", 14),
    # 未计入9日：01-09…01-10；01-13…01-17；01-20…01-21
    ("2025-01-06", 5, (("2025-01-08", "2025-01-21", 10),), "2025-01-24", 9),
    ("2025-01-06", 20, (("2025-01-09", "2025-01-20", 8),), "2025-02-18", 7),  # 未计入7日：01-10；01-13…01-17；01-20
    ("2025-01-20", 5, (("2025-01-21", "", 3),), "2025-02-06", 3),  # 未计入3日：01-22…01-24
    ("2025-01-20", 20, (("2025-01-21", "", 3),), "2025-02-26", 3),  # 未计入3日：01-22…01-24
    ("2025-03-31", 5, (("2025-04-03", "2025-04-10", 5),), "2025-04-14", 4),  # 未计入4日：04-07…04-10
    # 未计入6日：04-07…04-11；04-14
    ("2025-03-31", 20, (("2025-04-03", "2025-04-09", 3), ("2025-04-07", "2025-04-16", 5)), "2025-05-09", 6),
    # 未计入8日：04-23…04-25；04-27班…04-30；05-06
    ("2025-04-21", 5, (("2025-04-22", "2025-05-06", 8),), "2025-05-12", 8),
    # 未计入5日：04-25；04-27班…04-30
    ("2025-04-21", 20, (("2025-04-24", "2025-05-07", 5), ("2025-04-25", "2025-04-28", 3)), "2025-05-28", 5),
    # 未计入16日：05-29…05-30；06-03…06-06；06-09…06-13；06-16…06-20
    ("2025-05-26", 5, (("2025-05-28", "", 8), ("2025-06-10", "2025-06-24", 8)), "2025-06-25", 16),
    # 未计入12日：05-28…05-30；06-03；06-05…06-06；06-09…06-13；06-16
    ("2025-05-26", 20, (("2025-05-27", "2025-06-03", 5), ("2025-06-04", "", 8)), "2025-07-10", 12),
    # 未计入12日：07-11；07-14…07-18；07-21…07-25；07-28
    ("2025-07-07", 5, (("2025-07-10", "2025-07-21", 8), ("2025-07-14", "2025-07-28", 10)), "2025-07-30", 12),
    # 未计入12日：07-09…07-11；07-14…07-18；07-21；07-24…07-25；07-28
    ("2025-07-07", 20, (("2025-07-08", "2025-07-21", 10), ("2025-07-23", "2025-07-30", 3)), "2025-08-20", 12),
    # 未计入10日：09-19；09-22…09-26；09-28班…09-30；10-09
    ("2025-09-15", 5, (("2025-09-18", "", 10), ("2025-09-22", "2025-09-28", 3)), "2025-10-11", 10),
    # 未计入12日：09-19；09-22；09-24…09-26；09-28班…09-30；10-09…10-11班；10-13
    ("2025-09-15", 20, (("2025-09-18", "2025-09-22", 3), ("2025-09-23", "2025-10-15", 10)), "2025-11-04", 12),
    # 未计入7日：09-26；09-28班…09-30；10-09…10-11班
    ("2025-09-22", 5, (("2025-09-25", "", 3), ("2025-09-29", "2025-10-11", 5)), "2025-10-14", 7),
    # 未计入8日：09-24…09-26；09-28班…09-30；10-09…10-10
    ("2025-09-22", 20, (("2025-09-23", "2025-10-10", 8),), "2025-11-05", 8),
    # 未计入13日：10-16…10-17；10-20…10-24；10-27…10-31；11-03
    ("2025-10-13", 5, (("2025-10-15", "2025-10-28", 10), ("2025-10-20", "", 10)), "2025-11-06", 13),
    # 未计入10日：10-16…10-17；10-20…10-24；10-27…10-29
    ("2025-10-13", 20, (("2025-10-15", "2025-10-31", 10),), "2025-11-24", 10),
    # 未计入6日：12-18…12-19；12-22…12-25
    ("2025-12-15", 5, (("2025-12-17", "2025-12-24", 5), ("2025-12-18", "2025-12-25", 5)), "2025-12-30", 6),
    ("2025-12-15", 20, (("2025-12-18", "", 3),), "2026-01-16", 3),  # 未计入3日：12-19；12-22…12-23
    # 未计入11日：01-29…01-30；02-02；02-04…02-06；02-09…02-13
    ("2026-01-26", 5, (("2026-01-28", "2026-02-02", 3), ("2026-02-03", "2026-02-24", 8)), "2026-02-24", 11),
    # 未计入13日：01-30；02-02…02-03；02-05…02-06；02-09…02-14班；02-24…02-25
    ("2026-01-26", 20, (("2026-01-29", "", 3), ("2026-02-04", "", 10)), "2026-03-18", 13),
    # 未计入9日：02-06；02-09…02-14班；02-24…02-25
    ("2026-02-04", 5, (("2026-02-05", "2026-02-25", 10), ("2026-02-11", "2026-02-14", 3)), "2026-03-02", 9),
    ("2026-02-04", 20, (("2026-02-05", "2026-02-14", 8),), "2026-03-19", 7),  # 未计入7日：02-06；02-09…02-14班
    ("2026-02-24", 5, (("2026-02-25", "2026-03-03", 3),), "2026-03-05", 3),  # 未计入3日：02-26…02-28班
    # 未计入10日：02-26…02-28班；03-02…03-06；03-09…03-10
    ("2026-02-24", 20, (("2026-02-25", "2026-03-10", 10),), "2026-04-07", 10),
    # 未计入8日：04-16…04-17；04-20…04-24；04-27
    ("2026-04-13", 5, (("2026-04-15", "", 8), ("2026-04-17", "", 3)), "2026-04-30", 8),
    # 未计入7日：04-16…04-17；04-20…04-24
    ("2026-04-13", 20, (("2026-04-15", "2026-04-24", 8), ("2026-04-20", "2026-04-27", 3)), "2026-05-22", 7),
    ("2026-06-08", 5, (("2026-06-10", "2026-06-15", 3),), "2026-06-18", 3),  # 未计入3日：06-11…06-12；06-15
    # 未计入9日：06-10…06-12；06-15…06-18；06-22…06-23
    ("2026-06-08", 20, (("2026-06-09", "2026-06-16", 3), ("2026-06-10", "2026-06-25", 8)), "2026-07-20", 9),
    # 未计入8日：09-10…09-11；09-14…09-18；09-20班
    ("2026-09-07", 5, (("2026-09-09", "2026-09-20", 8),), "2026-09-23", 8),
    # 未计入15日：09-09…09-11；09-14…09-18；09-20班…09-24；09-28…09-29
    ("2026-09-07", 20, (("2026-09-08", "2026-09-15", 5), ("2026-09-15", "2026-10-08", 10)), "2026-10-30", 15),
    # 未计入12日：09-18；09-20班…09-24；09-28…09-30；10-08…10-10班
    ("2026-09-16", 5, (("2026-09-17", "2026-10-10", 10), ("2026-09-22", "", 8)), "2026-10-15", 12),
    ("2026-09-16", 20, (("2026-09-18", "2026-09-23", 5),), "2026-10-26", 4),  # 未计入4日：09-20班…09-23
)


@pytest.mark.parametrize(("accepted", "amount", "pauses", "expected", "excluded"), ROWS)
def test_the_days_of_a_special_step_are_left_out(
    calendar: Any, at: Any, accepted: str, amount: int, pauses: Any, expected: str, excluded: int
) -> None:
    stops = [
        Pause(at(first), Limit(told, Unit.WORKING_DAY), at(last) if last else None) for first, last, told in pauses
    ]
    end = due(Limit(amount, Unit.WORKING_DAY), at(accepted), calendar, pauses=stops)
    assert end.day.isoformat() == expected
    assert end.excluded == excluded


def test_the_scenario_of_the_road(story: Any) -> None:
    # 受理 11-03；现场勘察 11-04…11-05 照计；专家评审 11-06…11-20 十日不计；10日 → 12-01，20日 → 12-15
    story.under(promised=Limit(10, Unit.WORKING_DAY)).accepted("2025-11-03")
    story.began("2025-11-04", "现场勘察", "2工作日", special=True).finished("2025-11-05", "现场勘察")
    story.paused("2025-11-06", "专家评审", "10工作日").restarted("2025-11-20", "专家评审")
    assert (story.promised, story.statutory) == ("2025-12-01", "2025-12-15")
    assert story.deadlines.statutory.due.excluded == 10


# 环节, 依据, 是否书面告知, 所需, 拒绝
GROUNDS = (
    ("hearing", "licensing-45", True, "10工作日", ""),
    ("tender", "licensing-45", True, "20自然日", ""),
    ("auction", "licensing-45", True, "10工作日", ""),
    ("inspection", "licensing-45", True, "3工作日", ""),
    ("testing", "licensing-45", True, "1个月", ""),
    ("quarantine", "licensing-45", True, "30自然日", ""),
    ("appraisal", "licensing-45", True, "10工作日", ""),
    ("expert_review", "licensing-45", True, "10工作日", ""),
    ("site_visit", "licensing-45", True, "3工作日", "pause-kind"),
    ("collective_discussion", "licensing-45", True, "3工作日", "pause-kind"),
    ("public_notice", "licensing-45", True, "7自然日", "pause-kind"),
    ("public_announcement", "licensing-45", True, "15工作日", "pause-kind"),
    ("supplement", "licensing-45", True, "5工作日", "pause-kind"),
    ("supplement", "building-permit-5", True, "5工作日", "pause-regime"),
    ("public_announcement", "real-estate-rules-17", True, "15工作日", "pause-regime"),
    ("expert_review", "licensing-45", False, "10工作日", "pause-notice"),
    ("expert_review", "licensing-45", True, "0工作日", "pause-needed"),
    ("expert_review", "", True, "10工作日", "ground-missing"),
    ("expert_review", "a-wish", True, "10工作日", "ground-missing"),
    ("expert_review", "licensing-42-1", True, "10工作日", "ground-act"),
)


@pytest.mark.parametrize(("kind", "ground", "told", "needed", "rule"), GROUNDS)
def test_only_the_closed_list_stops_the_clock(
    story: Any, kind: str, ground: str, told: bool, needed: str, rule: str
) -> None:
    story.accepted("2026-03-02").paused("2026-03-04", "环节", needed, kind=kind, ground=ground, told=told)
    assert story.cause() == rule
    assert (story.statutory == "2026-03-30") == bool(rule)


def test_a_text_nobody_has_read_stops_no_clock_until_it_is_checked(story: Any, iso: Any) -> None:
    notice = {"name": "公告", "needed": "15工作日", "kind": "public_announcement", "ground": "real-estate-rules-17"}
    unread = replace(LISTED["real-estate-rules-17"], mark=Mark.KNOWN)
    story.under(regime=REAL_ESTATE, grounds=by_code([*LISTED.values(), unread])).accepted("2025-09-15")
    assert story.paused("2025-09-15", **notice).cause() == "pause-unverified"
    assert "待核实" in story.refusal.article
    checked = replace(unread, checked_by="法制科", checked_on=iso("2025-09-01"))
    story.under(regime=REAL_ESTATE, grounds=by_code([*LISTED.values(), checked]))
    assert story.paused("2025-09-15", **notice).cause() == ""
    # 公告 2025-09-15 + 15工作日 → 10-11
    assert story.deadlines.special["公告"].due.day == iso("2025-10-11")


def test_overlapping_pauses_count_once(story: Any) -> None:
    # 听证 03-04…03-11（5日）与检验 03-09…03-13（4日）: 03-05…03-13 共7日；03-30 + 7 → 04-09（04-06清明放假）
    story.accepted("2026-03-02").paused("2026-03-04", "听证", "10工作日", kind="hearing")
    story.paused("2026-03-09", "检验", "10工作日", kind="inspection")
    story.restarted("2026-03-11", "听证").restarted("2026-03-13", "检验")
    assert story.deadlines.statutory.due.excluded == 7
    assert story.statutory == "2026-04-09"


def test_an_open_pause_is_taken_to_last_as_told_and_ends_early_with_the_result(story: Any) -> None:
    story.accepted("2025-11-03").paused("2025-11-06", "专家评审", "10工作日")
    assert story.statutory == "2025-12-15"
    # 结果提前到 11-13（5日）: 12-01 + 5 → 12-08
    assert story.restarted("2025-11-13", "专家评审").statutory == "2025-12-08"


def test_time_beyond_what_was_told_counts_and_the_special_step_is_late(story: Any, at: Any, calendar: Any) -> None:
    story.accepted("2025-11-03").paused("2025-11-06", "专家评审", "10工作日")
    review = story.deadlines.special["专家评审"]
    assert review.lamp(at("2025-11-20 23:59"), calendar) is Lamp.NEAR
    assert review.lamp(at("2025-11-21 00:00"), calendar) is Lamp.OVERDUE
    story.restarted("2025-11-28", "专家评审")
    assert story.statutory == "2025-12-15", "only the ten days told are left out"


def test_a_renewed_notice_runs_on_from_where_the_first_ended(story: Any) -> None:
    story.accepted("2025-11-03").paused("2025-11-06", "专家评审", "10工作日")
    # 11-20 之前再告知5日 → 11-21…11-27 也不计；12-15 + 5 → 12-22
    assert story.renewed("2025-11-19", "专家评审", "5工作日").statutory == "2025-12-22"
    assert story.restarted("2025-11-25", "专家评审").statutory == "2025-12-18"


def test_a_renewed_notice_after_the_first_ran_out_leaves_the_days_between_counted(story: Any) -> None:
    story.accepted("2025-11-03").paused("2025-11-06", "专家评审", "10工作日")
    # 11-21、11-24 照计；11-25 再告知3日 → 11-26…11-28 不计；12-15 + 3 → 12-18
    assert story.renewed("2025-11-25", "专家评审", "3工作日").statutory == "2025-12-18"


@pytest.mark.parametrize("options", [{"told": False}, {"approved": False}])
def test_a_renewed_notice_needs_approval_and_writing(story: Any, options: dict[str, bool]) -> None:
    story.accepted("2025-11-03").paused("2025-11-06", "专家评审", "10工作日")
    assert story.renewed("2025-11-19", "专家评审", "5工作日", **options).cause() == "pause-notice"
    assert story.statutory == "2025-12-15"


def test_no_pause_before_acceptance_and_none_ends_that_did_not_begin(story: Any) -> None:
    story.received("2026-03-02").paused("2026-03-03", "听证", "5工作日", kind="hearing")
    assert story.cause() == "event-stage"
    story.accepted("2026-03-04").restarted("2026-03-05", "听证")
    assert story.cause() == "pause-not-open"
    story.paused("2026-03-05", "听证", "5工作日", kind="hearing")
    assert story.paused("2026-03-06", "听证", "5工作日", kind="hearing").cause() == "pause-twice"


def test_the_promise_stands_still_with_the_statutory_limit_unless_the_centre_says_otherwise(story: Any) -> None:
    promise = Limit(10, Unit.WORKING_DAY)
    story.under(promised=promise).accepted("2025-11-03").paused("2025-11-06", "专家评审", "10工作日")
    assert story.promised == "2025-12-01"
    story.under(promised=promise, promise_pauses=False)
    assert (story.promised, story.statutory) == ("2025-11-17", "2025-12-15")


def test_natural_days_of_a_pause_are_left_out_of_natural_days(calendar: Any, at: Any, limit: Any) -> None:
    # 7自然日自 03-03: 04, 05, 06, 07 为第1–4日；03-08…03-12 暂停不计；13, 14, 15 → 03-15 周日 → 03-16
    stop = Pause(at("2026-03-07"), limit("10自然日"), at("2026-03-12"))
    assert due(limit("7自然日"), at("2026-03-03"), calendar, pauses=[stop]).day.isoformat() == "2026-03-16"


def test_hours_stand_still_while_paused(calendar: Any, at: Any, limit: Any) -> None:
    # 4工作小时自 03-04 09:00: 09–10 一小时；暂停 10:00–14:30 含营业 2 + 1 小时；14:30–17:00 两个半；次日 09:30
    stop = Pause(at("2026-03-04 10:00"), limit("1工作日"), at("2026-03-04 14:30"))
    end = due(limit("4工作小时"), at("2026-03-04 09:00"), calendar, pauses=[stop])
    assert end.at == at("2026-03-05 09:30")
    assert end.excluded == 3

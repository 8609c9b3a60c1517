"""R14: one extension, by the law cited, by the office it names, before expiry, with reasons told."""

from typing import Any

import pytest

from engine.legal_clock import Approver, Limit, Unit, regime_for
from engine.legal_clock.regime import JOINT_LICENCE, MARKET_ENTITY

# 受理, 法定, 原到期日, 延长, 延长后到期日
ROWS = (
    ("2025-09-08", 20, "2025-10-11", 10, "2025-10-24"),  # 延长：10-13…10-17 +1–5；10-20…10-24 +6–10
    # 延长：02-07…02-08班 +1–2；02-10…02-14 +3–7；02-17…02-19 +8–10
    ("2025-01-02", 20, "2025-02-06", 10, "2025-02-19"),
    ("2025-01-06", 20, "2025-02-08", 5, "2025-02-14"),  # 延长：02-10…02-14 +1–5
    ("2025-04-01", 20, "2025-04-29", 10, "2025-05-16"),  # 延长：04-30 +1；05-06…05-09 +2–5；05-12…05-16 +6–10
    ("2025-09-12", 20, "2025-10-16", 10, "2025-10-30"),  # 延长：10-17 +1；10-20…10-24 +2–6；10-27…10-30 +7–10
    ("2025-12-10", 20, "2026-01-08", 10, "2026-01-22"),  # 延长：01-09 +1；01-12…01-16 +2–6；01-19…01-22 +7–10
    ("2026-01-19", 20, "2026-02-14", 10, "2026-03-06"),  # 延长：02-24…02-28班 +1–5；03-02…03-06 +6–10
    ("2026-01-27", 20, "2026-03-02", 3, "2026-03-05"),  # 延长：03-03…03-05 +1–3
    ("2026-04-08", 20, "2026-05-09", 10, "2026-05-22"),  # 延长：05-11…05-15 +1–5；05-18…05-22 +6–10
    # 延长：09-30 +1；10-08…10-10班 +2–4；10-12…10-16 +5–9；10-19 +10
    ("2026-09-01", 20, "2026-09-29", 10, "2026-10-19"),
    ("2026-09-10", 20, "2026-10-14", 1, "2026-10-15"),  # 延长：10-15 +1
    ("2026-09-29", 20, "2026-11-02", 10, "2026-11-16"),  # 延长：11-03…11-06 +1–4；11-09…11-13 +5–9；11-16 +10
)


@pytest.mark.parametrize(("accepted", "amount", "before", "more", "after"), ROWS)
def test_the_extension_adds_to_the_statutory_limit(
    story: Any, accepted: str, amount: int, before: str, more: int, after: str
) -> None:
    story.under(statutory=Limit(amount, Unit.WORKING_DAY)).accepted(accepted)
    assert story.statutory == before
    story.extended(f"{before} 23:59", f"{more}工作日")
    assert story.cause() == "", "the last day is still before expiry"
    assert story.statutory == after


# 受理, 延长后: other laws
OTHER = (
    (JOINT_LICENCE, "licensing-42-2", Approver.GOVERNMENT_HEAD, "2025-12-22", "2026-03-02", 15, "2026-03-23"),  # 45+15
    (JOINT_LICENCE, "licensing-42-2", Approver.GOVERNMENT_HEAD, "2025-07-28", "2025-09-28", 15, "2025-10-24"),  # 45+15
    # 3+3
    (MARKET_ENTITY, "market-entity-19", Approver.REGISTRATION_HEAD, "2025-04-25", "2025-04-29", 3, "2025-05-07"),
    # 3+3
    (MARKET_ENTITY, "market-entity-19", Approver.REGISTRATION_HEAD, "2026-02-13", "2026-02-25", 3, "2026-02-28"),
    # 3+2
    (MARKET_ENTITY, "market-entity-19", Approver.REGISTRATION_HEAD, "2025-09-29", "2025-10-10", 2, "2025-10-13"),
)


@pytest.mark.parametrize(("regime", "ground", "office", "start", "before", "more", "after"), OTHER)
def test_other_laws_name_other_offices_and_lengths(
    story: Any, regime: Any, ground: str, office: Approver, start: str, before: str, more: int, after: str
) -> None:
    story.under(regime=regime).accepted(start)
    assert story.statutory == before
    story.extended(start, f"{more}工作日", by=office, ground=ground)
    assert story.cause() == ""
    assert story.statutory == after


def test_food_and_assistance_have_their_own_rules() -> None:
    from datetime import date

    food = regime_for("food", licence=True, on=date(2026, 3, 2))
    assert food is not None
    assert food.extension is not None
    assert (food.statutory.amount, food.extension.most.amount, food.extension.approver) == (10, 5, "agency_head")
    aid = regime_for("social_assistance", licence=False, on=date(2026, 3, 2))
    assert aid is not None
    assert aid.extension is not None
    assert (aid.statutory.amount, aid.extension.most.amount) == (30, 15)


def test_special_circumstances_of_assistance(story: Any) -> None:
    # 2026-01-20 + 30 → 03-09；+15 → 03-30
    from engine.legal_clock.regime import SOCIAL_ASSISTANCE

    story.under(regime=SOCIAL_ASSISTANCE).received("2026-01-20", "own-receipt").accepted(
        "2026-01-20", ground="own-acceptance"
    )
    assert story.statutory == "2026-03-09"
    story.extended("2026-03-02", "15工作日", by=Approver.CIVIL_AFFAIRS_HEAD, ground="social-assistance-57-22")
    assert story.statutory == "2026-03-30"


@pytest.mark.parametrize(
    ("when", "amount", "options", "rule"),
    [
        ("2025-10-13", "10工作日", {}, "extension-expired"),
        ("2025-10-12 00:00", "10工作日", {}, "extension-expired"),
        ("2025-10-10", "11工作日", {}, "extension-length"),
        ("2025-10-10", "0工作日", {}, "extension-length"),
        ("2025-10-10", "10自然日", {}, "extension-length"),
        ("2025-10-10", "10工作日", {"told": False}, "extension-reasons"),
        ("2025-10-10", "10工作日", {"by": None}, "extension-approver"),
        ("2025-10-10", "10工作日", {"by": Approver.GOVERNMENT_HEAD}, "extension-approver"),
        ("2025-10-10", "10工作日", {"ground": "licensing-42-2"}, "extension-ground"),
        ("2025-10-10", "10工作日", {"ground": "licensing-45"}, "ground-act"),
        ("2025-10-10", "10工作日", {"ground": ""}, "ground-missing"),
    ],
)
def test_what_is_refused(story: Any, when: str, amount: str, options: dict[str, Any], rule: str) -> None:
    story.accepted("2025-09-08").extended(when, amount, **options)
    assert story.cause() == rule
    assert story.refusal.article
    assert story.refusal.advice
    assert story.statutory == "2025-10-11"


def test_a_second_extension_is_refused(story: Any) -> None:
    story.accepted("2025-09-08").extended("2025-10-09", "5工作日").extended("2025-10-10", "5工作日")
    assert story.cause() == "extension-once"
    assert story.refusal.article == "《行政许可法》第四十二条第一款"


def test_a_law_without_extension_gives_none(story: Any) -> None:
    from engine.legal_clock.regime import BUILDING_PERMIT

    story.under(regime=BUILDING_PERMIT).accepted("2026-03-02").extended("2026-03-03", "5自然日")
    assert story.cause() == "extension-no-rule"


def test_nothing_is_extended_before_acceptance(story: Any) -> None:
    assert story.received("2026-03-02").extended("2026-03-03", "10工作日").cause() == "event-stage"

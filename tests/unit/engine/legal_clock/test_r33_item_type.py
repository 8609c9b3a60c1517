"""R33: acceptance, pause, extension and delivery are data of the law a matter cites, not of the licensing law."""

from datetime import date
from typing import Any

import pytest

from engine.legal_clock import REGIMES, regime_for
from engine.legal_clock.regime import BUILDING_PERMIT, MARKET_ENTITY, PLAIN, REAL_ESTATE, OnDefect
from tenants.grounds import GROUNDS, Act


@pytest.mark.parametrize(
    ("timing", "licence", "code"),
    [
        ("", True, "licence"),
        ("", False, "plain"),
        ("joint", True, "joint"),
        ("market_entity", False, "market_entity"),
        ("real_estate", False, "real_estate"),
    ],
)
def test_the_matter_names_its_regime(timing: str, licence: bool, code: str) -> None:
    regime = regime_for(timing, licence=licence, on=date(2026, 3, 2))
    assert regime is not None
    assert regime.code == code


@pytest.mark.parametrize(("timing", "on"), [("nonsense", "2026-03-02"), ("market_entity", "2022-02-28")])
def test_an_unknown_or_not_yet_enforced_regime_is_none(timing: str, on: str) -> None:
    assert regime_for(timing, licence=True, on=date.fromisoformat(on)) is None


def test_every_regime_rests_on_grounds_of_the_closed_list() -> None:
    for regime in REGIMES:
        assert regime.acceptance.ground in GROUNDS
        assert all(GROUNDS[code].act is Act.PAUSE for code in regime.pauses)
        if regime.extension is not None:
            assert GROUNDS[regime.extension.ground].act is Act.EXTEND
            assert regime.extension.most.basis


def test_real_estate_is_silent_acceptance_on_the_spot(story: Any) -> None:
    # 不动产登记暂行条例17: 当场未书面告知不予受理的，视为受理；20: 30工作日
    # 05-06…09 4日；12…16 9；19…23 14；26…30 19；06-03…06 23；09…13 28；16, 17 → 06-17
    story.under(regime=REAL_ESTATE).received("2025-04-30 10:00")
    assert story.deadlines.check.due.day.isoformat() == "2025-04-30"
    story.silent_until("2025-05-01 00:00")
    assert story.deadlines.accepted.date().isoformat() == "2025-04-30"
    assert story.statutory == "2025-06-17"


def test_real_estate_waits_for_no_supplement(story: Any) -> None:
    story.under(regime=REAL_ESTATE).received("2025-04-30 10:00").notified("2025-04-30 11:00", "权属证书")
    assert story.cause() == "notice-regime"
    assert story.refused("2025-04-30 11:00", "real-estate-17-refusal").cause() == ""


# 收件（出具凭证）, 3工作日
MARKET = (
    ("2025-04-25", "2025-04-29"),  # 04-27班, 28, 29
    ("2025-09-29", "2025-10-10"),
    ("2026-02-13", "2026-02-25"),
    ("2026-09-18", "2026-09-22"),  # 09-20班, 21, 22
)


@pytest.mark.parametrize(("received", "expected"), MARKET)
def test_a_market_entity_has_three_days_from_the_voucher(story: Any, received: str, expected: str) -> None:
    story.under(regime=MARKET_ENTITY).received(received)
    assert story.statutory == expected, "it runs from receipt, accepted or not"
    story.silent_until("2026-12-31")
    assert story.deadlines.stage == "received", "silence accepts nothing here"


def test_a_defective_registration_file_is_returned(story: Any) -> None:
    assert MARKET_ENTITY.acceptance.on_defect is OnDefect.RETURN
    story.under(regime=MARKET_ENTITY).received("2025-04-25 10:00").notified("2025-04-25 10:30", "章程")
    assert story.cause() == "notice-regime"


def test_a_building_permit_may_wait_for_its_papers(story: Any) -> None:
    # 施工许可管理办法5: 审批时间自补正齐全后顺延。02-25 起 7自然日 → 03-04；
    # 暂停不计 02-27, 28, 03-01, 02 四日 → 03-08 周日 → 03-09
    story.under(regime=BUILDING_PERMIT).accepted("2026-02-25")
    assert story.statutory == "2026-03-04"
    story.paused("2026-02-26", "补正", "10自然日", kind="supplement", ground="building-permit-5")
    assert story.cause() == ""
    story.restarted("2026-03-02", "补正")
    assert story.statutory == "2026-03-09"


def test_a_public_service_knows_no_pause_and_no_extension(story: Any) -> None:
    assert (PLAIN.extension, PLAIN.delivery, PLAIN.pauses) == (None, None, frozenset())
    story.under(regime=PLAIN).accepted("2026-03-02").paused("2026-03-03", "专家评审", "5工作日")
    assert story.cause() == "pause-regime"

"""The page of a case tells of pauses, special steps, an extension and cards, in words a clerk reads."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from designer_api.pages.case_view import CaseView, case_view
from engine.cases import commands as c
from engine.clock import CENTRE_ZONE
from engine.legal_clock import DEFAULT_LAMPS, Limit, Unit
from engine.legal_clock.regime import Approver
from engine.verify.hall import Hall


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CENTRE_ZONE)


@pytest.fixture
def hall() -> Iterator[Hall]:
    """A licence promised in 10 working days, accepted on 2025-11-03."""
    hall = Hall({})
    hall.plain({"promised": (10, "workingDay"), "statutory": (20, "workingDay")})
    hall.until(at("2025-11-03 09:00"))
    hall.receive()
    hall.complete("受理审核", "受理")
    yield hall
    hall.close()


def page(hall: Hall) -> CaseView:
    terms = hall.prepared().terms
    return case_view(hall.current(), hall.events(), terms, {}, hall.clock.now(), DEFAULT_LAMPS)


def test_a_paused_case_shows_a_blue_lamp_and_why(hall: Hall) -> None:
    hall.until(at("2025-11-06 09:00"))
    hall.start_special("专家评审", Limit(5, Unit.WORKING_DAY), told=True)
    hall.until(at("2025-11-10 09:00"))
    view = page(hall)
    assert view.lamp is not None
    assert (view.lamp.kind, view.lamp.word) == ("pause", "暂停")
    facts = {fact.name: fact.value for fact in view.facts}
    # five working days told on 11-06: 11-07 … 11-13
    assert facts["特殊环节·专家评审"] == "计时暂停，最迟 2025-11-13（周四）"
    assert facts["承诺到期·10 个工作日"] == "2025-11-24（周一）"
    texts = [line.text for line in view.record]
    assert "特殊环节“专家评审”开始，5 个工作日（不计入时限），已书面告知申请人" in texts
    moved = next(line for line in view.record if line.text == "到期日重新计算")
    assert "法定时限 2025-12-01（周一）→ 2025-12-08（周一）" in moved.detail
    promise = next(each for each in view.reckonings if each.id == "promised")
    assert any("专家评审" in line.why for line in promise.lines)


def test_an_extension_and_its_reasons_stand_on_the_page(hall: Hall) -> None:
    hall.lead(c.Extend(Limit(10, Unit.WORKING_DAY), Approver.AGENCY_HEAD, "某局局长", "案情复杂"))
    hall.must()
    view = page(hall)
    assert ("延期", "已经批准延长一次") in [(fact.name, fact.value) for fact in view.facts]
    line = next(line for line in view.record if "某局局长批准" in line.text)
    assert (line.text, line.detail) == ("经某局局长批准，延长 10 个工作日", "案情复杂")


def test_cards_stand_on_the_page_with_their_cause(hall: Hall) -> None:
    assert page(hall).cards == ()
    hall.until(at("2025-12-02 09:00"))
    told = [(card.name, card.cause, card.at) for card in page(hall).cards]
    # ten working days end on 11-17, twenty on 12-01, each at midnight
    assert told == [
        ("黄牌", "超过承诺时限", "2025-11-18 00:00"),
        ("黄牌", "环节超过时限：办理", "2025-11-18 00:00"),
        ("红牌", "超过法定时限", "2025-12-02 00:00"),
    ]

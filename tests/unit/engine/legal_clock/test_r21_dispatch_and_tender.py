"""R21: two people go within five working days of acceptance (许可法55); tender and auction come first (许可法53)."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.legal_clock import due
from engine.legal_clock.other_limits import DISPATCH
from tenants.calendar import LegalCalendar


@pytest.mark.parametrize(
    ("accepted", "last"),
    [
        ("2025-09-26", "2025-10-10"),  # 09-28（班）1、29 2、30 3、10-09 4、10-10 5
        ("2026-02-11", "2026-02-25"),  # 02-12 1、13 2、14（班）3、24 4、25 5
        ("2026-03-02", "2026-03-09"),
        ("2025-12-29", "2026-01-06"),  # 12-30 1、31 2、01-04（班）3、05 4、06 5
    ],
)
def test_staff_are_sent_within_five_working_days(
    calendar: LegalCalendar, at: Callable[[str], Any], accepted: str, last: str
) -> None:
    assert due(DISPATCH, at(accepted), calendar).day.isoformat() == last


@pytest.mark.parametrize("name", ["招标", "拍卖"])
def test_the_time_of_tender_and_auction_is_not_counted(story: Any, name: str) -> None:
    kind = {"招标": "tender", "拍卖": "auction"}[name]
    story.accepted("2025-11-03").paused("2025-11-06", name, "10工作日", kind=kind).restarted("2025-11-20", name)
    # 20 working days end on 12-01; ten out: 12-15.
    assert story.statutory == "2025-12-15"

"""R28: opening on Saturday or late moves no deadline; the legal calendar and the opening hours are two things."""

from datetime import time
from types import MappingProxyType
from typing import Any

import pytest

from engine.legal_clock import Limit, Unit, due
from engine.legal_clock.opening_hours import OpeningHours

MORNING = ((time(9), time(12)),)
SATURDAYS = OpeningHours(weekend=MappingProxyType({5: MORNING}))

# 延时受理, 第1日, 5工作日到期
ROWS = (
    ("2026-03-07 10:00", "2026-03-09", "2026-03-13"),  # 周六受理: 03-09 第1
    ("2026-03-06 19:30", "2026-03-09", "2026-03-13"),  # 周五延时: 当日不计
    ("2026-02-14 10:00", "2026-02-24", "2026-02-28"),  # 周六·班是法定工作日, 当日不计；24…28班 5日
    ("2025-09-27 10:00", "2025-09-28", "2025-10-10"),  # 周六受理, 周日·班第1
    ("2025-10-11 18:30", "2025-10-13", "2025-10-17"),  # 周六·班延时
)


@pytest.mark.parametrize(("accepted", "first", "expected"), ROWS)
def test_an_act_has_its_true_date_and_day_one_is_the_next_working_day(
    calendar: Any, at: Any, accepted: str, first: str, expected: str
) -> None:
    assert due(Limit(1, Unit.WORKING_DAY), at(accepted), calendar).day.isoformat() == first
    assert due(Limit(5, Unit.WORKING_DAY), at(accepted), calendar).day.isoformat() == expected


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-03-07 10:00", True),  # 周六上午
        ("2026-03-07 12:00", False),
        ("2026-03-08 10:00", False),  # 周日
        ("2026-03-09 13:30", True),
        ("2026-03-09 12:30", False),
        ("2026-02-14 16:00", True),  # 周六·班按工作日开放
        ("2026-02-21 10:00", False),  # 春节中的周六
    ],
)
def test_when_windows_are_open(calendar: Any, at: Any, moment: str, is_open: bool) -> None:
    assert SATURDAYS.is_open(at(moment), calendar) is is_open


def test_the_difference_is_shown(calendar: Any, iso: Any) -> None:
    assert SATURDAYS.shows_difference(iso("2026-03-07"), calendar)
    assert not SATURDAYS.shows_difference(iso("2026-02-14"), calendar)
    assert not OpeningHours().shows_difference(iso("2026-03-07"), calendar)


def test_a_single_day_may_differ(calendar: Any, at: Any, iso: Any) -> None:
    holiday = OpeningHours(exceptions=MappingProxyType({iso("2026-02-21"): MORNING, iso("2026-03-09"): ()}))
    assert holiday.is_open(at("2026-02-21 10:00"), calendar)
    assert not holiday.is_open(at("2026-03-09 10:00"), calendar)

"""Lamps and what is left: T−1 by default, a share of the limit where the centre wants it, blue while paused."""

from typing import Any

import pytest

from engine.legal_clock import Lamp, LampSettings, Pause, due, lamp, paused_at, percent_used, remaining, slack

# 到期 2025-10-10（5工作日自 09-26）: 时刻, 灯, 剩余
ROWS = (
    ("2025-09-26 10:00", Lamp.NORMAL, "剩余 5 个工作日"),
    ("2025-09-28 09:00", Lamp.NORMAL, "剩余 4 个工作日"),
    ("2025-10-08 23:59", Lamp.NORMAL, "剩余 2 个工作日"),
    ("2025-10-09 00:00", Lamp.NEAR, "剩余 1 个工作日"),
    ("2025-10-10 23:59", Lamp.NEAR, "今天到期"),
    ("2025-10-11 00:00", Lamp.OVERDUE, "超期 1 个工作日"),
    ("2025-10-12 12:00", Lamp.OVERDUE, "超期 1 个工作日"),
    ("2025-10-14 12:00", Lamp.OVERDUE, "超期 3 个工作日"),
)


@pytest.mark.parametrize(("now", "colour", "words"), ROWS)
def test_the_lamp_and_the_words(calendar: Any, at: Any, limit: Any, now: str, colour: Lamp, words: str) -> None:
    end = due(limit("5工作日"), at("2025-09-26 10:00"), calendar)
    assert lamp(end, at(now), calendar) is colour
    assert str(remaining(end, at(now), calendar)) == words


def test_just_overdue_on_a_rest_day(calendar: Any, at: Any, limit: Any) -> None:
    end = due(limit("5工作日"), at("2026-03-06"), calendar)
    assert str(remaining(end, at("2026-03-14 09:00"), calendar)) == "已超期"


@pytest.mark.parametrize("amount", ["0工作日", "1工作日"])
def test_a_matter_of_a_day_is_yellow_from_the_start(calendar: Any, at: Any, limit: Any, amount: str) -> None:
    assert lamp(due(limit(amount), at("2026-02-13 09:00"), calendar), at("2026-02-13 09:00"), calendar) is Lamp.NEAR


@pytest.mark.parametrize(
    ("now", "colour"),
    [("2026-03-05", Lamp.NORMAL), ("2026-03-12", Lamp.NORMAL), ("2026-03-13", Lamp.NEAR), ("2026-03-17", Lamp.OVERDUE)],
)
def test_yellow_by_share(calendar: Any, at: Any, limit: Any, now: str, colour: Lamp) -> None:
    # 10工作日自 03-02 → 03-16；第8日 03-12 = 80%, 从 03-13 起第9日 90%
    end = due(limit("10工作日"), at("2026-03-02"), calendar)
    share = LampSettings(near_working_days=None, near_percent=90)
    assert lamp(end, at(now), calendar, settings=share) is colour


def test_more_days_of_warning(calendar: Any, at: Any, limit: Any) -> None:
    end = due(limit("10工作日"), at("2026-03-02"), calendar)
    assert lamp(end, at("2026-03-11"), calendar, settings=LampSettings(near_working_days=3)) is Lamp.NEAR
    assert lamp(end, at("2026-03-10"), calendar, settings=LampSettings(near_working_days=3)) is Lamp.NORMAL


def test_a_paused_case_is_blue_and_alarms_nobody(calendar: Any, at: Any, limit: Any) -> None:
    stop = [Pause(at("2025-11-06"), limit("10工作日"), None, "专家评审")]
    end = due(limit("3工作日"), at("2025-11-03"), calendar, pauses=stop)
    during, after = at("2025-11-10"), at("2025-11-21")
    assert lamp(end, during, calendar, paused=paused_at(stop, during, calendar)) is Lamp.PAUSED
    assert not paused_at(stop, after, calendar), "the time told is over"


def test_the_lamp_of_a_running_case_turns_blue_and_back(story: Any, at: Any, calendar: Any) -> None:
    story.accepted("2025-11-03").paused("2025-11-06 09:00", "专家评审", "10工作日")
    clock = story.deadlines.statutory
    assert clock.lamp(at("2025-11-06 08:00"), calendar) is Lamp.NORMAL
    assert clock.lamp(at("2025-11-06 09:00"), calendar) is Lamp.PAUSED
    assert clock.lamp(at("2025-11-21 00:00"), calendar) is Lamp.NORMAL
    assert story.deadlines.calendar == calendar.version


def test_hours_turn_yellow_by_share(calendar: Any, at: Any, limit: Any) -> None:
    end = due(limit("5工作小时"), at("2026-03-04 09:00"), calendar)
    assert lamp(end, at("2026-03-04 14:00"), calendar) is Lamp.NORMAL
    assert lamp(end, at("2026-03-04 14:30"), calendar) is Lamp.NEAR
    assert str(remaining(end, at("2026-03-04 14:00"), calendar)) == "剩余 1 个工作小时"
    assert str(remaining(end, at("2026-03-04 15:00"), calendar)) == "不足 1 个工作小时"
    assert lamp(end, end.at, calendar) is Lamp.OVERDUE
    assert str(remaining(end, at("2026-03-05 10:00"), calendar)) == "超期 2 个工作小时"


@pytest.mark.parametrize(
    ("text", "now", "percent"),
    [
        ("10工作日", "2026-03-02", 0),
        ("10工作日", "2026-03-09", 50),
        ("10工作日", "2026-03-17", 100),
        ("7自然日", "2026-03-05", 42),
        ("0工作日", "2026-03-02", 100),
        ("2个月", "2026-04-01", 49),
    ],
)
def test_the_share_used(calendar: Any, at: Any, limit: Any, text: str, now: str, percent: int) -> None:
    assert percent_used(due(limit(text), at("2026-03-02"), calendar), at(now), calendar) == percent


def test_slack_is_what_is_left_less_the_proved_path(calendar: Any, at: Any, limit: Any) -> None:
    end = due(limit("5工作日"), at("2025-09-26"), calendar)
    assert slack(end, at("2025-09-26"), 3, calendar) == 2
    assert slack(end, at("2025-10-09"), 3, calendar) == -2


def test_shape_word_and_colour() -> None:
    signs = [f"{each.sign} {each.chinese} {each.colour}" for each in Lamp]
    assert signs == ["● 正常 绿灯", "▲ 临期 黄灯", "■ 超期 红灯", "⏸ 暂停 蓝灯", "◌ 暂定 暂定"]

"""Explanations: day by day, in words a clerk can check; the last day is always the due day."""

import json
from typing import Any

import pytest

from engine.legal_clock import Extension, Pause, due, explain


def test_the_week_of_the_national_day(calendar: Any, at: Any, limit: Any) -> None:
    reckoning = explain(limit("5工作日"), at("2025-09-26"), calendar)
    assert reckoning.heading == "5工作日，自 2025-09-26（周五）起算，2025-10-10（周五）24:00 到期。"
    assert reckoning.lines() == (
        "2025年 09-26 周五，起算当日，不计",
        "09-27 周六，休息日，不计",
        "09-28 周日，调休上班，第1日",
        "09-29 周一，第2日",
        "09-30 周二，第3日",
        "10-01 至 10-05，国庆节放假，不计（共5日）",
        "10-06 周一，中秋节放假，不计",
        "10-07 至 10-08，国庆节放假，不计（共2日）",
        "10-09 周四，第4日",
        "10-10 周五，第5日",
    )
    assert any("参照民法典" in rule for rule in reckoning.rules)


def test_natural_days_that_roll(calendar: Any, at: Any, limit: Any) -> None:
    lines = explain(limit("7自然日"), at("2026-02-10"), calendar).lines()
    assert lines[-3:] == (
        "02-17 周二，春节放假，第7日",
        "02-18 至 02-23，春节放假，顺延（共6日）",
        "02-24 周二，顺延至当日届满",
    )


def test_a_pause_and_an_extension_are_named_with_their_ground(calendar: Any, at: Any, limit: Any) -> None:
    stop = Pause(at("2025-11-06"), limit("10工作日"), at("2025-11-20"), "专家评审", "《行政许可法》第四十五条")
    longer = Extension(limit("10工作日"))
    text = explain(limit("20工作日"), at("2025-11-03"), calendar, pauses=[stop], extensions=[longer]).text()
    assert "扣除10工作日" in text
    assert "11-07 周五，专家评审，不计入时限" in text
    assert "专家评审自 2025-11-06 起，书面告知需10工作日，2025-11-20作出结果（《行政许可法》第四十五条）。" in text
    assert "经批准延长10工作日。" in text


def test_a_year_is_named_when_it_begins_and_long_limits_are_short_to_read(calendar: Any, at: Any, limit: Any) -> None:
    lines = explain(limit("2个月"), at("2025-12-31"), calendar).lines()
    assert lines == ("2025年 12-31 周三，起算当日，不计", "2026年 01-01 至 02-28，第1日至第59日")


def test_hours(calendar: Any, at: Any, limit: Any) -> None:
    reckoning = explain(limit("4工作小时"), at("2025-09-26 16:00"), calendar)
    assert reckoning.heading == "4工作小时，自 2025-09-26（周五）16:00 起算，2025-09-28（周日）12:00 到期。"
    assert reckoning.lines() == (
        "2025年 09-26 周五，16:00起",
        "09-27 周六，休息日，不计",
        "09-28 周日，调休上班，12:00届满",
    )


@pytest.mark.parametrize(
    ("start", "lines"),
    [
        ("2026-02-13", ("2026年 02-13 周五，当日届满",)),
        (
            "2026-03-07",
            ("2026年 03-07 周六，休息日，起算当日，不计", "03-08 周日，休息日，不计", "03-09 周一，顺延至当日届满"),
        ),
    ],
)
def test_on_the_spot(calendar: Any, at: Any, limit: Any, start: str, lines: tuple[str, ...]) -> None:
    assert explain(limit("0工作日"), at(start), calendar).lines() == lines


@pytest.mark.parametrize("start", ["2025-01-20", "2025-09-26", "2026-02-10", "2026-09-18", "2025-12-24"])
@pytest.mark.parametrize("text", ["1工作日", "5工作日", "20工作日", "45工作日", "7自然日", "30自然日", "3个月"])
def test_the_last_line_is_the_due_day_and_every_unit_is_counted_once(
    calendar: Any, at: Any, limit: Any, start: str, text: str
) -> None:
    stop = [Pause(at("2026-02-26"), limit("3工作日"), None, "听证")]
    reckoning = explain(limit(text), at(start), calendar, pauses=stop)
    end = due(limit(text), at(start), calendar, pauses=stop)
    assert reckoning.days[-1].day == end.day == reckoning.due
    numbers = [line.number for line in reckoning.days if line.number]
    assert numbers == list(range(1, end.total + 1))


def test_the_same_as_json(calendar: Any, at: Any, limit: Any) -> None:
    data = json.loads(explain(limit("5工作日"), at("2025-09-26"), calendar).json())
    assert (data["due"], data["at"], data["provisional"]) == ("2025-10-10", "2025-10-11T00:00:00+08:00", False)
    assert data["days"][2] == {"day": "2025-09-28", "weekday": "周日", "words": "调休上班", "number": 1}
    assert data["calendar"] == calendar.version


def test_a_clock_of_a_case_explains_itself(story: Any, calendar: Any) -> None:
    story.accepted("2025-09-26").paused("2025-09-29", "专家评审", "2工作日")
    text = story.deadlines.statutory.explain(calendar).text()
    assert "时限依据：《行政许可法》第四十二条第一款。" in text
    assert "（《行政许可法》第四十五条）" in text

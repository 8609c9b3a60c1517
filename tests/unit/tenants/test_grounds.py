"""The closed list of grounds: the eight of article 45, marks, dates, and how they are shown."""

from dataclasses import replace
from datetime import date

from tenants.grounds import GROUNDS, Act
from tenants.matter import Mark


def test_article_45_names_eight_kinds() -> None:
    assert len(GROUNDS["licensing-45"].kinds) == 8


def test_every_ground_says_since_when_and_by_which_words() -> None:
    assert all(ground.since and ground.words and ground.code == code for code, ground in GROUNDS.items())


def test_each_act_of_the_clock_has_a_ground() -> None:
    assert {ground.act for ground in GROUNDS.values()} == set(Act)


def test_what_is_not_read_is_shown_as_unverified_until_checked() -> None:
    food = GROUNDS["food-78"]
    assert "待核实" in str(food)
    assert not food.is_verified
    checked = replace(food, checked_by="法制科", checked_on=date(2026, 12, 1))
    assert checked.is_verified
    assert "待核实" not in str(checked)


def test_policy_is_never_shown_as_law() -> None:
    assert {str(ground) for ground in GROUNDS.values() if ground.mark is Mark.POLICY} == {"本系统规则"}


def test_only_read_texts_stop_the_licensing_clock() -> None:
    assert GROUNDS["licensing-45"].is_verified
    assert str(GROUNDS["licensing-45"]) == "《行政许可法》第四十五条"


def test_in_force_from_its_day() -> None:
    ground = GROUNDS["data-sharing-22"]
    assert not ground.is_in_force(date(2025, 7, 31))
    assert ground.is_in_force(date(2025, 8, 1))
    assert not replace(ground, until=date(2026, 1, 1)).is_in_force(date(2026, 1, 2))

"""Halls close without losing anything; stations earn their grade; names follow the level."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tenants.halls import (
    Closing,
    Criterion,
    Grade,
    Grading,
    Moving,
    closed_on,
    closing_faults,
    grade_of,
    moving,
    name_faults,
)
from tenants.organisation import Organisation, Site, SiteKind, Window, WindowKind, Zone
from tenants.tenant import Level

DAY = date(2026, 5, 6)
HALL = Site("hall", "人社大厅", SiteKind.RETAINED_HALL, approval="县府批〔2025〕8号", filing="市备1号")
MAIN = Site("main", "玉山县政务服务中心", SiteKind.CENTRE)
HOUSE = Organisation(
    sites=(MAIN, HALL, Site("old", "房产大厅", SiteKind.RETAINED_HALL, approval="县府批〔2025〕9号", filing="2")),
    zones=(Zone("H", "人社专区", "hall", departments=("human_resources",)), Zone("A", "不动产专区", "main")),
    windows=(Window("H01", "人社窗口", "H"),),
)


def test_a_hall_that_closes_leaves_its_zones_windows_and_departments_at_the_other_site() -> None:
    closings = (Closing("hall", "main", DAY, "县府批〔2026〕1号"),)
    before, after = closed_on(HOUSE, closings, DAY - timedelta(days=1)), closed_on(HOUSE, closings, DAY)
    assert before == HOUSE
    assert [zone.site for zone in after.zones] == ["main", "main"]
    assert after.windows == HOUSE.windows
    assert [site.code for site in after.sites] == ["main", "old"]


def test_halls_may_close_one_into_the_other_in_turn() -> None:
    closings = (Closing("hall", "old", DAY, "1"), Closing("old", "main", DAY + timedelta(days=9), "2"))
    assert list(closing_faults(HOUSE, closings)) == []
    assert [zone.site for zone in closed_on(HOUSE, closings, DAY).zones] == ["old", "main"]
    assert [zone.site for zone in closed_on(HOUSE, closings, DAY + timedelta(days=9)).zones] == ["main", "main"]


@pytest.mark.parametrize(
    ("closings", "told"),
    [
        ((Closing("hut", "main", DAY, "1"),), "不是本单位的场所"),
        ((Closing("hall", "hut", DAY, "1"),), "没有去处"),
        ((Closing("hall", "hall", DAY, "1"),), "没有去处"),
        ((Closing("hall", "old", DAY, "1"), Closing("old", "main", DAY, "2")), "也已关闭"),
        ((Closing("hall", "main", DAY, "1"), Closing("hall", "old", DAY, "2")), "关闭了两次"),
    ],
)
def test_a_closing_that_would_lose_something_is_refused(closings: tuple[Closing, ...], told: str) -> None:
    assert any(told in finding.message for finding in closing_faults(HOUSE, closings))


def test_nothing_moves_to_a_hall_that_may_not_be_used_yet() -> None:
    unfiled = replace(HOUSE, sites=(MAIN, HALL, Site("old", "房产大厅", SiteKind.RETAINED_HALL, approval="9号")))
    (fault,) = closing_faults(unfiled, (Closing("hall", "old", DAY, "1"),))
    assert "还不能启用" in fault.message
    assert fault.expected == "报上级备案的备案号"


def test_what_moves_is_counted_and_departments_that_stay_elsewhere_too_are_told_apart() -> None:
    zones = (*HOUSE.zones, Zone("B", "社保专区", "hall", departments=("tax",), planned=((WindowKind.GENERAL, 4),)))
    house = replace(HOUSE, zones=(*zones, Zone("C", "办税专区", "main", departments=("tax",))))
    moved = moving(house, "hall")
    assert moved == Moving(("H", "B"), 5, ("human_resources", "tax"), ("human_resources",))  # H01 and 4 planned


CRITERIA = (
    Criterion("sign", "统一挂牌"),
    Criterion("windows", "综合窗口不少于3个", Grade.STANDARD),
    Criterion("self_service", "24小时自助区", Grade.MODEL),
)


@pytest.mark.parametrize(
    ("met", "grade"),
    [
        ((), None),
        (("windows", "self_service"), None),
        (("sign",), Grade.CONVENIENT),
        (("sign", "self_service"), Grade.CONVENIENT),
        (("sign", "windows"), Grade.STANDARD),
        (("sign", "windows", "self_service"), Grade.MODEL),
    ],
)
def test_the_checklist_decides_the_grade(met: tuple[str, ...], grade: Grade | None) -> None:
    assert grade_of(Grading("main", DAY, met), CRITERIA) is grade


def test_a_name_that_does_not_follow_the_rule_is_a_warning() -> None:
    right = (MAIN, Site("t", "下塘乡便民服务中心", SiteKind.TOWNSHIP), Site("v", "某村便民服务站", SiteKind.VILLAGE))
    assert list(name_faults(Level.TOWNSHIP, right)) == []
    (fault,) = name_faults(Level.TOWNSHIP, (replace(right[1], name="下塘乡办事大厅"),))
    assert (fault.severity.value, "便民服务中心" in fault.expected) == ("warning", True)

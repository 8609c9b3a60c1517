"""What may become of the tree: added, moved, merged, renamed; every refusal says which rule and what to do."""

from dataclasses import replace
from datetime import date

import pytest

from tenants.growth import level_fault, merger_fault, newcomer_fault, place_fault, rename_fault
from tenants.succession import Merger, Rename
from tenants.tenant import Level, TenantProfile

DAY = date(2026, 5, 6)
COUNTY = TenantProfile(code="jia", name="甲县", centre="甲县政务服务中心", level=Level.COUNTY, region_code="361123")


def town(code: str, name: str, merged: Merger | None = None) -> TenantProfile:
    return TenantProfile(
        code=code,
        name=name,
        centre=f"{name}便民服务中心",
        level=Level.TOWNSHIP,
        region_code="361123200",
        parent="jia",
        case_mark="甲",
        merged=merged,
    )


A, B = town("a", "甲乡"), town("b", "乙乡")
VILLAGE = replace(town("v", "丙村"), level=Level.VILLAGE, region_code="361123200201", parent="a")


def test_a_township_may_be_added_below_a_county_and_a_village_below_a_township() -> None:
    assert newcomer_fault(A, COUNTY) is None
    assert newcomer_fault(VILLAGE, A) is None


@pytest.mark.parametrize(
    ("profile", "parent", "rule", "told"),
    [
        (replace(A, region_code="36112320"), COUNTY, "tenant-region", "应为9或12位"),
        (replace(A, region_code="36112320x"), COUNTY, "tenant-region", "只能是数字"),
        (A, B, "tenant-level", "级别不对"),
        (A, A, "tenant-cycle", "成了一个圈"),
        (VILLAGE, replace(A, merged=Merger("b", DAY, "1")), "tenant-parent-merged", "不能再有新的下级"),
    ],
)
def test_a_newcomer_at_a_wrong_place_is_refused(
    profile: TenantProfile, parent: TenantProfile, rule: str, told: str
) -> None:
    fault = newcomer_fault(profile, parent)
    assert fault is not None
    assert (fault.code, told in fault.message) == (rule, True)


def test_nobody_is_moved_below_one_that_stands_below_him() -> None:
    fault = place_fault(A, VILLAGE, ("a", "jia"))
    assert fault is not None
    assert fault.code == "tenant-cycle"


def test_a_level_must_stay_above_the_levels_below() -> None:
    assert level_fault(A, (VILLAGE,)) is None
    fault = level_fault(replace(A, level=Level.VILLAGE), (VILLAGE,))
    assert fault is not None
    assert "不再高于下级“丙村”" in fault.message


INTO_B = Merger("b", DAY, "甲府发〔2026〕1号")


def test_a_township_may_merge_into_its_neighbour_once() -> None:
    assert merger_fault(A, INTO_B, B, ("jia",), (), (COUNTY, A, B)) is None


@pytest.mark.parametrize(
    ("profile", "target", "line", "below", "others", "told"),
    [
        (A, A, ("jia",), (), (), "不能并入自己"),
        (A, None, (), (), (), "不在同一棵树里"),
        (A, VILLAGE, ("a", "jia"), (VILLAGE,), (), "上级不能并入下级"),
        (replace(A, merged=INTO_B), B, ("jia",), (), (), "不能再合并一次"),
        (A, replace(B, merged=Merger("c", DAY, "2")), ("jia",), (), (), "自己在2026-05-06并入“c”"),
        (A, B, ("jia",), (VILLAGE,), (), "下面还有“丙村”"),
        (A, B, ("jia",), (), (town("d", "丁乡", Merger("a", DAY, "3")),), "“丁乡”到2026-05-06或以后才并入"),
    ],
)
def test_a_merger_that_leads_nowhere_is_refused(
    profile: TenantProfile,
    target: TenantProfile | None,
    line: tuple[str, ...],
    below: tuple[TenantProfile, ...],
    others: tuple[TenantProfile, ...],
    told: str,
) -> None:
    fault = merger_fault(profile, INTO_B, target, line, below, others)
    assert fault is not None
    assert told in fault.message


def test_a_neighbour_that_merges_away_later_may_still_be_merged_into() -> None:
    later = replace(B, merged=Merger("c", date(2026, 5, 7), "2"))
    assert merger_fault(A, INTO_B, later, ("jia",), (), ()) is None


def test_a_village_that_has_merged_by_then_does_not_hold_its_township_back() -> None:
    gone = replace(VILLAGE, merged=Merger("w", DAY, "2"))
    assert merger_fault(A, INTO_B, B, ("jia",), (gone,), ()) is None


def test_a_new_name_holds_from_its_day_and_only_its_own_facts_change() -> None:
    renamed = replace(A, renames=(Rename(DAY, "1", "甲镇", "甲镇便民服务中心"),))
    assert renamed.on(date(2026, 5, 5)).name == "甲乡"
    after = renamed.on(DAY)
    assert (after.name, after.centre, after.case_mark) == ("甲镇", "甲镇便民服务中心", "甲")


@pytest.mark.parametrize(
    ("rename", "told"),
    [
        (Rename(DAY, "1", "甲乡", "甲乡便民服务中心"), "都没有变"),
        (Rename(date(2026, 1, 1), "1", "甲镇", "甲镇便民服务中心"), "已有一次更名"),
    ],
)
def test_a_rename_that_changes_nothing_or_falls_on_another_is_refused(rename: Rename, told: str) -> None:
    before = replace(A, renames=(Rename(date(2026, 1, 1), "0", "甲乡", "甲乡便民服务中心"),))
    fault = rename_fault(before, rename)
    assert fault is not None
    assert told in fault.message

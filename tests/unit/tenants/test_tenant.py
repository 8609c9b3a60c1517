"""The tree of tenants, its refusals, and region codes."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tenants.identity import TenantId, month_of, new_id
from tenants.tenant import Level, Tenant, TenantProfile, plant, region_code_fault


def tenant(code: str, level: Level, parent: str = "") -> TenantProfile:
    digits = {Level.TOWNSHIP: "361123100", Level.VILLAGE: "361123100200"}.get(level, "361123")
    return TenantProfile(code=code, name=code, centre=code, level=level, region_code=digits, parent=parent)


PROVINCE = tenant("jiangxi", Level.PROVINCE)
CITY = tenant("shangrao", Level.CITY, "jiangxi")
COUNTY = tenant("yushan", Level.COUNTY, "shangrao")
TOWNSHIP = tenant("bingxi", Level.TOWNSHIP, "yushan")
VILLAGE = tenant("bingxi_east", Level.VILLAGE, "bingxi")


def test_five_levels_stand_one_under_the_other() -> None:
    tree, findings = plant([VILLAGE, TOWNSHIP, COUNTY, CITY, PROVINCE])
    assert findings == ()
    assert tree.ancestors("bingxi_east") == ("bingxi", "yushan", "shangrao", "jiangxi")
    assert tuple(tree.descendants("shangrao")) == ("yushan", "bingxi", "bingxi_east")
    assert tree.children("yushan") == ("bingxi",)
    assert "bingxi" in tree


def test_levels_may_be_left_out() -> None:
    """县/镇/村 and 市县乡村 are both trees of the documents (A2, A3); a county may stand on top."""
    tree, findings = plant([tenant("yushan", Level.COUNTY), tenant("east", Level.VILLAGE, "yushan")])
    assert findings == ()
    assert tree.ancestors("east") == ("yushan",)


def test_two_trees_are_not_related() -> None:
    tree, _ = plant([PROVINCE, CITY, COUNTY, tenant("duyun", Level.CITY)])
    assert tree.related("yushan", "jiangxi")
    assert not tree.related("yushan", "duyun")


def test_every_fault_of_a_tree_comes_at_once() -> None:
    circle = [tenant("a", Level.CITY, "c"), tenant("b", Level.COUNTY, "a"), tenant("c", Level.TOWNSHIP, "b")]
    orphan, upside_down = tenant("orphan", Level.COUNTY, "nobody"), tenant("top", Level.PROVINCE, "yushan")
    tree, findings = plant([PROVINCE, CITY, COUNTY, COUNTY, *circle, orphan, upside_down])
    # a city under a township is a wrong level as well as part of the circle
    assert [(finding.code, finding.element) for finding in findings] == [
        ("tenant-duplicate", "yushan"),
        ("tenant-level", "a"),
        ("tenant-parent", "orphan"),
        ("tenant-level", "top"),
        ("tenant-cycle", "a"),
    ]
    assert set(tree.profiles) == {"jiangxi", "shangrao", "yushan"}
    assert "a → c → b → a" in findings[-1].message


def test_a_tenant_above_itself_is_a_circle() -> None:
    _, findings = plant([tenant("a", Level.COUNTY, "a")])
    assert "tenant-cycle" in {finding.code for finding in findings}


@pytest.mark.parametrize(
    ("code", "level", "reason"),
    [
        ("361123", Level.COUNTY, None),
        ("522701", Level.COUNTY, None),  # 都匀市, a city of county level
        ("360000", Level.PROVINCE, None),
        ("361100", Level.CITY, None),
        ("361123100", Level.TOWNSHIP, None),
        ("361123100000", Level.TOWNSHIP, None),
        ("361123100201", Level.VILLAGE, None),
        ("361123", Level.TOWNSHIP, "应为9或12位"),
        ("36112", Level.COUNTY, "应为6位"),
        ("361100", Level.COUNTY, "后两位不能是 00"),
        ("361100", Level.PROVINCE, "后四位应为 0000"),
        ("３６１１２３", Level.COUNTY, "只能是数字"),
        ("", Level.COUNTY, "只能是数字"),
    ],
)
def test_region_codes(code: str, level: Level, reason: str | None) -> None:
    fault = region_code_fault(code, level)
    assert fault is None if reason is None else reason in (fault or "")


def test_a_profile_becomes_a_tenant_and_back() -> None:
    identity = TenantId(new_id(datetime(2026, 3, 2, tzinfo=UTC), bytes(10)))
    county = COUNTY.with_id(identity)
    assert isinstance(county, Tenant)
    assert (county.id, county.profile) == (identity, COUNTY)


def test_an_id_carries_its_time_and_sorts_by_it() -> None:
    """RFC 9562, appendix A.6: 2022-02-22 14:22:22-05:00, rand_a CC3, rand_b 18C4DC0C0C07398F."""
    moment = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    random = bytes.fromhex("0CC318C4DC0C0C07398F")
    assert new_id(moment, random) == UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")
    assert month_of(new_id(moment, random)) == "2022-02"
    assert new_id(datetime(2026, 3, 2, tzinfo=UTC), b"\xff" * 10) < new_id(datetime(2026, 3, 3, tzinfo=UTC), bytes(10))
    assert new_id(moment, b"\xff" * 10).version == 7


@pytest.mark.parametrize(
    ("now", "random"), [(datetime(2026, 3, 2), bytes(10)), (datetime(2026, 3, 2, tzinfo=UTC), bytes(9))]
)
def test_an_id_needs_an_aware_time_and_ten_bytes(now: datetime, random: bytes) -> None:
    with pytest.raises(ValueError, match=r"aware|random bytes"):
        new_id(now, random)


def test_an_id_of_another_kind_has_no_month() -> None:
    with pytest.raises(ValueError, match="version 7"):
        month_of(UUID(int=1))

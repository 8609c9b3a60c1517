"""The shipped tenants say what their sources say, and keep what the sources contradict as remarks."""

from collections import Counter

import pytest

from tenants.halls import Grade, grade_of
from tenants.mandate import Power
from tenants.organisation import AreaKind, WindowKind
from tenants.pack import Pack, Reading
from tenants.people import Role, Staff
from tenants.reading import read_bundle
from tenants.tenant import Level, plant
from tenants.tenant_document import read_tenant


def test_every_pack_reads_without_a_finding(readings: dict[str, Reading]) -> None:
    assert {code: reading.findings for code, reading in readings.items() if reading.findings} == {}
    assert {"yushan", "xiatang", "duyun", "mochong"} <= set(readings)


def test_the_tenants_make_a_forest_with_each_township_below_its_county(packs: dict[str, Pack]) -> None:
    tree, findings = plant(pack.tenant for pack in packs.values())
    assert findings == ()
    assert tree.children("yushan") == ("xiatang",)
    assert tree.children("duyun") == ("mochong",)
    assert tree.children("mochong") == ("mochong_shili",)


@pytest.mark.parametrize(
    ("code", "region", "level", "verified"),
    [
        ("yushan", "361123", Level.COUNTY, True),  # GB/T 2260
        ("duyun", "522701", Level.COUNTY, True),  # GB/T 2260
        ("xiatang", "361123202", Level.TOWNSHIP, False),  # below the county GB/T 2260 has no codes: to be verified
        ("mochong", "522701106", Level.TOWNSHIP, False),
        ("mochong_shili", "522701106299", Level.VILLAGE, False),
    ],
)
def test_region_codes_have_a_source_and_are_marked_where_unverified(
    packs: dict[str, Pack], code: str, region: str, level: Level, verified: bool
) -> None:
    tenant = packs[code].tenant
    assert (tenant.region_code, tenant.level, tenant.region_verified) == (region, level, verified)
    assert tenant.region_source
    if tenant.parent:
        assert tenant.region_code.startswith(packs[tenant.parent].tenant.region_code)


@pytest.mark.parametrize(
    ("zone", "windows", "kinds"),
    [  # 玉府办字〔2019〕109号, 三、功能布局
        ("A", 22, {"general": 10, "spare": 3, "tax": 2, "citizen": 7}),
        ("B", 20, {"general": 16, "spare": 4}),
        ("C", 10, {"general": 8, "spare": 1, "seal": 1}),
        ("D", 6, {"general": 5, "emergency": 1}),
        ("E", 20, {"general": 16, "emergency": 4}),
        ("F", 24, {"police": 16, "justice": 8}),
        ("G", 6, {"general": 6}),
    ],
)
def test_zones_of_yushan_have_the_windows_of_the_plan(
    packs: dict[str, Pack], zone: str, windows: int, kinds: dict[str, int]
) -> None:
    found = next(each for each in packs["yushan"].organisation.zones if each.code == zone)
    assert found.planned_windows == windows
    assert {kind.value: count for kind, count in found.planned} == kinds


def test_yushan_has_108_windows_under_a_cap_of_120_and_says_that_the_plan_contradicts_itself(
    packs: dict[str, Pack],
) -> None:
    yushan = packs["yushan"]
    # 22 + 20 + 10 + 6 + 20 + 24 + 6 = 108
    assert yushan.organisation.window_count == 108
    assert yushan.tenant.settings.window_cap == 120
    assert sum(zone.self_service_seats for zone in yushan.organisation.zones) == 20
    assert {"窗口数", "进驻单位数", "县国资办", "县综治中心"} <= {remark.about for remark in yushan.tenant.remarks}


def test_yushan_has_38_units_8_utilities_and_4_classes_of_intermediaries(packs: dict[str, Pack]) -> None:
    entered = [each for each in packs["yushan"].organisation.departments if each.entered and each.code != "centre"]
    counts = Counter("unit" if each.may_approve else each.body.value for each in entered)
    # the seal maker and the bank are enterprises of zone C and the bank corner, outside the 50
    assert counts == {"unit": 38, "utility": 8, "intermediary": 4, "enterprise": 2}


def test_zone_d_has_its_25_back_offices(packs: dict[str, Pack]) -> None:
    zone = next(each for each in packs["yushan"].organisation.zones if each.code == "D")
    assert len(set(zone.departments)) == 25


def test_seal_window_serves_the_seal_maker_alone(packs: dict[str, Pack]) -> None:
    window = packs["yushan"].organisation.window("C10")
    assert window is not None
    assert (window.kind, window.departments) == (WindowKind.SEAL, ("seal_maker",))


def test_enterprise_staff_hold_posts_of_their_own_enterprise_alone(packs: dict[str, Pack]) -> None:
    for pack in packs.values():
        for person in pack.people:
            bodies = {pack.organisation.department(held.department) for held in person.posts}
            enterprises = {each.code for each in bodies if each and not each.may_approve}
            assert bool(enterprises) == (person.staff is Staff.ENTERPRISE), person.login
            assert len(bodies) == 1, person.login


def test_contract_staff_receive_and_deliver_only(packs: dict[str, Pack]) -> None:
    allowed = {Role.WINDOW_CLERK, Role.EXIT_CLERK, Role.AGENT}
    for pack in packs.values():
        for person in pack.people:
            if person.staff is Staff.CONTRACT:
                assert set(person.roles) <= allowed, person.login


@pytest.mark.parametrize("code", ["yushan", "xiatang", "duyun", "mochong"])
def test_somebody_plays_every_part(packs: dict[str, Pack], code: str) -> None:
    held = Counter(role for person in packs[code].people for role in person.roles)
    parts = {
        Role.WINDOW_CLERK: 2,
        Role.EXIT_CLERK: 2,
        Role.OFFICER: 2,
        Role.CHIEF_REPRESENTATIVE: 1,
        Role.SUPERVISOR: 1,
        Role.REFORM_OFFICER: 1,
        Role.TESTER: 1,
        Role.ADMINISTRATOR: 1,
    }
    assert {role: held[role] for role, least in parts.items() if held[role] < least} == {}


def test_people_are_plainly_made_up(packs: dict[str, Pack]) -> None:
    """Names end in 样, 示 or 例 (sample, example), so that nobody real is named; numbers are demonstration numbers."""
    for pack in packs.values():
        for person in pack.people:
            assert person.name[-1] in "样示例印", person.name
            assert not person.card or person.card.startswith("演示")
            assert not person.phone


@pytest.mark.parametrize("code", ["yushan", "xiatang", "duyun", "mochong"])
def test_whoever_decides_in_a_shipped_matter_holds_the_power(packs: dict[str, Pack], code: str) -> None:
    """A matter one of whose steps decides needs somebody of that department with a mandate and a card; see
    docs/packs.md, 授权."""
    pack = packs[code]
    cards = {person.login for person in pack.people if person.card and person.staff is Staff.PERMANENT}
    able = {
        mandate.department
        for mandate in pack.registers.mandates
        if Power.DECIDE in mandate.powers and mandate.delegate.code in cards
    }
    asked = {
        node.step.department
        for bundle in pack.bundles
        if (model := read_bundle(bundle).model) is not None
        for node in model.nodes()
        if node.step.kind == "decide" and model.matter.work_grant(node.id) is None
    }
    own = {each.code for each in pack.organisation.departments}
    assert asked & own <= able


def test_the_network_of_duyun_marks_what_its_source_does_not_say(packs: dict[str, Pack]) -> None:
    """都匀市人民政府办公室，2016-11-16: towns and villages are asked for, none is named."""
    about = {remark.about: remark.text for remark in packs["duyun"].tenant.remarks}
    assert "没有列出名称" in about["乡镇和办事处"]
    assert "没有列出村名" in about["村（居）代办点"]
    town, village = packs["mochong"], packs["mochong_shili"]
    assert {each.code for each in town.organisation.sites} == {"main", "east"}
    windows = [[z.code for z in town.organisation.zones_at(site)] for site in ("main", "east")]
    assert windows == [["A"], ["B"]]  # each with windows of its own (A4)
    assert [each.passes for each in village.registers.acceptances] == [False, True]
    grades = [grade_of(each, town.registers.criteria) for each in town.registers.gradings]
    assert grades == [Grade.STANDARD, Grade.CONVENIENT]


@pytest.mark.parametrize("code", ["yushan", "duyun"])
def test_functional_areas_are_of_the_closed_list(packs: dict[str, Pack], code: str) -> None:
    (main,) = [each for each in packs[code].organisation.sites if each.code == "main"]
    assert AreaKind.RECEPTION in main.areas
    assert len(set(main.areas)) == len(main.areas)


VARIANTS = {
    "县/镇/村": ("county", "township", "village"),  # S3: 县行政服务中心、镇便民服务厅、村便民服务室
    "市/县/乡/村": ("city", "county", "township", "village"),  # S1: 市县乡村四级全覆盖
    "省/市/县/乡/村": ("province", "city", "county", "township", "village"),
}
REGIONS = {"province": "360000", "city": "361100", "county": "361123", "township": "361123202"}


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_of_three_four_and_five_levels_load_as_data(variant: str) -> None:
    found = []
    for place, level in enumerate(VARIANTS[variant]):
        parent = f'parent = "t{place - 1}"' if place else ""
        text = f'''[tenant]
code = "t{place}"
name = "甲{place}"
centre = "甲{place}便民服务中心"
level = "{level}"
region_code = "{REGIONS.get(level, "361123202201")}"
case_mark = "甲"
{parent}
'''
        reading = read_tenant(text.encode())
        assert reading.findings == ()
        assert reading.tenant is not None
        found.append(reading.tenant)
    tree, findings = plant(found)
    assert findings == ()
    assert len(tree.ancestors(f"t{len(found) - 1}")) == len(found) - 1

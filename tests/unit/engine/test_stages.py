"""怎么办 in a guide: a few stages drawn from the diagram, the same for every reader."""

import pytest

from engine.stages import stages_of
from tenants.pack import Pack, read_pack, shipped_packs
from tenants.reading import read_bundle

WAYS = [
    ("enterprise_opening", ["填一张表", "设立登记", "五项同时办", "领取结果"]),
    ("elder_card", ["填一张表", "领取结果"]),
    ("house_transfer_mortgage", ["填一张表", "四项同时办", "审核登簿", "四项同时办", "领取结果"]),
    ("drawing_review", ["填一张表", "按情形办理", "确认备案", "领取结果"]),  # large or not: one of two reviews
    (
        "joint_completion_acceptance",
        ["填一张表", "资料预审", "联合现场验收", "三项同时办", "统一结论", "领取结果"],
    ),
    (
        "industrial_construction",
        [
            "填一张表",
            "两项同时办",
            "第二阶段 工程建设许可",
            "第三阶段 施工许可",
            "统一作出许可决定",
            "第四阶段 竣工联合验收告知",
            "领取结果",
        ],
    ),
]


@pytest.fixture(scope="module")
def yushan() -> Pack:
    folder = next(each for each in shipped_packs() if each.name == "yushan")
    pack = read_pack(folder).pack
    assert pack is not None
    return pack


def told(pack: Pack, matter: str) -> dict[str, str]:
    bundle = pack.bundle(matter)
    assert bundle is not None
    model = read_bundle(bundle).model
    assert model is not None
    names = {each.code: each.short for each in pack.organisation.departments}
    return {each.title: each.text for each in stages_of(model, names)}


@pytest.mark.parametrize(("matter", "titles"), WAYS)
def test_the_way_of_a_matter_in_stages(yushan: Pack, matter: str, titles: list[str]) -> None:
    bundle = yushan.bundle(matter)
    assert bundle is not None
    model = read_bundle(bundle).model
    assert model is not None
    assert [each.title for each in stages_of(model, {})] == titles


def test_a_stage_says_who_and_how_long(yushan: Pack) -> None:
    way = told(yushan, "enterprise_opening")
    assert way["填一张表"] == "窗口、网上或邮寄提交，当场给回执，4 个工作小时内告知是否受理"
    assert way["设立登记"] == "市监局，1 个工作日"
    assert way["五项同时办"].startswith("公章刻制、税务登记与发票、")
    assert way["五项同时办"].endswith("，1 个工作日")
    assert "窗口领取或邮寄" in way["领取结果"]


def test_what_not_every_case_passes_is_said_so(yushan: Pack) -> None:
    """利害关系人 are heard only where there are such; a branch that always runs beside others is no exception."""
    way = told(yushan, "construction_planning_permit")
    assert way["听取利害关系人意见"].endswith("（需要时）")
    assert not way["方案审查"].endswith("（需要时）")
    assert not told(yushan, "industrial_construction")["第二阶段 工程建设许可"].endswith("（需要时）")

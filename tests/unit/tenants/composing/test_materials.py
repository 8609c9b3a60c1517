"""材料去重 as tables whose sums stand beside them, and laws that hold for any lists."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.composing.materials import Materials, is_same, merge_materials, plain
from tenants.matter import Exempt, Material, MaterialKind, Need

ID = Material("id", "身份证", MaterialKind.CERTIFICATE, ("电子",), exempt=Exempt.SHARED)
FORM_A = Material("application", "登记申请书", MaterialKind.FORM)
FORM_B = Material("application", "过户申请表", MaterialKind.FORM)


def rows(found: Materials) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.name, each.parts) for each in found.listed]


def test_one_material_that_two_parts_need_is_handed_in_once(make: Any) -> None:
    # 甲 2 份 + 乙 2 份 = 4 → 申请 1 + 身份证 1 = 2；要交的 甲 1 + 乙 1 = 2 → 1（身份证都免交）
    parts = make("a", materials=[FORM_A, ID]), make("b", materials=[FORM_B, ID])
    found = merge_materials(parts, "入住")
    assert rows(found) == [("入住一表申请", ("a", "b")), ("身份证", ("a", "b"))]
    assert (found.before, len(found.rows)) == (4, 2)
    assert (found.asked_before, found.asked) == (2, 1)
    assert found.alike == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # 份数取最多：原件 max(1, 2)=2，复印件 max(3, 0)=3
        ({"originals": 1, "copies": 3}, {"originals": 2}, {"originals": 2, "copies": 3}),
        # 原件顶得上复印件：一方收复印件、一方收原件 → 原件
        ({"form": ("复印件",)}, {"form": ("原件",)}, {"form": ("原件",)}),
        # 都收电子的只剩两边都收的
        ({"form": ("原件", "电子")}, {"form": ("电子",)}, {"form": ("电子",)}),
        # 必要 > 容缺 > 非必要；容缺的期限取最短
        ({"need": Need.OPTIONAL}, {"need": Need.REQUIRED}, {"need": Need.REQUIRED}),
        (
            {"need": Need.GAP, "supply_working_days": 5},
            {"need": Need.GAP, "supply_working_days": 3},
            {"need": Need.GAP, "supply_working_days": 3},
        ),
        ({"electronic": False}, {}, {"electronic": False}),
        ({"proof": True}, {}, {"proof": True}),
    ],
    ids=["份数", "原件", "电子", "必要", "容缺", "电子证照", "证明"],
)
def test_the_merged_row_asks_what_the_stricter_part_asks(make: Any, one: Any, other: Any, expected: Any) -> None:
    parts = (
        make("a", materials=[Material("m", "住所证明", **one)]),
        make("b", materials=[Material("n", "住所 证明", **other)]),
    )
    (row,) = merge_materials(parts, "入住").listed
    assert {key: getattr(row, key) for key in expected} == expected
    assert row.parts == ("a", "b")


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (Material("m", "授权委托书"), Material("m", "委托书"), "名称相近"),
        (Material("m", "身份证"), Material("m", "身份证", MaterialKind.CERTIFICATE), "类型不同"),
        (Material("m", "产权证"), Material("m", "产权证", exempt=Exempt.SHARED), "一方要交、一方免交"),
        (Material("m", "章程", form=("原件",)), Material("m", "章程", form=("电子",)), "形式不同"),
    ],
    ids=["name", "type", "exempt", "form"],
)
def test_what_only_looks_alike_is_listed_for_a_person_and_never_merged(
    make: Any, one: Material, other: Material, reason: str
) -> None:
    parts = make("a", materials=[one]), make("b", materials=[other])
    found = merge_materials(parts, "入住")
    assert len(found.rows) == 2
    (pair,) = found.alike
    assert reason in pair.reason
    decided = merge_materials(parts, "入住", {"b/m": "a/m"})
    assert len(decided.rows) == 1
    assert decided.listed[0].exempt is None  # one side asks for it, so it is asked for


def test_names_that_have_nothing_in_common_are_not_asked_about(make: Any) -> None:
    parts = make("a", materials=[Material("m", "预告登记证明")]), make("b", materials=[Material("m", "章程")])
    assert merge_materials(parts, "入住").alike == ()


def test_two_materials_of_one_part_stay_two(make: Any) -> None:
    twice = [Material("m", "合同"), Material("n", "合同")]
    assert len(merge_materials([make("a", materials=twice)], "入住").rows) == 2


def test_what_an_earlier_part_always_gives_out_need_not_be_handed_in(make: Any) -> None:
    title = Material("title", "不动产权证书", MaterialKind.CERTIFICATE)
    house, water = make("house", results=["不动产权证书"]), make("water", materials=[title], phase=2)
    assert merge_materials([house, water], "入住").listed[0].exempt is Exempt.EARLIER
    same_time = make("water", materials=[title])
    assert merge_materials([house, same_time], "入住").listed[0].exempt is None
    perhaps = make("house", results=["不动产权证书"], when='要办 = "办理"')
    assert merge_materials([perhaps, water], "入住").listed[0].exempt is None
    shared = make("water", materials=[Material("title", "不动产权证书", exempt=Exempt.SHARED)], phase=2)
    assert merge_materials([house, shared], "入住").listed[0].exempt is Exempt.SHARED


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("", "x = 1"), ("", "x = 1"), "x = 1"),
        (("", "x = 1"), ("要办 = 1", "x = 1"), "x = 1"),
        (("", ""), ("要办 = 1", "x = 1"), ""),
        (("a = 1", ""), ("b = 1", ""), "(a = 1) or (b = 1)"),
    ],
    ids=["both the same", "one asks for more", "one always", "either"],
)
def test_a_merged_row_is_asked_whenever_one_part_asks(make: Any, first: Any, second: Any, expected: str) -> None:
    parts = [
        make(code, materials=[Material("m", "合同", when=own)], when=part)
        for code, (part, own) in (("a", first), ("b", second))
    ]
    assert merge_materials(parts, "入住").listed[0].when == expected


def test_codes_that_clash_get_the_code_of_their_part(make: Any) -> None:
    parts = make("a", materials=[Material("m", "合同")]), make("b", materials=[Material("m", "发票")])
    found = merge_materials(parts, "入住")
    assert [each.code for each in found.listed] == ["m", "b_m"]
    assert found.code_of("b", "m") == "b_m"


MATERIALS = st.builds(
    Material,
    code=st.just("m"),
    name=st.sampled_from(["身份证", "身 份证", "合同", "买卖合同", "委托书", "申请表"]),
    kind=st.sampled_from([MaterialKind.DOCUMENT, MaterialKind.FORM]),
    form=st.sampled_from([(), ("原件",), ("复印件",), ("电子", "原件")]),
    originals=st.integers(0, 3),
    copies=st.integers(0, 3),
    need=st.sampled_from([Need.REQUIRED, Need.OPTIONAL]),
    exempt=st.sampled_from([None, Exempt.SHARED, Exempt.VERIFIED]),
)
LISTS = st.lists(st.lists(MATERIALS, max_size=4), min_size=2, max_size=4)


def lists(make: Any, drawn: list[list[Material]]) -> list[Any]:
    return [
        make(f"p{number}", materials=[_coded(each, place) for place, each in enumerate(own)])
        for number, own in enumerate(drawn)
    ]


def _coded(material: Material, place: int) -> Material:
    return replace(material, code=f"m{place}")


@settings(max_examples=40, deadline=None)
@given(drawn=LISTS)
def test_no_material_that_some_part_needs_is_ever_lost(make: Any, drawn: list[list[Material]]) -> None:
    parts = lists(make, drawn)
    found = merge_materials(parts, "入住")
    for part in parts:
        for material in part.model.matter.materials:
            (row,) = [each for each in found.rows if f"{part.code}/{material.code}" in {n.key for n in each.needs}]
            merged = row.material
            assert part.code in merged.parts
            assert merged.originals >= material.originals
            assert merged.copies >= material.copies
            assert merged.need is Need.REQUIRED or material.need is not Need.REQUIRED
            assert material.exempt is not None or merged.exempt is None
            assert all(is_same(material, n.material) for n in row.needs)
    assert sum(len(each.needs) for each in found.rows) == found.before
    assert len({each.code for each in found.listed}) == len(found.rows)


@settings(max_examples=40, deadline=None)
@given(drawn=LISTS, turn=st.randoms())
def test_the_order_of_the_parts_changes_nothing_of_what_is_asked(
    make: Any, drawn: list[list[Material]], turn: Any
) -> None:
    parts = lists(make, drawn)
    turned = list(parts)
    turn.shuffle(turned)

    def asked(chosen: list[Any]) -> set[Any]:
        return {
            (frozenset(n.key for n in row.needs), plain(row.material.name), row.material.originals, row.material.exempt)
            for row in merge_materials(chosen, "入住").rows
        }

    first, second = asked(parts), asked(turned)
    assert {each[0] for each in first} == {each[0] for each in second}
    assert {(each[0], each[2], each[3]) for each in first} == {(each[0], each[2], each[3]) for each in second}

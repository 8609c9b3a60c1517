"""Materials: fewer and easier is tighter for the office; anything more or harder is refused with both values."""

from dataclasses import replace

import pytest

from tenants.matter import Exempt, Material, Need
from tenants.rule import Centre
from tenants.testing import Workbench
from tenants.tightening.above import Above
from tenants.tightening.materials import check

LICENCE = Material(
    "licence", "营业执照", originals=1, copies=1, need=Need.GAP, supply_working_days=5, form=("原件", "电子")
)


def said(bench: Workbench, upper: Material, lower: tuple[Material, ...]) -> list[str]:
    above = bench.model(materials=(upper,))
    here = bench.model(materials=lower)
    return [finding.message for finding in check(above, here, Above("玉山县"), Centre())]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"originals": 2}, "原件份数“2”宽于玉山县的“1”"),
        ({"copies": 2}, "复印件份数“2”宽于玉山县的“1”"),
        ({"need": Need.REQUIRED}, "必要性“必要”宽于玉山县的“容缺后补”"),
        ({"supply_working_days": 3}, "补交时限“3工作日”宽于玉山县的“5工作日”"),
        ({"electronic": False}, "电子证照代替“不可以”宽于玉山县的“可以”"),
        ({"proof": True}, "证明事项“是”宽于玉山县的“否”"),
        ({"form": ("原件",)}, "形式“原件”宽于玉山县的“原件、电子”"),
        ({"name": "营业执照副本"}, "名称“营业执照副本”"),
    ],
)
def test_harder_is_refused(bench: Workbench, change: dict[str, object], word: str) -> None:
    (message,) = said(bench, LICENCE, (replace(LICENCE, **change),))  # type: ignore[arg-type]
    assert word in message


def test_what_need_not_be_handed_in_may_not_be_asked_below(bench: Workbench) -> None:
    shared = replace(LICENCE, exempt=Exempt.SHARED, when='住所 = "租赁"')
    messages = said(bench, shared, (replace(shared, exempt=None, when=""),))
    assert len(messages) == 2
    assert "“须提交”宽于玉山县的“共享可得”" in messages[0]
    assert "“一律要交”" in messages[1]


@pytest.mark.parametrize(
    "lower",
    [
        (),
        (LICENCE,),
        (replace(LICENCE, copies=0),),
        (replace(LICENCE, need=Need.OPTIONAL, supply_working_days=0),),
        (replace(LICENCE, supply_working_days=10),),
        (replace(LICENCE, exempt=Exempt.VERIFIED),),
        (replace(LICENCE, when="注册资本 > 0"),),
        (replace(LICENCE, note="请带原件核对"),),
    ],
)
def test_fewer_and_easier_is_accepted(bench: Workbench, lower: tuple[Material, ...]) -> None:
    assert said(bench, LICENCE, lower) == []


def test_one_more_is_refused_and_those_above_are_named(bench: Workbench) -> None:
    above, here = bench.model(materials=(LICENCE,)), bench.model(materials=(LICENCE, Material("proof", "村委会证明")))
    (finding,) = check(above, here, Above("玉山县"), Centre())
    assert finding.message == "增加了材料“村委会证明”，玉山县没有要求。"
    assert (finding.expected, finding.met) == ("不超出：营业执照", "村委会证明")

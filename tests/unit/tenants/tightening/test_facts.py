"""Fees, visits, channels, and what a lower level takes over as it is."""

from dataclasses import replace

import pytest

from tenants.matter import Audience, Basis, Channel, Fee, LimitException, MatterKind, MatterType, Visits
from tenants.rule import Centre
from tenants.testing import Workbench
from tenants.tightening.above import Above
from tenants.tightening.facts import FREE, SAME, check

FEE = Fee("工本费", "每枚100元", amount_fen=10000, relief="低保户免收")
WORDED = Fee("占用费", "按面积计收")


def said(bench: Workbench, upper: dict[str, object], lower: dict[str, object]) -> list[str]:
    above, here = bench.model(**upper), bench.model(**{**upper, **lower})
    return [finding.message for finding in check(above, here, Above("玉山县"), Centre())]


@pytest.mark.parametrize(
    ("lower", "word"),
    [
        ({"fees": (replace(FEE, amount_fen=12000),)}, "金额更高"),
        ({"fees": (replace(FEE, relief=""),)}, "少了上级的减免"),
        ({"fees": (replace(FEE, amount_fen=None),)}, "没有写金额"),
        ({"fees": (FEE, Fee("代办费", "每件5元"))}, "增加了收费“代办费”，玉山县不收"),
        ({"fees": (replace(WORDED, standard="按次计收"),)}, "只能沿用或免收"),
        ({"visits": Visits(3)}, "到现场3次宽于玉山县的2次"),
        ({"channels": (Channel.WINDOW,)}, "办理形式少了网上"),
        ({"audience": (Audience.PERSON,)}, "服务对象少了法人"),
        ({"online_depth": 2}, "网办深度2低于玉山县的3"),
        ({"type": MatterType.LICENCE}, "事项类型“行政许可”与玉山县的“其他行政权力”不同"),
        ({"lead": "office"}, "牵头部门“office”"),
        ({"kind": MatterKind.PROMISED}, "把玉山县的即办件改成了承诺件"),
        ({"separation": False}, "取消了玉山县的受办分离"),
        ({"exceptions": (LimitException("review", "库外抽取", "纪要3号"),)}, "增加了环节“review”的时限例外"),
        ({"bases": (Basis("a", "某规定", "第一条"),)}, "改了依据“a”的内容"),
    ],
)
def test_a_looser_fact_is_refused(bench: Workbench, lower: dict[str, object], word: str) -> None:
    upper: dict[str, object] = {
        "fees": (FEE, WORDED),
        "visits": Visits(2),
        "channels": (Channel.WINDOW, Channel.ONLINE),
        "audience": (Audience.ORGANISATION,),
        "online_depth": 3,
        "kind": MatterKind.INSTANT,
        "bases": (Basis("a", "某法", "第一条"),),
    }
    (message,) = said(bench, upper, lower)
    assert word in message


@pytest.mark.parametrize(
    "lower",
    [
        {"fees": ()},
        {"fees": (replace(FEE, amount_fen=5000, standard="每枚50元"),)},
        {"fees": (replace(FEE, amount_fen=0, standard="免收"),)},
        {"fees": (replace(FEE, relief="低保户免收，残疾人免收"),)},
        {"visits": Visits(0)},
        {"channels": tuple(Channel)},
        {"kind": MatterKind.INSTANT},
        {"hours": "周六无休", "place": "乡便民服务中心", "consult_phone": "1", "windows": ("T1",)},
    ],
)
def test_tighter_and_free_facts_are_accepted(bench: Workbench, lower: dict[str, object]) -> None:
    assert said(bench, {"fees": (FEE,), "channels": (Channel.WINDOW,)}, lower) == []


def test_no_field_is_both_taken_over_and_free() -> None:
    assert not {key for key, _ in SAME} & set(FREE)

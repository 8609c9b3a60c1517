"""Decision tables of all hit policies, as a reform office writes them."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from bpmn.dmn import DecisionError, Model

Xml = Callable[..., str]
ModelOf = Callable[..., Model]

FEES = """
    | [0..100)    | "个人" | 0    |
    | [0..100)    | "企业" | 50   |
    | [100..500]  | -      | 80.5 |
    | > 500       | -      | 面积 * 0.2 |
"""


@pytest.fixture
def fees(model_of: ModelOf, table: Xml) -> Model:
    return model_of(table("收费标准", ["面积: number", "申请人类型: string"], ["费用: number"], FEES))


@pytest.mark.parametrize(
    ("area", "kind", "fee"),
    [
        (0, "个人", "0"),
        (99.99, "企业", "50"),
        (100, "企业", "80.5"),
        (500, "个人", "80.5"),
        (Decimal("500.01"), "个人", "100.002"),  # 500.01 * 0.2
        (1200, "其他", "240.0"),  # 1200 * 0.2
    ],
)
def test_a_unique_table_gives_the_one_rule_that_fits(fees: Model, area: object, kind: str, fee: str) -> None:
    assert fees.evaluate("收费标准", {"面积": area, "申请人类型": kind}) == Decimal(fee)


def test_no_rule_that_fits_gives_null(fees: Model) -> None:
    assert fees.evaluate("收费标准", {"面积": -1, "申请人类型": "个人"}) is None
    assert fees.evaluate("收费标准", {"面积": 50, "申请人类型": "社团"}) is None
    assert fees.evaluate("收费标准", {}) is None


def test_two_rules_of_a_unique_table_are_an_incident_that_names_them(model_of: ModelOf, table: Xml) -> None:
    model = model_of(table("时限", ["件数: number"], ["天数: number"], "| < 10 | 3 |\n | > 5 | 5 |"))
    with pytest.raises(DecisionError) as caught:
        model.evaluate("时限", {"件数": 7})
    (finding,) = caught.value.findings
    assert finding.code == "table-not-unique"
    assert "决策表“时限”同时符合第1、2条规则" in finding.message
    assert (finding.file, finding.element, finding.row) == ("rules.dmn", "t-时限", 2)


RISKS = """
    | > 50  | "高" | 30 |
    | > 20  | "中" | 20 |
    | > 0   | "低" | 10 |
"""


def _risk(model_of: ModelOf, table: Xml, **options: str) -> Model:
    outputs = ['风险: string = "高", "中", "低"', "天数: number"]
    return model_of(table("风险", ["人数: number"], outputs, RISKS, **options))


def test_first_takes_the_first_rule(model_of: ModelOf, table: Xml) -> None:
    assert _risk(model_of, table, policy="FIRST").evaluate("风险", {"人数": 60}) == {"风险": "高", "天数": 30}
    assert _risk(model_of, table, policy="FIRST").evaluate("风险", {"人数": 21}) == {"风险": "中", "天数": 20}


def test_priority_takes_the_value_listed_first(model_of: ModelOf, table: Xml) -> None:
    rules = '| > 0 | "低" |\n| > 20 | "中" |\n| > 50 | "高" |'
    model = model_of(table("风险", ["人数: number"], ['风险: string = "高", "中", "低"'], rules, policy="PRIORITY"))
    assert model.evaluate("风险", {"人数": 60}) == "高"
    assert model.evaluate("风险", {"人数": 30}) == "中"
    assert model.evaluate("风险", {"人数": 1}) == "低"


def test_output_order_lists_all_by_priority_and_rule_order_by_rule(model_of: ModelOf, table: Xml) -> None:
    rules = '| > 0 | "低" |\n| > 50 | "高" |\n| > 20 | "中" |'
    outputs = ['风险: string = "高", "中", "低"']
    ordered = model_of(table("风险", ["人数: number"], outputs, rules, policy="OUTPUT ORDER"))
    assert ordered.evaluate("风险", {"人数": 60}) == ["高", "中", "低"]
    by_rule = model_of(table("风险", ["人数: number"], outputs, rules, policy="RULE ORDER"))
    assert by_rule.evaluate("风险", {"人数": 60}) == ["低", "高", "中"]


def test_any_lets_rules_agree_but_not_differ(model_of: ModelOf, table: Xml) -> None:
    rules = '| < 10 | "即办" |\n| < 5 | "即办" |\n| < 2 | "承诺" |'
    model = model_of(table("办件类型", ["天数: number"], ["类型: string"], rules, policy="ANY"))
    assert model.evaluate("办件类型", {"天数": 3}) == "即办"
    with pytest.raises(DecisionError, match="第1条和第3条规则同时符合，但结论不同"):
        model.evaluate("办件类型", {"天数": 1})


@pytest.mark.parametrize(
    ("aggregation", "value"),
    [("", [30, 20, 10]), ("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3)],
)
def test_collect_lists_or_sums_up(model_of: ModelOf, table: Xml, aggregation: str, value: object) -> None:
    rules = "| > 50 | 30 |\n| > 20 | 20 |\n| > 0 | 10 |"
    piece = table("加分", ["人数: number"], ["分: number"], rules, policy="COLLECT", aggregation=aggregation)
    assert model_of(piece).evaluate("加分", {"人数": 60}) == value


def test_collect_of_materials_gives_the_list(model_of: ModelOf, table: Xml) -> None:
    rules = """
        | "企业" | -     | "营业执照" |
        | -      | -     | "申请表"   |
        | -      | true  | "授权委托书" |
    """
    piece = table("材料清单", ["类型: string", "代办: boolean"], ["材料: string"], rules, policy="COLLECT")
    model = model_of(piece)
    assert model.evaluate("材料清单", {"类型": "企业", "代办": True}) == ["营业执照", "申请表", "授权委托书"]
    assert model.evaluate("材料清单", {"类型": "个人", "代办": False}) == ["申请表"]


def test_a_default_stands_in_when_nothing_fits(model_of: ModelOf, table: Xml) -> None:
    model = model_of(table("通道", ["年龄: number"], ["通道: string"], '| >= 65 | "绿色" |', default='"普通"'))
    assert model.evaluate("通道", {"年龄": 65}) == "绿色"
    assert model.evaluate("通道", {"年龄": 64}) == "普通"


def test_a_value_that_is_not_allowed_is_an_incident_that_names_the_column(model_of: ModelOf, table: Xml) -> None:
    model = model_of(table("通道", ['类型: string = "个人","企业"'], ["通道: string"], '| "个人" | "A" |\n| - | "B" |'))
    with pytest.raises(DecisionError) as caught:
        model.evaluate("通道", {"类型": "社团"})
    (finding,) = caught.value.findings
    assert finding.cell == "类型"
    assert '"社团" 不在允许的范围' in finding.message


@pytest.mark.parametrize(
    ("cell", "value", "met"),
    [
        ('"个人"', "个人", True),
        ('"个人", "企业"', "企业", True),
        ('not("个人")', "企业", True),
        ('not("个人", "企业")', "企业", False),
        ('starts with(?, "江西")', "江西省上饶市", True),
        ("string length(?) = 18", "11361123MB1A2B3CX0", True),
        ("-", None, True),
        ("null", None, True),
        ("null", "个人", False),
        ('["个人", "企业"]', "个人", True),
        ('"个人"', None, False),
        ('"10"', 10, False),
    ],
)
def test_cells_of_conditions(model_of: ModelOf, table: Xml, cell: str, value: object, met: bool) -> None:
    model = model_of(table("查", ["甲"], ["乙: boolean"], f"| {cell} | true |"))
    assert (model.evaluate("查", {"甲": value}) is True) is met


def test_a_number_is_looked_up_whatever_its_zeros(model_of: ModelOf, table: Xml) -> None:
    model = model_of(table("查", ["甲: number"], ["乙: string"], '| 1 | "一" |\n| 2.50 | "二块五" |\n| -1 | "负一" |'))
    assert model.evaluate("查", {"甲": Decimal("1.000")}) == "一"
    assert model.evaluate("查", {"甲": 2.5}) == "二块五"
    assert model.evaluate("查", {"甲": -1}) == "负一"
    assert model.evaluate("查", {"甲": True}) is None

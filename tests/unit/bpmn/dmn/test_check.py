"""What the check says of a model before anybody runs it."""

from collections.abc import Callable

import pytest

from bpmn.dmn import Model
from bpmn.dmn.check import check
from bpmn.finding import Finding

Xml = Callable[..., str]
ModelOf = Callable[..., Model]


def _only(model: Model) -> Finding:
    (finding,) = check(model)
    return finding


def test_a_sound_model_has_no_findings(model_of: ModelOf, table: Xml, literal: Xml, datum: Xml) -> None:
    model = model_of(
        datum("出生日期", "date"),
        literal("年龄值", '年龄(出生日期, date("2026-03-02"))', "in-出生日期", kind="number"),
        table("通道", ["年龄值: number"], ["通道: string"], '| >= 65 | "绿" |\n| < 65 | "普" |', requires=["年龄值"]),
    )
    assert check(model) == ()


def test_a_misspelt_name_gets_the_nearest_known_one(model_of: ModelOf, literal: Xml, datum: Xml) -> None:
    finding = _only(model_of(datum("申请金额"), literal("费", "申请金客 * 0.1", "in-申请金额")))
    assert finding.code == "unknown-name"
    assert "“费”里的“申请金客”不是已知的名称。是否应为“申请金额”？" in finding.message
    assert (finding.file, finding.element, finding.column, finding.met) == ("rules.dmn", "", 1, "申请金客")


def test_a_name_that_is_not_wired_says_which_line_to_draw(model_of: ModelOf, literal: Xml, datum: Xml) -> None:
    finding = _only(model_of(datum("面积"), literal("费", "1 + 面积")))
    assert "请从“面积”画一条信息需求连线到“费”" in finding.message
    assert finding.column == 5


def test_text_without_quotes_in_a_cell_is_explained(model_of: ModelOf, table: Xml) -> None:
    finding = _only(model_of(table("费", ["类型: string"], ["费: number"], "| 社会团体 | 1 |\n| - | 2 |")))
    assert '若是文字，请加英文引号，写作 "社会团体"' in finding.message
    assert (finding.row, finding.cell, finding.element) == (1, "类型", "r1c1")


def test_full_width_signs_are_pointed_out(model_of: ModelOf, literal: Xml, datum: Xml) -> None:
    model = model_of(datum("甲"), datum("乙"), literal("大", "max(甲，乙)", "in-甲", "in-乙"))
    assert "其中的“，”是全角符号" in _only(model).message


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ('"百"', "数字不能与文字比较"),
        ('[0.."百"]', "数字不能与文字比较"),
        ('date("2026-01-01")', ""),
        ('@"2026-01-01"', "数字不能与日期比较"),
        ("< true", "数字不能与是否比较"),
    ],
)
def test_cells_that_can_never_be_met_are_found(model_of: ModelOf, table: Xml, cell: str, message: str) -> None:
    findings = check(model_of(table("费", ["面积: number"], ["费: number"], f"| < 5 | 1 |\n| {cell} | 2 |")))
    if not message:
        assert findings == ()
        return
    (finding,) = findings
    assert finding.code == "type-mismatch"
    assert message in finding.message
    assert (finding.row, finding.cell, finding.expected) == (2, "面积", "number")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("面积 + 名称", "数字与文字不能用“+”计算"),
        ("面积 > 名称", "数字不能与文字比较"),
        ("面积 and true", "“and”两边应为条件，这里是数字"),
        ("if 名称 then 1 else 2", "if 后面应为条件，这里是文字"),
        ("受理日 - 面积", "日期与数字不能用“-”计算"),
        ("面积 between 名称 and 3", "数字不能与文字比较"),
        ('面积 in ("一", 2)', "数字不能与文字比较"),
        ("人.姓明", "这个数据组里没有“姓明”，只有：姓名、年龄"),
        ("人.年龄 + 名称", "数字与文字不能用“+”计算"),
    ],
)
def test_types_that_do_not_go_together_are_found(
    model_of: ModelOf, literal: Xml, datum: Xml, text: str, message: str
) -> None:
    person = (
        '<itemDefinition name="人员"><itemComponent name="姓名"><typeRef>string</typeRef></itemComponent>'
        '<itemComponent name="年龄"><typeRef>number</typeRef></itemComponent></itemDefinition>'
    )
    data = [datum("面积", "number"), datum("名称", "string"), datum("受理日", "date"), datum("人", "人员")]
    finding = _only(model_of(person, *data, literal("算", text, "in-面积", "in-名称", "in-受理日", "in-人")))
    assert finding.code == "type-mismatch"
    assert message in finding.message


@pytest.mark.parametrize(
    "text", ['受理日 + duration("P1D")', '受理日 - @"2026-01-01"', '面积 * 2 > 3 and 名称 = "甲"', "-面积", "[1, 面积]"]
)
def test_types_that_go_together_are_not(model_of: ModelOf, literal: Xml, datum: Xml, text: str) -> None:
    data = [datum("面积", "number"), datum("名称", "string"), datum("受理日", "date")]
    assert check(model_of(*data, literal("算", text, "in-面积", "in-名称", "in-受理日"))) == ()


def test_results_must_have_the_type_that_was_declared(model_of: ModelOf, literal: Xml, table: Xml) -> None:
    assert "结果应为数字，这个表达式得出文字" in _only(model_of(literal("费", '"五十"', kind="number"))).message
    finding = _only(model_of(table("费", ["甲: number"], ["费: number"], '| - | "五十" |')))
    assert "结论应为数字，这里是文字" in finding.message


def test_types_nobody_declared_are_found(model_of: ModelOf, datum: Xml, table: Xml) -> None:
    finding = _only(
        model_of('<itemDefinition name="申请人"><typeRef>string</typeRef></itemDefinition>', datum("甲", "申清人"))
    )
    assert "没有定义的类型“申清人”。是否应为“申请人”？" in finding.message
    assert _only(model_of(table("费", ["甲: 数目"], ["费: number"], "| - | 1 |"))).code == "unknown-type"


def test_a_language_other_than_feel_is_refused(model_of: ModelOf) -> None:
    model = model_of(
        '<decision id="a" name="甲"><variable name="甲"/><literalExpression id="le" expressionLanguage="python">'
        "<text>__import__('os')</text></literalExpression></decision>"
    )
    finding = _only(model)
    assert (finding.code, finding.element) == ("dmn-language", "le")
    assert "表达式语言“python”不是 FEEL" in finding.message


def test_what_cannot_be_read_names_row_column_and_place(model_of: ModelOf, table: Xml) -> None:
    (finding, *_) = check(model_of(table("费", ["甲: number"], ["费: number"], "| < 5 | 1 |\n| >= 5 | (2 + |")))
    assert (finding.code, finding.row, finding.cell, finding.element) == ("feel-syntax", 2, "费", "r2c2")
    assert "第1行第5个字" in finding.message


def test_a_requirement_that_leads_nowhere_is_found(model_of: ModelOf, literal: Xml) -> None:
    finding = _only(model_of(literal("费", "1", "in-不在")))
    assert finding.code == "dmn-reference"


def test_missing_logic_priorities_and_sums_over_columns_are_found(model_of: ModelOf, table: Xml) -> None:
    assert "没有写表达式" in _only(model_of('<decision id="a" name="甲"><variable name="甲"/></decision>')).message
    prioritised = table("甲", ["乙: number"], ["丙: string"], '| - | "高" |', policy="PRIORITY")
    assert _only(model_of(prioritised)).code == "table-priority"
    summed = table(
        "甲", ["乙: number"], ["丙: number", "丁: number"], "| - | 1 | 2 |", policy="COLLECT", aggregation="SUM"
    )
    assert _only(model_of(summed)).code == "table-aggregation"

"""Models of several decisions: requirements, knowledge, services, imports, types, traces."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from bpmn.dmn import DecisionError, DmnError, Model, read_model
from bpmn.feel import Limits

Xml = Callable[..., str]
ModelOf = Callable[..., Model]

VERSIONS = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_of_the_standard_is_read(model_of: ModelOf, literal: Xml, datum: Xml, version: str) -> None:
    model = model_of(datum("面积", "number"), literal("加倍", "面积 * 2", "in-面积"), space=VERSIONS[version])
    assert model.definitions.version == version
    assert model.evaluate("加倍", {"面积": 3}) == Decimal(6)


def test_a_decision_finds_what_it_requires(model_of: ModelOf, literal: Xml, datum: Xml) -> None:
    model = model_of(
        datum("申请 金额（元）"),
        literal("手续费", "申请 金额（元） * 0.001", "in-申请 金额（元）"),
        literal("合计", "申请 金额（元） + 手续费", "in-申请 金额（元）", "手续费"),
    )
    assert model.evaluate("合计", {"申请 金额（元）": Decimal("1000.10")}) == Decimal("1001.10010")
    decision = next(one for one in model.decisions if one.name == "合计")
    assert decision.reads == ("申请 金额（元）", "手续费")


def test_what_is_not_required_is_out_of_sight(model_of: ModelOf, literal: Xml, datum: Xml) -> None:
    model = model_of(datum("面积"), literal("加倍", "面积 * 2"))
    assert model.evaluate("加倍", {"面积": 3}) is None


KNOWLEDGE = """
<businessKnowledgeModel id="k" name="按面积收费"><variable name="按面积收费"/>
  <encapsulatedLogic><formalParameter name="面积" typeRef="number"/><formalParameter name="单价" typeRef="number"/>
    <literalExpression><text>round half up(面积 * 单价, 2)</text></literalExpression></encapsulatedLogic>
</businessKnowledgeModel>
<decision id="费用" name="费用"><variable name="费用" typeRef="number"/>
  <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
  <invocation><literalExpression><text>按面积收费</text></literalExpression>
    <binding><parameter name="单价"/><literalExpression><text>0.333</text></literalExpression></binding>
    <binding><parameter name="面积"/><literalExpression><text>7.5</text></literalExpression></binding>
  </invocation></decision>
<decision id="错用" name="错用"><variable name="错用"/>
  <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
  <literalExpression><text>按面积收费("七", 1)</text></literalExpression></decision>
"""


def test_a_knowledge_model_is_called_by_names(model_of: ModelOf) -> None:
    model = model_of(KNOWLEDGE)
    assert model.evaluate("费用", {}) == Decimal("2.50")  # 7.5 * 0.333 = 2.4975, 四舍五入到分
    evaluation = model.explain("错用", {})
    assert evaluation.value is None
    assert "参数“面积”应为 number" in evaluation.trace[0].notes[0]


BOXES = """
<inputData id="in-件" name="件"/>
<decision id="汇总" name="汇总"><variable name="汇总"/>
  <informationRequirement><requiredInput href="#in-件"/></informationRequirement>
  <context>
    <contextEntry><variable name="超期 件"/><filter><in><literalExpression><text>件</text></literalExpression></in>
      <match><literalExpression><text>天数 &gt; 5</text></literalExpression></match></filter></contextEntry>
    <contextEntry><variable name="名单"/><for iteratorVariable="一件">
      <in><literalExpression><text>超期 件</text></literalExpression></in>
      <return><literalExpression><text>一件.名称</text></literalExpression></return></for></contextEntry>
    <contextEntry><variable name="有超期"/><some iteratorVariable="一件"><in><literalExpression><text>件</text>
      </literalExpression></in>
      <satisfies><literalExpression><text>一件.天数 &gt; 5</text></literalExpression></satisfies></some>
    </contextEntry>
    <contextEntry><variable name="全部超期"/><every iteratorVariable="一件"><in><literalExpression><text>件</text>
      </literalExpression></in>
      <satisfies><literalExpression><text>一件.天数 &gt; 5</text></literalExpression></satisfies></every>
    </contextEntry>
    <contextEntry><variable name="评语"/><conditional>
      <if><literalExpression><text>有超期</text></literalExpression></if>
      <then><literalExpression><text>"要督办"</text></literalExpression></then>
      <else><literalExpression><text>"正常"</text></literalExpression></else></conditional></contextEntry>
    <contextEntry><variable name="对照"/><relation><column name="级"/><column name="天"/>
      <row><literalExpression><text>"黄"</text></literalExpression>
        <literalExpression><text>1</text></literalExpression></row>
      <row><literalExpression><text>"红"</text></literalExpression>
        <literalExpression><text>0</text></literalExpression></row>
      </relation></contextEntry>
    <contextEntry><variable name="加一"/><functionDefinition><formalParameter name="数"/>
      <literalExpression><text>数 + 1</text></literalExpression></functionDefinition></contextEntry>
    <contextEntry><variable name="结果"/><list><literalExpression><text>加一(1)</text></literalExpression>
      <literalExpression><text>count(对照)</text></literalExpression></list></contextEntry>
  </context></decision>
"""


def test_every_boxed_expression_is_computed(model_of: ModelOf) -> None:
    cases = [{"名称": "甲", "天数": 3}, {"名称": "乙", "天数": 8}]
    value = model_of(BOXES).evaluate("汇总", {"件": cases})
    assert isinstance(value, dict)
    assert value["名单"] == ["乙"]
    assert (value["有超期"], value["全部超期"], value["评语"]) == (True, False, "要督办")
    assert value["对照"] == [{"级": "黄", "天": 1}, {"级": "红", "天": 0}]
    assert value["结果"] == [2, 2]


TYPES = """
<itemDefinition name="申请人类型"><typeRef>string</typeRef>
  <allowedValues><text>"个人","企业"</text></allowedValues></itemDefinition>
<itemDefinition name="申请人"><itemComponent name="姓名"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="类型"><typeRef>申请人类型</typeRef></itemComponent></itemDefinition>
<itemDefinition name="名单" isCollection="true"><typeRef>申请人</typeRef></itemDefinition>
<inputData id="in-人" name="人"><variable name="人" typeRef="申请人"/></inputData>
<inputData id="in-众" name="众"><variable name="众" typeRef="名单"/></inputData>
<decision id="姓名" name="姓名"><variable name="姓名" typeRef="string"/>
  <informationRequirement><requiredInput href="#in-人"/></informationRequirement>
  <literalExpression><text>人.姓名</text></literalExpression></decision>
<decision id="人数" name="人数"><variable name="人数" typeRef="number"/>
  <informationRequirement><requiredInput href="#in-众"/></informationRequirement>
  <literalExpression><text>count(众)</text></literalExpression></decision>
<decision id="是申请人" name="是申请人"><variable name="是申请人"/>
  <informationRequirement><requiredInput href="#in-人"/></informationRequirement>
  <literalExpression><text>人 instance of 申请人</text></literalExpression></decision>
"""


def test_inputs_must_fit_their_types(model_of: ModelOf) -> None:
    model = model_of(TYPES)
    assert model.evaluate("姓名", {"人": {"姓名": "张三", "类型": "个人"}}) == "张三"
    assert model.evaluate("是申请人", {"人": {"姓名": "张三", "类型": "个人"}}) is True
    assert model.evaluate("姓名", {"人": {"姓名": "张三", "类型": "社团"}}) is None
    assert model.evaluate("姓名", {"人": {"姓名": 3, "类型": "个人"}}) is None
    assert model.evaluate("人数", {"众": {"姓名": "张三", "类型": "个人"}}) == 1  # one stands for a list of one
    wrong = model.explain("姓名", {"人": "张三"})
    assert wrong.value is None
    assert "“人”的值不是" in wrong.trace[0].notes[0]


SERVICE = """
<inputData id="in-收入" name="收入"/><inputData id="in-人口" name="人口"/>
<decision id="人均" name="人均"><variable name="人均"/>
  <informationRequirement><requiredInput href="#in-收入"/></informationRequirement>
  <informationRequirement><requiredInput href="#in-人口"/></informationRequirement>
  <literalExpression><text>收入 / 人口</text></literalExpression></decision>
<decision id="低保" name="低保"><variable name="低保"/>
  <informationRequirement><requiredDecision href="#人均"/></informationRequirement>
  <literalExpression><text>人均 &lt; 700</text></literalExpression></decision>
<decisionService id="核对" name="核对"><variable name="核对"/><outputDecision href="#低保"/>
  <encapsulatedDecision href="#人均"/><inputData href="#in-收入"/><inputData href="#in-人口"/></decisionService>
<decisionService id="只看人均" name="只看人均"><variable name="只看人均"/><outputDecision href="#低保"/>
  <inputDecision href="#人均"/></decisionService>
<decision id="两户" name="两户"><variable name="两户"/>
  <knowledgeRequirement><requiredKnowledge href="#核对"/></knowledgeRequirement>
  <literalExpression><text>[核对(2000, 3), 核对(人口: 2, 收入: 2000)]</text></literalExpression></decision>
"""


def test_a_decision_service_is_asked_from_outside_and_called_inside(model_of: ModelOf) -> None:
    model = model_of(SERVICE)
    assert model.evaluate("核对", {"收入": 2000, "人口": 3}) is True
    assert model.evaluate("只看人均", {"人均": 699}) is True
    assert model.evaluate("只看人均", {"人均": 700}) is False
    assert model.evaluate("两户", {}) == [True, False]  # 2000/3 = 666.7 < 700; 2000/2 = 1000


def test_an_imported_model_is_used_under_its_name(model_of: ModelOf, literal: Xml, datum: Xml) -> None:
    county = model_of(datum("面积"), literal("县级标准", "面积 * 2", "in-面积"))
    text = f"""<definitions xmlns="{VERSIONS["1.3"]}" namespace="urn:town" name="乡镇">
      <import name="县" namespace="urn:test" importType="{VERSIONS["1.3"]}"/>
      <decision id="a" name="乡镇标准"><variable name="乡镇标准"/><informationRequirement>
      <requiredDecision href="urn:test#县级标准"/></informationRequirement>
      <literalExpression><text>县.县级标准 - 1</text></literalExpression></decision></definitions>"""
    town = read_model(text.encode(), imports=[county])
    assert town.evaluate("乡镇标准", {"面积": 10}) == 19
    assert town.evaluate("乡镇标准", {"县": {"面积": 20}}) == 39
    with pytest.raises(DmnError, match="没有给出要引入的模型“县”"):
        read_model(text.encode())


def test_the_trace_tells_which_rule_and_which_cell_decided(
    model_of: ModelOf, table: Xml, literal: Xml, datum: Xml
) -> None:
    model = model_of(
        datum("出生日期", "date"),
        literal("年龄值", '年龄(出生日期, @"2026-03-02")', "in-出生日期"),
        table(
            "通道", ["年龄值: number"], ["通道: string"], '| >= 65 | "绿色" |\n| < 65 | "普通" |', requires=["年龄值"]
        ),
    )
    evaluation = model.explain("通道", {"出生日期": date(1961, 3, 2)})
    assert evaluation.value == "绿色"
    first, second = evaluation.trace
    assert (first.name, first.value) == ("年龄值", 65)
    assert second.matched == (1,)
    assert (second.rules[1].matched, second.rules[1].column, second.rules[1].cell) == (False, "年龄值", "< 65")
    assert str(second) == '“通道”（年龄值 = 65）符合第1条规则，结果是 "绿色"。'
    stored = second.as_json()
    assert stored["columns"] == {"年龄值": 65}
    assert stored["value"] == "绿色"


def test_a_broken_expression_names_its_cell_and_leaves_the_rest_usable(
    model_of: ModelOf, table: Xml, literal: Xml
) -> None:
    model = model_of(
        literal("好的", "1 + 1"), table("坏的", ["甲: number"], ["乙: number"], "| < 1 | 2 |\n| >= 1 | 3 + |")
    )
    assert model.evaluate("好的", {}) == 2
    with pytest.raises(DecisionError) as caught:
        model.evaluate("坏的", {"甲": 1})
    (finding,) = caught.value.findings
    assert (finding.row, finding.cell, finding.element) == (2, "乙", "r2c2")
    assert "第1行第4个字" in finding.message


def test_an_expression_that_costs_too_much_is_an_incident_that_names_its_cell(model_of: ModelOf, table: Xml) -> None:
    endless = "count(for a in 1..100000, b in 1..100000 return a)"
    model = model_of(table("慢的", ["甲: number"], ["乙: number"], f"| - | {endless} |"))
    with pytest.raises(DecisionError, match=r"“慢的”第1条规则“乙”列的表达式.*没有算完.*计算量超过"):
        model.evaluate("慢的", {"甲": 1}, limits=Limits(seconds=60))


TWICE = f"""<definitions xmlns="{VERSIONS["1.3"]}"><decision id="a" name="甲"/>
<decision id="a" name="乙"/></definitions>"""


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "空的"),
        (b"<a/>", "不是 DMN"),
        (b"not xml", "不是合格的 XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><definitions/>', "DOCTYPE"),
        (
            TWICE.encode(),
            "同时使用",
        ),
    ],
)
def test_what_is_no_model_is_refused_with_a_finding(source: bytes, message: str) -> None:
    with pytest.raises(DmnError) as caught:
        read_model(source, file="x.dmn")
    assert message in caught.value.findings[0].message
    assert caught.value.findings[0].file == "x.dmn"


def test_decisions_in_a_circle_are_refused(model_of: ModelOf, literal: Xml) -> None:
    with pytest.raises(DmnError, match="互相依赖成环"):
        model_of(literal("甲", "乙", "乙"), literal("乙", "甲", "甲"))


def test_an_unknown_decision_names_the_known_ones(model_of: ModelOf, literal: Xml) -> None:
    with pytest.raises(DmnError, match="没有“乙”；有的是：甲"):
        model_of(literal("甲", "1")).evaluate("乙", {})


def test_java_is_never_run(model_of: ModelOf) -> None:
    model = model_of(
        '<decision id="a" name="甲"><variable name="甲"/><functionDefinition kind="Java"><formalParameter name="x"/>'
        "<literalExpression><text>1</text></literalExpression></functionDefinition></decision>"
    )
    with pytest.raises(DecisionError, match="Java 函数，不予执行"):
        model.evaluate("甲", {})

"""Names with spaces, brackets and signs; what an expression reads; where a mistake stands."""

from collections.abc import Iterable

import pytest

from bpmn.feel import FeelSyntaxError, Names, compile_expression, compile_unary_tests
from bpmn.feel import tree as feel_tree
from bpmn.feel.values import shown

NAMED = [
    ("申请人类型", {"申请人类型": 1}, "1"),
    ("申请金额（元） * 2", {"申请金额（元）": 3}, "6"),
    ("申请 金额（元） * 2", {"申请 金额（元）": 3}, "6"),
    ("申请  金额（元） * 2", {"申请 金额（元）": 3}, "6"),
    ("days of wage", {"days of wage": 3}, "3"),
    ("a-b", {"a-b": 3, "a": 1, "b": 1}, "3"),
    ("a - b", {"a-b": 3, "a": 1, "b": 1}, "3"),
    ("a-b", {"a": 5, "b": 1}, "4"),
    ("a + b", {"a": 5, "a + b": 9, "b": 1}, "9"),
    ("A/B类 + 1", {"A/B类": 1}, "2"),
    ("第1次", {"第1次": 4}, "4"),
    ("2026年 + 1", {"2026年": 4}, "5"),
    ("in stock", {"in stock": True}, "true"),
    ("and then", {"and then": 7}, "7"),
    ('date and time("2026-01-01T00:00:00").year', {}, "2026"),
    ("count", {"count": 8}, "8"),
    ("count([1, 2])", {}, "2"),
    ("金额(元) + 1", {"金额(元)": 2}, "3"),
    ("企业.注册 资本", {"企业": {"注册 资本": 100}}, "100"),
    ("企业.注册资本（万元）", {"企业": {"注册资本（万元）": 100}}, "100"),
    ('材料[状态 = "缺"].名称', {"材料": [{"名称": "照片", "状态": "缺"}, {"名称": "表", "状态": "齐"}]}, '["照片"]'),
    ("材料[item.份数 > 1].名称", {"材料": [{"名称": "照片", "份数": 2}, {"名称": "表", "份数": 1}]}, '["照片"]'),
    ("数[item > 界]", {"数": [1, 2, 3], "界": 1}, "[2, 3]"),
    ("{甲 乙: 1, 丙: 甲 乙 + 1}.丙", {}, "2"),
    ('{"a b": 1}.a b', {}, "1"),
    ("for 一 件 in [1, 2] return 一 件 * 2", {}, "[2, 4]"),
    ("(function(甲 数, 乙) 甲 数 - 乙)(3, 1)", {}, "2"),
    ("\U00020000 + 1", {"\U00020000": 1}, "2"),
    ("𠮷野家", {"𠮷野家": 1}, "1"),
    ("if 是否 then 1 else 2", {"是否": True}, "1"),
    ("甲/* 注 */ + // 末尾\n 乙", {"甲": 1, "乙": 2}, "3"),
    ("甲　+　乙", {"甲": 1, "乙": 2}, "3"),
]


@pytest.mark.parametrize(("text", "facts", "value"), NAMED)
def test_names_are_read_as_their_author_meant(text: str, facts: dict[str, object], value: str) -> None:
    assert shown(compile_expression(text, Names.of(facts)).evaluate(facts)) == value


READS = [
    ("甲 + 乙", (), {"甲", "乙"}),
    ("甲.乙", (), {"甲"}),
    ("count(甲)", (), {"甲"}),
    ("count + 1", ("count",), {"count"}),
    ("for x in 甲 return x + 乙", (), {"甲", "乙"}),
    ("some x in 甲 satisfies x > partial", (), {"甲", "partial"}),
    ("for x in 甲 return partial", (), {"甲"}),
    ("function(x) x + 甲", (), {"甲"}),
    ("{a: 甲, b: a}", (), {"甲"}),
    ("甲[乙 > 1]", (), {"甲"}),
    ("甲[乙 > 界]", ("甲", "界"), {"甲", "界"}),
    ('if 甲 = "是" then 乙 else 丙', (), {"甲", "乙", "丙"}),
    ("甲 in (乙, > 丙)", (), {"甲", "乙", "丙"}),
    ("1 + 1", (), set()),
    ('date("2026-01-01")', (), set()),
    ("甲 between 乙 and 丙", (), {"甲", "乙", "丙"}),
    ("年龄(出生日期, 受理日)", (), {"出生日期", "受理日"}),
    ("甲 instance of number", (), {"甲"}),
    ("申请 金额 > 1", ("申请 金额",), {"申请 金额"}),
    ("申请 金额 > 1", (), {"申请 金额"}),
    ("年龄 >= 65", (), {"年龄"}),
    ("sort(甲, before)", (), {"甲"}),
    ("count = 1 and count(甲) = 1", (), {"count", "甲"}),
]


@pytest.mark.parametrize(("text", "names", "reads"), READS)
def test_what_an_expression_reads(text: str, names: Iterable[str], reads: set[str]) -> None:
    assert compile_expression(text, names).reads == reads


def test_unary_tests_do_not_read_their_input() -> None:
    assert compile_unary_tests("> 限额, ? < 3").reads == {"限额"}


FAULTS = [
    ("", "没有写完", 1, 1),
    ("1 +", "没有写完", 1, 4),
    ("(1 + 2", "应为“)”", 1, 7),
    ("if 甲 then 1", "应为“else”", 1, 12),
    ("甲 = “企业”", '请改用英文引号 "', 1, 5),
    ("甲 >= 1 & 乙", "请改用and", 1, 8),
    ("甲 ≥ 1", "请改用>=", 1, 3),
    ("甲 = '企业'", '请改用英文双引号 "', 1, 5),
    ('甲 = "企业', "补上右边的英文引号", 1, 5),
    ("1 + /* 没完", "注释没有结束", 1, 5),
    ("甲 +\n  乙 +\n  )", "应为值、名称或“(”，遇到“)”", 3, 3),
    ("[1, 2", "应为“,”或“]”", 1, 6),
    ("{甲 1}", "应为“名称: 值”", 1, 2),
    ("for x [1] return x", "应为“名称 in 列表”", 1, 7),
    ("f(甲: 1, 2)", "参数要么都写名称", 1, 9),
    ("甲 乙 = 1 2", "应为运算符或表达式的末尾", 1, 9),
    ("1..2", "应为运算符或表达式的末尾", 1, 2),
    ("@2026", "应为文字，例如", 1, 2),
    ("5%", "例如 5% 写作 0.05", 1, 2),
    ("then", "遇到“then”", 1, 1),
    ("甲;乙", "英文逗号", 1, 2),
    ("甲 instance number", "应为“of”", 1, 12),
]


@pytest.mark.parametrize(("text", "message", "line", "column"), FAULTS)
def test_a_mistake_is_shown_where_it_stands(text: str, message: str, line: int, column: int) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert message in caught.value.message
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.shown().endswith("^")


def test_nodes_know_their_places() -> None:
    node = compile_expression('申请金额 >= 100 and 类型 in ("个人", "企业")').tree
    assert isinstance(node, feel_tree.And)
    compare, among = node.operands
    assert isinstance(compare, feel_tree.Compare)
    assert (compare.operator, compare.start, compare.end) == (">=", 0, 11)
    assert isinstance(among, feel_tree.In)
    assert [test.value for test in among.tests if isinstance(test, feel_tree.Literal)] == ["个人", "企业"]
    assert sum(isinstance(part, feel_tree.Name) for part in feel_tree.walk(node)) == 2

"""Strings by characters: Chinese, emoji and all."""

import pytest

from bpmn.feel import compile_expression
from bpmn.feel.values import shown

ROWS = [
    ('substring("乡镇便民服务中心", 3)', '"便民服务中心"'),
    ('substring("乡镇便民服务中心", 3, 2)', '"便民"'),
    ('substring("乡镇便民服务中心", -2)', '"中心"'),
    ('substring("abc", 4)', '""'),
    ('substring("abc", 3, 0)', "null"),
    ('substring("\\U01F40Eab", 2)', '"ab"'),
    ('substring(string: "abc", start position: 2)', '"bc"'),
    ('string length("上饶市")', "3"),
    ('string length("\\U01F40E")', "1"),
    ('string length("")', "0"),
    ('upper case("abc文")', '"ABC文"'),
    ('lower case("ABC")', '"abc"'),
    ('substring before("2026-03-02", "-")', '"2026"'),
    ('substring before("abc", "x")', '""'),
    ('substring before("abc", "")', '""'),
    ('substring after("2026-03-02", "-")', '"03-02"'),
    ('substring after("abc", "x")', '""'),
    ('substring after("abc", "")', '"abc"'),
    ('contains("不予受理", "受理")', "true"),
    ('contains("受理", "不予")', "false"),
    ('starts with("江西省上饶市", "江西")', "true"),
    ('starts with("江西省", "上饶")', "false"),
    ('ends with("营业执照.pdf", ".pdf")', "true"),
    ('ends with("a", "")', "true"),
    ('string join(["a", "b", null, "c"], "、")', '"a、b、c"'),
    ('string join(["a", "b"])', '"ab"'),
    ('string join([], ",")', '""'),
    ('string join(["a", 1], ",")', "null"),
    ('string join("a", ",")', '"a"'),
    ('string("文")', '"文"'),
    ("string(1.50)", '"1.5"'),
    ("string(true)", '"true"'),
    ("string(null)", "null"),
    ('string([1, "a", null])', '"[1, \\"a\\", null]"'),
    ('string({a: 1, "b c": "x"})', '"{a: 1, b c: \\"x\\"}"'),
    ("string([1..5))", '"[1..5)"'),
    ('string(duration("P1DT2H"))', '"P1DT2H"'),
    ('number("1,234.5", ",", ".")', "1234.5"),
    ('number("1.234,5", ".", ",")', "1234.5"),
    ('number("1 234", " ", null)', "1234"),
    ('number("1,234", ",", ",")', "null"),
    ('number("1,234", "x", ".")', "null"),
    ('number("-5")', "-5"),
    ('number("1e3")', "1000"),
    ('number("")', "null"),
    ('number("0x10")', "null"),
    ('number(from: "12")', "12"),
    ('number("１２")', "null"),
]


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_strings(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value

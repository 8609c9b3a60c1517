"""Three truth values, and where null comes from and goes to: the rows a jurist may ask about."""

import pytest

from bpmn.feel import compile_expression
from bpmn.feel.values import shown

T, F, N = "true", "false", "null"
TRUTH = [  # a, b, a and b, a or b
    (T, T, T, T),
    (T, F, F, T),
    (T, N, N, T),
    (F, T, F, T),
    (F, F, F, F),
    (F, N, F, N),
    (N, T, N, T),
    (N, F, F, N),
    (N, N, N, N),
    (T, "1", N, T),
    (F, '"是"', F, N),
]


@pytest.mark.parametrize(("a", "b", "both", "either"), TRUTH)
def test_and_and_or(a: str, b: str, both: str, either: str) -> None:
    assert shown(compile_expression(f"{a} and {b}").evaluate({})) == both
    assert shown(compile_expression(f"{a} or {b}").evaluate({})) == either


NULLS = [
    ("null = null", T),
    ("null != null", F),
    ("1 = null", F),
    ("1 != null", T),
    ("null < 1", N),
    ("null > null", N),
    ("not(null)", N),
    ("not(true)", F),
    ("not(1)", N),
    ("null + 1", N),
    ('"a" + null', N),
    ('"a" + 1', N),
    ("-null", N),
    ("1 / 0", N),
    ("null between 1 and 2", N),
    ("null in [1..2]", N),
    ("null in (1, null)", T),
    ("1 in []", F),
    ("[][1]", N),
    ("[1, 2][3]", N),
    ("[1, 2][0]", N),
    ("[1, 2][-1]", "2"),
    ("null[1]", N),
    ("{a: 1}.b", N),
    ("null.a", N),
    ("[{a: 1}, {b: 2}].a", "[1, null]"),
    ("没有这个名称", N),
    ("没有这个函数(1)", N),
    ("count(null)", N),
    ("count([null])", "1"),
    ("sum([])", N),
    ("sum([1, null])", N),
    ("max([])", N),
    ("mean([])", N),
    ("string length(null)", N),
    ('substring("abc", 0)', N),
    ("if null then 1 else 2", "2"),
    ('if "是" then 1 else 2', "2"),
    ("for x in null return x", N),
    ("some x in [] satisfies x", F),
    ("every x in [] satisfies x", T),
    ("some x in [null, true] satisfies x", T),
    ("some x in [null, false] satisfies x", N),
    ("every x in [null, true] satisfies x", N),
    ("every x in [null, false] satisfies x", F),
    ("null instance of number", F),
    ("1 instance of number", T),
    ('1 = "1"', N),
    ("[1] = 1", N),
    ('date("2026-02-30")', N),
    ('@"2026-13-01"', N),
    ('number("一百")', N),
    ("[3..1]", N),
    ("{a: 1, a: 2}", N),
    ("all([])", T),
    ("any([])", F),
    ("all([true, null])", N),
    ("any([false, null])", N),
    ('matches("a", "[")', N),
    ('date("2026-01-01") + 1', N),
    ('date("2026-01-01") < @"2026-01-01T00:00:00"', N),
    ('time("10:00:00Z") = time("10:00:00")', N),
    ("sqrt(-1)", N),
    ("log(0)", N),
    ("modulo(5, 0)", N),
    ("odd(1.5)", N),
    ("10 ** 7000", N),
    ("(function(x) x)()", N),
    ('(function(x: number) x)("一")', N),
]


@pytest.mark.parametrize(("text", "value"), NULLS)
def test_where_null_comes_from(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value


NOTES = [
    ("1 / 0", "除数是零"),
    ('"a" + 1', "文字与数字不能相加"),
    ('"a" > 1', "文字与数字不能用“>”比较"),
    ("没有这个名称 + 1", "没有名为“没有这个名称”的变量"),
    ("没有这个函数(1)", "没有名为“没有这个函数”的函数"),
    ("[1][5]", "列表只有 1 项，没有第 5 项"),
    ("{a: 1}.b", "数据组里没有“b”"),
    ('date("2026-01-01").hour', "日期没有属性“hour”"),
    ("substring(1, 1)", "substring 的参数不合适：得到数字、数字"),
    ("[3..1]", "不能组成区间"),
    ('matches("a", "(?=b)")', "不支持"),
    ("now()", "没有给出当前时刻"),
    ('工作日数(@"2026-01-01", @"2026-02-01")', "没有给出工作日历"),
    ("-true", "是否不能取负数"),
    ("(1)(2)", "数字不是函数"),
    ("{a: 1, a: 2}", "重复的名称"),
    ("for x in null..3 return x", "不能从空值到数字逐个取值"),
    ("10 ** 7000", "计算结果太大"),
]


@pytest.mark.parametrize(("text", "note"), NOTES)
def test_an_explanation_says_why(text: str, note: str) -> None:
    explained = compile_expression(text).explain({})
    assert explained.value is None
    assert note in "".join(explained.notes)

"""Texts written to hurt: each ends within its limits, with a value or an error of the family, and bounded memory."""

import sys
import time
import tracemalloc
from collections.abc import Callable

import pytest

from bpmn.feel import (
    Expression,
    FeelError,
    FeelLimitError,
    Limits,
    compile_expression,
    compile_unary_tests,
    from_json_text,
    to_json,
)
from bpmn.feel.values import shown

DEEP = 5_000
OPENERS = [
    "(",
    "[",
    "{a:",
    "-",
    "not(",
    "if true then ",
    "if ",
    "for x in ",
    "some x in ",
    "function(x) ",
    "f(",
    "1 + (",
    "[1][",
    "(function() ",
]
CHAINS = [".a", "[1]", "()", "(1)", " = 1", " < 1", " instance of number", " between 1 and 2", " in [1]", "[item]"]
JOINERS = [" + ", " * ", " ** ", " - ", " and ", " or ", ", ", ".", "..", " in ", " = "]

NESTED = [opener * DEEP for opener in OPENERS] + [opener * DEEP + "1" for opener in OPENERS]
LONG_CHAINS = ["1" + link * DEEP for link in CHAINS]
LONG_JOINS = [joiner.join(["1"] * DEEP) for joiner in JOINERS] + [joiner.join(["a"] * DEEP) for joiner in JOINERS]
ELSE_IFS = ["if a = 1 then 1 else " * DEEP + "2", "if true then " * 60 + "1" + " else 2" * 60]

LOOPS = [
    "for a in 1..10000000 return a",
    "for a in 1..1000, b in 1..1000, c in 1..1000 return a",
    "for a in 10000000..1 return a",
    "for a in 1..99999999999999999999999999999999 return a",
    "for a in [1..99999999] return a",
    'for d in @"0001-01-01"..@"9999-12-31" return d',
    'for d in @"-999999999-01-01"..@"999999999-12-31" return d',
    "some a in 1..100000000 satisfies a < 0",
    "every a in 1..100000000 satisfies a > 0",
    "count(for a in 1..100000000 return 1)",
    "for a in 1..3000 return partial",
    "for a in 1..5000 return string(partial)",
    "for a in 1..5000 return concatenate(partial, partial)",
    "for a in 1..400 return flatten(partial)",
    "{f: function(n) f(n + 1), r: f(1)}.r",
    "{f: function(n) if n < 1 then 0 else f(n - 1) + f(n - 1), r: f(50)}.r",
    "{f: function(n) [f(n + 1)], r: f(1)}.r",
    "{f: function(g) g(g), r: f(f)}.r",
    "(function(f) f(f))(function(f) f(f))",
    "(function(f, n) f(f, n + 1))(function(f, n) f(f, n + 1), 0)",
    "sort(for a in 1..100000 return a, function(x, y) x < y)",
    "sort(for a in 1..20000 return 20000 - a, function(x, y) y < x)",
    "list replace(for a in 1..300000 return a, function(x, y) true, 1)",
    "distinct values(for a in 1..20000 return [a])",
    "union(for a in 1..20000 return {a: a}, [1])",
    "for a in 1..100000 return (for b in 1..100000 return b)[1]",
    "(for a in 1..100000 return a)[(for b in 1..100000 return b)[1] = item]",
]

TENFOLD = [f"{name}: [{', '.join([below] * 10)}]" for name, below in zip("abcdef", "1abcde", strict=True)]
SWELLING_LIST = ", ".join(TENFOLD)
"""Six lists of ten, each holding the one before ten times: a million items in sixty places."""

SWELLING_TEXT = ", ".join(
    f"{name}: {'+'.join([below] * 10)}" for name, below in zip("abcdef", ['"xxxxxxxxxx"', *"abcde"], strict=True)
)

SIZES = [
    "for a in 1..40 return (function(s) s + s)(string(a))",
    "{" + SWELLING_TEXT + "}.f",
    'string join(for a in 1..100000 return "xxxxxxxxxx", "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy")',
    'replace("' + "a" * 5000 + '", "a", "' + "b" * 5000 + '")',
    "{" + SWELLING_LIST + ", r: string(f)}.r",
    "{" + SWELLING_LIST + ", r: flatten(f)}.r",
    "{" + SWELLING_LIST + ", g: [e,e,e,e,e,e,e,e,e,e], r: f = g}.r",
    "{" + SWELLING_LIST + ", r: f instance of list<list<list<number>>>}.r",
    "{" + SWELLING_LIST + ", g: [e,e], r: distinct values([f, g, f, g])}.r",
    "9 ** 999999999",
    "9 ** 9 ** 9 ** 9 ** 9",
    "1e6144 * 10",
    "1e-6143 / 10 / 1e99",
    "1e999999999999",
    "decimal(1e6000, 6000)",
    "decimal(1, 99999999999)",
    "round up(1e-6000, 6000)",
    "floor(1e6144)",
    "modulo(1e6144, 3)",
    "exp(1e10)",
    "log(1e6144)",
    "sqrt(1e6144)",
    'duration("P999999999999999999D")',
    'duration("P1D") * 1e100',
    'duration("P1Y") * 1e100',
    'duration("P1D") / 1e-100',
    "date(999999999999, 1, 1)",
    'date("9999999999-01-01")',
    '@"2026-01-01" + duration("P999999999Y")',
    '@"2026-01-01T00:00:00" + duration("P99999999999D")',
    'substring("abc", 1e40, 1e40)',
    "sublist([1, 2], -1e40)",
    "[1, 2][1e6000]",
    "insert before([1], 1e30, 2)",
    'add working days(@"2026-01-01", 1e30)',
    'working days between(@"0001-01-01", @"9999-12-31")',
    'number("' + "9" * 20000 + '")',
    "1" * 5000 + " + 1",
    "0." + "1" * 5000,
    '"' + "a" * 150_000 + '"',
    "a" * 150_000,
    "a " * 50_000,
    " " * 150_000 + "1" + " " * 49_000,
    "/*" * 50_000,
    "//" * 50_000,
    '"' * 50_001,
    "\\" * 50_000,
    "'" * 50_000,
    "\x00" * 1000,
    "x" * 300_000,
]

PATTERNS = [
    "(a+)+$",
    "(a*)*b",
    "(a|a)*b",
    "(a|aa)+$",
    "(.*a){30}b",
    "([a-zA-Z]+)*$",
    "(x+x+)+y",
    "a{1000}{1000}",
    "(a{1,1000}){1,1000}",
    "((((a{100}){100}){100}){100})",
    "(" * 500 + "a" + ")" * 500,
    "(" * 500,
    "[" * 500,
    "a" * 3000,
    r"(a)\1",
    "(?=a)b",
    "(?<=a)b",
    "(?P<x>a)",
    r"\p{Nonsense}",
    "[z-a]",
    "*",
    "a**",
    "(?i)a",
    r"\C*",
    r"[\w-[\d-[5]]]+",
    "[a-z-[" * 20,
    "(a?){50}a{50}",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
]

TRICKS = [
    '__import__("os")',
    "().__class__",
    '"".__class__.__mro__',
    "[].__class__.__bases__[1].__subclasses__()",
    "a.__dict__",
    "(function(x) x).body",
    "(function(x) x).__globals__",
    "(function(x) x).parameters",
    "count.overloads",
    "date.body",
    '@"2026-01-01".days',
    '@"2026-01-01".civil',
    '@"2026-01-01T00:00:00".zone',
    'duration("P1D").nanoseconds',
    "[1..2].low",
    "{}.keys",
    "{}.update({a: 1})",
    '"a".format',
    '"{0.__class__}"',
    '"%s" + 1',
    'eval("1")',
    'exec("import os")',
    'open("/etc/passwd")',
    "lambda: 1",
    "import os",
    'os.system("id")',
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "${7*7}",
    "<script>alert(1)</script>",
    "1; DROP TABLE cases",
    'function(x) external {java: {class: "java.lang.Runtime", method signature: "exec()"}}',
    '(function(x) external {java: {class: "java.lang.Math", method signature: "cos(double)"}})(1)',
    'get value({a: 1}, "__class__")',
    'context put({}, "__class__", 1).__class__',
    '@"2026-01-01T00:00:00@../../etc/passwd"',
    '@"2026-01-01T00:00:00@/etc/passwd"',
    'date and time(@"2026-01-01", "../../../etc/passwd")',
    "string(count)",
    "count = count",
    "[count][1]([1])",
    "sort([1, 2], count)",
    'sort([1, "a", null, {}])',
    "\ud800",
    '"\\ud800"',
    '"\\uD83D\\uDC0E"',
    '"\\UFFFFFF"',
    "\u202e1 + 1",
    "\ufeff1",
    "a\u0000b",
    "1\u00a0+\u30001",
    "？",
    "？？？",
    "１ + １",
]

TEXTS = [*NESTED, *LONG_CHAINS, *LONG_JOINS, *ELSE_IFS, *LOOPS, *SIZES, *TRICKS]
CALLS = [f'matches("{"a" * 3000}", "{pattern}")' for pattern in PATTERNS]
CALLS += [f'replace("{"ab" * 2000}", "{pattern}", "$1$0")' for pattern in PATTERNS]
CALLS += [f'split("{"ab" * 2000}", "{pattern}")' for pattern in PATTERNS]
TIGHT = Limits(fuel=100_000, calls=50, size=50_000, seconds=1.0)
ALLOWED_SECONDS = 15.0
"""Generous, for machines under load; a text that runs away takes minutes."""


def test_there_are_at_least_two_hundred() -> None:
    assert len({*TEXTS, *CALLS}) >= 200


def _refusal(compiled: Callable[[str], Expression], text: str) -> FeelError | None:
    """The error of reading, computing and showing a text; None when it has a value."""
    try:
        value = compiled(text).evaluate({"?": 1}, limits=TIGHT)
        shown(value)
        to_json(value)
    except FeelError as error:
        return error
    return None


@pytest.mark.parametrize("text", [*TEXTS, *CALLS], ids=lambda text: f"{len(text)}:{text[:24]!r}")
@pytest.mark.parametrize("compiled", [compile_expression, compile_unary_tests])
def test_every_hostile_text_ends_within_its_limits(compiled: Callable[[str], Expression], text: str) -> None:
    begun = time.perf_counter()
    refusal = _refusal(compiled, text)
    assert time.perf_counter() - begun < ALLOWED_SECONDS
    if refusal is not None:
        assert refusal.message.endswith("。")
        assert any("\u4e00" <= char <= "\u9fff" for char in refusal.message)


@pytest.mark.parametrize("text", LOOPS[:4])
def test_memory_stays_bounded(text: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(FeelLimitError):
            compile_expression(text).evaluate({}, limits=TIGHT)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 * 1024 * 1024


LIMITS = [
    ("count(for a in 1..1000 return a)", Limits(fuel=500), "计算量超过 500 步"),
    ("{f: function(n) f(n + 1), r: f(1)}.r", Limits(calls=10), "函数互相调用超过 10 层"),
    ('"甲甲甲甲甲" + "乙乙乙乙乙乙"', Limits(size=10), "文字长度 11 超过 10 的上限"),
    ("count(for a in 1..400000 return a)", Limits(seconds=0.0), "计算时间超过"),
    ("(" * 200 + "1" + ")" * 200, Limits(), "嵌套超过"),
    ("1" + ".a" * 200, Limits(), "连续的运算超过"),
    ("1" * 200_001, Limits(), "超过 200000 个字"),
]


@pytest.mark.parametrize(("text", "limits", "message"), LIMITS)
def test_a_limit_says_which_it_is(text: str, limits: Limits, message: str) -> None:
    with pytest.raises(FeelLimitError, match=message):
        compile_expression(text).evaluate({}, limits=limits)


def test_a_long_sum_and_a_long_choice_are_no_deep_ones() -> None:
    assert compile_expression(" + ".join(["1"] * 5000)).evaluate({}) == 5000
    assert compile_expression(" and ".join(["true"] * 5000)).holds({})
    assert compile_expression("if 甲 = 0 then 1 else " * 2000 + "2").evaluate({"甲": 1}) == 2


def test_data_nested_too_deep_is_refused() -> None:
    nested: object = 1
    for _ in range(500):
        nested = [nested]
    with pytest.raises(FeelLimitError, match="数据嵌套超过"):
        compile_expression("甲").evaluate({"甲": nested})
    with pytest.raises(FeelLimitError):
        from_json_text("[" * 100_000)


def calls_to_compile(text: str) -> int:
    """How many functions are called: a measure of the work that no other load on the machine changes."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        compile_expression(text)
    finally:
        sys.setprofile(None)
    return count


def test_parsing_is_linear_in_the_text() -> None:
    """Eight times the text takes no more than nine times the work, whatever stands in it."""
    for piece in (
        "((1 + 2) * [3..4][1]), ",
        "a in (b in (c in (1) + 1) + 1) + 1, ",
        "a b c d, ",
        "[1..5[, ",
        "{a: [1], b: a}, ",
    ):
        small, large = (calls_to_compile("[" + piece * count + f"{count}]") for count in (100, 800))
        assert large < 9 * small, piece

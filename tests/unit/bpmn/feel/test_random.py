"""Random texts: nothing comes out but a value or an error of the family."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpmn.feel import FeelError, Limits, compile_expression, compile_unary_tests, from_json_text, to_json_text
from bpmn.feel.builtins import BUILTINS
from bpmn.feel.values import shown

PIECES = [
    *"()[]{}.,:+-*/=<>@?\"'",
    *("..", "**", "<=", ">=", "!=", "->", " ", "\n", "//", "/*", "*/"),
    *("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "not", "between"),
    *("instance of", "function", "external", "true", "false", "null", "item", "partial", "?", "of"),
    *("甲", "申请 金额", "（元）", "a", "b", "x1", "number", "list<number>", "context<a: number>", "range<number>"),
    *("0", "1", "2.5", "1e3", ".5", "-1", '"文"', '""', '"\\n"', '@"2026-01-01"', '@"PT1H"', '@"12:00:00Z"', "[1..3]"),
    *("{a: 1}", "[1, 2]", "(1)", "(function(x) x)", "1..2", *BUILTINS),
]
TINY = Limits(fuel=2_000, calls=20, size=2_000, seconds=0.5)
CONTEXT: dict[str, object] = {"甲": 1, "a": [1, 2], "b": {"a": "文"}, "申请 金额": 2, "?": 1}

texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.text(max_size=40),
)


def _run(text: str) -> None:
    for compiled in (compile_expression, compile_unary_tests):
        try:
            value = compiled(text, CONTEXT.keys()).evaluate(CONTEXT, limits=TINY)
            shown(value)
            to_json_text(value)
        except FeelError:
            continue


calm = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(calm, max_examples=1_500)
@given(texts)
def test_a_random_text_never_crashes(text: str) -> None:
    _run(text)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@settings(calm, max_examples=100_000)
@given(texts)
def test_a_hundred_thousand_random_texts_never_crash(text: str) -> None:
    _run(text)


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12),
        st.text(max_size=8),
        st.dates(),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=6,
)
CALLS = sorted(BUILTINS)


@settings(calm, max_examples=1_500)
@given(st.sampled_from(CALLS), st.lists(values, max_size=4))
def test_a_built_in_takes_whatever_it_is_given(name: str, arguments: list[object]) -> None:
    given_names = [f"p{n}" for n in range(len(arguments))]
    context = dict(zip(given_names, arguments, strict=True))
    with suppress(FeelError):
        shown(compile_expression(f"{name}({', '.join(given_names)})", given_names).evaluate(context, limits=TINY))


@given(values)
def test_json_there_and_back_is_the_same_value(value: object) -> None:
    expression = compile_expression("v", ("v",))
    known = expression.evaluate({"v": value})
    back = from_json_text(to_json_text(known, tagged=True))
    assert shown(back) == shown(known) or "@" in str(value)


@settings(calm, max_examples=300)
@given(values, values)
def test_equality_is_symmetric_and_every_value_is_itself(one: object, other: object) -> None:
    names = ("a", "b")
    same = compile_expression("a = b", names).evaluate({"a": one, "b": other})
    assert same is compile_expression("b = a", names).evaluate({"a": other, "b": one} | {"a": one, "b": other})
    assert compile_expression("a = a", names).evaluate({"a": one}) is True

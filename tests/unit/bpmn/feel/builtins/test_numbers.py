"""Rounding by name, powers and roots."""

import pytest

from bpmn.feel import compile_expression
from bpmn.feel.values import shown

ROWS = [
    ("floor(1.5)", "1"),
    ("floor(-1.5)", "-2"),
    ("floor(1.56, 1)", "1.5"),
    ("ceiling(1.5)", "2"),
    ("ceiling(-1.5)", "-1"),
    ("ceiling(1.51, 1)", "1.6"),
    ("decimal(1/3, 2)", "0.33"),
    ("decimal(114.5, 0)", "114"),
    ("decimal(1, 7000)", "null"),
    ("round half up(5.125, 2)", "5.13"),
    ("abs(-10)", "10"),
    ("modulo(12, 5)", "2"),
    ("modulo(-12, 5)", "3"),
    ("modulo(12, -5)", "-3"),
    ("modulo(10.1, 4.5)", "1.1"),
    ("sqrt(16)", "4"),
    ("log(10)", "2.302585092994045684017991454684364"),
    ("exp(0)", "1"),
    ("odd(5)", "true"),
    ("odd(-2)", "false"),
    ("even(0)", "true"),
    ("even(1e20)", "true"),
    ('floor("a")', "null"),
    ("floor(n: 2.9)", "2"),
    ("decimal(n: 2.999, scale: 1)", "3"),
]


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_numbers(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value

"""Credit codes and resident identity numbers in rules."""

import pytest

from bpmn.feel import compile_expression
from bpmn.feel.values import shown

ROWS = [
    ('信用代码有效("91361123MA35ABCD4R")', "true"),
    ('信用代码有效("91361123MA35ABCD4T")', "false"),
    ('credit code valid(code: "11361123MB1A2B3CX0")', "true"),
    ('信用代码问题("91361123MA35ABCD4R")', "null"),
    ('contains(信用代码问题("91361123MA35ABCD4T"), "校验码不对")', "true"),
    ('身份证号有效("361123199003070017")', "true"),
    ('身份证号有效("361123199003070018")', "false"),
    ('resident id valid("36112319900307001")', "false"),
    ('contains(身份证号问题("361123190002290015"), "出生日期")', "true"),
    ('身份证出生日期("361123199003070017")', "1990-03-07"),
    ('birth date of("361123199003070018")', "null"),
    ('年龄(身份证出生日期("361123199003070017"), @"2026-03-02")', "35"),
    ("身份证号有效(null)", "null"),
    ("身份证号有效(361123199003070017)", "null"),
]


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_identifiers(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value

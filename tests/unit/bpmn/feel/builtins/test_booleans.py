"""not and is."""

import pytest

from bpmn.feel import compile_expression
from bpmn.feel.values import shown

ROWS = [
    ("not(true)", "false"),
    ("not(false)", "true"),
    ("not(null)", "null"),
    ('not("是")', "null"),
    ("not(negand: true)", "false"),
    ("is(1, 1)", "true"),
    ("is(1, 1.0)", "true"),
    ('is("a", "b")', "false"),
    ('is(1, "1")', "false"),
    ("is(null, null)", "true"),
    ('is(@"10:00:00Z", @"10:00:00Z")', "true"),
    ('is(@"10:00:00Z", @"11:00:00+01:00")', "false"),
    ('is(@"10:00:00", @"10:00:00Z")', "false"),
    ("is([1], [1])", "true"),
]


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_booleans(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value

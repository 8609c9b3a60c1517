"""Sums and the like, over a list or over the arguments."""

import pytest

from bpmn.feel import compile_expression
from bpmn.feel.values import shown

ROWS = [
    ("sum([1, 2, 3])", "6"),
    ("sum(1, 2, 3)", "6"),
    ("sum(1)", "1"),
    ('sum(["a"])', "null"),
    ("mean([1, 2, 3, 4])", "2.5"),
    ("mean(1, 2)", "1.5"),
    ("median([3, 1, 2])", "2"),
    ("median(1, 2, 3, 4)", "2.5"),
    ("median([])", "null"),
    ("mode([1, 2, 2, 3, 3])", "[2, 3]"),
    ("mode([])", "[]"),
    ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
    ("stddev([47])", "null"),
    ("product([2, 3, 4])", "24"),
    ("product([])", "null"),
    ("min([3, 1, 2])", "1"),
    ('max("a", "c", "b")', '"c"'),
    ('max([1, "a"])', "null"),
    ("min([])", "null"),
    ("all([true, true])", "true"),
    ("all(true, false)", "false"),
    ("all([true, 1])", "null"),
    ("any([false, true])", "true"),
    ("any(false, false)", "false"),
    ("any([])", "false"),
    ("all(list: [true])", "true"),
    ("sum(list: [1, 2])", "3"),
    ('mean([duration("P1D"), duration("P3D")])', "P2D"),
]


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_aggregates(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value

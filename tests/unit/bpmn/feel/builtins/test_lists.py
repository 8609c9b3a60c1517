"""Lists: positions count from 1, or from the end."""

import pytest

from bpmn.feel import compile_expression
from bpmn.feel.values import shown

ROWS = [
    ('list contains(["照片", "申请表"], "照片")', "true"),
    ("list contains([1, null], null)", "true"),
    ("list contains([], 1)", "false"),
    ("count([1, 2, 3])", "3"),
    ("count([])", "0"),
    ("count(1)", "1"),
    ("sublist([1, 2, 3], 2)", "[2, 3]"),
    ("sublist([1, 2, 3], -2)", "[2, 3]"),
    ("sublist([1, 2, 3], 1, 2)", "[1, 2]"),
    ("sublist([1, 2, 3], 3, 2)", "null"),
    ("sublist([1], 0)", "null"),
    ("append([1], 2, 3)", "[1, 2, 3]"),
    ("append([1], [2])", "[1, [2]]"),
    ("append(1, 2)", "[1, 2]"),
    ("concatenate([1], [2, 3], [])", "[1, 2, 3]"),
    ("concatenate([1], null)", "null"),
    ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
    ("insert before([1, 3], -1, 2)", "[1, 2, 3]"),
    ("insert before([1], 5, 2)", "null"),
    ("remove([1, 2, 3], 2)", "[1, 3]"),
    ("remove([1, 2, 3], -1)", "[1, 2]"),
    ("remove([1], 2)", "null"),
    ("list replace([1, 2, 3], 2, 9)", "[1, 9, 3]"),
    ("list replace([1, 2, 3], function(item, newItem) item > 1, 9)", "[1, 9, 9]"),
    ("list replace([1, 2], function(a, b) null, 9)", "null"),
    ("reverse([1, 2, 3])", "[3, 2, 1]"),
    ("index of([1, 2, 1], 1)", "[1, 3]"),
    ("index of([1], 2)", "[]"),
    ("union([1, 2], [2, 3])", "[1, 2, 3]"),
    ('distinct values([1, 2, 1.0, "1", null, null])', '[1, 2, "1", null]'),
    ("flatten([[1, [2]], 3])", "[1, 2, 3]"),
    ("sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"),
    ('sort(["乙", "甲"])', '["乙", "甲"]'),
    ('sort([1, "a"])', "null"),
    ("sort([{n: 2}, {n: 1}], function(x, y) x.n < y.n).n", "[1, 2]"),
    ("[1, 2, 3][item >= 2]", "[2, 3]"),
    ("[1, 2, 3][2]", "2"),
    ("[1, 2, 3][-1]", "3"),
    ("1[1]", "1"),
    ("[[1, 2], [3]][1][2]", "2"),
]


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_lists(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value

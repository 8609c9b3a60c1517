"""Contexts: reading, making and merging."""

import pytest

from bpmn.feel import compile_expression
from bpmn.feel.values import shown

ROWS = [
    ('get value({a: 1}, "a")', "1"),
    ('get value({a: 1}, "b")', "null"),
    ('get value({a: {b: 2}}, ["a", "b"])', "2"),
    ('get value({a: 1}, ["a", "b"])', "null"),
    ("get entries({a: 1}).key", '["a"]'),
    ('get entries({a: 1, b: 2})[key = "b"].value', "[2]"),
    ('context([{key: "a", value: 1}])', "{a: 1}"),
    ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "null"),
    ('context([{key: "a"}])', "null"),
    ('context({key: "a", value: null})', "{a: null}"),
    ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
    ('context put({a: 1}, "a", 2)', "{a: 2}"),
    ('context put({a: {b: 1}}, ["a", "b"], 2)', "{a: {b: 2}}"),
    ("context put({a: 1}, [], 2)", "null"),
    ('context put({a: 1}, ["a", "b"], 2)', "null"),
    ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
    ("context merge([])", "{}"),
    ("context merge({a: 1})", "{a: 1}"),
    ("context merge([1])", "null"),
]


@pytest.mark.parametrize(("text", "value"), ROWS)
def test_contexts(text: str, value: str) -> None:
    assert shown(compile_expression(text).evaluate({})) == value

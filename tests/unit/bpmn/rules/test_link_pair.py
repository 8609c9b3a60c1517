"""A link that is thrown is caught once."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_thrown_alone.bpmn", "l1", "没有对应的捕获链接"),
        ("invalid_caught_alone.bpmn", "l2", "没有对应的抛出链接"),
        ("invalid_caught_twice.bpmn", "l3", "几个同名的捕获链接"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize("drawing", ["valid_pair.bpmn"])
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

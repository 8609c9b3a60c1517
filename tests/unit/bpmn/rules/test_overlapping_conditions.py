"""Of two conditions at an exclusive gateway only one holds."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_both_at_50.bpmn", "f4", "面积 = 50"),
        ("invalid_same_text.bpmn", "f4", "类型 = “甲”"),
        ("invalid_between_two_numbers.bpmn", "f4", "a = 1.5"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize("drawing", ["valid_apart.bpmn", "valid_other_variables.bpmn", "valid_answers.bpmn"])
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

"""A timer says a time."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_five_days_in_words.bpmn", "A_at_5", "“5天”看不懂"),
        ("invalid_empty.bpmn", "A_at_5", "没有写时间"),
        ("invalid_date_that_is_none.bpmn", "A_at_5", "看不懂"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize(
    "drawing",
    ["valid_duration.bpmn", "valid_moment.bpmn", "valid_cycle.bpmn", "valid_feel.bpmn", "valid_working_days.bpmn"],
)
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

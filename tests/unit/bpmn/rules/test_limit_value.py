"""A limit is a whole number and a unit."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_half_day.bpmn", "A", "不是整数"),
        ("invalid_no_unit.bpmn", "A", "没有写单位"),
        ("invalid_unknown_unit.bpmn", "A", "单位“天”不认识"),
        ("invalid_unit_alone.bpmn", "A", "没有写数"),
        ("invalid_process_promise.bpmn", "process", "承诺时限"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize("drawing", ["valid_five_working_days.bpmn", "valid_on_the_spot.bpmn"])
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

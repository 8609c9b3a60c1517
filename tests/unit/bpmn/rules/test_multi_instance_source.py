"""Multi-instance says how many."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_bars_alone.bpmn", "A", "要办几份没有写明"),
        ("invalid_list_and_number.bpmn", "A", "同时写了列表和个数"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize("drawing", ["valid_list_of_experts.bpmn", "valid_three_times.bpmn"])
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

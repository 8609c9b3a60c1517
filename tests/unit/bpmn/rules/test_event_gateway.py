"""An event gateway waits for events."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_step_behind_it.bpmn", "A", "“审查”不是"),
        ("invalid_single_event.bpmn", "e1", "至少要有两个"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize("drawing", ["valid_paid_or_too_late.bpmn"])
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

"""An event sub-process does not start itself again for ever."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_escalates_what_it_waits_for.bpmn", "sub", "会无休止地重新开始"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize(
    "drawing", ["valid_escalates_something_else.bpmn", "valid_interrupts.bpmn", "valid_ends_plainly.bpmn"]
)
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

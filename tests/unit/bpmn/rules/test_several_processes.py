"""One process of a file is the one a case runs."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_two_executable.bpmn", "Q", "“窗口流程”没有被调用"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize("drawing", ["valid_other_not_executable.bpmn", "valid_other_is_called.bpmn"])
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

"""Several ways begin at a gateway."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_step_with_two_lines.bpmn", "A", "直接分出 2 条线"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize("drawing", ["valid_parallel_gateway.bpmn"])
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

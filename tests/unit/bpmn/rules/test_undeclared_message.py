"""What is sent or awaited has a name."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_empty_envelope.bpmn", "A_at_msg", "没有选消息"),
        ("invalid_signal_end.bpmn", "E", "没有选信号"),
        ("invalid_receive_task.bpmn", "A", "没有选等待哪条消息"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize("drawing", ["valid_paid.bpmn", "valid_catches_any_error.bpmn", "valid_receive_task.bpmn"])
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

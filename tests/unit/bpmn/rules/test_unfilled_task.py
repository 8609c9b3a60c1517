"""A step no person does says what it does."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_no_decision.bpmn", "A", "没有写明用哪张决策表"),
        ("invalid_no_operation.bpmn", "A", "没有写明做什么操作"),
        ("invalid_nothing_to_send.bpmn", "A", "没有写明发什么"),
        ("invalid_empty_script.bpmn", "A", "没有脚本"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize(
    "drawing", ["valid_decision.bpmn", "valid_operation.bpmn", "valid_message.bpmn", "valid_script.bpmn"]
)
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

"""What the runtime refuses is refused on the drawing."""

from collections.abc import Callable

import pytest

from bpmn.finding import Finding

Look = Callable[[str], tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("drawing", "element", "words"),
    [
        ("invalid_complex_gateway.bpmn", "x1", "请改用包容网关"),
        ("invalid_compensation_end.bpmn", "E", "补偿"),
        ("invalid_error_beside.bpmn", "A_at_5", "错误总是中断"),
        ("invalid_endless_loop_mark.bpmn", "A", "没有上限的循环"),
        ("invalid_compensation_step.bpmn", "A", "补偿活动"),
    ],
)
def test_says_where_and_what(look: Look, drawing: str, element: str, words: str) -> None:
    (finding,) = look(drawing)

    assert finding.element == element
    assert words in finding.message


@pytest.mark.parametrize("drawing", ["valid_executed.bpmn", "valid_loop_mark_with_maximum.bpmn"])
def test_is_silent_on_a_right_drawing(look: Look, drawing: str) -> None:
    assert look(drawing) == ()

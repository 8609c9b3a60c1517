"""Which texts are times of ISO 8601 as BPMN timers use them."""

import pytest

from bpmn.diagram import TimerKind
from bpmn.iso8601 import is_time

GOOD = [
    (TimerKind.DATE, "2026-10-09"),
    (TimerKind.DATE, "2026-10-09T17:00:00+08:00"),
    (TimerKind.DATE, "2026-10-09T17:00:00Z"),
    (TimerKind.DURATION, "P5D"),
    (TimerKind.DURATION, "P1Y2M3W4DT5H6M7.5S"),
    (TimerKind.DURATION, "PT0.5H"),
    (TimerKind.CYCLE, "R3/P1D"),
    (TimerKind.CYCLE, "R/2026-01-01T09:00:00/P1D"),
    (TimerKind.CYCLE, "R2/P1D/2026-12-31"),
]
BAD = [
    (TimerKind.DATE, "2026-02-30"),
    (TimerKind.DATE, "20261009"),
    (TimerKind.DATE, "P5D"),
    (TimerKind.DURATION, "5天"),
    (TimerKind.DURATION, "P"),
    (TimerKind.DURATION, "PT"),
    (TimerKind.DURATION, "P5"),
    (TimerKind.DURATION, "P5DT"),
    (TimerKind.DURATION, "P1D2Y"),
    (TimerKind.DURATION, "P.5D"),
    (TimerKind.DURATION, "P３D"),
    (TimerKind.DURATION, "P3BD"),
    (TimerKind.CYCLE, "P1D"),
    (TimerKind.CYCLE, "Rx/P1D"),
    (TimerKind.CYCLE, "R3/P1D/P2D"),
    (TimerKind.CYCLE, "R3"),
]


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_a_time(kind: TimerKind, text: str) -> None:
    assert is_time(kind, text)
    assert is_time(None, text)


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_no_time_of_that_kind(kind: TimerKind, text: str) -> None:
    assert not is_time(kind, text)

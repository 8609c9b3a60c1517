"""Cases that a released version ran apply unchanged ever after: same events, same case, same rows."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.cases import events as e
from engine.cases.apply import apply, apply_all
from engine.cases.codec import case_from_bytes, case_to_bytes, event_from_bytes, event_to_bytes, from_bytes
from engine.cases.rows import moments, tasks

FOLDER = Path(__file__).parents[3] / "replay"
RECORDED = sorted(FOLDER.glob("*.json"))


class Recording(msgspec.Struct, forbid_unknown_fields=True):
    """A file: the events and the case as the bytes they were."""

    release: str
    story: str
    events: list[msgspec.Raw]
    case: msgspec.Raw


def still_says(recorded: Any, now: Any) -> bool:
    """Whether everything a recording says is still so; what later versions know besides makes no difference."""
    if isinstance(recorded, dict):
        return all(name in now and still_says(value, now[name]) for name, value in recorded.items())
    if isinstance(recorded, list):
        return len(recorded) == len(now) and all(map(still_says, recorded, now))
    return bool(recorded == now)


def test_every_release_left_recordings() -> None:
    assert len(RECORDED) >= 4


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_a_recorded_case_applies_unchanged(file: Path) -> None:
    recording = msgspec.json.decode(file.read_bytes(), type=Recording)
    assert file.name.startswith(f"{recording.release}_")
    events = [event_from_bytes(bytes(raw)) for raw in recording.events]
    case_from_bytes(bytes(recording.case))
    case = apply_all(None, events)
    assert still_says(from_bytes(bytes(recording.case)), from_bytes(case_to_bytes(case)))
    assert case.revision == len(events)
    assert case_from_bytes(case_to_bytes(case)) == case
    for event in events:
        assert event_from_bytes(event_to_bytes(event)) == event
    # a closed case asks for no more work and no more looking
    assert not case.is_open
    assert tasks(case) == {}
    assert moments(case) == {}


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_it_may_be_read_back_at_any_of_its_events(file: Path) -> None:
    recording = msgspec.json.decode(file.read_bytes(), type=Recording)
    case = None
    for raw in recording.events:
        case = apply(case, event_from_bytes(bytes(raw)))
        assert case_from_bytes(case_to_bytes(case)) == case


def test_the_recordings_hold_the_kinds_a_walk_brings_about() -> None:
    recordings = [msgspec.json.decode(file.read_bytes(), type=Recording) for file in RECORDED]
    held = {type(event_from_bytes(bytes(raw))) for recording in recordings for raw in recording.events}
    assert held >= {
        e.ApplicationReceived, e.StepOpened, e.StepClaimed, e.StepReleased, e.StepCompleted, e.StepSentBack,
        e.StepResubmitted, e.OneTimeNoticeGiven, e.MaterialsSupplied, e.CaseAccepted, e.CaseDeemedAccepted,
        e.AcceptanceRefused, e.CaseDecided, e.ResultIssued, e.CaseDelivered, e.CaseWithdrawn, e.CaseClosed,
        e.DecisionMade, e.Moved, e.LimitPassed,
    }  # fmt: skip

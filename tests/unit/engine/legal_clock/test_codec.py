"""A ledger written as records and read again gives the same events and dates; old records keep their meaning."""

from typing import Any

import pytest

from engine.legal_clock import LegalLedger
from engine.legal_clock.codec import UnknownEvent, from_record, to_record


def test_every_event_comes_back_as_it_was(story: Any) -> None:
    story.received("2025-11-03 10:00").notified("2025-11-04", "材料A").supplied("2025-11-05", "材料A")
    story.accepted("2025-11-05", gaps=("材料B",), within="3工作日").began("2025-11-05", "审查", "5工作日")
    story.paused("2025-11-06", "专家评审", "10工作日").renewed("2025-11-19", "专家评审", "5工作日")
    story.restarted("2025-11-20", "专家评审").extended("2025-11-25", "10工作日").finished("2025-11-26", "审查")
    story.supplied("2025-11-26", "材料B").decided("2025-12-01").issued("2025-12-02").delivered("2025-12-03")
    assert story.cause() == ""
    again = LegalLedger(tuple(from_record(to_record(event)) for event in story.ledger.events))
    assert again == story.ledger
    assert again.deadlines(story.calendar, story.rules) == story.deadlines


def test_a_record_of_the_first_version_keeps_its_meaning(at: Any) -> None:
    record = (
        '{"kind":"extended/1","event":{"at":"2025-10-10T09:00:00+08:00","actor":{"id":"h","office":"agency_head"},'
        '"ground":"licensing-42-1","amount":{"amount":10,"unit":"workingDay"},"reasons_told":true}}'
    )
    event = from_record(record.encode())
    assert (event.kind, event.at, event.ground) == ("extended/1", at("2025-10-10 09:00"), "licensing-42-1")


@pytest.mark.parametrize(
    "record",
    ['{"kind":"bent/1","event":{}}', '{"kind":"received/1","event":{}}', "not json", '{"event":{}}'],
    ids=["unknown kind", "missing fields", "no json", "no kind"],
)
def test_what_cannot_be_read_is_a_fault_and_never_skipped(record: str) -> None:
    with pytest.raises(UnknownEvent):
        from_record(record.encode())

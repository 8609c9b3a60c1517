"""Events and cases come back from bytes exactly as they went in: numbers, zones, ids, names of kinds."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from engine.cases import events as e
from engine.cases.case import SYSTEM, Case, DueDate
from engine.cases.codec import (
    case_from_bytes,
    case_to_bytes,
    event_from_bytes,
    event_kind,
    event_to_bytes,
    from_bytes,
    to_bytes,
)

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    "number",
    [
        "0.1",
        "500000.00",
        "1E+3",
        "0.30000000000000000000000000001",
        "-0.0",
        "12345678901234567890.12345678901234567890",
    ],
)
def test_decimals_keep_every_digit(number: str) -> None:
    event = e.StepResubmitted(at=NOON, by=SYSTEM, token=1, note="", data={"金额": Decimal(number)})
    back = event_from_bytes(event_to_bytes(event))
    assert isinstance(back, e.StepResubmitted)
    assert Decimal(back.data["金额"]) == Decimal(number)
    assert not isinstance(back.data["金额"], float)
    if "E" not in number:
        assert str(back.data["金额"]) == number


def test_whole_numbers_stay_whole_and_long() -> None:
    for value in (0, -1, 2**53 + 1, 2**63 - 1):
        back = from_bytes(to_bytes({"n": value}))
        assert back == {"n": value}
        assert type(back["n"]) is int


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        NOON.astimezone(timezone(timedelta(hours=-3, minutes=-30))),
        NOON.astimezone(ZoneInfo("UTC")),
        datetime(1991, 7, 1, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai")),  # summer time was kept that year: +09:00
    ],
)
def test_moments_keep_instant_and_offset(moment: datetime) -> None:
    event = e.CaseDelivered(at=moment, by=SYSTEM)
    back = event_from_bytes(event_to_bytes(event))
    assert back == event
    assert back.at.utcoffset() == moment.utcoffset()


def test_texts_of_every_kind_come_back() -> None:
    texts = ["𠮷野家", "e\u0301", "行\n末\t", "\u202e反", "😀", '"\\', ""]
    event = e.OneTimeNoticeGiven(at=NOON, by=SYSTEM, defects=tuple(texts))
    assert event_from_bytes(event_to_bytes(event)) == event


def test_every_kind_has_a_name_of_its_own_with_a_version() -> None:
    names = [kind.__struct_config__.tag for kind in get_args(e.AnyEvent)]
    assert len(set(names)) == len(names)
    for name in names:
        word, _, version = name.partition("/")
        assert word.replace("_", "").isalpha()
        assert version.isdigit()


def test_a_whole_walk_comes_back_event_by_event(at_turn: Callable[[str], Case], hall: Any) -> None:
    case = at_turn("delivered")
    for event in hall.events():
        raw = event_to_bytes(event)
        back = event_from_bytes(raw)
        assert back == event
        assert type(back) is type(event)
        assert event_to_bytes(back) == raw
        assert event_kind(event).encode() in raw
    assert case_from_bytes(case_to_bytes(case)) == case


def test_a_case_in_the_middle_of_everything_comes_back(at_turn: Callable[[str], Case]) -> None:
    for turn in ("received", "noticed", "accepted", "registered"):
        case = at_turn(turn)
        back = case_from_bytes(case_to_bytes(case))
        assert back == case
        assert all(isinstance(token, int) for token in back.steps)
        assert isinstance(back.id, UUID)


def test_a_due_date_is_a_day_and_an_instant() -> None:
    due = DueDate(day=date(2026, 3, 5), at=NOON, amount=3, unit="workingDay", provisional=True, basis="许可法42")
    event = e.LimitPassed(at=NOON, by=SYSTEM, limit="promised", due=due)
    back = event_from_bytes(event_to_bytes(event))
    assert isinstance(back, e.LimitPassed)
    assert back.due == due


def test_an_event_nobody_knows_is_not_guessed_at() -> None:
    import msgspec

    with pytest.raises(msgspec.ValidationError):
        event_from_bytes(b'{"event":"case_forgotten/1","at":"2026-03-02T12:00:00Z","by":{"person":null,"name":"x"}}')

"""`apply` is total and dull: every event applies to every case, refuses nothing, and only what it says changes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

import msgspec
import pytest

from engine.cases import events as e
from engine.cases.apply import apply, apply_all
from engine.cases.case import SYSTEM, Case, DueDate, Hand, Party, Status
from engine.cases.codec import case_from_bytes, case_to_bytes, event_from_bytes, event_to_bytes

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SOMEBODY = UUID("01960000-0000-7000-8000-0000000000aa")
BY = Hand(person=SOMEBODY, name="陈样", department="centre", post="general_window")
DUE = DueDate(day=NOW.date(), at=NOW, amount=3, unit="workingDay")
RECEIVED = e.ApplicationReceived(
    at=NOW,
    by=BY,
    tenant=UUID(int=1),
    case=UUID(int=2),
    number="玉办〔2026〕0001号",
    matter="m",
    matter_name="事项",
    version=1,
    bundle="b",
    applicant=Party(name="张例"),
    channel="窗口",
    data={"a": 1},
    check_due=DUE,
)
_FIELDS: dict[str, Any] = {
    "at": NOW,
    "by": BY,
    "token": 7,
    "data": {"k": 2},
    "inputs": {},
    "defects": ("章程",),
    "supplied": ("章程",),
    "elements": ("x",),
    "accepted_at": NOW,
    "fires_at": NOW,
    "promised": DUE,
    "statutory": None,
    "days_used": 1,
    "meaning": "grant",
    "end": "已办结",
    "amount": 3,
    "unit": "workingDay",
    "office": "agency_head",
    "moved": (e.MovedDate(layer="promised", name="", before=None, after=DUE),),
    "told": NOW,
    "applied": NOW,
    "held": NOW,
}
"""Values of what events require; any other field is a text."""
OTHERS = [kind for kind in get_args(e.AnyEvent) if kind is not e.ApplicationReceived]


def plain(kind: Any) -> Any:
    """An event of a kind with plain values in what it requires."""
    names = (each.name for each in msgspec.structs.fields(kind) if each.required)
    return kind(**{name: _FIELDS.get(name, "x") for name in names})


def opened(token: int = 7, **more: Any) -> e.StepOpened:
    return e.StepOpened(at=NOW, by=SYSTEM, token=token, element="x", name="环节", department="tax", **more)


def noticed() -> e.OneTimeNoticeGiven:
    return e.OneTimeNoticeGiven(at=NOW, by=BY, defects=("章程", "住所证明"))


@pytest.mark.parametrize("kind", OTHERS, ids=lambda kind: kind.__name__)
def test_every_event_applies_to_a_case_at_any_turn(kind: Any) -> None:
    turns = [
        [RECEIVED],
        [RECEIVED, opened()],
        [RECEIVED, opened(), noticed()],
        [RECEIVED, opened(), e.CaseClosed(at=NOW, by=BY, end="撤回")],
    ]
    for history in turns:
        case = apply_all(None, history)
        after = apply(case, plain(kind))
        assert after.revision == case.revision + 1
        assert (after.id, after.tenant, after.number) == (case.id, case.tenant, case.number)


@pytest.mark.parametrize("kind", OTHERS, ids=lambda kind: kind.__name__)
def test_a_case_begins_with_its_receipt(kind: Any) -> None:
    with pytest.raises(ValueError, match="receipt"):
        apply(None, plain(kind))


def test_no_case_and_no_event_is_no_case() -> None:
    with pytest.raises(ValueError, match="no event"):
        apply_all(None, [])


def test_the_same_events_make_the_same_case_however_they_are_cut(at_turn: Callable[[str], Case], hall: Any) -> None:
    at_turn("delivered")
    events = hall.events()
    whole = apply_all(None, events)
    assert whole == hall.current()
    for cut in range(1, len(events)):
        half = case_from_bytes(case_to_bytes(apply_all(None, events[:cut])))
        assert apply_all(half, [event_from_bytes(event_to_bytes(each)) for each in events[cut:]]) == whole


def decided(meaning: str) -> e.CaseDecided:
    return e.CaseDecided(at=NOW, by=BY, outcome="准予" if meaning == "grant" else "不予", meaning=meaning)


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], Status.RECEIVED),
        ([noticed()], Status.SUPPLEMENTING),
        ([noticed(), e.MaterialsSupplied(at=NOW, by=BY, supplied=("章程",))], Status.SUPPLEMENTING),
        ([noticed(), e.MaterialsSupplied(at=NOW, by=BY, supplied=("住所证明", "章程"))], Status.RECEIVED),
        ([plain(e.CaseAccepted)], Status.IN_REVIEW),
        ([plain(e.CaseDeemedAccepted)], Status.DEEMED_ACCEPTED),
        ([plain(e.AcceptanceRefused)], Status.NOT_ACCEPTED),
        ([plain(e.CaseAccepted), opened(kind="issue")], Status.ISSUING),
        ([plain(e.CaseAccepted), opened(kind="deliver")], Status.DELIVERING),
        ([e.CaseDecided(at=NOW, by=BY, outcome="不予", meaning="deny"), opened(kind="deliver")], Status.DENIED),
        ([e.CaseDecided(at=NOW, by=BY, outcome="退还", meaning="return"), opened(kind="deliver")], Status.RETURNED),
        ([decided("deny"), decided("grant")], Status.IN_REVIEW),
        ([plain(e.CaseAccepted), decided("grant"), decided("deny")], Status.IN_REVIEW),
        ([plain(e.CaseAccepted), decided("deny"), decided("deny")], Status.DENIED),
        ([plain(e.CaseWithdrawn)], Status.WITHDRAWN),
        ([plain(e.CaseClosed)], Status.COMPLETED),
    ],
)
def test_the_status_follows_from_the_events(events: list[Any], status: Status) -> None:
    assert apply_all(None, [RECEIVED, *events]).status is status


def test_the_day_of_the_last_supply_is_kept() -> None:
    later = datetime(2026, 3, 6, 7, 0, tzinfo=UTC)
    first = e.MaterialsSupplied(at=NOW, by=BY, supplied=("章程",), data={"章程": "有"})
    last = e.MaterialsSupplied(at=later, by=BY, supplied=("章程", "住所证明"))
    case = apply_all(None, [RECEIVED, noticed(), first, last])
    (notice,) = case.notices
    assert (notice.supplied, notice.missing, notice.mended_at) == (("章程", "住所证明"), (), later)
    assert case.data == {"a": 1, "章程": "有"}


def test_closing_takes_steps_and_timers_away() -> None:
    timer = e.TimerSet(at=NOW, by=SYSTEM, token=9, element="t", fires_at=NOW)
    case = apply_all(None, [RECEIVED, opened(), timer])
    assert (set(case.steps), set(case.timers)) == ({7}, {9})
    closed = apply(case, plain(e.CaseClosed))
    assert (closed.steps, closed.timers, closed.closed_at, closed.is_open) == ({}, {}, NOW, False)


def test_what_happens_to_a_step_that_is_gone_changes_nothing_else() -> None:
    case = apply_all(None, [RECEIVED, opened()])
    for event in (e.StepClaimed(at=NOW, by=BY, token=8), e.StepSentBack(at=NOW, by=BY, token=8, reason="x")):
        assert apply(case, event).steps == case.steps


def test_departments_are_remembered_in_the_order_reached() -> None:
    bank = e.StepOpened(at=NOW, by=SYSTEM, token=3, element="y", name="银行", department="bank")
    case = apply_all(None, [RECEIVED, opened(1), opened(2), bank, opened(4)])
    assert case.departments == ("tax", "bank")

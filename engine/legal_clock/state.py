"""`fold`: what the events of a ledger add up to, before any date is reckoned. Total and dull: it never refuses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from engine.legal_clock.due import Extension
from engine.legal_clock.event import (
    AcceptanceRefused,
    Accepted,
    Decided,
    DeemedAccepted,
    Delivered,
    Event,
    Extended,
    Issued,
    NeedRenewed,
    Notified,
    Paused,
    Received,
    Restarted,
    StepEnded,
    StepStarted,
    Supplemented,
    Terminated,
    Withdrawn,
)
from engine.legal_clock.limit import Limit


class Stage(StrEnum):
    """How far the clock of a case has come."""

    NEW = "new"
    RECEIVED = "received"
    NOTIFIED = "notified"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    DELIVERED = "delivered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"

    @property
    def chinese(self) -> str:
        return _STAGES[self]

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen to the clock."""
        return self in (Stage.DELIVERED, Stage.REFUSED, Stage.WITHDRAWN, Stage.TERMINATED)


_STAGES = {
    Stage.NEW: "未收件",
    Stage.RECEIVED: "已收件",
    Stage.NOTIFIED: "待补正",
    Stage.ACCEPTED: "已受理",
    Stage.DECIDED: "已决定",
    Stage.DELIVERED: "已送达",
    Stage.REFUSED: "不予受理",
    Stage.WITHDRAWN: "已撤回",
    Stage.TERMINATED: "已终止",
}


@dataclass(slots=True)
class PauseEntry:
    """One special step's pause: its first notice and later ones, its result, and the branch it belongs to."""

    name: str
    ground: str
    told: list[tuple[datetime, Limit]]
    end: datetime | None = None
    step: str = ""


@dataclass(slots=True)
class StepEntry:
    """One step's limit and when it ran."""

    limit: Limit
    start: datetime
    special: bool
    end: datetime | None = None


@dataclass(slots=True)
class ClockState:
    """The sum of a ledger's events. Built and changed by `fold` alone."""

    stage: Stage = Stage.NEW
    last: datetime | None = None
    received: datetime | None = None
    missing: set[str] = field(default_factory=set)
    noticed: set[str] = field(default_factory=set)
    supplied: set[str] = field(default_factory=set)
    complete: datetime | None = None
    supply_limit: Limit | None = None
    supply_from: datetime | None = None
    check_ended: datetime | None = None
    accepted: datetime | None = None
    deemed: bool = False
    gaps: set[str] = field(default_factory=set)
    gap_limit: Limit | None = None
    gaps_filled: datetime | None = None
    pauses: dict[str, PauseEntry] = field(default_factory=dict)
    extensions: list[Extension] = field(default_factory=list)
    steps: dict[str, StepEntry] = field(default_factory=dict)
    decided: datetime | None = None
    granted: bool = False
    issued: datetime | None = None
    delivered: datetime | None = None
    over: datetime | None = None


def fold(events: Iterable[Event]) -> ClockState:
    """Add up a ledger's events in their order."""
    state = ClockState()
    for event in events:
        _apply(state, event)
        state.last = event.at
    return state


def _apply(state: ClockState, event: Event) -> None:
    match event:
        case Received():
            state.received = event.at
            state.stage = Stage.RECEIVED
        case Notified() | Supplemented() | Accepted() | DeemedAccepted() | AcceptanceRefused():
            _apply_acceptance(state, event)
        case Paused():
            state.pauses[event.pause] = PauseEntry(
                event.name, event.ground, [(event.at, event.needed)], step=event.step
            )
        case NeedRenewed():
            state.pauses[event.pause].told.append((event.at, event.needed))
        case Restarted():
            state.pauses[event.pause].end = event.at
        case Extended():
            state.extensions.append(Extension(event.amount, event.promise_too))
        case StepStarted():
            state.steps[event.step] = StepEntry(event.limit, event.at, event.special)
        case StepEnded():
            state.steps[event.step].end = event.at
        case Decided() | Issued() | Delivered() | Withdrawn() | Terminated():
            _apply_ending(state, event)


def _apply_acceptance(
    state: ClockState, event: Notified | Supplemented | Accepted | DeemedAccepted | AcceptanceRefused
) -> None:
    match event:
        case Notified():
            state.missing |= set(event.defects)
            state.noticed |= set(event.defects)
            state.complete = None
            state.supply_limit, state.supply_from = event.supply_limit, event.at
            state.check_ended = state.check_ended or event.at
            state.stage = Stage.NOTIFIED
        case Supplemented():
            state.supplied |= set(event.items)
            if state.accepted is not None:
                state.gaps -= set(event.items)
                state.gaps_filled = None if state.gaps else state.gaps_filled or event.at
                return
            state.missing -= set(event.items)
            if not state.missing and state.complete is None:
                state.complete = event.at
        case Accepted():
            state.accepted = state.complete or event.at
            state.gaps = set(event.gaps)
            state.gap_limit = event.gap_limit
            state.check_ended = state.check_ended or event.at
            state.stage = Stage.ACCEPTED
        case DeemedAccepted():
            state.accepted = state.received
            state.deemed = True
            state.check_ended = event.at
            state.stage = Stage.ACCEPTED
        case AcceptanceRefused():
            state.check_ended = state.check_ended or event.at
            state.over = event.at
            state.stage = Stage.REFUSED


def _apply_ending(state: ClockState, event: Decided | Issued | Delivered | Withdrawn | Terminated) -> None:
    match event:
        case Decided():
            state.decided = event.at
            state.granted = event.granted
            state.stage = Stage.DECIDED
        case Issued():
            state.issued = event.at
        case Delivered():
            state.delivered = event.at
            state.over = event.at
            state.stage = Stage.DELIVERED
        case Withdrawn():
            state.over = event.at
            state.stage = Stage.WITHDRAWN
        case Terminated():
            state.over = event.at
            state.stage = Stage.TERMINATED

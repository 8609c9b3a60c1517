"""Readers for the tables of the clock, and a `Story` that writes a ledger in the words of the trade."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from engine.legal_clock import ClockRules, Deadlines, LegalLedger, Limit, deemed_acceptance, read_instant, read_limit
from engine.legal_clock.deadlines import Clock
from engine.legal_clock.event import (
    AcceptanceRefused,
    Accepted,
    Actor,
    Decided,
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
from engine.legal_clock.regime import Approver
from engine.refusal import Refusal
from tenants.calendar import LegalCalendar, national_calendar


def read_at(text: str) -> datetime:
    moment = read_instant(text)
    assert isinstance(moment, datetime), moment
    return moment


def read_amount(text: str) -> Limit:
    given = read_limit(text)
    assert isinstance(given, Limit), given
    return given


CLERK = Actor("clerk")


@dataclass
class Story:
    """A case told event by event. `refusal` is the last refusal; a refused event leaves the ledger as it was."""

    calendar: LegalCalendar
    rules: ClockRules = field(default_factory=ClockRules)
    ledger: LegalLedger = field(default_factory=LegalLedger)
    refusal: Refusal | None = None

    def under(self, **rules: object) -> "Story":
        self.rules = ClockRules(**rules)  # type: ignore[arg-type]
        return self

    def enter(self, event: Event) -> "Story":
        before = self.ledger.events
        outcome = self.ledger.record(event, self.calendar, self.rules)
        if isinstance(outcome, Refusal):
            self.refusal = outcome
            assert self.ledger.events == before
        else:
            self.refusal = None
            self.ledger = outcome
        return self

    def received(self, at: str, ground: str = "licensing-32-5-receipt") -> "Story":
        return self.enter(Received(at=read_at(at), actor=CLERK, ground=ground))

    def notified(
        self, at: str, *defects: str, approved: bool = False, ground: str = "licensing-32-4-notice"
    ) -> "Story":
        return self.enter(Notified(at=read_at(at), actor=CLERK, ground=ground, defects=defects, approved=approved))

    def supplied(self, at: str, *items: str) -> "Story":
        return self.enter(Supplemented(at=read_at(at), actor=CLERK, ground="licensing-32-5-supplement", items=items))

    def accepted(
        self, at: str, *, gaps: tuple[str, ...] = (), within: str = "", ground: str = "licensing-32-5"
    ) -> "Story":
        if not self.ledger.events:
            self.received(at)
        limit = read_amount(within) if within else None
        return self.enter(Accepted(at=read_at(at), actor=CLERK, ground=ground, gaps=gaps, gap_limit=limit))

    def refused(self, at: str, ground: str = "licensing-32-2") -> "Story":
        return self.enter(AcceptanceRefused(at=read_at(at), actor=CLERK, ground=ground))

    def silent_until(self, now: str) -> "Story":
        event = deemed_acceptance(self.ledger, read_at(now), Actor("clock"), self.calendar, self.rules)
        return self if event is None else self.enter(event)

    def paused(
        self,
        at: str,
        name: str,
        needed: str,
        *,
        kind: str = "expert_review",
        ground: str = "licensing-45",
        told: bool = True,
        step: str = "",
    ) -> "Story":
        return self.enter(
            Paused(
                at=read_at(at),
                actor=CLERK,
                ground=ground,
                pause=name,
                step_kind=kind,
                name=name,
                needed=read_amount(needed),
                told_in_writing=told,
                step=step,
            )
        )

    def renewed(self, at: str, name: str, needed: str, *, told: bool = True, approved: bool = True) -> "Story":
        return self.enter(
            NeedRenewed(
                at=read_at(at),
                actor=CLERK,
                ground="licensing-45",
                pause=name,
                needed=read_amount(needed),
                told_in_writing=told,
                approved=approved,
            )
        )

    def restarted(self, at: str, name: str) -> "Story":
        return self.enter(Restarted(at=read_at(at), actor=CLERK, ground="licensing-45-result", pause=name))

    def extended(
        self,
        at: str,
        amount: str,
        *,
        by: Approver | None = Approver.AGENCY_HEAD,
        told: bool = True,
        promise_too: bool = False,
        ground: str = "licensing-42-1",
    ) -> "Story":
        return self.enter(
            Extended(
                at=read_at(at),
                actor=Actor("head", by),
                ground=ground,
                amount=read_amount(amount),
                reasons_told=told,
                promise_too=promise_too,
            )
        )

    def began(self, at: str, step: str, limit: str, *, special: bool = False) -> "Story":
        return self.enter(
            StepStarted(
                at=read_at(at), actor=CLERK, ground="own-step", step=step, limit=read_amount(limit), special=special
            )
        )

    def finished(self, at: str, step: str) -> "Story":
        return self.enter(StepEnded(at=read_at(at), actor=CLERK, ground="own-step", step=step))

    def decided(self, at: str, *, granted: bool = True) -> "Story":
        return self.enter(Decided(at=read_at(at), actor=CLERK, ground="licensing-38", granted=granted))

    def issued(self, at: str) -> "Story":
        return self.enter(Issued(at=read_at(at), actor=CLERK, ground="licensing-39"))

    def delivered(self, at: str) -> "Story":
        return self.enter(Delivered(at=read_at(at), actor=CLERK, ground="licensing-44"))

    def withdrawn(self, at: str) -> "Story":
        return self.enter(Withdrawn(at=read_at(at), actor=CLERK, ground="own-withdrawal"))

    def terminated(self, at: str) -> "Story":
        return self.enter(Terminated(at=read_at(at), actor=CLERK, ground="own-termination"))

    @property
    def deadlines(self) -> Deadlines:
        return self.ledger.deadlines(self.calendar, self.rules)

    @property
    def statutory(self) -> str:
        return day(self.deadlines.statutory)

    @property
    def promised(self) -> str:
        return day(self.deadlines.promised)

    def cause(self) -> str:
        """The rule of the last refusal; empty when nothing was refused."""
        return self.refusal.rule if self.refusal else ""


def day(clock: Clock | None) -> str:
    assert clock is not None
    return clock.due.day.isoformat()


@pytest.fixture(scope="session")
def calendar() -> LegalCalendar:
    """The country's calendar."""
    return national_calendar()


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    """“2026-02-13 15:00” as the centre's time."""
    return read_at


@pytest.fixture(scope="session")
def limit() -> Callable[[str], Limit]:
    """“3工作日” as a limit."""
    return read_amount


@pytest.fixture
def story(calendar: LegalCalendar) -> Story:
    """A new case under the licensing law: 20 working days, promise as the test says."""
    return Story(calendar)


@pytest.fixture(scope="session")
def day_of_clock() -> Callable[[Clock | None], str]:
    """The last day of a clock, as text."""
    return day


@pytest.fixture(scope="session")
def iso() -> Callable[[str], date]:
    return date.fromisoformat

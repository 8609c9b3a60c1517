"""R29: due dates come from the ledger alone; what may not enter it is refused and leaves it as it was."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.legal_clock import LegalLedger
from engine.legal_clock.errors import NaiveInstant
from engine.legal_clock.event import Accepted, Actor, Received


def test_the_same_events_give_the_same_dates(story: Any) -> None:
    story.accepted("2025-11-03").paused("2025-11-06", "专家评审", "10工作日").restarted("2025-11-20", "专家评审")
    story.extended("2025-12-10", "10工作日").decided("2025-12-20").issued("2025-12-21").delivered("2025-12-22")
    again = LegalLedger(story.ledger.events)
    assert again.deadlines(story.calendar, story.rules) == story.deadlines


def test_nobody_edits_a_due_date(story: Any) -> None:
    clock = story.accepted("2025-11-03").deadlines.statutory
    with pytest.raises(FrozenInstanceError):
        clock.due.day = clock.due.day.replace(day=1)
    with pytest.raises(FrozenInstanceError):
        story.ledger.events = ()


def test_an_event_out_of_order_is_refused(story: Any) -> None:
    story.accepted("2025-11-03 10:00").decided("2025-11-03 09:59")
    assert story.cause() == "event-order"
    assert story.refusal.article == "本系统规则"


def test_an_instant_of_another_zone_is_the_same_instant(story: Any, calendar: Any) -> None:
    # 2025-11-03 20:00 UTC is 2025-11-04 04:00 at the centre
    moment = datetime(2025, 11, 3, 20, tzinfo=UTC)
    story.enter(Received(at=moment, actor=Actor("a"), ground="licensing-32-5-receipt"))
    story.enter(Accepted(at=moment, actor=Actor("a"), ground="licensing-32-5"))
    assert story.deadlines.accepted.date().isoformat() == "2025-11-04"


def test_an_instant_without_zone_is_a_fault_of_the_caller(story: Any) -> None:
    with pytest.raises(NaiveInstant, match="没有注明时区"):
        story.enter(Received(at=datetime(2025, 11, 3), actor=Actor("a"), ground="licensing-32-5-receipt"))
    assert story.ledger.events == ()


@pytest.mark.parametrize(
    ("ground", "rule"),
    [("", "ground-missing"), ("because", "ground-missing"), ("licensing-45", "ground-act")],
)
def test_every_event_names_a_ground_of_the_closed_list(story: Any, ground: str, rule: str) -> None:
    assert story.received("2026-03-02", ground).cause() == rule


def test_a_ground_not_yet_in_force_is_refused(story: Any) -> None:
    story.received("2021-03-01").accepted("2021-03-01")
    story.extended("2021-03-02", "3工作日", ground="market-entity-19")
    assert story.cause() == "ground-not-in-force"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda story: story.received("2026-03-03"),
        lambda story: story.decided("2026-03-03"),
        lambda story: story.issued("2026-03-03"),
        lambda story: story.delivered("2026-03-03"),
        lambda story: story.supplied("2026-03-03", "材料A"),
        lambda story: story.paused("2026-03-03", "听证", "5工作日", kind="hearing"),
        lambda story: story.restarted("2026-03-03", "听证"),
        lambda story: story.extended("2026-03-03", "5工作日"),
    ],
    ids=["receive again", "decide", "issue", "deliver", "supply", "pause", "restart", "extend"],
)
def test_after_receipt_alone_these_are_too_early(story: Any, wrong: Any) -> None:
    story.received("2026-03-02")
    assert wrong(story).cause() == "event-stage"
    assert len(story.ledger.events) == 1


def test_a_step_begins_once_and_ends_once(story: Any) -> None:
    story.accepted("2026-03-02").finished("2026-03-03", "审查")
    assert story.cause() == "step-order"
    assert story.began("2026-03-03", "审查", "5工作日").began("2026-03-04", "审查", "5工作日").cause() == "step-order"
    assert story.finished("2026-03-05", "审查").finished("2026-03-06", "审查").cause() == "step-order"


def test_every_refusal_names_rule_article_message_and_advice(story: Any) -> None:
    refusal = story.received("2026-03-02").decided("2026-03-03").refusal
    assert all((refusal.rule, refusal.article, refusal.message, refusal.advice))
    assert str(refusal).startswith("办件已收件，不能记“决定”。（本系统规则）")

"""Cards (黄牌、红牌): what supervision gives for a missed limit or a broken rule. Never deleted, only revoked.

All causes are the centre's own rules ([P]); a red card for a missed statutory limit rests on the law of that limit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.legal_clock.deadlines import Clock, Deadlines, Layer
from engine.legal_clock.instant import local
from tenants.calendar import LegalCalendar


class Colour(StrEnum):
    YELLOW = "yellow"
    RED = "red"

    @property
    def chinese(self) -> str:
        return "黄牌" if self is Colour.YELLOW else "红牌"


class Cause(StrEnum):
    """Why a card is given."""

    STEP_OVERDUE = "step_overdue"
    PROMISE_OVERDUE = "promise_overdue"
    DELIVERY_OVERDUE = "delivery_overdue"
    PROCEDURE = "procedure"
    STATUTORY_OVERDUE = "statutory_overdue"
    SPECIAL_OVERDUE = "special_overdue"
    SPECIAL_WITHOUT_BASIS = "special_without_basis"
    NO_REASONS = "no_reasons"
    FEE_WITHOUT_BASIS = "fee_without_basis"
    OUTSIDE_SYSTEM = "outside_system"
    BACK_DATED = "back_dated"
    THREE_YELLOWS = "three_yellows"

    @property
    def chinese(self) -> str:
        return _CAUSES[self][1]

    @property
    def colour(self) -> Colour:
        return _CAUSES[self][0]


_CAUSES = {
    Cause.STEP_OVERDUE: (Colour.YELLOW, "环节超过时限"),
    Cause.PROMISE_OVERDUE: (Colour.YELLOW, "超过承诺时限"),
    Cause.DELIVERY_OVERDUE: (Colour.YELLOW, "超过送达时限"),
    Cause.PROCEDURE: (Colour.YELLOW, "程序缺陷"),
    Cause.STATUTORY_OVERDUE: (Colour.RED, "超过法定时限"),
    Cause.SPECIAL_OVERDUE: (Colour.RED, "特殊环节超过时限"),
    Cause.SPECIAL_WITHOUT_BASIS: (Colour.RED, "特殊环节没有依据"),
    Cause.NO_REASONS: (Colour.RED, "不予决定没有说明理由"),
    Cause.FEE_WITHOUT_BASIS: (Colour.RED, "收费没有依据"),
    Cause.OUTSIDE_SYSTEM: (Colour.RED, "体外循环"),
    Cause.BACK_DATED: (Colour.RED, "倒签时间"),
    Cause.THREE_YELLOWS: (Colour.RED, "一个月内三次黄牌"),
}

_BY_LAYER = {
    Layer.STEP: Cause.STEP_OVERDUE,
    Layer.PROMISED: Cause.PROMISE_OVERDUE,
    Layer.DELIVERY: Cause.DELIVERY_OVERDUE,
    Layer.STATUTORY: Cause.STATUTORY_OVERDUE,
    Layer.SPECIAL: Cause.SPECIAL_OVERDUE,
}


@dataclass(frozen=True, slots=True)
class Card:
    """One card: its cause, the moment it fell due and what it is about (a step's name, or empty)."""

    cause: Cause
    at: datetime
    about: str = ""

    @property
    def colour(self) -> Colour:
        return self.cause.colour


@dataclass(frozen=True, slots=True)
class CardSettings:
    """`yellows_for_red`: so many yellow cards of one person or window in a calendar month make a red one."""

    yellows_for_red: int = 3


def clock_cards(deadlines: Deadlines, now: datetime) -> tuple[Card, ...]:
    """The cards the clocks of a case have brought by `now`, in order of time. A provisional date brings none (R2)."""
    return tuple(sorted(_overdue(deadlines.clocks(), now), key=lambda card: (card.at, card.cause, card.about)))


def _overdue(clocks: Iterable[Clock], now: datetime) -> Iterator[Card]:
    for clock in clocks:
        cause = _BY_LAYER.get(clock.layer)
        if cause is not None and not clock.due.provisional and clock.is_overdue(now):
            yield Card(cause, clock.due.at, clock.name)


def escalated(
    yellows: Iterable[datetime], calendar: LegalCalendar, settings: CardSettings | None = None
) -> tuple[Card, ...]:
    """The red cards that the yellow cards of one person or window bring: one for every third in a calendar month."""
    needed = (settings or CardSettings()).yellows_for_red
    counts: dict[tuple[int, int], int] = {}
    cards: list[Card] = []
    for at in sorted(yellows):
        month = local(at, calendar).date()
        key = (month.year, month.month)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] % needed == 0:
            cards.append(Card(Cause.THREE_YELLOWS, at))
    return tuple(cards)

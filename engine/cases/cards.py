"""The cards (黄牌、红牌) of one case: what its clocks and its breaches of procedure have brought. Pure.

A card is never deleted: it may be revoked with a reason by supervision, and is shown as revoked ever after. A public
notice has a least length, and the check of a pledge and the orders of ratings have limits of the centre's own: being
late with these is a defect of procedure (黄牌).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.cases import events as e
from engine.cases.case import Case
from engine.cases.ledger import CALL_BACK, PLEDGE, RECTIFY
from engine.cases.terms import Terms
from engine.legal_clock.card import Card, Cause, clock_cards
from engine.legal_clock.deadlines import Layer

OWN_LIMITS = {PLEDGE: "告知承诺核查", CALL_BACK: "差评回访", RECTIFY: "差评整改反馈"}
"""Limits of the centre's own, by the ends of their names."""


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A card with its key within the case; `about` names the step. `revoked` is why it was revoked, "" while it
    stands."""

    key: str
    card: Card
    about: str
    revoked: str = ""

    @property
    def name(self) -> str:
        """`黄牌：环节超过时限（设立登记）`."""
        about = f"（{self.about}）" if self.about else ""
        return f"{self.card.colour.chinese}：{self.card.cause.chinese}{about}"


def case_cards(case: Case, events: Iterable[e.AnyEvent], terms: Terms, now: datetime) -> tuple[CaseCard, ...]:
    """The cards by `now`, or by the end of the case, in order of time, with the steps' names out of the events."""
    names: dict[str, str] = {}
    for event in events:
        match event:
            case e.StepOpened():
                names[str(event.token)] = event.name
            case e.SpecialStepStarted():
                names[event.special] = event.name
            case _:
                continue
    return cards_of(case, terms, now, names)


def cards_of(case: Case, terms: Terms, now: datetime, names: Mapping[str, str] | None = None) -> tuple[CaseCard, ...]:
    """The same from the case alone; without `names` a card says the number of its step."""
    known = names or {}
    found = [
        CaseCard(key, card, known.get(card.about, card.about), case.revoked_cards.get(key, ""))
        for key, card in (*_clocks(case, terms, now), *_violations(case))
    ]
    return tuple(sorted(found, key=lambda each: (each.card.at, each.key)))


def _clocks(case: Case, terms: Terms, now: datetime) -> Iterator[tuple[str, Card]]:
    until = now if case.closed_at is None else min(now, case.closed_at)
    found = terms.deadlines(case)
    for card in clock_cards(found, until):
        if card.about not in case.cardless and not _own_words(card.about):
            yield _key(card.cause, card.about, card.at), card
    for clock in found.clocks():
        words = _own_words(clock.name)
        late = (_own_stop(case, clock.name) or now) >= clock.due.at and not clock.due.provisional
        if clock.layer is Layer.SPECIAL and words and late:
            yield _key(Cause.PROCEDURE, clock.name, clock.due.at), Card(Cause.PROCEDURE, clock.due.at, words)


def _own_words(name: str) -> str:
    """What a limit of the centre's own is for; "" for every other limit."""
    return next((words for end, words in OWN_LIMITS.items() if name.endswith(end)), "")


def _key(cause: Cause, about: str, at: datetime) -> str:
    return f"{cause}:{about}@{at:%Y%m%d%H%M}"


def _own_stop(case: Case, name: str) -> datetime | None:
    """When what a limit of the centre's own asks for was done; these run on after the case has ended."""
    order = case.orders.get(name.partition(":")[0])
    if order is not None:
        return order.called_back if name.endswith(CALL_BACK) else order.told_at
    return case.pledge_checked_at


def _violations(case: Case) -> Iterator[tuple[str, Card]]:
    for number, (about, at) in enumerate(case.violations, 1):
        yield _key(Cause.OUTSIDE_SYSTEM, str(number), at), Card(Cause.OUTSIDE_SYSTEM, at, about)

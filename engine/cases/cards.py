"""The cards (黄牌、红牌) of one case: what its clocks and its breaches of procedure have brought. Pure.

A public notice has a least length and the orders of ratings have limits of the centre's own: neither brings a card.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from engine.cases import events as e
from engine.cases.case import Case
from engine.cases.terms import Terms
from engine.legal_clock.card import Card, Cause, clock_cards


def case_cards(case: Case, events: Iterable[e.AnyEvent], terms: Terms, now: datetime) -> tuple[Card, ...]:
    """The cards by `now`, or by the end of the case, in order of time; `about` is the step's name."""
    names: dict[str, str] = {}
    without: set[str] = set()
    cards: list[Card] = []
    for event in events:
        match event:
            case e.StepOpened():
                names[str(event.token)] = event.name
            case e.SpecialStepStarted():
                names[event.special] = event.name
                if event.least:
                    without.add(event.special)
            case e.RatingGiven() if event.order:
                without |= {f"{event.order}:call-back", f"{event.order}:rectify"}
            case e.ViolationRecorded():
                cards.append(Card(Cause.OUTSIDE_SYSTEM, event.at, event.about))
            case _:
                continue
    until = now if case.closed_at is None else min(now, case.closed_at)
    for card in clock_cards(terms.deadlines(case), until):
        if card.about not in without:
            cards.append(replace(card, about=names.get(card.about, card.about)))
    return tuple(sorted(cards, key=lambda card: card.at))

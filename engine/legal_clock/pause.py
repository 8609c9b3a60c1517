"""`Pause` (暂停计时): time taken out of a limit (行政许可法45), and the union of several such times (R18, R19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from engine.legal_clock.limit import Limit


@dataclass(frozen=True, slots=True)
class Pause:
    """One special step's time. `needed` is what was told in writing: time beyond it counts again.

    `end` is the instant of the result; None while it is awaited, and then the time told is taken as the end.
    """

    start: datetime
    needed: Limit
    end: datetime | None = None
    name: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Days not counted: those after `after` up to and with `until`. `name` says why."""

    after: date
    until: date
    name: str = ""

    def __contains__(self, day: date) -> bool:
        return self.after < day <= self.until


def union(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same days as spans apart from one another, in order; two that overlap count once."""
    if len(spans) == 1:
        return tuple(span for span in spans if span.after < span.until)
    merged: list[Span] = []
    for span in sorted(spans, key=_by_start):
        if span.after >= span.until:
            continue
        if merged and span.after <= merged[-1].until:
            last = merged[-1]
            if span.until > last.until:
                name = last.name if span.name in last.name else f"{last.name}、{span.name}"
                merged[-1] = Span(last.after, span.until, name)
        else:
            merged.append(span)
    return tuple(merged)


def _by_start(span: Span) -> date:
    return span.after


def covers(spans: Sequence[Span], day: date) -> bool:
    """Whether the day is not counted."""
    return any(day in span for span in spans)

"""Figures of the clock: due dates a second, beside the two naive ways, in one run.

`python tests/bench/clock.py [--quick]`; exit status 1 when a figure is not met.
One JSON line a figure: name, value, unit, baseline, ratio. Ledgers have 0 to 3 pauses and limits of 1 to 45 working
days over 2025 and 2026; a due date here is one limit reckoned, whether alone (`due`) or from a whole ledger (`reckon`).
"""

import json
import random
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine.legal_clock import ClockRules, Limit, Pause, Unit, due, reckon
from engine.legal_clock.event import Accepted, Actor, Event, Paused, Received, Restarted
from tenants.calendar import SHANGHAI, library_is_working_day, national_calendar

ONE_DAY = timedelta(days=1)
CALENDAR = national_calendar()
RESTS = frozenset(day for n in range(5 * 366) if not CALENDAR.is_working_day(day := date(2023, 1, 1) + n * ONE_DAY))
Case = tuple[Limit, datetime, tuple[Pause, ...]]
Naive = Callable[[date], bool]
ENOUGH = 50_000
FLAT = 1.3


def some_cases(count: int, amounts: Sequence[int], seed: int = 1) -> list[Case]:
    """Random limits, starts and pauses, the same every time."""
    chance = random.Random(seed)
    cases: list[Case] = []
    for _ in range(count):
        start = datetime(2025, 1, 2, tzinfo=SHANGHAI) + timedelta(hours=chance.randrange(24 * 500))
        pauses: list[Pause] = []
        moment = start
        for _ in range(chance.randrange(4)):
            moment += timedelta(days=chance.randrange(1, 9))
            needed = Limit(chance.randrange(1, 15), Unit.WORKING_DAY)
            pauses.append(Pause(moment, needed, moment + timedelta(days=chance.randrange(1, 20))))
        cases.append((Limit(chance.choice(amounts), Unit.WORKING_DAY), start, tuple(pauses)))
    return cases


def walk(case: Case, works: Naive) -> date:
    """The naive way: one day after the other."""
    limit, start, pauses = case
    out: set[date] = set()
    for pause in pauses:
        day, told = pause.start.date(), 0
        last = pause.end.date() if pause.end else date.max
        while told < pause.needed.amount and day < last:
            day += ONE_DAY
            out.add(day)
            told += works(day)
    day, counted = start.date(), 0
    while counted < limit.amount:
        day += ONE_DAY
        counted += works(day) and day not in out
    return day


def works_by_set(day: date) -> bool:
    return day not in RESTS


def ledger_of(case: Case) -> list[Event]:
    """The case as a ledger."""
    _, start, pauses = case
    actor = Actor("clerk")
    events: list[Event] = [
        Received(at=start, actor=actor, ground="licensing-32-5-receipt"),
        Accepted(at=start, actor=actor, ground="licensing-32-5"),
    ]
    for number, pause in enumerate(pauses):
        name = str(number)
        events.append(
            Paused(
                at=pause.start,
                actor=actor,
                ground="licensing-45",
                pause=name,
                step_kind="hearing",
                name="听证",
                needed=pause.needed,
                told_in_writing=True,
            )
        )
        if pause.end:
            events.append(Restarted(at=pause.end, actor=actor, ground="licensing-45-result", pause=name))
    return events


def rate(work: Callable[[], int], rounds: int) -> float:
    """Due dates a second: the best of some rounds."""
    best = 0.0
    for _ in range(rounds):
        begun = process_time()
        done = work()
        best = max(best, done / (process_time() - begun))
    return best


def reckon_all(cases: Sequence[Case]) -> int:
    for limit, start, pauses in cases:
        due(limit, start, CALENDAR, pauses=pauses)
    return len(cases)


def walk_all(cases: Sequence[Case], works: Naive) -> int:
    for case in cases:
        walk(case, works)
    return len(cases)


def reckon_ledgers(ledgers: Sequence[tuple[list[Event], ClockRules]]) -> int:
    done = 0
    for events, rules in ledgers:
        deadlines = reckon(events, CALENDAR, rules)
        done += sum(1 for _ in deadlines.clocks())
    return done


def show(name: str, value: float, unit: str, baseline: float, ratio: float) -> None:
    print(json.dumps({"name": name, "value": round(value), "unit": unit, "baseline": round(baseline), "ratio": ratio}))


def main(arguments: Sequence[str]) -> int:
    count, rounds = (2_000, 3) if "--quick" in arguments else (20_000, 5)
    cases = some_cases(count, range(1, 46))
    for case in cases[:500]:
        assert due(case[0], case[1], CALENDAR, pauses=case[2]).day == walk(case, works_by_set)
    ours = rate(lambda: reckon_all(cases), rounds)
    by_set = rate(lambda: walk_all(cases, works_by_set), rounds)
    by_library = rate(lambda: walk_all(cases[: count // 10], library_is_working_day), rounds)
    show("clock.due", ours, "due dates/s", ENOUGH, round(ours / ENOUGH, 2))
    show("clock.naive.set", by_set, "due dates/s", ours, round(ours / by_set, 1))
    show("clock.naive.library", by_library, "due dates/s", ours, round(ours / by_library, 1))
    five, forty_five = some_cases(count, [5]), some_cases(count, [45])
    short = rate(lambda: reckon_all(five), rounds)
    long = rate(lambda: reckon_all(forty_five), rounds)
    stepped = rate(lambda: walk_all(forty_five, works_by_set), rounds)
    show("clock.naive.set.45_days", stepped, "due dates/s", long, round(long / stepped, 1))
    show("clock.due.45_days_over_5", 1e9 / long, "ns", 1e9 / short, round(short / long, 2))
    ledgers = [(ledger_of(case), ClockRules(statutory=case[0], promised=Limit(5, Unit.WORKING_DAY))) for case in cases]
    whole = rate(lambda: reckon_ledgers(ledgers), rounds)
    show("clock.reckon", whole, "due dates/s", ENOUGH, round(whole / ENOUGH, 2))
    return 0 if min(ours, whole) >= ENOUGH and short / long <= FLAT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

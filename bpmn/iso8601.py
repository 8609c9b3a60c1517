"""Whether a text is a time of ISO 8601 as BPMN timers use it: a moment, a duration or a repeated interval."""

from datetime import datetime

from bpmn.diagram import TimerKind


def is_time(kind: TimerKind | None, text: str) -> bool:
    """Whether the text says a time of that kind of timer (any kind when None)."""
    readers = {TimerKind.DATE: is_moment, TimerKind.DURATION: is_duration, TimerKind.CYCLE: is_cycle}
    if kind is None:
        return any(read(text) for read in readers.values())
    return readers[kind](text)


def is_moment(text: str) -> bool:
    """A date or a date with time: 2026-10-09, 2026-10-09T17:00:00+08:00."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return "-" in text


def is_duration(text: str) -> bool:
    """PnYnMnWnDTnHnMnS with at least one part; only the last number may have a fraction."""
    if not text.startswith("P") or len(text) < 3:
        return False
    days, marked, hours = text[1:].partition("T")
    if marked and not hours:
        return False
    parts = _parts(days, "YMWD")
    more = _parts(hours, "HMS")
    return parts is not None and more is not None and bool(parts or more)


def is_cycle(text: str) -> bool:
    """Rn/duration, R/start/duration, Rn/duration/end or Rn/start/end."""
    head, *rest = text.split("/")
    if not head.startswith("R") or not (head[1:] == "" or _is_count(head[1:])):
        return False
    if len(rest) == 1:
        return is_duration(rest[0])
    return (
        len(rest) == 2
        and all(is_duration(each) or is_moment(each) for each in rest)
        and not all(is_duration(each) for each in rest)
    )


def _parts(text: str, letters: str) -> list[str] | None:
    """The numbers before the letters, which come in this order; None when the text is something else."""
    found: list[str] = []
    number, place = "", 0
    for sign in text:
        if sign in letters[place:] and _is_number(number):
            place = letters.index(sign) + 1
            found.append(number)
            number = ""
        else:
            number += sign
    return None if number else found


def _is_number(text: str) -> bool:
    whole, _, fraction = text.partition(".")
    return _is_count(whole) and (not fraction or _is_count(fraction)) and not text.endswith(".")


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit()

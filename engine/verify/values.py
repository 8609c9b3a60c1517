"""Reading the values of scenario steps: moments, days, lists. A mistake is told in one sentence."""

from datetime import date, datetime

from engine.clock import CENTRE_ZONE
from engine.legal_clock import read_instant
from engine.refusal import Refusal
from engine.verify.grammar import Unmet

UNITS = {
    "工作日": "workingDay",
    "自然日": "naturalDay",
    "工作小时": "workingHour",
    "个月": "month",
    "年": "year",
}
"""The units of limits, as scenarios write them and as drawings do."""


class BadValue(ValueError):
    """A value in a scenario that is none."""


def moment(text: str) -> datetime:
    """“2026-03-02 09:00”; a bare day means the opening of business, 09:00."""
    found = read_instant(text)
    if isinstance(found, Refusal):
        raise BadValue(f"“{text}”不是时刻，{found.advice}")
    return found.replace(hour=9) if len(text.strip()) == 10 else found.astimezone(CENTRE_ZONE)


def instant(text: str) -> datetime:
    """“2026-03-02 00:00”; a bare day means its first instant."""
    found = read_instant(text)
    if isinstance(found, Refusal):
        raise BadValue(f"“{text}”不是时刻，{found.advice}")
    return found.astimezone(CENTRE_ZONE)


def day(text: str) -> date:
    """“2026-03-02”."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadValue(f"“{text}”不是日期，请写成“2026-03-02”。") from None


def listed(text: str) -> tuple[str, ...]:
    """“甲,乙,丙”, with any of the usual separators."""
    for separator in ("，", "、", "；", ";"):
        text = text.replace(separator, ",")
    return tuple(part.strip() for part in text.split(",") if part.strip())


def same_set(what: str, expected: tuple[str, ...], met: tuple[str, ...]) -> None:
    """Hold two lists against each other, whatever their order."""
    if sorted(expected) != sorted(met):
        raise Unmet(what, "、".join(expected) or "无", "、".join(met) or "无")

"""Instants: always aware of their zone inside; local text is read as the centre's time at the doors."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.legal_clock.errors import NaiveInstant
from engine.refusal import Refusal
from tenants.calendar import SHANGHAI, LegalCalendar

ONE_DAY = timedelta(days=1)
_FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")


def local(at: datetime, calendar: LegalCalendar) -> datetime:
    """The same instant on the centre's clock. An instant without zone is a fault of the caller."""
    if at.tzinfo is calendar.zone:
        return at
    if at.tzinfo is None or at.utcoffset() is None:
        raise NaiveInstant(at)
    return at.astimezone(calendar.zone)


def day_of(at: datetime, calendar: LegalCalendar) -> date:
    """The centre's calendar day on which the instant lies."""
    return local(at, calendar).date()


def end_of(day: date, calendar: LegalCalendar) -> datetime:
    """24:00 of the day, as the next midnight: the first instant that is too late (民法典203)."""
    return _midnight(day + ONE_DAY, calendar.zone)


def start_of(day: date, calendar: LegalCalendar) -> datetime:
    """00:00 of the day."""
    return _midnight(day, calendar.zone)


@lru_cache(maxsize=4096)
def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def read_instant(text: str) -> datetime | Refusal:
    """Read local text such as “2026-02-13 15:00” as the centre's time; a zone written out is kept."""
    stripped = text.strip()
    for form in _FORMS:
        try:
            return datetime.strptime(stripped, form).replace(tzinfo=SHANGHAI)
        except ValueError:
            continue
    try:
        at = datetime.fromisoformat(stripped)
    except ValueError:
        at = None
    if at is not None and at.tzinfo is not None:
        return at
    return Refusal("instant", f"“{text}”不是时刻。", "", "请写成“2026-02-13 15:00”或“2026-02-13”。")

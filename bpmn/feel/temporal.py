"""Dates, times and durations of FEEL, beyond the years Python's datetime knows.

`Date` is a count of days from 1970-01-01 in the proleptic Gregorian calendar, `Time` a count of nanoseconds of the
day, durations are whole months or whole nanoseconds: every sum is exact. Texts are those of XML Schema (ISO 8601),
with `@Area/City` for zones by name.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import re2

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MAX_YEAR = 999_999_999
MAX_MONTHS = 12 * MAX_YEAR
MAX_NANOSECONDS = 366 * 2 * MAX_YEAR * DAY


# ---------------------------------------------------------------------- the calendar


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to a date of the proleptic Gregorian calendar."""
    year -= month <= 2
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146_097 + day_of_era - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Year, month, day of a count of days from 1970-01-01."""
    days += 719_468
    era = days // 146_097
    day_of_era = days - era * 146_097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (month <= 2), month, day


def days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


MIN_DAYS = days_from_civil(-MAX_YEAR, 1, 1)
MAX_DAYS = days_from_civil(MAX_YEAR, 12, 31)


# ---------------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class Zone:
    """An offset in seconds from UTC, or the name of a zone whose offset depends on the day."""

    seconds: int
    name: str = ""

    def offset(self, days: int = 0, nanoseconds: int = 0) -> int:
        """Seconds from UTC at a local moment."""
        return _named_offset(self.name, days, nanoseconds // SECOND) if self.name else self.seconds

    def __str__(self) -> str:
        if self.name:
            return "@" + self.name
        if self.seconds == 0:
            return "Z"
        size = abs(self.seconds)
        text = f"{'-' if self.seconds < 0 else '+'}{size // 3600:02d}:{size % 3600 // 60:02d}"
        return f"{text}:{size % 60:02d}" if size % 60 else text


UTC = Zone(0)


@dataclass(frozen=True, slots=True)
class Date:
    """A day."""

    days: int

    @property
    def civil(self) -> tuple[int, int, int]:
        return civil_from_days(self.days)

    @property
    def key(self) -> int:
        return self.days

    def __str__(self) -> str:
        year, month, day = self.civil
        return f"{'-' if year < 0 else ''}{abs(year):04d}-{month:02d}-{day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, with a zone or without."""

    nanoseconds: int
    zone: Zone | None = None

    @property
    def key(self) -> int:
        """Whole seconds of the day in UTC (FEEL compares times by whole seconds)."""
        return self.nanoseconds // SECOND - (self.zone.offset() if self.zone else 0)

    def __str__(self) -> str:
        whole, fraction = divmod(self.nanoseconds, SECOND)
        digits = f".{fraction:09d}".rstrip("0") if fraction else ""
        clock = f"{whole // 3600:02d}:{whole % 3600 // 60:02d}:{whole % 60:02d}{digits}"
        return clock + (str(self.zone) if self.zone else "")


@dataclass(frozen=True, slots=True)
class DateTime:
    """A moment: a day and a time of day, with a zone or without."""

    days: int
    nanoseconds: int
    zone: Zone | None = None

    @property
    def date(self) -> Date:
        return Date(self.days)

    @property
    def time(self) -> Time:
        return Time(self.nanoseconds, self.zone)

    @property
    def key(self) -> int:
        """Whole seconds from 1970-01-01 UTC (or local, without a zone)."""
        seconds = self.days * 86_400 + self.nanoseconds // SECOND
        return seconds - (self.zone.offset(self.days, self.nanoseconds) if self.zone else 0)

    @property
    def exact(self) -> int:
        """Nanoseconds from 1970-01-01 UTC (or local, without a zone)."""
        offset = self.zone.offset(self.days, self.nanoseconds) if self.zone else 0
        return self.days * DAY + self.nanoseconds - offset * SECOND

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A duration of years and months, as months."""

    months: int

    @property
    def key(self) -> int:
        return self.months

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-P" if self.months < 0 else "P") + text


@dataclass(frozen=True, slots=True)
class DaysTime:
    """A duration of days, hours, minutes and seconds, as nanoseconds."""

    nanoseconds: int

    @property
    def key(self) -> int:
        return self.nanoseconds

    def __str__(self) -> str:
        if not self.nanoseconds:
            return "PT0S"
        days, rest = divmod(abs(self.nanoseconds), DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds, fraction = divmod(rest, SECOND)
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or fraction:
            clock += str(seconds) + (f".{fraction:09d}".rstrip("0") if fraction else "") + "S"
        text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        return ("-P" if self.nanoseconds < 0 else "P") + text


Temporal: TypeAlias = Date | Time | DateTime | YearsMonths | DaysTime
TEMPORAL = (Date, Time, DateTime, YearsMonths, DaysTime)
Duration: TypeAlias = YearsMonths | DaysTime

# ---------------------------------------------------------------------- reading

_DATE = re2.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_ZONE = r"(Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+)*)?"
_TIME = re2.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?" + _ZONE)
_YEARS_MONTHS = re2.compile(r"(-)?P(?:([0-9]+)Y)?(?:([0-9]+)M)?")
_DAYS_TIME = re2.compile(r"(-)?P(?:([0-9]+)D)?(?:(T)(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]*))?S)?)?")
_MAX_TEXT = 100
"""Characters of a date, time or duration; nothing longer is one."""


def make_date(year: int, month: int, day: int) -> Date | None:
    """The date, None when there is no such day."""
    if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        return None
    return Date(days_from_civil(year, month, day))


def read_date(text: str) -> Date | None:
    """`2026-03-02`; None when the text is no date."""
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():
        year, month, day = text[:4], text[5:7], text[8:]
        plain = year.isdigit() and month.isdigit() and day.isdigit()
        return make_date(int(year), int(month), int(day)) if plain else None
    match = _DATE.fullmatch(text) if len(text) <= _MAX_TEXT else None
    return make_date(int(match[1]), int(match[2]), int(match[3])) if match else None


def read_time(text: str) -> Time | None:
    """`09:30:00`, with a fraction, an offset or `@Asia/Shanghai`; None when the text is no time."""
    match = _TIME.fullmatch(text) if len(text) <= _MAX_TEXT else None
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    if hour > 23 or minute > 59 or second > 59:
        return None
    nanoseconds = (hour * 3600 + minute * 60 + second) * SECOND + _fraction(match[4])
    if not match[5]:
        return Time(nanoseconds)
    zone = read_zone(match[5])
    return Time(nanoseconds, zone) if zone else None


def read_zone(text: str) -> Zone | None:
    """`Z`, `+08:00` or `@Asia/Shanghai`; None when there is no such zone."""
    if text == "Z":
        return UTC
    if text.startswith("@"):
        return Zone(0, text[1:]) if _zone_info(text[1:]) else None
    parts = [int(part) for part in text[1:].split(":")] + [0]
    if parts[0] > 18 or parts[1] > 59 or parts[2] > 59 or (parts[0] == 18 and (parts[1] or parts[2])):
        return None
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    return Zone(-seconds if text[0] == "-" else seconds)


def read_date_time(text: str) -> DateTime | None:
    """`2026-03-02T09:30:00+08:00`, or a date alone (midnight, no zone); None when the text is neither."""
    day_text, mark, time_text = text.partition("T")
    day = read_date(day_text)
    if day is None:
        return None
    if not mark:
        return DateTime(day.days, 0)
    if time_text.startswith("24:00:00"):
        return _end_of_day(day, time_text)
    clock = read_time(time_text)
    return DateTime(day.days, clock.nanoseconds, clock.zone) if clock else None


def _end_of_day(day: Date, time_text: str) -> DateTime | None:
    """24:00:00, the midnight that ends the day, is 00:00:00 of the next (XML Schema 3.2.7)."""
    clock = read_time("00" + time_text[2:])
    return moment(day.days + 1, 0, clock.zone) if clock and not clock.nanoseconds else None


def read_duration(text: str) -> Duration | None:
    """`P1Y6M` or `P3DT4H`; None when the text is neither."""
    if len(text) > _MAX_TEXT:
        return None
    match = _YEARS_MONTHS.fullmatch(text)
    if match and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return years_months(-months if match[1] else months)
    match = _DAYS_TIME.fullmatch(text)
    if not match or not (match[2] or match[4] or match[5] or match[6]):
        return None
    if match[3] and not (match[4] or match[5] or match[6]):
        return None
    nanoseconds = int(match[2] or 0) * DAY + int(match[4] or 0) * HOUR + int(match[5] or 0) * MINUTE
    nanoseconds += int(match[6] or 0) * SECOND + _fraction(match[7])
    return days_time(-nanoseconds if match[1] else nanoseconds)


def at_literal(text: str) -> Temporal | None:
    """The value of `@"…"`: a duration, a moment, a date or a time; None when it is none of them."""
    if text[:1] == "P" or text[:2] == "-P":
        return read_duration(text)
    if "T" in text[:14]:
        return read_date_time(text)
    return read_date(text) or read_time(text)


def _fraction(digits: str | None) -> int:
    return int(digits[:9].ljust(9, "0")) if digits else 0


@lru_cache(maxsize=1024)
def _zone_info(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return None


def _named_offset(name: str, days: int, seconds: int) -> int:
    """The offset of a named zone; years beyond Python's take the same year of the 400-year cycle of 2000."""
    zone = _zone_info(name)
    if zone is None:
        return 0
    year, month, day = civil_from_days(days)
    if not 2 <= year <= 9998:
        year = 2000 + year % 400
    moment = datetime(year, month, day, seconds // 3600, seconds % 3600 // 60, seconds % 60, tzinfo=zone)
    offset = moment.utcoffset()
    return int(offset.total_seconds()) if offset else 0


# ---------------------------------------------------------------------- sums


def years_months(months: int) -> YearsMonths | None:
    """The duration, None beyond the largest."""
    return YearsMonths(months) if abs(months) <= MAX_MONTHS else None


def days_time(nanoseconds: int) -> DaysTime | None:
    """The duration, None beyond the largest."""
    return DaysTime(nanoseconds) if abs(nanoseconds) <= MAX_NANOSECONDS else None


def add_months(days: int, months: int) -> int | None:
    """The same day so many months on, the last of the month where it has no such day; None beyond the calendar."""
    year, month, day = civil_from_days(days)
    index = year * 12 + month - 1 + months
    year, month = index // 12, index % 12 + 1
    if abs(year) > MAX_YEAR:
        return None
    return days_from_civil(year, month, min(day, days_in_month(year, month)))


def moment(days: int, nanoseconds: int, zone: Zone | None) -> DateTime | None:
    """The moment, with nanoseconds of any size carried into days; None beyond the calendar."""
    carry, nanoseconds = divmod(nanoseconds, DAY)
    days += carry
    return DateTime(days, nanoseconds, zone) if MIN_DAYS <= days <= MAX_DAYS else None


# ---------------------------------------------------------------------- Python's own


def from_python(value: date | datetime | time | timedelta) -> Temporal | None:
    """A FEEL value of one of Python's; None when it has no equal."""
    if isinstance(value, datetime):
        return DateTime(value.date().toordinal() - 719_163, _nanoseconds(value.timetz()), _zone_of(value))
    if isinstance(value, date):
        return Date(value.toordinal() - 719_163)
    if isinstance(value, time):
        return Time(_nanoseconds(value), _zone_of(value))
    return days_time((value.days * 86_400 + value.seconds) * SECOND + value.microseconds * 1000)


def to_python_date(value: Date | DateTime) -> date | None:
    """Python's date; None beyond its years."""
    year, month, day = civil_from_days(value.days)
    return date(year, month, day) if 1 <= year <= 9999 else None


def seconds_of(nanoseconds: int) -> Decimal:
    """Nanoseconds as a number of seconds."""
    return Decimal(nanoseconds).scaleb(-9)


def _nanoseconds(value: time) -> int:
    return ((value.hour * 60 + value.minute) * 60 + value.second) * SECOND + value.microsecond * 1000


def _zone_of(value: datetime | time) -> Zone | None:
    if value.tzinfo is None:
        return None
    name = getattr(value.tzinfo, "key", None)
    if isinstance(name, str) and name not in ("UTC", "Etc/UTC"):
        return Zone(0, name)
    offset = value.utcoffset()
    return Zone(int(offset.total_seconds())) if offset is not None else None

"""`LegalCalendar` (法定工作日历): which days are working days, and why.

Three layers: Monday to Friday; the notices of the State Council Office (chinesecalendar for the years it publishes,
`calendars/cn_<year>.toml` for the others); the festivals of a region. A year without notice is open: its days are
provisional (暂定), Monday to Friday without the 13 days of 全国年节及纪念日放假办法 2; nothing is promised with them.
This module is the only door to chinesecalendar.
"""

import datetime
import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import count
from types import MappingProxyType
from zoneinfo import ZoneInfo

import chinese_calendar
import msgspec

from tenants.errors import TenantsError
from tenants.holiday_notice import HolidayNotice, read_notice

ONE_DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_DAY = date(2004, 1, 1)
"""The library's first notice."""
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_SHORT_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


class OutsideCalendar(TenantsError):
    """日期超出日历的范围。"""

    code = "outside-calendar"

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(f"日期 {day} 超出日历的范围（{first} 至 {last}）。请核对日期。")
        self.day = day


@dataclass(frozen=True, slots=True, eq=False)
class LegalCalendar:
    """Working days from `first` to `last`, indexed so that the n-th working day costs the same for every n.

    `published` are the years with a notice; `off` and `made_up` give the festival of a day off and of a make-up day,
    `local` the days a region moved;
    `working_days` are all working days in order, `counts[i]` how many there are up to and with the i-th day.
    """

    version: str
    region: str
    published: frozenset[int]
    off: Mapping[date, str]
    made_up: Mapping[date, str]
    local: frozenset[date]
    first: date
    last: date
    working_days: tuple[date, ...] = field(repr=False)
    counts: tuple[int, ...] = field(repr=False)
    open_from: date = field(repr=False)
    """The first day of the first year without notice."""
    zone: ZoneInfo = SHANGHAI

    def is_working_day(self, day: date) -> bool:
        """A make-up Saturday or Sunday (调休上班) is a full working day; a holiday and a plain weekend are not."""
        if day in self.made_up:
            return True
        return self._at(day) >= 0 and day.weekday() < 5 and day not in self.off

    def is_published(self, year: int) -> bool:
        """Whether the State Council Office has published the holidays of this year."""
        return year in self.published

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether any day from `first` to `last` lies in a year without notice."""
        return last >= self.open_from and any(year not in self.published for year in range(first.year, last.year + 1))

    def reason(self, day: date) -> str:
        """Why the day is worked or not: “国庆节放假”, “调休上班”, “周六”, “周一”."""
        self._at(day)
        if day in self.made_up:
            return "调休上班"
        return f"{self.off[day]}放假" if day in self.off else WEEKDAYS[day.weekday()]

    def nth_working_day(self, day: date, n: int) -> date:
        """The n-th working day after `day` (n ≥ 1), which itself is not counted (民法典201)."""
        at = day.toordinal() - _FIRST_ORDINAL
        if 0 <= at < len(self.counts):
            position = self.counts[at] + n - 1
            if position < len(self.working_days):
                return self.working_days[position]
            raise OutsideCalendar(day + timedelta(days=n), self.first, self.last)
        raise OutsideCalendar(day, self.first, self.last)

    def nth_working_day_before(self, day: date, n: int) -> date:
        """The n-th working day before `day` (n ≥ 1), which itself is not counted."""
        position = self.counts[self._at(day - ONE_DAY)] - n
        if position < 0:
            raise OutsideCalendar(day - timedelta(days=n), self.first, self.last)
        return self.working_days[position]

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie in (after, until]; negative when `until` comes first."""
        return self.counts[self._at(until)] - self.counts[self._at(after)]

    def working_day_from(self, day: date) -> date:
        """The day itself when it is a working day, else the next one (民法典203)."""
        return day if self.is_working_day(day) else self.nth_working_day(day, 1)

    def with_region(self, region: str, notices: Iterable[HolidayNotice]) -> "LegalCalendar":
        """This calendar with a region's own days over it (全国年节及纪念日放假办法 4)."""
        local = tuple(notices)
        off, made_up = _over(self.off, self.made_up, local)
        return _calendar(region, self.published, off, made_up, last=self.last, local=self.local | _moved(local))

    def with_notices(self, notices: Iterable[HolidayNotice]) -> "LegalCalendar":
        """This calendar with more national years published; their fixed days give way to the notices."""
        added = tuple(notices)
        if not added:
            return self
        years = {notice.year for notice in added}
        off = {day: name for day, name in self.off.items() if day.year not in years or day in self.local}
        made_up = {day: name for day, name in self.made_up.items() if day.year not in years or day in self.local}
        off, made_up = _over(off, made_up, added, unless=self.local)
        return _calendar(self.region, self.published | years, off, made_up, last=self.last, local=self.local)

    def _at(self, day: date) -> int:
        at = day.toordinal() - _FIRST_ORDINAL
        if 0 <= at < len(self.counts):
            return at
        raise OutsideCalendar(day, self.first, self.last)


_FIRST_ORDINAL = FIRST_DAY.toordinal()
Days = dict[date, str]


@cache
def national_calendar() -> LegalCalendar:
    """The calendar of the whole country as known to this release."""
    folder = resources.files("tenants") / "calendars"
    off, made_up, years = _library_days()
    off |= {day: name for day, name in _fixed_days(folder) if day.year not in years}
    library = _calendar("", years, off, made_up, last=date(max(off).year, 12, 31))
    return library.with_notices(_shipped_notices(folder))


def _shipped_notices(folder: Traversable) -> Iterator[HolidayNotice]:
    """The notices in `calendars/`, in order of year. A broken one is a fault of the release."""
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.startswith("cn_") and file.name.endswith(".toml"):
            reading = read_notice(file.read_bytes(), file=file.name)
            if reading.notice is None:
                raise ValueError("; ".join(str(finding) for finding in reading.findings))
            yield reading.notice


def library_is_working_day(day: date) -> bool:
    """What chinesecalendar itself answers for one day; for comparing figures and data, never for reckoning."""
    return bool(chinese_calendar.is_workday(day))


def _library_days() -> tuple[Days, Days, frozenset[int]]:
    """Days off, make-up days and years of chinesecalendar."""
    off = {day: _name(english) for day, english in chinese_calendar.holidays.items()}
    made_up = {day: _name(english) for day, english in chinese_calendar.workdays.items()}
    return off, made_up, frozenset(day.year for day in off)


def _name(english: str) -> str:
    chinese = str(chinese_calendar.Holiday(english).chinese)
    return _SHORT_NAMES.get(chinese, chinese)


class _FixedYear(msgspec.Struct, forbid_unknown_fields=True):
    year: int
    spring_festival: datetime.date
    tomb_sweeping: datetime.date
    dragon_boat: datetime.date
    mid_autumn: datetime.date


class _FixedFile(msgspec.Struct, forbid_unknown_fields=True):
    years: list[_FixedYear]


def _fixed_days(folder: Traversable) -> Iterator[tuple[date, str]]:
    """The 13 days of 全国年节及纪念日放假办法 2 for each year of the table."""
    table = msgspec.convert(tomllib.loads((folder / "fixed_days.toml").read_text("utf-8")), _FixedFile)
    for row in table.years:
        yield date(row.year, 1, 1), "元旦"
        for offset in (-1, 0, 1, 2):
            yield row.spring_festival + timedelta(days=offset), "春节"
        yield row.tomb_sweeping, "清明节"
        yield date(row.year, 5, 1), "劳动节"
        yield date(row.year, 5, 2), "劳动节"
        yield row.dragon_boat, "端午节"
        yield row.mid_autumn, "中秋节"
        for day in (1, 2, 3):
            yield date(row.year, 10, day), "国庆节"


def _over(
    off: Mapping[date, str],
    made_up: Mapping[date, str],
    notices: Iterable[HolidayNotice],
    unless: frozenset[date] = frozenset(),
) -> tuple[Days, Days]:
    """Days off and make-up days with the notices laid over them, later ones on top, except on the days `unless`."""
    free, worked = dict(off), dict(made_up)
    for notice in notices:
        for day, name in notice.holidays:
            if day not in unless:
                free[day] = name
                worked.pop(day, None)
        for day, name in notice.make_up_days:
            if day not in unless:
                worked[day] = name
                free.pop(day, None)
    return free, worked


def _moved(notices: Iterable[HolidayNotice]) -> frozenset[date]:
    """Every day the notices speak of."""
    return frozenset(day for notice in notices for day, _ in (*notice.holidays, *notice.make_up_days))


def _calendar(
    region: str,
    published: frozenset[int],
    off: Days,
    made_up: Days,
    *,
    last: date,
    local: frozenset[date] = frozenset(),
) -> LegalCalendar:
    """Build the index over all days from `FIRST_DAY` to `last`."""
    working: list[date] = []
    counts: list[int] = []
    for ordinal in range(_FIRST_ORDINAL, last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if day in made_up or (day.weekday() < 5 and day not in off):
            working.append(day)
        counts.append(len(working))
    return LegalCalendar(
        version=_version(region, published, off, made_up),
        region=region,
        published=published,
        off=MappingProxyType(off),
        made_up=MappingProxyType(made_up),
        local=local,
        first=FIRST_DAY,
        last=last,
        working_days=tuple(working),
        counts=tuple(counts),
        open_from=date(next(year for year in count(FIRST_DAY.year) if year not in published), 1, 1),
    )


def _version(region: str, published: frozenset[int], off: Days, made_up: Days) -> str:
    """Names the content: who, the last year with a notice, and a digest of every day moved."""
    moved = ";".join(f"{day}-{off[day]}" for day in sorted(off)) + "|" + ";".join(map(str, sorted(made_up)))
    digest = hashlib.sha256(f"{sorted(published)}|{moved}".encode()).hexdigest()[:10]
    return f"{region or 'cn'}-{max(published)}-{digest}"

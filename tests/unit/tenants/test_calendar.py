"""The calendar: days moved by the notices of 2025 and 2026, open years, regional days, new notices."""

import ast
import math
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import tenants.calendar
from tenants.calendar import OutsideCalendar, national_calendar
from tenants.holiday_notice import HolidayNotice, read_notice

# 国办发明电〔2024〕12号、国务院办公厅关于2026年部分节假日安排的通知, typed from the notices: festival, first, last
HOLIDAYS = (
    ("元旦", "2025-01-01", "2025-01-01"),
    ("春节", "2025-01-28", "2025-02-04"),
    ("清明节", "2025-04-04", "2025-04-06"),
    ("劳动节", "2025-05-01", "2025-05-05"),
    ("端午节", "2025-05-31", "2025-06-02"),
    ("国庆节、中秋节", "2025-10-01", "2025-10-08"),
    ("元旦", "2026-01-01", "2026-01-03"),
    ("春节", "2026-02-15", "2026-02-23"),
    ("清明节", "2026-04-04", "2026-04-06"),
    ("劳动节", "2026-05-01", "2026-05-05"),
    ("端午节", "2026-06-19", "2026-06-21"),
    ("中秋节", "2026-09-25", "2026-09-27"),
    ("国庆节", "2026-10-01", "2026-10-07"),
)
MAKE_UP_DAYS = (
    "2025-01-26",
    "2025-02-08",
    "2025-04-27",
    "2025-09-28",
    "2025-10-11",
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
)


def days(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


@pytest.mark.parametrize(("festival", "first", "last"), HOLIDAYS)
def test_every_day_of_a_holiday_is_off(festival: str, first: str, last: str) -> None:
    for day in days(first, last):
        assert not national_calendar().is_working_day(day)
        assert national_calendar().reason(day).removesuffix("放假") in festival


@pytest.mark.parametrize("day", MAKE_UP_DAYS)
def test_a_make_up_day_is_a_full_working_day(day: str) -> None:
    moved = date.fromisoformat(day)
    assert moved.weekday() >= 5
    assert national_calendar().is_working_day(moved)
    assert national_calendar().reason(moved) == "调休上班"


def test_all_other_days_of_2025_and_2026_follow_the_week() -> None:
    moved = {day for _, first, last in HOLIDAYS for day in days(first, last)} | {
        date.fromisoformat(day) for day in MAKE_UP_DAYS
    }
    for day in days("2025-01-01", "2026-12-31"):
        if day not in moved:
            assert national_calendar().is_working_day(day) == (day.weekday() < 5), day


def test_the_years_have_as_many_working_days_as_their_notices_say() -> None:
    # 2025: 261个周一至周五 − 18个放假的周一至周五 + 5个调休上班日 = 248；2026: 261 − 19 + 6 = 248
    calendar = national_calendar()
    for year, working in ((2025, 248), (2026, 248)):
        assert calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == working


def test_plain_days_are_named_by_their_weekday() -> None:
    assert national_calendar().reason(date(2026, 3, 7)) == "周六"
    assert national_calendar().reason(date(2026, 3, 9)) == "周一"


def test_counting_backward_and_forward_agree() -> None:
    calendar = national_calendar()
    for n in range(1, 60):
        later = calendar.nth_working_day(date(2026, 2, 13), n)
        assert calendar.nth_working_day_before(later, n) == date(2026, 2, 13)
        assert calendar.working_days_between(date(2026, 2, 13), later) == n


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2051, 1, 1)])
def test_a_day_outside_the_calendar_is_an_error_and_no_guess(day: date) -> None:
    with pytest.raises(OutsideCalendar, match="超出日历的范围"):
        national_calendar().is_working_day(day)


def test_counting_out_of_the_calendar_is_an_error() -> None:
    with pytest.raises(OutsideCalendar):
        national_calendar().nth_working_day(date(2050, 12, 30), 5)
    with pytest.raises(OutsideCalendar):
        national_calendar().nth_working_day_before(date(2004, 1, 6), 5)


class TestOpenYears:
    """R2: a year without notice is provisional: Monday to Friday without the 13 fixed days."""

    def test_2026_is_published_and_2027_is_open(self) -> None:
        calendar = national_calendar()
        assert calendar.is_published(2026)
        assert not calendar.is_published(2027)
        assert not calendar.is_provisional(date(2026, 1, 1), date(2026, 12, 31))
        assert calendar.is_provisional(date(2026, 12, 31), date(2027, 1, 1))

    # 除夕, 正月初一至初三, 清明, 端午, 中秋 of the open years
    @pytest.mark.parametrize(
        ("first_of_spring", "tomb_sweeping", "dragon_boat", "mid_autumn"),
        [
            ("2027-02-06", "2027-04-05", "2027-06-09", "2027-09-15"),
            ("2028-01-26", "2028-04-04", "2028-05-28", "2028-10-03"),
            ("2029-02-13", "2029-04-04", "2029-06-16", "2029-09-22"),
            ("2030-02-03", "2030-04-05", "2030-06-05", "2030-09-12"),
            ("2031-01-23", "2031-04-05", "2031-06-24", "2031-10-01"),
            ("2032-02-11", "2032-04-04", "2032-06-12", "2032-09-19"),
            ("2033-01-31", "2033-04-04", "2033-06-01", "2033-09-08"),
            ("2034-02-19", "2034-04-05", "2034-06-20", "2034-09-27"),
            ("2035-02-08", "2035-04-05", "2035-06-10", "2035-09-16"),
        ],
    )
    def test_the_thirteen_fixed_days_are_off(
        self, first_of_spring: str, tomb_sweeping: str, dragon_boat: str, mid_autumn: str
    ) -> None:
        spring = date.fromisoformat(first_of_spring)
        fixed = {spring + timedelta(days=n) for n in (-1, 0, 1, 2)}
        fixed |= {date.fromisoformat(day) for day in (tomb_sweeping, dragon_boat, mid_autumn)}
        fixed |= {date(spring.year, month, day) for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))}
        for day in days(f"{spring.year}-01-01", f"{spring.year}-12-31"):
            assert national_calendar().is_working_day(day) == (day.weekday() < 5 and day not in fixed), day

    def test_no_make_up_day_is_guessed(self) -> None:
        assert all(day.year <= 2026 for day in national_calendar().made_up)


class TestNewNotice:
    """The notice arrives: the year is published, its fixed days give way, the version changes."""

    # An invented notice, for the test alone.
    SOURCE = """
        year = 2027
        title = "关于2027年部分节假日安排的通知（测试用）"
        published = 2026-11-30
        make_up_days = [2027-02-20]
        [[holidays]]
        name = "元旦"
        first = 2026-12-31
        last = 2027-01-02
        [[holidays]]
        name = "春节"
        first = 2027-02-05
        last = 2027-02-11
    """

    def notice(self) -> HolidayNotice:
        reading = read_notice(self.SOURCE.encode())
        assert reading.notice is not None, reading.findings
        return reading.notice

    def test_its_days_hold_and_the_fixed_days_are_gone(self) -> None:
        calendar = national_calendar().with_notices([self.notice()])
        assert calendar.is_published(2027)
        assert not calendar.is_working_day(date(2026, 12, 31))
        assert not calendar.is_working_day(date(2027, 2, 11))
        assert calendar.is_working_day(date(2027, 2, 20))
        assert calendar.is_working_day(date(2027, 5, 3))
        assert calendar.is_working_day(date(2027, 6, 9)), "端午 is off only where the notice says so"
        assert calendar.is_provisional(date(2027, 12, 31), date(2028, 1, 1))
        assert calendar.version != national_calendar().version

    def test_regional_days_stay(self) -> None:
        regional = national_calendar().with_region("522700", [HolidayNotice(2027, ((date(2027, 2, 20), "州庆"),))])
        calendar = regional.with_notices([self.notice()])
        assert not calendar.is_working_day(date(2027, 2, 20))
        assert calendar.reason(date(2027, 2, 20)) == "州庆放假"

    def test_no_notice_changes_nothing(self) -> None:
        assert national_calendar().with_notices([]) is national_calendar()


class TestRegion:
    """R3, 放假办法4: days of a region lie over the national ones."""

    def test_a_regional_festival_is_off_there_and_nowhere_else(self) -> None:
        # 黔南州庆 8月8日 (2025: 周五)
        regional = national_calendar().with_region("522700", [HolidayNotice(2025, ((date(2025, 8, 8), "州庆"),))])
        assert not regional.is_working_day(date(2025, 8, 8))
        assert national_calendar().is_working_day(date(2025, 8, 8))
        assert regional.version.startswith("522700-")

    def test_a_regional_make_up_day_is_worked(self) -> None:
        notice = HolidayNotice(2025, ((date(2025, 8, 8), "州庆"),), ((date(2025, 8, 9), "州庆"),))
        assert national_calendar().with_region("522700", [notice]).is_working_day(date(2025, 8, 9))


class TestReading:
    """A notice with a fault is no notice, and the finding says what is wrong."""

    HEAD = 'year = 2027\ntitle = "t"\npublished = 2026-11-01\n'

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("year = ", "读不出来"),
            ('year = 2027\ntitle = "t"\n', "读不出来"),
            (HEAD + "holidays = []\nholliday = 1\n", "读不出来"),
            (HEAD + '[[holidays]]\nname = "春节"\nfirst = 2027-02-08\nlast = 2027-02-05\n', "早于开始日"),
            (HEAD + '[[holidays]]\nname = "春节"\nfirst = 2027-02-08\nlast = 2027-05-05\n', "一个月以上"),
            (HEAD + '[[holidays]]\nname = "春节"\nfirst = 2028-02-08\n', "不属于2027年"),
            (HEAD + "holidays = []\nmake_up_days = [2027-02-08]\n", "本来就是周一至周五"),
            (HEAD + "holidays = []\nmake_up_days = [2028-02-12]\n", "不属于2027年"),
            (HEAD + 'make_up_days = [2027-02-06]\n[[holidays]]\nname = "春节"\nfirst = 2027-02-06\n', "既放假又上班"),
            (
                HEAD + '[[holidays]]\nname = "甲"\nfirst = 2027-02-06\n[[holidays]]\nname = "乙"\nfirst = 2027-02-06\n',
                "同时属于",
            ),
            ('region = "522700"\n' + HEAD + "holidays = []\n", "没有写依据"),
        ],
    )
    def test_a_faulty_notice(self, body: str, words: str) -> None:
        reading = read_notice(body.encode(), file="cn_2027.toml")
        assert reading.notice is None
        assert any(words in finding.message for finding in reading.findings)
        assert all(finding.file == "cn_2027.toml" for finding in reading.findings)


# —— The astronomical check of calendars/fixed_days.toml, after Meeus, Astronomical Algorithms, 2nd ed., ch. 25 and 49


def in_beijing(julian_day: float) -> datetime:
    """Dynamical time to the time of 120°E; ΔT is taken as 75 seconds."""
    return datetime(2000, 1, 1, 12) + timedelta(days=julian_day - 75 / 86400 + 8 / 24 - 2451545.0)


def new_moon(k: int) -> datetime:
    """The k-th new moon after 2000-01-06."""
    t = k / 1236.85
    sun = math.radians(2.5534 + 29.1053567 * k)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = math.radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    omega = math.radians(124.7746 - 1.56375588 * k)
    e = 1 - 0.002516 * t
    terms = (
        (-0.4072, moon),
        (0.17241 * e, sun),
        (0.01608, 2 * moon),
        (0.01039, 2 * node),
        (0.00739 * e, moon - sun),
        (-0.00514 * e, moon + sun),
        (0.00208 * e * e, 2 * sun),
        (-0.00111, moon - 2 * node),
        (-0.00057, moon + 2 * node),
        (0.00056 * e, 2 * moon + sun),
        (-0.00042, 3 * moon),
        (0.00042 * e, sun + 2 * node),
        (0.00038 * e, sun - 2 * node),
        (-0.00024 * e, 2 * moon - sun),
        (-0.00017, omega),
        (0.000325, math.radians(299.77 + 0.107408 * k)),
        (0.000165, math.radians(251.88 + 0.016321 * k)),
    )
    mean = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    return in_beijing(mean + sum(size * math.sin(angle) for size, angle in terms))


def sun_longitude(moment: datetime) -> float:
    """The sun's apparent longitude in degrees at a moment of Beijing time."""
    t = ((moment - datetime(2000, 1, 1, 12)).total_seconds() / 86400 + 75 / 86400 - 8 / 24) / 36525
    anomaly = math.radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * math.sin(anomaly) + 0.019993 * math.sin(2 * anomaly)
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    return (mean + centre - 0.00569 - 0.00478 * math.sin(math.radians(125.04 - 1934.136 * t))) % 360


def moon_before(day: date) -> date:
    """The day of the last new moon on or before the day."""
    k = round((day.year - 2000 + (day.month - 1) / 12) * 12.3685)
    return max(moon.date() for moon in map(new_moon, range(k - 3, k + 4)) if moon.date() <= day)


def day_of_longitude(year: int, month: int, degrees: int) -> date:
    """The day from the 3rd of the month on in which the sun reaches the longitude."""
    day = datetime(year, month, 3)
    while (sun_longitude(day + timedelta(days=1)) - degrees + 180) % 360 < 180:
        day += timedelta(days=1)
    return day.date()


def months_from_solstice(year: int) -> dict[int, date]:
    """First days of the lunar months 11, 12, 1 … 10 from the winter solstice before the year (GB/T 33661 4.2).

    Month 11 holds the solstice (冬至). Where thirteen new moons lie between two such months, the first of them without
    a principal term (中气) is the leap month and has no number of its own.
    """
    first, last = (moon_before(day_of_longitude(each, 12, 270)) for each in (year - 1, year))
    starts = [first]
    while starts[-1] < last:
        starts.append(moon_before(starts[-1] + timedelta(days=31)))
    terms = {day_of_longitude(year, month, (270 + 30 * month) % 360) for month in range(1, 13)}
    terms.add(day_of_longitude(year - 1, 12, 270))
    if len(starts) == 14:
        leap = next(n for n in range(14) if not any(starts[n] <= term < starts[n + 1] for term in terms))
        del starts[leap]
    return {(10 + n) % 12 + 1: start for n, start in enumerate(starts[:12])}


def named(year: int, festival: str) -> list[date]:
    return sorted(day for day, name in national_calendar().off.items() if day.year == year and name == festival)


@pytest.mark.parametrize("year", range(2027, 2051))
def test_the_table_of_fixed_days_agrees_with_the_sky(year: int) -> None:
    months = months_from_solstice(year)
    assert named(year, "春节")[1] == months[1]
    assert named(year, "清明节") == [day_of_longitude(year, 4, 15)]
    assert named(year, "端午节") == [months[5] + timedelta(days=4)]
    assert months[8] + timedelta(days=14) in named(year, "中秋节") + named(year, "国庆节")


def test_this_module_is_the_only_door_to_the_library() -> None:
    root = Path(tenants.calendar.__file__).parents[1]
    importers = {
        str(file.relative_to(root))
        for package in ("bpmn", "forms", "tenants", "engine", "designer_api")
        for file in (root / package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "chinese_calendar" in (getattr(node, "module", None) or "", *(alias.name for alias in node.names))
    }
    assert importers == {"tenants/calendar.py"}

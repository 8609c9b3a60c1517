"""`explain` (时限说明): why a limit ends when it does, day by day, in words a clerk can check and as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

import msgspec

from engine.legal_clock.due import Due, Extension, due
from engine.legal_clock.hours import OFFICE_HOURS, BusinessHours
from engine.legal_clock.limit import Limit
from engine.legal_clock.pause import Pause
from engine.legal_clock.unit import Unit
from tenants.calendar import WEEKDAYS, LegalCalendar


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the reckoning. `number` counts from 1 (0: not counted); `words` say why it is as it is."""

    day: date
    weekday: str
    words: str
    number: int
    provisional: bool = False

    def __str__(self) -> str:
        parts = [f"{self.day:%m-%d} {self.weekday}", self.words, f"第{self.number}日" if self.number else ""]
        if self.provisional:
            parts.append("暂定")
        return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole reckoning: a heading, the days, and the rules applied."""

    heading: str
    due: date
    at: datetime
    provisional: bool
    days: tuple[DayLine, ...]
    rules: tuple[str, ...]
    calendar: str
    long: bool = False
    """Reckoned in months or years: counted days share lines too."""

    def bound_to(self, day: date, at: datetime, why: str) -> "Explanation":
        """The same reckoning where a rule sets another last day than the plain count: which day, and why."""
        heading = f"{self.heading.rstrip('。')}；{why}：{day}（{_weekday(day)}）。"
        return replace(self, heading=heading, due=day, at=at, rules=(*self.rules, f"{why}。"))

    def lines(self) -> tuple[str, ...]:
        """The days as text. Days in a row that are alike share a line; a new year is named."""
        written: list[str] = []
        year = 0
        for run in _runs(self.days, long=self.long):
            prefix = f"{run[0].day.year}年 " if run[0].day.year != year else ""
            year = run[-1].day.year
            written.append(prefix + (str(run[0]) if len(run) == 1 else _run(run)))
        return tuple(written)

    def text(self) -> str:
        """Heading, days and rules, one a line."""
        return "\n".join((self.heading, *(f"  {line}" for line in self.lines()), *self.rules))

    def json(self) -> str:
        """The same as JSON."""
        return msgspec.json.encode(
            {
                "heading": self.heading,
                "due": self.due,
                "at": self.at,
                "provisional": self.provisional,
                "calendar": self.calendar,
                "days": [
                    {"day": line.day, "weekday": line.weekday, "words": line.words, "number": line.number or None}
                    for line in self.days
                ],
                "text": self.lines(),
                "rules": self.rules,
            }
        ).decode()


def explain(
    limit: Limit,
    start: datetime,
    calendar: LegalCalendar,
    *,
    hours: BusinessHours = OFFICE_HOURS,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Explanation:
    """Why `due` with the same arguments gives the day it gives."""
    end = due(limit, start, calendar, hours=hours, pauses=pauses, extensions=extensions)
    return Explanation(
        heading=_heading(end, extensions),
        due=end.day,
        at=end.at,
        provisional=end.provisional,
        days=tuple(_days(end, calendar)),
        rules=tuple(_rules(end, pauses, extensions, hours)),
        calendar=calendar.version,
        long=limit.unit in (Unit.MONTH, Unit.YEAR),
    )


def _heading(end: Due, extensions: Sequence[Extension]) -> str:
    more = "".join(f"，延长{extension.amount}" for extension in extensions)
    left_out = f"，扣除{end.excluded}{_counted_unit(end).chinese}" if end.excluded else ""
    hourly = end.limit.unit is Unit.WORKING_HOUR
    last = (
        f"{end.at:%Y-%m-%d}（{_weekday(end.day)}）{end.at:%H:%M}"
        if hourly
        else f"{end.day}（{_weekday(end.day)}）24:00"
    )
    begun = f"{end.start:%Y-%m-%d}（{_weekday(end.start.date())}）" + (f"{end.start:%H:%M} " if hourly else "")
    doubt = "（暂定）" if end.provisional else ""
    return f"{end.limit}{more}，自 {begun}起算{left_out}，{last} 到期{doubt}。"


def _counted_unit(end: Due) -> Unit:
    """What `total` and `excluded` are counted in."""
    return Unit.NATURAL_DAY if end.limit.unit in (Unit.MONTH, Unit.YEAR) else end.limit.unit


def _days(end: Due, calendar: LegalCalendar) -> Iterator[DayLine]:
    """Every day from the start to the last, with its number."""
    first = end.start.date()
    number = 0
    for ordinal in range(first.toordinal(), end.day.toordinal() + 1):
        day = date.fromordinal(ordinal)
        why = _not_counted(end, day, calendar, number)
        if not why:
            number += 1
        words = _joined(_kind_of_day(day, calendar, end), why)
        yield DayLine(day, _weekday(day), words, 0 if why else number, not calendar.is_published(day.year))


def _kind_of_day(day: date, calendar: LegalCalendar, end: Due) -> str:
    """“国庆节放假”, “调休上班”, “休息日”; nothing for a plain working day, or where natural days count alike."""
    if day in calendar.off or day in calendar.made_up:
        return calendar.reason(day)
    by_working_day = end.limit.unit in (Unit.WORKING_DAY, Unit.WORKING_HOUR)
    return "" if calendar.is_working_day(day) or not by_working_day else "休息日"


def _not_counted(end: Due, day: date, calendar: LegalCalendar, number: int) -> str:
    """Why the day has no number; empty when it has one. `number` is how many days were counted before it."""
    first = end.start.date()
    rest = not calendar.is_working_day(day)
    if end.limit.unit is Unit.WORKING_HOUR:
        return "不计" if rest else _clock_words(end, day)
    if day == first:
        return "起算当日，不计" if end.day > first else "当日届满"
    if end.limit.unit is Unit.WORKING_DAY and rest:
        return "不计"
    span = next((span for span in end.spans if day in span), None)
    if span is not None:
        return f"{span.name or '暂停计时'}，不计入时限"
    if number < end.total:
        return ""
    return "顺延至当日届满" if day == end.day else "顺延"


def _clock_words(end: Due, day: date) -> str:
    """For hours: from when to when the clock ran that day."""
    begins = f"{end.start:%H:%M}起" if day == end.start.date() else ""
    stops = f"{end.at:%H:%M}届满" if day == end.day else ""
    return _joined(begins, stops) or "营业时间计入"


def _rules(end: Due, pauses: Sequence[Pause], extensions: Sequence[Extension], hours: BusinessHours) -> Iterator[str]:
    """The rules applied, with the articles they rest on."""
    if end.limit.basis:
        yield f"时限依据：{end.limit.basis}。"
    if end.limit.unit is Unit.WORKING_HOUR:
        yield f"只计工作日的营业时间 {hours}。"
    else:
        yield "起算当日不计入，自下一日起算；最后一日截止到24:00（参照民法典第二百零一条、第二百零三条）。"
    if end.limit.unit in (Unit.NATURAL_DAY, Unit.MONTH, Unit.YEAR):
        yield "最后一日不是工作日的，顺延到下一个工作日（参照民法典第二百零三条）。"
    for pause in pauses:
        result = f"{pause.end:%Y-%m-%d}作出结果" if pause.end else "尚未作出结果，按告知的时间计算"
        ground = f"（{pause.ground}）" if pause.ground else ""
        yield f"{pause.name or '暂停'}自 {pause.start:%Y-%m-%d} 起，书面告知需{pause.needed}，{result}{ground}。"
    for extension in extensions:
        basis = f"（{extension.amount.basis}）" if extension.amount.basis else ""
        yield f"经批准延长{extension.amount}{basis}。"
    if end.provisional:
        yield "国务院放假通知尚未公布的年份按周一至周五扣除法定节日计算，为暂定日期，公布后重新计算并留存记录。"


def _runs(days: Sequence[DayLine], *, long: bool) -> Iterator[list[DayLine]]:
    """The days in runs that may share a line: days left out for one reason; with `long`, counted days too."""

    def key(line: DayLine) -> object:
        if line.number:
            return (line.day.year, "") if long else line.day
        return (line.day.year, line.words) if line.words.endswith(("，不计", "不计入时限", "顺延")) else line.day

    for _, run in groupby(days, key=key):
        yield list(run)


def _run(run: list[DayLine]) -> str:
    first, last = run[0], run[-1]
    doubt = "，暂定" if any(line.provisional for line in run) else ""
    if first.number:
        return f"{first.day:%m-%d} 至 {last.day:%m-%d}，第{first.number}日至第{last.number}日{doubt}"
    return f"{first.day:%m-%d} 至 {last.day:%m-%d}，{first.words}（共{len(run)}日）{doubt}"


def _joined(*words: str) -> str:
    return "，".join(word for word in words if word)


def _weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]

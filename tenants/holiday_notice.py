"""`HolidayNotice` (放假通知): which days a notice takes off and which weekend days it makes working days.

A national notice is that of the State Council Office (全国年节及纪念日放假办法 7); a regional one is that of a local
government for the festivals of national minorities (art. 4). Both are TOML files of the same shape.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from bpmn.finding import Finding
from tenants.toml_document import open_document

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HolidayNotice:
    """The days one notice moves. `holidays` maps a day off to its festival; `make_up_days` are worked instead."""

    year: int
    holidays: tuple[tuple[date, str], ...]
    make_up_days: tuple[tuple[date, str], ...] = ()
    title: str = ""
    number: str = ""
    source: str = ""
    region: str = ""


class _Span(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    first: datetime.date
    last: datetime.date | None = None

    def days(self) -> Iterator[tuple[date, str]]:
        day = self.first
        while day <= (self.last or self.first):
            yield day, self.name
            day += ONE_DAY


class _NoticeFile(msgspec.Struct, forbid_unknown_fields=True):
    year: int
    title: str
    published: datetime.date
    holidays: list[_Span]
    make_up_days: list[datetime.date] = []
    number: str = ""
    source: str = ""
    region: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class NoticeReading:
    """What reading a notice gave: the notice, or the findings that say why there is none."""

    notice: HolidayNotice | None
    findings: tuple[Finding, ...] = ()


def read_notice(source: bytes, *, file: str = "") -> NoticeReading:
    """Read a holiday notice from TOML. A day of another year, or both off and worked, is a finding."""
    root, notes = open_document(source, file)
    if root is None:
        told = "".join(f"{each.message}{each.advice}" for each in notes.findings)
        return _unread(f"放假通知读不出来：{told}", file)
    try:
        written = msgspec.convert(dict(root.values), _NoticeFile)
    except msgspec.ValidationError as error:
        named = "、".join(str(error).split("`")[1::2])
        return _unread(f"放假通知读不出来：{named} 没有写、写错了类型，或不该写在那里。", file)
    findings = tuple(finding.in_file(file) for finding in _faults(written))
    if findings:
        return NoticeReading(None, findings)
    notice = HolidayNotice(
        written.year,
        tuple(day for span in written.holidays for day in span.days()),
        tuple((day, _nearest(day, written.holidays)) for day in sorted(written.make_up_days)),
        written.title,
        written.number,
        written.source,
        written.region,
    )
    return NoticeReading(notice)


def _unread(text: str, file: str) -> NoticeReading:
    advice = "请按 tenants/calendars/README.md 的格式填写年份、名称和起止日期。"
    return NoticeReading(None, (Finding("holiday-notice", text, file=file, advice=advice),))


def _faults(written: _NoticeFile) -> Iterator[Finding]:
    """What is wrong with a notice that reads as TOML."""
    if written.region and not written.basis:
        yield Finding("holiday-notice", "地方放假通知没有写依据（basis）。请写明地方政府的决定文号。")
    seen: dict[date, str] = {}
    for span in written.holidays:
        if span.last is not None and span.last < span.first:
            yield Finding("holiday-notice", f"“{span.name}”的结束日 {span.last} 早于开始日 {span.first}。请改正。")
            continue
        if span.last is not None and (span.last - span.first).days > 30:
            yield Finding("holiday-notice", f"“{span.name}”长达一个月以上。请核对起止日期。")
            continue
        for day, name in span.days():
            if day in seen:
                yield Finding("holiday-notice", f"{day} 同时属于“{seen[day]}”和“{name}”。请只写一次。")
            if not _belongs(day, written.year):
                yield Finding("holiday-notice", f"{day} 不属于{written.year}年的通知。请核对年份。")
            seen[day] = name
    for day in written.make_up_days:
        if day in seen:
            yield Finding("holiday-notice", f"{day} 既放假又上班。请核对通知。")
        if day.weekday() < 5:
            yield Finding("holiday-notice", f"调休上班日 {day} 本来就是周一至周五。请核对通知。")
        if not _belongs(day, written.year):
            yield Finding("holiday-notice", f"{day} 不属于{written.year}年的通知。请核对年份。")


def _belongs(day: date, year: int) -> bool:
    """A notice moves days of its own year, and for 元旦 the last week of the year before."""
    return day.year == year or (day.year == year - 1 and day >= date(year - 1, 12, 25))


def _nearest(day: date, spans: list[_Span]) -> str:
    """The festival a make-up day belongs to: the nearest one."""
    if not spans:
        return ""
    return min(spans, key=lambda span: abs((span.first - day).days)).name

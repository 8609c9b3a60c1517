"""datetime 日期时间: a date, a time or both, of China's one zone (UTC+8), kept in ISO 8601 to the minute."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from forms.characters import plain_width
from forms.component import Component, Facts, Fault, Schema, should_be
from forms.errors import TodayNeeded
from forms.field import Field, Settings
from forms.source import Source
from forms.values import Value

_OFFSET: Final = "+08:00"
_WEEKDAYS: Final = "一二三四五六日"
_MARKS: Final = str.maketrans({"年": "-", "月": "-", "日": " ", "/": "-", ".": "-", "时": ":", "分": " "})
_INTERVALS: Final = (1, 5, 10, 15, 20, 30, 60)


@dataclass(frozen=True, slots=True)
class MomentSettings(Settings):
    """`interval` is the step of the minutes; `offset` writes `+08:00` behind a time; `not_past` refuses past days."""

    kind: str = "date"
    interval: int = 1
    offset: bool = False
    not_past: bool = False


class Moment(Component[MomentSettings]):
    type = "datetime"
    name = "日期时间"
    label_keys = ("dateLabel", "timeLabel")
    settings_type = MomentSettings

    def read(self, source: Source) -> MomentSettings:
        kind = source.one_of("subtype", ("date", "time", "datetime"), "date")
        interval = source.whole("timeInterval", 1, 60) or 1
        if interval not in _INTERVALS:
            source.wrong("timeInterval", "、".join(map(str, _INTERVALS)) + "之一（分钟）")
        source.flag("use24h")
        written = source.one_of("timeSerializingFormat", ("utc_offset", "no_timezone"), "no_timezone")
        not_past = source.flag("disallowPassedDates")
        if not_past and kind == "time":
            source.complain("form-value", "只有时间，不能限制过去日期，请去掉该限制。")
        return MomentSettings(kind, interval, kind != "date" and written == "utc_offset", not_past and kind != "time")

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        settings = self.own(field)
        moment = _read(raw, settings) if isinstance(raw, str) else None
        if moment is None:
            return should_be(_EXPECTED[settings.kind], raw if isinstance(raw, str) else "其他内容")
        return _written(moment, settings)

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        settings = self.own(field)
        moment = _read(str(value), settings)
        if moment is None:
            return should_be(_EXPECTED[settings.kind], str(value))
        if settings.kind != "date" and (
            moment.minute % settings.interval or (settings.interval == 60 and moment.minute)
        ):
            return should_be(f"{settings.interval} 分钟的整数倍", f"{moment:%H:%M}")
        if settings.not_past:
            if facts.today is None:
                raise TodayNeeded
            if moment.date() < facts.today:
                return should_be(f"{facts.today.isoformat()} 或以后的日期", moment.date().isoformat())
        return None

    def shown(self, field: Field, value: Value) -> Value:
        """As `<input type="date | time | datetime-local">` wants it."""
        return value.removesuffix(_OFFSET) if isinstance(value, str) else ""

    def words(self, field: Field, value: Value, facts: Facts) -> str:
        settings = self.own(field)
        moment = _read(value, settings) if isinstance(value, str) else None
        if moment is None:
            return super().words(field, value, facts)
        if settings.kind == "time":
            return f"{moment:%H:%M}"
        day = f"{moment.date().isoformat()}（周{_WEEKDAYS[moment.weekday()]}）"
        return day if settings.kind == "date" else f"{day} {moment:%H:%M}"

    def schema(self, field: Field) -> Schema:
        settings = self.own(field)
        if settings.kind == "date":
            return {"type": "string", "format": "date"}
        day = "" if settings.kind == "time" else "[0-9]{4}-[0-9]{2}-[0-9]{2}T"
        zone = r"\+08:00" if settings.offset else ""
        return {"type": "string", "pattern": f"^{day}[0-9]{{2}}:[0-9]{{2}}{zone}$"}

    def limits(self, field: Field) -> tuple[tuple[str, str], ...]:
        settings = self.own(field)
        return (("种类", _EXPECTED[settings.kind]), ("过去日期", "不许选" if settings.not_past else "可选"))


_EXPECTED: Final = {
    "date": "日期（如 2026-03-02）",
    "time": "时间（如 09:30）",
    "datetime": "日期和时间（如 2026-03-02 09:30）",
}


def _read(raw: str, settings: MomentSettings) -> datetime | None:
    """The moment a text says; 2000-01-01 stands for the day of a bare time. `2026年3月2日`, `2026/3/2 9:30` count."""
    if len(raw) > 40:
        return None
    text = plain_width(raw).removesuffix(_OFFSET).translate(_MARKS).replace("T", " ")
    parts = text.split()
    try:
        if settings.kind == "date":
            return datetime.combine(_day(parts[0]), time()) if len(parts) == 1 else None
        if settings.kind == "time":
            return datetime.combine(date(2000, 1, 1), _time(parts[0])) if len(parts) == 1 else None
        return datetime.combine(_day(parts[0]), _time(parts[1])) if len(parts) == 2 else None
    except (ValueError, IndexError):
        return None


def _day(text: str) -> date:
    year, month, day = (_figure(part) for part in text.split("-"))
    if year < 1000:
        raise ValueError
    return date(year, month, day)


def _time(text: str) -> time:
    hour, minute, *rest = (_figure(part) for part in text.split(":"))
    if len(rest) > 1 or any(rest):
        raise ValueError
    return time(hour, minute)


def _figure(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise ValueError
    return int(text)


def _written(moment: datetime, settings: MomentSettings) -> str:
    text = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%dT%H:%M"}[settings.kind]
    return moment.strftime(text) + (_OFFSET if settings.offset else "")


COMPONENT = Moment()

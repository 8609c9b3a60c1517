"""How pages say dates, times, remainders and lamps in Chinese. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.cases.case import DueDate
from engine.cases.rows import TaskRow
from engine.clock import CENTRE_ZONE
from engine.legal_clock import Clock, Due, Limit, Unit
from engine.legal_clock.lamp import DEFAULT_LAMPS, LampSettings, Remaining, lamp, remaining
from engine.legal_clock.lamp import Lamp as LampKind
from tenants.calendar import LegalCalendar

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
UNITS = {"workingDay": "工作日", "naturalDay": "自然日", "workingHour": "工作小时", "month": "个月", "year": "年"}


_KINDS = {
    LampKind.NORMAL: "ok",
    LampKind.NEAR: "warn",
    LampKind.OVERDUE: "over",
    LampKind.PAUSED: "pause",
    LampKind.PROVISIONAL: "prov",
}


@dataclass(frozen=True, slots=True)
class Lamp:
    """A lamp is shape, word and colour together; `kind` is ok, warn, over, pause or prov. `remainder` is what is left
    for narrow lists, `whole` the same with its unit."""

    kind: str
    word: str
    remainder: str = ""
    whole: str = ""


def day(value: date, calendar: LegalCalendar | None = None) -> str:
    """`2026-10-09（周五）`, a make-up day as `（周六，调休上班）`."""
    made_up = calendar is not None and value.weekday() >= 5 and calendar.is_working_day(value)
    return f"{value:%Y-%m-%d}（{WEEKDAYS[value.weekday()]}{'，调休上班' if made_up else ''}）"


def short_day(value: date, calendar: LegalCalendar | None = None) -> str:
    """For narrow lists: `2026-10-10（周六班）`."""
    made_up = calendar is not None and value.weekday() >= 5 and calendar.is_working_day(value)
    return f"{value:%Y-%m-%d}（{WEEKDAYS[value.weekday()]}{'班' if made_up else ''}）"


def moment(value: datetime) -> str:
    """`2026-10-09 16:30`, on the centre's clock."""
    return f"{value.astimezone(CENTRE_ZONE):%Y-%m-%d %H:%M}"


def clock_time(value: datetime) -> str:
    return f"{value.astimezone(CENTRE_ZONE):%H:%M}"


def limit(due: DueDate | None) -> str:
    """`3 个工作日`, `当场` for nought."""
    if due is None:
        return "—"
    return limit_text(due.amount, due.unit)


def limit_text(amount: int, unit: str) -> str:
    if amount == 0:
        return "当场"
    word = UNITS.get(unit, unit)
    return f"{amount} {'' if word.startswith('个') or word == '年' else '个'}{word}"


def due_text(due_at: datetime, due_day: date, calendar: LegalCalendar) -> str:
    """A whole-day due date as its day, one within a day with its hour."""
    if due_at == _end_of(due_day):
        return short_day(due_day, calendar)
    return moment(due_at)


def task_lamp(row: TaskRow, now: datetime, calendar: LegalCalendar, settings: LampSettings = DEFAULT_LAMPS) -> Lamp:
    """The lamp of an open step."""
    if row.due_at is None or not row.due_day:
        return Lamp("ok", "正常", "不限")
    limit = Limit(row.due_amount, Unit(row.due_unit))
    day = date.fromisoformat(row.due_day)
    shown = _lamp(_due(day, row.due_at, row.provisional, limit, row.opened_at, calendar), now, calendar, settings)
    return _paused(shown) if row.paused_until is not None and now < row.paused_until else shown


def due_lamp(
    value: DueDate, start: datetime, now: datetime, calendar: LegalCalendar, settings: LampSettings = DEFAULT_LAMPS
) -> Lamp:
    """The lamp of a due date that was reckoned from `start`."""
    limit = Limit(value.amount, Unit(value.unit))
    return _lamp(_due(value.day, value.at, value.provisional, limit, start, calendar), now, calendar, settings)


def clock_lamp(clock: Clock, now: datetime, calendar: LegalCalendar, settings: LampSettings = DEFAULT_LAMPS) -> Lamp:
    """The lamp of one clock of a case: blue while it stands still."""
    paused = clock.is_paused(now, calendar)
    shown = _lamp(clock.due, clock.at_risk(now), calendar, settings)
    return _paused(shown) if paused else shown


def _paused(shown: Lamp) -> Lamp:
    """The same while the clock stands still: blue, no alarm."""
    whole = "，".join(filter(None, ("计时暂停", shown.whole)))
    return Lamp(_KINDS[LampKind.PAUSED], LampKind.PAUSED.chinese, "暂停", whole)


def _due(day: date, at: datetime, provisional: bool, limit: Limit, start: datetime, calendar: LegalCalendar) -> Due:
    return Due(day, at, provisional, limit, start, limit.amount, 0, (), calendar.version)


def _lamp(due: Due, now: datetime, calendar: LegalCalendar, settings: LampSettings) -> Lamp:
    shown = lamp(due, now, calendar, settings=settings)
    left = remaining(due, now, calendar)
    whole = "" if left.overdue and not left.amount else str(left)  # the word alone says it
    return Lamp(_KINDS[shown], shown.chinese, _short(due, now, left), whole)


def _short(due: Due, now: datetime, left: Remaining) -> str:
    """The remainder for narrow lists, in working days unless it says hours."""
    if left.overdue:
        return f"超期 {-left.amount}" if left.amount and left.unit is Unit.WORKING_DAY else "已超期"
    if left.unit is Unit.WORKING_HOUR:
        same_day = due.at.date() == now.astimezone(CENTRE_ZONE).date()
        return span(due.at - now) if same_day else f"{left.amount} 工时"
    return f"剩余 {left.amount}" if left.amount else "今日"


def span(length: timedelta) -> str:
    """`3 时 22 分`."""
    minutes = max(0, int(length.total_seconds() // 60))
    return f"{minutes // 60} 时 {minutes % 60} 分" if minutes >= 60 else f"{minutes} 分"


def money(fen: int) -> str:
    """Whole 分 as 元 with two places and thin grouping."""
    return f"{fen // 100:,}.{fen % 100:02d}".replace(",", "\u2009")


def masked(number: str) -> str:
    """An identity number with its middle eight digits hidden."""
    return number if len(number) < 15 else f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


def _end_of(value: date) -> datetime:
    return datetime.combine(value + timedelta(days=1), datetime.min.time(), CENTRE_ZONE)

"""`lamp` (亮灯) and `remaining` (剩余时限): how a due date stands at an instant.

The rules are the centre's own ([P]; there is no national rule): 黄灯 from the start of the last working day before the
due day, 红灯 from 24:00 of the due day, 蓝灯 while the clock is paused. A provisional date may turn yellow, never red.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from engine.legal_clock.due import Due
from engine.legal_clock.hours import MICROSECONDS_AN_HOUR, OFFICE_HOURS, BusinessHours
from engine.legal_clock.instant import ONE_DAY, local
from engine.legal_clock.pause import covers
from engine.legal_clock.unit import Unit
from tenants.calendar import LegalCalendar


class Lamp(StrEnum):
    """The lamp of one clock."""

    NORMAL = "normal"
    NEAR = "near"
    OVERDUE = "overdue"
    PAUSED = "paused"
    PROVISIONAL = "provisional"

    @property
    def chinese(self) -> str:
        return _WORDS[self][0]

    @property
    def colour(self) -> str:
        """What supervision calls it: 绿灯, 黄灯, 红灯, 蓝灯; a provisional date has no colour of its own."""
        return _WORDS[self][1]

    @property
    def sign(self) -> str:
        """The shape shown with the word, so that colour is never alone."""
        return _WORDS[self][2]


_WORDS = {
    Lamp.NORMAL: ("正常", "绿灯", "●"),
    Lamp.NEAR: ("临期", "黄灯", "▲"),
    Lamp.OVERDUE: ("超期", "红灯", "■"),
    Lamp.PAUSED: ("暂停", "蓝灯", "⏸"),
    Lamp.PROVISIONAL: ("暂定", "暂定", "◌"),
}


@dataclass(frozen=True, slots=True)
class LampSettings:
    """When a lamp turns yellow, as the tenant sets it.

    `near_working_days`: so many working days before the due day (1: the last one before it; None: not by days);
    `near_percent`: when so much of the limit is used (None: not by share). A limit in working hours has no day before
    it and always turns by share, at `near_percent` or else at `hours_percent`.
    """

    near_working_days: int | None = 1
    near_percent: int | None = None
    hours_percent: int = 80


DEFAULT_LAMPS = LampSettings()


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a limit in `unit` (working days, or business hours): negative when overdue."""

    amount: int
    unit: Unit
    overdue: bool

    def __str__(self) -> str:
        if self.overdue:
            return f"超期 {-self.amount} 个{self.unit.chinese}" if self.amount else "已超期"
        if self.amount:
            return f"剩余 {self.amount} 个{self.unit.chinese}"
        return "今天到期" if self.unit is Unit.WORKING_DAY else "不足 1 个工作小时"


def remaining(due: Due, now: datetime, calendar: LegalCalendar, *, hours: BusinessHours = OFFICE_HOURS) -> Remaining:
    """What is left at `now`: working days for every limit of days, months or years; whole business hours for hours."""
    if due.limit.unit is Unit.WORKING_HOUR:
        left = hours.elapsed(due.at, calendar) - hours.elapsed(now, calendar)
        overdue = now >= due.at
        whole = -(-left // MICROSECONDS_AN_HOUR) if overdue else left // MICROSECONDS_AN_HOUR
        return Remaining(min(whole, 0) if overdue else whole, Unit.WORKING_HOUR, overdue)
    today = local(now, calendar).date()
    if now >= due.at:
        return Remaining(-calendar.working_days_between(due.day, today), Unit.WORKING_DAY, True)
    return Remaining(working_days_left(due, today, calendar), Unit.WORKING_DAY, False)


def working_days_left(due: Due, today: date, calendar: LegalCalendar) -> int:
    """Working days after `today` up to the due day, without those taken out by pauses."""
    left = calendar.working_days_between(today, due.day)
    for span in due.spans:
        first, last = max(span.after, today), min(span.until, due.day)
        if first < last:
            left -= calendar.working_days_between(first, last)
    return left


def percent_used(due: Due, now: datetime, calendar: LegalCalendar, *, hours: BusinessHours = OFFICE_HOURS) -> int:
    """The share of the limit used at `now`, in whole percent rounded down; 100 or more once it is over."""
    if now >= due.at:
        return 100
    if not due.total:
        return 100
    if due.limit.unit is Unit.WORKING_HOUR:
        whole = due.total * MICROSECONDS_AN_HOUR
        left = hours.elapsed(due.at, calendar) - hours.elapsed(now, calendar)
        return max(0, (whole - left) * 100 // whole)
    today = local(now, calendar).date()
    first = local(due.start, calendar).date()
    if due.limit.unit is Unit.WORKING_DAY:
        return max(0, (due.total - working_days_left(due, today, calendar)) * 100 // due.total)
    gone = sum(not covers(due.spans, first + ONE_DAY * n) for n in range(1, (today - first).days + 1))
    return min(99, max(0, gone * 100 // due.total))


def lamp(
    due: Due,
    now: datetime,
    calendar: LegalCalendar,
    *,
    settings: LampSettings = DEFAULT_LAMPS,
    paused: bool = False,
    hours: BusinessHours = OFFICE_HOURS,
) -> Lamp:
    """The lamp of a clock that still runs. `paused`: it stands still at `now` (`paused_at`), which raises no alarm."""
    if paused:
        return Lamp.PAUSED
    if now >= due.at:
        return Lamp.NEAR if due.provisional else Lamp.OVERDUE
    if _is_near(due, now, calendar, settings, hours):
        return Lamp.NEAR
    return Lamp.PROVISIONAL if due.provisional else Lamp.NORMAL


def _is_near(due: Due, now: datetime, calendar: LegalCalendar, settings: LampSettings, hours: BusinessHours) -> bool:
    share = settings.near_percent
    if due.limit.unit is Unit.WORKING_HOUR:
        limit = settings.hours_percent if share is None else share
        return percent_used(due, now, calendar, hours=hours) >= limit
    days = settings.near_working_days
    if days is not None and working_days_left(due, local(now, calendar).date(), calendar) <= days:
        return True
    return share is not None and percent_used(due, now, calendar, hours=hours) >= share


def slack(due: Due, now: datetime, path: int, calendar: LegalCalendar) -> int:
    """Working days to spare (余量): what is left less the proved longest remaining path of `path` working days."""
    left = remaining(due, now, calendar)
    if left.unit is Unit.WORKING_HOUR:
        return calendar.working_days_between(local(now, calendar).date(), due.day) - path
    return left.amount - path

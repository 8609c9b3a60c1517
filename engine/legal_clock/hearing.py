"""The three dates of a hearing (听证): apply, hold, notify (行政许可法47, 48)."""

from dataclasses import dataclass
from datetime import date, datetime

from engine.legal_clock.due import Due, due
from engine.legal_clock.instant import day_of
from engine.legal_clock.limit import Limit
from engine.legal_clock.unit import Unit
from engine.refusal import OWN_RULE, Refusal
from tenants.calendar import LegalCalendar

APPLY = Limit(5, Unit.WORKING_DAY, "《行政许可法》第四十七条（以工作日计，作有利于申请人的理解）")
"""The party's own period, which art. 82 does not reach; working days in the party's favour [P]."""
HOLD = Limit(20, Unit.WORKING_DAY, "《行政许可法》第四十七条（自申请之日起，法律未写明起点）")
"""Art. 47 names no start; the day of the request [P]."""
NOTIFY_BEFORE = 7
"""Working days before the hearing (行政许可法48, by art. 82)."""


@dataclass(frozen=True, slots=True)
class HearingDates:
    """The last days to apply, to hold the hearing, and to tell of a hearing on `held`."""

    apply_by: Due
    hold_by: Due | None
    notify_by: date | None


def hearing_dates(
    told: datetime, calendar: LegalCalendar, *, applied: datetime | None = None, held: datetime | None = None
) -> HearingDates:
    """The dates that follow from being told of the right, from applying, and from the day set for the hearing."""
    return HearingDates(
        due(APPLY, told, calendar),
        due(HOLD, applied, calendar) if applied else None,
        calendar.nth_working_day_before(day_of(held, calendar), NOTIFY_BEFORE) if held else None,
    )


def refuse_hearing(
    told: datetime,
    applied: datetime,
    notified: datetime,
    held: datetime,
    calendar: LegalCalendar,
    *,
    chair: str,
    reviewers: frozenset[str],
) -> Refusal | None:
    """Why a hearing set so may not be held; None when it may."""
    dates = hearing_dates(told, calendar, applied=applied, held=held)
    if applied >= dates.apply_by.at:
        return Refusal(
            "hearing-applied-late",
            f"申请听证的期限是 {dates.apply_by.day}，申请已经逾期。",
            "《行政许可法》第四十七条",
            "行政机关认为需要的，可以依职权举行听证。",
        )
    if dates.notify_by is not None and day_of(notified, calendar) > dates.notify_by:
        return Refusal(
            "hearing-notice-late",
            f"应当在 {dates.notify_by} 前通知举行听证的时间、地点。",
            "《行政许可法》第四十八条第一款第一项",
            "请推迟听证日期并重新通知。",
        )
    if dates.hold_by is not None and held >= dates.hold_by.at:
        return Refusal(
            "hearing-held-late",
            f"应当在 {dates.hold_by.day} 前组织听证。",
            "《行政许可法》第四十七条",
            "请提前听证日期。",
        )
    if chair in reviewers:
        return Refusal(
            "hearing-chair",
            "听证主持人参与了本申请的审查。",
            "《行政许可法》第四十八条第一款第三项",
            "请指定审查该申请的工作人员以外的人员主持。",
        )
    return None


def refuse_decision_without_record(record_signed: bool) -> Refusal | None:
    """A decision after a hearing follows its signed record (行政许可法48)."""
    if record_signed:
        return None
    return Refusal(
        "hearing-record",
        "听证笔录尚未经参加人签字或者盖章，不能据以作出决定。",
        f"《行政许可法》第四十八条、{OWN_RULE}",
        "请先完成笔录签字。",
    )

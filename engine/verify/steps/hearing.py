"""听证和延续: the three dates of a hearing, and those of a licence that runs out."""

from datetime import date

from engine.cases import commands as c
from engine.verify.grammar import Unmet, expect, step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import day, moment


@step('"2026-03-10"告知听证权利', '于"2026-03-10"告知听证权利', words="把听证的权利告知申请人、利害关系人")
def told(hall: Hall, at: str) -> None:
    hall.hearing["told"] = moment(at)


@step(
    '申请人于"2026-03-16"申请听证',
    '利害关系人于"2026-03-16"申请听证',
    '"2026-03-16"申请听证',
    words="被告知的人申请听证",
)
def applied(hall: Hall, at: str) -> None:
    hall.hearing["applied"] = moment(at)


@step('听证定于"2026-04-09"举行', '听证于"2026-04-09"举行', '"2026-04-09"举行听证', words="听证在这一日举行")
def held(hall: Hall, at: str) -> None:
    hall.hearing["held"] = moment(at)


@step('申请听证最后日为"2026-03-17"', words="被告知之后申请听证的最后一日")
def apply_by(hall: Hall, expected: str) -> None:
    _same("申请听证最后日", expected, hall.hearing_dates().apply_by.day)


@step('组织听证最后日为"2026-04-14"', '举行听证最后日为"2026-04-14"', words="申请之后组织听证的最后一日")
def hold_by(hall: Hall, expected: str) -> None:
    found = hall.hearing_dates().hold_by
    _same("组织听证最后日", expected, found.day if found else None)


@step('听证通知最后日为"2026-03-30"', '通知听证最后日为"2026-03-30"', words="举行听证七个工作日前应当通知")
def notify_by(hall: Hall, expected: str) -> None:
    _same("听证通知最后日", expected, hall.hearing_dates().notify_by)


@step(
    '"2026-03-20"通知听证,主持人为"张主持"',
    '"2026-03-20"通知举行听证,主持人为"张主持"',
    words="通知前面所说的听证；三个期限和主持人都要合法",
)
def set_up(hall: Hall, at: str, chair: str) -> None:
    said = hall.hearing
    if {"told", "applied", "held"} - said.keys():
        raise NotReady("请先写明何时告知听证权利、何时申请、何时举行。")
    hall.until(moment(at))
    hall.lead(c.SetHearing(said["told"], said["applied"], said["held"], chair))


@step('许可证有效期至"2026-06-30"', words="许可在这一日届满")
def expires(hall: Hall, at: str) -> None:
    hall.expires = day(at)


@step('延续申请最后日为"2026-05-31"', '申请延续最后日为"2026-05-31"', words="有效期届满三十日前申请延续")
def renew_by(hall: Hall, expected: str) -> None:
    _same("延续申请最后日", expected, hall.renewal_dates().apply_by)


@step('"2026-07-01"起视为准予延续', '自"2026-07-01"起视为准予延续', words="届满前没有决定的，自这一日起视为准予延续")
def deemed_renewed(hall: Hall, expected: str) -> None:
    _same("视为准予延续", expected, hall.renewal_dates().deemed_from)


def _same(what: str, expected: str, met: date | None) -> None:
    if met is None:
        raise Unmet(what, expected, "没有")
    expect(what, str(day(expected)), str(met))

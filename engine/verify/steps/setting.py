"""前提: where, which matter, which limits, hours and calendar; what of it is said anywhere holds from the beginning."""

from dataclasses import replace
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.verify.generated import SERVICE
from engine.verify.grammar import Rows, step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import UNITS, BadValue, listed
from tenants.calendar import national_calendar
from tenants.tenant import RestDayReceipt


@step(
    "国家工作日历为2025年和2026年国务院放假安排",
    "国家工作日历为2025年国务院放假安排",
    "国家工作日历为2024年、2025年和2026年国务院放假安排",
    words="这几年的放假安排已经公布，按它计算工作日",
    first=True,
)
def calendar(hall: Hall, *years: str) -> None:
    published = national_calendar().published
    for year in years:
        if int(year) not in published:
            raise NotReady(f"{year}年的放假安排没有公布。")


@step("2027年放假安排尚未公布", "2027年国务院放假通知尚未公布", words="那一年的到期日只能暂定", first=True)
def unpublished(hall: Hall, year: str) -> None:
    if int(year) in national_calendar().published:
        raise NotReady(f"{year}年的放假安排已经公布。")


@step('地方放假日为"2026-08-10",名称"州庆"', words="本地区按放假办法第四条放假的一天，不是工作日", first=True)
def local_holiday(hall: Hall, days: str, name: str) -> None:
    known = dict(hall.wanted.holidays) | dict.fromkeys(listed(days), name)
    hall.plain(holidays=tuple(sorted(known.items())))


@step('营业时间为"09:00-12:00,13:30-17:00"', words="窗口的营业时间；点名事项时应与租户设置相同", first=True)
def hours(hall: Hall, spans: str) -> None:
    wanted = tuple(listed(spans))
    if len(wanted) < 1 or any("-" not in each for each in wanted):
        raise BadValue(f"营业时间“{spans}”应写成“09:00-12:00,13:30-17:00”。")
    hall.expected_hours = wanted
    try:
        pairs = [each.split("-") for each in wanted]
        read = tuple((time.fromisoformat(a.strip()), time.fromisoformat(b.strip())) for a, b in pairs)
    except ValueError:
        raise BadValue(f"营业时间“{spans}”应写成“09:00-12:00,13:30-17:00”。") from None
    _settings(hall, business_hours=read)


@step("补正期限为15工作日", words="申请人补正的期限，到期未补正即退件；0 为不设期限", first=True)
def supply_limit(hall: Hall, days: str) -> None:
    _settings(hall, supplement_working_days=int(days))


@step("黄灯为到期前1个工作日", words="亮黄灯的时候；点名事项时应与租户设置相同", first=True)
def yellow(hall: Hall, days: str) -> None:
    hall.expected_yellow = int(days)
    _settings(hall, yellow_working_days=int(days))


@step("黄灯为时限用去80%", words="时限用去这么多时亮黄灯", first=True)
def yellow_share(hall: Hall, share: str) -> None:
    _settings(hall, yellow_percent=int(share))


@step("超时自到期日24:00起算", words="到期日24:00起才是超期", first=True)
def overdue_from(hall: Hall, hour: str, minute: str) -> None:
    if (int(hour), int(minute)) != (24, 0):
        raise NotReady("超期自到期日24:00起算，不能另定。")


@step("休息日收件按下一工作日收到", words="休息日和下班后的收件，按下一个工作日收到（本中心规则）", first=True)
def next_working_day(hall: Hall) -> None:
    _settings(hall, rest_day_receipt=RestDayReceipt.NEXT_WORKING_DAY)


@step("延期批准同时顺延承诺时限", words="批准延期时承诺时限一并顺延（本中心规则）", first=True)
def promise_moves(hall: Hall) -> None:
    _settings(hall, extension_moves_promise=True)


@step("差评整改时限为15工作日", words="本中心规定的差评整改反馈时限", first=True)
def rating_days(hall: Hall, days: str) -> None:
    _settings(hall, rating_feedback_working_days=int(days))


@step("告知承诺核查时限为2个月", words="本中心规定的核查时限", first=True)
def check_months(hall: Hall, months: str) -> None:
    _settings(hall, pledge_check_months=int(months))


def _settings(hall: Hall, **facts: Any) -> None:
    if hall.matter in ("", "plain"):
        hall.plain(settings=replace(hall.wanted.settings, **facts))
    elif hall.tenant is not None:
        hall.check_settings()


@step('"玉山县"已发布事项"企业开办"', words="在这个中心办理这个已发布的事项")
def published(hall: Hall, centre: str, matter: str) -> None:
    hall.published(centre, matter)


@step("申请人填写申请表", words="用表格里的内容代替样例申请表中的内容（列：字段、内容）", rows=True)
def answers(hall: Hall, rows: Rows) -> None:
    for name, text in (row[:2] for row in rows if row[:2] != ["字段", "内容"]):
        _put(hall.answers, name.split("."), _value(text))


@step('申请人的"注册资本"为"500000"', words="改动样例申请表中的一项")
def answer(hall: Hall, name: str, text: str) -> None:
    _put(hall.answers, name.split("."), _value(text))


@step("办理环节时填写", words="以后办理各环节时，用表格里的内容代替样例（列：字段、内容）", rows=True)
def entries(hall: Hall, rows: Rows) -> None:
    for name, text in (row[:2] for row in rows if row[:2] != ["字段", "内容"]):
        _put(hall.entries, name.split("."), _value(text))


def _limit(name: str, unit: str) -> Any:
    def limited(hall: Hall, amount: str) -> None:
        hall.plain({name: (int(amount), UNITS[unit])})

    return limited


for _unit in UNITS:
    for _name, _words in (("promised", "承诺时限"), ("statutory", "法定时限")):
        step(
            f"{_words}3{_unit}",
            f"{_words}为3{_unit}",
            f"许可事项{_words}3{_unit}",
            f"事项{_words}3{_unit}",
            words=f"没有点名事项时，用一个只有受理和决定的事项，{_words}为这么多",
            first=True,
        )(_limit(_name, _unit))
    step(f"办理环节时限3{_unit}", f"环节时限3{_unit}", f"环节时限为3{_unit}", words="办理环节限这么多", first=True)(
        _limit("step", _unit)
    )


@step('许可事项"甲"', '事项"甲"', "许可事项", words="不点名的普通许可事项", first=True)
def licence(hall: Hall, name: str = "") -> None:
    hall.plain()


@step('公共服务事项"甲"', "公共服务事项", words="不是行政许可的事项：不适用许可法的告知、暂停和延期", first=True)
def service(hall: Hall, name: str = "") -> None:
    hall.plain(nature=SERVICE)


@step('即办事项"甲"', "即办事项", "即办件", words="当场办结的事项", first=True)
def instant(hall: Hall, name: str = "") -> None:
    hall.plain(instant=True)


def _value(text: str) -> Any:
    stripped = text.strip()
    if stripped.startswith("[") and stripped.endswith("]"):
        return list(listed(stripped[1:-1]))
    if stripped in ("是", "否"):
        return stripped == "是"
    try:
        return Decimal(stripped) if stripped.replace(".", "", 1).isdigit() and len(stripped) < 11 else stripped
    except InvalidOperation:
        return stripped


def _put(answers: dict[str, Any], way: list[str], value: Any) -> None:
    place = answers
    for part in way[:-1]:
        inner = place.setdefault(part, {})
        if not isinstance(inner, dict):
            raise BadValue(f"“{'.'.join(way)}”不是申请表里的一项。")
        place = inner
    place[way[-1]] = value

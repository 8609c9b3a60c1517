"""前提: calendar, business hours, the matter, the applicant's answers."""

from decimal import Decimal, InvalidOperation
from typing import Any

from engine.verify.grammar import Rows, step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import BadValue, listed
from tenants.calendar import national_calendar


@step("国家工作日历为2025年和2026年国务院放假安排", words="这两年的放假安排已经公布，按它计算工作日")
def calendar(hall: Hall, first: str, second: str) -> None:
    published = national_calendar().published
    for year in (first, second):
        if int(year) not in published:
            raise NotReady(f"{year}年的放假安排没有公布。")


@step(
    '营业时间为"09:00-12:00,13:30-17:00",黄灯为到期前1个工作日,超时自到期日24:00起算',
    words="窗口的营业时间和亮灯规则，应与租户设置相同",
)
def hours(hall: Hall, spans: str, yellow: str, hour: str, minute: str) -> None:
    wanted = tuple(listed(spans))
    if len(wanted) < 1 or any("-" not in each for each in wanted):
        raise BadValue(f"营业时间“{spans}”应写成“09:00-12:00,13:30-17:00”。")
    hall.expected_hours, hall.expected_yellow = wanted, int(yellow)
    if hall.tenant is not None:
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


@step("承诺时限为3工作日", words="一个只有受理和决定的事项，承诺这么多个工作日")
def promised(hall: Hall, amount: str) -> None:
    hall.plain({"promised": (int(amount), "workingDay")})


@step('许可事项"甲"法定时限20工作日,承诺时限5工作日', words="一个许可事项的法定时限和承诺时限")
def licence(hall: Hall, name: str, statutory: str, promise: str) -> None:
    hall.plain({"promised": (int(promise), "workingDay"), "statutory": (int(statutory), "workingDay")})


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

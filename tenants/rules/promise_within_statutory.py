"""The promise is not longer than the law allows (C11, R24).

Limits in different units are compared by dates over the published calendar, never by a factor.
"""

from collections.abc import Iterator

from bpmn.finding import Finding, Severity
from tenants.matter import MatterLimit
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_key


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    promised, statutory = model.matter.promised, model.matter.statutory
    if promised is None or statutory is None:
        return
    if promised.unit is statutory.unit:
        if promised.amount > statutory.amount:
            yield _longer(promised, statutory, "")
    elif promised.amount:
        yield from _by_dates(promised, statutory, centre)


def _by_dates(promised: MatterLimit, statutory: MatterLimit, centre: Centre) -> Iterator[Finding]:
    if centre.last_day is None or not centre.days:
        text = f"承诺{promised.chinese}与法定{statutory.chinese}单位不同，没有日历，未作比较。"
        yield at_key("promised", text, advice="导入后发布时会按日历逐日比较。", weight=Severity.NOTE)
        return
    last_day = centre.last_day
    later = [day for day in centre.days if last_day(promised, day) > last_day(statutory, day)]
    if not later:
        return
    day = later[0]
    ends = f"例如{day}受理：承诺到{last_day(promised, day)}，法定到{last_day(statutory, day)}。"
    if len(later) == len(centre.days):
        yield _longer(promised, statutory, ends)
    else:
        text = f"承诺{promised.chinese}有时晚于法定{statutory.chinese}，届时以较早的法定日为准。{ends}"
        met, advice = f"{len(later)}/{len(centre.days)}天", "请核对，或缩短承诺。"
        yield at_key("promised", text, expected="每天都不晚", met=met, advice=advice, weight=Severity.WARNING)


def _longer(promised: MatterLimit, statutory: MatterLimit, ends: str) -> Finding:
    return at_key(
        "promised",
        f"承诺时限{promised.chinese}长于法定时限{statutory.chinese}。{ends}",
        expected=f"≤{statutory.chinese}",
        met=promised.chinese,
        advice="请缩短承诺时限。",
    )


RULE = Rule("promise-within-statutory", "承诺时限不长于法定时限", _check, basis="服务承诺制（C11、R24）")

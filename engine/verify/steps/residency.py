"""进驻: the rate with its denominator, what has not entered, and the exceptions that count (B11–B15)."""

from dataclasses import replace
from datetime import date

from bpmn.finding import Finding
from engine.refusal import Refusal
from engine.verify.grammar import Unmet, expect, step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import BadValue, day
from tenants.registers import Registers
from tenants.residency import (
    Base,
    LevelTarget,
    ListedMatter,
    Presence,
    Residency,
    ResidencyException,
    matters_listed,
    reason_of,
    residency,
    target_for,
)
from tenants.tenant import Level
from tenants.term import term_of

_LAST = date(2026, 12, 31)


@step("编办公布事项1000个,进驻699个", words="编办清单上公布的事项，和其中进驻大厅的")
def listed(hall: Hall, all_: str, present: str) -> None:
    rows = tuple(
        ListedMatter(f"m{place}", "office", Presence.HALL if place < int(present) else Presence.OUTSIDE)
        for place in range(int(all_))
    )
    _keep(hall, replace(_registers(hall), presence=rows))


@step('部门"某局"公布事项"甲、乙、丙",进驻"甲"', words="一个部门公布的事项，和其中进驻大厅的")
def listed_of(hall: Hall, department: str, all_: str, present: str) -> None:
    inside = present.split("、")
    rows = tuple(
        ListedMatter(each, department, Presence.HALL if each in inside else Presence.OUTSIDE)
        for each in all_.split("、")
    )
    registers = _registers(hall)
    _keep(hall, replace(registers, presence=(*registers.presence, *rows)))


@step('县级的进驻目标为70%,占"全部公布事项"', words="一级的目标，占全部公布事项或除例外事项的")
def target(hall: Hall, percent: str, base: str) -> None:
    found = term_of(Base, base)
    if found is None:
        raise BadValue(f"没有“{base}”这种分母；有：{'、'.join(each.chinese for each in Base)}。")
    _keep(hall, replace(_registers(hall), targets=(LevelTarget(Level.COUNTY, int(percent), found),)))


@step('进驻率为"69.9%",分母为1000', words="进驻率和它的分母")
def rate(hall: Hall, shown: str, base: str) -> None:
    found = _residency(hall, _LAST)
    expect("进驻率", shown, found.shown)
    expect("分母", base, str(found.base))


@step("没有达到进驻目标", words="进驻率低于目标")
def missed(hall: Hall) -> None:
    if _residency(hall, _LAST).passes:
        raise Unmet("进驻率", "低于目标", _residency(hall, _LAST).shown)


@step("达到进驻目标", words="进驻率不低于目标")
def reached(hall: Hall) -> None:
    if not _residency(hall, _LAST).passes:
        raise Unmet("进驻率", "不低于目标", _residency(hall, _LAST).shown)


@step('部门"某局"还没有进驻的事项为"乙、丙"', words="一个部门应当进驻而没有进驻的，一个不多一个不少")
def outside(hall: Hall, department: str, matters: str) -> None:
    missing = [matter for body, matter in _residency(hall, _LAST).missing if body == department]
    expect("没有进驻的事项", sorted(filter(None, matters.split("、"))), sorted(missing))


@step('事项"乙"以"涉密"为由申请不进驻', words="理由只有涉密、安全、场地特殊三种，其他理由不能列入例外")
def applies(hall: Hall, matter: str, why: str) -> None:
    reason = reason_of(why, matter)
    if isinstance(reason, Finding):
        hall.refusal = Refusal(reason.code, reason.message, "", reason.advice)
        return
    hall.refusal = None
    registers = _registers(hall)
    _keep(hall, replace(registers, exceptions=(*registers.exceptions, ResidencyException(matter, reason))))


@step('县政府常务会议于"2026-03-01"批准事项"乙"不进驻', words="常务会议批准，按会议纪要")
def approved(hall: Hall, on: str, matter: str) -> None:
    _except(hall, matter, approval="县政府常务会议纪要", approved_on=day(on))


@step('例外清单于"2026-03-05"公布事项"乙"', words="例外清单公布，从这一天起算")
def published(hall: Hall, on: str, matter: str) -> None:
    _except(hall, matter, published_on=day(on))


@step('"2026-03-04"事项"乙"应当进驻', words="这一天还没有批准或还没有公布，按应当进驻计算")
def must_enter(hall: Hall, on: str, matter: str) -> None:
    if matter not in [each for _, each in _residency(hall, day(on)).missing]:
        raise Unmet(f"事项“{matter}”", "应当进驻", "不计入应当进驻")


@step('"2026-03-05"事项"乙"可以不进驻', words="这一天已经批准并公布，不计入应当进驻")
def need_not(hall: Hall, on: str, matter: str) -> None:
    if matter in [each for _, each in _residency(hall, day(on)).missing]:
        raise Unmet(f"事项“{matter}”", "可以不进驻", "应当进驻")


def _residency(hall: Hall, on: date) -> Residency:
    registers = _registers(hall)
    rows = matters_listed(registers.catalogue, registers.presence, on)
    return residency(rows, registers.exceptions, on, target_for(Level.COUNTY, registers.targets))


def _registers(hall: Hall) -> Registers:
    if not hall.matter:
        hall.plain({})
    hall.prepared()
    return hall.run(hall.tenants.registers())


def _except(hall: Hall, matter: str, **facts: str | date) -> None:
    registers = _registers(hall)
    if not any(each.matter == matter for each in registers.exceptions):
        raise NotReady(f"事项“{matter}”没有申请不进驻。")
    found = tuple(
        replace(each, **facts) if each.matter == matter else each  # type: ignore[arg-type]
        for each in registers.exceptions
    )
    _keep(hall, replace(registers, exceptions=found))


def _keep(hall: Hall, registers: Registers) -> None:
    async def put() -> None:
        async with hall.tenants.transaction():
            await hall.tenants.save_registers(registers)

    hall.run(put())

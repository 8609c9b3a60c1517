"""特殊环节: special steps, extensions, public notices and what they do to the limits."""

from collections.abc import Callable

from engine.cases import commands as c
from engine.cases.commands import Approver, Limit, Unit
from engine.verify.generated import ASSISTANCE
from engine.verify.grammar import Unmet, expect, step
from engine.verify.hall import Hall, NotReady
from engine.verify.steps.acts import received_and_accepted
from engine.verify.steps.outcomes import statutory
from engine.verify.values import UNITS, day, listed, moment


@step(
    '"2025-11-04"开始特殊环节"现场勘察"',
    '"2025-11-04"进行特殊环节"现场勘察"',
    '于"2025-11-04"进行特殊环节"现场勘察"',
    '"2025-11-04"进行"现场勘察"',
    '"2025-11-04"开始"现场勘察"',
    words="特殊环节开始，没有书面告知所需时间",
)
def special_begins(hall: Hall, start: str, name: str) -> None:
    hall.until(moment(start))
    hall.start_special(name, None, told=False)


@step(
    '特殊环节"专家评审"于"2025-11-20"作出结果',
    '"专家评审"于"2025-11-20"作出结果',
    '"专家评审"结果于"2025-11-20"作出',
    '特殊环节"现场勘察"于"2025-11-05"完成',
    '"现场勘察"于"2025-11-05"完成',
    words="参加人员签字，登记特殊环节的结果",
)
def special_ends(hall: Hall, name: str, end: str) -> None:
    hall.until(moment(end))
    hall.finish_special(name)


@step(
    '结果于"2025-11-20"作出',
    '于"2025-11-05"完成',
    '"2025-11-20"作出结果',
    '于"2025-11-20"作出结果',
    words="刚才说到的特殊环节作出结果",
)
def that_ends(hall: Hall, end: str) -> None:
    special_ends(hall, hall.last_special, end)


@step(
    '"2025-11-20"登记"现场勘察"结果,参加人员"甲某,乙某",签字"甲某"',
    words="登记特殊环节的结果，写明谁参加、谁签字",
)
def registered(hall: Hall, end: str, name: str, staff: str, signatures: str) -> None:
    hall.until(moment(end))
    special = hall.special(name)
    hall.lead(c.FinishSpecial(special.id, staff=listed(staff), signatures=listed(signatures)))


def _told(unit: str) -> None:
    def tell(hall: Hall, at: str, name: str, needed: str) -> None:
        hall.until(moment(at))
        hall.start_special(name, Limit(int(needed), Unit(UNITS[unit])), told=True)

    def by_law(hall: Hall, at: str, article: str, name: str, needed: str) -> None:
        hall.until(moment(at))
        hall.start_special(name, Limit(int(needed), Unit(UNITS[unit])), told=True, article=article)

    def untold(hall: Hall, at: str, name: str, needed: str) -> None:
        hall.until(moment(at))
        hall.start_special(name, Limit(int(needed), Unit(UNITS[unit])), told=False)

    def again(hall: Hall, at: str, name: str, needed: str) -> None:
        hall.until(moment(at))
        limit = Limit(int(needed), Unit(UNITS[unit]))
        hall.lead(c.RenewSpecial(hall.special(name).id, limit, told_in_writing=True, approved_by="某局局长"))
        hall.must()

    step(
        f'"2025-11-06"书面告知"专家评审"需10{unit}',
        f'于"2025-11-06"书面告知"专家评审"需10{unit}',
        f'"2025-11-06"书面告知特殊环节"专家评审"需10{unit}',
        f'"2025-11-06"书面告知申请人"专家评审"需10{unit}',
        words="特殊环节开始，把所需时间书面告知申请人",
    )(tell)
    step(
        f'"2025-11-06"口头告知"专家评审"需10{unit}',
        f'"2025-11-06"未书面告知而开始"专家评审"需10{unit}',
        words="特殊环节开始，没有书面告知",
    )(untold)
    step(
        f'"2025-09-15"依"不动产登记暂行条例实施细则第十七条"书面告知"公告"需15{unit}',
        words="特殊环节开始，依专门法条不计入时限，把所需时间书面告知申请人",
    )(by_law)
    step(f'"2025-11-20"经批准再次书面告知"专家评审"还需5{unit}', words="特殊环节需要更长时间，再次书面告知")(again)


for _unit in ("工作日", "自然日"):
    _told(_unit)


@step("不计入时限的工作日为10天", "不计入时限的工作日为10", words="法定时限没有计入的工作日")
def left_out(hall: Hall, expected: str) -> None:
    clock = hall.terms().deadlines(hall.current()).statutory
    expect("不计入时限的工作日", expected, str(clock.due.excluded) if clock else "没有法定时限")


@step('特殊环节"专家评审"到期日为"2025-11-20"', words="特殊环节自己的最后一日")
def special_due(hall: Hall, name: str, expected: str) -> None:
    due = hall.special(name).due
    expect(f"“{name}”到期日", str(day(expected)), str(due.day) if due else "没有")


# ---- 延期

REASONS = "案情复杂"
_PROMISE = "且承诺时限一并顺延"


def extended(
    hall: Hall,
    office: Approver | None,
    at: str,
    amount: str,
    unit: str,
    *,
    reasons: str = REASONS,
    promise: bool = False,
) -> None:
    """延期 approved by that office; no reasons means that they were not told in writing."""
    hall.until(moment(at))
    limit = Limit(int(amount), Unit(UNITS[unit]))
    who = office.chinese if office else "窗口人员"
    hall.lead(c.Extend(limit, office, who, reasons, told_in_writing=bool(reasons), promise_too=promise))
    hall.seen_extension = limit


def _extension(office: Approver | None, unit: str) -> None:
    for said in [office.chinese] if office else ["窗口人员", "审批人员", "首席代表"]:
        step(
            f'"2025-10-10"{said}批准延长10{unit}并书面告知理由',
            f'"2025-10-10"{said}批准延长10{unit}',
            f'"2025-10-10"经{said}批准延长10{unit}并书面告知理由',
            f'"2025-10-10"经{said}批准延长10{unit}',
            words="延期由这一机关或人员批准，理由已书面告知申请人",
        )(lambda hall, at, amount: extended(hall, office, at, amount, unit))
        step(
            f'"2025-10-10"{said}批准延长10{unit}但未书面告知理由',
            f'"2025-10-10"{said}批准延长10{unit}而无书面理由',
            words="延期已批准，没有书面告知理由",
        )(lambda hall, at, amount: extended(hall, office, at, amount, unit, reasons=""))
        step(
            f'"2025-10-10"{said}批准延长10{unit}并书面告知理由{_PROMISE}',
            f'"2025-10-10"{said}批准延长10{unit}{_PROMISE}',
            words="批准时写明承诺时限一并顺延",
        )(lambda hall, at, amount: extended(hall, office, at, amount, unit, promise=True))


for _office in (*Approver, None):
    for _unit in ("工作日", "自然日"):
        _extension(_office, _unit)


def _try(*examples: str, words: str) -> Callable[[Callable[..., None]], object]:
    return step(*examples, words=f"只用在“……被拒绝”里：{words}", tried=True)


@_try("第二次延长", "再次延长", "第二次延期", "再次延期", words="已经延长过的再延长")
def second_extension(hall: Hall) -> None:
    hall.lead(c.Extend(hall.seen_extension, _approver(hall), "负责人", REASONS))


@_try("超过10工作日", "延长超过10工作日", "延期超过10工作日", words="比法律准许的更长的延长")
def longer_extension(hall: Hall, most: str) -> None:
    _instead(hall, amount=int(most) + 1)


@_try("无书面理由", "没有书面理由", "未书面告知理由", words="没有书面告知理由的延长")
def silent_extension(hall: Hall) -> None:
    _instead(hall, reasons="")


@_try("窗口人员批准", "由窗口人员批准", "审批人员批准", words="无权的人批准的延长")
def wrong_office(hall: Hall) -> None:
    _instead(hall, anybody=True)


@_try('"2025-10-13"才批准', '"2025-10-13"批准', '期满后"2025-10-13"才批准', words="到那一日才批准的延长")
def late_extension(hall: Hall, late: str) -> None:
    _instead(hall, at=late)


def _instead(
    hall: Hall, *, amount: int | None = None, reasons: str = REASONS, anybody: bool = False, at: str = ""
) -> None:
    """What would have become of another extension in place of the one that was approved, if one was."""
    rule = hall.terms().regime(hall.current().received_at).extension
    if rule is None:
        raise NotReady("本事项所依据的法律没有规定可以延期。")
    usual = hall.seen_extension if hall.current().extended else rule.most
    limit = Limit(amount or usual.amount, usual.unit)
    office = None if anybody else rule.approver
    with hall.trying(undone=1 if hall.current().extended else 0):
        if at:
            hall.until(moment(at))
        hall.lead(c.Extend(limit, office, office.chinese if office else "窗口人员", reasons, bool(reasons)))
        refusal = hall.refusal
    hall.refusal = refusal


def _approver(hall: Hall) -> Approver | None:
    rule = hall.terms().regime(hall.current().received_at).extension
    return rule.approver if rule else None


# ---- 低保和公示


@step("时限30工作日", words="低保的法定时限", first=True)
def assistance_limit(hall: Hall, days: str) -> None:
    hall.plain({"statutory": (int(days), "workingDay")}, nature=ASSISTANCE)


@step("特殊情况45工作日", words="低保特殊情况下时限可以延长到这么多", first=True)
def assistance_longest(hall: Hall, days: str) -> None:
    hall.longest = int(days)
    hall.plain(nature=ASSISTANCE)


@step("低保事项", "最低生活保障事项", words="按最低生活保障审核确认办法计算", first=True)
def assistance_matter(hall: Hall) -> None:
    hall.plain(nature=ASSISTANCE)


@step('低保申请于"2026-01-20"受理', words="低保申请受理")
def assistance(hall: Hall, at: str) -> None:
    if not hall.wanted.limits:
        hall.plain({"statutory": (30, "workingDay")}, nature=ASSISTANCE)
    received_and_accepted(hall, at)


def _notices(unit: str, name: str) -> None:
    @step(
        f'初审意见于"2026-02-10"开始{name}7{unit}',
        f'"2026-02-10"开始{name}7{unit}',
        f'于"2026-02-10"开始{name}7{unit}',
        f'"2026-02-10"起{name}7{unit}',
        words=f"{name}开始；期限是最短时间，不停止计时",
    )
    def begins(hall: Hall, at: str, days: str) -> None:
        hall.until(moment(at))
        hall.start_special(name, Limit(int(days), Unit(UNITS[unit])), told=False)

    if unit == "工作日":
        return

    @step(f'{name}期满日为"2026-02-24"', f'{name}到期日为"2026-02-24"', words=f"{name}的最后一日，逢休息日顺延")
    def until(hall: Hall, expected: str) -> None:
        due = hall.special(name).due
        expect(f"{name}期满日", str(day(expected)), str(due.day) if due else "没有")

    @step(f"{name}时间不暂停时限", words=f"{name}期间照常计时")
    def counts(hall: Hall) -> None:
        clock = hall.terms().deadlines(hall.current()).statutory
        expect(f"{name}暂停的时间", "0", str(clock.due.excluded) if clock else "没有")


for _unit in ("工作日", "自然日"):
    for _name in ("公示", "公告"):
        _notices(_unit, _name)


@step(
    '最早审核确认日为"2026-02-25"',
    '最早办理下一环节的日期为"2026-02-25"',
    words="期满日不能登记结果，这一日起才可以",
)
def first_day_after(hall: Hall, expected: str) -> None:
    name = hall.last_special
    due = hall.special(name).due
    result = hall.result_of(name)
    if due is None:
        raise Unmet("期满日", "有", "没有")
    for at, allowed in ((moment(str(due.day)), False), (moment(expected), True)):
        with hall.trying():
            hall.until(at)
            hall.lead(result)
            refusal = hall.refusal
        if (refusal is None) is not allowed:
            raise Unmet(f"{at:%Y-%m-%d}登记{name}结果", "准许" if allowed else "被拒绝", str(refusal or "已接受"))
    expect("最早的一日", str(day(expected)), f"{due.at:%Y-%m-%d}")


@step('批准特殊情况后到期日为"2026-03-30"', words="批准延长之后的法定到期日")
def after_special_approval(hall: Hall, expected: str) -> None:
    law = hall.current().statutory
    rule = hall.terms().regime(hall.current().received_at).extension
    if rule is None or law is None:
        raise NotReady("本事项所依据的法律没有规定特殊情况。")
    more = hall.longest - law.amount if hall.longest else rule.most.amount
    hall.lead(c.Extend(Limit(more, rule.most.unit), rule.approver, rule.approver.chinese, REASONS))
    hall.must()
    statutory(hall, expected)

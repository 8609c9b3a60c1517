"""特殊环节: special steps, extensions, public notices and what they do to the limits."""

from engine.cases import commands as c
from engine.cases.commands import Approver, Limit, Unit
from engine.refusal import Refusal
from engine.verify.generated import ASSISTANCE
from engine.verify.grammar import Unmet, expect, step
from engine.verify.hall import Hall, NotReady
from engine.verify.steps.acts import received_and_accepted
from engine.verify.steps.outcomes import both, statutory
from engine.verify.values import day, moment


@step('办件于"2025-11-03"受理,承诺时限10工作日,法定时限20工作日', words="这样的事项，窗口收件并当场受理")
def accepted_with_both(hall: Hall, at: str, promise: str, law: str) -> None:
    hall.plain({"promised": (int(promise), "workingDay"), "statutory": (int(law), "workingDay")})
    received_and_accepted(hall, at)


@step('办件于"2025-11-03"受理,法定时限20工作日', words="这样的事项，窗口收件并当场受理")
def accepted_with_law(hall: Hall, at: str, law: str) -> None:
    hall.plain({"statutory": (int(law), "workingDay")})
    received_and_accepted(hall, at)


@step('办件于"2025-11-03"受理,承诺时限10工作日', words="这样的事项，窗口收件并当场受理")
def accepted_with_promise(hall: Hall, at: str, promise: str) -> None:
    hall.plain({"promised": (int(promise), "workingDay")})
    received_and_accepted(hall, at)


@step('办件于"2025-09-08"受理,法定时限20工作日,到期日为"2025-10-11"', words="受理，并核对法定到期日")
def accepted_due(hall: Hall, at: str, law: str, expected: str) -> None:
    accepted_with_law(hall, at, law)
    statutory(hall, expected)


@step('"2025-11-04"进行特殊环节"现场勘察"且于"2025-11-05"完成', words="特殊环节开始和完成；依法不停止计时的照计")
def special_done(hall: Hall, start: str, name: str, end: str) -> None:
    special_begins(hall, start, name)
    special_ends(hall, name, end)


@step('"2025-11-04"开始特殊环节"现场勘察"', words="特殊环节开始，没有书面告知所需时间")
def special_begins(hall: Hall, start: str, name: str) -> None:
    hall.until(moment(start))
    hall.start_special(name, None, told=False)


@step('特殊环节"专家评审"于"2025-11-20"作出结果', words="参加人员签字，登记特殊环节的结果")
def special_ends(hall: Hall, name: str, end: str) -> None:
    hall.until(moment(end))
    hall.finish_special(name)


@step('"2025-11-06"书面告知"专家评审"需10工作日', words="特殊环节开始，把所需时间书面告知申请人")
def told(hall: Hall, at: str, name: str, needed: str) -> None:
    hall.until(moment(at))
    hall.start_special(name, _days(needed), told=True)


@step('"2025-11-06"书面告知"专家评审"需10工作日,结果于"2025-11-20"作出', words="书面告知所需时间，后来作出结果")
def told_and_done(hall: Hall, at: str, name: str, needed: str, end: str) -> None:
    told(hall, at, name, needed)
    special_ends(hall, name, end)


@step(
    '"2025-09-15"依"不动产登记暂行条例实施细则第十七条"书面告知"公告"需15工作日',
    words="特殊环节开始，依专门法条不计入时限，把所需时间书面告知申请人",
)
def told_by_law(hall: Hall, at: str, article: str, name: str, needed: str) -> None:
    hall.until(moment(at))
    hall.start_special(name, _days(needed), told=True, article=article)


@step("不计入时限的工作日为10天", words="法定时限没有计入的工作日")
def left_out(hall: Hall, expected: str) -> None:
    clock = hall.prepared().terms.deadlines(hall.current()).statutory
    expect("不计入时限的工作日", expected, str(clock.due.excluded) if clock else "没有法定时限")


@step(
    '不计入时限的工作日为10天,承诺到期日为"2025-12-01",法定到期日为"2025-12-15"',
    words="没有计入的工作日和两个到期日",
)
def left_out_and_both(hall: Hall, expected: str, promise: str, law: str) -> None:
    left_out(hall, expected)
    both(hall, promise, law)


def extended(hall: Hall, office: Approver | None, at: str, amount: str) -> None:
    """延期 approved by that office, the reasons told in writing."""
    hall.until(moment(at))
    hall.lead(_extension(office, amount))


def _extension(office: Approver | None, amount: str | int, reasons: str = "案情复杂") -> c.Extend:
    return c.Extend(_days(amount), office, office.chinese if office else "窗口人员", reasons)


for _office in (*Approver, None):
    step(
        f'"2025-10-10"{_office.chinese if _office else "窗口人员"}批准延长10工作日并书面告知理由',
        words="延期由这一机关或人员批准",
    )(lambda hall, at, amount, office=_office: extended(hall, office, at, amount))


@step(
    '第二次延长、超过10工作日、无书面理由、窗口人员批准或"2025-10-13"才批准均被拒绝',
    words="已经延过的再延，以及未延时这样那样不合法的延期，都会被拒绝",
)
def every_other_extension_refused(hall: Hall, most: str, late: str) -> None:
    rule = hall.prepared().terms.regime(hall.current().received_at).extension
    if rule is None:
        raise NotReady("本事项所依据的法律没有规定可以延期。")
    office, now = rule.approver, hall.clock.now()
    answers = {
        "第二次延长": hall.suppose(now, _extension(office, most), lead=True),
        f"超过{most}工作日": hall.before(_extension(office, int(most) + 1), now),
        "无书面理由": hall.before(_extension(office, most, ""), now),
        "窗口人员批准": hall.before(_extension(None, most), now),
        f"{late}才批准": hall.before(_extension(office, most), moment(late)),
    }
    allowed = [name for name, answer in answers.items() if not isinstance(answer, Refusal)]
    expect("被拒绝", "、".join(answers), "、".join(name for name in answers if name not in allowed))
    if isinstance(hall.before(_extension(office, most), now), Refusal):
        raise Unmet("合法的延期", "准许", "被拒绝")


@step('低保申请于"2026-01-20"受理,时限30工作日,特殊情况45工作日', words="低保申请受理；特殊情况下时限可以延长到这么多")
def assistance(hall: Hall, at: str, usual: str, special: str) -> None:
    hall.nature = ASSISTANCE
    hall.longest = int(special)
    hall.plain({"statutory": (int(usual), "workingDay")})
    received_and_accepted(hall, at)


@step('初审意见于"2026-02-10"开始公示7个自然日', words="公示开始；期限是最短时间，不停止计时")
def notice_begins(hall: Hall, at: str, days: str) -> None:
    hall.until(moment(at))
    hall.start_special("公示", Limit(int(days), Unit.NATURAL_DAY), told=False)


@step('公示期满日为"2026-02-24"', words="公示的最后一日，逢休息日顺延")
def notice_until(hall: Hall, expected: str) -> None:
    due = hall.special("公示").due
    expect("公示期满日", str(day(expected)), str(due.day) if due else "没有")


@step('公示期满日为"2026-02-24",最早审核确认日为"2026-02-25"', words="期满日不能办，次日起才可以办下一环节")
def notice_until_and_next(hall: Hall, expected: str, first: str) -> None:
    notice_until(hall, expected)
    result = hall.result_of("公示")
    if not isinstance(hall.suppose(moment(expected), result, lead=True), Refusal):
        raise Unmet(f"{expected}登记公示结果", "被拒绝", "已接受")
    answer = hall.suppose(moment(first), result, lead=True)
    if isinstance(answer, Refusal):
        raise Unmet(f"{first}登记公示结果", "准许", str(answer))
    due = hall.special("公示").due
    expect("最早审核确认日", str(day(first)), f"{due.at:%Y-%m-%d}" if due else "没有")


@step(
    '30工作日到期日为"2026-03-09",批准特殊情况后到期日为"2026-03-30",公示时间不暂停时限',
    words="法定到期日，批准延长之后的到期日；公示照常计时",
)
def usual_and_special(hall: Hall, amount: str, usual: str, special: str) -> None:
    law = hall.current().statutory
    expect("法定时限", f"{int(amount)}", str(law.amount) if law else "没有")
    statutory(hall, usual)
    rule = hall.prepared().terms.regime(hall.current().received_at).extension
    if rule is None or law is None:
        raise NotReady("本事项所依据的法律没有规定特殊情况。")
    hall.lead(_extension(rule.approver, hall.longest - law.amount))
    hall.must()
    statutory(hall, special)
    clock = hall.prepared().terms.deadlines(hall.current()).statutory
    expect("公示暂停的时间", "0", str(clock.due.excluded) if clock else "没有")


def _days(amount: str | int) -> Limit:
    return Limit(int(amount), Unit.WORKING_DAY)

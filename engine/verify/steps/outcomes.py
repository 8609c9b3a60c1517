"""结果: what the centre sees afterwards."""

from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.case import DueDate
from engine.refusal import Refusal
from engine.verify.grammar import Unmet, expect, step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import day, instant, listed, moment, same_set


@step('办件状态为"审查中"', words="办件现在的状态")
def status(hall: Hall, expected: str) -> None:
    expect("办件状态", expected, str(hall.current().status))


@step('承诺到期日为"2026-03-05"', words="承诺时限的最后一日")
def promised(hall: Hall, expected: str) -> None:
    _due("承诺到期日", expected, hall.current().promised)


@step('法定到期日为"2026-03-30"', words="法定时限的最后一日")
def statutory(hall: Hall, expected: str) -> None:
    _due("法定到期日", expected, hall.current().statutory)


@step('承诺到期日为"2026-03-05",法定到期日为"2026-03-30"', words="两个时限的最后一日")
def both(hall: Hall, promise: str, law: str) -> None:
    _due("承诺到期日", promise, hall.current().promised)
    _due("法定到期日", law, hall.current().statutory)


@step('受理日为"2026-03-02"', words="时限从这一日的次日起算")
def accepted(hall: Hall, expected: str) -> None:
    at = hall.current().accepted_at
    expect("受理日", str(day(expected)), f"{at:%Y-%m-%d}" if at else "未受理")


@step('一次告知最后日为"2026-03-09"', words="收件后五个工作日内应当告知")
def check_until(hall: Hall, expected: str) -> None:
    _due("一次告知最后日", expected, hall.current().check_due)


@step('办件状态为"视为受理",受理日为"2026-02-11"', words="状态和起算日")
def status_and_accepted(hall: Hall, expected: str, at: str) -> None:
    status(hall, expected)
    accepted(hall, at)


@step('一次告知最后日为"2026-02-25",20工作日法定到期日为"2026-03-17"', words="审查时限和这么多工作日的法定到期日")
def check_and_statutory(hall: Hall, check: str, amount: str, law: str) -> None:
    check_until(hall, check)
    _amount("法定时限", amount, hall.current().statutory)
    _due("法定到期日", law, hall.current().statutory)


@step(
    '受理日为"2026-03-18",10工作日承诺到期日为"2026-04-01",20工作日法定到期日为"2026-04-16"',
    words="起算日和两个到期日",
)
def accepted_and_both(hall: Hall, at: str, days: str, promise: str, law_days: str, law: str) -> None:
    accepted(hall, at)
    _amount("承诺时限", days, hall.current().promised)
    _amount("法定时限", law_days, hall.current().statutory)
    both(hall, promise, law)


@step('环节到期时刻为"2026-03-02 17:00"', words="唯一在办的环节到期的时刻")
def only_step_due_at(hall: Hall, expected: str) -> None:
    steps = list(hall.current().steps.values())
    if len(steps) != 1:
        raise NotReady(f"在办环节不是一个：{'、'.join(each.name for each in steps) or '没有'}。")
    step_due_at(hall, steps[0].name, expected)


@step('在办环节为"公章刻制,社保登记"', words="现在等待办理的全部环节，次序不论")
def open_steps(hall: Hall, expected: str) -> None:
    same_set("在办环节", listed(expected), tuple(step.name for step in hall.current().steps.values()))


@step('环节"设立登记"到期日为"2026-03-03"', words="在办环节的最后一日")
def step_due(hall: Hall, name: str, expected: str) -> None:
    _due(f"环节“{name}”到期日", expected, hall.step(name).due)


@step('环节"受理审核"到期时刻为"2026-03-02 15:00"', words="按工作小时计的环节，到期的时刻")
def step_due_at(hall: Hall, name: str, expected: str) -> None:
    due = hall.step(name).due
    met = f"{due.at:%Y-%m-%d %H:%M}" if due else "不限"
    expect(f"环节“{name}”到期时刻", f"{instant(expected):%Y-%m-%d %H:%M}", met)


@step('环节"银行预约开户"未办理', words="这个环节没有办过，也不在办")
def not_done(hall: Hall, name: str) -> None:
    done = [event for event in hall.events() if isinstance(event, e.StepCompleted) and event.name == name]
    opened = [step for step in hall.current().steps.values() if step.name == name]
    if done or opened:
        raise Unmet(f"环节“{name}”", "未办理", "已办结" if done else "在办")


@step('环节"公章刻制"已办结', words="这个环节办过了")
def done(hall: Hall, name: str) -> None:
    if not any(isinstance(event, e.StepCompleted) and event.name == name for event in hall.events()):
        raise Unmet(f"环节“{name}”", "已办结", "未办结")


@step("用时为3个工作日", words="从受理次日到制证完成所用的工作日")
def days_used(hall: Hall, expected: str) -> None:
    expect("用时（工作日）", expected, str(hall.current().days_used))


@step("办件按时办结", words="承诺时限内制证完成")
def on_time(hall: Hall) -> None:
    case = hall.current()
    if case.issued_at is None or case.promised is None:
        raise Unmet("办件", "按时办结", "还没有制证完成")
    if case.issued_at >= case.promised.at:
        raise Unmet("制证完成", f"{case.promised.day} 24:00 之前", f"{case.issued_at:%Y-%m-%d %H:%M}")


@step('"2026-03-04 09:00"为黄灯', words="到那一刻，承诺时限亮黄灯（绿灯、红灯同样写法）")
def yellow(hall: Hall, at: str) -> None:
    expect(f"{at}的灯", "黄灯", hall.lamp_at(instant(at)))


@step('"2026-03-03 09:00"为绿灯', words="到那一刻，承诺时限亮绿灯")
def green(hall: Hall, at: str) -> None:
    expect(f"{at}的灯", "绿灯", hall.lamp_at(instant(at)))


@step('"2026-03-06 00:00"为红灯', words="到那一刻，承诺时限亮红灯")
def red(hall: Hall, at: str) -> None:
    expect(f"{at}的灯", "红灯", hall.lamp_at(instant(at)))


@step(
    '"2025-10-09 09:00"为黄灯,"2025-10-11 00:00"记承诺超时黄牌,"2025-10-31 00:00"记法定超时红牌',
    words="一直不办，依次亮灯、记承诺超时、记法定超时",
)
def yellow_then_cards(hall: Hall, lit: str, promise_over: str, law_over: str) -> None:
    yellow(hall, lit)
    for at, words_of in ((promise_over, "超过承诺时限"), (law_over, "超过法定时限")):
        hall.until(instant(at))
        recorded(hall, words_of)


@step(
    '"2026-03-12"再次出具补正通知列明收件时已可见的"材料C"被拒绝,原因"违反一次性告知"',
    words="假如窗口在那一日再次告知早已可见的缺陷，会被拒绝",
)
def second_notice_refused(hall: Hall, at: str, defects: str, reason: str) -> None:
    hall.refusal = None
    answer = hall.suppose(moment(at), c.Notify(listed(defects)))
    if isinstance(answer, Refusal):
        hall.refusal = answer
    refused(hall, reason)


@step('操作被拒绝,原因包含"违反一次性告知"', words="上一步被拒绝，办件没有变化")
def refused(hall: Hall, expected: str) -> None:
    if hall.refusal is None:
        raise Unmet("上一步", "被拒绝", "已接受")
    if expected not in str(hall.refusal):
        raise Unmet("拒绝的原因", expected, str(hall.refusal))


@step('记录中有"超过承诺时限"', words="流转记录里有一条提到这些字")
def recorded(hall: Hall, expected: str) -> None:
    kinds = {"超过承诺时限": "promised", "超过法定时限": "statutory", "超过环节时限": "step", "超过审查时限": "check"}
    if expected not in kinds:
        raise NotReady(f"记录只认得：{'、'.join(kinds)}。")
    limits = [event.limit for event in hall.events() if isinstance(event, e.LimitPassed)]
    if kinds[expected] not in limits:
        raise Unmet("记录", expected, "没有这一条")


def _amount(what: str, expected: str, due: DueDate | None) -> None:
    expect(what, f"{int(expected)} workingDay", f"{due.amount} {due.unit}" if due else "没有")


def _due(what: str, expected: str, due: DueDate | None) -> None:
    expect(what, str(day(expected)), str(due.day) if due else "没有")

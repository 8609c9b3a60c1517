"""结果: what the centre sees afterwards."""

from typing import Any

from engine.cases import events as e
from engine.cases.case import DueDate
from engine.verify.grammar import Rows, Unmet, expect, expect_told, step
from engine.verify.hall import Hall, NotReady
from engine.verify.steps.acts import received_and_accepted
from engine.verify.values import UNITS, day, instant, listed, same_set


@step('补正期限届满日为"2026-03-27"', '补正期限为"2026-03-27"', words="申请人补正的最后一日")
def supply_ends(hall: Hall, expected: str) -> None:
    notices = hall.current().notices
    due = notices[-1].due if notices else None
    expect("补正期限届满日", str(day(expected)), str(due.day) if due else "没有")


@step('办件状态为"审查中"', '状态为"审查中"', words="办件现在的状态")
def status(hall: Hall, expected: str) -> None:
    expect("办件状态", expected, str(hall.current().status))


@step('承诺到期日为"2026-03-05"', '承诺时限到期日为"2026-03-05"', words="承诺时限的最后一日")
def promised(hall: Hall, expected: str) -> None:
    _due("承诺到期日", expected, hall.current().promised)


@step('法定到期日为"2026-03-30"', '法定时限到期日为"2026-03-30"', words="法定时限的最后一日")
def statutory(hall: Hall, expected: str) -> None:
    _due("法定到期日", expected, hall.current().statutory)


def _each(hall: Hall, rows: Rows, law: bool) -> None:
    """Each row a case of its own, accepted on its day, one after the other."""
    for at, expected in (row[:2] for row in rows if row[:1] != ["受理"]):
        hall.case = None
        received_and_accepted(hall, at)
        hall.must()
        (statutory if law else promised)(hall, expected)


@step("承诺到期日如下", words="表格里每一行一个办件（列：受理、到期），先后排列", rows=True)
def promised_each(hall: Hall, rows: Rows) -> None:
    _each(hall, rows, law=False)


@step("法定到期日如下", words="表格里每一行一个办件（列：受理、到期），先后排列", rows=True)
def statutory_each(hall: Hall, rows: Rows) -> None:
    _each(hall, rows, law=True)


def _one_or_other(hall: Hall, expected: str) -> None:
    case = hall.current()
    due = case.promised if case.promised and case.promised.day == day(expected) else case.statutory
    _due("到期日", expected, due or case.promised)


step(
    '到期日为"2026-03-30"',
    '办件到期日为"2026-03-30"',
    '受理的办件到期日为"2026-03-30"',
    words="承诺或者法定时限的最后一日",
)(_one_or_other)


def _amounts(unit: str) -> None:
    def implied(name: str) -> Any:
        def limited(hall: Hall, amount: str, _: str) -> None:
            if hall.wanted.limit(name) is None:
                hall.plain({name: (int(amount), UNITS[unit])})

        return limited

    @step(f'10{unit}承诺到期日为"2026-04-01"', words="承诺这么久的到期日", implies=implied("promised"))
    def promised_so(hall: Hall, amount: str, expected: str) -> None:
        _amount("承诺时限", amount, unit, hall.current().promised)
        promised(hall, expected)

    @step(
        f'20{unit}法定到期日为"2026-04-16"',
        f'30{unit}到期日为"2026-03-09"',
        words="法定时限这么久的到期日",
        implies=implied("statutory"),
    )
    def statutory_so(hall: Hall, amount: str, expected: str) -> None:
        _amount("法定时限", amount, unit, hall.current().statutory)
        statutory(hall, expected)


for _unit in UNITS:
    _amounts(_unit)


@step('承诺到期日暂定为"2027-01-08"', '暂定承诺到期日为"2027-01-08"', words="放假安排公布之前的承诺到期日")
def promised_provisionally(hall: Hall, expected: str) -> None:
    promised(hall, expected)
    due = hall.current().promised
    expect("承诺到期日", "暂定", "暂定" if due and due.provisional else "确定")


@step('法定到期日暂定为"2027-01-08"', '暂定法定到期日为"2027-01-08"', words="放假安排公布之前的法定到期日")
def statutory_provisionally(hall: Hall, expected: str) -> None:
    statutory(hall, expected)
    due = hall.current().statutory
    expect("法定到期日", "暂定", "暂定" if due and due.provisional else "确定")


@step(
    "到期日为暂定", "到期日均为暂定", "承诺到期日为暂定", "法定到期日为暂定", words="到期日在放假安排公布之后重新计算"
)
def provisional(hall: Hall) -> None:
    dues = [due for due in (hall.current().promised, hall.current().statutory) if due]
    expect("到期日", "暂定", "暂定" if dues and dues[-1].provisional else "确定")


@step('受理日为"2026-03-02"', words="时限从这一日的次日起算")
def accepted(hall: Hall, expected: str) -> None:
    at = hall.current().accepted_at
    expect("受理日", str(day(expected)), f"{at:%Y-%m-%d}" if at else "未受理")


@step('收件日为"2026-03-02"', words="收到申请的那一天")
def received(hall: Hall, expected: str) -> None:
    expect("收件日", str(day(expected)), f"{hall.current().received_at:%Y-%m-%d}")


@step('一次告知最后日为"2026-03-09"', '受理核对最后日为"2026-03-09"', words="收件后应当告知的最后一日")
def check_until(hall: Hall, expected: str) -> None:
    _due("一次告知最后日", expected, hall.current().check_due)


@step('环节到期时刻为"2026-03-02 17:00"', words="唯一在办的环节到期的时刻")
def only_step_due_at(hall: Hall, expected: str) -> None:
    step_due_at(hall, _only_step(hall), expected)


@step('环节到期日为"2026-03-02"', words="唯一在办的环节的最后一日")
def only_step_due(hall: Hall, expected: str) -> None:
    step_due(hall, _only_step(hall), expected)


def _only_step(hall: Hall) -> str:
    steps = list(hall.current().steps.values())
    if len(steps) != 1:
        raise NotReady(f"在办环节不是一个：{'、'.join(each.name for each in steps) or '没有'}。")
    return steps[0].name


@step('在办环节为"公章刻制,社保登记"', words="现在等待办理的全部环节，次序不论")
def open_steps(hall: Hall, expected: str) -> None:
    same_set("在办环节", listed(expected), tuple(each.name for each in hall.current().steps.values()))


@step("没有等待认领的环节", "不产生等待的任务", words="在办环节都已经有人在办（即办件不让人等）")
def nothing_waits(hall: Hall) -> None:
    waiting = [each.name for each in hall.current().steps.values() if each.holder is None]
    expect("等待认领的环节", "没有", "、".join(waiting) or "没有")


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
    opened = [each for each in hall.current().steps.values() if each.name == name]
    if done or opened:
        raise Unmet(f"环节“{name}”", "未办理", "已办结" if done else "在办")


@step('环节"公章刻制"已办结', words="这个环节办过了")
def done(hall: Hall, name: str) -> None:
    if not any(isinstance(event, e.StepCompleted) and event.name == name for event in hall.events()):
        raise Unmet(f"环节“{name}”", "已办结", "未办结")


@step("用时为3个工作日", words="从受理次日到制证完成所用的工作日，不计入时限的除外")
def days_used(hall: Hall, expected: str) -> None:
    expect("用时（工作日）", expected, str(hall.current().days_used))


@step("办件按时办结", "按时办结", words="承诺时限内制证完成")
def on_time(hall: Hall) -> None:
    case = hall.current()
    if case.issued_at is None or case.promised is None:
        raise Unmet("办件", "按时办结", "还没有制证完成")
    if case.issued_at >= case.promised.at:
        raise Unmet("制证完成", f"{case.promised.day} 24:00 之前", f"{case.issued_at:%Y-%m-%d %H:%M}")


def _lamps(colour: str, words: str) -> None:
    @step(f'"2026-03-04 09:00"为{colour}', f'"2026-03-04 09:00"亮{colour}', words=words)
    def lit(hall: Hall, at: str) -> None:
        expect(f"{at}的灯", colour, hall.lamp_at(instant(at)))


_lamps("黄灯", "到那一刻，承诺时限临期")
_lamps("绿灯", "到那一刻，承诺时限正常")
_lamps("红灯", "到那一刻，承诺时限超期")
_lamps("蓝灯", "到那一刻，计时暂停，不报警")

CARDS = {
    "承诺超时黄牌": "黄牌：超过承诺时限",
    "法定超时红牌": "红牌：超过法定时限",
    "环节超时黄牌": "黄牌：环节超过时限",
    "送达超时黄牌": "黄牌：超过送达时限",
    "特殊环节超时红牌": "红牌：特殊环节超过时限",
    "体外循环红牌": "红牌：体外循环",
}


def _cards(word: str, name: str) -> None:
    @step(f'"2025-10-11 00:00"记{word}', words="一直不办，到那一刻记下这张牌")
    def given(hall: Hall, at: str) -> None:
        hall.until(instant(at))
        _given(hall, name)

    @step(f"记{word}", f"已记{word}", words="办件上有这张牌")
    def has(hall: Hall) -> None:
        _given(hall, name)

    @step(f"不记{word}", f"没有{word}", words="办件上没有这张牌")
    def has_not(hall: Hall) -> None:
        if any(card.name.startswith(name) for card in hall.cards()):
            raise Unmet("牌", f"没有{name}", "有")


for _word, _name in CARDS.items():
    _cards(_word, _name)


def _given(hall: Hall, name: str) -> None:
    names = [card.name for card in hall.cards()]
    if not any(each.startswith(name) for each in names):
        raise Unmet("牌", name, "、".join(names) or "没有")


@step('操作被拒绝,原因包含"违反一次性告知"', '操作被拒绝,原因"违反一次性告知"', words="上一步被拒绝，办件没有变化")
def refused(hall: Hall, expected: str) -> None:
    if hall.refusal is None:
        raise Unmet("上一步", "被拒绝", "已接受")
    expect_told("拒绝的原因", expected, str(hall.refusal))


@step("操作被接受", words="上一步已经接受")
def allowed(hall: Hall) -> None:
    expect("上一步", "已接受", str(hall.refusal) if hall.refusal else "已接受")


@step('记录中有"超过承诺时限"', words="流转记录里有一条提到这些字")
def recorded(hall: Hall, expected: str) -> None:
    kinds = {"超过承诺时限": "promised", "超过法定时限": "statutory", "超过环节时限": "step", "超过审查时限": "check"}
    if expected not in kinds:
        raise NotReady(f"记录只认得：{'、'.join(kinds)}。")
    limits = [event.limit for event in hall.events() if isinstance(event, e.LimitPassed)]
    if kinds[expected] not in limits:
        raise Unmet("记录", expected, "没有这一条")


def _amount(what: str, expected: str, unit: str, due: DueDate | None) -> None:
    met = f"{due.amount} {due.unit}" if due else "没有"
    expect(what, f"{int(expected)} {UNITS[unit]}", met)


def _due(what: str, expected: str, due: DueDate | None) -> None:
    expect(what, str(day(expected)), str(due.day) if due else "没有")

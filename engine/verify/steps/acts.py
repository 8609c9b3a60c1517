"""动作: what window, departments, applicant and clock do."""

from engine.cases import commands as c
from engine.verify.grammar import step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import instant, listed, moment


@step('综合窗口于"2026-03-02 09:00"收件', '办件于"2026-03-02 09:00"收件', words="窗口收件，办件得到编号")
def receive(hall: Hall, at: str) -> None:
    hall.until(moment(at))
    hall.receive()


@step('综合窗口于"2026-03-02 10:00"受理', words="窗口受理，承诺和法定时限开始计算")
def accept(hall: Hall, at: str) -> None:
    hall.until(moment(at))
    hall.complete(hall.step_of_kind("accept").name, "受理")


@step('办件于"2026-03-02 10:00"受理', words="窗口收件并当场受理")
def received_and_accepted(hall: Hall, at: str) -> None:
    hall.until(moment(at))
    if hall.case is None:
        hall.receive()
    hall.complete(hall.step_of_kind("accept").name, "受理")


@step('4工作小时的环节于"2026-03-02 15:30"开始', words="一个限这么多工作小时的环节从这一刻开始计时")
def hours_begin(hall: Hall, amount: str, at: str) -> None:
    hall.plain({"step": (int(amount), "workingHour")})
    hall.until(moment(at))
    hall.receive()
    hall.complete(hall.step_of_kind("accept").name, "受理")


@step('办件于"2026-02-11 15:00"收件且材料不齐', words="收件，材料有缺，窗口还没有告知")
def received_incomplete(hall: Hall, at: str) -> None:
    hall.plain({})
    hall.until(moment(at))
    hall.receive()


@step('至"2026-02-26 00:00"仍未作出受理、不予受理或补正告知', words="时间走到这一刻，窗口什么也没有做")
def nothing_told(hall: Hall, at: str) -> None:
    hall.until(instant(at))


@step('办件于"2026-03-02"收件,"2026-03-06"出具补正通知列明"材料A,材料B"', words="收件后窗口一次告知需要补正的材料")
def received_and_noticed(hall: Hall, at: str, told: str, defects: str) -> None:
    hall.plain({"promised": (10, "workingDay")})
    hall.until(moment(at))
    hall.receive()
    hall.until(moment(told))
    hall.complete(hall.step_of_kind("accept").name, "一次告知", defects=listed(defects))


@step('申请人于"2026-03-11"只补交"材料A",于"2026-03-18"补交"材料B"', words="申请人分两次补交，补齐时窗口即予受理")
def supplied_twice(hall: Hall, first: str, some: str, second: str, rest: str) -> None:
    for at, supplied in ((first, some), (second, rest)):
        supply(hall, at, supplied)
    hall.complete(hall.step_of_kind("accept").name, "受理")


@step('综合窗口于"2026-03-02 10:00"不予受理,理由为"不属于本机关职权"', words="窗口不予受理并写明理由")
def refuse(hall: Hall, at: str, reason: str) -> None:
    hall.until(moment(at))
    hall.complete(hall.step_of_kind("accept").name, "不予受理", reason=reason)


@step('综合窗口于"2026-03-02 10:00"一次告知,列明"住所证明,公司章程"', words="窗口一次告知全部需要补正的内容")
def notice(hall: Hall, at: str, defects: str) -> None:
    hall.until(moment(at))
    hall.complete(hall.step_of_kind("accept").name, "一次告知", defects=listed(defects))


@step('申请人于"2026-03-11 09:00"补交"住所证明"', words="申请人补交材料；全部补齐后办件回到受理审核")
def supply(hall: Hall, at: str, supplied: str) -> None:
    hall.until(moment(at))
    step = hall.step_of_kind("receive")
    hall.command(step, c.Supply(step.token, listed(supplied)))


@step('环节"公章刻制"于"2026-03-03 11:00"办结', words="办理岗位办结一个环节，没有结论可选，或取第一个结论")
def complete(hall: Hall, name: str, at: str) -> None:
    hall.until(moment(at))
    outcomes = hall.step(name).outcomes
    hall.complete(name, outcomes[0] if outcomes else "")


@step('环节"设立登记"于"2026-03-03 11:00"办结,结论为"准予登记"', words="办理岗位办结一个环节并选择结论")
def conclude(hall: Hall, name: str, at: str, outcome: str) -> None:
    hall.until(moment(at))
    hall.complete(name, outcome)


@step(
    '环节"设立登记"于"2026-03-03 11:00"办结,结论为"不予登记",理由为"住所不实"',
    words="办理岗位作出不利的结论并写明理由",
)
def conclude_with_reason(hall: Hall, name: str, at: str, outcome: str, reason: str) -> None:
    hall.until(moment(at))
    hall.complete(name, outcome, reason=reason)


@step('环节"公章刻制"于"2026-03-03 11:00"退回,理由为"缺印模"', words="部门把环节退回窗口，环节时限照常计算")
def send_back(hall: Hall, name: str, at: str, reason: str) -> None:
    hall.until(moment(at))
    step = hall.step(name)
    hall.command(step, c.SendBack(step.token, reason))


@step('综合窗口于"2026-03-03 14:00"答复退回的环节"公章刻制",说明"已补印模"', words="窗口补充后重新提交给部门")
def resubmit(hall: Hall, at: str, name: str, note: str) -> None:
    hall.until(moment(at))
    hall.resubmit(name, note)


@step('申请人于"2026-03-03 10:00"撤回申请,理由为"不办了"', words="决定前，申请人撤回申请")
def withdraw(hall: Hall, at: str, reason: str) -> None:
    hall.until(moment(at))
    hall.withdraw(reason)


@step('时间到"2026-03-05 00:00"', words="什么也不做，时间走到这一刻；到期的事项照常发生")
def time_passes(hall: Hall, at: str) -> None:
    hall.until(instant(at))


@step("过了3个工作日", words="时间走到三个工作日之后的同一时刻")
def working_days_pass(hall: Hall, count: str) -> None:
    if int(count) > 1000:
        raise NotReady("一次最多走 1000 个工作日。")
    hall.pass_working_days(int(count))

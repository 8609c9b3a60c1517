"""动作: what window, departments, applicant and clock do."""

from engine.cases import commands as c
from engine.verify.generated import FOOD, MARKET_ENTITY, REAL_ESTATE
from engine.verify.grammar import step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import UNITS, instant, listed, moment


@step(
    '综合窗口于"2026-03-02 09:00"收件',
    '办件于"2026-03-02 09:00"收件',
    '申请于"2026-03-02 09:00"收件',
    '窗口于"2026-03-02 09:00"收件',
    '"2026-03-02 09:00"收件',
    words="窗口收件，办件得到编号",
)
def receive(hall: Hall, at: str) -> None:
    hall.until(moment(at))
    hall.receive()


@step("材料不齐", "材料不符合法定形式", words="材料有缺，窗口还没有告知")
def incomplete(hall: Hall) -> None:
    hall.current()


@step(
    '综合窗口于"2026-03-02 10:00"受理',
    '办件于"2026-03-02 10:00"受理',
    '申请于"2026-03-02 10:00"受理',
    '窗口于"2026-03-02 10:00"受理',
    '"2026-03-02 10:00"受理',
    words="窗口受理，承诺和法定时限开始计算；还没有收件的，当场收件",
)
def received_and_accepted(hall: Hall, at: str) -> None:
    hall.until(moment(at))
    if hall.case is None:
        hall.receive()
        hall.must()
    if hall.accepted_when_mended:
        return
    hall.complete(hall.step_of_kind("accept").name, "受理")


def _under(nature: object, name: str) -> None:
    @step(f'{name}申请于"2026-03-02 10:00"受理', words=f"{name}的申请受理，按它的法律计算")
    def accepted(hall: Hall, at: str) -> None:
        hall.plain(nature=nature)
        received_and_accepted(hall, at)

    @step(f'{name}申请于"2026-03-02 10:00"收件', words=f"{name}的申请收件，按它的法律计算")
    def received(hall: Hall, at: str) -> None:
        hall.plain(nature=nature)
        receive(hall, at)


for _nature, _name in ((REAL_ESTATE, "不动产登记"), (MARKET_ENTITY, "市场主体登记"), (FOOD, "食品经营许可")):
    _under(_nature, _name)


def _begins(unit: str) -> None:
    @step(f'4{unit}的环节于"2026-03-02 15:30"开始', words="一个限这么久的环节从这一刻开始计时")
    def begin(hall: Hall, amount: str, at: str) -> None:
        hall.plain({"step": (int(amount), UNITS[unit])})
        received_and_accepted(hall, at)


for _unit in UNITS:
    _begins(_unit)


@step(
    '至"2026-02-26 00:00"仍未作出受理、不予受理或补正告知',
    '至"2026-02-26 00:00"未作出受理、不予受理或补正告知',
    '至"2026-02-26 00:00"窗口没有任何动静',
    '至"2026-02-26 00:00"未办理',
    '至"2026-02-26 00:00"未办结',
    '时间到"2026-03-05 00:00"',
    '至"2026-03-05 00:00"',
    words="什么也不做，时间走到这一刻；到期的事项照常发生",
)
def time_passes(hall: Hall, at: str) -> None:
    hall.until(instant(at))


@step(
    '"2026-03-06"出具补正通知列明"材料A,材料B"',
    '于"2026-03-06"出具补正通知列明"材料A,材料B"',
    '"2026-03-06"一次告知"材料A,材料B"',
    '于"2026-03-06"一次告知"材料A,材料B"',
    '综合窗口于"2026-03-06"出具补正通知列明"材料A,材料B"',
    '窗口于"2026-03-06"一次告知,列明"材料A,材料B"',
    '综合窗口于"2026-03-02 10:00"一次告知,列明"住所证明,公司章程"',
    words="窗口一次告知全部需要补正的内容",
)
def notice(hall: Hall, at: str, defects: str) -> None:
    hall.until(moment(at))
    hall.complete(hall.step_of_kind("accept").name, "一次告知", defects=listed(defects))


@step(
    '"2026-03-12"再次出具补正通知列明收件时已可见的"材料C"',
    '"2026-03-12"再次出具补正通知列明"材料C"',
    '窗口于"2026-03-12"再次一次告知"材料C"',
    words="补正期间窗口再次告知；收件时已可见的内容不能再提",
)
def second_notice(hall: Hall, at: str, defects: str) -> None:
    hall.until(moment(at))
    hall.register(c.Notify(listed(defects)))


@step(
    '申请人于"2026-03-11 09:00"补交"住所证明"',
    '申请人于"2026-03-11"只补交"材料A"',
    '于"2026-03-18"补交"材料B"',
    '"2026-03-18"补交"材料B"',
    '申请人于"2026-03-18"补齐"材料B"',
    '于"2026-03-18"补齐"材料B"',
    words="申请人补交材料；全部补齐后回到受理审核，没有点名事项的当即受理",
)
def supply(hall: Hall, at: str, supplied: str) -> None:
    hall.until(moment(at))
    open_now = hall.step_of_kind("receive")
    hall.command(open_now, c.Supply(open_now.token, listed(supplied)))
    hall.accept_when_mended()


@step(
    '综合窗口于"2026-03-02 10:00"不予受理,理由为"不属于本机关职权"',
    '窗口于"2026-03-02 10:00"不予受理,理由"不属于本机关职权"',
    words="窗口不予受理并写明理由",
)
def refuse(hall: Hall, at: str, reason: str) -> None:
    hall.until(moment(at))
    hall.complete(hall.step_of_kind("accept").name, "不予受理", reason=reason)


@step('窗口于"2026-03-02 10:00"不予受理', '"2026-03-02 10:00"不予受理', words="窗口不予受理，没有写理由")
def refuse_silently(hall: Hall, at: str) -> None:
    refuse(hall, at, "")


@step(
    '办件于"2026-03-06"作出准予决定',
    '"2026-03-06"作出准予决定',
    '于"2026-03-06"作出准予决定',
    '"2026-03-06"准予',
    words="审批岗位准予",
)
def grant(hall: Hall, at: str) -> None:
    _decide(hall, at, "准予", "")


@step(
    '办件于"2026-03-06"作出不予决定,理由为"不符合条件"',
    '"2026-03-06"作出不予决定,理由"不符合条件"',
    '办件于"2026-03-06"作出不予许可决定,理由为"不符合条件"',
    words="审批岗位不予，写明理由并告知救济途径",
)
def deny(hall: Hall, at: str, reason: str) -> None:
    _decide(hall, at, "不予", reason)


@step(
    '"2026-03-06"作出不予决定',
    '"2026-03-06"作出不予决定且无理由',
    '办件于"2026-03-06"作出不予决定而未说明理由',
    words="审批岗位不予，没有写理由",
)
def deny_silently(hall: Hall, at: str) -> None:
    _decide(hall, at, "不予", "")


@step('"2026-03-06"在"某局办公楼"作出准予决定', words="审批岗位在大厅之外作出决定")
def grant_elsewhere(hall: Hall, at: str, place: str) -> None:
    hall.until(moment(at))
    hall.complete(hall.step_of_kind("decide").name, "准予", place=place)


def _decide(hall: Hall, at: str, outcome: str, reason: str) -> None:
    hall.until(moment(at))
    if hall.case is None:
        received_and_accepted(hall, at)
        hall.must()
    hall.complete(hall.step_of_kind("decide").name, outcome, reason=reason)


@step(
    '"2026-03-09"制证',
    '办件于"2026-03-09"制证',
    "生成电子证照与纸质证照",
    '"2026-03-09"生成电子证照与纸质证照',
    words="出件窗口同时制作电子和纸质证照",
)
def issue(hall: Hall, at: str = "") -> None:
    if at:
        hall.until(moment(at))
    hall.must()
    hall.complete(hall.step_of_kind("issue").name, hall.step_of_kind("issue").outcomes[0])
    hall.must()


@step('"2026-03-10"送达', '办件于"2026-03-10"送达', '"2026-03-10"向申请人送达', words="出件窗口把结果交给申请人")
def deliver(hall: Hall, at: str) -> None:
    hall.until(moment(at))
    hall.complete(hall.step_of_kind("deliver").name, hall.step_of_kind("deliver").outcomes[0])


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


@step('环节"办理"于"2026-03-03 09:00"认领', '"2026-03-03 09:00"认领环节"办理"', words="办理人认领环节")
def claim(hall: Hall, first: str, second: str) -> None:
    name, at = (first, second) if second[:1].isdigit() else (second, first)
    hall.until(moment(at))
    open_now = hall.step(name)
    hall.command(open_now, c.Claim(open_now.token))


@step('环节"公章刻制"于"2026-03-03 11:00"退回,理由为"缺印模"', words="部门把环节退回窗口，环节时限照常计算")
def send_back(hall: Hall, name: str, at: str, reason: str) -> None:
    hall.until(moment(at))
    step = hall.step(name)
    hall.command(step, c.SendBack(step.token, reason))


@step('综合窗口于"2026-03-03 14:00"答复退回的环节"公章刻制",说明"已补印模"', words="窗口补充后重新提交给部门")
def resubmit(hall: Hall, at: str, name: str, note: str) -> None:
    hall.until(moment(at))
    hall.resubmit(name, note)


@step(
    '申请人于"2026-03-03 10:00"撤回申请,理由为"不办了"',
    '申请人于"2026-03-03 10:00"撤回申请,理由"不办了"',
    words="决定前，申请人撤回申请",
)
def withdraw(hall: Hall, at: str, reason: str) -> None:
    hall.until(moment(at))
    hall.withdraw(reason)


@step(
    '"2026-03-05"终止办理,理由为"申请人死亡"',
    '承办部门于"2026-03-05"终止办理,理由为"申请人死亡"',
    words="承办部门终止办理并写明理由",
)
def terminate(hall: Hall, at: str, reason: str) -> None:
    hall.until(moment(at))
    hall.lead(c.Terminate(reason))


@step("过了3个工作日", words="时间走到三个工作日之后的同一时刻")
def working_days_pass(hall: Hall, count: str) -> None:
    if int(count) > 1000:
        raise NotReady("一次最多走 1000 个工作日。")
    hall.pass_working_days(int(count))

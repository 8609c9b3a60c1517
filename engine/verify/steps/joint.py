"""并联和一件事: branches side by side, each with its own limit; joint acts that every department signs."""

from engine.cases import commands as c
from engine.cases.commands import Limit, Unit
from engine.cases.ledger import stored
from engine.verify.generated import JOINT
from engine.verify.grammar import Unmet, expect, step
from engine.verify.hall import Hall
from engine.verify.steps.acts import received_and_accepted
from engine.verify.steps.outcomes import open_steps, promised, statutory
from engine.verify.values import BadValue, day, listed, moment


@step(
    '并联分支为"营业执照3,食品经营许可8,户外招牌5,消防安全检查10"工作日',
    '分支为"营业执照3,食品经营许可8"工作日',
    words="受理后各部门同时办理，各有自己的时限",
    first=True,
)
def branches(hall: Hall, said: str) -> None:
    found = tuple(_branch(each) for each in listed(said))
    longest = max(limit for _, limit in found)
    limits = {"promised": hall.wanted.limit("promised") or longest, "statutory": (45, "workingDay")}
    hall.plain(limits, nature=JOINT, branches=found)


@step('联办件于"2025-12-22"受理', '一件事于"2025-12-22"受理', words="统一受理，各分支同时开始")
def joint(hall: Hall, at: str) -> None:
    hall.plain(nature=JOINT)
    received_and_accepted(hall, at)


def _branch(text: str) -> tuple[str, tuple[int, str]]:
    name = text.removesuffix("工作日").removesuffix("个").rstrip("0123456789")
    digits = text.removeprefix(name).removesuffix("工作日").removesuffix("个")
    if not name or not digits:
        raise BadValue(f"分支“{text}”应写成“营业执照3”：名称和工作日数。")
    return name, (int(digits), "workingDay")


@step("引擎计算联办时限", words="各分支已经同时开始")
def reckoned(hall: Hall) -> None:
    open_steps(hall, ",".join(name for name, _ in hall.wanted.branches))


@step('分支到期日依次为"2025-12-25,2026-01-04,2025-12-29,2026-01-06"', words="各分支的最后一日，按写明的次序")
def branch_dues(hall: Hall, expected: str) -> None:
    dues = [hall.step(name).due for name, _ in hall.wanted.branches]
    met = ",".join(str(due.day) if due else "没有" for due in dues)
    expect("分支到期日", ",".join(str(day(each)) for each in listed(expected)), met)


@step('分支"营业执照"到期日为"2025-12-25"', words="一个分支的最后一日")
def branch_due(hall: Hall, name: str, expected: str) -> None:
    due = hall.step(name).due
    expect(f"分支“{name}”到期日", str(day(expected)), str(due.day) if due else "没有")


@step('联办到期日为"2026-01-06"', words="联办到期日是最晚的分支")
def joint_due(hall: Hall, expected: str) -> None:
    promised(hall, expected)


@step('法定上限45工作日为"2026-03-02"', words="联合办理的法定上限")
def joint_bound(hall: Hall, amount: str, expected: str) -> None:
    statutory(hall, expected)
    limit = hall.current().statutory
    expect("法定上限（工作日）", amount, str(limit.amount) if limit else "没有")


@step('不得显示各分支之和"2026-01-28"', words="任何地方都不出现各分支相加的日期")
def no_sum(hall: Hall, total: str) -> None:
    if any(due.day == day(total) for due in stored(hall.current()).values()):
        raise Unmet("各分支之和", "不显示", total)


@step('"2025-12-23"分支"营业执照"书面告知"专家评审"需5工作日', words="一个分支里的特殊环节，只停这一分支的计时")
def branch_paused(hall: Hall, at: str, branch: str, kind: str, needed: str) -> None:
    hall.until(moment(at))
    code = next((each.code for each in hall.terms().kinds.values() if each.name == kind), kind)
    limit, token = Limit(int(needed), Unit.WORKING_DAY), hall.step(branch).token
    hall.lead(c.StartSpecial(code, limit, told_in_writing=True, basis="《行政许可法》第四十五条", token=token))
    hall.must()
    hall.last_special = kind


@step('分支"营业执照"于"2025-12-25"办结', words="一个分支办结")
def branch_done(hall: Hall, name: str, at: str) -> None:
    hall.until(moment(at))
    outcomes = hall.step(name).outcomes
    hall.complete(name, outcomes[0] if outcomes else "")


@step('"2025-11-04"由"某局,中心"联合进行"现场勘察"', words="多个部门共同进行的特殊环节，全部签字才能登记结果")
def jointly(hall: Hall, at: str, parties: str, name: str) -> None:
    hall.until(moment(at))
    hall.start_special(name, None, told=False, parties=listed(parties))


@step('"某局"签署意见', '"某局"签字', words="参加的部门签署意见")
def signs(hall: Hall, party: str) -> None:
    hall.sign(party)

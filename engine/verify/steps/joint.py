"""并联和一件事: branches side by side, each with its own limit."""

from engine.cases.ledger import stored
from engine.verify.generated import JOINT
from engine.verify.grammar import Unmet, expect, step
from engine.verify.hall import Hall
from engine.verify.steps.acts import received_and_accepted
from engine.verify.steps.outcomes import open_steps, promised, statutory
from engine.verify.values import BadValue, day, listed


@step(
    '联办件于"2025-12-22"受理,并联分支为"营业执照3,食品经营许可8,户外招牌5,消防安全检查10"工作日',
    words="统一受理后各部门同时办理，各有自己的时限",
)
def joint(hall: Hall, at: str, branches: str) -> None:
    hall.nature = JOINT
    hall.branches = tuple(_branch(each) for each in listed(branches))
    longest = max(limit for _, limit in hall.branches)
    hall.plain({"promised": longest, "statutory": (45, "workingDay")})
    received_and_accepted(hall, at)


def _branch(text: str) -> tuple[str, tuple[int, str]]:
    name = text.rstrip("0123456789")
    if not name or name == text:
        raise BadValue(f"分支“{text}”应写成“营业执照3”：名称和工作日数。")
    return name, (int(text[len(name) :]), "workingDay")


@step("引擎计算联办时限", words="各分支已经同时开始")
def reckoned(hall: Hall) -> None:
    open_steps(hall, ",".join(name for name, _ in hall.branches))


@step('分支到期日依次为"2025-12-25,2026-01-04,2025-12-29,2026-01-06"', words="各分支的最后一日，按写明的次序")
def branch_dues(hall: Hall, expected: str) -> None:
    dues = [hall.step(name).due for name, _ in hall.branches]
    met = ",".join(str(due.day) if due else "没有" for due in dues)
    expect("分支到期日", ",".join(str(day(each)) for each in listed(expected)), met)


@step(
    '联办到期日为"2026-01-06",法定上限45工作日为"2026-03-02",不得显示各分支之和"2026-01-28"',
    words="联办到期日是最晚的分支，法定上限另计，任何地方都不出现各分支相加的日期",
)
def joint_due(hall: Hall, promise: str, bound: str, law: str, total: str) -> None:
    promised(hall, promise)
    statutory(hall, law)
    limit = hall.current().statutory
    expect("法定上限（工作日）", bound, str(limit.amount) if limit else "没有")
    if any(due.day == day(total) for due in stored(hall.current()).values()):
        raise Unmet("各分支之和", "不显示", total)

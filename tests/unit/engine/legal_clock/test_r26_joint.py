"""R26: a joint case has a clock a branch; the whole ends with the last branch, within 45 working days."""

from typing import Any

import pytest

from engine.legal_clock import Limit, Pause, Unit
from engine.legal_clock.joint import Branch, joint_due


def working(amount: int) -> Limit:
    return Limit(amount, Unit.WORKING_DAY)


RESTAURANT = (
    Branch("营业执照", working(3)),
    Branch("食品经营许可", working(8)),
    Branch("户外招牌", working(5)),
    Branch("消防安全检查", working(10)),
)


def test_the_scenario_of_the_restaurant(calendar: Any, at: Any) -> None:
    joint = joint_due(RESTAURANT, at("2025-12-22"), calendar)
    days = [each.day.isoformat() for each in joint.branches.values()]
    assert days == ["2025-12-25", "2026-01-04", "2025-12-29", "2026-01-06"]
    assert joint.total.day.isoformat() == "2026-01-06", "the latest branch, not the sum 2026-01-28"
    assert joint.bound is not None
    assert joint.bound.day.isoformat() == "2026-03-02"


# 起算, 各分支, 合计到期
ROWS = (
    ("2025-12-22", (3, 10), "2026-01-06"),  # max = 10
    ("2025-01-20", (5, 8), "2025-02-06"),  # 8: 01-21…24 第1–4；26班…27 第5–6；02-05…06 第7–8
    ("2025-09-26", (3, 5), "2025-10-10"),  # max = 5
    ("2026-02-13", (1, 3, 2), "2026-02-25"),  # max = 3
    ("2026-09-24", (5, 1), "2026-10-09"),  # max = 5
)


@pytest.mark.parametrize(("start", "amounts", "expected"), ROWS)
def test_side_by_side_the_longest_counts(
    calendar: Any, at: Any, start: str, amounts: tuple[int, ...], expected: str
) -> None:
    branches = [Branch(str(n), working(amount)) for n, amount in enumerate(amounts)]
    assert joint_due(branches, at(start), calendar).total.day.isoformat() == expected


def test_one_after_the_other_they_add_up(calendar: Any, at: Any) -> None:
    # 执照 3 → 12-25；其余 10 自 12-25 起 → 01-09
    phased = [RESTAURANT[0], Branch("消防安全检查", working(10), after=("营业执照",))]
    assert joint_due(phased, at("2025-12-22"), calendar).total.day.isoformat() == "2026-01-09"


def test_a_pause_of_one_branch_leaves_the_others_alone(calendar: Any, at: Any) -> None:
    # 消防 10 + 专家评审 12-24…12-31（5日）→ 01-13
    stop = Pause(at("2025-12-24"), working(10), at("2025-12-31"))
    branches = [*RESTAURANT[:3], Branch("消防安全检查", working(10), pauses=(stop,))]
    joint = joint_due(branches, at("2025-12-22"), calendar)
    assert joint.branches["食品经营许可"].day.isoformat() == "2026-01-04"
    assert joint.total.day.isoformat() == "2026-01-13"


def test_the_whole_never_ends_after_the_bound(calendar: Any, at: Any) -> None:
    phased = [Branch("甲", working(30)), Branch("乙", working(20), after=("甲",))]
    joint = joint_due(phased, at("2025-12-22"), calendar)
    assert joint.exceeds_bound
    assert joint.total.day.isoformat() == "2026-03-02"


def test_the_project_of_45_days_and_its_pause(calendar: Any, at: Any) -> None:
    # 12+14+(10+5)=41 ≤ 45；2025-12-15 + 45 → 02-24；暂停 01-05…01-23（14日）→ 03-13
    stop = Pause(at("2026-01-05"), working(14), at("2026-01-23"))
    branches = [Branch("全部", working(41))]
    assert joint_due(branches, at("2025-12-15"), calendar).bound.day.isoformat() == "2026-02-24"
    assert joint_due(branches, at("2025-12-15"), calendar, pauses=[stop]).bound.day.isoformat() == "2026-03-13"


def test_a_branch_really_accepted_later_runs_from_then(calendar: Any, at: Any) -> None:
    late = [Branch("甲", working(3), start=at("2026-03-05"))]
    assert joint_due(late, at("2026-03-02"), calendar).total.day.isoformat() == "2026-03-10"

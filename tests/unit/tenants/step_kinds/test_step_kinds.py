"""All kinds together: the closed list of special steps and of those that may stop the clock."""

from bpmn.step_kind import Marks, Pauses
from tenants.step_kinds import KINDS

ARTICLE_45 = {"听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"}
"""行政许可法45, in its own order."""


def test_they_are_found_in_order_of_name() -> None:
    assert list(KINDS) == sorted(KINDS)
    assert all(code == kind.code for code, kind in KINDS.items())


def test_the_five_fixed_stages_of_the_hall_are_ordinary_steps() -> None:
    # 受理、审查、决定、发证、送达 must be done in the hall (D6); 收件 and 告知 come with them
    ordinary = {kind.name for kind in KINDS.values() if not kind.special}
    assert ordinary == {"收件", "受理", "告知", "审查", "决定", "制证", "送达"}


def test_the_special_steps_are_the_closed_list() -> None:
    special = {kind.name for kind in KINDS.values() if kind.special}
    assert special == {*ARTICLE_45, "现场勘察", "集体讨论", "公示", "公告"}


def test_only_the_eight_of_article_45_stop_the_clock_by_that_article() -> None:
    stopping = {kind.name for kind in KINDS.values() if kind.pauses is Pauses.LICENSING_LAW_45}
    assert stopping == ARTICLE_45
    assert all(kind.notice for kind in KINDS.values() if kind.pauses is Pauses.LICENSING_LAW_45)


def test_each_moment_of_a_case_is_marked_once() -> None:
    marks = [kind.marks for kind in KINDS.values() if kind.marks is not Marks.NOTHING]
    assert sorted(marks) == sorted(mark for mark in Marks if mark is not Marks.NOTHING)


def test_every_special_step_publishes_a_limit_and_says_what_it_is() -> None:
    assert all(kind.own_limit for kind in KINDS.values() if kind.special)
    assert all(kind.description for kind in KINDS.values())

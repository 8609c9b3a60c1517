"""How sentences of scenarios are understood: whole, in parts, as what shall be refused, or not at all."""

import pytest

from engine.verify.grammar import expect_told, grammar, shape_of
from engine.verify.runner import Runner, State


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("承诺时限为3个工作日", ["承诺时限为#工作日"]),
        (
            '办件于"2025-11-03"受理，承诺时限10个工作日，法定时限20工作日',
            ["办件于“”受理", "承诺时限#工作日", "法定时限#工作日"],
        ),
        ('"2025-11-04"进行特殊环节"现场勘察"且于"2025-11-05"完成', ["“”进行特殊环节“”", "于“”完成"]),
        ('那么承诺到期日是"2026-03-05"', None),
        ("天上掉馅饼", None),
    ],
)
def test_a_sentence_is_made_of_known_parts_or_not_understood(sentence: str, parts: list[str] | None) -> None:
    said = grammar().understand(sentence)
    shapes = [shape_of(match.definition.example)[0] for match in said.matches] if said else None
    assert shapes == ([shape_of(part)[0] for part in parts] if parts else None)


@pytest.mark.parametrize(
    ("sentence", "count", "reason"),
    [
        ('"2025-10-10"窗口人员批准延长10工作日被拒绝', 1, ""),
        ('"2025-10-10"窗口人员批准延长10工作日被拒绝,原因"本行政机关负责人批准"', 1, "本行政机关负责人批准"),
        ('"2025-10-10"窗口人员批准延长10工作日被拒绝，原因包含"批准"', 1, "批准"),
        ('第二次延长、超过10工作日、无书面理由、窗口人员批准或"2025-10-13"才批准均被拒绝', 5, ""),
        ('"承诺时限12工作日"、增加材料"村委会证明"或增加特殊环节"集体讨论"的配置均被拒绝', 3, ""),
    ],
)
def test_what_is_refused_is_tried_part_by_part(sentence: str, count: int, reason: str) -> None:
    said = grammar().understand(sentence)
    assert said is not None
    assert (said.refused, len(said.matches), said.reason) == (True, count, reason)


def test_an_unknown_part_is_told_with_the_nearest_step() -> None:
    assert "承诺到期日为" in grammar().nearest('承诺到期的日子为"2026-03-05",法定到期日为"2026-03-30"')
    assert grammar().nearest("天上掉馅饼") == ""


@pytest.mark.parametrize(
    ("expected", "met"),
    [
        ("特殊环节无法定依据", "“集体讨论”是特殊环节（集体讨论），无法定依据。"),
        ("不属于许可法第四十五条", "现场勘察不属于行政许可法第四十五条"),
    ],
)
def test_a_reason_holds_in_pieces_of_the_same_order(expected: str, met: str) -> None:
    expect_told("原因", expected, met)
    with pytest.raises(AssertionError):
        expect_told("原因", expected[::-1], met)


def test_settings_hold_wherever_they_are_written_and_time_does_not_go_back() -> None:
    text = """# language: zh-CN
功能: 先后
  场景: 时限写在受理之后
    假如 办件于"2026-03-02"受理
    并且 承诺时限3工作日
    那么 承诺到期日为"2026-03-05"
    当 时间到"2026-02-01 00:00"
"""
    (result,) = Runner({}).run(text).scenarios
    assert [step.state for step in result.steps] == [State.PASSED, State.PASSED, State.PASSED, State.FAILED]
    assert "时间只往前走" in result.steps[-1].message


def test_what_is_refused_leaves_the_case_as_it_was() -> None:
    text = """# language: zh-CN
功能: 试一试
  场景: 被拒绝的只是试一试
    假如 办件于"2025-09-08"受理,法定时限20工作日
    当 "2025-10-10"本行政机关负责人批准延长10工作日
    那么 第二次延长被拒绝,原因"只能延长一次"
    并且 法定到期日为"2025-10-24"
    并且 "2025-10-10"准予被拒绝
"""
    (result,) = Runner({}).run(text).scenarios
    assert [step.state for step in result.steps] == [State.PASSED] * 4 + [State.FAILED]
    assert "应为“被拒绝”，实为“已接受”" in result.steps[-1].message

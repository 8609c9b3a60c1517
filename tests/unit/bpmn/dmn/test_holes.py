"""Gaps, overlaps and unreachable rules, each with an applicant a jurist can check."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.dmn import DecisionError, Model
from bpmn.dmn.holes import find_holes
from bpmn.finding import Finding, Severity

Xml = Callable[..., str]
ModelOf = Callable[..., Model]


def _of(findings: tuple[Finding, ...], code: str) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


def test_a_whole_table_has_no_holes(model_of: ModelOf, table: Xml) -> None:
    rules = '| < 18 | - | "监护人代办" |\n| >= 18 | true | "绿色通道" |\n| >= 18 | false | "普通" |'
    piece = table("通道", ["年龄: number = >= 0", "残疾: boolean"], ["通道: string"], rules)
    assert find_holes(model_of(piece)) == ()


def test_a_gap_between_two_ranges_comes_with_an_applicant(model_of: ModelOf, table: Xml) -> None:
    rules = "| [0..60) | 1 |\n| (60..100] | 2 |"
    (gap,) = find_holes(model_of(table("档", ["年龄: number = [0..100]"], ["档: number"], rules)))
    assert gap.code == "table-gap"
    assert gap.severity is Severity.ERROR
    assert "没有一条规则管这样的申请人：年龄 = 60。" in gap.message
    assert (gap.file, gap.element) == ("rules.dmn", "t-档")


def test_a_cell_that_is_half_written_is_a_note_not_a_fault(model_of: ModelOf, table: Xml) -> None:
    rules = "| [0..60) | 1 |\n| > | 2 |"
    (note,) = find_holes(model_of(table("档", ["年龄: number"], ["档: number"], rules)))
    assert (note.code, note.severity) == ("table-unchecked", Severity.NOTE)
    assert "有的格子读不懂" in note.message


def test_a_gap_only_some_combinations_fall_into(model_of: ModelOf, table: Xml) -> None:
    rules = """
        | "个人" | < 100  | 0 |
        | "企业" | -      | 1 |
        | "个人" | >= 100 | 2 |
        | "社团" | < 100  | 3 |
    """
    inputs = ['类型: string = "个人","企业","社团"', "面积: number"]
    (gap,) = find_holes(model_of(table("费", inputs, ["费: number"], rules)))
    assert '类型 = "社团"，面积 = 100。' in gap.message


def test_an_unnamed_text_is_a_gap_unless_the_allowed_values_rule_it_out(model_of: ModelOf, table: Xml) -> None:
    rules = '| "个人" | 1 |\n| "企业" | 2 |'
    (gap,) = find_holes(model_of(table("费", ["类型: string"], ["费: number"], rules)))
    assert "类型 是表里没有写的其他值" in gap.message
    assert find_holes(model_of(table("费", ['类型: string = "个人","企业"'], ["费: number"], rules))) == ()


def test_dates_have_gaps_of_whole_days(model_of: ModelOf, table: Xml) -> None:
    rules = '| < date("2026-01-01") | 1 |\n| > date("2026-01-01") | 2 |'
    (gap,) = find_holes(model_of(table("旧法新法", ["受理日: date"], ["法: number"], rules)))
    assert "受理日 = 2026-01-01" in gap.message
    adjoining = '| <= date("2025-12-31") | 1 |\n| >= date("2026-01-01") | 2 |'
    assert find_holes(model_of(table("旧法新法", ["受理日: date"], ["法: number"], adjoining))) == ()


def test_a_default_closes_every_gap_and_collect_needs_none(model_of: ModelOf, table: Xml) -> None:
    assert find_holes(model_of(table("费", ["面积: number"], ["费: number"], "| > 5 | 1 |", default="0"))) == ()
    assert find_holes(model_of(table("费", ["面积: number"], ["费: number"], "| > 5 | 1 |", policy="COLLECT"))) == ()


def test_overlapping_rules_of_a_unique_table_come_with_an_applicant(model_of: ModelOf, table: Xml) -> None:
    rules = '| <= 100 | - | 1 |\n| >= 100 | "企业" | 2 |\n| > 100 | not("企业") | 3 |'
    model = model_of(table("费", ["面积: number", "类型: string"], ["费: number"], rules))
    (overlap,) = _of(find_holes(model), "table-overlap")
    assert '第1条和第2条规则同时管这样的申请人：面积 = 100，类型 = "企业"' in overlap.message
    assert overlap.row == 2
    with pytest.raises(DecisionError):
        model.evaluate("费", {"面积": 100, "类型": "企业"})


def test_rules_of_an_any_table_may_overlap_when_they_agree(model_of: ModelOf, table: Xml) -> None:
    agreeing = "| < 100 | 1 |\n| >= 0 | 1 |"
    assert find_holes(model_of(table("费", ["面积: number"], ["费: number"], agreeing, policy="ANY"))) == ()
    differing = "| < 100 | 1 |\n| >= 0 | 2 |"
    (overlap,) = find_holes(model_of(table("费", ["面积: number"], ["费: number"], differing, policy="ANY")))
    assert "结论一致" in overlap.message


def test_a_rule_behind_wider_ones_is_unreachable(model_of: ModelOf, table: Xml) -> None:
    rules = '| >= 65 | - | "绿" |\n| < 65 | true | "绿" |\n| >= 70 | true | "特" |\n| - | - | "普" |'
    piece = table("通道", ["年龄: number", "残疾: boolean"], ["通道: string"], rules, policy="FIRST")
    (unreachable,) = find_holes(model_of(piece))
    assert (unreachable.code, unreachable.row) == ("table-unreachable", 3)
    assert "都先符合前面的规则" in unreachable.message


def test_a_condition_nothing_meets_is_unreachable(model_of: ModelOf, table: Xml) -> None:
    piece = table("费", ["面积: number = >= 0"], ["费: number"], "| >= 0 | 1 |\n| < 0 | 2 |")
    (unreachable,) = find_holes(model_of(piece))
    assert (unreachable.row, unreachable.cell) == (2, "面积")
    assert "没有一个值符合它的“面积”" in unreachable.message


@pytest.mark.parametrize("cell", ["string length(?) > 3", "> 限额", "? * 2 > 5"])
def test_what_cannot_be_compared_is_said_so(model_of: ModelOf, table: Xml, cell: str) -> None:
    (note,) = find_holes(model_of(table("费", ["甲"], ["费: number"], f"| {cell} | 1 |")))
    assert note.severity is Severity.NOTE
    assert "请人工核对" in note.message


def test_an_empty_table_is_a_hole(model_of: ModelOf, table: Xml) -> None:
    (empty,) = find_holes(model_of(table("费", ["甲"], ["费: number"], "")))
    assert empty.code == "table-empty"


def test_a_wide_table_is_searched_whole(model_of: ModelOf, table: Xml) -> None:
    """Eight inputs of six regions each: 6**8 = 1,679,616 applicants, of whom one kind is left out."""
    inputs = [f"甲{n}: number" for n in range(8)]
    rules = "\n".join("| " + " | ".join("< 10" if m == n else "-" for m in range(8)) + " | 1 |" for n in range(8))
    (gap,) = find_holes(model_of(table("宽", inputs, ["费: number"], rules, policy="FIRST")))
    assert "甲7 = 10" in gap.message


ENDS = st.integers(0, 6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ENDS, ENDS, ENDS, ENDS), min_size=1, max_size=4))
def test_what_the_search_says_is_what_the_table_does(boxes: list[tuple[int, int, int, int]]) -> None:
    """Over a grid of halves: a gap is reported when some applicant gets nothing, an overlap when two rules fit."""
    from bpmn.dmn import read_model

    cells = [(min(a, b), max(a, b), min(c, d), max(c, d)) for a, b, c, d in boxes]
    rules = "".join(
        f"<rule><inputEntry><text>[{a}..{b}]</text></inputEntry><inputEntry><text>[{c}..{d}]</text></inputEntry>"
        f"<outputEntry><text>{row}</text></outputEntry></rule>"
        for row, (a, b, c, d) in enumerate(cells)
    )
    columns = "".join(
        f'<input label="{name}"><inputExpression><text>{name}</text></inputExpression>'
        "<inputValues><text>[0..6]</text></inputValues></input>"
        for name in ("x", "y")
    )
    model = read_model(
        f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="n" name="n">
        <inputData id="x" name="x"/><inputData id="y" name="y"/><decision id="d" name="d">
        <informationRequirement><requiredInput href="#x"/></informationRequirement>
        <informationRequirement><requiredInput href="#y"/></informationRequirement>
        <decisionTable id="t">{columns}<output/>{rules}</decisionTable></decision></definitions>""".encode()
    )
    halves = [Decimal(n) / 2 for n in range(13)]
    hits = [sum(a <= x <= b and c <= y <= d for a, b, c, d in cells) for x in halves for y in halves]
    findings = find_holes(model)
    assert bool(_of(findings, "table-gap")) is (0 in hits)
    assert bool(_of(findings, "table-overlap")) is any(hit > 1 for hit in hits)

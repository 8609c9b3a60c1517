"""Drawings: step limits no longer, special steps no more, and one's own drawing only with a proof."""

from dataclasses import replace
from itertools import pairwise

from bpmn.diagram import Flow, LimitText, Node, Process
from tenants.matter import MatterLimit
from tenants.model import MatterModel
from tenants.testing import Workbench
from tenants.tightening.above import Above
from tenants.tightening.drawing import check, same_steps, with_limits

YUSHAN = Above("玉山县")


def row(bench: Workbench, *steps: Node, promised: int = 5) -> MatterModel:
    """Start, these steps one after the other, end; with a promise."""
    nodes = (bench.node("startEvent", "s"), *steps, bench.node("endEvent", "e"))
    flows = tuple(Flow(f"f{at}", one.id, two.id, parent="P") for at, (one, two) in enumerate(pairwise(nodes)))
    process = Process("P", promised=LimitText(str(promised), "workingDay"))
    return bench.model(*nodes, flows=flows, process=process, promised=MatterLimit(promised))


def said(bench: Workbench, upper: MatterModel, lower: MatterModel) -> list[str]:
    return [finding.message for finding in check(upper, lower, YUSHAN, bench.centre)]


def test_a_step_limit_may_shrink_and_not_grow(bench: Workbench) -> None:
    upper = row(bench, bench.step("办理", "3"))
    assert said(bench, upper, row(bench, bench.step("办理", "2"))) == []
    assert said(bench, upper, row(bench, bench.step("办理", "4"))) == ["环节“办理”的时限4工作日宽于玉山县的3工作日。"]


def test_a_limit_may_not_vanish(bench: Workbench) -> None:
    upper = row(bench, bench.step("办理", "3"))
    assert said(bench, upper, row(bench, bench.step("办理", ""))) == ["环节“办理”没有写时限，玉山县的是3工作日。"]


def test_the_length_of_a_public_notice_is_law(bench: Workbench) -> None:
    upper = row(bench, bench.step("公示", "5", kind="public_notice"))
    (message,) = said(bench, upper, row(bench, bench.step("公示", "3", kind="public_notice")))
    assert message == "环节“公示”的期限3工作日与玉山县的5工作日不同。"


def test_a_special_step_more_is_refused(bench: Workbench) -> None:
    upper = row(bench, bench.step("办理", "3"))
    lower = row(bench, bench.step("集体讨论", "1", kind="collective_discussion"), bench.step("办理", "3"))
    assert said(bench, upper, lower) == ["增加了特殊环节“集体讨论”，玉山县没有。"]


def test_a_second_one_of_a_kind_is_one_more(bench: Workbench) -> None:
    visit = bench.step("勘察", "1", kind="site_visit")
    upper = row(bench, visit, bench.step("办理", "1"))
    again = bench.step("复勘", "1", kind="site_visit")
    assert said(bench, upper, row(bench, visit, again, bench.step("办理", "1"))) == [
        "增加了特殊环节“现场勘察”，玉山县没有。"
    ]


def test_a_special_step_of_ones_own_drawing_is_no_longer_than_above(bench: Workbench) -> None:
    upper = row(bench, bench.step("勘察", "1", kind="site_visit"), bench.step("办理", "1"))
    lower = row(bench, bench.step("踏勘", "2", kind="site_visit"), bench.step("办理", "1"))
    assert said(bench, upper, lower) == ["环节“踏勘”的时限2工作日宽于玉山县的1工作日。"]


def test_a_special_step_fewer_is_accepted(bench: Workbench) -> None:
    upper = row(bench, bench.step("勘察", "1", kind="site_visit"), bench.step("办理", "1"))
    assert said(bench, upper, row(bench, bench.step("办理", "1"))) == []


def test_a_drawing_of_ones_own_needs_the_proof(bench: Workbench) -> None:
    upper = row(bench, bench.step("办理", "5"))
    kept = row(bench, bench.step("初审", "2"), bench.step("复审", "3"))
    assert said(bench, upper, kept) == []
    broken = row(bench, bench.step("初审", "3"), bench.step("复审", "3"))
    (message,) = said(bench, upper, broken)
    assert message == "自己画的流程图没有证明守诺：最坏6工作日，承诺5工作日，玉山县的承诺5工作日。"


def test_a_drawing_that_never_ends_is_refused(bench: Workbench) -> None:
    upper = row(bench, bench.step("办理", "5"))
    own = row(bench, bench.step("初审", "1"))
    (process,) = own.diagram.processes
    stuck = replace(own, diagram=replace(own.diagram, processes=(replace(process, flows=process.flows[:1]),)))
    assert "没有证明守诺" in said(bench, upper, stuck)[0]


def test_writing_limits_changes_nothing_else(bench: Workbench) -> None:
    drawn = row(bench, bench.step("办理", "3")).diagram
    written = with_limits(drawn, MatterLimit(2), None, (("办理", MatterLimit(1)),))
    assert same_steps(drawn, written)
    assert written.processes[0].promised == LimitText("2", "workingDay")
    assert written.node("办理").step.limit == LimitText("1", "workingDay")
    assert with_limits(drawn, MatterLimit(5), None) is drawn

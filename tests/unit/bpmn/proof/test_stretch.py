"""What the clocks measure: from acceptance to the last certificate, or to the last decision."""

from dataclasses import replace

import pytest

from bpmn.diagram import Diagram, LimitText
from bpmn.proof import Answer, Bound, Clock, prove
from bpmn.step_kind import Marks, Pauses, StepKind
from bpmn.testing import diagram_from

KINDS = {
    **{mark.value: StepKind(mark.value, mark.value, marks=mark) for mark in Marks if mark},
    "accept": StepKind(
        "accept", "受理", marks=Marks.ACCEPT, result="受理结论", outcomes=("受理", "一次告知", "不予受理")
    ),
    "review": StepKind("review", "审查", result="审查结果", outcomes=("通过", "补正")),
    "site_visit": StepKind("site_visit", "现场勘察", special=True, pauses=Pauses.SPECIAL_LAW),
    "testing": StepKind("testing", "检测", special=True, pauses=Pauses.LICENSING_LAW_45),
    "public_notice": StepKind("public_notice", "公示", special=True, minimum_length=True),
}


def with_statutory(diagram: Diagram, days: int) -> Diagram:
    process = replace(diagram.processes[0], statutory=LimitText(str(days), "workingDay", "行政许可法42"))
    return replace(diagram, processes=(process,))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # receive and accept come before the clock, deliver after it: 3+2+1
        ("S R^receive:5 A^accept:1 B^review:3 D^decide:2 I^issue:1 V^deliver:10 E", 6),
        # denied: no certificate, the clock stops at the decision; granted is longer: 3+2+1
        ("S A^accept:1 B^review:3 D^decide:2 x2 I^issue:1 V^deliver:10 E ; x2 T:9 E3", 6),
        # refused acceptance: the clock never runs
        ("S R^receive:5 x1 A^accept:1 B^review:3 I^issue:1 E ; x1 N:40 E2", 4),
        # notices beside the certificate do not stop the clock later: 3+2+1
        ("S A^accept:1 +1 B^review:3 D^decide:2 I^issue:1 +2 E ; +1 X:10 +2", 6),
        # what runs beside acceptance and is waited for counts, acceptance may be on the spot: 10+3+2+1
        ("S +1 A^accept:1 +2 B^review:3 D^decide:2 I^issue:1 E ; +1 X:10 +2", 16),
        # supplement before acceptance needs no bound
        ("S x1 R^receive:1 x2 A^accept:1 B^review:3 I^issue:1 E ; x2 N:15 x1", 4),
        # two certificates: the later one counts, here after 3+4
        ("S A^accept:1 B^review:3 +1 I^issue:1 +2 E ; +1 J^issue:4 +2", 7),
        # no milestone at all: from start to end
        ("S A:2 B:3 E", 5),
    ],
)
def test_measured_stretch(text: str, days: int) -> None:
    verdict = prove(diagram_from(text), kinds=KINDS)

    assert (verdict.worst, verdict.bound) == (days, Bound.EXACT)
    assert verdict.witness is not None
    assert verdict.witness.days == days


def test_statutory_clock_stops_at_the_decision() -> None:
    diagram = diagram_from("S R^receive:5 A^accept:1 B^review:3 D^decide:2 I^issue:1 V^deliver:10 E", promised=5)

    verdict = prove(with_statutory(diagram, 5), kinds=KINDS)

    assert (verdict.worst, verdict.promise) == (6, Answer.BROKEN)  # 3+2+1
    assert verdict.statutory is not None
    assert verdict.statutory.clock is Clock.STATUTORY
    assert (verdict.statutory.worst, verdict.statutory.answer) == (5, Answer.KEPT)  # 3+2


def test_a_branch_that_cannot_be_told_apart_is_only_a_bound() -> None:
    # some run has no certificate, so the walk beside it counts to its end although no such run lasts that long
    verdict = prove(diagram_from("S A^accept:1 +1 x1 I^issue:1 x2 +2 E ; x1 x2 ; +1 X:10 +2", promised=5), kinds=KINDS)

    assert verdict.worst == 10
    assert verdict.promise in {Answer.BROKEN, Answer.MAYBE}


@pytest.mark.parametrize(
    ("word", "days", "calendar"),
    [
        ("T^testing:8", 2, 10),  # 行政许可法45: outside by itself
        ("T^site_visit:8", 10, 10),  # a special law must say so
        ("T^site_visit:8p", 2, 10),  # and here it does
        ("T^public_notice:8", 11, 11),  # its result is drawn on the day after the last: 8+1+2
    ],
)
def test_special_steps_inside_or_outside(word: str, days: int, calendar: int) -> None:
    verdict = prove(diagram_from(f"S {word} B:2 E"), kinds=KINDS)

    assert (verdict.worst, verdict.calendar_worst) == (days, calendar)


def test_a_step_cannot_leave_the_clock_without_a_basis() -> None:
    diagram = diagram_from("S A:8 E")
    process = diagram.processes[0]
    nodes = tuple(
        replace(node, step=replace(node.step, counts_in_limit=False)) if node.id == "A" else node
        for node in process.nodes
    )

    verdict = prove(replace(diagram, processes=(replace(process, nodes=nodes),)))

    assert verdict.worst == 8


def test_quickest_case_counts_least_lengths_only() -> None:
    verdict = prove(diagram_from("S A:5 +1 G^public_notice:7 +2 B:1 E ; +1 C:9 +2"), kinds=KINDS)

    assert (verdict.best, verdict.worst) == (8, 15)  # at least 7 and the day after; at most 5+9+1


def test_departments_share_the_worst_way() -> None:
    diagram = diagram_from("S A:3 +1 B:5 +2 C:2 E ; +1 D:8 +2")
    process = diagram.processes[0]
    place = {"A": "窗口", "B": "住建", "C": "窗口", "D": "消防"}
    nodes = tuple(
        replace(node, step=replace(node.step, department=place[node.id])) if node.id in place else node
        for node in process.nodes
    )

    verdict = prove(replace(diagram, processes=(replace(process, nodes=nodes),)))

    assert dict(verdict.by_department) == {"窗口": 5, "消防": 8}


def test_latest_starts_from_the_promise() -> None:
    verdict = prove(diagram_from("S A:3 +1 B:5 +2 D:2 E ; +1 C:8 +2", promised=15))

    # D may start on day 13, C on 5, B on 8, A on 2
    assert dict(verdict.latest_start) == {"A": 2, "B": 8, "C": 5, "D": 13}


ADMISSION = (
    'S R^receive:1 x1 A^accept:2 x2 [受理结论 = "一次告知"] N:15 x1 ; x2 [受理结论 = "不予受理"] T:40 E2 ; '
    "x2 [-] B^review:3 D^decide:2 I^issue:1 E"
)


def test_only_an_outcome_that_accepts_starts_the_clock() -> None:
    verdict = prove(diagram_from(ADMISSION, promised=6), kinds=KINDS)

    # 补正 may take 15 days as often as it likes, and a refusal 40: neither is inside the limit
    assert (verdict.worst, verdict.bound, verdict.promise) == (6, Bound.EXACT, Answer.KEPT)
    assert [step.element for step in verdict.path] == ["A", "B", "D", "I"]


def test_a_basis_may_start_the_clock_at_receipt() -> None:
    diagram = diagram_from("S R^receive:1 A^accept:2 B^review:3 D^decide:2 I^issue:1 E")

    assert prove(diagram, kinds=KINDS, starts_at=Marks.RECEIVE).worst == 8  # 2+3+2+1

"""Sub-processes, called diagrams, boundary events, event sub-processes and instances one after the other."""

from dataclasses import replace

import pytest

from bpmn.diagram import Diagram, Loop
from bpmn.proof import Bound, Fault, Sound, prove
from bpmn.testing import diagram_from


@pytest.mark.parametrize(
    ("text", "days", "exact"),
    [
        ("S P B:2 E ; P> S1 +1 A:3 +2 E1 ; P> +1 C:5 +2", 7, True),  # max(3, 5) + 2
        ("S P B:2 E ; P> S1 A:3 E1 ; P@2 C:4 E2", 6, True),  # cut after 2, then 4
        ("S P B:2 E ; P> S1 A:3 E1 ; P@9 C:4 E2", 13, True),  # the timer is kept although it comes late: 9+4
        ("S P:4 B:2 E ; P> S1 A:9 E1", 6, True),  # its own limit is shorter than what is inside
        ("S P:4 B:2 E ; P> S1 A:3 E1", 5, True),  # and here it is not
        ("S P:4 B:2 E ; P> S1 A:9 E1 ; P@msg C:5 E2", 9, True),  # the message comes within 4
        ("S P B:2 E ; P> S1 A:3 E1 ; P@msg C:5 E2", 8, True),  # the message comes at the end: 3+5
        ("S P B:2 E ; P> S1 x1 A:3 E1 ; P> x1 D:1 E3%late ; P@%late C:4 E2", 5, True),  # 3+2; 1+4
        ("S P o1 E ; P> S1 A:3 E1 ; P@~2 C:4 o1", 6, True),  # beside from day 2: 2+4
        ("S P o1 E ; P> S1 A:3 E1 ; P@~msg C:4 o1", 7, True),  # at the latest when P ends: 3+4
        ("S A:3 B:2 E ; H*> S1@msg C:4 E1", 9, False),  # 3+2+4
        ("S A:3 B:2 E ; H*> S1@2 C:4 E1", 6, False),  # 2+4, more than 5
        ("S P B:1 E ; P> S1 Q C:2 E1 ; Q> S2 A:3 E2", 6, True),
        ("S P B:1 E ; P> S1 A:3 E1 ; P> S1 C:5 E2", 6, True),  # two ends: the later one
    ],
)
def test_days_with_scopes(text: str, days: int, exact: bool) -> None:
    verdict = prove(diagram_from(text))

    assert verdict.soundness.sound is Sound.SOUND
    assert (verdict.worst, verdict.bound is Bound.EXACT) == (days, exact)


def test_a_fault_inside_is_found_and_named() -> None:
    verdict = prove(diagram_from("S P B:2 E ; P> S1 x1 A:3 +2 E1 ; P> x1 C:5 +2"))

    assert verdict.soundness.sound is Sound.UNSOUND
    assert verdict.soundness.defects[0].fault is Fault.DEADLOCK
    assert verdict.soundness.defects[0].elements == ("and_2",)


def test_an_error_nobody_throws_is_dead() -> None:
    verdict = prove(diagram_from("S P B:2 E ; P> S1 A:3 E1 ; P@%late C:4 E2"))

    assert [finding.code for finding in verdict.findings] == ["dead-boundary-event", "unreachable"]
    assert "没有任何地方抛出它" in verdict.findings[0].message


def test_a_timer_that_comes_after_the_limit_is_noted() -> None:
    verdict = prove(diagram_from("S A:3 E ; A@5 B:1 E1"))

    assert verdict.worst == 6
    assert [finding.code for finding in verdict.findings] == ["timer-after-limit"]


def with_loop(diagram: Diagram, step: str, loop: Loop) -> Diagram:
    process = diagram.processes[0]
    nodes = tuple(replace(node, loop=loop) if node.id == step else node for node in process.nodes)
    return replace(diagram, processes=(replace(process, nodes=nodes),))


@pytest.mark.parametrize(
    ("loop", "days"),
    [
        (Loop("parallel", collection="experts"), 5),  # all at once
        (Loop("sequential", cardinality="3"), 11),  # 3×3+2
        (Loop("sequential", cardinality="=4"), 14),
        (Loop("standard", maximum=2), 8),
        (Loop("sequential", collection="experts"), None),  # nobody said how many
    ],
)
@pytest.mark.parametrize("text", ["S A:3 B:2 E", "S A B:2 E ; A> S1 C:3 E1"])
def test_instances(text: str, loop: Loop, days: int | None) -> None:
    verdict = prove(with_loop(diagram_from(text), "A", loop))

    assert verdict.worst == days
    if days is None:
        assert verdict.because == ("A",)


def test_called_diagrams_count_with_what_is_inside() -> None:
    called = diagram_from("S A:3 x1 E ; x1 C:7 E")

    verdict = prove(diagram_from("S A&sub B:1 E", promised=4), library={"sub": called})

    assert verdict.worst == 11
    assert [step.element for step in verdict.path] == ["A/A", "A/C", "B"]
    assert [step.name for step in verdict.path] == ["A", "C", "B"]


def test_a_called_diagram_that_is_missing_has_no_days() -> None:
    assert prove(diagram_from("S A&sub B:1 E")).because == ("A",)


def test_a_diagram_that_calls_itself_is_not_judged() -> None:
    diagram = diagram_from("S A&sub B:1 E")

    verdict = prove(diagram, library={"sub": diagram})

    assert verdict.soundness.sound is Sound.UNDECIDED
    assert verdict.findings[0].code == "recursive-call"


def test_conditions_of_a_called_diagram_are_not_mixed_with_the_callers() -> None:
    called = diagram_from("S x1 [a<5] A:9 x2 E ; x1 [-] C:1 x2")

    verdict = prove(diagram_from("S x1 [a<5] Q:1 x2 A&sub E ; x1 [-] D:4 x2"), library={"sub": called})

    assert verdict.worst == 13  # 4+9: the callee's a is another one
    assert verdict.bound is Bound.UPPER


def test_a_reminder_in_a_loop_may_be_sent_in_every_round() -> None:
    verdict = prove(diagram_from("S x1*2 A:5 x2 E ; x2 x1 ; A@~3 N:1 E1"))

    assert verdict.soundness.sound is Sound.SOUND
    assert verdict.worst == 15


def test_a_reminder_is_judged_although_it_stands_alone() -> None:
    verdict = prove(diagram_from("S A:5 B:1 E ; A@~3 x1 N:1 +1 E1 ; x1 +1"))

    assert verdict.soundness.defects[0].fault is Fault.DEADLOCK
    assert verdict.soundness.walk == ("A_beside_3", "x1", "N")


def test_a_reminder_that_ends_where_the_case_ends_is_told() -> None:
    verdict = prove(diagram_from("S A:5 B:1 E ; A@~3 N:1 E"))

    assert verdict.soundness.defects[0].fault is Fault.MULTIPLE_TERMINATION


def test_a_loop_whose_conditions_never_change_is_told() -> None:
    unchanged = prove(diagram_from('S x1*3 A:4 x2 [r="补正"] B:2 x1 ; x2 [-] C:1 E'))
    rewritten = prove(diagram_from('S x1*3 A!r:4 x2 [r="补正"] B:2 x1 ; x2 [-] C:1 E'))

    assert [finding.code for finding in unchanged.findings] == ["loop-reads-unchanged-inputs"]
    assert rewritten.findings == ()


def test_calls_that_double_at_every_level_are_not_followed_for_ever() -> None:
    library = {f"d{k}": diagram_from(f"S A&d{k + 1} B&d{k + 1} E") for k in range(30)}

    verdict = prove(diagram_from("S A&d0 E"), library=library)

    assert verdict.soundness.sound is Sound.UNDECIDED
    assert "undecided" in {finding.code for finding in verdict.findings}


def test_an_empty_sub_process_is_a_step() -> None:
    diagram = with_loop(diagram_from("S A:3 E"), "A", Loop("parallel"))
    process = diagram.processes[0]
    nodes = tuple(replace(node, kind="subProcess") if node.id == "A" else node for node in process.nodes)

    assert prove(replace(diagram, processes=(replace(process, nodes=nodes),))).worst == 3


def test_an_event_sub_process_may_end_in_several_places() -> None:
    verdict = prove(diagram_from("S A:2 E ; H*> S1@late +1 B:3 E1 ; H*> +1 C:1 E2 ; G*> S3@gone D:4 E3"))

    assert verdict.sound
    assert verdict.worst == 2 + 3 + 4  # one handler after the other, each at the latest moment

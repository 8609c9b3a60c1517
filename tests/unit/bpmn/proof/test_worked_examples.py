"""Diagrams small enough to be checked by hand: the promise, the worst case and what the officer is told."""

import pytest

from bpmn.dmn.model import Cell, Decision, InputClause, OutputClause, Rule, Table
from bpmn.proof import Answer, Bound, Fault, Sound, prove
from bpmn.testing import diagram_from

KEPT, BROKEN, MAYBE = Answer.KEPT, Answer.BROKEN, Answer.MAYBE
SIZE = Decision(
    "size",
    "lvl",
    Table(
        "table",
        (InputClause("in", "面积", Cell("area")),),
        (OutputClause("out", "lvl"),),
        (Rule("r1", (Cell(">= 500"),), (Cell('"big"'),)), Rule("r2", (Cell("< 500"),), (Cell('"small"'),))),
    ),
)

WORST = [
    # text, promise, worst, answer, calendar worst, exact, slack of some steps
    ("S A:3 +1 B:5 +2 D:2 E ; +1 C:8 +2", 13, 13, KEPT, 13, True, {"A": 0, "B": 3, "C": 0}),  # 3 + max(5, 8) + 2
    ("S L:3 +1 F:8 +2 E ; +1 B:5 +2 ; +1 X:10 +2", 10, 13, BROKEN, 13, True, {"F": 2, "B": 5}),  # 3 + 10, not 26
    # a<5: 9+1; else 1+9; the two nines exclude each other
    ("S x1 [a<5] A:9 x2 x3 [a<5] B:1 x4 E ; x1 [-] C:1 x2 ; x3 [-] D:9 x4", 10, 10, KEPT, 10, True, {}),
    # big means area>=500: 8+1; small means area<500: 2+7
    (
        'S T!lvl?size x1 [lvl="big"] G:8 x2 x3 [area<500] Q:7 x4 E ; x1 [-] H:2 x2 ; x3 [-] R:1 x4',
        9,
        9,
        KEPT,
        9,
        True,
        {},
    ),
    # ok(a) is not understood, but the same both times: 9+1, perhaps
    ("S x1 [ok(a)] A:9 x2 x3 [ok(a)] B:1 x4 E ; x1 [-] C:1 x2 ; x3 [-] D:9 x4", 9, 10, MAYBE, 10, False, {}),
    # W rewrites a between the two questions: 9+1+9
    ("S x1 [a<5] A:9 x2 W!a:1 x3 [a<5] B:1 x4 E ; x1 [-] C:1 x2 ; x3 [-] D:9 x4", 18, 19, BROKEN, 19, True, {}),
    ("S x1*2 A:3 x2 E ; x2 B:2 x1", 13, 13, KEPT, 13, True, {"A": 0, "B": 0}),  # 3 + 2×(2+3)
    ("S x1 C:0 x2 A:5 E ; x2 N:15p x1", 5, 5, KEPT, None, True, {}),  # 补正 stays out of the clock
    ("S +1 P:10p A:2 +2 E ; +1 Q:6p B:3 +2", 3, 3, KEPT, 12, True, {"A": 1, "B": 0}),  # max(2, 3); 10+2
    ("S A:10 E ; A@4 B:2 E1", 6, 6, KEPT, 6, True, {}),  # cut after 4, then 2
    ("S A:5 o1 E ; A@~3 B:4 o1", 7, 7, KEPT, 7, True, {"A": 2}),  # beside A from day 3: 3+4
    (
        "S x1 +a P:1 x3 T:2 +z E ; x1 +b Q:4 x3 ; +a R:3 x4 U:5 +z ; +b V:1 x4",
        8,
        8,
        KEPT,
        8,
        True,
        {"Q": 2, "V": 2, "P": 5},
    ),
]


@pytest.mark.parametrize(("text", "promise", "worst", "answer", "calendar", "exact", "slack"), WORST)
def test_worst_case(
    text: str, promise: int, worst: int, answer: Answer, calendar: int | None, exact: bool, slack: dict[str, int]
) -> None:
    verdict = prove(diagram_from(text, promised=promise), decisions={"size": SIZE})

    assert verdict.sound
    assert (verdict.worst, verdict.promise) == (worst, answer)
    assert verdict.calendar_worst == calendar
    assert (verdict.bound is Bound.EXACT) == exact
    assert {step: days for step, days in verdict.slack if step in slack} == slack


def test_a_loop_without_a_bound_is_named() -> None:
    verdict = prove(diagram_from("S x1 A:3 x2 E ; x2 B:2 x1", promised=13))

    assert verdict.promise is Answer.UNPROVABLE
    assert set(verdict.because) == {"x1", "A", "x2", "B"}
    assert [finding.code for finding in verdict.findings] == ["loop-without-bound"]
    assert "没有写明最多几次" in verdict.findings[0].message


@pytest.mark.parametrize(
    ("text", "fault", "walk"),
    [
        # B was cut: +2 waits for ever
        (
            "S +1 A:2 +2 E ; +1 B:9 +2 ; B@5 C:1 E1",
            Fault.DEADLOCK,
            ("S", "and_1", "A", "B", "B_at_5", "C", "E1"),
        ),
        # back to before the split: A is done a second time
        (
            "S x0 +1 A:1 +2 E ; +1 x2 B:1 +2 ; x2 C:1 x0",
            Fault.LACK_OF_SYNCHRONISATION,
            ("S", "x0", "and_1", "A", "x2", "C", "x0", "and_1", "A"),
        ),
        ("S +1 A:1 x1 E ; +1 B:1 x1", Fault.MULTIPLE_TERMINATION, ("S", "and_1", "A", "B", "x1")),
        ("S o1 A:1 +2 E ; o1 B:1 +2", Fault.DEADLOCK, ("S", "o1", "B")),
    ],
)
def test_unsound_with_the_walk_that_shows_it(text: str, fault: Fault, walk: tuple[str, ...]) -> None:
    verdict = prove(diagram_from(text, promised=9))

    assert verdict.soundness.sound is Sound.UNSOUND
    assert verdict.soundness.defects[0].fault is fault
    assert verdict.soundness.walk == walk
    assert verdict.promise is Answer.UNPROVABLE


def test_what_a_day_given_back_gains() -> None:
    serial = prove(diagram_from("S A:3 +1 B:5 +2 D:2 E ; +1 C:8 +2"))
    loop = prove(diagram_from("S x1*2 A:3 x2 E ; x2 B:2 x1"))
    two_ways = prove(diagram_from(WORST[2][0]))

    assert dict(serial.give_back) == {"A": 1, "C": 1, "D": 1}
    assert dict(loop.give_back) == {"A": 3, "B": 2}  # A three times, B twice
    assert set(dict(two_ways.give_back).values()) == {0}  # the other way still takes ten


def test_the_sentence_an_officer_reads() -> None:
    diagram = diagram_from("S 受理^accept:1 设立登记:1 公章刻制:1 统一出件^issue:1 E", promised=3)

    verdict = prove(diagram)

    assert verdict.summary == (
        "最坏路径：受理→设立登记（1）→公章刻制（1）→统一出件（1），共3个工作日，承诺3个工作日，余量0：守诺"
    )

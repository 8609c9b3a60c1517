"""Conditions as boxes over regions, and decision tables."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from bpmn.dmn.model import Cell, Decision, InputClause, OutputClause, Requirements, Rule, Table
from bpmn.feel import compile_expression
from bpmn.proof import Bound, prove
from bpmn.proof.conditions import Box, Space
from bpmn.proof.regions import Constants, Variable, domain
from bpmn.testing import diagram_from

TEXTS = [
    "a < 3",
    "a <= 3 and b = 1",
    "not(a = 2)",
    "a in [1..3)",
    "a in (<2, >=4)",
    "a between 1 and 2 or b > 2",
    "not(a < 3 or b >= 1)",
    "a != 2",
    "3 > a",
    "a = null",
    "true",
    "false",
    "null",
    "a > 5 and a < 2",
]


def holds(space: Space, box: Box, values: dict[str, object]) -> bool:
    """Whether the values lie in a box, by the samples of the regions."""
    return all(mask >> space.domain(name).samples.index(values[name]) & 1 for name, mask in box.items())


@pytest.mark.parametrize("text", TEXTS)
def test_boxes_say_what_feel_says(text: str) -> None:
    space = Space(TEXTS, [], {})
    truth = space.truth(text)
    assert truth.true is not None
    assert truth.false is not None
    outside = space.outside(truth.true)
    assert outside is not None

    for a, b in product(space.domain("a").samples, space.domain("b").samples):
        values: dict[str, object] = {"a": a, "b": b}
        expected = compile_expression(text).evaluate(values)
        assert any(holds(space, box, values) for box in truth.true) == (expected is True)
        assert any(holds(space, box, values) for box in truth.false) == (expected is False)
        assert any(holds(space, box, values) for box in outside) == (expected is not True)


@pytest.mark.parametrize(
    ("variable", "samples"),
    [
        (Variable("a", "number", whole=True, required=True), {0, 1, 2, 3}),  # nothing between 1 and 2
        (Variable("a", "number", Decimal(1), Decimal(2), whole=True, required=True), {1, 2}),
        (Variable("a", "number", Decimal(1), Decimal("1.5"), required=True), {1, Decimal("1.5")}),
        (Variable("a", "number", required=True), {0, 1, Decimal("1.5"), 2, 3}),
        (Variable("a", "number"), {0, 1, Decimal("1.5"), 2, 3, None}),
        (Variable("a", values=("甲", "乙"), required=True), {"甲", "乙"}),
        (Variable("a", "boolean"), {True, False, None}),
    ],
)
def test_regions_follow_the_form(variable: Variable, samples: set[object]) -> None:
    assert set(domain([variable], Constants({Decimal(1), Decimal(2)})).samples) == samples


def test_over_whole_numbers_nothing_lies_between() -> None:
    text = "S x1 [a>1] A:9 x2 x3 [a<2] B:9 x4 E ; x1 [-] C:1 x2 ; x3 [-] D:1 x4"

    assert prove(diagram_from(text)).worst == 18  # 1.5 is more than 1 and less than 2
    assert prove(diagram_from(text), variables=[Variable("a", "number", whole=True)]).worst == 10


def test_null_takes_the_default() -> None:
    text = "S x1 [a>1] A:9 x2 x3 [a<=1] B:9 x4 E ; x1 [-] C:5 x2 ; x3 [-] D:5 x4"

    verdict = prove(diagram_from("S x1 [a>1] A:1 x2 x3 [a<=1] B:1 x4 E ; x1 [-] C:5 x2 ; x3 [-] D:5 x4"))

    assert verdict.worst == 10  # null: both defaults
    assert verdict.witness is not None
    assert dict(verdict.witness.inputs) == {"a": None}
    assert prove(diagram_from(text), variables=[Variable("a", "number", required=True)]).worst == 14


def test_outcomes_are_a_closed_list() -> None:
    diagram = diagram_from('S A!r:1 x1 [r="准予"] B:1 x2 E ; x1 [r="不予"] C:2 x2 ; x1 [-] D:50 x2')
    process = diagram.processes[0]
    nodes = tuple(
        replace(node, step=replace(node.step, outcomes=("准予", "不予"))) if node.id == "A" else node
        for node in process.nodes
    )
    closed = replace(diagram, processes=(replace(process, nodes=nodes),))

    assert prove(diagram).worst == 51
    verdict = prove(closed)
    assert (verdict.worst, verdict.bound) == (3, Bound.EXACT)
    assert verdict.witness is not None
    assert [(w.step, w.variable, w.value) for w in verdict.witness.written] == [("A", "r", "不予")]


def test_a_value_rewritten_beside_the_way_prunes_nothing() -> None:
    beside = prove(
        diagram_from("S +1 x1 [a<5] A:9 x2 x3 [a<5] B:1 x4 +2 E ; x1 [-] C:1 x2 ; x3 [-] D:9 x4 ; +1 W!a:1 +2")
    )
    before = prove(
        diagram_from("S W!a:1 +1 x1 [a<5] A:9 x2 x3 [a<5] B:1 x4 +2 E ; x1 [-] C:1 x2 ; x3 [-] D:9 x4 ; +1 V:1 +2")
    )

    assert (beside.worst, beside.bound, beside.because) == (18, Bound.UPPER, ("a",))
    assert (before.worst, before.bound) == (11, Bound.EXACT)


def test_a_loop_that_rewrites_what_it_asks_may_go_round() -> None:
    rewrites = prove(diagram_from('S x1*3 A!r:4 x2 [r="补正"] B:2 x1 ; x2 [-] C:1 E', promised=20))
    never = prove(diagram_from('S x1*3 A:4 x2 [r="补正"] B:2 x1 ; x2 [-] C:1 E', promised=20))

    assert (rewrites.worst, rewrites.bound) == (23, Bound.EXACT)  # 4×4 + 3×2 + 1
    assert rewrites.witness is not None
    assert [w.value for w in rewrites.witness.written][:3] == ["补正"] * 3
    assert (never.worst, never.bound, never.promise.value) == (23, Bound.UPPER, "maybe")


def table(
    policy: str = "UNIQUE", *rules: tuple[str, str], output: str = "lvl", requires: tuple[str, ...] = ()
) -> Decision:
    return Decision(
        "d",
        output,
        Table(
            "t",
            (InputClause("i", "", Cell("area")),),
            (OutputClause("o", output),),
            tuple(Rule(f"r{n}", (Cell(when),), (Cell(then),)) for n, (when, then) in enumerate(rules)),
            policy,
        ),
        Requirements(decisions=requires),
    )


CHOOSE = 'S T!lvl?d x1 [lvl="big"] A:9 x2 x3 [area<500] B:9 x4 E ; x1 [-] C:1 x2 ; x3 [-] D:1 x4'


@pytest.mark.parametrize(
    ("decision", "days", "exact"),
    [
        (table("UNIQUE", (">=500", '"big"'), ("<500", '"small"')), 10, True),
        (table("FIRST", ("<600", '"small"'), ("-", '"big"')), 10, True),  # big means 600 and more
        (table("FIRST", (">=400", '"big"'), ("-", '"small"')), 18, True),  # 400…500 is big and under 500
        (table("UNIQUE", (">=500", '"big"')), 10, True),  # a hole gives null, which is not big
        (table("COLLECT", (">=500", '"big"'), ("<500", '"small"')), 18, False),
        (table("UNIQUE", (">=500", "area * 2"), ("<500", '"small"')), 18, False),
        (table("UNIQUE", (">=500", '"big"'), ("<500", '"small"'), requires=("#other",)), 18, False),
    ],
)
def test_decision_tables(decision: Decision, days: int, exact: bool) -> None:
    verdict = prove(diagram_from(CHOOSE), decisions={"d": decision})

    assert verdict.worst == days
    if days == 18 and not exact:
        assert verdict.bound is Bound.UPPER
        assert "T" in verdict.because


def test_many_variables_stop_at_the_fuel_with_a_bound() -> None:
    ways = []
    for number in range(60):
        here, after = f"x{number}", f"x{number + 1}"
        ways += [f"{here} [v{number} < v{number + 1} and v{number} > {number % 7}] A{number}:3 {after}"]
        ways += [f"{here} [-] B{number}:2 {after}"]
    diagram = diagram_from(" ; ".join(["S x0", *ways, "x60 E"]))

    verdict = prove(diagram, fuel=500)

    assert verdict.worst == 180
    assert verdict.bound is Bound.UPPER


def test_a_form_of_which_nothing_is_known_may_change_anything() -> None:
    text = "S x1 [a<5] A:9 x2 F:1 x3 [a<5] B:1 x4 E ; x1 [-] C:1 x2 ; x3 [-] D:9 x4"
    diagram = diagram_from(text)
    process = diagram.processes[0]
    nodes = tuple(
        replace(node, step=replace(node.step, form="survey")) if node.id == "F" else node for node in process.nodes
    )
    asked = replace(diagram, processes=(replace(process, nodes=nodes),))

    assert prove(diagram).worst == 11  # no form: a stays what it is
    assert prove(asked).worst == 19  # any form may ask for a again
    assert prove(asked, variables=[Variable("b", form="survey")]).worst == 11  # this one does not
    assert prove(asked, variables=[Variable("a", form="survey")]).worst == 19


def test_an_unknown_form_leaves_the_outcomes_of_steps_alone() -> None:
    diagram = diagram_from('S A!r:1 F:1 x1 [r="准予"] B:9 x2 x3 [r="准予"] C:1 x4 E ; x1 [-] D:1 x2 ; x3 [-] G:9 x4')
    process = diagram.processes[0]
    nodes = tuple(
        replace(node, step=replace(node.step, form="survey")) if node.id == "F" else node for node in process.nodes
    )

    verdict = prove(replace(diagram, processes=(replace(process, nodes=nodes),)))

    assert (verdict.worst, verdict.bound) == (12, Bound.EXACT)  # 1+1+9+1

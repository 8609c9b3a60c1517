"""What the prover says is the worst, the engine takes: the same inputs, choices and lengths give the same days."""

from dataclasses import replace
from pathlib import Path

import pytest

from bpmn.document import read_diagram
from bpmn.proof import Answer, Bound, Verdict
from bpmn.testing import Taste, diagram_from, random_diagram
from designer_api.cli.check import around
from engine.proving import facts_of_drawing
from engine.publishing import Judgement, check_pack
from engine.verify.filling import samples_of
from engine.verify.replay import Replay, replay, replay_drawing
from tenants.calendar import national_calendar
from tenants.pack import Pack, read_pack, shipped_packs
from tenants.step_kinds import KINDS

CALENDAR = national_calendar()
FACTS = facts_of_drawing(KINDS, CALENDAR)
TEMPLATES = Path(__file__).parents[4] / "bpmn" / "templates"


def shipped() -> list[tuple[Pack, Judgement]]:
    """Every shipped matter, judged."""
    packs = {path: pack for path in shipped_packs() if (pack := read_pack(path).pack) is not None}
    return [(pack, each) for path, pack in packs.items() for each in check_pack(pack, around(path, pack))]


def of_bundle(pack: Pack, judgement: Judgement) -> Replay:
    assert judgement.model is not None
    assert judgement.verdict is not None
    return replay(judgement.verdict, judgement.model, CALENDAR, samples=samples_of(pack, judgement.code))


def of_drawing(text: str) -> tuple[Verdict, Replay]:
    diagram = diagram_from(text, promised=30)
    verdict = FACTS.prove(diagram)
    return verdict, replay_drawing(verdict, diagram, KINDS, CALENDAR)


@pytest.mark.parametrize(
    ("pack", "judgement"), [pytest.param(p, j, id=f"{p.tenant.code}-{j.code}") for p, j in shipped()]
)
def test_every_shipped_matter_takes_the_days_of_its_verdict(pack: Pack, judgement: Judgement) -> None:
    replayed = of_bundle(pack, judgement)

    assert replayed.why == ""
    assert replayed.met == replayed.days == (judgement.verdict.worst if judgement.verdict else None)
    assert str(replayed) == f"已在引擎上重放：{replayed.days} 个工作日，与判定一致"


def test_a_business_is_opened_in_three_days_step_by_step() -> None:
    pack, judgement = next((p, j) for p, j in shipped() if (p.tenant.code, j.code) == ("yushan", "enterprise_opening"))

    replayed = of_bundle(pack, judgement)

    # accepted on Thursday 2025-01-02 at the close; Fri 3: registered; Mon 6: seal, tax, social security, fund side by
    # side; Tue 7: issued; delivery has ten days of its own (行政许可法44)
    done = {step.element: f"{step.done_at:%m-%d}" for step in replayed.steps}
    assert done["accept"] == "01-02"
    assert done["register"] == "01-03"
    assert {done[name] for name in ("seal", "tax", "social_security", "housing_fund")} == {"01-06"}
    assert done["issue"] == "01-07"
    assert done["deliver"] == "01-21"


@pytest.mark.parametrize("file", sorted(each.name for each in TEMPLATES.glob("*.bpmn")))
def test_every_template_takes_the_days_of_its_verdict(file: str) -> None:
    diagram = read_diagram((TEMPLATES / file).read_bytes()).diagram
    assert diagram is not None
    verdict = FACTS.prove(diagram)

    replayed = replay_drawing(verdict, diagram, KINDS, CALENDAR)

    assert verdict.promise is Answer.KEPT
    assert (replayed.why, replayed.met) == ("", verdict.worst)
    assert replayed.agrees


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("S A:3 +1 B:5 +2 D:2 E ; +1 C:8 +2", 13),  # 3 + max(5, 8) + 2
        ("S L:3 +1 F:8 +2 E ; +1 B:5 +2 ; +1 X:10 +2", 13),  # 3 + 10
        ("S x1*2 A:3 x2 E ; x2 B:2 x1", 13),  # 3 + 2×(2+3), the loop left when the witness says so
        ("S x1 C:0 x2 A:5 E ; x2 N:15p x1", 5),  # what is kept out of the clock takes no time
        ("S +1 P:10p A:2 +2 E ; +1 Q:6p B:3 +2", 3),  # max(2, 3)
        # a<5: 9+1; else 1+9
        ("S x1 [a<5] A:9 x2 x3 [a<5] B:1 x4 E ; x1 [-] C:1 x2 ; x3 [-] D:9 x4", 10),
        # W rewrites a between the two questions: 9+1+9
        ("S x1 [a<5] A:9 x2 W!a:1 x3 [a<5] B:1 x4 E ; x1 [-] C:1 x2 ; x3 [-] D:9 x4", 19),
        ("S x1 +a P:1 x3 T:2 +z E ; x1 +b Q:4 x3 ; +a R:3 x4 U:5 +z ; +b V:1 x4", 8),  # R 3 + U 5
        ("S o1 A:3 o2 E ; o1 B:4 o2", 4),
        ("S R^receive:0 x0*1 C^accept:0 B:3 D^decide:2 I^issue:1 T^deliver:10 E", 6),  # stops at the issue
    ],
)
def test_a_drawing_alone_takes_the_days_of_its_verdict(text: str, days: int) -> None:
    verdict, replayed = of_drawing(text)

    assert (verdict.worst, verdict.bound) == (days, Bound.EXACT)
    assert (replayed.why, replayed.met) == ("", days)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("S A:7n E", 6),  # a make-up day and five weekdays
        ("S A:7n B:2 E", 8),
        ("S A:7n B:7n C:1 E", 13),
        ("S A:1m B:1 E", 25),  # a month covers at most 24
        ("S A:4h B:4h E", 2),  # 8 of 6.5 hours a day, begun at the close: two day ends
        ("S A:4h B:4h C:1 D:2h E", 4),  # 2 + 1 + 1
    ],
)
def test_where_days_depend_on_the_date_a_day_is_found_on_which_they_are_met(text: str, days: int) -> None:
    verdict, replayed = of_drawing(text)

    assert verdict.worst == days
    assert (replayed.met, replayed.agrees) == (days, True)


def test_hours_alone_are_counted_in_hours() -> None:
    diagram = diagram_from("S A:4h B:5h E", promised=12, unit="workingHour")
    verdict = FACTS.prove(diagram)

    replayed = replay_drawing(verdict, diagram, KINDS, CALENDAR)

    assert (verdict.worst, verdict.unit) == (9, "workingHour")
    assert str(replayed) == "已在引擎上重放：9 个工作小时，与判定一致"


def test_a_claim_that_the_engine_does_not_confirm_is_said_and_fails() -> None:
    diagram = diagram_from("S A:3 B:2 E", promised=9)
    verdict = FACTS.prove(diagram)
    assert verdict.witness is not None
    boasted = replace(verdict, witness=replace(verdict.witness, days=4))

    replayed = replay_drawing(boasted, diagram, KINDS, CALENDAR)

    assert replayed.failed
    assert str(replayed) == "已在引擎上重放：5 个工作日，与判定的 4 个工作日不一致"


def test_a_bound_is_confirmed_by_fewer_days() -> None:
    fewer, more = Replay(5, 4, "workingDay", exact=False), Replay(5, 6, "workingDay", exact=False)

    assert (str(fewer), fewer.agrees) == ("已在引擎上重放：4 个工作日，没有超过判定的 5 个工作日", True)
    assert more.failed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("S +1 A:1 x1 E ; +1 B:1 x1", "判定没有给出可以重放的办理过程"),  # unsound: nothing was measured
        ("S e1 m1:4 B:9 x1 E ; e1 t1:9 x1", "办理过程要等“m1”，没有人会发来"),
        ("S A:1m E", "按个月计的判定没有换成日子"),
    ],
)
def test_what_cannot_be_replayed_says_why(text: str, why: str) -> None:
    unit = "month" if "m E" in text else "workingDay"
    diagram = diagram_from(text, promised=30, unit=unit)

    replayed = replay_drawing(FACTS.prove(diagram), diagram, KINDS, CALENDAR)

    assert (replayed.met, replayed.agrees, replayed.failed) == (None, False, False)
    assert str(replayed) == f"没有在引擎上重放：{why}"


def test_the_replay_as_json() -> None:
    _, replayed = of_drawing("S A:3 E")

    told = replayed.to_json()

    assert {key: told[key] for key in ("days", "met", "unit", "agrees", "why")} == {
        "days": 3,
        "met": 3,
        "unit": "workingDay",
        "agrees": True,
        "why": "",
    }
    # from the close of Thursday 2025-01-02: Fri 3, Mon 6, Tue 7
    assert [step["done"] for step in told["steps"]] == ["2025-01-02T17:00:00+08:00", "2025-01-07T17:00:00+08:00"]  # type: ignore[attr-defined]


TASTES = (Taste(6), Taste(10, inclusive=True), Taste(8, pauses=True), Taste(8, loops=False, variables="ab"))


@pytest.mark.parametrize("seed", range(24))
def test_random_drawings_take_the_days_of_their_verdicts(seed: int) -> None:
    diagram = random_diagram(seed, TASTES[seed % len(TASTES)])
    verdict = FACTS.prove(diagram)

    replayed = replay_drawing(verdict, diagram, KINDS, CALENDAR)

    assert verdict.bound is Bound.EXACT
    assert (replayed.why, replayed.met) == ("", verdict.worst)

"""The joint drawing, list and figures of small matters; every part keeps its steps, the window's are done once."""

from dataclasses import replace
from typing import Any

import pytest

from bpmn import rules
from bpmn.document import read_diagram
from bpmn.finding import Severity, has_errors
from engine.composing import proved
from engine.publishing import Gate
from tenants.calendar import national_calendar
from tenants.composing.composition import Composed, Recipe, compose
from tenants.composing.fields import choice_of
from tenants.composing.recomposing import places, taken
from tenants.matter import MatterLimit, MatterType, Notice, Visits
from tenants.reading import read_bundle
from tenants.step_kinds import KINDS

GATE = Gate(national_calendar(), KINDS)


def recipe(*parts: Any, **more: Any) -> Recipe:
    return Recipe("joint", "入住一件事", parts, "office", "某县政务服务中心", **more)


def model(composed: Composed) -> Any:
    assert composed.bundle is not None, composed.findings
    reading = read_bundle(composed.bundle)
    assert not has_errors(reading.findings), reading.findings
    return reading.model


def steps(diagram: Any) -> list[str]:
    return [node.label for node in diagram.nodes() if node.is_activity]


def test_the_window_works_once_and_each_part_keeps_its_own_steps(make: Any) -> None:
    found = model(compose(recipe(make("a", name="甲"), make("b", name="乙"))))
    assert steps(found.diagram) == ["一表收件", "受理审核", "甲", "乙", "统一制证出件", "送达"]
    assert [steps(fragment.diagram) for fragment in found.fragments.values()] == [["甲决定"], ["乙决定"]]
    assert {node.step.limit.amount for node in found.nodes() if node.step.kind == "decide"} == {"2"}


@pytest.mark.parametrize(
    ("phases", "worst"),
    [
        # 同一阶段：max(2, 2) + 制证 1 = 3；依次：2 + 2 + 1 = 5；三个，前两个同时：max(2, 2) + 2 + 1 = 5
        ((1, 1), 3),
        ((1, 2), 5),
        ((1, 1, 2), 5),
        ((1, 2, 3), 7),
    ],
    ids=["side by side", "one after the other", "two and one", "three"],
)
def test_the_promise_is_the_longest_branch_and_the_sum_of_phases_as_proved(
    make: Any, phases: tuple[int, ...], worst: int
) -> None:
    parts = [make(code, phase=phase) for code, phase in zip("abc", phases, strict=False)]
    found = proved(recipe(*parts), GATE)
    assert found.verdict is not None
    assert found.verdict.promised.worst == worst
    matter = model(found.composed).matter
    assert matter.promised is not None
    assert matter.promised.amount == worst
    assert matter.statutory is not None
    assert matter.statutory.amount == 45  # 行政许可法42第二款
    assert found.figures.days.before == 3 * len(parts)


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("asked", [0, 1, 2])
def test_what_is_drawn_is_sound_clean_and_complete(make: Any, count: int, asked: int) -> None:
    names = "abcdef"[:count]
    parts = [
        make(code, phase=1 + at // 3, when=choice_of(f"{code}事项") if at >= count - asked else "")
        for at, code in enumerate(names)
    ]
    found = proved(recipe(*parts), GATE)
    made = model(found.composed)
    assert found.verdict is not None
    assert found.verdict.sound
    drawn = [made.diagram, *(each.diagram for each in made.fragments.values())]
    flaws = [each for one in drawn for each in rules.check(one) if each.severity is not Severity.NOTE]
    assert flaws == []
    assert {shape.element for shape in made.diagram.shapes} >= {node.id for node in made.diagram.nodes()}
    assert [each.matter for each in made.matter.parts] == list(names)
    assert all(each.content for each in made.matter.parts)


def test_a_refused_part_asks_whether_the_others_go_on(make: Any) -> None:
    found = model(compose(recipe(make("a", name="甲"), make("b", name="乙", phase=2))))
    settle = found.diagram.node("settle_1")
    assert settle.step.outcomes == ("继续办理", "部分办结")
    (asked,) = [flow for flow in found.diagram.flows() if flow.target == "settle_1"]
    assert asked.condition == '甲_结论 = "不予"'


def test_what_is_safe_for_every_part_stands_in_the_list(make: Any) -> None:
    one = make("a", visits=Visits(2, "取件"), separation=False, online_depth=4, themes=("不动产",))
    other = make("b", type=MatterType.PUBLIC_SERVICE, online_depth=2, themes=("不动产", "公共服务"))
    found = compose(recipe(one, other))
    matter = model(found).matter
    assert (matter.visits.most, matter.separation, matter.online_depth) == (2, True, 2)
    assert matter.themes == ("不动产", "公共服务")
    assert matter.statutory is None  # not all of them are licences, and no law sets either a limit
    assert [part.lead for part in matter.parts] == ["office", "office"]


@pytest.mark.parametrize(
    ("limits", "phases", "whole"),
    [
        ((30, 20), (1, 1), 30),  # max(30, 20)
        ((20, 10), (1, 2), 30),  # 20 + 10
        ((30, 20), (1, 2), 45),  # 30 + 20 = 50, 联合办理不超过 45
        ((30, None), (1, 2), 30),  # no law sets a limit for the second
    ],
    ids=["side by side", "one after the other", "at most forty-five", "one without"],
)
def test_the_statutory_limit_is_that_of_the_longest_branches(
    make: Any, limits: Any, phases: tuple[int, ...], whole: int
) -> None:
    parts = [
        make(code, type=MatterType.CONFIRMATION, phase=phase, statutory=MatterLimit(days) if days else None)
        for code, days, phase in zip("ab", limits, phases, strict=True)
    ]
    matter = model(compose(recipe(*parts))).matter
    assert matter.statutory is not None
    assert matter.statutory.amount == whole


def test_notices_that_differ_keep_both_behind_the_code_of_their_part(make: Any) -> None:
    one = make("a", notices=(Notice("denial", "不予许可决定书", "甲"),))
    other = make("b", notices=(Notice("denial", "不予许可决定书", "乙"),))
    steps_with = [_gives(each, "denial") for each in (one, other)]
    found = model(compose(recipe(*steps_with)))
    assert {each.code: each.template for each in found.matter.notices} == {"denial": "甲", "b_denial": "乙"}
    assert found.diagram is not None
    given = {node.step.notices for fragment in found.fragments.values() for node in fragment.diagram.nodes()} - {()}
    assert given == {("denial",), ("b_denial",)}


def _gives(part: Any, code: str) -> Any:
    """The part whose deciding step gives out a notice."""
    (process,) = part.model.diagram.processes
    nodes = tuple(
        replace(node, step=replace(node.step, notices=(code,))) if node.id == "decide" else node
        for node in process.nodes
    )
    diagram = replace(part.model.diagram, processes=(replace(process, nodes=nodes),))
    return replace(part, model=replace(part.model, diagram=diagram))


def test_a_matter_without_a_window_cannot_be_composed(make: Any) -> None:
    part = make("a")
    (process,) = part.model.diagram.processes
    bare = replace(process, nodes=tuple(node for node in process.nodes if node.kind == "startEvent"), flows=())
    odd = replace(part, model=replace(part.model, diagram=replace(part.model.diagram, processes=(bare,))))
    found = compose(recipe(odd, odd))
    assert found.bundle is None
    assert found.findings
    assert all(each.advice for each in found.findings)


def test_the_same_recipe_gives_the_same_bytes_and_reads_back(make: Any) -> None:
    parts = make("a"), make("b", phase=2, when=choice_of("b事项"))
    one, other = compose(recipe(*parts)), compose(recipe(*parts))
    assert one.bundle is not None
    assert one.bundle == other.bundle
    assert read_diagram(one.bundle.files["a.bpmn"]).findings == ()


# --- composing anew ---------------------------------------------------------------------------------------------------


def test_only_what_the_parts_changed_is_offered_and_what_people_wrote_is_marked(make: Any) -> None:
    old, new = make("b", name="乙"), make("b", name="乙", results=["乙证"])
    base, fresh = compose(recipe(make("a"), old)).bundle, compose(recipe(make("a"), new)).bundle
    assert base is not None
    assert fresh is not None
    assert places(base, base, base) == ()
    found = {each.key: each.edited for each in places(base, base, fresh)}
    assert found["matter.toml#results"] is False
    assert "flow.bpmn" not in found
    text = base.files["matter.toml"].replace("统一领取".encode(), "一次领取".encode())
    mine = type(base)("joint", {**base.files, "matter.toml": text, "forms/issue.json": b"{}"})
    found = {each.key: each.edited for each in places(base, mine, fresh)}
    assert "matter.toml#summary" not in found
    assert found["forms/issue.json"] is True
    changes = taken(mine, fresh, ["matter.toml#results", "matter.toml#parts"])
    assert set(changes) == {"matter.toml"}
    again = type(base)("joint", {**mine.files, "matter.toml": changes["matter.toml"] or b""})
    assert "乙证".encode() in again.files["matter.toml"]
    assert "一次领取".encode() in again.files["matter.toml"]
    assert "matter.toml#results" not in {each.key for each in places(base, again, fresh)}


def test_without_what_was_composed_then_everything_counts_as_written_by_people(make: Any) -> None:
    fresh = compose(recipe(make("a"), make("b"))).bundle
    mine = compose(recipe(make("a"), make("c"))).bundle
    assert fresh is not None
    assert mine is not None
    assert all(each.edited for each in places(None, mine, fresh))

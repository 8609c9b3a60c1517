"""Parts of a joint matter: there, open, not going round in a ring, fixed to a content."""

from dataclasses import replace
from typing import Any

import pytest

from bpmn.finding import Finding, Severity
from tenants.matter import Composition, Material, MatterResult, Part
from tenants.rule import Offer
from tenants.rules.parts_known import RULE

HOUSE = Offer("house", "首次转移登记", "a" * 64)
WATER = Offer("water", "用水过户", "b" * 64)
OFFERS = {each.code: each for each in (HOUSE, WATER)}


def found(bench: Any, *parts: Part, offers: Any = None, **facts: Any) -> list[Finding]:
    facts.setdefault("composition", Composition.JOINT)
    model = bench.model(parts=parts, **facts)
    return list(RULE.findings(model, replace(bench.centre, offers=OFFERS if offers is None else offers)))


def test_parts_in_their_present_content_are_fine(bench: Any) -> None:
    assert found(bench, Part("house", content="a" * 64), Part("water", phase=2, content="b" * 64)) == []


def test_a_matter_without_parts_is_not_asked(bench: Any) -> None:
    assert found(bench, offers={}, composition=Composition.SINGLE) == []


@pytest.mark.parametrize(
    ("part", "offers", "said"),
    [
        (Part("bus"), OFFERS, "没有发布，也没有承接"),
        (Part("house"), {"house": replace(HOUSE, open=False)}, "已经停用"),
        (Part("house", when="要办 ="), OFFERS, "读不懂"),
    ],
    ids=["unknown here", "retired", "condition"],
)
def test_what_cannot_be_composed_is_refused_with_advice(bench: Any, part: Part, offers: Any, said: str) -> None:
    (first, *_) = found(bench, part, offers=offers)
    assert said in first.message
    assert first.severity is Severity.ERROR
    assert first.advice


def test_a_ring_is_shown_as_it_goes_round(bench: Any) -> None:
    code = bench.model().matter.code
    offers = {"house": replace(HOUSE, parts=("water",)), "water": replace(WATER, parts=(code,))}
    (ring,) = found(bench, Part("house"), offers=offers)
    assert f"{code} → house → water → {code}" in ring.message
    (itself,) = found(bench, Part(code), offers=offers)
    assert f"{code} → {code}" in itself.message


@pytest.mark.parametrize("content", ["", "c" * 64], ids=["not fixed", "an earlier version"])
def test_a_newer_version_of_a_part_is_only_noted(bench: Any, content: str) -> None:
    (note,) = found(bench, Part("house", content=content))
    assert note.severity is Severity.NOTE


def test_a_single_matter_has_no_parts(bench: Any) -> None:
    (wrong,) = found(bench, Part("house", content="a" * 64), composition=Composition.SINGLE)
    assert wrong.element == "composition"


def test_materials_and_results_name_parts_there_are(bench: Any) -> None:
    house = Part("house", content="a" * 64)
    rows = (Material("paper", "申请书", parts=("house", "bus")),)
    results = (MatterResult("title", "产权证", part="bus"),)
    assert [each.met for each in found(bench, house, materials=rows, results=results)] == ["bus", "bus"]


def test_who_is_not_told_of_offers_asks_for_none(bench: Any) -> None:
    model = bench.model(parts=(Part("bus"),), composition=Composition.JOINT)
    assert list(RULE.findings(model, replace(bench.centre, offers=None))) == []

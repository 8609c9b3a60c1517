"""一表申请: one field per key, the stricter side, both sides named where neither is; never looser than any part."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import read_form, validate_json
from tenants.composing.fields import MergedForm, choice_of, merge_forms


def text(key: str, **rules: Any) -> dict[str, Any]:
    return {"key": key, "label": key, "type": "textfield", "validate": rules}


def number(key: str, **rules: Any) -> dict[str, Any]:
    return {"key": key, "label": key, "type": "number", "validate": rules}


def radio(key: str, *values: str) -> dict[str, Any]:
    return {"key": key, "label": key, "type": "radio", "values": [{"label": each, "value": each} for each in values]}


def merged(*parts: Any, **choices: Any) -> MergedForm:
    names = dict.fromkeys((each.code for each in parts), "application")
    return merge_forms(parts, names, "application", ask=True, **choices)


def components(found: MergedForm) -> dict[str, Any]:
    """The fields of the merged form by key."""
    asked: dict[str, Any] = {}

    def visit(rows: list[Any]) -> None:
        for raw in rows:
            if raw.get("key"):
                asked[raw["key"]] = raw
            visit(raw.get("components", []))

    visit(json.loads(found.source)["components"])
    return asked


def form(found: MergedForm) -> Any:
    reading = read_form(found.source, file="application.json")
    assert reading.findings == ()
    return reading.required()


def test_a_field_that_both_ask_is_filled_in_once_and_stands_first(make: Any) -> None:
    # 甲 姓名、面积，乙 姓名、户号：2+2=4 → 姓名、面积、户号=3
    parts = make("a", fields=[text("姓名"), text("面积")]), make("b", fields=[text("姓名"), text("户号")])
    found = merged(*parts)
    assert (found.before, found.after) == (4, 3)
    assert list(components(found)) == ["面积", "户号", "姓名"]  # ungrouped, so what all ask closes the form
    grouped = [{"type": "group", "label": "申请人", "components": [{**text("姓名"), "id": "inner"}]}]
    parts = make("a", fields=[*grouped, text("面积")]), make("b", fields=[text("姓名"), text("户号")])
    assert next(iter(components(merged(*parts)))) == "姓名"
    assert json.loads(merged(*parts).source)["components"][0]["label"] == "公共信息"


@pytest.mark.parametrize(
    ("one", "other", "taken"),
    [
        (text("k"), text("k", required=True), {"required": True}),
        (text("k", maxLength=30), text("k", maxLength=10), {"maxLength": 10}),
        (number("k", min=0, max=9), number("k", min=2, max=5), {"min": 2, "max": 5}),
    ],
    ids=["required", "length", "range"],
)
def test_the_stricter_side_is_taken(make: Any, one: Any, other: Any, taken: Any) -> None:
    for pair in ((one, other), (other, one)):
        found = merged(*(make(code, fields=[each]) for code, each in zip("ab", pair, strict=True)))
        assert components(found)["k"]["validate"] == taken
        assert found.conflicts == ()


def test_fewer_options_are_stricter(make: Any) -> None:
    parts = make("a", fields=[radio("k", "甲", "乙", "丙")]), make("b", fields=[radio("k", "甲", "乙")])
    found = merged(*parts)
    assert [each["value"] for each in components(found)["k"]["values"]] == ["甲", "乙"]
    assert found.conflicts == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (text("k"), number("k")),
        (radio("k", "甲", "乙"), radio("k", "乙", "丙")),
        (text("k", minLength=4), text("k", maxLength=10)),
        (number("k", min=3), number("k", max=5)),
    ],
    ids=["type", "options", "lengths", "range"],
)
def test_where_neither_is_stricter_both_sides_are_listed_and_a_person_decides(make: Any, one: Any, other: Any) -> None:
    parts = make("a", fields=[one]), make("b", fields=[other])
    (conflict,) = merged(*parts).conflicts
    assert [part for part, _ in conflict.sides] == ["a", "b"]
    assert conflict.sides[0][1] != conflict.sides[1][1]
    assert (conflict.taken, conflict.decided) == ("a", False)
    decided = merged(*parts, choices={"application:k": "b"})
    assert decided.conflicts[0].decided
    assert components(decided)["k"]["type"] == other["type"]


def test_what_only_a_part_that_may_be_left_out_asks_is_hidden_without_it(make: Any) -> None:
    house = make("house", name="登记", fields=[text("姓名", required=True)])
    water = make("water", name="过户", fields=[text("姓名"), text("户号", required=True)], when=choice_of("过户"))
    found = form(merged(house, water))
    asked = {"姓名": "张例", "要办_过户": "不办理"}
    assert validate_json(found, asked, known={}, today=None).errors == ()
    (missing,) = validate_json(found, {**asked, "要办_过户": "办理"}, known={}, today=None).errors
    assert missing.path == "户号"


RULES = st.fixed_dictionaries(
    {"required": st.booleans()},
    optional={"minLength": st.integers(0, 3), "maxLength": st.integers(3, 8)},
)
FIELDS = st.dictionaries(st.sampled_from(["甲", "乙", "丙"]), RULES, min_size=1, max_size=3)
ANSWERS = st.dictionaries(st.sampled_from(["甲", "乙", "丙"]), st.text("字词句", min_size=0, max_size=9))


@settings(max_examples=60, deadline=None)
@given(drawn=st.lists(FIELDS, min_size=2, max_size=3), answers=ANSWERS)
def test_what_the_joint_form_takes_every_part_takes(make: Any, drawn: Any, answers: dict[str, str]) -> None:
    parts = [make(f"p{n}", fields=[text(key, **rules) for key, rules in own.items()]) for n, own in enumerate(drawn)]
    found = merged(*parts)
    clash = {each.key for each in found.conflicts}
    if (
        clash
        or validate_json(
            form(found), {k: v for k, v in answers.items() if k in components(found)}, known={}, today=None
        ).errors
    ):
        return
    for part in parts:
        own = part.model.forms["application"]
        given_here = {key: value for key, value in answers.items() if key in own.names}
        assert validate_json(own, given_here, known={}, today=None).errors == ()

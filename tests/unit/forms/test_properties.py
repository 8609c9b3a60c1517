"""Whatever is posted, nothing breaks; what was accepted is accepted again and stays what it was."""

import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms import Upload, read_form, redrawn, render, validate, validate_json
from forms.errors import FormError

CHOICES = [{"label": "甲", "value": "a"}, {"label": "乙", "value": "b"}]
ROW = [
    {"type": "textfield", "id": "R1", "key": "名", "label": "名"},
    {"type": "money", "id": "R2", "key": "额", "label": "额", "conditional": {"hide": '=名 = "a"'}},
    {"type": "checkbox", "id": "R3", "key": "勾", "label": "勾"},
]
FORM = read_form(
    json.dumps(
        {
            "type": "default",
            "id": "all",
            "schemaVersion": 19,
            "components": [
                {"type": "textfield", "id": "A", "key": "文", "label": "文", "validate": {"maxLength": 9}},
                {"type": "textarea", "id": "B", "key": "长", "label": "长"},
                {"type": "number", "id": "C", "key": "数", "label": "数", "decimalDigits": 2},
                {"type": "number", "id": "C2", "key": "字", "label": "字", "serializeToString": True},
                {"type": "money", "id": "D", "key": "钱.额", "label": "额", "validate": {"min": -9}},
                {"type": "select", "id": "E", "key": "选", "label": "选", "values": CHOICES},
                {"type": "radio", "id": "F", "key": "单", "label": "单", "values": CHOICES},
                {"type": "checkbox", "id": "G", "key": "勾", "label": "勾"},
                {"type": "checklist", "id": "H", "key": "多", "label": "多", "values": CHOICES},
                {"type": "datetime", "id": "I", "key": "日", "dateLabel": "日"},
                {
                    "type": "datetime",
                    "id": "J",
                    "key": "刻",
                    "dateLabel": "刻",
                    "subtype": "datetime",
                    "timeSerializingFormat": "utc_offset",
                },
                {"type": "phone", "id": "K", "key": "话", "label": "话", "conditional": {"hide": "=数 > 5"}},
                {"type": "resident_id", "id": "L", "key": "证", "label": "证"},
                {"type": "credit_code", "id": "M", "key": "码", "label": "码", "readonly": "=勾"},
                {"type": "filepicker", "id": "N", "key": "件", "label": "件", "multiple": True},
                {"type": "expression", "id": "O", "key": "算", "expression": "=数 + count(行)"},
                {
                    "type": "group",
                    "id": "P",
                    "path": "钱",
                    "label": "组",
                    "components": [{**ROW[0], "id": "Q", "key": "称"}],
                },
                {"type": "dynamiclist", "id": "S", "path": "行", "label": "行", "components": ROW},
                {"type": "text", "id": "T", "text": "共 {{ 算 }} **{{ 文 }}**"},
            ],
        }
    ).encode()
).required()

NAMES = ["文", "长", "数", "字", "钱.额", "选", "单", "勾", "多", "日", "刻", "话", "证", "码", "件", "算", "钱.称"]
NAMES += ["行.0.名", "行.0.额", "行.1.勾", "行.3.名", "行:rows", ":add", ":remove", ":hidden", "行.x.名", "行"]
LIKELY = [
    "",
    "a",
    "b",
    "1",
    "5.5",
    "-3",
    "1 000",
    "2026-03-02",
    "2026-03-02T09:30",
    "13000000001",
    "true",
    "2",
    "行",
    "行.0",
]
LIKELY += ["11010519491231002X", "91350100M000100Y43", "0793-0000012", " ", "<b>", "1e9", "٣", "\u202e", "9" * 40]
entry = st.sampled_from(LIKELY) | st.text(max_size=12) | st.builds(Upload, st.text(max_size=8), st.integers(-1, 9))
posts = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=4), st.lists(entry, max_size=3), max_size=20)
leaf = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.sampled_from(LIKELY)
    | st.text(max_size=6)
)
data = st.dictionaries(
    st.sampled_from([name.split(".")[0] for name in NAMES]) | st.text(max_size=3),
    st.recursive(
        leaf,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["名", "额", "勾", "称", "name", "size"]), inner, max_size=3)
        ),
        max_leaves=6,
    ),
    max_size=12,
)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
long = settings(max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def stands(submission, known):
    """Accepted values are accepted again, exactly; and whatever came of it can be shown."""
    if submission.accepted:
        again = validate_json(FORM, submission.values, known=known)
        assert again.errors == ()
        assert again.values == submission.values
        assert json.dumps(again.values, default=str) == json.dumps(submission.values, default=str)
    assert render(FORM, submission.typed, submission.errors, known=known, url="/x").count("<input") > 0
    assert render(FORM, submission.values, mode="read")


@quick
@given(posts)
def test_any_post_is_answered_and_what_stands_stands_again(posted):
    stands(validate(FORM, posted), {})
    render(FORM, redrawn(FORM, posted))


@quick
@given(posts, st.sampled_from([{}, {"码": "旧", "行": [{"名": "旧"}]}, {"数": Decimal(9), "x": {"y": [None]}}]))
def test_data_known_before_change_nothing_of_that(posted, known):
    stands(validate(FORM, posted, known=known), known)


@quick
@given(data)
def test_any_json_is_answered_and_what_stands_stands_again(sent):
    stands(validate_json(FORM, sent), {})


@quick
@given(data, data)
def test_any_known_data_are_shown_or_refused_by_our_own_error(values, known):
    with suppress(FormError):
        assert render(FORM, values, known=known)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@long
@given(posts)
def test_twenty_thousand_posts(posted):
    stands(validate(FORM, posted), {})


CONDITIONS = [
    "=勾",
    "=not(勾)",
    "=数 > 5",
    "=文 = null",
    '=选 = "a"',
    "=count(行) > 1",
    "=话 != null",
    "=钱.额 > 0",
    "=算 = null",
]
SHAPES = [
    {"type": "textfield", "key": "文", "label": "文", "validate": {"required": True, "minLength": 2}},
    {"type": "number", "key": "数", "label": "数", "defaultValue": 7},
    {"type": "money", "key": "钱.额", "label": "额"},
    {"type": "select", "key": "选", "label": "选", "values": CHOICES, "defaultValue": "a"},
    {"type": "checkbox", "key": "勾", "label": "勾"},
    {"type": "checklist", "key": "多", "label": "多", "values": CHOICES},
    {"type": "datetime", "key": "日", "dateLabel": "日", "validate": {"required": True}},
    {"type": "phone", "key": "话", "label": "话"},
    {"type": "expression", "key": "算", "expression": "=if 勾 then 数 else count(行)"},
    {"type": "dynamiclist", "path": "行", "label": "行", "components": ROW},
]
conditional = st.tuples(
    *(
        st.tuples(st.none() | st.sampled_from(CONDITIONS), st.just(False) | st.sampled_from([True, *CONDITIONS]))
        for _ in SHAPES
    )
)


def conditioned(choice):
    """The shapes with a hide and a readonly condition each, as drawn."""
    components = []
    for number, (shape, (hide, readonly)) in enumerate(zip(SHAPES, choice, strict=True)):
        more = {"conditional": {"hide": hide}} if hide else {}
        components.append({**shape, "id": f"F{number}", "readonly": readonly, **more})
    return read_form(json.dumps({"id": "c", "schemaVersion": 19, "components": components}).encode()).required()


@quick
@given(conditional, posts, data)
def test_whatever_the_conditions_what_stands_stands_again(choice, posted, known):
    form = conditioned(choice)
    kept = validate_json(FORM, known).values
    submission = validate(form, posted, known=kept)
    if submission.accepted:
        again = validate_json(form, submission.values, known=kept)
        assert again.errors == ()
        assert again.values == submission.values
        merged = submission.merged(kept)
        assert all(path not in merged for path in submission.dropped if "." not in path)
    assert render(form, submission.typed, submission.errors, known=kept, url="/x")


schema_leaf = (
    st.none()
    | st.booleans()
    | st.integers(-3, 30)
    | st.text(max_size=8)
    | st.sampled_from(["=a", "=1 +", "{{x}}", "textfield", "group", "dynamiclist", "a.b", "(", "a", "hot", "date"])
)
KEYS = "type id key label components validate conditional layout values path required pattern hide columns row text"
schema_value = st.recursive(
    schema_leaf,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*KEYS.split(), "defaultValue", "subtype", "expression", "x"]), inner, max_size=6
        )
    ),
    max_leaves=25,
)
component = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            sorted(path.stem for path in (Path(__file__).parents[3] / "forms/components").glob("[a-z]*.py"))
        )
    },
    optional=dict.fromkeys([*KEYS.split()[1:], "defaultValue", "readonly", "increment", "source"], schema_value),
)


@quick
@given(st.lists(component, max_size=4))
def test_any_schema_is_read_or_found(components):
    body = {"id": "t", "schemaVersion": 19, "components": components}
    reading = read_form(json.dumps(body).encode())
    assert (reading.form is None) == any(finding.severity == "error" for finding in reading.findings)
    if reading.form is not None:
        render(reading.form, {})
        validate(reading.form, {})
    assert all(len(finding.message) < 400 for finding in reading.findings)


@quick
@given(st.binary(max_size=200) | schema_value.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_found(source):
    reading = read_form(source)
    assert reading.form is not None or reading.findings

"""Reading a schema: everything that cannot be carried is found, all at once, with what to do."""

import json
import time

import pytest

from forms import FormUnreadable, read_form

NAME = {"type": "textfield", "id": "N", "key": "name", "label": "名称"}


def test_a_clean_form_reads_frozen(form_of):
    form = form_of(NAME)
    assert form.id == "test"
    assert [field.key for field in form.walk()] == ["name"]
    with pytest.raises(AttributeError):
        form.id = "other"


def test_two_readings_are_equal(form_of):
    shown = {**NAME, "conditional": {"hide": "=a = 1"}, "validate": {"pattern": "^a$"}}
    assert form_of(shown) == form_of(shown)
    assert form_of(shown) != form_of(NAME)


def test_all_faults_come_at_once_with_file_and_id(read):
    reading = read(
        {"type": "html", "id": "H", "content": "<b>"},
        {"type": "rating", "id": "R", "key": "r", "label": "评分"},
        {**NAME, "validate": {"pattern": "(?=x)"}, "conditional": {"hide": "=a >"}},
        {**NAME, "id": "N2"},
        {**NAME, "id": "N", "key": "other", "secret": 1},
    )
    assert reading.form is None
    assert [(finding.code, finding.element) for finding in reading.findings] == [
        ("form-component-refused", "H"),
        ("form-component-unknown", "R"),
        ("form-pattern", "N"),
        ("form-feel", "N"),
        ("form-key-duplicate", "N2"),
        ("form-id", "N"),
        ("form-key-unknown", "N"),
    ]
    assert {finding.file for finding in reading.findings} == {"forms/test.json"}
    assert all(finding.message[-1] in "。！" or "（" in finding.message for finding in reading.findings)
    with pytest.raises(FormUnreadable) as caught:
        reading.required()
    assert caught.value.findings == reading.findings


@pytest.mark.parametrize("kind", ["html", "iframe", "documentPreview", "button"])
def test_components_that_reach_outside_are_refused(codes, kind):
    assert codes({"type": kind, "id": "X", "label": "某项", "url": "https://x.cn"}) == ["form-component-refused"]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"", "form-json"),
        (b"\xff\xfe", "form-json"),
        (b"[]", "form-json"),
        (b"{", "form-json"),
        (b'{"a": NaN}', "form-json"),
        (b'{"a": 1e99999999999999999999}', "form-json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "form-json"),
        (b"[" * 100_000, "form-json"),
        (b'{"a":' * 60_000, "form-json"),
        (b" " * 600_000, "form-size"),
        (b'{"id": "a", "id": "b"}', "form-json-duplicate"),
        (b'{"id": "a", "schemaVersion": 18}', "form-version"),
        (b'{"id": "a", "schemaVersion": 19}', "form-empty"),
        (b'{"id": "a", "schemaVersion": 19, "components": {}}', "form-value"),
        (b'{"id": "a", "schemaVersion": 19, "components": [1]}', "form-value"),
        (b'{"id": "1 2", "schemaVersion": 19}', "form-id"),
        ('{"id": "甲", "schemaVersion": 19}'.encode(), "form-id"),
    ],
)
def test_a_broken_file_is_a_finding_never_an_error(source, code):
    reading = read_form(source, file="x.json")
    assert reading.form is None
    assert code in [finding.code for finding in reading.findings]


def test_what_editors_write_about_themselves_is_let_be(read):
    marks = {"exporter": {"name": "form-js", "version": "1.23.0"}, "executionPlatform": "x", "versionTag": "1"}
    assert read(NAME, **marks).findings == ()


@pytest.mark.parametrize(
    "key", ["", "1a", "a b", "a.", ".a", "a..b", "a-b", "__proto__", "a.__class__", "（元）", "a:b", "e\u0301"]
)
def test_keys_are_names(codes, key):
    assert codes({**NAME, "key": key}) == ["form-key"]


@pytest.mark.parametrize("key", ["name", "企业.名称", "_a", "名称2"])
def test_keys_may_be_chinese_and_dotted(form_of, key):
    assert form_of({**NAME, "key": key}).fields[0].local == tuple(key.split("."))


@pytest.mark.parametrize(("first", "second"), [("a", "a"), ("a", "a.b"), ("a.b", "a")])
def test_one_value_has_one_field(codes, first, second):
    assert codes({**NAME, "key": first}, {**NAME, "id": "M", "key": second}) == ["form-key-duplicate"]


def test_the_same_key_in_two_groups_with_paths_is_two_values(form_of):
    groups = [
        {"type": "group", "id": f"G{n}", "path": f"g{n}", "label": "组", "components": [{**NAME, "id": f"N{n}"}]}
        for n in range(2)
    ]
    assert len(list(form_of(*groups).walk())) == 4


@pytest.mark.parametrize(
    "more",
    [
        {"label": "=name"},
        {"label": "{{ name }}"},
        {"label": 5},
        {"label": "x" * 201},
        {"label": "甲\u202e乙"},
        {"description": "=x"},
        {"readonly": 1},
        {"disabled": "yes"},
        {"validate": {"required": "=x"}},
        {"validate": []},
        {"validate": {"maxLength": -1}},
        {"validate": {"maxLength": "abc"}},
        {"layout": {"columns": 17}},
        {"properties": {"a": 1}},
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(codes, more):
    assert set(codes({**NAME, **more})) <= {"form-value", "form-size", "form-label"}
    assert codes({**NAME, **more})


@pytest.mark.parametrize(
    "more",
    [
        {"validate": {"min": 1}},
        {"layout": {"x": 1}},
        {"conditional": {"show": "=x"}},
        {"appearance": {"color": "red"}},
        {"onclick": "x"},
    ],
)
def test_what_is_not_supported_is_refused_not_ignored(codes, more):
    assert codes({**NAME, **more}) == ["form-key-unknown"]


def test_a_field_without_name_is_refused(codes):
    assert codes({"type": "textfield", "id": "N", "key": "name"}) == ["form-label"]


def test_a_default_must_itself_be_allowed(codes):
    assert codes({**NAME, "defaultValue": "12", "validate": {"minLength": 3}}) == ["form-default"]
    assert codes({**NAME, "defaultValue": {"a": 1}}) == ["form-default"]


@pytest.mark.parametrize("hide", ["=", "=1 +", "=(((", '="', "=if a then", "=" + "(" * 1500, "=x" * 1500])
def test_a_wrong_condition_is_found_with_its_place(codes, hide):
    found = codes({**NAME, "conditional": {"hide": hide}})
    assert found in (["form-feel"], ["form-size"])


def test_too_many_fields_are_refused(read):
    many = [{**NAME, "id": f"N{n}", "key": f"k{n}"} for n in range(501)]
    assert [finding.code for finding in read(*many).findings] == ["form-size"]
    group = {"type": "group", "id": "G", "label": "组", "components": many[:300]}
    others = {
        "type": "group",
        "id": "H",
        "label": "组",
        "components": [{**f, "id": f["id"] + "b", "key": f["key"] + "b"} for f in many[:300]],
    }
    assert "form-size" in [finding.code for finding in read(group, others).findings]


def test_too_many_conditions_are_refused(read):
    many = [{**NAME, "id": f"N{n}", "key": f"k{n}", "conditional": {"hide": "=a = 1"}} for n in range(201)]
    assert [finding.code for finding in read(*many).findings] == ["form-size"]


def test_any_json_is_read_or_found_within_a_second():
    started = time.perf_counter()
    for source in (b'{"a":' * 60_000, json.dumps({"components": [{"type": ["x"]}] * 9000}).encode()):
        assert read_form(source).form is None
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    ("layouts", "expected"),
    [
        ([("a", 8), ("a", 8)], [(3, True), (3, False)]),
        ([("a", None), ("a", None), ("a", None)], [(2, True), (2, False), (2, False)]),
        ([("a", 5), ("a", None)], [(2, True), (4, False)]),  # 16 - 5 = 11 columns left: two thirds
        ([("a", 16), ("b", 8)], [(6, True), (3, True)]),
        ([("", None), ("", 8)], [(6, True), (3, True)]),
        ([("a", 10), ("a", 10)], [(4, True), (4, True)]),
    ],
)
def test_sixteen_columns_become_six(layouts, expected):
    from forms.grid import widths

    assert widths(layouts) == expected

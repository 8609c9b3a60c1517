"""Conditions, readonly fields, defaults and what is kept: the rules that hold for every component."""

import time
from decimal import Decimal

import pytest

from forms import validate, validate_json
from forms.errors import NotJsonValue

KIND = {
    "type": "radio",
    "id": "K",
    "key": "类型",
    "label": "申请人类型",
    "values": [{"label": "企业", "value": "企业"}, {"label": "个人", "value": "个人"}],
}
CODE = {
    "type": "credit_code",
    "id": "C",
    "key": "代码",
    "label": "统一社会信用代码",
    "validate": {"required": True},
    "conditional": {"hide": '=类型 != "企业"'},
}


def test_a_hidden_field_is_not_required_and_its_value_is_dropped(form_of):
    form = form_of(KIND, CODE)
    person = validate(form, {"类型": ["个人"], "代码": ["91350100M000100Y43"]})
    assert person.accepted
    assert person.values == {"类型": "个人"}
    assert person.dropped == ("代码",)
    assert [error.path for error in validate(form, {"类型": ["企业"]}).errors] == ["代码"]


def test_what_was_kept_of_a_hidden_field_goes_when_merged(form_of):
    submission = validate(form_of(KIND, CODE), {"类型": ["个人"]})
    known = {"类型": "企业", "代码": "91350100M000100Y43", "别的": {"a": Decimal(1)}}
    assert submission.merged(known) == {"类型": "个人", "别的": {"a": Decimal(1)}}
    assert known["代码"] == "91350100M000100Y43"


def test_hiding_one_field_may_hide_the_next(form_of):
    """C reads B, B reads A: with A empty B is hidden, so C sees no B and is hidden too."""
    chain = [
        {"type": "checkbox", "id": "A", "key": "a", "label": "甲"},
        {"type": "checkbox", "id": "B", "key": "b", "label": "乙", "conditional": {"hide": "=a != true"}},
        {"type": "checkbox", "id": "C", "key": "c", "label": "丙", "conditional": {"hide": "=b != true"}},
    ]
    assert validate(form_of(*chain), {"b": ["true"], "c": ["true"]}).values == {"a": False}
    assert list(validate(form_of(*reversed(chain)), {"a": ["true"], "b": ["true"]}).values) == ["c", "b", "a"]


def test_conditions_that_contradict_one_another_are_said(form_of):
    pair = [
        {"type": "textfield", "id": "A", "key": "a", "label": "甲", "conditional": {"hide": "=b != null"}},
        {"type": "textfield", "id": "B", "key": "b", "label": "乙", "conditional": {"hide": "=a != null"}},
    ]
    errors = validate(form_of(*pair), {"a": ["1"], "b": ["2"]}).errors
    assert [error.path for error in errors] == ["a", "b"]
    assert "互相矛盾" in errors[0].message
    assert validate(form_of(*pair), {"a": ["1"]}).values == {"a": "1"}


def test_conditions_may_read_data_known_before(form_of):
    field = {"type": "textfield", "id": "A", "key": "a", "label": "甲", "conditional": {"hide": '=环节 = "决定"'}}
    assert validate(form_of(field), {"a": ["1"]}, known={"环节": "决定"}).values == {}
    assert validate(form_of(field), {"a": ["1"]}, known={"环节": "受理"}).values == {"a": "1"}


def test_a_hidden_fields_old_value_is_out_of_sight(form_of):
    """代码 was kept while the applicant was a company; the condition on 备注 must not see it any more."""
    note = {"type": "textfield", "id": "N", "key": "备注", "label": "备注", "conditional": {"hide": "=代码 = null"}}
    submission = validate(form_of(KIND, CODE, note), {"类型": ["个人"], "备注": ["x"]}, known={"代码": "旧"})
    assert submission.values == {"类型": "个人"}


@pytest.mark.parametrize("mark", [{"readonly": True}, {"disabled": True}, {"readonly": "=锁 = true"}])
def test_a_readonly_field_keeps_what_is_kept_whatever_is_posted(form_of, mark):
    field = {"type": "money", "id": "A", "key": "金额", "label": "金额", "validate": {"required": True}, **mark}
    known = {"锁": True, "金额": Decimal("5.00")}
    assert validate(form_of(field), {"金额": ["999"]}, known=known).values == {"金额": Decimal("5.00")}
    assert validate_json(form_of(field), {"金额": "x"}, known=known).values == {"金额": Decimal("5.00")}
    assert validate(form_of(field), {}, known={"锁": True}).accepted


def test_a_readonly_field_without_kept_value_takes_its_default(form_of):
    field = {"type": "textfield", "id": "A", "key": "a", "label": "甲", "readonly": True, "defaultValue": "默认"}
    assert validate(form_of(field), {"a": ["改"]}).values == {"a": "默认"}


def test_what_need_not_be_handed_in_is_not_asked(form_of):
    field = {"type": "filepicker", "id": "A", "key": "身份证", "label": "身份证", "validate": {"required": True}}
    assert not validate(form_of(field), {}).accepted
    assert validate(form_of(field), {}, not_needed=["身份证"]).accepted


def test_names_the_form_does_not_have_are_ignored_in_posts_and_refused_in_json(form_of):
    form = form_of(KIND)
    assert validate(form, {"csrf": ["x"], "类型": ["个人"]}).values == {"类型": "个人"}
    (error,) = validate_json(form, {"类型": "个人", "角色": "管理员"}).errors
    assert error.message.startswith("‘角色’不是本表单的内容")


def test_objects_where_values_belong_are_refused(form_of):
    form = form_of({"type": "group", "id": "G", "label": "组", "path": "g", "components": [KIND]})
    assert len(validate_json(form, {"g": "个人"}).errors) == 1
    assert len(validate_json(form, {"g": [{}]}).errors) == 1
    assert len(validate_json(form, {"g": {"类型": {"x": 1}}}).errors) == 1
    assert validate_json(form, {"g": {"类型": "个人"}}).values == {"g": {"类型": "个人"}}


def test_what_was_typed_comes_back_beside_its_error(form_of):
    form = form_of({"type": "number", "id": "N", "key": "n", "label": "数"})
    assert validate(form, {"n": ["十二"]}).typed == {"n": "十二"}


def test_the_first_of_several_entries_counts_where_one_is_asked(form_of):
    assert validate(form_of(KIND), {"类型": ["个人", "企业"]}).values == {"类型": "个人"}


def test_known_data_that_are_no_json_are_the_callers_fault(form_of):
    with pytest.raises(NotJsonValue):
        validate(form_of(KIND), {}, known={"x": object()})


def test_hostile_conditions_cost_little(form_of):
    """Two hundred endless conditions share one budget: the post ends, the fields are shown."""
    endless = "=some x in 1..10000000 satisfies x < 0"
    fields = [
        {"type": "textfield", "id": f"A{n}", "key": f"a{n}", "label": "甲", "conditional": {"hide": endless}}
        for n in range(200)
    ]
    form = form_of(*fields)
    started = time.perf_counter()
    submission = validate(form, {"a0": ["1"]})
    assert time.perf_counter() - started < 20
    assert submission.values["a0"] == "1"


def test_conditions_that_fail_are_told(form_of):
    form = form_of(
        {
            "type": "textfield",
            "id": "A",
            "key": "a",
            "label": "甲",
            "conditional": {"hide": "=some x in 1..10000000 satisfies x < 0"},
        }
    )
    (error,) = validate(form, {"a": ["1"]}).errors
    assert error.path == "a"
    assert "无法计算，请告诉事项管理员" in error.message

"""What changed between two versions of a form, as an approver reads it."""

import pytest

from forms import compare

NAME = {"type": "textfield", "id": "N", "key": "名称", "label": "名称"}
KIND = {"type": "select", "id": "K", "key": "类型", "label": "类型", "values": [{"label": "公司", "value": "co"}]}
BOX = {"type": "checkbox", "id": "B", "key": "有", "label": "有"}


def test_nothing_changed(form_of):
    assert compare(form_of(NAME, KIND), form_of(NAME, KIND)) == ()


def test_added_and_removed(form_of):
    after = {**BOX, "validate": {"required": True}}
    assert compare(form_of(NAME, KIND), form_of(NAME, after)) == (
        ("field-removed", "删除字段‘类型’（下拉选择）。", "类型"),
        ("field-added", "新增字段‘有’（勾选框，必填）。", "有"),
    )


@pytest.mark.parametrize(
    ("before", "after", "code", "words"),
    [
        ({}, {"validate": {"required": True}}, "field-required", "字段‘名称’由选填改为必填。"),
        (
            {"validate": {"maxLength": 9}},
            {"validate": {"maxLength": 5}},
            "field-limit",
            "字段‘名称’的最长长度由 9 改为 5。",
        ),
        ({}, {"validate": {"pattern": "^a"}}, "field-limit", "字段‘名称’的格式由不限改为 ^a。"),
        ({}, {"label": "全称"}, "field-label", "字段‘名称’改名为‘全称’。"),
        ({}, {"description": "照抄"}, "field-help", "字段‘名称’的说明由“无”改为“照抄”。"),
        ({}, {"conditional": {"hide": "=a"}}, "field-hide", "字段‘名称’的隐藏条件由“总是显示”改为“a”。"),
        ({}, {"readonly": "=a"}, "field-readonly", "字段‘名称’由“可修改”改为“满足 a 时只读”。"),
        ({}, {"defaultValue": "甲"}, "field-default", "字段‘名称’的默认值由“无”改为“甲”。"),
        ({}, {"type": "textarea"}, "field-type", "字段‘名称’由单行文本改为多行文本。"),
    ],
)
def test_one_change_is_one_sentence(form_of, before, after, code, words):
    assert compare(form_of({**NAME, **before}), form_of({**NAME, **after})) == ((code, words, "名称"),)


def test_limits_of_the_component_itself(form_of):
    number = {"type": "number", "id": "A", "key": "a", "label": "数"}
    (change,) = compare(form_of({**number, "decimalDigits": 2}), form_of({**number, "decimalDigits": 0}))
    assert change.words == "字段‘数’的小数位数由 2 位改为 0 位。"


def test_options(form_of):
    more = {**KIND, "values": [{"label": "有限公司", "value": "co"}, {"label": "个体", "value": "p"}]}
    assert [change.words for change in compare(form_of(KIND), form_of(more))] == [
        "字段‘类型’的选项‘公司’改为‘有限公司’。",
        "字段‘类型’新增选项‘个体’。",
    ]


def test_order_and_prose(form_of):
    def text(words):
        return {"type": "text", "id": "T", "text": words}

    assert [c.code for c in compare(form_of(NAME, KIND), form_of(KIND, NAME))] == ["order-changed"]
    assert [c.code for c in compare(form_of(text("一")), form_of(text("二")))] == ["field-settings"]

"""The schema an API client sees says what the form would accept."""

from decimal import Decimal

from forms import to_json_schema

NAME = {
    "type": "textfield",
    "id": "N",
    "key": "企业.名称",
    "label": "名称",
    "validate": {"required": True, "maxLength": 9},
}


def test_a_required_nested_field_is_required_all_the_way(form_of):
    schema = to_json_schema(form_of(NAME))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["required"] == ["企业"]
    inner = schema["properties"]["企业"]
    assert inner["required"] == ["名称"]
    assert inner["properties"]["名称"] == {"title": "名称", "type": "string", "maxLength": Decimal(9)}
    assert schema["additionalProperties"] is inner["additionalProperties"] is False


def test_what_may_be_hidden_or_is_readonly_is_not_required(form_of):
    hidden = {**NAME, "conditional": {"hide": "=a"}}
    group = {"type": "group", "id": "G", "label": "组", "conditional": {"hide": "=a"}, "components": [NAME]}
    readonly = {**NAME, "readonly": True}
    for component in (hidden, group, readonly):
        assert "required" not in to_json_schema(form_of(component))
    assert to_json_schema(form_of(readonly))["properties"]["企业"]["properties"]["名称"]["readOnly"] is True


def test_optional_values_may_be_null(form_of):
    choices = [{"label": "甲", "value": "a"}]
    schema = to_json_schema(
        form_of({"type": "radio", "id": "R", "key": "r", "label": "单选", "values": choices, "defaultValue": "a"})
    )
    assert schema["properties"]["r"] == {
        "title": "单选",
        "default": "a",
        "type": ["string", "null"],
        "enum": ["a", None],
    }


def test_rows_are_arrays_of_objects(form_of):
    rows = {
        "type": "dynamiclist",
        "id": "L",
        "path": "l",
        "label": "表",
        "components": [NAME],
        "validate": {"minLength": 1},
    }
    schema = to_json_schema(form_of(rows))["properties"]["l"]
    assert (schema["type"], schema["minItems"], schema["maxItems"]) == ("array", 1, 100)
    assert schema["items"]["required"] == ["企业"]

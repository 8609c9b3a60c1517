"""`to_json_schema`: what an API client may send, derived from the form, so that the two never disagree.

A property is required only where the form always asks for it: a field that a condition may hide is not. Readonly and
computed fields are marked `readOnly`. The schema is JSON Schema 2020-12 with exact numbers as Decimal.
"""

from collections.abc import Sequence
from typing import Final

from forms.component import Schema
from forms.components import COMPONENTS
from forms.field import Field, Form
from forms.values import Value

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def to_json_schema(form: Form) -> Schema:
    """The schema of the form's `values`."""
    top = _object()
    _put_all(top, form.fields, always=True)
    return {"$schema": DIALECT, "title": form.id, **top}


def _object() -> Schema:
    return {"type": "object", "properties": {}, "additionalProperties": False}


def _put_all(into: Schema, fields: Sequence[Field], *, always: bool) -> None:
    for field in fields:
        component = COMPONENTS[field.type]
        shown = always and field.hide is None
        if component.repeats:
            row = _object()
            _put_all(row, field.children, always=True)
            _put(into, field, {**component.schema(field), "items": row}, always=shown)
        elif component.container:
            _put_all(_inner(into, field), field.children, always=shown)
        elif component.keyed:
            _put(into, field, _described(field), always=shown)


def _inner(into: Schema, field: Field) -> Schema:
    for part in field.local:
        into = _property(into, str(part))
    return into


def _property(into: Schema, name: str) -> Schema:
    properties = into["properties"]
    if not isinstance(properties, dict):
        raise TypeError("an object's properties are an object")
    inner = properties.setdefault(name, _object())
    if not isinstance(inner, dict):
        raise TypeError("a property is an object")
    return inner


def _put(into: Schema, field: Field, schema: Schema, *, always: bool) -> None:
    """The field's schema at its place; required on the whole way there when it must always be filled in."""
    component = COMPONENTS[field.type]
    must = always and field.rules.required and field.readonly is False and not component.computed
    *way, last = (str(part) for part in field.local)
    for name in way:
        if must:
            _require(into, name)
        into = _property(into, name)
    if must:
        _require(into, last)
    properties = into["properties"]
    if isinstance(properties, dict):
        properties[last] = schema


def _require(into: Schema, name: str) -> None:
    required = into.setdefault("required", [])
    if isinstance(required, list) and name not in required:
        required.append(name)


def _described(field: Field) -> Schema:
    """The value's schema with the words people know the field by; null where it may be left empty."""
    component = COMPONENTS[field.type]
    schema = component.schema(field)
    kind = schema.get("type")
    if not field.rules.required and isinstance(kind, str) and kind != "boolean":
        schema = {**schema, "type": [kind, "null"]}
        if isinstance(schema.get("enum"), list):
            schema["enum"] = [*_list(schema["enum"]), None]
    words: Schema = {"title": field.title}
    if field.help:
        words["description"] = field.help
    if field.default is not None:
        words["default"] = field.default
    if component.computed or field.readonly is True:
        words["readOnly"] = True
    return {**words, **schema}


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []

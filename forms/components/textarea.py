"""textarea 多行文本: several lines, with lengths."""

from forms.component import Component, Facts, Fault, Schema
from forms.field import Field, Settings
from forms.lines import length_fault, length_schema, read_paragraphs
from forms.values import Value


class TextArea(Component[Settings]):
    type = "textarea"
    name = "多行文本"
    rule_names = frozenset({"required", "minLength", "maxLength"})

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        return read_paragraphs(raw)

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        return length_fault(str(value), field.rules)

    def schema(self, field: Field) -> Schema:
        return length_schema(field.rules)


COMPONENT = TextArea()

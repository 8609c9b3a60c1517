"""textfield 单行文本: one line, with lengths, a pattern, or the checks for an e-mail address or telephone number.

A line that holds a resident identity number (身份证号或统一社会信用代码) is masked where read, as that field is.
"""

from bpmn.identifiers import masked_resident_id, resident_id_fault
from forms.component import Component, Facts, Fault, Schema, should_be
from forms.field import Field, Settings
from forms.lines import length_fault, length_schema, pattern_fault, read_line
from forms.telephone import telephone
from forms.values import Value


class TextField(Component[Settings]):
    type = "textfield"
    name = "单行文本"
    rule_names = frozenset({"required", "minLength", "maxLength", "pattern", "patternErrorMessage", "validationType"})

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        return read_line(raw)

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        text = str(value)
        if field.rules.kind == "email" and not _is_address(text):
            return should_be("电子邮箱地址（如 name@example.cn）", text)
        if field.rules.kind == "phone" and telephone(text) is None:
            return should_be("11 位手机号或带区号的固定电话", text)
        return length_fault(text, field.rules) or pattern_fault(text, field.rules)

    def words(self, field: Field, value: Value, facts: Facts) -> str:
        text = super().words(field, value, facts)
        return text if resident_id_fault(text.upper()) else masked_resident_id(text)

    def schema(self, field: Field) -> Schema:
        return length_schema(field.rules)


def _is_address(text: str) -> bool:
    """Looks like one address: one @, a name before it, a host with a dot after it, nothing blank."""
    name, at, host = text.partition("@")
    labels = host.split(".")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' ,;<>()"')
    return bool(name and at and plain and "@" not in host and len(labels) > 1 and all(labels) and len(text) <= 254)


COMPONENT = TextField()

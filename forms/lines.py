"""Single-line texts: what textfield, phone and the numbers of people and organisations have in common."""

from decimal import Decimal

from forms.characters import line, line_fault, paragraphs, paragraphs_fault
from forms.component import Fault, should_be
from forms.field import Rules
from forms.values import Value


def read_line(raw: Value) -> str | Fault | None:
    """A single line as it is kept; None when empty."""
    if raw is None:
        return None
    if not isinstance(raw, str):
        return Fault("应为文字，请更正。")
    text = line(raw)
    fault = line_fault(text)
    return Fault(fault) if fault else text or None


def read_paragraphs(raw: Value) -> str | Fault | None:
    """A text of several lines as it is kept; None when empty."""
    if raw is None:
        return None
    if not isinstance(raw, str):
        return Fault("应为文字，请更正。")
    text = paragraphs(raw)
    fault = paragraphs_fault(text)
    return Fault(fault) if fault else text or None


def length_fault(text: str, rules: Rules) -> Fault | None:
    """Whether the text keeps the field's lengths, counted in characters."""
    if rules.min_length is not None and len(text) < rules.min_length:
        return Fault(f"至少 {rules.min_length} 个字，现为 {len(text)} 个字，请补充。")
    if rules.max_length is not None and len(text) > rules.max_length:
        return Fault(f"最多 {rules.max_length} 个字，现为 {len(text)} 个字，请删减。")
    return None


def pattern_fault(text: str, rules: Rules) -> Fault | None:
    """Whether the text matches the field's pattern somewhere; the schema's own message is used when there is one."""
    if rules.pattern is None or rules.pattern.found_in(text):
        return None
    if rules.pattern_message:
        return Fault(f"：{rules.pattern_message}")
    return should_be("规定的格式", text)


def length_schema(rules: Rules) -> dict[str, Value]:
    """`minLength`, `maxLength`, `pattern` of JSON Schema, which counts characters as we do."""
    schema: dict[str, Value] = {"type": "string"}
    if rules.min_length is not None:
        schema["minLength"] = Decimal(rules.min_length)
    if rules.max_length is not None:
        schema["maxLength"] = Decimal(rules.max_length)
    if rules.pattern is not None:
        schema["pattern"] = rules.pattern.text
    return schema

"""credit_code 统一社会信用代码: 18 places with check character (GB 32100-2015)."""

from bpmn.identifiers import credit_code_fault
from forms.characters import plain_width
from forms.component import Component, Facts, Fault, Schema
from forms.field import Field, Settings
from forms.lines import read_line
from forms.values import Value


class CreditCode(Component[Settings]):
    type = "credit_code"
    name = "统一社会信用代码"

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        """Blanks inside are dropped, full-width and small letters set right."""
        return read_line("".join(plain_width(raw).split()).upper() if isinstance(raw, str) else raw)

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        fault = credit_code_fault(str(value))
        return Fault(f"：{fault}") if fault else None

    def schema(self, field: Field) -> Schema:
        return {"type": "string", "pattern": "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"}


COMPONENT = CreditCode()

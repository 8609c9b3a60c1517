"""resident_id 公民身份号码: 18 places with date of birth and check character (GB 11643-1999); masked where read."""

from bpmn.identifiers import masked_resident_id, resident_id_fault
from forms.characters import plain_width
from forms.component import Component, Facts, Fault, Schema
from forms.field import Field, Settings
from forms.lines import read_line
from forms.values import Value


class ResidentId(Component[Settings]):
    type = "resident_id"
    name = "公民身份号码"

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        """Blanks inside are dropped, full-width characters and the small x set right."""
        return read_line("".join(plain_width(raw).split()).upper() if isinstance(raw, str) else raw)

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        fault = resident_id_fault(str(value))
        return Fault(f"：{fault}") if fault else None

    def words(self, field: Field, value: Value, facts: Facts) -> str:
        return masked_resident_id(value) if isinstance(value, str) else ""

    def schema(self, field: Field) -> Schema:
        return {"type": "string", "pattern": "^[0-9]{17}[0-9X]$"}


COMPONENT = ResidentId()

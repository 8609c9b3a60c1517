"""checkbox 勾选框: yes or no; required means it must be ticked (a pledge, 承诺)."""

from collections.abc import Sequence

from forms.component import Component, Entry, Facts, Fault, Schema
from forms.field import Field, Settings
from forms.values import Value


class Checkbox(Component[Settings]):
    type = "checkbox"
    name = "勾选框"

    def from_post(self, field: Field, entries: Sequence[Entry]) -> Value | Fault:
        """A browser sends a ticked box and keeps silent about the others."""
        return any(entry not in ("", "false") for entry in entries)

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        if raw is None:
            return False
        return raw if isinstance(raw, bool) else Fault("应为是或否（true、false），请更正。")

    def missing(self, field: Field, value: Value) -> str | None:
        return None if value is True else "须勾选，请确认后勾选。"

    def shown(self, field: Field, value: Value) -> Value:
        return value is True

    def words(self, field: Field, value: Value, facts: Facts) -> str:
        return "是" if value is True else "否"

    def schema(self, field: Field) -> Schema:
        return {"type": "boolean", "const": True} if field.rules.required else {"type": "boolean"}


COMPONENT = Checkbox()

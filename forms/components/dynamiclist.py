"""dynamiclist 可增行: the fields inside are repeated, row by row; `minLength`, `maxLength` bound the rows."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from forms.component import Component, Facts, Fault, Schema
from forms.field import Field, Settings
from forms.source import Source
from forms.values import Value

MAX_ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class ListSettings(Settings):
    """`start` rows stand there at first; `changeable` lets a person add and remove rows."""

    start: int = 1
    changeable: bool = True
    outline: bool = False


class DynamicList(Component[ListSettings]):
    type = "dynamiclist"
    name = "可增行"
    keyed = False
    container = True
    repeats = True
    grouped = True
    rule_names = frozenset({"required", "minLength", "maxLength"})
    settings_type = ListSettings

    def read(self, source: Source) -> ListSettings:
        """How many rows are folded away at first (`disableCollapse`, `nonCollapsedItems`) is read and not used: all
        rows are in sight."""
        source.flag("isRepeating", True)
        source.flag("disableCollapse")
        source.whole("nonCollapsedItems", 1, MAX_ROWS)
        source.one_of("verticalAlignment", ("start", "center", "end"), "start")
        start = source.whole("defaultRepetitions", 0, MAX_ROWS)
        return ListSettings(
            1 if start is None else start, source.flag("allowAddRemove", True), source.flag("showOutline")
        )

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        rows = len(value) if isinstance(value, list) else 0
        rules = field.rules
        most = MAX_ROWS if rules.max_length is None else min(rules.max_length, MAX_ROWS)
        if rules.min_length is not None and rows < rules.min_length:
            return Fault(f"至少填 {rules.min_length} 行，现为 {rows} 行，请增加。")
        return Fault(f"最多填 {most} 行，现为 {rows} 行，请删减。") if rows > most else None

    def missing(self, field: Field, value: Value) -> str | None:
        return None if value else "至少填 1 行，请增加一行并填写。"

    def schema(self, field: Field) -> Schema:
        rules = field.rules
        least = rules.min_length if rules.min_length is not None else 1 if rules.required else 0
        most = MAX_ROWS if rules.max_length is None else min(rules.max_length, MAX_ROWS)
        return {"type": "array", "minItems": Decimal(least), "maxItems": Decimal(most)}

    def limits(self, field: Field) -> tuple[tuple[str, str], ...]:
        return (("增删行", "可以" if self.own(field).changeable else "不可以"),)


COMPONENT = DynamicList()

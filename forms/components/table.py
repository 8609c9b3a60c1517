"""table 数据表: rows found in the data, to read only."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from forms import numbers
from forms.component import Component
from forms.condition import Condition, Scope
from forms.field import Field, Settings
from forms.source import Source
from forms.values import Value

MAX_COLUMNS: Final = 20
MAX_SHOWN_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class TableSettings(Settings):
    """`columns` are (heading, name in the row); at most `rows` are shown."""

    rows_from: Condition | None = None
    columns: tuple[tuple[str, str], ...] = ()
    rows: int = MAX_SHOWN_ROWS


class Table(Component[TableSettings]):
    type = "table"
    name = "数据表"
    keyed = False
    rule_names = frozenset()
    settings_type = TableSettings

    def read(self, source: Source) -> TableSettings:
        rows_from = source.feel("dataSource")
        if not source.data.get("dataSource"):
            source.complain("form-value", "没有数据来源，请填写“dataSource”。")
        columns: list[tuple[str, str]] = []
        for item in source.items("columns", MAX_COLUMNS, "列"):
            item.take("id")
            columns.append((item.plain("label"), item.text("key")))
            item.leftovers("属性")
        if not columns:
            source.complain("form-value", "没有列，请填写固定的列（不支持用表达式给出列）。")
        return TableSettings(rows_from, tuple(columns), source.whole("rowCount", 1, MAX_SHOWN_ROWS) or MAX_SHOWN_ROWS)

    def conditions(self, field: Field) -> tuple[Condition, ...]:
        rows_from = self.own(field).rows_from
        return () if rows_from is None else (rows_from,)

    def cells(self, field: Field, scope: Scope) -> tuple[tuple[str, ...], ...]:
        """The cells to show; data of another shape give no rows."""
        settings = self.own(field)
        found = scope.value(settings.rows_from) if settings.rows_from else None
        rows = found[: settings.rows] if isinstance(found, list) else []
        return tuple(
            tuple(_cell(row.get(name)) if isinstance(row, dict) else "" for _, name in settings.columns) for row in rows
        )


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return numbers.grouped(value)
    return value if isinstance(value, str) else "、".join(map(_cell, value)) if isinstance(value, list) else ""


COMPONENT = Table()

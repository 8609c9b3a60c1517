"""Options of select, radio, checklist and taglist: fixed ones, ones found in the data, ones an expression gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from forms.component import MAX_SHOWN, Choice, Component, Entry, Facts, Fault, Schema
from forms.condition import Condition, Scope
from forms.field import Field, Settings
from forms.source import MAX_CHOICES, Source
from forms.values import Value


@dataclass(frozen=True, slots=True)
class ChoiceSettings(Settings):
    """Exactly one of the three is used; `key` is the name of data that hold the options."""

    fixed: tuple[Choice, ...] = ()
    key: str = ""
    expression: Condition | None = None
    searchable: bool = False


def read_choices(source: Source, *, searchable: bool = False) -> ChoiceSettings:
    """Where the options come from; none or several sources are findings."""
    fixed = source.choices("values")
    key = source.text("valuesKey")
    expression = source.feel("valuesExpression")
    find = source.flag("searchable") if searchable else False
    count = sum(1 for name in ("values", "valuesKey", "valuesExpression") if source.data.get(name))
    if count == 0:
        source.complain("form-choices", "没有选项，请在表单设计器里填写选项。")
    elif count > 1:
        source.complain("form-choices", "的选项有多个来源，请只留一个（固定选项、数据或表达式）。")
    if key and not all(part.isidentifier() for part in key.split(".")):
        source.wrong("valuesKey", "数据名称")
    return ChoiceSettings(fixed, key, expression, find)


def choices_in_force(settings: ChoiceSettings, scope: Scope) -> tuple[Choice, ...]:
    """The options a person may choose from, given the data. Data of another shape give no options."""
    if settings.fixed:
        return settings.fixed
    if settings.expression is not None:
        return _as_choices(scope.value(settings.expression))
    found: Value = dict(scope.data)
    for part in settings.key.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return _as_choices(found)


def _as_choices(found: Value) -> tuple[Choice, ...]:
    """A list of texts, numbers or `{label, value}` as options, the first of equal values, at most a thousand."""
    by_value: dict[str, Choice] = {}
    for part in found[:MAX_CHOICES] if isinstance(found, list) else []:
        value, label = (part.get("value"), part.get("label")) if isinstance(part, dict) else (part, part)
        if isinstance(value, str | Decimal) and not isinstance(value, bool) and str(value):
            by_value.setdefault(
                str(value), Choice(str(value), str(label) if isinstance(label, str | Decimal) else str(value))
            )
    return tuple(by_value.values())


class OneChoice(Component[ChoiceSettings]):
    """A component whose value is one option."""

    settings_type = ChoiceSettings

    def read(self, source: Source) -> ChoiceSettings:
        return read_choices(source)

    def conditions(self, field: Field) -> tuple[Condition, ...]:
        expression = self.own(field).expression
        return () if expression is None else (expression,)

    def choices(self, field: Field, scope: Scope) -> tuple[Choice, ...]:
        return choices_in_force(self.own(field), scope)

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        if raw is None or raw == "":
            return None
        return raw if isinstance(raw, str) else Fault("应为一个选项，请从列表中选择。")

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        return not_offered(value, facts.choices)

    def missing(self, field: Field, value: Value) -> str | None:
        return "未选择，请选择一项。" if value is None else None

    def words(self, field: Field, value: Value, facts: Facts) -> str:
        return labels_of(value, facts.choices)

    def schema(self, field: Field) -> Schema:
        fixed = self.own(field).fixed
        return {"type": "string", "enum": [choice.value for choice in fixed]} if fixed else {"type": "string"}


class SeveralChoices(OneChoice):
    """A component whose value is a list of options, each once, in the order sent."""

    grouped = True

    def from_post(self, field: Field, entries: Sequence[Entry]) -> Value | Fault:
        return self.from_json(field, [entry for entry in entries if isinstance(entry, str)])

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        if raw is None:
            return None
        if not isinstance(raw, list) or not all(isinstance(part, str) for part in raw):
            return Fault("应为选项的列表，请从列表中选择。")
        if len(raw) > MAX_CHOICES:
            return Fault(f"最多选择 {MAX_CHOICES} 项，请减少。")
        return list(dict.fromkeys(part for part in raw if part != "")) or None

    def missing(self, field: Field, value: Value) -> str | None:
        return "未选择，请至少选择一项。" if value is None else None

    def shown(self, field: Field, value: Value) -> Value:
        return value if isinstance(value, list) else []

    def schema(self, field: Field) -> Schema:
        return {"type": "array", "uniqueItems": True, "items": super().schema(field)}


def not_offered(value: Value, choices: tuple[Choice, ...]) -> Fault | None:
    """A fault when any of the values is not among the options."""
    offered = {choice.value for choice in choices}
    for part in value if isinstance(value, list) else [value]:
        if part not in offered:
            text = "".join(char if char.isprintable() else "\ufffd" for char in str(part)[:MAX_SHOWN])
            return Fault(f"没有选项‘{text}’，请从列表中选择。")
    return None


def labels_of(value: Value, choices: tuple[Choice, ...]) -> str:
    """The options' labels joined with `、`; a value that is no longer offered shows as itself."""
    labels = {choice.value: choice.label for choice in choices}
    parts = value if isinstance(value, list) else [] if value is None else [value]
    return "、".join(labels.get(str(part), str(part)) for part in parts)

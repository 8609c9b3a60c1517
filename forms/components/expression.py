"""expression 计算字段: a value worked out in FEEL from the others; what is sent does not count. Nobody sees it."""

from dataclasses import dataclass

from forms.component import Component, Fault
from forms.condition import Condition
from forms.field import Field, Settings
from forms.source import Source
from forms.values import Value


@dataclass(frozen=True, slots=True)
class ExpressionSettings(Settings):
    """`formula` is None only in a schema that was refused."""

    formula: Condition | None = None


class Expression(Component[ExpressionSettings]):
    type = "expression"
    name = "计算字段"
    computed = True
    seen = False
    rule_names = frozenset()
    label_keys = ()
    settings_type = ExpressionSettings

    def read(self, source: Source) -> ExpressionSettings:
        source.one_of("computeOn", ("change", "presubmit"), "change")
        formula = source.feel("expression")
        if not source.data.get("expression"):
            source.complain("form-feel", "没有表达式，请填写。")
        return ExpressionSettings(formula)

    def conditions(self, field: Field) -> tuple[Condition, ...]:
        formula = self.own(field).formula
        return () if formula is None else (formula,)

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        return raw

    def limits(self, field: Field) -> tuple[tuple[str, str], ...]:
        formula = self.own(field).formula
        return (("公式", "" if formula is None else formula.text),)


COMPONENT = Expression()

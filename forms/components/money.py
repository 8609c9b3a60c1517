"""money 金额（元）: exact, two places, not below 0 unless the schema says a lower bound."""

from decimal import Decimal
from typing import Final

from forms import numbers
from forms.component import Component, Facts, Fault, Schema, should_be
from forms.field import Field, Rules, Settings
from forms.values import Value

_FEN: Final = Decimal("0.01")
MOST: Final = Decimal("9999999999999999.99")


class Money(Component[Settings]):
    type = "money"
    name = "金额"
    rule_names = frozenset({"required", "min", "max"})

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        text = raw.strip().removesuffix("元").removeprefix("¥").removeprefix("￥") if isinstance(raw, str) else raw
        number = numbers.number_of(text)
        if number is None or abs(number) > MOST or not _is_whole_fen(number):
            return should_be(_expected(field.rules), raw if isinstance(raw, str) else _met(raw))
        return round(number, 2)

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        if isinstance(value, Decimal) and abs(value) <= MOST and numbers.within(value, _rules(field.rules)):
            return None
        return should_be(_expected(field.rules), _met(value))

    def shown(self, field: Field, value: Value) -> Value:
        return numbers.plain(value) if isinstance(value, Decimal) else super().shown(field, value)

    def words(self, field: Field, value: Value, facts: Facts) -> str:
        return f"{numbers.grouped(value)} 元" if isinstance(value, Decimal) else ""

    def schema(self, field: Field) -> Schema:
        return {"type": "number", "multipleOf": _FEN, **numbers.range_schema(_rules(field.rules))}


def _is_whole_fen(number: Decimal) -> bool:
    return numbers.places(number) <= 2 or number == round(number, 2)


def _rules(rules: Rules) -> Rules:
    return rules if rules.least is not None else Rules(least=Decimal(0), most=rules.most)


def _expected(rules: Rules) -> str:
    return f"{numbers.range_words(_rules(rules)).rstrip()}、最多两位小数的数"


def _met(value: Value) -> str:
    return numbers.plain(value) if isinstance(value, Decimal) else "非数字"


COMPONENT = Money()

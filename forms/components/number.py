"""number 数字: exact, with decimal digits, bounds and steps (`increment`, counted from the lower bound or 0)."""

from dataclasses import dataclass
from decimal import Decimal

from forms import numbers
from forms.component import Component, Facts, Fault, Schema, should_be
from forms.field import Field, Settings
from forms.source import Source
from forms.values import Value


@dataclass(frozen=True, slots=True)
class NumberSettings(Settings):
    """`digits` is the most decimal places (None: any); `as_text` keeps the value as text in the data."""

    digits: int | None = None
    step: Decimal | None = None
    as_text: bool = False


class Number(Component[NumberSettings]):
    type = "number"
    name = "数字"
    rule_names = frozenset({"required", "min", "max"})
    settings_type = NumberSettings

    def read(self, source: Source) -> NumberSettings:
        step = source.number("increment")
        if step is not None and step <= 0:
            source.wrong("increment", "大于 0 的数")
            step = None
        return NumberSettings(source.whole("decimalDigits", 0, 20), step, source.flag("serializeToString"))

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None
        number = numbers.number_of(raw)
        if number is None:
            return should_be(self._expected(field), raw if isinstance(raw, str) else "非数字")
        return numbers.plain(number) if self.own(field).as_text else number

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        number = numbers.number_of(value)
        if number is None:
            return should_be(self._expected(field), str(value))
        settings = self.own(field)
        fits = settings.digits is None or numbers.places(number) <= settings.digits
        if not fits or not numbers.within(number, field.rules):
            return should_be(self._expected(field), numbers.plain(number))
        start = field.rules.least or Decimal(0)
        if settings.step is not None and not _is_multiple(number - start, settings.step):
            return should_be(
                f"从 {numbers.plain(start)} 起每次增加 {numbers.plain(settings.step)} 的数", numbers.plain(number)
            )
        return None

    def _expected(self, field: Field) -> str:
        limits = numbers.range_words(field.rules)
        digits = self.own(field).digits
        if digits is None or digits == 0:
            return f"{limits}的{'数' if digits is None else '整数'}" if limits else "数字" if digits is None else "整数"
        return f"{limits.rstrip()}{'、' if limits else ''}最多 {digits} 位小数的数"

    def shown(self, field: Field, value: Value) -> Value:
        return numbers.plain(value) if isinstance(value, Decimal) else super().shown(field, value)

    def words(self, field: Field, value: Value, facts: Facts) -> str:
        number = numbers.number_of(value)
        return "" if number is None else numbers.grouped(number)

    def schema(self, field: Field) -> Schema:
        settings = self.own(field)
        if settings.as_text:
            return {"type": "string"}
        schema: Schema = {"type": "integer" if settings.digits == 0 else "number", **numbers.range_schema(field.rules)}
        if settings.step is not None and not field.rules.least:
            schema["multipleOf"] = settings.step
        return schema

    def limits(self, field: Field) -> tuple[tuple[str, str], ...]:
        settings = self.own(field)
        digits = "" if settings.digits is None else f"{settings.digits} 位"
        return (("小数位数", digits), ("步长", "" if settings.step is None else numbers.plain(settings.step)))


def _is_multiple(distance: Decimal, step: Decimal) -> bool:
    """Exact also where Decimal's own remainder would need more digits than the context holds."""
    numerator, denominator = distance.as_integer_ratio()
    step_numerator, step_denominator = step.as_integer_ratio()
    return (numerator * step_denominator) % (step_numerator * denominator) == 0


COMPONENT = Number()

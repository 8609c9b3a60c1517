"""phone 电话: a mobile number, or also a fixed line or service number; `mobileOnly` keeps to mobiles (手机号)."""

from dataclasses import dataclass

from forms.component import Component, Facts, Fault, Schema, should_be
from forms.field import Field, Settings
from forms.lines import read_line
from forms.source import Source
from forms.telephone import telephone
from forms.values import Value


@dataclass(frozen=True, slots=True)
class PhoneSettings(Settings):
    """`mobile_only`: a text message must reach it."""

    mobile_only: bool = False


class Phone(Component[PhoneSettings]):
    type = "phone"
    name = "电话"
    settings_type = PhoneSettings

    def read(self, source: Source) -> PhoneSettings:
        return PhoneSettings(source.flag("mobileOnly"))

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        text = read_line(raw)
        return telephone(text, mobile_only=self.own(field).mobile_only) or text if isinstance(text, str) else text

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        only = self.own(field).mobile_only
        if telephone(str(value), mobile_only=only) is not None:
            return None
        return should_be("11 位手机号" if only else "11 位手机号或带区号的固定电话（如 0793-0000012）", str(value))

    def schema(self, field: Field) -> Schema:
        return {"type": "string", "pattern": "^1[3-9][0-9]{9}$"} if self.own(field).mobile_only else {"type": "string"}

    def limits(self, field: Field) -> tuple[tuple[str, str], ...]:
        return (("号码", "只许手机号" if self.own(field).mobile_only else "手机号或固定电话"),)


COMPONENT = Phone()

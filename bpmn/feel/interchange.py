"""Values to and from JSON, exactly: a number never passes through a binary float.

Dates, times and durations become their ISO texts, which JSON cannot tell from strings; with `tagged` they become
`{"@": "2026-03-02"}`, and `from_json` reads those back, so that a stored value returns as what it was.
"""

import json
from decimal import Decimal
from typing import TypeAlias

from bpmn.feel.errors import FeelLimitError, FeelValueError
from bpmn.feel.numbers import finite, number_text
from bpmn.feel.temporal import TEMPORAL, at_literal
from bpmn.feel.values import MAX_NESTING, Range, Value, import_value, shown

Json: TypeAlias = "bool | int | Decimal | str | list[Json] | dict[str, Json] | None"
MAX_PARTS = 500_000
"""Parts of one value; a list held many times inside counts each time."""


def to_json(value: Value, *, tagged: bool = False) -> Json:
    """The value as what JSON can say: whole numbers as int, others as Decimal (write them with `to_json_text`)."""
    return _Writer(tagged).tree(value, 0)


def from_json(value: object) -> Value:
    """The FEEL value of decoded JSON: numbers become decimals, `{"@": text}` the date, time or duration it spells."""
    return _untag(import_value(value))


def to_json_text(value: Value, *, tagged: bool = False) -> str:
    """The value as JSON text, numbers with all their digits."""
    return "".join(_write(to_json(value, tagged=tagged)))


def from_json_text(text: str) -> Value:
    """The FEEL value of JSON text; FeelValueError when it is none."""
    try:
        return from_json(json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_constant))
    except RecursionError:
        raise FeelLimitError(f"数据嵌套超过 {MAX_NESTING} 层，不予读取。") from None
    except json.JSONDecodeError as error:
        raise FeelValueError(f"不是合格的 JSON：第{error.lineno}行第{error.colno}列有误。") from None


class _Writer:
    __slots__ = ("left", "tagged")

    def __init__(self, tagged: bool) -> None:
        self.tagged = tagged
        self.left = MAX_PARTS

    def tree(self, value: Value, depth: int) -> Json:
        self.left -= 1
        if self.left < 0 or depth > MAX_NESTING:
            raise FeelLimitError("结果太大，不能写成 JSON。")
        if value is None or isinstance(value, bool | str | int):  # whole numbers as a kept state gives them back
            return value
        if isinstance(value, Decimal):
            return _json_number(value)
        if isinstance(value, TEMPORAL):
            return {"@": str(value)} if self.tagged else str(value)
        if isinstance(value, list):
            return [self.tree(part, depth + 1) for part in value]
        if isinstance(value, dict):
            return {key: self.tree(part, depth + 1) for key, part in value.items()}
        if isinstance(value, Range):
            return shown(value)
        raise FeelValueError("结果是函数，不能写成 JSON；请调用它或改写表达式。")


def _json_number(value: Decimal) -> int | Decimal:
    if value == value.to_integral_value() and value.adjusted() < 40:
        return int(value)
    return value


def _number(text: str) -> Decimal | None:
    return finite(Decimal(text)) if len(text) <= 10_000 else None


def _constant(text: str) -> None:
    raise FeelValueError(f"JSON 里不能有 {text}。")


def _untag(value: Value) -> Value:
    if isinstance(value, list):
        return [_untag(part) for part in value]
    if isinstance(value, dict):
        text = value.get("@")
        if len(value) == 1 and isinstance(text, str):
            return at_literal(text)
        return {key: _untag(part) for key, part in value.items()}
    return value


def _write(value: Json) -> list[str]:
    if isinstance(value, list):
        parts = [", ".join("".join(_write(part)) for part in value)]
        return ["[", *parts, "]"]
    if isinstance(value, dict):
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {''.join(_write(part))}" for key, part in value.items()]
        return ["{", ", ".join(parts), "}"]
    if isinstance(value, Decimal):
        return [number_text(value) if value.adjusted() > -40 else f"{value:E}"]
    return [json.dumps(value, ensure_ascii=False)]

"""Strings by characters, not bytes (DMN 1.5, 10.3.4.3)."""

from decimal import Decimal

from bpmn.feel.functions import builtin
from bpmn.feel.numbers import as_int
from bpmn.feel.run import Run
from bpmn.feel.values import Value


@builtin("substring(string: string, start position: number, length?: number)")
def substring(text: str, start: Decimal, length: Decimal | None = None) -> Value:
    place = as_int(start)
    if place is None or place == 0:
        return None
    first = place - 1 if place > 0 else len(text) + place
    if first < 0 or first > len(text):
        return "" if first > len(text) else None
    if length is None:
        return text[first:]
    size = as_int(length)
    return text[first : first + size] if size is not None and size >= 1 else None


@builtin("string length(string: string)")
def string_length(text: str) -> Value:
    return Decimal(len(text))


@builtin("upper case(string: string)")
def upper_case(text: str) -> Value:
    return text.upper()


@builtin("lower case(string: string)")
def lower_case(text: str) -> Value:
    return text.lower()


@builtin("substring before(string: string, match: string)")
def substring_before(text: str, match: str) -> Value:
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after(string: string, match: string)")
def substring_after(text: str, match: str) -> Value:
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def contains(text: str, match: str) -> Value:
    return match in text


@builtin("starts with(string: string, match: string)")
def starts_with(text: str, match: str) -> Value:
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(text: str, match: str) -> Value:
    return text.endswith(match)


@builtin("string join(list: list, delimiter??: string)", with_run=True)
def string_join(run: Run, items: list[Value], delimiter: str | None = None) -> Value:
    """The strings of a list in one, nulls left out."""
    texts = [item for item in items if isinstance(item, str)]
    if len(texts) != sum(item is not None for item in items):
        return None
    between = delimiter or ""
    run.check_size(sum(map(len, texts)) + len(between) * max(0, len(texts) - 1), "文字")
    return between.join(texts)

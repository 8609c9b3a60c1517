"""A field of an administration form: how it is shown, what may be typed into it, what is wrong with what was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from designer_api.pages.posted import Posted, text, texts
from forms.characters import line_fault, paragraphs_fault
from tenants.term import Term
from tenants.toml_document import is_code

Options = Sequence[tuple[str, str]]
"""What may be chosen: value and word."""


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is text, secret, paragraph, code, place, choice, many, whole, flag, day, hours or lines. `once`: set when
    the thing is made and never changed, because others name it. `ask`: no choice is taken for granted."""

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    once: bool = False
    ask: bool = False
    help: str = ""
    width: int = 2
    least: int = 0
    most: int = 200
    options: Options = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What came of reading a posted form: values by field, faults by field."""

    values: dict[str, Any]
    faults: dict[str, str]


def read_fields(fields: Sequence[Field], posted: Posted) -> Read:
    """Read every field; a value with a fault is left out of the values."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field in fields:
        value, fault = _READERS[field.kind](field, posted)
        if not fault and field.required and value in ("", (), None):
            fault = f"请填写{field.label}。"
        if fault:
            faults[field.name] = fault
        else:
            values[field.name] = value
    return Read(values, faults)


def written(field: Field, value: object) -> object:
    """A value as the control of its field shows it."""
    if isinstance(value, Term):
        return value.value
    if field.kind == "hours" and isinstance(value, tuple):
        return "，".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in value)
    if field.kind == "lines" and isinstance(value, tuple):
        return "\n".join(value)
    if field.kind == "many" and isinstance(value, tuple):
        return [each.value if isinstance(each, Term) else each for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def typed(fields: Sequence[Field], posted: Posted) -> dict[str, object]:
    """What was typed, to be shown again beside what is wrong with it."""
    return {
        field.name: list(texts(posted, field.name))
        if field.kind == "many"
        else text(posted, field.name) == "on"
        if field.kind == "flag"
        else text(posted, field.name)
        for field in fields
    }


def is_place(code: str) -> bool:
    """Whether a text may name a site, zone or window: letters, digits, hyphens and underscores (A, C01, sub-1)."""
    return code.isascii() and code.replace("-", "").replace("_", "").isalnum() and len(code) <= 30


def _text(field: Field, posted: Posted) -> tuple[object, str]:
    value = text(posted, field.name)
    if fault := line_fault(value):
        return "", f"{field.label}：{fault}"
    if len(value) > field.most:
        return "", f"{field.label}最多 {field.most} 个字，现为 {len(value)} 个字。"
    return value, ""


def _paragraph(field: Field, posted: Posted) -> tuple[object, str]:
    value = text(posted, field.name).replace("\r\n", "\n")
    fault = paragraphs_fault(value)
    return value, f"{field.label}：{fault}" if fault else ""


def _code(field: Field, posted: Posted) -> tuple[object, str]:
    value = text(posted, field.name)
    fits = not value or is_code(value)
    return value, "" if fits else f"{field.label}应以小写字母开头，只用小写字母、数字、下划线，例如 tax。"


def _place(field: Field, posted: Posted) -> tuple[object, str]:
    value = text(posted, field.name)
    fits = not value or is_place(value)
    return value, "" if fits else f"{field.label}只用字母、数字、连字符、下划线，最长 30 个，例如 C01。"


def _choice(field: Field, posted: Posted) -> tuple[object, str]:
    value = text(posted, field.name)
    known = {code for code, _ in field.options}
    return value, "" if value in known or not value else f"{field.label}里没有“{value}”这一项。"


def _many(field: Field, posted: Posted) -> tuple[object, str]:
    chosen, known = texts(posted, field.name), {code for code, _ in field.options}
    unknown = [each for each in chosen if each not in known]
    return tuple(dict.fromkeys(chosen)), f"{field.label}里没有“{unknown[0]}”这一项。" if unknown else ""


def _whole(field: Field, posted: Posted) -> tuple[object, str]:
    value = text(posted, field.name)
    fits = value.isascii() and value.isdigit() and len(value) <= 9 and field.least <= int(value) <= field.most
    if fits:
        return int(value), ""
    return 0, f"{field.label}应为 {field.least} 到 {field.most} 的整数，现为“{value}”。"


def _flag(field: Field, posted: Posted) -> tuple[object, str]:
    return text(posted, field.name) == "on", ""


def _day(field: Field, posted: Posted) -> tuple[object, str]:
    return read_day(field.label, text(posted, field.name))


def read_day(label: str, value: str) -> tuple[date | None, str]:
    """A day as browsers send it; None for nothing."""
    try:
        return (date.fromisoformat(value) if value else None), ""
    except ValueError:
        return None, f"{label}应写成 2026-03-02 这样的日期，现为“{value}”。"


def _hours(field: Field, posted: Posted) -> tuple[object, str]:
    spans: list[tuple[time, time]] = []
    for part in text(posted, field.name).replace(",", "，").replace("、", "，").split("，"):
        opens, _, closes = part.strip().replace("–", "-").replace("—", "-").partition("-")
        try:
            span = (time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip()))
        except ValueError:
            return (), f"{field.label}应写成 09:00-12:00，13:30-17:00，现在“{part}”不是时段。"
        if span[0] >= span[1] or (spans and span[0] < spans[-1][1]):
            return (), f"{field.label}应按先后写，不重叠：“{part}”不对。"
        spans.append(span)
    return tuple(spans), ""


def _lines(field: Field, posted: Posted) -> tuple[object, str]:
    lines = tuple(each.strip() for each in text(posted, field.name).splitlines() if each.strip())
    fault = next((found for each in lines if (found := line_fault(each))), None)
    return lines, f"{field.label}：{fault}" if fault else ""


_READERS: Mapping[str, Callable[[Field, Posted], tuple[object, str]]] = {
    "text": _text,
    "paragraph": _paragraph,
    "code": _code,
    "place": _place,
    "choice": _choice,
    "many": _many,
    "whole": _whole,
    "flag": _flag,
    "day": _day,
    "hours": _hours,
    "lines": _lines,
}


def options_of(kind: type[Term]) -> Options:
    """A closed list of words as options."""
    return tuple((each.value, each.chinese) for each in kind)

"""The implementation list (实施清单) as a form: every field of `Matter` with its label, and what was typed back again.

A form is a flat mapping of names to texts (`materials.2.name`); bad numbers stay as typed beside their message. Rows
carry a hidden mark, so that an empty last one adds nothing and a ticked one goes away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from tenants.matter import Matter
from tenants.matter_labels import LABELS, ROW_LABELS
from tenants.organisation import Organisation
from tenants.term import Term

Flat = dict[str, list[str]]
LONG = frozenset({"summary", "explanation", "quote", "template", "answer", "text", "note", "standard", "reason"})
FIXED = frozenset({"code", "overlay_of"})
"""What the form shows and does not change: the matter's code, and whose matter it tightens."""
CHOSEN = frozenset({"departments", "basis", "audience", "channels"})
"""Chosen from lists: the order of the boxes says nothing, so that of the file stays."""
SECTIONS = (
    (
        "基本信息",
        ("name", "code", "type", "kind", "composition", "lead", "departments", "summary", "audience", "real_name"),
    ),
    ("时限", ("promised", "statutory", "timing", "separation", "pledge")),
    ("怎么办", ("channels", "online_depth", "visits", "windows", "scope", "place", "hours", "quota")),
    ("联系和主题", ("consult_phone", "complaint_phone", "themes", "high_frequency", "composed_of", "overlay_of")),
    ("编码", ("basic_code", "implementation_code", "business_code", "code_rule")),
    ("设定依据", ("basis",)),
    ("法律依据", ("bases",)),
    ("受理条件", ("conditions",)),
    ("申请材料", ("materials",)),
    ("收费", ("fees",)),
    ("办理结果", ("results",)),
    ("救济途径", ("remedies",)),
    ("文书", ("notices",)),
    ("常见问题", ("questions",)),
    ("特殊环节例外", ("exceptions",)),
    ("由别的中心办理的环节", ("work_grants",)),
    ("组成事项", ("parts",)),
    ("备注", ("remarks",)),
)


@dataclass(frozen=True, slots=True)
class Control:
    """One control: `kind` is text, long, lines, number, flag, one, many or fixed; `choices` for the last but one."""

    name: str
    label: str
    kind: str
    value: str = ""
    values: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a list; the last, empty one is new."""

    title: str
    controls: tuple[Control, ...]
    remove: str
    new: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form; `key` is the anchor findings point to."""

    key: str
    title: str
    controls: tuple[Control, ...] = ()
    rows: tuple[RowView, ...] = ()


# --- from the matter to texts -----------------------------------------------------------------------------------------


def flat_of(matter: Matter) -> Flat:
    """What the form shows of a matter."""
    found: Flat = {}
    for name, kind in _hints(Matter).items():
        _flatten(found, name, getattr(matter, name), kind)
    return found


def _flatten(found: Flat, name: str, value: object, kind: object) -> None:
    if value is None:
        found[name] = []
    elif isinstance(value, bool):
        found[name] = ["yes"] if value else []
    elif isinstance(value, Term):
        found[name] = [value.value]
    elif isinstance(value, tuple):
        row = _row_type(kind)
        if row is None:
            found[name] = [each.value if isinstance(each, Term) else str(each) for each in value]
            return
        for at, each in enumerate(value):
            _flatten_row(found, f"{name}.{at}", each, row)
    elif is_dataclass(value):
        _flatten_row(found, name, value, type(value))
    else:
        found[name] = [str(value)]


def _flatten_row(found: Flat, prefix: str, value: object, kind: type) -> None:
    for key, inner in _hints(kind).items():
        _flatten(found, f"{prefix}.{key}", getattr(value, key), inner)


# --- from texts to the form -------------------------------------------------------------------------------------------


def sections(flat: Flat, errors: Mapping[str, str], organisation: Organisation) -> tuple[Section, ...]:
    """The form for these texts."""
    hints = _hints(Matter)
    found = []
    for title, names in SECTIONS:
        rows: tuple[RowView, ...] = ()
        controls: list[Control] = []
        for name in names:
            row = _row_type(hints[name])
            if row is not None:
                rows = _rows(flat, name, row, errors, organisation)
            else:
                controls += _controls(flat, name, name, LABELS[name], hints[name], errors, organisation)
        found.append(Section(names[0] if len(names) == 1 else f"sec-{names[0]}", title, tuple(controls), rows))
    return tuple(found)


def _rows(
    flat: Flat, name: str, kind: type, errors: Mapping[str, str], organisation: Organisation
) -> tuple[RowView, ...]:
    found = []
    indexes = _indexes(flat, name)
    for at in (*indexes, (indexes[-1] + 1 if indexes else 0)):
        prefix, new = f"{name}.{at}", at not in indexes
        controls = tuple(
            control
            for key, inner in _hints(kind).items()
            for control in _controls(
                flat if not new else {}, f"{prefix}.{key}", key, ROW_LABELS[key], inner, errors, organisation, flat
            )
        )
        titles = [control.value for control in controls if control.kind in ("text", "long") and control.value]
        title = "增加一条" if new else " ".join(titles[:2])[:60] or "未命名"
        bad = any(control.error for control in controls)
        found.append(RowView(title, controls, f"{prefix}._remove", new, bad))
    return tuple(found)


def _indexes(flat: Flat, name: str) -> list[int]:
    """The rows of a list that the texts hold, in order."""
    found = {key.split(".")[1] for key in flat if key.startswith(f"{name}.")}
    return sorted(int(each) for each in found if each.isascii() and each.isdigit() and len(each) < 5)


def _controls(
    flat: Flat,
    name: str,
    key: str,
    label: str,
    kind: object,
    errors: Mapping[str, str],
    organisation: Organisation,
    whole: Flat | None = None,
) -> list[Control]:
    values = tuple(flat.get(name, ()))
    value, error = (values[0] if values else ""), errors.get(name, "")
    inner = _plain_type(kind)
    if is_dataclass(inner) and isinstance(inner, type):
        return [
            control
            for part, hint in _hints(inner).items()
            for control in _controls(
                flat, f"{name}.{part}", part, f"{label}·{ROW_LABELS[part]}", hint, errors, organisation, whole or flat
            )
        ]
    if name in FIXED:
        return [Control(name, label, "fixed", value)]
    choices = _choices(key, whole or flat, organisation)
    if get_origin(kind) is tuple:
        terms = get_args(kind)[0]
        if isinstance(terms, type) and issubclass(terms, Term):
            choices = tuple((each.value, each.chinese) for each in terms)
        if choices:
            choices += tuple((each, f"{each}（没有这一项）") for each in values if each not in dict(choices))
            return [Control(name, label, "many", "", values, choices, error)]
        return [Control(name, label, "lines", "\n".join(values), error=error)]
    if isinstance(inner, type) and issubclass(inner, Term):
        empty = (("", "—"),) if _optional(kind) else ()
        told = tuple((each.value, each.chinese) for each in inner)
        return [Control(name, label, "one", value, choices=(*empty, *told), error=error)]
    if inner is bool:
        return [Control(name, label, "flag", value)]
    if inner is int:
        return [Control(name, label, "number", value, error=error)]
    if choices:
        unknown = ((value, f"{value}（没有这一项）"),) if value and value not in dict(choices) else ()
        return [Control(name, label, "one", value, choices=(("", "—"), *choices, *unknown), error=error)]
    return [Control(name, label, "long" if key in LONG else "text", value, error=error)]


def _choices(key: str, flat: Flat, organisation: Organisation) -> tuple[tuple[str, str], ...]:
    """What a text that names something else may name."""
    if key in ("lead", "department", "signed_by", "departments"):
        return tuple((each.code, each.short) for each in organisation.departments)
    if key == "basis":
        names = [
            (flat.get(f"bases.{at}.id"), flat.get(f"bases.{at}.law"), flat.get(f"bases.{at}.article"))
            for at in _indexes(flat, "bases")
        ]
        return tuple(
            (ids[0], f"《{(law or [''])[0]}》{(article or [''])[0]}") for ids, law, article in names if ids and ids[0]
        )
    return ()


# --- from texts to the matter -----------------------------------------------------------------------------------------


def matter_of(flat: Flat, before: Matter | None, code: str) -> tuple[Matter | None, dict[str, str]]:
    """The matter the texts say, or the faults by name. What the form keeps fixed is taken from the matter before."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, kind in _hints(Matter).items():
        if name in FIXED:
            values[name] = code if name == "code" else getattr(before, name, "")
        else:
            values[name] = _parsed(flat, name, kind, errors)
            kept = getattr(before, name, None)
            if name in CHOSEN and kept is not None and sorted(kept) == sorted(values[name]):
                values[name] = kept
    if not values["name"]:
        errors["name"] = "请填写事项名称。"
    return (None, errors) if errors else (Matter(**values), errors)


def _parsed(flat: Flat, name: str, kind: object, errors: dict[str, str]) -> Any:
    row, inner = _row_type(kind), _plain_type(kind)
    if row is not None:
        return tuple(
            _row_of(flat, f"{name}.{at}", row, errors) for at in _indexes(flat, name) if _kept(flat, f"{name}.{at}")
        )
    if is_dataclass(inner) and isinstance(inner, type):
        said = any(text.strip() for key, texts in flat.items() if key.startswith(f"{name}.amount") for text in texts)
        if _optional(kind) and not said:
            return None
        return _row_of(flat, name, inner, errors)
    texts = [text.strip() for text in flat.get(name, ()) if text.strip()]
    if get_origin(kind) is tuple:
        terms = get_args(kind)[0]
        if isinstance(terms, type) and issubclass(terms, Term):
            known = {each.value: each for each in terms}
            return tuple(known[text] for text in texts if text in known)
        return tuple(line.strip() for text in texts for line in text.splitlines() if line.strip())
    text = texts[0] if texts else ""
    if isinstance(inner, type) and issubclass(inner, Term):
        return next((each for each in inner if each.value == text), None if _optional(kind) else next(iter(inner)))
    if inner is bool:
        return text == "yes"
    if inner is int:
        return _number(name, text, kind, errors)
    return text.replace("\r\n", "\n")


def _number(name: str, text: str, kind: object, errors: dict[str, str]) -> int | None:
    if not text:
        return None if _optional(kind) else 0
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        errors[name] = f"应填整数，现在是“{text[:20]}”。"
        return 0
    return int(text)


def _row_of(flat: Flat, prefix: str, kind: type, errors: dict[str, str]) -> Any:
    return kind(**{key: _parsed(flat, f"{prefix}.{key}", hint, errors) for key, hint in _hints(kind).items()})


def _kept(flat: Flat, prefix: str) -> bool:
    """Whether a row stays: not ticked for removal, and something was written in one of its texts."""
    if flat.get(f"{prefix}._remove"):
        return False
    free = ("id", "law", "code", "name", "text", "question", "step", "standard", "matter")
    return any(text.strip() for key in free for text in flat.get(f"{prefix}.{key}", ()))


# --- types ------------------------------------------------------------------------------------------------------------


def _hints(kind: type) -> dict[str, object]:
    """The fields a person may fill in, with their types."""
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind) if each.init}


def _row_type(kind: object) -> type | None:
    """The type of the rows of a list; None when the list is of plain values, or it is no list."""
    if get_origin(kind) is not tuple:
        return None
    inner = get_args(kind)[0]
    return inner if isinstance(inner, type) and is_dataclass(inner) else None


def _plain_type(kind: object) -> object:
    """The type without None."""
    if isinstance(kind, UnionType):
        return next(each for each in get_args(kind) if each is not NoneType)
    return kind


def _optional(kind: object) -> bool:
    return isinstance(kind, UnionType) and NoneType in get_args(kind)

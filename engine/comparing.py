"""Comparing two contents of a matter (比较), in words and ids: list, diagram, decisions, forms, scenarios.

For whoever approves a publication, and for the record. What cannot be read is compared as text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from bpmn.compare import Change, ChangeKind, compare, compare_texts
from bpmn.document import read_diagram
from forms import compare as compare_forms
from forms import read_form
from tenants.bundle import DIAGRAM_FILE, FEATURE_FILE, FORMS_FOLDER, MATTER_FILE, SAMPLES_FOLDER, Bundle
from tenants.matter import Matter, MatterLimit, Visits
from tenants.matter_document import read_matter
from tenants.matter_labels import LABELS
from tenants.term import Term


@dataclass(frozen=True, slots=True)
class FileChange:
    """One change of a matter: the file it is in, and the change itself."""

    file: str
    change: Change


def compare_bundles(before: Bundle, after: Bundle) -> tuple[FileChange, ...]:
    """Every change: the implementation list first, then the drawing, decisions, forms, scenarios and samples."""
    paths = {path for path in (*before.files, *after.files) if before.files.get(path) != after.files.get(path)}
    return tuple(
        FileChange(path, change)
        for path in sorted(paths, key=_order)
        for change in _changes(path, before.files.get(path, b""), after.files.get(path, b""))
    )


def _order(path: str) -> tuple[int, str]:
    ranks = (path == MATTER_FILE, path == DIAGRAM_FILE, path.endswith(".dmn"), path.startswith(FORMS_FOLDER))
    return next((rank for rank, fits in enumerate(ranks) if fits), len(ranks)), path


def _changes(path: str, old: bytes, new: bytes) -> Iterator[Change]:
    if path == MATTER_FILE and old and new:
        yield from _of_matter(old, new)
    elif path == DIAGRAM_FILE and old and new:
        yield from _of_diagram(old, new)
    elif path.startswith(FORMS_FOLDER) and old and new:
        yield from _of_form(path, old, new)
    else:
        yield from _of_text(path, old, new)


def _of_text(path: str, old: bytes, new: bytes) -> tuple[Change, ...]:
    return compare_texts(_subject(path), old.decode("utf-8", "replace"), new.decode("utf-8", "replace"), element=path)


def _subject(path: str) -> str:
    name = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if path.startswith(FORMS_FOLDER):
        return f"表单“{name}”"
    if path.startswith(SAMPLES_FOLDER):
        return f"样例“{name}”"
    if path.endswith(".dmn"):
        return f"决策“{name}”"
    if path == FEATURE_FILE:
        return "场景"
    return {MATTER_FILE: "实施清单", DIAGRAM_FILE: "流程图"}.get(path, f"文件“{path}”")


def _of_diagram(old: bytes, new: bytes) -> tuple[Change, ...]:
    before, after = read_diagram(old).diagram, read_diagram(new).diagram
    if before is None or after is None:
        return _of_text(DIAGRAM_FILE, old, new)
    return compare(before, after)


def _of_form(path: str, old: bytes, new: bytes) -> tuple[Change, ...]:
    before, after = read_form(old).form, read_form(new).form
    if before is None or after is None:
        return _of_text(path, old, new)
    subject = _subject(path)
    changes = compare_forms(before, after)
    if not changes:
        return (Change(ChangeKind.LAYOUT, path, f"{subject}只有排版变动，填写的内容不变。", "layout"),)
    return tuple(Change(ChangeKind.CHANGED, each.path, f"{subject}：{each.words}", each.code) for each in changes)


def _of_matter(old: bytes, new: bytes) -> Iterator[Change]:
    before, after = read_matter(old).matter, read_matter(new).matter
    if before is None or after is None:
        yield from _of_text(MATTER_FILE, old, new)
        return
    found = [change for each in fields(Matter) if each.init for change in _of_field(before, after, each.name)]
    yield from found or [Change(ChangeKind.LAYOUT, "", "实施清单只有排版或注释变动。", "layout")]


def _of_field(before: Matter, after: Matter, name: str) -> Iterator[Change]:
    old, new = getattr(before, name), getattr(after, name)
    if old == new:
        return
    label = LABELS.get(name, name)
    if _is_rows(old) or _is_rows(new):
        yield from _of_rows(name, label, old, new)
        return
    days, unit = None, ""
    if isinstance(old, MatterLimit) and isinstance(new, MatterLimit) and old.unit is new.unit:
        days, unit = (new.amount - old.amount) or None, new.unit.value
    message = f"{label}：{_turn(said(old), said(new))}"
    yield Change(ChangeKind.CHANGED, name, message, name, said(old), said(new), days=days, unit=unit)


def _is_rows(value: object) -> bool:
    return isinstance(value, tuple) and any(hasattr(each, "__dataclass_fields__") for each in value)


def _of_rows(name: str, label: str, old: tuple[object, ...], new: tuple[object, ...]) -> Iterator[Change]:
    olds, news = _by_name(old), _by_name(new)
    for key, row in news.items():
        if key not in olds:
            yield Change(ChangeKind.ADDED, name, f"{label}增加了“{key}”。", name, after=key)
        elif olds[key] != row:
            yield Change(ChangeKind.CHANGED, name, f"{label}“{key}”有修改{_parts(olds[key], row)}。", name, key, key)
    for key in olds:
        if key not in news:
            yield Change(ChangeKind.REMOVED, name, f"{label}删除了“{key}”。", name, before=key)
    if list(olds) != list(news) and dict(olds) == dict(news):
        yield Change(ChangeKind.LAYOUT, name, f"{label}只是调整了顺序。", name)


def _by_name(rows: tuple[object, ...]) -> Mapping[str, object]:
    """Rows by what people call them; what has no name of its own goes by its first field."""
    found: dict[str, object] = {}
    for row in rows:
        known = ("name", "law", "text", "question", "step", "matter")
        key = next((str(getattr(row, each)) for each in known if getattr(row, each, "")), str(row))
        article = getattr(row, "article", "")
        key = f"《{key}》{article}" if article else key
        found[key if key not in found else f"{key}（{len(found) + 1}）"] = row
    return found


def _parts(old: object, new: object) -> str:
    """Which parts of a row changed, the old and the new in words where they are short."""
    told = []
    for each in fields(new):  # type: ignore[arg-type]  # rows are dataclasses
        before, after = getattr(old, each.name), getattr(new, each.name)
        if before != after:
            told.append(_turn(said(before), said(after)).rstrip("。"))
    return f"：{'；'.join(told)}" if told else ""


def said(value: object) -> str:
    """A value of an implementation list in words."""
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, MatterLimit):
        return "当场" if value.amount == 0 else value.chinese
    if isinstance(value, Term):
        return value.chinese
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(said(each) for each in value)
    if isinstance(value, Visits):
        return f"{value.most} 次" + (f"（{value.reason}）" if value.reason else "")
    if hasattr(value, "__dataclass_fields__"):
        parts = (said(getattr(value, each.name)) for each in fields(value) if each.init)  # type: ignore[arg-type]
        return "，".join(part for part in parts if part)
    return str(value)


def _turn(old: str, new: str) -> str:
    if not old:
        return f"新填“{new}”。"
    return f"由“{old}”改为“{new}”。" if new else f"删除了“{old}”。"

"""Composing anew (重新组合): what the parts changed since, and what was changed by hand, kept apart.

Three contents are compared: what was composed then (`base`), what stands now (`mine`), what would be composed today
(`fresh`). What only the parts changed is offered; what only people changed stays; where both did, it stays as people
wrote it unless they say otherwise. Nothing is overwritten without being named.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from tenants.bundle import (
    DIAGRAM_ENDING,
    DIAGRAM_FILE,
    FEATURE_FILE,
    FORMS_FOLDER,
    MATTER_FILE,
    SAMPLES_FOLDER,
    Bundle,
)
from tenants.matter import Matter
from tenants.matter_document import read_matter
from tenants.matter_labels import LABELS
from tenants.matter_writer import write_matter

LIST = f"{MATTER_FILE}#"
"""Before the name of a field of the implementation list, which is compared field by field."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or one field of the list, that composing anew would change. `edited`: people changed it too, so that it
    is only taken when they say so; `gone`: it would be taken away."""

    key: str
    title: str
    edited: bool
    gone: bool = False


def places(base: Bundle | None, mine: Bundle, fresh: Bundle) -> tuple[Place, ...]:
    """What composing anew would change, those that people changed too last. Without what was composed then everything
    that differs counts as changed by people. The scenarios are always people's."""
    found = [*_files(base, mine, fresh), *_fields(base, mine, fresh)]
    return tuple(sorted(found, key=lambda each: (each.edited, each.key)))


def _files(base: Bundle | None, mine: Bundle, fresh: Bundle) -> Iterator[Place]:
    old = base.files if base is not None else {}
    for path in sorted({*old, *fresh.files}):
        if path in (MATTER_FILE, FEATURE_FILE):
            continue
        then, now, new = old.get(path), mine.files.get(path), fresh.files.get(path)
        changed = new != then if base is not None else True
        if changed and now != new:
            yield Place(path, _words(path, fresh), edited=now != then or base is None, gone=new is None)


def _fields(base: Bundle | None, mine: Bundle, fresh: Bundle) -> Iterator[Place]:
    old, now, new = _list(base), _list(mine), _list(fresh)
    if now is None or new is None:
        if now is not new:
            yield Place(MATTER_FILE, "实施清单", edited=True)
        return
    for each in fields(Matter):
        if not each.init:
            continue
        values = [getattr(matter, each.name) if matter is not None else None for matter in (old, now, new)]
        changed = old is None or values[2] != values[0]
        if changed and values[1] != values[2]:
            edited = old is None or values[1] != values[0]
            yield Place(f"{LIST}{each.name}", f"实施清单·{LABELS[each.name]}", edited=edited)


def taken(mine: Bundle, fresh: Bundle, chosen: Iterable[str]) -> dict[str, bytes | None]:
    """The files to save so that the chosen places are as composed anew; None takes a file away."""
    keys = list(chosen)
    changes: dict[str, bytes | None] = {key: fresh.files.get(key) for key in keys if not key.startswith(LIST)}
    named = [key.removeprefix(LIST) for key in keys if key.startswith(LIST)]
    now, new = _list(mine), _list(fresh)
    if named and now is not None and new is not None:
        changes[MATTER_FILE] = write_matter(replace(now, **{name: getattr(new, name) for name in named}))
    return changes


def _list(bundle: Bundle | None) -> Matter | None:
    source = bundle.files.get(MATTER_FILE) if bundle is not None else None
    return read_matter(source).matter if source is not None else None


def _words(path: str, fresh: Bundle) -> str:
    """A file as people call it."""
    name = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if path == DIAGRAM_FILE:
        return "流程图"
    if path.endswith(DIAGRAM_ENDING):
        listed = _list(fresh)
        part = listed.part(name) if listed is not None else None
        return f"分图“{part.label if part is not None else name}”"
    kinds = ((FORMS_FOLDER, "表单"), (SAMPLES_FOLDER, "样例"))
    return f"{next((word for folder, word in kinds if path.startswith(folder)), '决策表')}“{name}”"

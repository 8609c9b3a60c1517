"""Posts that only ask for the page again: a row more (`:add`), a row less (`:remove`), conditions anew (`:update`)."""

from collections.abc import Mapping
from typing import Final

from forms.field import Form
from forms.intake import Posted, from_post
from forms.settle import Settled, settle
from forms.slots import MAX_ROWS, Slot
from forms.validate import typed_values
from forms.values import Value, find

ADD: Final = ":add"
REMOVE: Final = ":remove"
UPDATE: Final = ":update"


def asks_to_redraw(posted: Posted) -> bool:
    """Whether the post is no submission but asks for the form as it now is."""
    return any(name in posted for name in (ADD, REMOVE, UPDATE))


def redrawn(form: Form, posted: Posted, *, known: Mapping[str, object] | None = None) -> dict[str, Value]:
    """The values to show: as typed, with the row added or removed. A row of a list that does not exist or may not
    change asks for nothing."""
    intake = from_post(form, posted, known or {}, keep_blank_rows=True)
    settled = settle(intake, known or {})
    values = typed_values(intake, settled)
    for name in _asked(posted, ADD):
        if (slot := _list_at(settled, name)) is not None:
            rows = find(values, slot.place)
            if isinstance(rows, list) and len(rows) < MAX_ROWS:
                rows.append({})
    for name in _asked(posted, REMOVE):
        holder, _, row = name.rpartition(".")
        slot = _list_at(settled, holder)
        if slot is not None and row.isascii() and row.isdigit() and len(row) <= 3:
            rows = find(values, slot.place)
            if isinstance(rows, list) and int(row) < len(rows):
                del rows[int(row)]
    return values


def _asked(posted: Posted, name: str) -> list[str]:
    return [entry for entry in posted.get(name, ())[:1] if isinstance(entry, str)]


def _list_at(settled: Settled, name: str) -> Slot | None:
    """The list of that name, when its rows may change."""
    lists = (slot for slot in settled.laid_out.walk() if slot.component.repeats and not settled.is_fixed(slot))
    return next((s for s in lists if s.name == name and getattr(s.field.settings, "changeable", False)), None)

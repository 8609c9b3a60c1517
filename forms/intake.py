"""`Intake`: what somebody sent, read field by field into exact values, before any rule is asked.

Two ways in, one shape out: a posted form (`Mapping[str, Sequence[str | Upload]]`, names as `股东.0.姓名`, the number
of rows under `股东:rows`) and nested JSON of an API client or of kept data.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from forms.characters import MAX_CHARACTERS
from forms.component import Component, Entry, Fault
from forms.components import COMPONENTS
from forms.errors import NotJsonValue
from forms.field import Field, Form
from forms.slots import MAX_ROWS, MAX_SLOTS, LaidOut, Slot, lay_out
from forms.values import Missing, Place, Upload, Value, exact, find, name_of

ROWS: Final = ":rows"
HIDDEN: Final = ":hidden"
"""Names of fields that were not in sight when the page was made: nobody left them empty."""
Posted: TypeAlias = Mapping[str, Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Intake:
    """`values` holds every field's value (null where empty or faulty), `faults` why an entry could not be read,
    `typed` what to show the person again, `strange` names the form does not have."""

    laid_out: LaidOut
    values: Mapping[Place, Value]
    faults: Mapping[Place, Fault]
    typed: Mapping[Place, Value]
    strange: tuple[str, ...] = ()


def from_post(form: Form, posted: Posted, known: Mapping[str, object], *, keep_blank_rows: bool = False) -> Intake:
    """What a browser sent. Rows left blank are dropped unless something in them is required."""
    laid_out = lay_out(form, _rows_posted(posted, known))
    unseen = {entry for entry in posted.get(HIDDEN, ())[:MAX_SLOTS] if isinstance(entry, str)}
    intake = _take(form, laid_out, lambda slot: _posted(slot, posted, known), drop_blank=not keep_blank_rows)
    typed = {place: value for place, value in intake.typed.items() if name_of(place) not in unseen}
    return Intake(intake.laid_out, intake.values, intake.faults, typed)


def from_json(form: Form, data: Mapping[str, object], known: Mapping[str, object]) -> Intake:
    """What an API client sent: absent is empty, names the form does not have are reported, blank rows dropped."""
    laid_out = lay_out(form, _rows_in(data, known, first=False))
    intake = _take(form, laid_out, lambda slot: _sent(slot, find(data, slot.place), None), drop_blank=True)
    return Intake(intake.laid_out, intake.values, intake.faults, intake.typed, tuple(_strange(form.fields, data)))


def from_kept(form: Form, data: Mapping[str, object], known: Mapping[str, object], *, first: bool = True) -> Intake:
    """Data to show: for what is absent, defaults and the rows a list begins with (`first`)."""
    laid_out = lay_out(form, _rows_in(data, known, first=first))

    def read(slot: Slot) -> Taken:
        return _sent(slot, find(data, slot.place), slot.field.default if first else None)

    return _take(form, laid_out, read, drop_blank=False)


Taken: TypeAlias = tuple[Value | Fault, Value]
"""What was read, and what to show again."""


def _posted(slot: Slot, posted: Posted, known: Mapping[str, object]) -> Taken:
    entries = posted.get(slot.name, ())
    short = [entry for entry in entries[:2000] if isinstance(entry, Upload) or len(entry) <= 2 * MAX_CHARACTERS]
    if len(short) < len(entries):
        return Fault(f"最多 {MAX_CHARACTERS} 个字，请删减。"), None
    value = slot.component.from_post(slot.field, short)
    if value is None and slot.component.sticky:
        return _sent(slot, find(known, slot.place), None)
    texts: list[Value] = [entry for entry in short if isinstance(entry, str)]
    return value, texts[0] if texts else None


def _sent(slot: Slot, raw: object, instead: Value) -> Taken:
    """A value of nested JSON; `instead` is taken when it is absent."""
    if isinstance(raw, Missing):
        return slot.component.from_json(slot.field, instead), instead
    try:
        value = exact(raw)
    except NotJsonValue as error:
        return Fault(f"：{error.message}"), None
    return slot.component.from_json(slot.field, value), value


def _take(form: Form, laid_out: LaidOut, read: Callable[[Slot], Taken], *, drop_blank: bool) -> Intake:
    values: dict[Place, Value] = {}
    faults: dict[Place, Fault] = {}
    typed: dict[Place, Value] = {}
    for slot in laid_out.walk():
        if slot.carries_value():
            value, again = read(slot)
            if isinstance(value, Fault):
                faults[slot.place], values[slot.place], typed[slot.place] = value, None, again
            else:
                values[slot.place] = typed[slot.place] = value
    intake = Intake(laid_out, values, faults, typed)
    return _without_blank_rows(form, intake) if drop_blank else intake


def _without_blank_rows(form: Form, intake: Intake) -> Intake:
    """Rows nobody filled in go, where rows may come and go at all and nothing in them is required."""
    kept: dict[Place, list[int]] = {}
    for slot in intake.laid_out.walk():
        if slot.component.repeats and _may_drop(slot.field):
            filled = [n for n, row in enumerate(slot.rows) if _is_filled(row, intake)]
            if len(filled) < len(slot.rows):
                kept[slot.place] = filled
    if not kept:
        return intake
    moved = {place: _moved(place, kept) for place in intake.values}
    counts = {new: len(rows) for place, rows in kept.items() if (new := _moved(place, kept)) is not None}
    before = {
        new: len(slot.rows)
        for slot in intake.laid_out.walk()
        if slot.component.repeats and (new := _moved(slot.place, kept)) is not None
    }
    laid_out = lay_out(form, lambda field, place: counts.get(place, before.get(place, 0)))

    def along(flat: Mapping[Place, Any]) -> dict[Place, Any]:
        return {new: each for place, each in flat.items() if (new := moved[place]) is not None}

    cut = LaidOut(laid_out.slots, intake.laid_out.cut)
    return Intake(cut, along(intake.values), along(intake.faults), along(intake.typed))


def _may_drop(of: Field) -> bool:
    changeable = bool(getattr(of.settings, "changeable", False))
    return changeable and not any(inner.rules.required for child in of.children for inner in child.walk())


def _is_filled(row: Sequence[Slot], intake: Intake) -> bool:
    places = [slot.place for top in row for slot in top.walk() if slot.carries_value() and not slot.component.computed]
    return any(intake.values[place] not in (None, False) or place in intake.faults for place in places)


def _moved(place: Place, kept: Mapping[Place, list[int]]) -> Place | None:
    """The place after rows before it are gone; None for a place in a row that is gone."""
    new: list[str | int] = []
    for at, part in enumerate(place):
        rows = kept.get(place[:at])
        if isinstance(part, int) and rows is not None:
            if part not in rows:
                return None
            part = rows.index(part)
        new.append(part)
    return tuple(new)


def _rows_posted(posted: Posted, known: Mapping[str, object]) -> Callable[[Field, Place], int]:
    def count(of: Field, place: Place) -> int:
        if not getattr(of.settings, "changeable", False):
            return _fixed_rows(of, place, known)
        said = next((entry for entry in posted.get(name_of(place) + ROWS, ()) if isinstance(entry, str)), "")
        if said.isascii() and said.isdigit() and len(said) <= 6:
            return int(said)
        return _rows_named(posted, name_of(place) + ".")

    return count


def _rows_named(posted: Posted, prefix: str) -> int:
    """One more than the highest row number any name shows; numbers of more than six digits are nobody's."""
    numbers = [name[len(prefix) :].partition(".")[0] for name in posted if name.startswith(prefix)]
    return 1 + max((int(n) for n in numbers if n.isascii() and n.isdigit() and len(n) <= 6), default=-1)


def _rows_in(data: Mapping[str, object], known: Mapping[str, object], *, first: bool) -> Callable[[Field, Place], int]:
    def count(of: Field, place: Place) -> int:
        if not getattr(of.settings, "changeable", False):
            return _fixed_rows(of, place, known)
        rows = find(data, place)
        if first and isinstance(rows, Missing):
            return int(getattr(of.settings, "start", 0))
        return len(rows) if isinstance(rows, Sequence) and not isinstance(rows, str | bytes) else 0

    return count


def _fixed_rows(of: Field, place: Place, known: Mapping[str, object]) -> int:
    """Rows that may not be added: as many as are kept, at least those the schema begins with."""
    rows = find(known, place)
    kept = len(rows) if isinstance(rows, Sequence) and not isinstance(rows, str | bytes) else 0
    return max(min(kept, MAX_ROWS), int(getattr(of.settings, "start", 0)))


def _strange(fields: Sequence[Field], data: Mapping[str, object]) -> list[str]:
    """Names in the data that no field has, or where the data have another shape; at most twenty."""
    places = _places(fields)
    found: list[str] = []

    def look(here: object, place: Place, pattern: Place) -> None:
        if len(found) >= 20 or pattern in places["values"]:
            return
        if pattern in places["lists"]:
            if isinstance(here, Sequence) and not isinstance(here, str | bytes):
                for row, part in enumerate(here[:MAX_ROWS]):
                    look(part, (*place, row), (*pattern, 0))
                return
        elif isinstance(here, Mapping) and pattern in places["objects"]:
            for name, part in here.items():
                look(part, (*place, str(name)), (*pattern, str(name)))
            return
        if here is not None or pattern not in places["objects"] | places["lists"]:
            found.append(name_of(place))

    look(data, (), ())
    return found


def _places(fields: Sequence[Field]) -> dict[str, set[Place]]:
    """The places of values, of lists, and of the objects around them; rows count as row 0."""
    places: dict[str, set[Place]] = {"values": set(), "lists": set(), "objects": {()}}

    def visit(of: Field, scope: Place) -> None:
        component: Component[Any] = COMPONENTS[of.type]
        place = scope + of.local
        if component.keyed:
            places["values"].add(place)
        if component.repeats:
            places["lists"].add(place)
            places["objects"].add((*place, 0))
        for length in range(len(place) + (0 if component.keyed or component.repeats else 1)):
            places["objects"].add(place[:length])
        for child in of.children:
            visit(child, (*place, 0) if component.repeats else place)

    for of in fields:
        visit(of, ())
    places["objects"] -= places["lists"] | places["values"]
    return places

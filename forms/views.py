"""What the templates of forms are given: plain values, ready to be written and escaped, no decisions left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.component import Choice, Facts
from forms.field import Field, Form, Settings
from forms.intake import HIDDEN, ROWS
from forms.markdown import Prose
from forms.rows import ADD, REMOVE, UPDATE
from forms.settle import Settled
from forms.slots import MAX_ROWS, Slot
from forms.validate import FieldError
from forms.values import MISSING, Missing, Value


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a list: its fields, and the control value that removes it."""

    number: int
    fields: tuple["FieldView", ...]
    remove: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field as it is drawn. `template` names the file of its control; `shown` what the control holds; `words` how
    the value reads; `described_by` the ids of help, note and error; `hooks` whether a change draws the form anew."""

    field: Field
    settings: Settings
    template: str
    id: str
    name: str
    title: str
    label: str
    width: int
    starts_row: bool
    required: bool
    fixed: bool
    grouped: bool
    shown: Value
    words: str
    choices: tuple[Choice, ...]
    help: str
    note: str
    not_needed: str
    error: str
    described_by: str
    hooks: bool
    rows: tuple[RowView, ...] = ()
    may_add: bool = False
    may_remove: bool = False
    prose: tuple[Prose, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()

    @property
    def type(self) -> str:
        return self.field.type


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the error summary, leading to its field."""

    target: str
    words: str


@dataclass(frozen=True, slots=True)
class Controls:
    """Names of controls that are no fields: they hold a colon, which no key does."""

    add: str = ADD
    remove: str = REMOVE
    redraw: str = UPDATE
    hidden: str = HIDDEN
    rows: str = ROWS


@dataclass(frozen=True, slots=True)
class Page:
    """The whole fragment. `unseen` are names of hidden fields; `conditional` says that changes may show or hide."""

    id: str
    url: str
    conditional: bool
    fields: tuple[FieldView, ...]
    errors: tuple[Line, ...]
    unseen: tuple[str, ...]
    controls: Controls = Controls()


def page(
    form: Form,
    settled: Settled,
    errors: Sequence[FieldError],
    *,
    taken_from: Mapping[str, str],
    not_needed: Mapping[str, str],
    today: date | None,
    url: str,
) -> Page:
    """Everything the templates need."""
    maker = _Maker(
        form, settled, {error.path: error.message for error in reversed(errors)}, taken_from, not_needed, today
    )
    fields = maker.fields(settled.laid_out.slots)
    ids = {slot.name for slot in settled.laid_out.walk() if not settled.is_hidden(slot)}
    lines = tuple(Line(maker.id_of(e.path) if e.path in ids else f"{form.id}-errors", e.message) for e in errors)
    unseen = [s.name for s in settled.laid_out.walk() if s.carries_value() and settled.is_hidden(s)]
    return Page(form.id, url, bool(form.watched), fields, lines, tuple(unseen))


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the views of one page."""

    form: Form
    settled: Settled
    errors: Mapping[str, str]
    taken_from: Mapping[str, str]
    not_needed: Mapping[str, str]
    today: date | None

    def id_of(self, name: str) -> str:
        """Names hold no hyphen, so ids are as different as the names."""
        return f"{self.form.id}-{name.replace('.', '-')}"

    def fields(self, slots: Sequence[Slot]) -> tuple[FieldView, ...]:
        seen = (slot for slot in slots if not self.settled.is_hidden(slot) and slot.component.seen)
        return tuple(self.field(slot) for slot in seen)

    def field(self, slot: Slot) -> FieldView:
        of, component, scope = slot.field, slot.component, self.settled.scope(slot)
        name = slot.name
        id = self.id_of(name) if slot.carries_value() or component.repeats else f"{self.form.id}--{of.id}"
        value = self._value(slot)
        choices = component.choices(of, scope)
        fixed = self.settled.is_fixed(slot) and component.keyed
        note, error = self.taken_from.get(name, ""), self.errors.get(name, "")
        parts = (("help", of.help), ("note", note), ("error", error))
        changeable = bool(getattr(of.settings, "changeable", False)) and not self.settled.is_fixed(slot)
        return FieldView(
            field=of,
            settings=of.settings,
            template=f"{of.type}.html.j2",
            id=id,
            name=name,
            title=slot.title,
            label=of.title if component.keyed or component.repeats else of.label,
            width=of.width,
            starts_row=of.starts_row,
            required=of.rules.required and not fixed,
            fixed=fixed,
            grouped=component.grouped and not fixed,
            shown=component.shown(of, value) if component.keyed else None,
            words=component.words(of, value, Facts(choices, self.today)) if component.keyed else "",
            choices=choices,
            help=of.help,
            note=note,
            not_needed=self.not_needed.get(name, ""),
            error=error,
            described_by=" ".join(f"{id}-{part}" for part, words in parts if words),
            hooks=self._is_watched(slot),
            rows=tuple(RowView(n + 1, self.fields(row), f"{name}.{n}") for n, row in enumerate(slot.rows)),
            may_add=changeable and len(slot.rows) < MAX_ROWS,
            may_remove=changeable,
            prose=component.prose(of, scope),
            cells=component.cells(of, scope),
        )

    def _value(self, slot: Slot) -> Value:
        """The settled value; for a faulty entry what was typed."""
        typed = self.settled.typed.get(slot.place, MISSING)
        if not isinstance(typed, Missing) and not self.settled.is_fixed(slot):
            return typed
        return self.settled.values.get(slot.place)

    def _is_watched(self, slot: Slot) -> bool:
        watched = self.form.watched
        return bool(watched & {"this", "parent"}) or any(part in watched for part in slot.place)

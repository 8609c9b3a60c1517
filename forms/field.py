"""`Form` and `Field`: a form-js schema as frozen values, what every other part of forms reads instead of JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from forms.condition import Condition
from forms.pattern import Pattern
from forms.values import Place, Value


@dataclass(frozen=True, slots=True)
class Settings:
    """What one kind of component reads beyond the common part; each component extends it or takes it as it is."""


@dataclass(frozen=True, slots=True)
class Rules:
    """`validate` of the schema. Lengths are in characters (code points) or, for lists, in rows."""

    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    pattern: Pattern | None = None
    pattern_message: str = ""
    kind: str = ""
    """`validationType`: "", "email", "phone" or "custom"."""


@dataclass(frozen=True, slots=True)
class Field:
    """One component of the form.

    `key` is the schema's own dotted key ("" for what carries no value); `local` the same (or a container's `path`) in
    parts, counted from the enclosing container's data. `width` is 2, 3, 4 or 6 of six columns; `starts_row` says that
    a new row begins here. `fact` names the field in the shared data dictionary (一表申请).
    """

    id: str
    type: str
    key: str = ""
    local: Place = ()
    label: str = ""
    help: str = ""
    rules: Rules = Rules()
    hide: Condition | None = None
    readonly: bool | Condition = False
    default: Value = None
    width: int = 6
    starts_row: bool = True
    prefix: str = ""
    suffix: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    settings: Settings = Settings()
    children: tuple["Field", ...] = ()

    @property
    def title(self) -> str:
        """What a person calls it."""
        return self.label or self.key or self.id

    @property
    def fact(self) -> str:
        return dict(self.properties).get("fact", "")

    def walk(self) -> Iterator["Field"]:
        """This field and everything in it, in the order of the form."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Form:
    """A form that read clean. `watched` are the names that conditions, texts and computed fields read."""

    id: str
    fields: tuple[Field, ...]
    file: str = field(default="", compare=False)
    watched: frozenset[str] = field(default=frozenset(), compare=False)

    def walk(self) -> Iterator[Field]:
        for top in self.fields:
            yield from top.walk()

    @property
    def names(self) -> frozenset[str]:
        """The first names of the places its fields write to."""
        return frozenset(name for top in self.fields for name in _names(top))


def _names(field: Field) -> Iterator[str]:
    """The name a field writes to in the data around it; a container without one leaves that to its children."""
    if field.local:
        yield str(field.local[0])
        return
    for child in field.children:
        yield from _names(child)

"""`Component`: what one kind of field knows. Each file in `forms/components` holds one and exports it as `COMPONENT`.

A component is asked five things: what it reads from the schema, what a posted entry or an API value is, whether that
value may stand, how it reads in words, and how JSON Schema says it. How it looks for editing is the template of the
same name beside it.
"""

import builtins
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Generic, TypeAlias, TypeVar, cast

from forms.field import Field, Settings
from forms.values import Upload, Value

if TYPE_CHECKING:
    from forms.condition import Condition, Scope
    from forms.markdown import Prose
    from forms.source import Source

Entry: TypeAlias = str | Upload
Schema: TypeAlias = dict[str, Value]
S = TypeVar("S", bound=Settings)

MAX_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an entry cannot stand, in Chinese, to follow the field's name: `应为日期，现为‘昨天’，请更正。`"""

    words: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: what is stored and what people read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a check or a view needs beyond the value: the options in force and the day."""

    choices: tuple[Choice, ...] = ()
    today: date | None = None


def should_be(expected: str, met: str) -> Fault:
    """`应为不小于 0.01 的数，现为‘-5’，请更正。`; what was met is cut to 30 characters."""
    short = met if len(met) <= MAX_SHOWN else met[:MAX_SHOWN] + "…"
    printable = "".join(char if char.isprintable() else "�" for char in short)
    gap = " " if expected[:1].isascii() else ""
    return Fault(f"应为{gap}{expected}，现为‘{printable}’，请更正。")


def first_text(entries: Sequence[Entry]) -> str:
    """The one text of a control that sends one; "" when nothing was sent."""
    return next((entry for entry in entries if isinstance(entry, str)), "")


class Component(Generic[S]):
    """The part all components share; subclasses say what differs."""

    type: ClassVar[str]
    name: ClassVar[str]
    """What the designer's palette calls it."""
    keyed: ClassVar[bool] = True
    """Whether it carries a value of its own under its key."""
    container: ClassVar[bool] = False
    repeats: ClassVar[bool] = False
    computed: ClassVar[bool] = False
    """Its value is worked out on the server; what is sent does not count."""
    sticky: ClassVar[bool] = False
    """Nothing posted means what is kept stays: a browser cannot send a file it was shown."""
    grouped: ClassVar[bool] = False
    """Several controls under one legend rather than one control under a label."""
    seen: ClassVar[bool] = True
    """Whether a person sees it at all."""
    label_keys: ClassVar[tuple[str, ...]] = ("label",)
    rule_names: ClassVar[frozenset[str]] = frozenset({"required"})
    settings_type: builtins.type[S] = cast("builtins.type[S]", Settings)

    def read(self, source: "Source") -> S:
        """The component's own part of the schema; what is wrong becomes a finding of the source."""
        return self.settings_type()

    def own(self, field: Field) -> S:
        """The field's settings, which `read` made."""
        settings = field.settings
        if not isinstance(settings, self.settings_type):
            raise TypeError(f"{field.id} carries settings of another component")
        return settings

    def conditions(self, field: Field) -> tuple["Condition", ...]:
        """FEEL expressions among the settings."""
        return ()

    def from_post(self, field: Field, entries: Sequence[Entry]) -> Value | Fault:
        """The value a posted form says; None when nothing was filled in."""
        return self.from_json(field, first_text(entries))

    def from_json(self, field: Field, raw: Value) -> Value | Fault:
        """The value an API client says, in the form in which it is kept; None when empty."""
        return None

    def check(self, field: Field, value: Value, facts: Facts) -> Fault | None:
        """Whether a value that is not empty may stand."""
        return None

    def missing(self, field: Field, value: Value) -> str | None:
        """What to say when a required field is empty; None when it is filled in."""
        return "未填写，请填写。" if value is None else None

    def choices(self, field: Field, scope: "Scope") -> tuple[Choice, ...]:
        """The options in force, for components that have any."""
        return ()

    def prose(self, field: Field, scope: "Scope") -> "tuple[Prose, ...]":
        """Text to show, for components that are nothing else."""
        return ()

    def cells(self, field: Field, scope: "Scope") -> tuple[tuple[str, ...], ...]:
        """Rows of a table to show, for components that are nothing else."""
        return ()

    def shown(self, field: Field, value: Value) -> Value:
        """The value as the control shows it for editing."""
        return "" if value is None or isinstance(value, list | dict) else value

    def words(self, field: Field, value: Value, facts: Facts) -> str:
        """The value as people read it; "" when empty or not of this kind of field."""
        return value if isinstance(value, str) else ""

    def schema(self, field: Field) -> Schema:
        """JSON Schema (2020-12) of a filled-in value."""
        return {}

    def limits(self, field: Field) -> tuple[tuple[str, str], ...]:
        """The field's own limits as (name, words), for comparing two versions."""
        return ()

"""`Slot`: a field at its place in one set of data. A repeated row gives each of its fields a slot of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from forms.component import Component
from forms.components import COMPONENTS
from forms.field import Field, Form
from forms.values import Place, name_of

MAX_ROWS: Final = 100
MAX_SLOTS: Final = 5_000
Mark: TypeAlias = tuple[str, Place]
"""What tells a slot from every other: the field's id and the scope it stands in."""
RowCount: TypeAlias = Callable[[Field, Place], int]


@dataclass(frozen=True, slots=True)
class Slot:
    """`place` is where the value stands (for a group: where its fields' data stand); `scopes` the objects in sight
    here, from the outermost; `within` the rows it stands in, for messages (`股东第2行`)."""

    field: Field
    place: Place
    scopes: tuple[Place, ...] = ((),)
    within: str = ""
    rows: tuple[tuple["Slot", ...], ...] = ()

    @property
    def mark(self) -> Mark:
        return self.field.id, self.scopes[-1]

    @property
    def name(self) -> str:
        return name_of(self.place)

    @property
    def component(self) -> Component[Any]:
        return COMPONENTS[self.field.type]

    @property
    def title(self) -> str:
        return f"{self.within}{self.field.title}"

    def walk(self) -> Iterator["Slot"]:
        """This slot and all inside it, in the order of the form."""
        yield self
        for row in self.rows:
            for slot in row:
                yield from slot.walk()

    def carries_value(self) -> bool:
        return self.component.keyed


@dataclass(slots=True)
class _Budget:
    """How many slots may still be made, and which lists did not get all their rows."""

    left: int = MAX_SLOTS
    cut: set[Place] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """All slots of a form for some data. `cut` are the lists that hold more rows than can be kept."""

    slots: tuple[Slot, ...]
    cut: frozenset[Place] = frozenset()

    def walk(self) -> Iterator[Slot]:
        for slot in self.slots:
            yield from slot.walk()


def lay_out(form: Form, rows: RowCount) -> LaidOut:
    """The form's slots; `rows` says how many rows a list at a place has."""
    budget = _Budget()
    slots = tuple(_slot(each, ((),), "", rows, budget) for each in form.fields)
    return LaidOut(slots, frozenset(budget.cut))


def _slot(of: Field, scopes: tuple[Place, ...], within: str, rows: RowCount, budget: _Budget) -> Slot:
    budget.left -= 1
    place = scopes[-1] + of.local
    component = COMPONENTS[of.type]
    if component.repeats:
        return Slot(of, place, scopes, within, _repeated(of, place, scopes, within, rows, budget))
    if component.container:
        inner = (*scopes, place) if of.local else scopes
        return Slot(of, place, scopes, within, (tuple(_slot(c, inner, within, rows, budget) for c in of.children),))
    return Slot(of, place, scopes, within)


def _repeated(
    of: Field, place: Place, scopes: tuple[Place, ...], within: str, rows: RowCount, budget: _Budget
) -> tuple[tuple[Slot, ...], ...]:
    found: list[tuple[Slot, ...]] = []
    wanted = rows(of, place)
    size = sum(1 for child in of.children for _ in child.walk())
    for row in range(min(wanted, MAX_ROWS)):
        if budget.left < size:
            break
        inner = (*scopes, (*place, row))
        title = f"{within}{of.title}第{row + 1}行"
        found.append(tuple(_slot(child, inner, title, rows, budget) for child in of.children))
    if len(found) < wanted:
        budget.cut.add(place)
    return tuple(found)

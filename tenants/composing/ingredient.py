"""What goes into a joint matter: a part as it is to be asked for, with the published content it is taken from."""

from collections.abc import Iterable
from dataclasses import dataclass

from tenants.bundle import Bundle
from tenants.matter import Part
from tenants.model import MatterModel


@dataclass(frozen=True, slots=True)
class Ingredient:
    """`part` says when and in which phase; `bundle` and `model` are the content that is taken in."""

    part: Part
    bundle: Bundle
    model: MatterModel

    @property
    def code(self) -> str:
        return self.part.matter

    @property
    def name(self) -> str:
        return self.model.matter.name


def in_order(ingredients: Iterable[Ingredient]) -> tuple[Ingredient, ...]:
    """By phase; those of one phase as they were given."""
    return tuple(sorted(ingredients, key=lambda each: each.part.phase))


def phases(ingredients: Iterable[Ingredient]) -> tuple[tuple[Ingredient, ...], ...]:
    """The parts that run side by side, phase by phase; a number nobody uses is no phase."""
    found: dict[int, list[Ingredient]] = {}
    for each in in_order(ingredients):
        found.setdefault(each.part.phase, []).append(each)
    return tuple(tuple(group) for group in found.values())

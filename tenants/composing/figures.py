"""Before and after (D21): what an applicant hands in, fills in, how often he comes and how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenants.composing.composition import APPLICATION, Composed
from tenants.composing.ingredient import Ingredient
from tenants.matter import LimitUnit


@dataclass(frozen=True, slots=True)
class Change:
    """A count handled part by part, and jointly; None where it cannot be said in this unit."""

    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`materials` are rows of the list, `handed_in` those an applicant really hands in; `days` are working days: the
    promises of the parts one after the other, and the proved worst case."""

    applications: Change
    materials: Change
    handed_in: Change
    fields: Change
    visits: Change
    days: Change


def figures_of(parts: Sequence[Ingredient], composed: Composed, worst: int | None) -> Figures:
    """The figures of a composition; `worst` in working days."""
    promises = [each.model.matter.promised for each in parts]
    days = [
        each.amount for each in promises if each is not None and (each.unit is LimitUnit.WORKING_DAY or not each.amount)
    ]
    form = composed.forms.get(APPLICATION)
    visits = [each.model.matter.visits.most for each in parts]
    return Figures(
        applications=Change(len(parts), 1),
        materials=Change(composed.materials.before, len(composed.materials.rows)),
        handed_in=Change(composed.materials.asked_before, composed.materials.asked),
        fields=Change(form.before if form else None, form.after if form else None),
        visits=Change(sum(visits), max(visits, default=0)),
        days=Change(sum(days) if len(days) == len(parts) else None, worst),
    )

"""The lists of a joint matter beside its materials: bases, notices, results, conditions and the rest, each thing once.

What two parts call by the same code and say differently keeps both, the later one behind its part's code.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from tenants.composing.ingredient import Ingredient
from tenants.matter import Basis, Condition, Fee, MatterResult, Notice, Question, Remedy

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Bases:
    """The bases of all parts, and what each part's own ids are called among them."""

    rows: tuple[Basis, ...]
    names: Mapping[str, Mapping[str, str]]

    def of(self, part: str, ids: Iterable[str]) -> tuple[str, ...]:
        """A part's ids as they are called here."""
        known = self.names.get(part, {})
        return tuple(dict.fromkeys(known.get(each, each) for each in ids))


def merge_bases(parts: Iterable[Ingredient], own: Iterable[Basis] = ()) -> Bases:
    """`own` are the joint matter's bases; the parts' follow."""
    found = {each.id: each for each in own}
    names: dict[str, dict[str, str]] = {}
    for part in parts:
        names[part.code] = {}
        for basis in part.model.matter.bases:
            same = next((each.id for each in found.values() if replace(each, id=basis.id) == basis), "")
            identity = same or _free(basis.id, part.code, "-", found)
            found.setdefault(identity, replace(basis, id=identity))
            names[part.code][basis.id] = identity
    return Bases(tuple(found.values()), names)


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices of all parts, and what each part's own codes are called among them."""

    rows: tuple[Notice, ...]
    names: Mapping[str, Mapping[str, str]]

    def of(self, part: str, codes: Iterable[str]) -> tuple[str, ...]:
        known = self.names.get(part, {})
        return tuple(known.get(each, each) for each in codes)


def merge_notices(parts: Iterable[Ingredient]) -> Notices:
    """The notices of all parts; the same one is kept once."""
    found: dict[str, Notice] = {}
    names: dict[str, dict[str, str]] = {}
    for part in parts:
        names[part.code] = {}
        for notice in part.model.matter.notices:
            same = found.get(notice.code) == notice
            code = notice.code if same else _free(notice.code, part.code, "_", found)
            found.setdefault(code, replace(notice, code=code))
            names[part.code][notice.code] = code
    return Notices(tuple(found.values()), names)


def merge_results(parts: Iterable[Ingredient]) -> tuple[MatterResult, ...]:
    """What each part gives out, every row with its part."""
    found: dict[str, MatterResult] = {}
    for part in parts:
        for result in part.model.matter.results:
            code = _free(result.code, part.code, "_", found)
            found[code] = replace(result, code=code, part=part.code)
    return tuple(found.values())


def merge_conditions(parts: Iterable[Ingredient], bases: Bases) -> tuple[Condition, ...]:
    """Each condition of acceptance once; one of a part that is not always asked for names its part."""
    return _once(
        (
            Condition(
                f"办理“{part.name}”的，{each.text}" if part.part.when else each.text, bases.of(part.code, each.basis)
            )
            for part in parts
            for each in part.model.matter.conditions
        ),
        lambda each: each.text,
    )


def merge_fees(parts: Iterable[Ingredient], bases: Bases) -> tuple[Fee, ...]:
    return _once(
        (replace(fee, basis=bases.of(part.code, fee.basis)) for part in parts for fee in part.model.matter.fees),
        lambda each: (each.name, each.standard),
    )


def merge_remedies(parts: Iterable[Ingredient], bases: Bases) -> tuple[Remedy, ...]:
    return _once(
        (replace(each, basis=bases.of(part.code, each.basis)) for part in parts for each in part.model.matter.remedies),
        lambda each: (each.name, each.organ, each.period),
    )


def merge_questions(parts: Iterable[Ingredient]) -> tuple[Question, ...]:
    return _once((each for part in parts for each in part.model.matter.questions), lambda each: each.question)


def _once(rows: Iterable[Row], key: Callable[[Row], object]) -> tuple[Row, ...]:
    found: dict[object, Row] = {}
    for row in rows:
        found.setdefault(key(row), row)
    return tuple(found.values())


def _free(code: str, part: str, joint: str, taken: Iterable[str]) -> str:
    """A code nobody has yet: its own, or behind the part's."""
    known = set(taken)
    return code if code not in known else f"{part}{joint}{code}"

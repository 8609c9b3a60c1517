"""Composing joint matters of a centre: which matters there are, the composition with its promise proved, and what a
part means to the joint matters it belongs to.

The promise of a joint matter is what the prover finds in the worst case, in whole working days (R26): never the sum of
the parts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bpmn.proof import Verdict
from engine.clock import CENTRE_ZONE, Clock
from engine.furnishing import scenario_of
from engine.proving import facts_of
from engine.publishing import Gate
from tenants.bundle import FEATURE_FILE, MATTER_FILE, Bundle
from tenants.composing.composition import Composed, Recipe, compose
from tenants.composing.figures import Figures, figures_of
from tenants.composing.ingredient import Ingredient
from tenants.matter import LimitUnit, Matter, MatterLimit, Part
from tenants.matter_document import read_matter
from tenants.ports import TenantStore
from tenants.reading import read_bundle
from tenants.versions import Version, in_force


@dataclass(frozen=True, slots=True)
class Proved:
    """A composition with what the prover says of it. The bundle carries the promise where one was proved."""

    composed: Composed
    figures: Figures
    verdict: Verdict | None = None

    @property
    def bundle(self) -> Bundle | None:
        return self.composed.bundle


def proved(recipe: Recipe, gate: Gate) -> Proved:
    """Compose, prove, promise what was proved. Days that are no whole working days promise nothing."""
    first = compose(recipe)
    verdict = _verdict(first, gate)
    worst = verdict.promised.worst if verdict is not None else None
    unit = verdict.promised.unit if verdict is not None else ""
    made = first
    if verdict is not None and worst is not None and unit == LimitUnit.WORKING_DAY.value:
        told = f"各组成事项在各自的时限内并行或者依次办理，证明最长{worst}个工作日。"
        days = max(worst, _longest_special(first, gate))
        made = compose(recipe, MatterLimit(days, explanation=told))
        verdict = _verdict(made, gate)
    figures = figures_of(recipe.parts, made, worst if unit == LimitUnit.WORKING_DAY.value else None)
    return Proved(_with_scenario(made, recipe), figures, verdict)


def _verdict(composed: Composed, gate: Gate) -> Verdict | None:
    model = read_bundle(composed.bundle).model if composed.bundle is not None else None
    if model is None:
        return None
    return facts_of(model, gate.kinds, gate.calendar).prove(model.diagram)


def _longest_special(composed: Composed, gate: Gate) -> int:
    """The longest limit of a special step in working days: the promise may not be shorter than it (D9)."""
    model = read_bundle(composed.bundle).model if composed.bundle is not None else None
    limits = [
        node.step.limit
        for node in (model.nodes() if model is not None else ())
        if (kind := gate.kinds.get(node.step.kind)) is not None and kind.special and not kind.minimum_length
    ]
    days = [int(each.amount) for each in limits if each.unit == "workingDay" and each.amount.isdigit()]
    return max(days, default=0)


def _with_scenario(composed: Composed, recipe: Recipe) -> Composed:
    """With a first scenario, so that the gate may be asked at once."""
    model = read_bundle(composed.bundle).model if composed.bundle is not None else None
    if composed.bundle is None or model is None:
        return composed
    scenario = scenario_of(recipe.title, recipe.centre, model.diagram).encode()
    return replace(composed, bundle=Bundle(recipe.code, {**composed.bundle.files, FEATURE_FILE: scenario}))


@dataclass(frozen=True, slots=True)
class Composing:
    """Asks the store of the tenant in `tenants.scope`."""

    tenants: TenantStore
    clock: Clock

    async def offered(self) -> tuple[tuple[Matter, Version], ...]:
        """The matters new cases may be taken for today, by code: what may be composed."""
        found = []
        for version in await self._current():
            matter = await self._matter(version)
            if matter is not None:
                found.append((matter, version))
        return tuple(found)

    async def ingredients(self, parts: Iterable[Part]) -> tuple[Ingredient, ...]:
        """The parts with the content in force; one that is not offered is left out."""
        current = {version.matter: version for version in await self._current()}
        return await self._taken([(part, current[part.matter].hash) for part in parts if part.matter in current])

    async def as_taken(self, parts: Iterable[Part]) -> tuple[Ingredient, ...]:
        """The parts with the content they were fixed to; one whose content is not kept here is left out."""
        return await self._taken([(part, part.content) for part in parts if part.content])

    async def part_of(self, code: str) -> tuple[Matter, ...]:
        """The joint matters in force that a matter is a part of."""
        return tuple(matter for matter, _ in await self.offered() if code in matter.made_of)

    async def _taken(self, wanted: Sequence[tuple[Part, str]]) -> tuple[Ingredient, ...]:
        found = []
        for part, content in wanted:
            bundle = await self.tenants.bundle(part.matter, content)
            model = read_bundle(bundle).model if bundle is not None else None
            if bundle is not None and model is not None:
                found.append(Ingredient(part, bundle, model))
        return tuple(found)

    async def _current(self) -> list[Version]:
        today = self.clock.now().astimezone(CENTRE_ZONE).date()
        history = await self.tenants.versions()
        codes = sorted({version.matter for version in history})
        found = (in_force([each for each in history if each.matter == code], today) for code in codes)
        return [version for version in found if version is not None]

    async def _matter(self, version: Version) -> Matter | None:
        bundle = await self.tenants.bundle(version.matter, version.hash)
        source = bundle.files.get(MATTER_FILE) if bundle is not None else None
        return read_matter(source).matter if source is not None else None

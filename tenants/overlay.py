"""Overlays (本地配置): a lower level keeps only its differences to a matter from above, and may only tighten (R27).

An overlay names what it changes and nothing else, so that a change above reaches every level below. The matter people
work by is resolved level by level: what one level has tightened is the measure for the next.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from types import MappingProxyType

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity, has_errors
from tenants.bundle import OVERLAY_FILE
from tenants.matter import (
    Basis,
    Channel,
    Condition,
    Exempt,
    Fee,
    Material,
    Matter,
    MatterLimit,
    Need,
    Visits,
)
from tenants.model import MatterModel
from tenants.rule import Centre
from tenants.tenant import Tree
from tenants.tightening import looser_fields
from tenants.tightening.above import Above
from tenants.tightening.drawing import shorter_steps, with_limits


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialChange:
    """What is different about one material; a code the level above does not know would be a new material."""

    code: str
    name: str | None = None
    originals: int | None = None
    copies: int | None = None
    need: Need | None = None
    supply_working_days: int | None = None
    exempt: Exempt | None = None
    electronic: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeChange:
    """What is different about one fee, by its name."""

    name: str
    standard: str | None = None
    amount_fen: int | None = None
    relief: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """The differences of one level to the matter `code` of the tenant `overlay_of`. None: as above.

    `waived_materials` (codes) and `waived_fees` (names) are no longer asked; `steps` are limits by the step's id in the
    drawing; `diagram` a drawing of one's own; `bases` are added to those above.
    """

    code: str
    overlay_of: str
    promised: MatterLimit | None = None
    statutory: MatterLimit | None = None
    steps: tuple[tuple[str, MatterLimit], ...] = ()
    waived_materials: tuple[str, ...] = ()
    materials: tuple[MaterialChange, ...] = ()
    waived_fees: tuple[str, ...] = ()
    fees: tuple[FeeChange, ...] = ()
    visits: Visits | None = None
    channels: tuple[Channel, ...] | None = None
    online_depth: int | None = None
    conditions: tuple[Condition, ...] | None = None
    bases: tuple[Basis, ...] = ()
    diagram: Diagram | None = None
    windows: tuple[str, ...] | None = None
    place: str | None = None
    hours: str | None = None
    consult_phone: str | None = None
    complaint_phone: str | None = None
    scope: str | None = None
    implementation_code: str | None = None
    business_code: str | None = None
    remarks: tuple[str, ...] | None = None

    @property
    def changes(self) -> frozenset[str]:
        """The fields of the matter that it changes; `steps` stands for the drawing."""
        found = {key for key in ("fees", "materials", "bases", "steps") if getattr(self, key)}
        found |= {key for key in _TAKEN if getattr(self, key) is not None}
        found |= {"materials"} if self.waived_materials else set()
        found |= {"fees"} if self.waived_fees else set()
        return frozenset(found | ({"steps"} if self.diagram is not None else set()))


_TAKEN = (
    "promised",
    "statutory",
    "visits",
    "channels",
    "online_depth",
    "conditions",
    "windows",
    "place",
    "hours",
    "consult_phone",
    "complaint_phone",
    "scope",
    "implementation_code",
    "business_code",
    "remarks",
)
"""Fields that take the place of those above as a whole."""


@dataclass(frozen=True, slots=True)
class LowerOverlay:
    """An overlay in force at the tenant `tenant` below (its code), as the matter above keeps it; `drawn`: it brings a
    drawing of its own, which is kept with its bundle."""

    tenant: str
    name: str
    overlay: Overlay
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Effective:
    """What people work by at a level: no model when the overlay is refused; `above` knows who set which field."""

    model: MatterModel | None
    above: Above
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """One level on the way down: the tenant's name for people, and its overlay."""

    name: str
    overlay: Overlay


def effective(upper: MatterModel, overlay: Overlay, above: Above, centre: Centre, *, name: str = "") -> Effective:
    """The upper matter with the overlay's differences, or why it may not have them. `name` is the lower tenant's, shown
    further down as the source of what it set."""
    notes = tuple(finding.in_file(OVERLAY_FILE) for finding in _notes(upper, overlay))
    if has_errors(notes):
        return Effective(None, above, notes)
    refused = _looser(upper, overlay, above, centre)
    if refused:
        return Effective(None, above, (*notes, *refused))
    changed = above.changed(overlay.changes, name) if name else above
    return Effective(merge(upper, overlay), changed, notes)


def resolve(top: MatterModel, levels: Sequence[Level], above: Above, centre: Centre) -> Effective:
    """The matter at the end of several levels, each held against the one resolved above it. The first level that is
    refused ends the way down, with its findings."""
    found = Effective(top, above)
    for level in levels:
        if found.model is None:
            break
        below = effective(found.model, level.overlay, found.above, centre, name=level.name)
        found = replace(below, findings=(*found.findings, *below.findings))
    return found


def merge(upper: MatterModel, overlay: Overlay) -> MatterModel:
    """The upper model with the differences written in, whether or not they are tighter."""
    matter = _merged(upper.matter, overlay)
    drawn = overlay.diagram if overlay.diagram is not None else upper.diagram
    diagram = with_limits(drawn, matter.promised, matter.statutory, overlay.steps)
    return replace(upper, matter=matter, diagram=diagram)


def _looser(upper: MatterModel, overlay: Overlay, above: Above, centre: Centre) -> tuple[Finding, ...]:
    """In what the overlay is looser. Without a drawing of its own only the step limits it names are looked at, and no
    drawing is made: a change at the top is held against thousands of overlays."""
    if overlay.diagram is not None:
        found = looser_fields(upper, merge(upper, overlay), above, centre)
    else:
        lower = replace(upper, matter=_merged(upper.matter, overlay))
        steps = shorter_steps(upper.diagram, overlay.steps, above, centre) if overlay.steps else ()
        found = (*looser_fields(upper, lower, above, centre), *steps)
    return tuple(finding.in_file(OVERLAY_FILE) for finding in found)


def _merged(upper: Matter, overlay: Overlay) -> Matter:
    changes: dict[str, object] = {key: value for key in _TAKEN if (value := getattr(overlay, key)) is not None}
    if overlay.waived_materials or overlay.materials:
        changes["materials"] = tuple(_materials(upper, overlay))
    if overlay.waived_fees or overlay.fees:
        changes["fees"] = tuple(_fees(upper, overlay))
    if overlay.bases:
        own = {basis.id: basis for basis in overlay.bases}
        kept = tuple(own.pop(basis.id, basis) for basis in upper.bases)
        changes["bases"] = (*kept, *own.values())
    return replace(upper, overlay_of=overlay.overlay_of, **changes)  # type: ignore[arg-type]  # fields by their names


def _materials(upper: Matter, overlay: Overlay) -> Iterator[Material]:
    changes = {each.code: each for each in overlay.materials if each.code not in overlay.waived_materials}
    for material in upper.materials:
        change = changes.pop(material.code, None)
        if material.code not in overlay.waived_materials:
            yield material if change is None else replace(material, **_said(change))  # type: ignore[arg-type]
    for change in changes.values():
        yield replace(Material(change.code, change.name or change.code), **_said(change))  # type: ignore[arg-type]


def _fees(upper: Matter, overlay: Overlay) -> Iterator[Fee]:
    changes = {each.name: each for each in overlay.fees if each.name not in overlay.waived_fees}
    for fee in upper.fees:
        change = changes.pop(fee.name, None)
        if fee.name not in overlay.waived_fees:
            yield fee if change is None else replace(fee, **_said(change))  # type: ignore[arg-type]
    for change in changes.values():
        yield replace(Fee(change.name, change.standard or ""), **_said(change))  # type: ignore[arg-type]


def _said(change: MaterialChange | FeeChange) -> dict[str, object]:
    """The fields a change speaks of."""
    return {key: value for key in change.__slots__ if (value := getattr(change, key)) is not None}


def _notes(upper: MatterModel, overlay: Overlay) -> Iterator[Finding]:
    """What does not fit the matter above, whatever the order says."""
    if overlay.code != upper.matter.code:
        yield Finding(
            code="overlay-matter",
            element="code",
            message=f"本地配置是事项“{overlay.code}”的，上级的事项是“{upper.matter.code}”。",
            expected=upper.matter.code,
            met=overlay.code,
            advice="请把文件夹名改为上级的事项代码。",
        )
    drawn = overlay.diagram if overlay.diagram is not None else upper.diagram
    for step, _ in overlay.steps:
        if drawn.find(step) is None:
            known = "、".join(node.id for node in drawn.nodes() if node.step.limit) or "没有写时限的环节"
            text = f"流程图里没有环节“{step}”。"
            yield Finding(
                "overlay-step", text, element=f"steps.{step}", expected=known, met=step, advice="请写环节的 id。"
            )
    for key, name, given, listed in (
        ("waived_materials", "材料", overlay.waived_materials, [each.code for each in upper.matter.materials]),
        ("waived_fees", "收费", overlay.waived_fees, [each.name for each in upper.matter.fees]),
    ):
        for each in given:
            if each not in listed:
                text = f"免去的{name}“{each}”上级本来就没有。"
                advice = "请核对，或删去这一项。"
                expected = "、".join(listed) or "无"
                yield Finding(
                    "overlay-waived", text, Severity.NOTE, element=key, expected=expected, met=each, advice=advice
                )


@dataclass(frozen=True, slots=True)
class Lower:
    """An overlay in force somewhere below: the tenant's code and name, and its differences."""

    tenant: str
    name: str
    overlay: Overlay


@dataclass(frozen=True, slots=True)
class Broken:
    """An overlay that a change above breaks, with every field that is now looser."""

    tenant: str
    name: str
    findings: tuple[Finding, ...]

    @property
    def fate(self) -> str:
        """What happens to it, in Chinese."""
        return f"{self.name}的本地配置须改后再发布；此前新收的办件按上级新版办理，已收的办件按收件时的版本办完。"


@dataclass(frozen=True)
class Below:
    """All overlays of one matter under the tenant `top`, by tenant."""

    top: str
    tree: Tree
    overlays: Mapping[str, Lower] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, top: str, tree: Tree, overlays: Iterable[Lower]) -> "Below":
        """Those of the overlays that stand below the top; the order they come in makes no difference."""
        under = set(tree.descendants(top))
        kept = {each.tenant: each for each in sorted(overlays, key=lambda each: each.tenant) if each.tenant in under}
        return cls(top, tree, MappingProxyType(kept))


def broken_below(
    before: MatterModel, after: MatterModel, below: Below, above: Above, centre: Centre
) -> tuple[Broken, ...]:
    """The overlays below that hold under the matter as it was and no longer under the change, nearest levels first.

    Under a broken overlay the levels below are held against what then applies there: the level above it.
    """
    broken_now = _refused(after, below, above, centre)
    if not broken_now:
        return ()
    broken_then = _refused(before, below, above, centre)
    return tuple(broken for tenant, broken in broken_now.items() if tenant not in broken_then)


def _refused(top: MatterModel, below: Below, above: Above, centre: Centre) -> dict[str, Broken]:
    found: dict[str, Broken] = {}
    known: Known = {}
    todo = [(child, Effective(top, above)) for child in below.tree.children(below.top)]
    while todo:
        nearest, following = [], []
        for tenant, over in todo:
            lower = below.overlays.get(tenant)
            here = over
            if lower is not None and over.model is not None:
                if below.tree.children(tenant):
                    here, findings = _judged(over, over.model, lower, centre)
                else:
                    findings = _last(over, over.model, lower, centre, known)
                if findings:
                    found[tenant] = Broken(tenant, lower.name, findings)
            nearest.append((tenant, here))
        for tenant, here in nearest:
            following += [(child, here) for child in below.tree.children(tenant)]
        todo = following
    return found


Known = dict[tuple[int, tuple[object, ...]], tuple[Finding, ...]]
"""What was found of the same differences under the same matter: many levels tighten to the same few days."""


def _judged(over: Effective, model: MatterModel, lower: Lower, centre: Centre) -> tuple[Effective, tuple[Finding, ...]]:
    """What applies at a level that has others below it, and why its overlay does not."""
    judged = effective(model, lower.overlay, over.above, centre, name=lower.name)
    return (over, judged.findings) if judged.model is None else (judged, ())


def _last(over: Effective, model: MatterModel, lower: Lower, centre: Centre, known: Known) -> tuple[Finding, ...]:
    """Why the overlay of a lowest level does not hold: no drawing is made for nobody, and what every level says for
    itself plays no part."""
    key = (id(model), _HELD_AGAINST(lower.overlay)) if lower.overlay.diagram is None else None
    if key is not None and key in known:
        return known[key]
    notes = tuple(note.in_file(OVERLAY_FILE) for note in _notes(model, lower.overlay))
    findings = notes if has_errors(notes) else _looser(model, lower.overlay, over.above, centre)
    if key is not None:
        known[key] = findings
    return findings


_SAID_FREELY = frozenset(
    {
        "windows",
        "place",
        "hours",
        "consult_phone",
        "complaint_phone",
        "scope",
        "implementation_code",
        "business_code",
        "remarks",
    }
)
_HELD_AGAINST = attrgetter(*(each.name for each in fields(Overlay) if each.name not in _SAID_FREELY))
"""What of an overlay is held against the matter above."""

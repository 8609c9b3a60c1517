"""An overlay and the bundle above it made into the bundle that is judged, published and run at the lower level.

What came from above is written into it, so its hash changes when the matter above changes: a version keeps for
ever what it was made of.
"""

from dataclasses import dataclass

from bpmn.document import read_diagram, write_diagram
from bpmn.finding import Finding, has_errors
from bpmn.layout import lay_out
from tenants.bundle import DIAGRAM_FILE, MATTER_FILE, OVERLAY_FILE, Bundle
from tenants.matter_writer import write_matter
from tenants.model import MatterModel
from tenants.overlay import Effective, Overlay, effective
from tenants.overlay_document import read_overlay_bundle
from tenants.reading import read_bundle
from tenants.rule import Centre
from tenants.tightening import looser_fields
from tenants.tightening.above import Above


@dataclass(frozen=True, slots=True)
class EffectiveBundle:
    """The bundle of a lower level, None when it is refused, with what was found; `resolved` is the matter in it."""

    bundle: Bundle | None
    resolved: Effective
    findings: tuple[Finding, ...] = ()


def effective_bundle(upper: Bundle, lower: Bundle, above: Above, centre: Centre, *, name: str = "") -> EffectiveBundle:
    """The lower bundle over the upper one: `overlay.toml` written in, or a whole matter that names `overlay_of` held
    against the one above. The upper bundle must be one that can be read; ValueError otherwise."""
    model = read_bundle(upper).model
    if model is None:
        raise ValueError(f"the bundle above of {upper.code} cannot be read")
    if OVERLAY_FILE not in lower.files:
        return _whole(model, lower, above, centre)
    reading = read_overlay_bundle(lower)
    if reading.overlay is None or has_errors(reading.findings):
        return EffectiveBundle(None, Effective(None, above), reading.findings)
    resolved = effective(model, reading.overlay, above, centre, name=name)
    findings = (*reading.findings, *resolved.findings)
    if resolved.model is None:
        return EffectiveBundle(None, resolved, findings)
    return EffectiveBundle(written(upper, lower, reading.overlay, resolved.model), resolved, findings)


def written(upper: Bundle, lower: Bundle, overlay: Overlay, model: MatterModel) -> Bundle:
    """The files of the resolved matter: those above, those the lower level brings, the two that carry the limits. The
    scenarios above stay there: they tell what the level above promised."""
    above = {path: source for path, source in upper.files.items() if not path.endswith(".feature")}
    files = {**above, **{path: source for path, source in lower.files.items() if path != OVERLAY_FILE}}
    files[MATTER_FILE] = write_matter(model.matter)
    drawn = read_diagram(files[DIAGRAM_FILE], file=DIAGRAM_FILE).diagram
    if drawn != model.diagram or overlay.diagram is not None:
        shaped = model.diagram if model.diagram.shapes else lay_out(model.diagram)
        files[DIAGRAM_FILE] = write_diagram(shaped)
    return Bundle(upper.code, files)


def _whole(upper: MatterModel, lower: Bundle, above: Above, centre: Centre) -> EffectiveBundle:
    """A whole matter of the lower level's own, which may be no looser either."""
    reading = read_bundle(lower)
    if reading.model is None or has_errors(reading.findings):
        return EffectiveBundle(None, Effective(None, above), reading.findings)
    refused = tuple(each.in_file(MATTER_FILE) for each in looser_fields(upper, reading.model, above, centre))
    findings = (*reading.findings, *refused)
    if refused:
        return EffectiveBundle(None, Effective(None, above, refused), findings)
    return EffectiveBundle(lower, Effective(reading.model, above), findings)

"""Only tighter (只能收紧, R27): every field of a matter has an order, and a lower level may move only towards tighter.

`looser_fields` holds a lower level's whole matter against the one above; it does not matter how the lower came
about, by an overlay or as a bundle of its own that names `overlay_of`.
"""

from collections.abc import Callable, Iterable

from bpmn.finding import Finding
from tenants.model import MatterModel
from tenants.rule import Centre
from tenants.tightening import drawing, facts, limits, materials
from tenants.tightening.above import Above

Check = Callable[[MatterModel, MatterModel, Above, Centre], Iterable[Finding]]
CHECKS: tuple[Check, ...] = (limits.check, facts.check, materials.check, drawing.check)


def looser_fields(upper: MatterModel, lower: MatterModel, above: Above, centre: Centre) -> tuple[Finding, ...]:
    """Everything in which the lower matter is looser than the upper one: the field, both values, the source above.
    `centre` brings the kinds of step and, to compare different units, the calendar."""
    return tuple(finding for check in CHECKS for finding in check(upper, lower, above, centre))

"""Where receiving and deciding are kept apart (受办分离, C4), no post both receives or accepts and decides."""

from collections.abc import Iterator

from bpmn.finding import Finding
from bpmn.step_kind import Marks
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_step

FRONT = (Marks.RECEIVE, Marks.ACCEPT)


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    if not model.matter.separation:
        return
    steps = [(node, kind.marks) for node in model.nodes() if (kind := centre.kind_of(node)) is not None]
    front = {(node.step.department, node.step.post): node for node, marks in steps if marks in FRONT}
    for node, marks in steps:
        place = (node.step.department, node.step.post)
        if marks is Marks.DECIDE and place in front and any(place):
            text = f"与“{front[place].label}”在同一岗位，受理的人不得自己决定（受办分离）。"
            advice = "请改岗位；确为受办合一的事项，matter.toml 写 separation = false。"
            yield at_step(node, text, expected="不同的岗位", met="/".join(place), advice=advice)


RULE = Rule("four-eyes", "受理与决定不在同一岗位", _check, basis="受办分离（C4）")

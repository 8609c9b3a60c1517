"""Every step of people has a limit of its own before it is published (限时办结, C9); on the spot is written as 0.

Whether what is written is a limit at all is asked by the drawing's own rule `limit-value`.
"""

from collections.abc import Iterator

from bpmn.diagram import HUMAN_TASKS
from bpmn.finding import Finding
from tenants.matter import MatterKind
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_step


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    if model.matter.kind is MatterKind.INSTANT:
        return
    for node in model.nodes():
        if node.kind in HUMAN_TASKS and not node.step.limit:
            advice = "请写 gov:limit 和 gov:limitUnit；当场办的写 0。"
            yield at_step(node, "没有写时限。", expected="整数和单位", met="没有", advice=advice)


RULE = Rule("step-limit-present", "人办的环节都有时限", _check, basis="限时办结（C9）")

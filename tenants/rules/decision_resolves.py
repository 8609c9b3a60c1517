"""Every decision a step asks is in the bundle."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_step


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    for node in model.nodes():
        asked = node.step.decision
        if asked and asked not in model.decisions:
            expected = "、".join(sorted(model.decisions)) or "先有 .dmn 文件"
            text = f"问的决策“{asked}”不在事项包里。"
            yield at_step(node, text, expected=expected, met=asked, advice="请加上这张决策表，或改 gov:decision。")


RULE = Rule("decision-resolves", "环节的决策都在", _check)

"""Every kind of step the drawing names is known; a special step of no known kind is refused (D7)."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_step


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    for node in model.nodes():
        if node.step.kind and node.step.kind not in centre.kinds:
            expected = "、".join(f"{kind.code}（{kind.name}）" for kind in centre.kinds.values())
            text = f"的环节类型“{node.step.kind}”不认识。"
            yield at_step(node, text, expected=expected, met=node.step.kind, advice="请从列表里选。")


RULE = Rule("step-kind-known", "环节类型都认识", _check, basis="特殊环节只限列明的种类（D7）")

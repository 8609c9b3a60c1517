"""A special step has its legal basis; one without is refused (D10, D11; 优化营商环境条例35)."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_step


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    for node in model.nodes():
        kind = centre.kind_of(node)
        if kind is not None and kind.special and not node.step.legal_basis:
            advice = "请写 gov:legalBasis（法名和条款）；没有依据的特殊环节必须取消。"
            yield at_step(
                node, f"是特殊环节（{kind.name}），无法定依据。", expected="法名和条款", met="没有", advice=advice
            )


RULE = Rule("special-step-basis", "特殊环节都有法定依据", _check, basis="优化营商环境条例35（D10、D11）")

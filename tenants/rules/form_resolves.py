"""Every form a step names is in the bundle."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_step


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    for node in model.nodes():
        if node.step.form and node.step.form not in model.forms:
            expected = "、".join(sorted(model.forms)) or "forms/ 里先有表单"
            text = f"用的表单“{node.step.form}”不在事项包里。"
            advice = f"请加上 forms/{node.step.form}.json，或改 gov:formKey。"
            yield at_step(node, text, expected=expected, met=node.step.form, advice=advice)


RULE = Rule("form-resolves", "环节的表单都在", _check)

"""Only an administrative department, a vertical one or a public institution decides (A17, B26)."""

from collections.abc import Iterator

from bpmn.finding import Finding
from bpmn.step_kind import Marks
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_step


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    if centre.organisation is None:
        return
    for node in model.nodes():
        kind = centre.kind_of(node)
        department = centre.department_of(node, model.matter)
        if kind is not None and kind.marks is Marks.DECIDE and department is not None and not department.may_approve:
            text = f"由“{department.name}”决定，而{department.body.chinese}没有审批权。"
            expected = "行政机关、垂管、事业单位"
            yield at_step(node, text, expected=expected, met=department.body.chinese, advice="请改部门或环节类型。")


RULE = Rule("approver-may-approve", "决定由有审批权的部门作出", _check, basis="中介和企业没有审批权（A17、B26）")

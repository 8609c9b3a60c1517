"""Reviews and decisions of a department are drawn at a post of its approval unit (三集中三到位, D1)."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_step

_APPROVALS = ("review", "decide")


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    if centre.organisation is None:
        return
    for node in model.nodes():
        department = centre.organisation.department(node.step.department)
        if department is None or node.step.kind not in _APPROVALS or not node.step.post:
            continue
        post = centre.organisation.post(node.step.department, node.step.post)
        if post is not None and not department.is_approval_unit(post):
            text = (
                f"在“{post.unit}”的岗位“{post.name}”，而{department.short}的审批只由“{department.approval_unit}”办理。"
            )
            advice = "请改成该股室的岗位，或由系统管理员更正岗位所属股室。"
            yield at_step(node, text, expected=department.approval_unit, met=post.unit, advice=advice)


RULE = Rule("approval-unit", "审查、决定在承担审批的股室", _check, basis="一个部门的审批归并到一个内设股室（D1）")

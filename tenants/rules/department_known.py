"""Every department and post of the drawing is one of the centre's, and every step of people has a department."""

from collections.abc import Iterator

from bpmn.diagram import HUMAN_TASKS, Node
from bpmn.finding import Finding
from tenants.matter import Matter
from tenants.model import MatterModel
from tenants.organisation import Organisation
from tenants.rule import Centre, Rule, at_step


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    for node in model.nodes():
        if node.kind in HUMAN_TASKS and not node.step.department:
            text = "没有写由哪个部门办。"
            yield at_step(node, text, expected="gov:department", met="没有", advice="请选择部门和岗位。")
        elif centre.organisation is not None and node.step.department:
            yield from _somewhere(node, model.matter, centre, centre.organisation)


def _somewhere(node: Node, matter: Matter, centre: Centre, own: Organisation) -> Iterator[Finding]:
    """The place of a step, at the tenant that works it: this one, or one above that has the department."""
    if node.kind not in HUMAN_TASKS or centre.workplaces is None:
        if matter.work_grant(node.id) is None:
            yield from _place(node, own)
        return
    worker = centre.workplaces.worker(node, matter)
    if isinstance(worker, Finding):
        granted = matter.work_grant(node.id) is not None
        yield from _none(node, worker) if granted else _place(node, own)
    else:
        yield from _place(node, centre.workplaces.organisations[worker])


def _none(node: Node, why: Finding) -> Iterator[Finding]:
    yield at_step(node, f"没有单位可办：{why.message}", expected=why.expected, met=why.met, advice=why.advice)


def _place(node: Node, organisation: Organisation) -> Iterator[Finding]:
    department = organisation.department(node.step.department)
    if department is None:
        expected = "、".join(each.code for each in organisation.departments)
        text = f"的部门“{node.step.department}”不在本中心的部门里。"
        yield at_step(node, text, expected=expected, met=node.step.department, advice="请改部门，或在机构里加上它。")
    elif node.step.post and organisation.post(department.code, node.step.post) is None:
        expected = "、".join(each.code for each in organisation.posts_of(department.code)) or "先设岗位"
        text = f"的岗位“{node.step.post}”不在“{department.short}”的岗位里。"
        yield at_step(node, text, expected=expected, met=node.step.post, advice="请改岗位，或在机构里加上它。")


RULE = Rule("department-known", "部门和岗位都在", _check, basis="授权到部门和岗位（D1）")

"""Results are handed over at the single exit window (统一出件, C1)."""

from collections.abc import Iterator

from bpmn.finding import Finding
from bpmn.step_kind import Marks
from tenants.model import MatterModel
from tenants.organisation import PostKind
from tenants.rule import Centre, Rule, at_step


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    organisation = centre.organisation
    if organisation is None:
        return
    for node in model.nodes():
        kind = centre.kind_of(node)
        if kind is None or kind.marks is not Marks.DELIVER:
            continue
        post = organisation.post(node.step.department, node.step.post)
        if post is None or post.kind is not PostKind.EXIT:
            exits = "、".join(f"{each.department}/{each.code}" for each in organisation.posts_of_kind(PostKind.EXIT))
            met = f"{node.step.department}/{node.step.post}"
            advice = "请改 gov:department、gov:post 为出件岗位。"
            yield at_step(node, "是送达，不在出件岗位。", expected=exits or "先设出件岗位", met=met, advice=advice)


RULE = Rule("delivery-at-exit", "送达在统一出件窗口", _check, basis="统一窗口出件（C1）")

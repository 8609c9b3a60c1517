"""What the guide must say before a matter is published: the five fields of the flow list and the results (B7, B8)."""

from collections.abc import Iterator

from bpmn.finding import Finding, Severity
from bpmn.step_kind import Marks
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_key


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    matter = model.matter
    for key, name, value in (
        ("conditions", "受理条件", matter.conditions),
        ("materials", "申请材料", matter.materials),
        ("results", "办理结果", matter.results),
        ("basis", "设定依据", matter.basis),
    ):
        if not value:
            yield at_key(key, f"没有写{name}，办事指南不完整。", expected=name, met="没有", advice=f"请写上{name}。")
    kinds = (centre.kind_of(node) for node in model.nodes())
    if not matter.remedies and any(kind is not None and kind.marks is Marks.DECIDE for kind in kinds):
        text = "会作出决定，却没有写救济途径（行政复议、行政诉讼）。"
        advice = "请写 [[remedies]]：不予决定须告知复议、诉讼的权利、机关和期限（许可法38）。"
        yield at_key("remedies", text, expected="复议、诉讼", met="没有", advice=advice)
    if not matter.consult_phone:
        text, advice = "没有写咨询电话。", "请写 consult_phone。"
        yield at_key("consult_phone", text, expected="电话", met="没有", advice=advice, weight=Severity.NOTE)


RULE = Rule("guide-fields", "办事指南要素齐全", _check, basis="公开内容（B7、B8）；行政许可法30、38")

"""The drawing asks the applicant to come no more often than the matter promises (最多跑一次, C23; 零次跑, C24)."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_key


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    asking = [node for node in model.nodes() if node.step.visit]
    most = model.matter.visits.most
    if len(asking) > most:
        names = "、".join(node.label for node in asking)
        text = f"流程图有{len(asking)}个环节要申请人到现场（{names}），公布的是最多{most}次。"
        advice = "请减少到现场的环节，或改 visits 并写明原因。"
        yield at_key("visits", text, expected=f"≤{most}", met=str(len(asking)), advice=advice)


RULE = Rule("visits-within", "到现场次数不超过公布的次数", _check, basis="最多跑一次（C23、C24）")

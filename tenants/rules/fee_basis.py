"""Every fee has a basis; a fee for a licence only in law or administrative regulation (许可法58, C26)."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.matter import Authority, MatterType
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_key

FOR_LICENCES = (Authority.LAW, Authority.REGULATION)


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    for place, fee in enumerate(model.matter.fees, 1):
        key, cited = f"fees[{place}].basis", model.matter.cited(fee.basis)
        if not cited:
            text = f"收费“{fee.name}”没有写依据。"
            yield at_key(key, text, expected="依据的 id", met="没有", advice="请引用法条；没有依据不得收费。")
        elif model.matter.type is MatterType.LICENCE and not any(basis.authority in FOR_LICENCES for basis in cited):
            met = "、".join(f"{basis}（{basis.authority.chinese}）" for basis in cited)
            text = f"行政许可的收费“{fee.name}”只能由法律、行政法规规定，现在依据{met}。"
            yield at_key(key, text, expected="法律、行政法规", met=met, advice="请改依据或取消收费。")


RULE = Rule("fee-basis", "收费都有依据", _check, basis="行政许可法58")

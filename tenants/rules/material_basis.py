"""Every material the applicant must hand in has a basis (许可法31).

A proof has one in law, administrative regulation or a State Council decision (优化营商环境条例44, B21).
"""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.matter import Authority
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_key

FOR_PROOFS = (Authority.LAW, Authority.REGULATION, Authority.STATE_COUNCIL)


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    for place, material in enumerate(model.matter.materials, 1):
        key = f"materials[{place}].basis"
        cited = model.matter.cited(material.basis)
        if not cited:
            if material.exempt is None or material.proof:
                text = f"材料“{material.name}”没有写依据。"
                advice = "请引用法条；没有依据的材料不得要求提交。"
                yield at_key(key, text, expected="依据的 id", met="没有", advice=advice)
        elif material.proof and not any(basis.authority in FOR_PROOFS for basis in cited):
            met = "、".join(f"{basis}（{basis.authority.chinese}）" for basis in cited)
            text = f"证明事项“{material.name}”的依据层级不够：{met}。"
            advice = "没有法律、行政法规或国务院决定作依据的证明一律取消。"
            yield at_key(key, text, expected="、".join(each.chinese for each in FOR_PROOFS), met=met, advice=advice)


RULE = Rule("material-basis", "材料都有依据", _check, basis="行政许可法31；优化营商环境条例44")

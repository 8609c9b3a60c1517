"""What rests only on texts nobody has read is marked 待核实: it may be worked with, not shown as law."""

from collections.abc import Iterator

from bpmn.finding import Finding, Severity
from tenants.matter import Mark
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_key


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    matter = model.matter
    cited: list[tuple[str, str, tuple[str, ...]]] = [("basis", "设定依据", matter.basis)]
    if matter.statutory:
        cited.append(("statutory.basis", "法定时限", matter.statutory.basis))
    cited += [
        (f"materials[{n}].basis", f"材料“{m.name}”", m.basis) for n, m in enumerate(matter.materials, 1) if m.proof
    ]
    cited += [(f"fees[{n}].basis", f"收费“{fee.name}”", fee.basis) for n, fee in enumerate(matter.fees, 1)]
    for key, name, ids in cited:
        bases = matter.cited(ids)
        if bases and all(basis.mark is not Mark.READ for basis in bases):
            met = "、".join(f"{basis}（{basis.mark.chinese}）" for basis in bases)
            text = f"{name}的依据都还没有核对原文：{met}。"
            yield at_key(key, text, expected="至少一条已核对原文", met=met, advice="请核对后把 mark 改为 V。")


RULE = Rule("basis-verified", "依据已核对原文", _check, basis="对外显示的依据须已核对", severity=Severity.WARNING)

"""Materials: a lower level asks for no more, and of each for nothing harder (R27)."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.matter import Material, Need
from tenants.model import MatterModel
from tenants.rule import Centre
from tenants.tightening.above import Above, looser

KEY = "materials"
_BURDEN = {Need.OPTIONAL: 0, Need.GAP: 1, Need.REQUIRED: 2}


def check(upper: MatterModel, lower: MatterModel, above: Above, _centre: Centre) -> Iterator[Finding]:
    """Every material that the level above does not ask for, or not in this way."""
    if lower.matter.materials == upper.matter.materials:
        return
    known = {material.code: material for material in upper.matter.materials}
    for material in lower.matter.materials:
        asked = known.get(material.code)
        if asked is None:
            names = "、".join(each.name for each in upper.matter.materials) or "无"
            text = f"增加了材料“{material.name}”，{above.of(KEY)}没有要求。"
            yield looser(KEY, text, expected=f"不超出：{names}", met=material.name, element=_at(material))
        elif asked != material:
            yield from _harder(asked, material, above.of(KEY))


def _harder(upper: Material, lower: Material, source: str) -> Iterator[Finding]:
    for key, name in (("originals", "原件份数"), ("copies", "复印件份数")):
        if getattr(lower, key) > getattr(upper, key):
            yield _loose(lower, key, name, f"≤{getattr(upper, key)}", str(getattr(lower, key)), source)
    if _BURDEN[lower.need] > _BURDEN[upper.need]:
        yield _loose(lower, "need", "必要性", upper.need.chinese, lower.need.chinese, source)
    if upper.may_gap and lower.may_gap and lower.supply_working_days < upper.supply_working_days:
        days = f"≥{upper.supply_working_days}工作日"
        yield _loose(lower, "supply_working_days", "补交时限", days, f"{lower.supply_working_days}工作日", source)
    if upper.exempt is not None and lower.exempt is None:
        yield _loose(lower, "exempt", "免交", upper.exempt.chinese, "须提交", source)
    if upper.when and lower.when != upper.when:
        yield _loose(lower, "when", "情形", upper.when, lower.when or "一律要交", source)
    if upper.electronic and not lower.electronic:
        yield _loose(lower, "electronic", "电子证照代替", "可以", "不可以", source)
    if lower.proof and not upper.proof:
        yield _loose(lower, "proof", "证明事项", "否", "是", source)
    if not set(lower.form) >= set(upper.form):
        yield _loose(lower, "form", "形式", "、".join(upper.form), "、".join(lower.form) or "无", source)
    for key, name in (("name", "名称"), ("kind", "类型"), ("source", "来源")):
        if getattr(lower, key) != getattr(upper, key):
            above, here = _word(getattr(upper, key)), _word(getattr(lower, key))
            yield _loose(lower, key, name, above, here, source)


def _loose(material: Material, key: str, name: str, expected: str, met: str, source: str) -> Finding:
    text = f"材料“{material.name}”的{name}“{met}”宽于{source}的“{expected.lstrip('≤≥')}”。"
    return looser(KEY, text, expected=expected, met=met, element=f"{_at(material)}.{key}")


def _at(material: Material) -> str:
    return f"{KEY}[{material.code}]"


def _word(value: object) -> str:
    return str(getattr(value, "chinese", value))

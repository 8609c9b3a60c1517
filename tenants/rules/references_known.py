"""Materials and notices that steps name, and departments and windows that the matter names, are there."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.model import MatterModel
from tenants.organisation import Organisation
from tenants.rule import Centre, Rule, at_key, at_step


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    matter = model.matter
    materials, notices = {each.code for each in matter.materials}, {each.code for each in matter.notices}
    for node in model.nodes():
        for what, asked, known in (("材料", node.step.materials, materials), ("文书", node.step.notices, notices)):
            for code in asked:
                if code not in known:
                    text = f"的{what}“{code}”不在 matter.toml 里。"
                    expected = "、".join(sorted(known)) or f"先写{what}"
                    yield at_step(node, text, expected=expected, met=code, advice=f"请补上这件{what}，或改引用。")
    if centre.organisation is not None:
        yield from _places(model, centre, centre.organisation)


def _places(model: MatterModel, centre: Centre, organisation: Organisation) -> Iterator[Finding]:
    matter = model.matter
    named = [("lead", matter.lead), *(("departments", code) for code in matter.departments)]
    named += [(f"results[{n}].department", each.department) for n, each in enumerate(matter.results, 1)]
    named += [(f"materials[{n}].department", each.department) for n, each in enumerate(matter.materials, 1)]
    named += [(f"notices[{n}].signed_by", each.signed_by) for n, each in enumerate(matter.notices, 1)]
    named += [(f"parts[{n}].lead", each.lead) for n, each in enumerate(matter.parts, 1)]
    for key, code in named:
        if code and not centre.knows(code):
            expected = "、".join(each.code for each in organisation.departments)
            text = f"“{key}”写的部门“{code}”不在本中心的部门里。"
            yield at_key(key, text, expected=expected, met=code, advice="请改部门，或在机构里加上它。")
    known = {node.id for node in model.nodes()}
    for number, grant in enumerate(matter.work_grants, 1):
        if grant.step not in known:
            text = f"由其他单位办理的环节“{grant.step}”不在流程图里。"
            key = f"work_grants[{number}].step"
            yield at_key(key, text, expected="流程图里环节的 id", met=grant.step, advice="请改环节，或删去这一项。")
    for code in matter.windows:
        if not centre.knows_window(code):
            text = f"办理窗口“{code}”既不是窗口也不是专区。"
            yield at_key("windows", text, expected="窗口或专区的代码", met=code, advice="请改窗口，或在机构里加上它。")


RULE = Rule("references-known", "引用的材料、文书、部门、窗口都在", _check)

"""办事指南: what the published version makes the guide say, and what must be written first (B6–B8)."""

from dataclasses import replace
from typing import Any

from bpmn.finding import Severity
from engine.guide import guide
from engine.publishing import Gate
from engine.refusal import Refusal
from engine.verify.generated import PLAIN, wanted_pack
from engine.verify.grammar import Unmet, expect, step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import BadValue
from tenants.bundle import DIAGRAM_FILE, MATTER_FILE, Bundle
from tenants.calendar import national_calendar
from tenants.step_kinds import KINDS

SAID = {
    "事项名称": "name",
    "设定依据": "basis",
    "受理条件": "conditions",
    "申请材料": "materials",
    "办理流程": "steps",
    "承诺时限": "promised",
    "法定时限": "statutory",
    "收费": "fees",
    "办理结果": "results",
    "承办机构": "lead",
    "责任人": "responsible",
    "联系电话": "consult_phone",
    "监督电话": "complaint_phone",
    "救济途径": "remedies",
}
"""Parts of the guide as people call them."""
_WRITTEN = {
    "名称": 'name = "甲"\n',
    "承诺时限": "promised = ",
    "申报条件": "[[conditions]]",
    "申报材料": "[[materials]]",
}
_FLOW = "办理程序"


@step('办事指南写明"事项名称、设定依据、申请材料"', words="办事指南里写着这些内容；不收费的写不收费")
def says(hall: Hall, parts: str) -> None:
    facts = _guide(hall)
    for part in parts.split("、"):
        if part not in SAID:
            raise BadValue(f"办事指南里没有“{part}”；有：{'、'.join(SAID)}。")
        if part != "收费" and not facts[SAID[part]]:
            raise Unmet(f"办事指南的{part}", "写明", "没有写")


@step('办事指南的承诺时限为"10 个工作日"', words="办事指南写的承诺时限")
def promises(hall: Hall, limit: str) -> None:
    expect("办事指南的承诺时限", limit.replace(" ", ""), str(_guide(hall)["promised"]).replace(" ", ""))


@step("办事指南为第1版", words="办事指南写着实施清单的这一版")
def of_version(hall: Hall, number: str) -> None:
    expect("办事指南的版本", number, str(_guide(hall)["version"]))


@step("办事指南的内容指纹与发布的版本相同", words="办事指南的内容指纹就是发布的那一版的")
def of_hash(hall: Hall) -> None:
    expect("内容指纹", hall.prepared().terms.model.hash, str(_guide(hall)["hash"]))


@step('发布没有写"申报条件"的实施清单', words="实施清单缺这一项：名称、申报条件、办理程序、申报材料、承诺时限")
def publishes_without(hall: Hall, part: str) -> None:
    if part != _FLOW and part not in _WRITTEN:
        raise BadValue(f"流程清单里没有“{part}”；有：{'、'.join((*_WRITTEN, _FLOW))}。")
    pack = wanted_pack(hall.wanted)
    (bundle,) = pack.bundles
    poorer = Bundle(PLAIN, _without(dict(bundle.files), part))
    judged = hall.kept.judge(poorer, replace(pack, bundles=(poorer,)), Gate(national_calendar(), KINDS))
    errors = [each.message for each in judged.findings if each.severity is Severity.ERROR]
    hall.refusal = Refusal("gate", "；".join(errors), "") if errors else None


def _without(files: dict[str, bytes], part: str) -> dict[str, bytes]:
    """The files of the plain matter with one part of its list left out."""
    if part == _FLOW:
        return {name: content for name, content in files.items() if name != DIAGRAM_FILE}
    lines, kept, skipping = files[MATTER_FILE].decode().splitlines(keepends=True), [], False
    wanted = _WRITTEN[part]
    for line in lines:
        if line.startswith("["):
            skipping = wanted.startswith("[") and line.startswith(wanted)
        if skipping or (not wanted.startswith("[") and line.startswith(wanted)):
            continue
        kept.append(line)
    return {**files, MATTER_FILE: "".join(kept).encode()}


def _guide(hall: Hall) -> dict[str, Any]:
    prepared = hall.prepared()
    if hall.tenant is None:
        raise NotReady("场景还没有说明在哪个中心。")
    organisation = hall.run(hall.tenants.organisation())
    names = {each.code: each.name for each in organisation.departments}
    return guide(prepared, hall.tenant, names, hall.run(hall.tenants.registers()), "", organisation)

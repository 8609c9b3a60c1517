"""上下级: a county's matter, a township's differences to it, and what is refused (R27)."""

from dataclasses import replace

from bpmn.diagram import Diagram, Flow, LimitText, Node, StepFacts
from engine.verify.generated import PLAIN, one_step_pack
from engine.verify.grammar import Unmet, shape_of, step
from engine.verify.hall import Hall, NotReady
from engine.verify.steps.acts import received_and_accepted
from engine.verify.steps.outcomes import promised
from engine.verify.values import BadValue, listed
from tenants import scope
from tenants.bundle import OVERLAY_FILE, Bundle
from tenants.matter import MatterLimit
from tenants.model import MatterModel
from tenants.overlay import MaterialChange, Overlay, effective
from tenants.overlay_bundle import written
from tenants.rule import Centre
from tenants.step_kinds import KINDS
from tenants.tenant import Level, TenantProfile
from tenants.tightening.above import Above

TOWN = TenantProfile(
    code="jia_xiang",
    name="甲乡",
    centre="甲乡便民服务中心",
    level=Level.TOWNSHIP,
    region_code="361123200",
    parent="jia",
    case_mark="甲乡办",
)
_HANDLE, _EXTRA = "handle", "extra"


@step(
    '县级实施清单承诺时限10工作日,材料为"申请书,身份证",无特殊环节',
    words="县里发布了一个事项：承诺这么多个工作日，要这些材料，没有特殊环节",
)
def county(hall: Hall, days: str, materials: str) -> None:
    hall.limits["promised"] = (int(days), "workingDay")
    pack = one_step_pack(hall.limits, listed(materials))
    hall.use(pack)
    hall.published(pack.tenant.name, PLAIN)


@step('乡镇提交本地配置"承诺时限7工作日"', words="乡镇在县级事项上提交自己的不同之处，收紧的即发布")
def town_submits(hall: Hall, difference: str) -> None:
    above, bundle = hall.run(_above(hall))
    overlay = _shorter(difference)
    found = effective(above, overlay, Above("县级"), _centre())
    if found.model is None:
        raise Unmet("本地配置", "可以发布", "；".join(finding.message for finding in found.findings))
    own = written(bundle, Bundle(PLAIN, {OVERLAY_FILE: b""}), overlay, found.model)
    hall.use(replace(one_step_pack(hall.limits), tenant=TOWN, bundles=(own,)))
    hall.published(TOWN.name, PLAIN)


@step('发布成功,"2026-04-03"受理的办件到期日为"2026-04-15"', words="乡镇的配置已经发布，那一日受理的办件按它计算")
def town_works_by_it(hall: Hall, at: str, due: str) -> None:
    if hall.tenant is None or hall.tenant.code != TOWN.code:
        raise Unmet("本地配置", "发布成功", "没有发布")
    received_and_accepted(hall, at)
    promised(hall, due)


@step(
    '"承诺时限12工作日"、增加材料"村委会证明"或增加特殊环节"集体讨论"的配置均被拒绝',
    words="放宽时限、增加材料、增加特殊环节的本地配置，一个也不能发布",
)
def looser_is_refused(hall: Hall, limit: str, material: str, special: str) -> None:
    above, _ = hall.run(_above(hall))
    _refused(above, _shorter(limit), limit.removeprefix("承诺时限"))
    _refused(above, _overlay(materials=(MaterialChange(code="another", name=material),)), material)
    _refused(above, _overlay(diagram=_with_special(above.diagram, special)), special)


def _refused(above: MatterModel, overlay: Overlay, told: str) -> None:
    found = effective(above, overlay, Above("县级"), _centre())
    if found.model is not None:
        raise Unmet(f"“{told}”的配置", "被拒绝", "可以发布")
    if not any(told in finding.message for finding in found.findings):
        raise Unmet("拒绝的原因", f"说明“{told}”", "；".join(finding.message for finding in found.findings))


def _overlay(
    *, materials: tuple[MaterialChange, ...] = (), diagram: Diagram | None = None, promise: MatterLimit | None = None
) -> Overlay:
    """Differences to the plain matter; its one working step has the length of the promise, here as above."""
    steps = ((_HANDLE, promise),) if promise else ()
    return Overlay(code=PLAIN, overlay_of="jia", promised=promise, steps=steps, materials=materials, diagram=diagram)


def _shorter(difference: str) -> Overlay:
    shape, values = shape_of(difference)
    if shape != "承诺时限#工作日":
        raise BadValue(f"本地配置“{difference}”应写成“承诺时限7工作日”。")
    return _overlay(promise=MatterLimit(int(values[0])))


def _with_special(diagram: Diagram, name: str) -> Diagram:
    """The drawing with a special step of that name before the working step."""
    kind = next((kind for kind in KINDS.values() if kind.name == name and kind.special), None)
    if kind is None:
        raise BadValue(f"没有特殊环节“{name}”；有：{'、'.join(each.name for each in KINDS.values() if each.special)}。")
    (process,) = diagram.processes
    facts = StepFacts(limit=LimitText("1", "workingDay"), kind=kind.code, department="office", post="desk")
    extra = Node(_EXTRA, "userTask", name, process.id, step=facts)
    flows = tuple(replace(flow, target=_EXTRA) if flow.target == _HANDLE else flow for flow in process.flows)
    onward = Flow("f_extra", _EXTRA, _HANDLE, parent=process.id)
    return replace(diagram, processes=(replace(process, nodes=(*process.nodes, extra), flows=(*flows, onward)),))


def _centre() -> Centre:
    return Centre(kinds=KINDS)


async def _above(hall: Hall) -> tuple[MatterModel, Bundle]:
    """The county's matter as it is published, and its files."""
    county = await hall.directory.by_code(TOWN.parent)
    if county is None:
        raise NotReady("县级还没有发布事项：请先写明县级实施清单。")
    with scope.acting_for(county.id):
        prepared = await hall.matters.current(PLAIN)
        if prepared is None:
            raise NotReady("县级还没有发布事项。")
        model = prepared.terms.model
        bundle = await hall.tenants.bundle(PLAIN, model.hash)
    if bundle is None:
        raise NotReady("县级事项的内容不在了。")
    return model, bundle

"""上下级: a county's matter, a township's differences to it, and what is refused (R27)."""

from dataclasses import replace

from bpmn.diagram import Diagram, Flow, LimitText, Node, StepFacts
from engine.verify.generated import PLAIN, wanted_pack
from engine.verify.grammar import Unmet, shape_of, step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import BadValue
from tenants import scope
from tenants.bundle import OVERLAY_FILE, Bundle
from tenants.matter import MatterLimit
from tenants.model import MatterModel
from tenants.overlay import MaterialChange, Overlay, effective, merge
from tenants.overlay_bundle import written
from tenants.rule import Centre
from tenants.step_kinds import KINDS
from tenants.tenant import Level, TenantProfile
from tenants.tightening import looser_fields
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
    "县级实施清单承诺时限10工作日", "县级承诺时限10工作日", words="县里发布了一个事项，承诺这么多个工作日", first=True
)
def county(hall: Hall, days: str) -> None:
    hall.plain({"promised": (int(days), "workingDay")})


@step("无特殊环节", "没有特殊环节", words="县级事项没有特殊环节", first=True)
def no_special_step(hall: Hall) -> None:
    hall.plain(special=None)


@step(
    '乡镇提交本地配置"承诺时限7工作日"',
    '乡镇提交配置"承诺时限7工作日"',
    words="乡镇在县级事项上提交自己的不同之处，收紧的即发布",
)
def town_submits(hall: Hall, difference: str) -> None:
    above, bundle = _county(hall)
    overlay = _shorter(difference)
    found = effective(above, overlay, Above("县级"), _centre())
    if found.model is None:
        raise Unmet("本地配置", "可以发布", "；".join(finding.message for finding in found.findings))
    own = written(bundle, Bundle(PLAIN, {OVERLAY_FILE: b""}), overlay, found.model)
    town = replace(TOWN, settings=hall.wanted.settings)
    hall.use(replace(wanted_pack(hall.wanted), tenant=town, bundles=(own,)))
    hall.published(TOWN.name, PLAIN)


@step('"承诺时限12工作日"', '承诺时限改为"12工作日"', words="只用在“……被拒绝”里：乡镇把承诺时限改成这样", tried=True)
def other_promise(hall: Hall, limit: str) -> None:
    said = limit if limit.startswith("承诺时限") else f"承诺时限{limit}"
    _try(hall, _shorter(said))


@step('增加材料"村委会证明"', words="只用在“……被拒绝”里：乡镇多要一份材料", tried=True)
def more_material(hall: Hall, name: str) -> None:
    _try(hall, _overlay(materials=(MaterialChange(code="another", name=name),)))


@step('增加特殊环节"集体讨论"', words="只用在“……被拒绝”里：乡镇多设一个特殊环节", tried=True)
def more_special(hall: Hall, name: str) -> None:
    above, _ = _county(hall)
    _try(hall, _overlay(diagram=_with_special(above.diagram, name)))


@step('"玉山县下塘乡"的"林木采伐许可"与"玉山县"的相比,只紧不松', words="两级已发布的同名事项逐项比较，下级没有一项放宽")
def no_looser(hall: Hall, lower: str, matter: str, upper: str) -> None:
    found = _compared(hall, lower, matter, upper)
    if found:
        raise Unmet(f"{lower}的“{matter}”", "没有一项宽于上级", "；".join(found))


@step(
    '"玉山县下塘乡"的"林木采伐许可"改为承诺时限12工作日,比"玉山县"的宽,被拒绝',
    words="下级把承诺时限改成这样，与上级比较，应当被拒绝",
)
def promise_too_long(hall: Hall, lower: str, matter: str, days: str, upper: str) -> None:
    if not any("承诺" in each for each in _compared(hall, lower, matter, upper, MatterLimit(int(days)))):
        raise Unmet(f"承诺时限{days}工作日", "被拒绝", "可以发布")


def _compared(hall: Hall, lower: str, matter: str, upper: str, promise: MatterLimit | None = None) -> list[str]:
    """What is looser below than above, in words; `promise` is tried instead of the lower level's own."""
    (above, _), (below, _) = hall.bundle_named(upper, matter), hall.bundle_named(lower, matter)
    model = hall.kept.model(below)
    if promise is not None:
        model = merge(model, Overlay(code=model.matter.code, overlay_of=model.matter.overlay_of, promised=promise))
    return [each.message for each in looser_fields(hall.kept.model(above), model, Above(upper), _centre())]


def _try(hall: Hall, overlay: Overlay) -> None:
    """Hand in an overlay; what the gate above finds wrong is the refusal."""
    above, _ = _county(hall)
    found = effective(above, overlay, Above("县级"), _centre())
    if found.model is None:
        hall.findings = tuple(finding.message for finding in found.findings)
        hall.refuse_findings()


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


def _county(hall: Hall) -> tuple[MatterModel, Bundle]:
    """The county's matter, published when it is first needed."""
    if hall.tenant is None:
        hall.prepared()
    return hall.run(_above(hall))


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

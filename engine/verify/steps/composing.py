"""组合一件事: published matters composed into one, with their materials, fields, visits and days before and after."""

from dataclasses import replace

from bpmn.finding import Severity
from engine.composing import Proved, proved
from engine.publishing import Gate, check_bundle
from engine.verify.grammar import Unmet, expect, step
from engine.verify.hall import Hall, NotReady
from engine.verify.values import BadValue, listed
from tenants.bundle import MATTER_FILE, Bundle
from tenants.calendar import national_calendar
from tenants.composing.composition import Recipe
from tenants.composing.fields import choice_of
from tenants.composing.figures import Change
from tenants.composing.ingredient import Ingredient
from tenants.matter import Composition, Part
from tenants.model import MatterModel
from tenants.pack import Pack
from tenants.step_kinds import KINDS

TOGETHER = (Composition.JOINT, Composition.CHAIN, Composition.PARALLEL)


@step('"水电气网过户"由申请人选办', words="组合一件事时，这些事项由申请人选办，不是每件都办", first=True)
def optional(hall: Hall, names: str) -> None:
    hall.optional = listed(names)


@step(
    '把"玉山县"的"商品房首次转移登记,水电气网过户"依次组合为"新房一件事"',
    words="已发布的事项组合成一件事，一项办完再办下一项",
)
def in_turn(hall: Hall, centre: str, names: str, title: str) -> None:
    _compose(hall, centre, listed(names), title, apart=True)


@step(
    '把"玉山县"的"城市道路挖掘许可,临时占用城市道路许可"同时组合为"占道挖路一件事"',
    words="已发布的事项组合成一件事，各项同时办",
)
def side_by_side(hall: Hall, centre: str, names: str, title: str) -> None:
    _compose(hall, centre, listed(names), title, apart=False)


@step("发布组合出来的事项", words="组合出来的事项通过发布检查，在本中心发布")
def publish(hall: Hall) -> None:
    found, pack = _composed(hall), hall.pack
    if found.bundle is None or pack is None or found.composed.matter is None:
        raise NotReady("还没有组合出事项：请先写“把……组合为……”。")
    whole = replace(pack, bundles=(*pack.bundles, found.bundle))
    judged = check_bundle(found.bundle, whole, _gate())
    errors = [each.message for each in judged.findings if each.severity is Severity.ERROR]
    if errors:
        raise Unmet("组合出来的事项", "通过发布检查", "；".join(errors))
    hall.use(replace(pack, bundles=(found.bundle,)))
    hall.published(pack.tenant.name, found.composed.matter.name)


@step("材料由12项减为9项", words="材料清单的项数：各事项分别办理的合计，组合以后")
def materials(hall: Hall, before: str, after: str) -> None:
    _turned("材料", _composed(hall).figures.materials, before, after)


@step("要交的材料由9项减为7项", words="申请人真正要交的材料，共享、核验、前序已收的不算")
def handed_in(hall: Hall, before: str, after: str) -> None:
    _turned("要交的材料", _composed(hall).figures.handed_in, before, after)


@step("申请表字段由34个减为24个", words="申请表要填的字段")
def fields(hall: Hall, before: str, after: str) -> None:
    _turned("申请表字段", _composed(hall).figures.fields, before, after)


@step("到现场由2次减为1次", words="申请人到现场的次数")
def visits(hall: Hall, before: str, after: str) -> None:
    _turned("到现场", _composed(hall).figures.visits, before, after)


@step("各事项承诺合计15个工作日,组合后证明最长8个工作日", words="时限：逐项相加，和组合以后证明的最坏情形")
def days(hall: Hall, before: str, after: str) -> None:
    _turned("办理时限", _composed(hall).figures.days, before, after)


@step('材料"授权委托书"用于"城市道路挖掘许可,临时占用城市道路许可"', words="合并后的一份材料由这些事项共用")
def shared(hall: Hall, name: str, parts: str) -> None:
    matter = _composed(hall).composed.matter
    rows = [each for each in matter.materials if each.name == name] if matter is not None else []
    if matter is None or not rows:
        raise Unmet("材料", name, "没有")
    met = tuple(part.label for row in rows for code in row.parts if (part := matter.part(code)) is not None)
    expect(f"材料“{name}”用于", "、".join(listed(parts)), "、".join(met))


@step('材料"交通组织方案"和"占用位置平面图和交通组织方案"相近,由人决定', words="名称相近而不相同的材料不自动合并")
def undecided(hall: Hall, one: str, other: str) -> None:
    pairs = [{each.one.material.name, each.other.material.name} for each in _composed(hall).composed.materials.alike]
    if {one, other} not in pairs:
        raise Unmet("要人决定的材料", f"{one}、{other}", "；".join("、".join(sorted(each)) for each in pairs) or "没有")


@step(
    '"玉山县"的一件事、一链办理和并联审批共8件',
    words="已发布的和本场景里组合出来的，都有牵头部门",
)
def counted(hall: Hall, centre: str, count: str) -> None:
    expect("件数", str(int(count)), str(_count(hall, _pack(hall, centre))))


@step('"玉山县"的一件事、一链办理和并联审批达到10件', words="年底前的目标：已发布的加上本场景里组合出来的")
def enough(hall: Hall, centre: str, count: str) -> None:
    met = _count(hall, _pack(hall, centre))
    if met < int(count):
        raise Unmet("件数", f"{count}件以上", f"{met}件")


def _count(hall: Hall, pack: Pack) -> int:
    """The joint and chain matters of a centre with a department in the lead."""
    known = {each.code for each in pack.organisation.departments}
    bundles = {each.code: each for each in (*pack.bundles, *hall.made)}
    models = [model for each in bundles.values() if (model := _model(hall, each)) is not None]
    return sum(each.matter.composition in TOGETHER and each.matter.lead in known for each in models)


def _compose(hall: Hall, centre: str, names: tuple[str, ...], title: str, *, apart: bool) -> None:
    pack = _pack(hall, centre)
    parts = tuple(_part(hall, pack, name, number if apart else 1) for number, name in enumerate(names, 1))
    if len(parts) < 2:
        raise BadValue("组合一件事至少要两个事项，用逗号分开。")
    lead = parts[0].model.matter.lead
    kind = Composition.CHAIN if apart else Composition.JOINT
    recipe = Recipe(f"joint_{len(hall.made) + 1}", title, parts, lead, pack.tenant.centre, kind)
    hall.pack, hall.composed = pack, proved(recipe, _gate())
    if hall.composed.bundle is None:
        raise Unmet("组合", "可以组合", "；".join(each.message for each in hall.composed.composed.findings))
    hall.made.append(hall.composed.bundle)


def _part(hall: Hall, pack: Pack, name: str, phase: int) -> Ingredient:
    for bundle in pack.bundles:
        model = _model(hall, bundle)
        if model is not None and model.matter.name == name:
            when = choice_of(name) if name in hall.optional else ""
            return Ingredient(Part(bundle.code, name, when, phase, model.matter.lead), bundle, model)
    raise NotReady(f"“{pack.tenant.name}”没有发布事项“{name}”。")


def _model(hall: Hall, bundle: Bundle) -> MatterModel | None:
    """The model of a matter of one's own; one laid over a matter above is composed there."""
    return hall.kept.model(bundle) if MATTER_FILE in bundle.files else None


def _pack(hall: Hall, centre: str) -> Pack:
    found = next((each for each in hall.packs.values() if centre in (each.tenant.code, each.tenant.name)), None)
    if found is None:
        raise NotReady(f"没有名为“{centre}”的租户。")
    return found


def _composed(hall: Hall) -> Proved:
    if hall.composed is None:
        raise NotReady("还没有组合：请先写“把……组合为……”。")
    return hall.composed


def _turned(what: str, change: Change, before: str, after: str) -> None:
    expect(what, f"{int(before)} → {int(after)}", f"{change.before} → {change.after}")


def _gate() -> Gate:
    return Gate(national_calendar(), KINDS)

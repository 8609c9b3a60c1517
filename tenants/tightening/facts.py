"""The other facts of a matter: fees and visits no more, channels no fewer, conditions and the rest the same."""

from collections.abc import Iterator

from bpmn.finding import Finding
from tenants.matter import Fee, MatterKind
from tenants.model import MatterModel
from tenants.rule import Centre
from tenants.tightening.above import Above, looser

SAME = (
    ("name", "名称"),
    ("type", "事项类型"),
    ("lead", "牵头部门"),
    ("composition", "办理方式"),
    ("departments", "联办机构"),
    ("basic_code", "基本编码"),
    ("timing", "时限所依的法"),
    ("quota", "数量限制"),
    ("pledge", "告知承诺"),
    ("results", "办理结果"),
    ("composed_of", "组成事项"),
    ("parts", "组成事项"),
    ("work_grants", "由其他单位办理的环节"),
)
"""What a lower level takes over as it is."""
FREE = (
    "windows",
    "place",
    "hours",
    "consult_phone",
    "complaint_phone",
    "implementation_code",
    "business_code",
    "code_rule",
    "scope",
    "summary",
    "themes",
    "high_frequency",
    "questions",
    "remarks",
    "notices",
    "remedies",
    "basis",
    "overlay_of",
)
"""What a lower level says for itself: windows, hours, telephones and persons; its own notices, organs of remedy."""


def check(upper: MatterModel, lower: MatterModel, above: Above, _centre: Centre) -> Iterator[Finding]:
    """Everything of the matter but limits, materials and the drawing."""
    yield from _same(upper, lower, above)
    yield from _visits(upper, lower, above)
    yield from _no_fewer(upper, lower, above)
    yield from _fees(upper, lower, above)
    yield from _stricter(upper, lower, above)


def _same(upper: MatterModel, lower: MatterModel, above: Above) -> Iterator[Finding]:
    for key, name in SAME:
        set_above, set_here = getattr(upper.matter, key), getattr(lower.matter, key)
        if set_above != set_here:
            expected, met = _told(set_above), _told(set_here)
            text = f"{name}“{met}”与{above.of(key)}的“{expected}”不同，这一项不能改。"
            yield looser(key, text, expected=expected, met=met, advice="请沿用上级的内容。")
    if upper.matter.conditions is lower.matter.conditions:
        return
    conditions = {condition.text for condition in upper.matter.conditions}
    here = {condition.text for condition in lower.matter.conditions}
    for text, what in (
        *((each, "增加了") for each in sorted(here - conditions)),
        *((each, "少了") for each in sorted(conditions - here)),
    ):
        message = f"{what}受理条件“{text}”，与{above.of('conditions')}的不同；受理条件不能改。"
        yield looser(
            "conditions", message, expected="与上级相同", met=f"{what}“{text}”", advice="请沿用上级的受理条件。"
        )


def _visits(upper: MatterModel, lower: MatterModel, above: Above) -> Iterator[Finding]:
    most, here = upper.matter.visits.most, lower.matter.visits.most
    if here > most:
        text = f"到现场{here}次宽于{above.of('visits')}的{most}次。"
        yield looser("visits", text, expected=f"≤{most}次", met=f"{here}次")


def _no_fewer(upper: MatterModel, lower: MatterModel, above: Above) -> Iterator[Finding]:
    for key, name in (("channels", "办理形式"), ("audience", "服务对象")):
        missing = [each for each in getattr(upper.matter, key) if each not in getattr(lower.matter, key)]
        if missing:
            words = "、".join(each.chinese for each in missing)
            text = f"{name}少了{words}，{above.of(key)}是有的。"
            met = "、".join(each.chinese for each in getattr(lower.matter, key)) or "无"
            yield looser(key, text, expected=f"包括{words}", met=met)
    if lower.matter.online_depth < upper.matter.online_depth:
        depth, here = upper.matter.online_depth, lower.matter.online_depth
        text = f"网办深度{here}低于{above.of('online_depth')}的{depth}。"
        yield looser("online_depth", text, expected=f"≥{depth}", met=str(here))


def _fees(upper: MatterModel, lower: MatterModel, above: Above) -> Iterator[Finding]:
    if upper.matter.fees is lower.matter.fees:
        return
    known = {fee.name: fee for fee in upper.matter.fees}
    for fee in lower.matter.fees:
        charged = known.get(fee.name)
        if charged is None:
            text = f"增加了收费“{fee.name}”，{above.of('fees')}不收。"
            yield looser("fees", text, expected="不收", met=fee.standard, element=f"fees[{fee.name}]")
        elif charged != fee and (reason := _dearer(charged, fee)):
            text = f"收费“{fee.name}”{fee.standard}宽于{above.of('fees')}的{charged.standard}：{reason}。"
            met = fee.standard
            yield looser("fees", text, expected=f"≤{charged.standard}", met=met, element=f"fees[{fee.name}]")


def _dearer(upper: Fee, lower: Fee) -> str:
    """Why a fee is not at most the one above; "" when it is. A standard in words can only be taken over or waived."""
    if upper.relief and upper.relief not in lower.relief:
        return "少了上级的减免"
    if lower.amount_fen == 0:
        return ""
    if upper.amount_fen is not None and lower.amount_fen is not None:
        return "金额更高" if lower.amount_fen > upper.amount_fen else ""
    if upper.amount_fen is not None:
        return "没有写金额"
    return "" if lower.standard == upper.standard else "标准是文字，只能沿用或免收"


def _stricter(upper: MatterModel, lower: MatterModel, above: Above) -> Iterator[Finding]:
    if upper.matter.kind is MatterKind.INSTANT and lower.matter.kind is not MatterKind.INSTANT:
        text = f"把{above.of('kind')}的即办件改成了{lower.matter.kind.chinese}。"
        yield looser("kind", text, expected="即办件", met=lower.matter.kind.chinese)
    if upper.matter.separation and not lower.matter.separation:
        text = f"取消了{above.of('separation')}的受办分离。"
        yield looser("separation", text, expected="受办分离", met="受办合一")
    recorded = {exception.step for exception in upper.matter.exceptions}
    for exception in lower.matter.exceptions:
        if exception.step not in recorded:
            text = f"增加了环节“{exception.step}”的时限例外，{above.of('exceptions')}没有批准。"
            yield looser("exceptions", text, expected="不增加例外", met=exception.reason)
    for basis in () if lower.matter.bases is upper.matter.bases else lower.matter.bases:
        known = upper.matter.base(basis.id)
        if known is not None and known != basis:
            text = f"改了依据“{basis.id}”的内容，与{above.of('bases')}的不同。"
            yield looser("bases", text, expected=str(known), met=str(basis), advice="自己的依据请用别的 id。")


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(_told(each) for each in value) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(getattr(value, "chinese", None) or getattr(value, "name", None) or value or "无")

"""The parts of a joint matter are matters this centre offers, and none of them leads back to it (D15).

A part keeps the content it was taken in with: that a later version is in force is only noted.
"""

from collections.abc import Iterator, Mapping

from bpmn.feel import FeelError, compile_expression
from bpmn.finding import Finding, Severity
from tenants.matter import Composition, Matter, Part
from tenants.model import MatterModel
from tenants.rule import Centre, Offer, Rule, at_key


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    matter = model.matter
    if not matter.parts:
        return
    if matter.composition is Composition.SINGLE:
        text = "写了组成事项，办理方式却是单办。"
        expected = "、".join(each.chinese for each in Composition if each is not Composition.SINGLE)
        yield at_key("composition", text, expected=expected, met="单办", advice="请改办理方式，或删去组成事项。")
    for number, part in enumerate(matter.parts, 1):
        yield from _readable(part, f"parts[{number}]")
        if centre.offers is not None and not matter.overlay_of:
            yield from _offered(part, f"parts[{number}]", matter, centre.offers)
    yield from _named(matter)


def _readable(part: Part, key: str) -> Iterator[Finding]:
    try:
        if part.when:
            compile_expression(part.when)
    except FeelError as error:
        text = f"组成事项“{part.label}”的选办条件读不懂：{error.message}"
        yield at_key(f"{key}.when", text, met=part.when, advice='请改成条件，例如 要办_水电气网过户 = "办理"。')


def _offered(part: Part, key: str, matter: Matter, offers: Mapping[str, Offer]) -> Iterator[Finding]:
    offer = offers.get(part.matter)
    ring = _ring(part.matter, matter.code, offers)
    if ring:
        text = f"组成事项互相包含，永远组合不完：{' → '.join((matter.code, *ring))}。"
        yield at_key(f"{key}.matter", text, met=part.matter, advice="请去掉其中一处组成。")
    elif offer is None:
        text = f"组成事项“{part.label}”（{part.matter}）本中心没有发布，也没有承接。"
        expected = "、".join(sorted(code for code in offers if code != matter.code)[:12]) or "先发布一个事项"
        advice = "请先承接或发布它，或者从组成事项里去掉。"
        yield at_key(f"{key}.matter", text, expected=expected, met=part.matter, advice=advice)
    elif not offer.open:
        text = f"组成事项“{part.label}”已经停用或者还没有生效，不再收新的申请。"
        yield at_key(f"{key}.matter", text, met=part.matter, advice="请去掉它，或者恢复它以后再发布。")
    elif not part.content:
        text = f"组成事项“{part.label}”发布时固定为现行内容。"
        yield at_key(f"{key}.content", text, expected=offer.content[:12], met="没有", weight=Severity.NOTE)
    elif part.content != offer.content:
        text = f"组成事项“{part.label}”已有新的版本，这里用的仍是组合时的内容。"
        advice = "需要跟上的，请重新组合，看过不同之处再发布。"
        met = part.content[:12]
        yield at_key(f"{key}.content", text, expected=offer.content[:12], met=met, advice=advice, weight=Severity.NOTE)


def _ring(start: str, home: str, offers: Mapping[str, Offer]) -> tuple[str, ...]:
    """The way by which a part leads back to the joint matter; () when none does."""
    came: dict[str, str] = {start: ""}
    todo = [start]
    while todo:
        at = todo.pop()
        if at == home:
            way = []
            while at:
                way.append(at)
                at = came[at]
            return tuple(reversed(way))
        offer = offers.get(at)
        for inner in offer.parts if offer is not None else ():
            if inner not in came:
                came[inner] = at
                todo.append(inner)
    return ()


def _named(matter: Matter) -> Iterator[Finding]:
    """Materials and results name only parts there are."""
    known = {part.matter for part in matter.parts}
    rows = [(f"materials[{n}].parts", each.name, each.parts) for n, each in enumerate(matter.materials, 1)]
    rows += [(f"results[{n}].part", each.name, (each.part,)) for n, each in enumerate(matter.results, 1) if each.part]
    for key, name, codes in rows:
        for code in codes:
            if code not in known:
                text = f"“{name}”写着用于“{code}”，组成事项里没有它。"
                yield at_key(key, text, expected="、".join(sorted(known)), met=code, advice="请改成组成事项的代码。")


RULE = Rule("parts-known", "组成事项都在且不循环", _check, basis="一件事（D15）")

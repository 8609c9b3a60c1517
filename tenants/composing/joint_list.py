"""The implementation list of a joint matter: derived from its parts, the stricter where they differ.

Statutory limit (R26): licences handled jointly have forty-five working days (行政许可法42第二款). Otherwise the longest
of the parts that run side by side, phase after phase added up, never more than forty-five. Each part keeps its own
limits on its own steps.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from tenants.composing.branch import own_id
from tenants.composing.ingredient import Ingredient, phases
from tenants.composing.lists import (
    Bases,
    Notices,
    merge_bases,
    merge_conditions,
    merge_fees,
    merge_questions,
    merge_remedies,
    merge_results,
)
from tenants.composing.materials import Materials
from tenants.matter import (
    Authority,
    Basis,
    Channel,
    Composition,
    LimitException,
    LimitUnit,
    Mark,
    Material,
    Matter,
    MatterKind,
    MatterLimit,
    MatterType,
    Part,
    Visits,
    WorkGrant,
)
from tenants.real_name import RealName

T = TypeVar("T")
JOINT_DAYS = 45
"""Working days, 行政许可法42第二款: what is handled jointly may not take longer."""
JOINT = Basis(
    "licensing-42-2",
    "中华人民共和国行政许可法",
    "第四十二条第二款",
    quote="行政许可采取统一办理或者联合办理、集中办理的，办理的时间不得超过四十五日；四十五日内不能办结的，经本级人民政府负责人批准，可以延长十五日，并应当将延长期限的理由告知申请人。",
    authority=Authority.LAW,
    mark=Mark.READ,
    since="2004-07-01",
)
PROMISE = "joint-promise"


@dataclass(frozen=True, slots=True)
class JointList:
    """What the officer says of the joint matter; the rest is its parts'."""

    code: str
    title: str
    lead: str
    centre: str
    composition: Composition
    promised: MatterLimit | None


def joint_list(said: JointList, parts: tuple[Ingredient, ...], materials: Materials, notices: Notices) -> Matter:
    """The list. Where the parts say different things of one fact, what is safe for every part stands."""
    matters = [each.model.matter for each in parts]
    lead = next((each for each in matters if each.lead == said.lead), matters[0])
    own = [Basis(PROMISE, f"{said.centre}服务承诺", said.title, authority=Authority.POLICY, mark=Mark.POLICY)]
    longest = [most for group in phases(parts) if (most := _longest(group)) is not None]
    days = sum(limit.amount for _, limit in longest)
    joint = days > JOINT_DAYS or all(each.type is MatterType.LICENCE for each in matters)
    bases = merge_bases(parts, [*([JOINT] if joint else []), *own])
    return Matter(
        code=said.code,
        name=said.title,
        type=lead.type,
        kind=MatterKind.PROMISED,
        lead=said.lead,
        statutory=_joint_limit() if joint else _added(longest, days, bases),
        promised=replace(said.promised, basis=(PROMISE,)) if said.promised is not None else None,
        composition=said.composition,
        summary=f"一次申请、一次收件，办好{'、'.join(each.name for each in matters)}，统一领取。",
        audience=_once(each for matter in matters for each in matter.audience),
        departments=_departments(said.lead, matters),
        bases=bases.rows,
        basis=_once(each for part in parts for each in bases.of(part.code, part.model.matter.basis)),
        timing=_timing(matters),
        conditions=merge_conditions(parts, bases),
        materials=_materials(materials, bases),
        fees=merge_fees(parts, bases),
        channels=_channels(matters),
        online_depth=min(each.online_depth for each in matters),
        visits=_visits(matters),
        results=merge_results(parts),
        windows=_once(each for matter in matters for each in matter.windows),
        scope=lead.scope,
        separation=any(each.separation for each in matters),
        real_name=max((each.real_name for each in matters), key=list(RealName).index, default=RealName.NONE),
        pledge=all(each.pledge for each in matters),
        high_frequency=any(each.high_frequency for each in matters),
        themes=_once(each for matter in matters for each in matter.themes),
        consult_phone=lead.consult_phone,
        complaint_phone=lead.complaint_phone,
        place=lead.place,
        hours=lead.hours,
        remedies=merge_remedies(parts, bases),
        notices=notices.rows,
        questions=merge_questions(parts),
        exceptions=tuple(_exceptions(parts)),
        work_grants=tuple(_grants(parts)),
        parts=tuple(_fixed(each) for each in parts),
        remarks=_remarks(matters),
    )


def _fixed(each: Ingredient) -> Part:
    """The part with the content it was taken from."""
    lead = each.part.lead or each.model.matter.lead
    return replace(each.part, name=each.name, lead=lead, content=each.bundle.hash)


def _joint_limit() -> MatterLimit:
    text = f"由本级人民政府组织联合办理，时间不得超过{JOINT_DAYS}个工作日；各组成事项的法定时限不变。"
    return MatterLimit(JOINT_DAYS, LimitUnit.WORKING_DAY, (JOINT.id,), text)


def _longest(group: Iterable[Ingredient]) -> tuple[Ingredient, MatterLimit] | None:
    """The part of a phase with the longest statutory limit in working days; None where no law sets one."""
    found = [(each, limit) for each in group if (limit := each.model.matter.statutory) is not None]
    days = [(each, limit) for each, limit in found if limit.unit is LimitUnit.WORKING_DAY]
    return max(days, key=lambda pair: pair[1].amount, default=None)


def _added(longest: Iterable[tuple[Ingredient, MatterLimit]], days: int, bases: Bases) -> MatterLimit | None:
    """The phases added up, by the laws of each."""
    found = [(limit, bases.of(part.code, limit.basis)) for part, limit in longest]
    if len(found) <= 1:
        return replace(found[0][0], basis=found[0][1]) if found else None
    basis = _once(each for _, ids in found for each in ids)
    said = "、".join(f"{limit.amount}个工作日" for limit, _ in found)
    return MatterLimit(days, LimitUnit.WORKING_DAY, basis, f"各阶段法定时限依次为{said}；各组成事项的法定时限不变。")


def _materials(materials: Materials, bases: Bases) -> tuple[Material, ...]:
    """The joint list with the bases of every part that asks."""
    return tuple(
        replace(
            row.material,
            basis=tuple(
                dict.fromkeys(basis for need in row.needs for basis in bases.of(need.part, need.material.basis))
            ),
        )
        for row in materials.rows
    )


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))


def _departments(lead: str, matters: Iterable[Matter]) -> tuple[str, ...]:
    found = (code for matter in matters for code in (matter.lead, *matter.departments))
    return tuple(code for code in _once(found) if code != lead)


def _timing(matters: Iterable[Matter]) -> str:
    """The rules of acceptance and extension: those the parts share, else those of joint handling."""
    said = {each.timing for each in matters} - {""}
    return said.pop() if len(said) == 1 else "joint" if said else ""


def _channels(matters: list[Matter]) -> tuple[Channel, ...]:
    """Only the ways that every part takes."""
    found = tuple(each for each in matters[0].channels if all(each in matter.channels for matter in matters))
    return found or (Channel.WINDOW,)


def _visits(matters: Iterable[Matter]) -> Visits:
    """One window, so that coming once serves all: as often as the part that asks most."""
    return max((each.visits for each in matters), key=lambda visits: visits.most)


def _exceptions(parts: Iterable[Ingredient]) -> Iterator[LimitException]:
    for part in parts:
        for each in part.model.matter.exceptions:
            yield replace(each, step=own_id(part.code, each.step))


def _grants(parts: Iterable[Ingredient]) -> Iterator[WorkGrant]:
    for part in parts:
        for each in part.model.matter.work_grants:
            yield replace(each, step=own_id(part.code, each.step))


def _remarks(matters: list[Matter]) -> tuple[str, ...]:
    """That the whole is composed, and what the parts remark: what only one says, in its name."""
    told = "、".join(each.name for each in matters)
    said = Counter(remark for matter in matters for remark in matter.remarks)
    own = (
        remark if said[remark] > 1 else f"{matter.name}：{remark}" for matter in matters for remark in matter.remarks
    )
    return (f"由“{told}”组合而成；各组成事项单独办理的入口保留。", *_once(own))

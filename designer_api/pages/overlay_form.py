"""The form in which a level tightens a claimed matter: each field with what stands above; and what was typed, read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bpmn.diagram import HUMAN_TASKS
from bpmn.finding import Finding
from designer_api.pages import words
from designer_api.pages.posted import Posted, text, texts
from engine.claiming import Claimed
from tenants.matter import Channel, LimitUnit, MatterLimit, Visits
from tenants.model import MatterModel
from tenants.overlay import Overlay
from tenants.term import term_of

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One field: its name, what stands above, the control's name and value, its unit, and what is wrong with it."""

    name: str
    above: str
    control: str
    value: str
    unit: str = ""
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to tick."""

    name: str
    label: str
    value: str
    on: bool
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as an overlay; `faults` are entries that are no whole number."""

    overlay: Overlay
    faults: tuple[Finding, ...] = ()


def rows(claimed: Claimed) -> list[Row]:
    """Limits, visits and the texts a level sets for itself."""
    upper, overlay = claimed.offered.model, claimed.overlay
    matter = upper.matter
    steps = dict(overlay.steps)
    found = []
    for key, name, limit, own in (
        ("promised", "承诺时限", matter.promised, overlay.promised),
        ("statutory", "法定时限", matter.statutory, overlay.statutory),
    ):
        if limit is not None:
            value = str((own or limit).amount)
            found.append(Row(name, _limit(limit), key, value, limit.unit.chinese, _wrong(claimed, key)))
    for node in upper.diagram.nodes():
        if node.kind in HUMAN_TASKS and node.step.limit and node.step.limit.amount != "0":
            drawn = node.step.limit
            given = str(steps[node.id].amount) if node.id in steps else drawn.amount
            above = words.limit_text(int(drawn.amount), drawn.unit)
            unit = words.UNITS.get(drawn.unit, drawn.unit)
            found.append(Row(f"环节“{node.label}”", above, f"step.{node.id}", given, unit, _wrong(claimed, node.id)))
    visits = overlay.visits or matter.visits
    found.append(
        Row("到现场次数", f"{matter.visits.most} 次", "visits", str(visits.most), "次", _wrong(claimed, "visits"))
    )
    return found


def free_rows(claimed: Claimed) -> list[Row]:
    """What every level says for itself."""
    matter, overlay = claimed.offered.model.matter, claimed.overlay
    names = (
        ("place", "办理地点"),
        ("hours", "办理时间"),
        ("consult_phone", "咨询电话"),
        ("complaint_phone", "监督电话"),
    )
    return [
        Row(name, getattr(matter, key) or "—", key, getattr(overlay, key) or "", wrong=_wrong(claimed, key))
        for key, name in names
    ]


def ticks(claimed: Claimed) -> dict[str, list[Tick]]:
    """Materials and fees no longer asked, channels added."""
    matter, overlay = claimed.offered.model.matter, claimed.overlay
    channels = overlay.channels or matter.channels
    return {
        "materials": [
            Tick("waived_materials", each.name, each.code, each.code in overlay.waived_materials)
            for each in matter.materials
        ],
        "fees": [Tick("waived_fees", each.name, each.name, each.name in overlay.waived_fees) for each in matter.fees],
        "channels": [
            Tick("channels", each.chinese, each.value, each in channels, fixed=each in matter.channels)
            for each in Channel
        ],
    }


def read_typed(claimed: Claimed, fields: Posted) -> Typed:
    """What was typed as differences: what equals the level above is no difference, so that it follows it."""
    upper = claimed.offered.model
    faults: list[Finding] = []
    matter = upper.matter
    changes: dict[str, Any] = {}
    for key, limit in (("promised", matter.promised), ("statutory", matter.statutory)):
        if limit is not None:
            amount = _whole(fields, key, limit.amount, faults)
            changes[key] = None if amount == limit.amount else replace(limit, amount=amount)
    changes["steps"] = tuple(_steps(upper, fields, faults))
    most = _whole(fields, "visits", matter.visits.most, faults)
    changes["visits"] = None if most == matter.visits.most else Visits(most, matter.visits.reason if most > 1 else "")
    changes["waived_materials"] = texts(fields, "waived_materials")
    changes["waived_fees"] = texts(fields, "waived_fees")
    chosen = tuple(each for each in Channel if each.value in texts(fields, "channels") or each in matter.channels)
    changes["channels"] = None if set(chosen) == set(matter.channels) else chosen
    for key in ("place", "hours", "consult_phone", "complaint_phone"):
        changes[key] = text(fields, key) or None
    return Typed(replace(claimed.overlay, **changes), tuple(faults))


def _steps(upper: MatterModel, fields: Posted, faults: list[Finding]) -> Iterator[tuple[str, MatterLimit]]:
    for row in (each for each in upper.diagram.nodes() if each.kind in HUMAN_TASKS and each.step.limit):
        key, drawn = f"step.{row.id}", row.step.limit
        if key not in fields:
            continue
        amount = _whole(fields, key, int(drawn.amount), faults)
        if amount != int(drawn.amount):
            yield row.id, MatterLimit(amount, term_of(LimitUnit, drawn.unit) or LimitUnit.WORKING_DAY)


def _whole(fields: Posted, key: str, usual: int, faults: list[Finding]) -> int:
    typed = text(fields, key)
    if not typed:
        return usual
    if typed.isascii() and typed.isdigit() and int(typed) <= MOST:
        return int(typed)
    message = f"“{typed[:20]}”不是 0 到 {MOST} 之间的整数。"
    faults.append(Finding("typed-number", message, element=key, expected="整数", met=typed[:20], advice="请只填数字。"))
    return usual


def _limit(limit: MatterLimit) -> str:
    return words.limit_text(limit.amount, limit.unit.value)


def _wrong(claimed: Claimed, key: str) -> tuple[str, ...]:
    return tuple(each.message for each in claimed.findings if each.element in (key, f"steps.{key}"))

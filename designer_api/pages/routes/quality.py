"""清单质量: the review (回头看) of catalogue, lists and claims, every defect at once; materials before and now.

B3, B22."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Template

from bpmn.finding import Finding, Severity
from designer_api.house import House
from designer_api.me import Me
from designer_api.pages.matter_tabs import keeper, matter_page
from engine.matters import Prepared
from tenants.catalogue import by_matter, entry_defects
from tenants.matter import Matter
from tenants.quality import Reduction, asked_materials, cross_defects
from tenants.reading import read_bundle
from tenants.registers import Registers
from tenants.rule import Centre
from tenants.rules import check_matter
from tenants.step_kinds import KINDS
from tenants.uphill import load_workplaces
from tenants.versions import Version, in_force
from tenants.workplaces import named_in


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A matter under review: its name, where it is mended, and what is wrong with it."""

    name: str
    href: str
    findings: tuple[Finding, ...]


@get("/quality")
async def show_quality(me: NamedDependency[Me], state: State) -> Template:
    """Everything the lists lack, the worst first, and how many materials were saved."""
    keeper(me)
    house: House = state.house
    registers, today = await house.tenants.registers(), me.day
    current = await house.matters.all_current()
    matters = [each.terms.model.matter for each in current]
    lists = await _lists(house, me, current)
    entries = _entries(registers)
    names = {each.matter: each.name for each in registers.catalogue} | {each.code: each.name for each in matters}
    cross = [
        Reviewed(names.get(each.element, each.element), "", (each,))
        for each in cross_defects(matters, registers.catalogue, today)
    ]
    claims = await _claims(house, registers, today)
    sections = [
        _section("实施清单", "已发布的实施清单，按今天的发布检查", lists),
        _section("目录清单", "编制中和已公布的目录事项缺的要素", entries),
        _section("目录与实施清单", "两份清单对不上的", cross),
        _section("认领", "认领了没有发布的，上级不再办的", claims),
    ]
    reductions = await _reductions(house, matters, today)
    return matter_page(
        "quality",
        me,
        "quality",
        sections=sections,
        total=sum(each["errors"] + each["warnings"] for each in sections),
        reductions=reductions,
        before=sum(each["before"] for each in reductions),
        now=sum(each["now"] for each in reductions),
        percent=_percent(Reduction(sum(r["before"] for r in reductions), sum(r["now"] for r in reductions))),
    )


async def _lists(house: House, me: Me, current: Iterable[Prepared]) -> list[Reviewed]:
    """Every published list with what the publish checks of today say of it."""
    models = [each.terms.model for each in current]
    named = named_in(each.matter for each in models)
    workplaces = await load_workplaces(me.tenant.profile, me.organisation, house.directory, house.tenants, named)
    centre = Centre(me.organisation, workplaces, me.tenant.settings, KINDS)
    return [
        Reviewed(model.matter.name, f"/designer/{model.matter.code}", check_matter(model, centre)) for model in models
    ]


def _entries(registers: Registers) -> list[Reviewed]:
    return [
        Reviewed(
            f"{each.name}（{each.state.chinese}）",
            f"/catalogue/entries/{each.matter}",
            entry_defects(each, registers.catalogue),
        )
        for each in by_matter(registers.catalogue).values()
    ]


async def _claims(house: House, registers: Registers, today: date) -> list[Reviewed]:
    """Claims that came to nothing yet, or no longer hold."""
    found = []
    for claim in registers.claims:
        shut = await house.shut(claim.matter)
        text = ""
        if shut is not None:
            text = shut.message
        elif in_force(await house.tenants.versions(claim.matter), today) is None:
            text = f"事项“{claim.matter}”自{claim.effective_from}认领，还没有发布。"
        if text:
            finding = Finding("quality-claim", text, severity=Severity.WARNING, advice="请收紧、发布，或等上级恢复。")
            found.append(Reviewed(claim.matter, f"/claims/{claim.matter}", (finding,)))
    return found


async def _reductions(house: House, matters: Iterable[Matter], today: date) -> list[dict[str, Any]]:
    """Materials of the first version and of the one in force, of matters published more than once."""
    found = []
    history = await house.tenants.versions()
    for matter in matters:
        mine: list[Version] = [each for each in history if each.matter == matter.code]
        first = min(mine, key=lambda each: each.number, default=None)
        current = in_force(mine, today)
        if first is None or current is None or first.number == current.number:
            continue
        bundle = await house.tenants.bundle(matter.code, first.hash)
        model = read_bundle(bundle).model if bundle is not None else None
        if model is not None:
            reduction = Reduction(asked_materials(model.matter), asked_materials(matter))
            found.append({
                "name": matter.name, "before": reduction.before, "now": reduction.now,
                "percent": _percent(reduction), "first": first.effective_from, "number": current.number,
            })  # fmt: skip
    return found


def _percent(reduction: Reduction) -> str:
    tenths = int(reduction.share * 1000)
    sign, tenths = ("-", -tenths) if tenths < 0 else ("", tenths)
    return f"{sign}{tenths // 10}.{tenths % 10}%" if reduction.before else "—"


def _section(name: str, help_: str, reviewed: list[Reviewed]) -> dict[str, Any]:
    """One part of the review: what has no defect is only counted."""
    shown = [
        Reviewed(each.name, each.href, tuple(f for f in each.findings if f.severity is not Severity.NOTE))
        for each in reviewed
    ]
    faulty = [each for each in shown if each.findings]
    faulty.sort(key=lambda each: (-_errors(each), each.name))
    errors = sum(_errors(each) for each in faulty)
    warnings = sum(len(each.findings) for each in faulty) - errors
    clean = len(shown) - len(faulty)
    return {"name": name, "help": help_, "faulty": faulty, "errors": errors, "warnings": warnings, "clean": clean}


def _errors(reviewed: Reviewed) -> int:
    return sum(1 for each in reviewed.findings if each.severity is Severity.ERROR)


HANDLERS = [show_quality]

"""组合一件事 as people see it: the matters to choose from, before and after, what to decide, what was proved."""

from collections.abc import Iterable
from typing import Any

from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.designer.compose_form import Chosen
from designer_api.pages.designer.frame import path_words, verdict_words
from designer_api.pages.picture import picture
from engine.comparing import FileChange
from engine.composing import Proved
from tenants.bundle import MATTER_FILE
from tenants.composing.figures import Change
from tenants.composing.materials import Alike, Materials
from tenants.composing.recomposing import LIST, Place
from tenants.matter import Composition, Matter
from tenants.reading import read_bundle
from tenants.versions import Version

FORMS = {"application": "申请表", "acceptance": "受理", "issue": "制证出件", "deliver": "送达"}
COMPOSITIONS = (Composition.JOINT, Composition.CHAIN, Composition.PARALLEL)


def offer_rows(offered: Iterable[tuple[Matter, Version]], chosen: Chosen) -> list[dict[str, Any]]:
    """The matters to choose from: those that are found, and those chosen."""
    return [
        {
            "code": matter.code,
            "name": matter.name,
            "version": version.number,
            "kind": matter.composition.chinese,
            "promised": words.limit_text(matter.promised.amount, matter.promised.unit.value)
            if matter.promised
            else "—",
            "materials": len(matter.materials),
            "themes": "、".join(matter.themes),
            "chosen": matter.code in chosen.parts,
            "asked": matter.code in chosen.asked,
            "phase": chosen.phase(matter.code),
            "shown": chosen.find in f"{matter.name}{matter.code}{''.join(matter.themes)}"
            or matter.code in chosen.parts,
        }
        for matter, version in offered
    ]


def composed_view(found: Proved, chosen: Chosen, me: Me) -> dict[str, Any]:
    """What composing gives: figures, worst case in words, materials, decisions, the drawing."""
    figures, composed = found.figures, found.composed
    tone, lamp, told = verdict_words(found.verdict)
    names = {part.matter: part.label for part in composed.matter.parts} if composed.matter is not None else {}
    model = read_bundle(composed.bundle).model if composed.bundle is not None else None
    return {
        "faults": [each.message + each.advice for each in composed.findings],
        "figures": [
            ("申请", _turn(figures.applications, "次")),
            ("材料清单", _turn(figures.materials, "项")),
            ("要交的材料", _turn(figures.handed_in, "项")),
            ("申请表字段", _turn(figures.fields, "个")),
            ("到现场", _turn(figures.visits, "次")),
            ("办理时限", _turn(figures.days, "个工作日")),
        ],
        "tone": tone,
        "lamp": lamp,
        "verdict": told,
        "path": path_words(found.verdict),
        "statutory": _limit(composed.matter),
        "beyond": _beyond(composed.matter),
        "materials": _materials(composed.materials, names),
        "alike": [_alike(each, chosen, names) for each in _to_decide(composed.materials, chosen)],
        "conflicts": [
            {
                "name": f"side.{each.form}:{each.key}",
                "where": FORMS.get(each.form, each.form),
                "title": each.title,
                "sides": [
                    (part, names.get(part, part), said, each.decided and part == each.taken)
                    for part, said in each.sides
                ],
                "decided": each.decided,
            }
            for each in composed.conflicts
        ],
        "open": sum(not each.decided for each in composed.conflicts),
        "picture": picture(model.diagram, title="组合出来的流程图") if model is not None else "",
        "departments": [(each.code, each.name) for each in me.organisation.departments],
        "lead": composed.matter.lead if composed.matter is not None else "",
        "compositions": [(each.value, each.chinese) for each in COMPOSITIONS],
        "query": chosen.query,
    }


def _turn(change: Change, unit: str) -> tuple[str, str, bool]:
    """Before, after, and whether it became less."""
    before, after = (f"{each} {unit}" if each is not None else "—" for each in (change.before, change.after))
    fewer = change.before is not None and change.after is not None and change.after < change.before
    return before, after, fewer


def _beyond(matter: Matter | None) -> bool:
    """Whether the proved promise runs past the law: such a draft is not published before it is mended."""
    if matter is None or matter.promised is None or matter.statutory is None:
        return False
    same = matter.promised.unit is matter.statutory.unit
    return same and matter.promised.amount > matter.statutory.amount


def _limit(matter: Matter | None) -> str:
    if matter is None or matter.statutory is None:
        return "没有法定时限"
    return words.limit_text(matter.statutory.amount, matter.statutory.unit.value)


def _materials(materials: Materials, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": row.material.name,
            "form": "、".join(row.material.form) or row.material.kind.chinese,
            "count": f"原件 {row.material.originals}"
            + (f"、复印件 {row.material.copies}" if row.material.copies else ""),
            "need": f"无需提交（{row.material.exempt.chinese}）" if row.material.exempt else row.material.need.chinese,
            "when": row.material.when,
            "parts": "、".join(names.get(part, part) for part in row.material.parts),
            "merged": len(row.needs) > 1,
        }
        for row in materials.rows
    ]


def _to_decide(materials: Materials, chosen: Chosen) -> list[Alike]:
    """The pairs that look alike, and those already decided to be the same."""
    known = {frozenset(pair) for pair in chosen.same}
    needs = {need.key: need for row in materials.rows for need in row.needs}
    done = [
        Alike(needs[one], needs[other], "已定为同一份") for one, other in chosen.same if one in needs and other in needs
    ]
    return [*done, *(each for each in materials.alike if frozenset((each.one.key, each.other.key)) not in known)]


def _alike(each: Alike, chosen: Chosen, names: dict[str, str]) -> dict[str, Any]:
    pair = (each.other.key, each.one.key)
    return {
        "value": "=".join(pair),
        "one": f"{each.one.material.name}（{names.get(each.one.part, each.one.part)}）",
        "other": f"{each.other.material.name}（{names.get(each.other.part, each.other.part)}）",
        "reason": each.reason,
        "same": pair in chosen.same or pair[::-1] in chosen.same,
    }


def place_rows(places: Iterable[Place], changes: Iterable[FileChange]) -> list[dict[str, Any]]:
    """What composing anew would change, in words; what people changed too is not taken unless they say so."""
    told: dict[str, list[str]] = {}
    for each in changes:
        key = f"{LIST}{each.change.element}" if each.file == MATTER_FILE else each.file
        told.setdefault(key, []).append(each.change.message)
    return [
        {
            "key": each.key,
            "title": each.title,
            "edited": each.edited,
            "what": ["不再需要，将删去。"]
            if each.gone
            else told.get(each.key, [])[:4] or ["按组成事项的现行内容更新。"],
            "more": max(0, len(told.get(each.key, [])) - 4),
        }
        for each in places
    ]

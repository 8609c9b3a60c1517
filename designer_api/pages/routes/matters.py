"""事项: the published matters of the centre and the guide (办事指南) that each one's published version makes."""

from typing import Any

from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from designer_api.house import House
from designer_api.me import Me
from designer_api.pages import words
from designer_api.pages.matter_tabs import matter_page
from designer_api.pages.phases import phases_of
from designer_api.pages.picture import picture
from engine.matters import Prepared
from tenants.matter import Basis, MatterLimit


@get("/matters")
async def show_matters(me: NamedDependency[Me], state: State) -> Template:
    """All published matters."""
    house: House = state.house
    offered = {each.terms.model.matter.code for each in await house.offered()}
    current = await house.matters.all_current()
    rows = [{**_line(each, me), "offered": each.terms.model.matter.code in offered} for each in current]
    return matter_page("matters", me, "matters", matters=rows)


@get("/matters/{code:str}")
async def show_matter(me: NamedDependency[Me], state: State, code: FromPath[str]) -> Template:
    """One matter as its published version says: conditions, materials, steps, limits, bases, diagram."""
    house: House = state.house
    prepared = await house.matters.current(code)
    if prepared is None:
        raise NotFoundException
    return matter_page("matter", me, "matters", matter=_guide(prepared, me))


def _line(prepared: Prepared, me: Me) -> dict[str, Any]:
    matter = prepared.terms.model.matter
    return {
        "href": f"/matters/{matter.code}",
        "name": matter.name,
        "type": matter.type.chinese,
        "kind": matter.kind.chinese,
        "lead": me.department(matter.lead),
        "promised": _limit(matter.promised),
        "statutory": _limit(matter.statutory),
        "version": prepared.terms.version,
        "hash": prepared.terms.model.hash[:8],
    }


def _guide(prepared: Prepared, me: Me) -> dict[str, Any]:
    model = prepared.terms.model
    matter = model.matter
    steps = [
        {
            "name": node.label,
            "department": me.department(node.step.department),
            "limit": words.limit_text(int(node.step.limit.amount), node.step.limit.unit) if node.step.limit else "—",
            "outcomes": "、".join(prepared.terms.outcomes(node)),
            "basis": node.step.legal_basis or "—",
        }
        for _, node in model.paths()
        if node.kind in ("userTask", "manualTask", "task")
    ]
    return {
        **_line(prepared, me),
        "summary": matter.summary,
        "conditions": [{"text": each.text, "basis": _cited(matter.cited(each.basis))} for each in matter.conditions],
        "materials": [
            {
                "name": each.name,
                "form": "、".join(each.form) or each.kind.chinese,
                "count": f"原件 {each.originals}" + (f"、复印件 {each.copies}" if each.copies else ""),
                "need": f"无需提交（{each.exempt.chinese}）" if each.exempt else each.need.chinese,
                "source": each.source.chinese,
                "basis": _cited(matter.cited(each.basis)),
            }
            for each in matter.materials
        ],
        "fees": [{"name": f.name, "standard": f.standard, "basis": _cited(matter.cited(f.basis))} for f in matter.fees],
        "results": [each.name for each in matter.results],
        "remedies": [f"{each.name}：{each.organ}，{each.period}" for each in matter.remedies],
        "visits": f"最多 {matter.visits.most} 次" + (f"（{matter.visits.reason}）" if matter.visits.reason else ""),
        "channels": "、".join(each.chinese for each in matter.channels),
        "basis": _cited(matter.cited(matter.basis)),
        "promised_basis": _cited(matter.cited(matter.promised.basis)) if matter.promised else "",
        "statutory_basis": _cited(matter.cited(matter.statutory.basis)) if matter.statutory else "",
        "remarks": matter.remarks,
        "steps": steps,
        "picture": picture(model.diagram, title=f"{matter.name}流程图"),
        "phases": phases_of(model),
    }


def _cited(bases: tuple[Basis, ...]) -> str:
    """Law and article; what nobody has compared with the law's text is marked 待核实."""
    return (
        "；".join(f"{each}" + ("" if each.mark.value == "V" else f"（{each.mark.chinese}）") for each in bases) or "—"
    )


def _limit(limit: MatterLimit | None) -> str:
    return words.limit_text(limit.amount, limit.unit.value) if limit else "—"


HANDLERS = [show_matters, show_matter]

"""The guide (办事指南) of a published matter: the same facts for page, card, print and JSON, from the version alone.

What law and centre publish (B7): item, bases, materials, procedure, limits, fees, results, the body and persons
responsible, and how to reach them. Every rendering bears the version's number and the hash of its content.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from engine.matters import Prepared
from engine.stages import drawn_limit, limit_words, stages_of
from tenants.catalogue import CatalogueEntry, newest
from tenants.mandate import HolderKind, Power
from tenants.matter import Basis, Channel, Matter, MatterKind, MatterLimit
from tenants.organisation import Organisation, Site, Zone
from tenants.premises import places_of
from tenants.registers import Registers
from tenants.tenant import Level, Tenant

TAGS = ("高频", "马上办", "网上办", "就近办", "一次办")
NEAR = (Level.TOWNSHIP, Level.VILLAGE)
STEPS = ("userTask", "manualTask", "task")


def guide(
    prepared: Prepared,
    tenant: Tenant,
    departments: Mapping[str, str],
    registers: Registers,
    effective: str,
    organisation: Organisation,
) -> dict[str, Any]:
    """The facts of a guide. `departments` gives names by code, `effective` the first day of the version; `organisation`
    is the centre's as it stands today, which says where its windows are."""
    terms, model = prepared.terms, prepared.terms.model
    matter = model.matter
    people = sorted(
        each.delegate.name
        for each in registers.mandates
        if each.department == matter.lead
        and each.delegate.kind is HolderKind.PERSON
        and each.delegate.name
        and Power.DECIDE in each.powers
        and not each.deputy
    )
    return {
        "tenant": tenant.code,
        "tenant_name": tenant.name,
        "centre": tenant.centre,
        "code": matter.code,
        "name": matter.name,
        "type": matter.type.chinese,
        "kind": matter.kind.chinese,
        "version": terms.version,
        "hash": model.hash,
        "effective_from": effective,
        "summary": matter.summary,
        "audience": [each.chinese for each in matter.audience],
        "codes": [each for each in (matter.basic_code, matter.implementation_code, matter.business_code) if each],
        "basis": [_basis(each) for each in matter.cited(matter.basis)],
        "conditions": [each.text for each in matter.conditions],
        "materials": [
            {
                "name": each.name,
                "form": "、".join(each.form) or each.kind.chinese,
                "originals": each.originals,
                "copies": each.copies,
                "need": f"无需提交（{each.exempt.chinese}）" if each.exempt else each.need.chinese,
                "exempt": each.exempt is not None,
                "source": each.source.chinese,
                "basis": "；".join(_basis(basis) for basis in matter.cited(each.basis)),
                "parts": [_part_name(matter, code) for code in each.parts],
            }
            for each in matter.materials
        ],
        "steps": [
            {
                "name": node.label,
                "department": departments.get(node.step.department, node.step.department),
                "unit": terms.workers[path].name if path in terms.workers else tenant.name,
                "limit": drawn_limit(node.step.limit),
                "basis": node.step.legal_basis,
                "special": terms.is_special(node),
            }
            for path, node in model.paths()
            if node.kind in STEPS
        ],
        "stages": [asdict(each) for each in stages_of(model, departments)],
        "special": list(dict.fromkeys(node.label for node in model.nodes() if terms.is_special(node))),
        "free": sum(1 for each in matter.materials if each.exempt is not None),
        "promised": _limit(matter.promised),
        "statutory": _limit(matter.statutory),
        "fees": [{"name": each.name, "standard": each.standard, "relief": each.relief} for each in matter.fees],
        "results": [
            {
                "name": each.name,
                "valid_for": each.valid_for,
                "delivery": list(each.delivery),
                "part": _part_name(matter, each.part),
            }
            for each in matter.results
        ],
        "lead": departments.get(matter.lead, matter.lead),
        "responsible": people,
        "place": matter.place or tenant.address or tenant.centre,
        "sites": sites_of(matter, organisation),
        "hours": matter.hours,
        "consult_phone": matter.consult_phone or tenant.phone,
        "complaint_phone": matter.complaint_phone,
        "channels": [each.chinese for each in matter.channels],
        "visits": matter.visits.most,
        "visits_reason": matter.visits.reason,
        "themes": list(matter.themes),
        "tags": list(tags_of(matter, tenant.level, newest(registers.catalogue, matter.code))),
        "remedies": [f"{each.name}：{each.organ}，{each.period}" for each in matter.remedies],
        "questions": [{"question": each.question, "answer": each.answer} for each in matter.questions],
        "parts": [
            {
                "code": each.matter,
                "name": each.label,
                "phase": each.phase,
                "optional": bool(each.when),
                "lead": departments.get(each.lead, each.lead),
            }
            for each in matter.parts
        ],
        "exceptions": [f"{each.reason}（{each.approval}）" for each in matter.exceptions],
        "remarks": list(matter.remarks),
    }


def sites_of(matter: Matter, organisation: Organisation) -> list[str]:
    """Where a matter is handled, in words: site, address, floor, zone."""
    return list(dict.fromkeys(_place(site, zone) for site, zone in places_of(matter, organisation)))


def _place(site: Site, zone: Zone) -> str:
    return "，".join(each for each in (site.name, site.address, zone.floor, f"{zone.code} {zone.name}") if each)


def _part_name(matter: Matter, code: str) -> str:
    part = matter.part(code)
    return part.label if part is not None else code


def _basis(basis: Basis) -> str:
    return f"{basis}" + ("" if basis.mark.value == "V" else f"（{basis.mark.chinese}）")


def _limit(limit: MatterLimit | None) -> str:
    return limit_words(limit.amount, limit.unit) if limit else "—"


def tags_of(matter: Matter, level: Level, bound: CatalogueEntry | None = None) -> tuple[str, ...]:
    """What a matter is known by (C22, B16): 高频; 马上办, decided on the spot; 网上办, one may apply online; 就近办,
    offered in a township or village, at a terminal, or by the catalogue there too; 一次办, one visit at most."""
    near = level in NEAR or Channel.SELF_SERVICE in matter.channels or any(each in NEAR for each in _levels(bound))
    said = (
        ("高频", matter.high_frequency),
        ("马上办", matter.kind is MatterKind.INSTANT),
        ("网上办", Channel.ONLINE in matter.channels or Channel.MOBILE in matter.channels),
        ("就近办", near),
        ("一次办", matter.visits.most <= 1),
    )
    return tuple(name for name, holds in said if holds)


def _levels(entry: CatalogueEntry | None) -> tuple[Level, ...]:
    return entry.levels if entry is not None else ()

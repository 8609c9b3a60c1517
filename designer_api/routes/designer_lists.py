"""What the editors choose from: the centre's departments and posts, kinds of step, the files of the draft, the shared
data dictionary, templates, and what the runtime executes."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from bpmn import allowed
from bpmn.step_kind import StepKind
from bpmn.templates import templates
from designer_api.me import Me
from designer_api.routes.matter_drafts import TAG
from designer_api.workshop import Workshop, workshop
from engine.beginnings import EMPTY
from forms import Form
from forms.components import COMPONENTS
from forms.prefill import fields_by_fact
from tenants.bundle import Bundle
from tenants.matter import LimitUnit, Matter
from tenants.matter_document import read_matter
from tenants.model import MatterModel
from tenants.reading import read_bundle
from tenants.step_kinds import KINDS

PAUSES = {
    "never": "计入办理时限",
    "licensing-law-45": "依行政许可法第四十五条，不计入时限",
    "special-law": "专门法有规定的，不计入时限",
}


@get("/designer/lists", tags=TAG)
async def lists(me: NamedDependency[Me], state: State, matter: FromQuery[str] = "") -> dict[str, Any]:
    """All lists at once; those of one matter's draft (or newest version) where `matter` names one."""
    tools = workshop(state.house, me)
    own = await _own(tools, matter) if matter else None
    parts = parts_of(own) if own else NOTHING
    return {
        "departments": [
            {"code": each.code, "name": each.name, "short": each.short, "may_approve": each.may_approve}
            for each in me.organisation.departments
        ],
        "posts": [
            {"code": each.code, "name": each.name, "department": each.department, "kind": each.kind.value}
            for each in me.organisation.posts
        ],
        "step_kinds": [_kind(each) for each in KINDS.values()],
        "limit_units": [{"code": each.value, "name": each.chinese} for each in LimitUnit],
        **parts,
        "dictionary": await _dictionary(tools, own),
        "templates": [
            {"id": EMPTY, "name": "空白", "description": "只有开始和结束，从头画起。"},
            *({"id": each.id, "name": each.name, "description": each.description} for each in templates()),
        ],
        "palette": [_row(row) for row in allowed.palette()],
        "refused": [_row(row) for row in allowed.ROWS if row.standing is allowed.Standing.REFUSED],
        "loops": [
            {"loop": each.loop, "standing": each.standing.value, "name": each.name, "reason": each.reason}
            for each in allowed.LOOPS
        ],
    }


@get("/designer/templates/{template:str}", tags=TAG)
async def template_text(me: NamedDependency[Me], state: State, template: FromPath[str]) -> dict[str, str]:
    """The drawing of a template."""
    workshop(state.house, me)
    found = next((each for each in templates() if each.id == template), None)
    if found is None:
        raise NotFoundException
    return {"id": found.id, "name": found.name, "text": found.source.decode()}


NOTHING: dict[str, Any] = {
    "decisions": [],
    "forms": [],
    "materials": [],
    "notices": [],
    "bases": [],
    "messages": [],
    "variables": [],
}


def parts_of(bundle: Bundle) -> dict[str, Any]:
    """What the files of a matter offer: as far as they can be read."""
    reading = read_bundle(bundle)
    matter = reading.model.matter if reading.model else read_matter(bundle.files.get("matter.toml", b"")).matter
    return {
        **NOTHING,
        **(_of_model(reading.model) if reading.model else {}),
        **(_of_matter(matter) if matter else {}),
    }


def _of_matter(matter: Matter) -> dict[str, Any]:
    return {
        "materials": [{"code": each.code, "name": each.name, "need": each.need.chinese} for each in matter.materials],
        "notices": [{"code": each.code, "name": each.name} for each in matter.notices],
        "bases": [{"id": each.id, "name": str(each), "quote": each.quote} for each in matter.bases],
    }


def _of_model(model: MatterModel) -> dict[str, Any]:
    files = {id(each): each for each in model.decisions.values()}
    variables = {variable for form in model.forms.values() for variable in _names(form)}
    return {
        "decisions": [
            {"id": each.id, "name": each.name, "file": found.file, "reads": sorted(model.decision_reads(each.id))}
            for found in files.values()
            for each in found.decisions
        ],
        "forms": [
            {"key": key, "file": f"forms/{key}.json", "fields": sorted(_names(form))}
            for key, form in model.forms.items()
        ],
        "messages": [{"id": each.id, "kind": each.kind, "name": each.label} for each in model.diagram.definitions],
        "variables": sorted(variables | {node.step.result for node in model.diagram.nodes() if node.step.result}),
    }


def _names(form: Form) -> set[str]:
    return {".".join(map(str, field.local)) for field in form.walk() if field.local}


def _kind(kind: StepKind) -> dict[str, Any]:
    return {
        "code": kind.code,
        "name": kind.name,
        "special": kind.special,
        "marks": kind.marks.value,
        "pauses": kind.pauses.value,
        "pauses_name": PAUSES[kind.pauses.value],
        "outcomes": list(kind.outcomes),
        "result": kind.result,
        "min_staff": kind.min_staff,
        "signed": kind.signed,
        "notice": kind.notice,
        "minimum_length": kind.minimum_length,
        "own_limit": kind.own_limit,
        "basis": kind.basis,
        "description": kind.description,
    }


def _row(row: allowed.Row) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "event": row.event.value,
        "position": row.position.value,
        "standing": row.standing.value,
        "name": row.name,
        "reason": row.reason,
    }


async def _own(tools: Workshop, code: str) -> Bundle | None:
    """The matter's draft, or its newest version."""
    draft = await tools.house.tenants.draft(code)
    if draft is not None:
        return draft.bundle
    history = await tools.house.tenants.versions(code)
    return await tools.house.tenants.bundle(code, history[-1].hash) if history else None


async def _dictionary(tools: Workshop, own: Bundle | None) -> list[dict[str, Any]]:
    """The facts that forms in force at this centre, and those of the draft, already ask for (一表申请)."""
    forms: list[tuple[str, Form]] = []
    for prepared in await tools.house.matters.all_current():
        model = prepared.terms.model
        forms += ((model.matter.name, form) for form in model.forms.values())
    reading = read_bundle(own) if own else None
    if reading is not None and reading.model is not None:
        forms += ((reading.model.matter.name, form) for form in reading.model.forms.values())
    return dictionary_of(forms)


def dictionary_of(forms: Iterable[tuple[str, Form]]) -> list[dict[str, Any]]:
    """Every fact once, with the matters that ask for it, and the label and type most of them ask by; the fact's own
    name goes before other labels."""
    found: dict[str, dict[str, Any]] = {}
    asked: dict[str, Counter[tuple[str, str]]] = {}
    for matter, form in forms:
        for fact, field in fields_by_fact(form).items():
            asked.setdefault(fact, Counter())[field.title, field.type] += 1
            row = found.setdefault(fact, {"fact": fact, "matters": []})
            if matter not in row["matters"]:
                row["matters"].append(matter)
    for fact, row in found.items():
        ways = asked[fact].most_common()
        label, kind = max(ways, key=lambda way: (way[0][0] == fact, way[1]))[0]
        row |= {"label": label, "type": kind, "type_name": COMPONENTS[kind].name}
    return [found[fact] for fact in sorted(found)]


HANDLERS = [lists, template_text]

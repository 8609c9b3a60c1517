"""Composing a joint matter: from the published parts to a bundle that reads, with everything a person must decide.

The list, the form and the drawing are derived; each part's own drawing, decisions and forms come along unchanged but
for their names. What is derived here is a draft: normal designing goes on from it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from bpmn.diagram import LimitText, Node, StepFacts
from bpmn.dmn.renaming import with_ids
from bpmn.document import write_diagram
from bpmn.finding import Finding
from tenants.bundle import DIAGRAM_FILE, FORMS_FOLDER, MATTER_FILE, SAMPLES_FOLDER, Bundle
from tenants.composing.branch import Branch, branch_of
from tenants.composing.drawing import Front, draw
from tenants.composing.fields import WANTED, Choices, Conflict, MergedForm, choice_key, merge_forms
from tenants.composing.ingredient import Ingredient, in_order, phases
from tenants.composing.joint_list import JointList, joint_list
from tenants.composing.lists import Notices, merge_notices
from tenants.composing.materials import Materials, Same, merge_materials
from tenants.matter import Composition, Matter, MatterLimit
from tenants.matter_writer import write_matter

APPLICATION, ACCEPTANCE, ISSUE, DELIVER = "application", "acceptance", "issue", "deliver"
CHECKED, HANDED_OUT = "材料核对", "出件清单"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is to be composed. `lead` is the department that leads, `centre` the centre's name for the promise; `same`
    and `choices` hold what a person decided."""

    code: str
    title: str
    parts: tuple[Ingredient, ...]
    lead: str
    centre: str = ""
    composition: Composition = Composition.JOINT
    same: Same = field(default_factory=lambda: MappingProxyType({}))
    choices: Choices = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Composed:
    """What came of it; no bundle where a part cannot be taken in, `findings` then say why."""

    bundle: Bundle | None
    materials: Materials
    forms: Mapping[str, MergedForm] = field(default_factory=lambda: MappingProxyType({}))
    matter: Matter | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return tuple(conflict for form in self.forms.values() for conflict in form.conflicts)


def compose(recipe: Recipe, promised: MatterLimit | None = None) -> Composed:
    """The joint matter of these parts, with a promise once one is proved. The same recipe always gives the same
    bytes."""
    parts = in_order(recipe.parts)
    materials = merge_materials(parts, recipe.title, recipe.same)
    names = _Names(materials, merge_notices(_led(parts, recipe.lead)))
    made = [branch_of(each, names.renaming(each)) for each in parts]
    findings = tuple(each for each in made if isinstance(each, Finding))
    branches = {each.ingredient.code: each for each in made if isinstance(each, Branch)}
    ready = [branches[each.code] for each in _led(parts, recipe.lead) if each.code in branches]
    front = _front(ready, materials, names) if ready and not findings else None
    if front is None:
        return Composed(None, materials, findings=findings or (_nothing(),))
    listed = joint_list(
        JointList(recipe.code, recipe.title, recipe.lead, recipe.centre, recipe.composition, promised),
        parts,
        materials,
        _used(names, front, branches.values()),
    )
    forms = _forms(recipe, parts, branches, listed)
    files = _files(recipe, parts, branches, front, listed, forms)
    return Composed(Bundle(recipe.code, files), materials, MappingProxyType(forms), listed)


def _nothing() -> Finding:
    return Finding("compose", "选出的事项没有收件、受理和制证环节，不能组合。", advice="请选至少两个按流程办理的事项。")


def _led(parts: tuple[Ingredient, ...], lead: str) -> tuple[Ingredient, ...]:
    """The parts, those of the leading department first: its words stand at the joint window."""
    return tuple(sorted(parts, key=lambda each: each.model.matter.lead != lead))


# --- names ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Names:
    """What the parts' own things are called in the joint matter."""

    materials: Materials
    notices: Notices

    def renaming(self, part: Ingredient) -> Any:
        def renamed(step: StepFacts) -> StepFacts:
            return replace(
                step,
                form=form_name(part.code, step.form) if step.form else "",
                decision=f"{part.code}_{step.decision}" if step.decision else "",
                materials=tuple(dict.fromkeys(self.materials.code_of(part.code, each) for each in step.materials)),
                notices=self.notices.of(part.code, step.notices),
            )

        return renamed


def form_name(part: str, form: str) -> str:
    """What a part's form is called in the joint matter."""
    return f"{part}_{form}"


def _used(names: _Names, front: Front, branches: Iterable[Branch]) -> Notices:
    """Only the notices that some step still gives out."""
    steps = [front.receive, front.accept, front.issue, front.deliver]
    steps += [front.supplement] if front.supplement is not None else []
    nodes = [*steps, *(node for branch in branches for node in branch.nodes)]
    used = {code for node in nodes for code in node.step.notices}
    return replace(names.notices, rows=tuple(each for each in names.notices.rows if each.code in used))


# --- the front --------------------------------------------------------------------------------------------------------


def _front(branches: list[Branch], materials: Materials, names: _Names) -> Front | None:
    """The joint window's steps, after the leading part's own; a part whose law lets defects be told within days lends
    its acceptance and its supplement. None where no part has such steps."""
    whole = [each for each in branches if each.receive is not None and each.accept is not None]
    told = [each for each in whole if each.supplement is not None]
    receive = _step(whole, "receive", "一表收件", names)
    accept = _step(told or whole, "accept", "受理审核", names)
    supplement = _step(told, "supplement", "补正收件", names)
    issue = _step(branches, "issue", "统一制证出件", names)
    deliver = _step(branches, "deliver", "送达", names)
    if receive is None or accept is None or issue is None or deliver is None:
        return None
    hand_in = tuple(each.code for each in materials.listed)
    return Front(
        _with(receive, form=APPLICATION, materials=hand_in),
        _with(accept, form=ACCEPTANCE, result=accept.step.result or "受理结论"),
        _with(supplement, form=APPLICATION) if supplement is not None else None,
        replace(issue, step=_at_exit(issue.step, deliver.step, branches)),
        _with(deliver, form=DELIVER),
    )


def _step(branches: Iterable[Branch], pick: str, name: str, names: _Names) -> Node | None:
    """The first part's step of that place, as the joint matter's own."""
    for branch in branches:
        node: Node | None = getattr(branch, pick)
        if node is not None:
            notices = names.notices.of(branch.ingredient.code, node.step.notices)
            step = replace(node.step, materials=(), notices=notices)
            return replace(
                node, id=pick, name=name, parent="", line=0, attached_to="", default="", step=step, extensions=()
            )
    return None


def _with(node: Node, **facts: Any) -> Node:
    return replace(node, step=replace(node.step, **facts))


def _at_exit(step: StepFacts, place: StepFacts, branches: Iterable[Branch]) -> StepFacts:
    """Issuing at the centre's own exit, in the longest time any part takes for it."""
    days = [each.issue.step.limit for each in branches if each.issue is not None and each.issue.step.limit]
    whole = [each for each in days if each.unit == "workingDay" and each.amount.isdigit()]
    limit = max(whole, key=lambda each: int(each.amount)) if whole else LimitText("1", "workingDay")
    return replace(step, limit=limit, form=ISSUE, department=place.department, post=place.post)


# --- forms and files --------------------------------------------------------------------------------------------------


def _forms(
    recipe: Recipe, parts: tuple[Ingredient, ...], branches: Mapping[str, Branch], listed: Matter
) -> dict[str, MergedForm]:
    """The joint matter's own forms: application, acceptance, issue, delivery."""

    def named(pick: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for code, branch in branches.items():
            node: Node | None = getattr(branch, pick)
            if node is not None and node.step.form:
                found[code] = node.step.form
        return found

    asked = [each.name for each in listed.materials if each.exempt is None]
    results = [each.name for each in listed.results]
    granted = {code: _granted(branch) for code, branch in branches.items()}
    led = _led(parts, recipe.lead)
    one = {code: form for code, form in named("deliver").items() if code == _first(led, named("deliver"))}
    return {
        APPLICATION: merge_forms(parts, named("receive"), APPLICATION, choices=recipe.choices, ask=True),
        ACCEPTANCE: merge_forms(
            parts,
            named("accept"),
            ACCEPTANCE,
            choices=recipe.choices,
            leave=(CHECKED,),
            first=[_checklist(CHECKED, "材料核对", asked, required=False)] if asked else [],
        ),
        ISSUE: merge_forms(
            parts,
            named("issue"),
            ISSUE,
            choices=recipe.choices,
            shown=granted,
            leave=(HANDED_OUT,),
            first=[_checklist(HANDED_OUT, "出件清单（含不予决定书）", [*results, "不予决定书"], required=True)],
        ),
        DELIVER: merge_forms(parts, one, DELIVER, shown=dict.fromkeys(one, "")),
    }


def _first(parts: Iterable[Ingredient], forms: Mapping[str, str]) -> str:
    return next((each.code for each in parts if each.code in forms), "")


def _granted(branch: Branch) -> str:
    """When a part has something to hand over: it was granted, or asked for where it decides nothing."""
    outcome = branch.decides
    if outcome is None or not outcome.granting:
        return branch.ingredient.part.when
    return " or ".join(f'{outcome.outside} = "{word}"' for word in outcome.granting)


def _checklist(key: str, label: str, names: list[str], *, required: bool) -> dict[str, Any]:
    values = [{"label": name, "value": name} for name in dict.fromkeys(names)]
    made: dict[str, Any] = {"key": key, "label": label, "type": "checklist", "values": values}
    return made | ({"validate": {"required": True}} if required else {})


def _files(
    recipe: Recipe,
    parts: tuple[Ingredient, ...],
    branches: Mapping[str, Branch],
    front: Front,
    listed: Matter,
    forms: Mapping[str, MergedForm],
) -> dict[str, bytes]:
    groups = [[branches[each.code] for each in group] for group in phases(parts)]
    promised, statutory = (_drawn(each, listed) for each in (listed.promised, listed.statutory))
    drawing = draw(recipe.code, recipe.title, groups, front, recipe.lead, promised=promised, statutory=statutory)
    files = {MATTER_FILE: write_matter(listed), DIAGRAM_FILE: write_diagram(drawing)}
    files |= {f"{FORMS_FOLDER}{name}.json": form.source for name, form in forms.items()}
    samples: dict[str, dict[str, Any]] = {name: {} for name in forms}
    for part in parts:
        branch = branches[part.code]
        files |= _brought(part, branch)
        for name, node in zip(
            (APPLICATION, ACCEPTANCE, ISSUE, DELIVER),
            (branch.receive, branch.accept, branch.issue, branch.deliver),
            strict=True,
        ):
            if node is not None:
                samples[name] = {**_sample(part, node.step.form), **samples[name]}
        if part.part.when and choice_key(part.name) in part.part.when:
            samples[APPLICATION][choice_key(part.name)] = WANTED
    samples[ACCEPTANCE][CHECKED] = list(dict.fromkeys(each.name for each in listed.materials if each.exempt is None))
    samples[ISSUE][HANDED_OUT] = list(dict.fromkeys(each.name for each in listed.results))
    files |= {f"{SAMPLES_FOLDER}{name}.json": _json(values) for name, values in samples.items()}
    variants = f"{SAMPLES_FOLDER}variants.json"
    if variants in parts[0].bundle.files:
        files[variants] = parts[0].bundle.files[variants]
    return files


def _drawn(limit: MatterLimit | None, matter: Matter) -> LimitText:
    """A limit as the drawing writes it, with the first of its bases."""
    if limit is None:
        return LimitText()
    basis = matter.cited(limit.basis)
    return replace(limit.text, basis=f"{basis[0].law}{basis[0].article}" if basis else "")


def _brought(part: Ingredient, branch: Branch) -> dict[str, bytes]:
    """The part's own drawing with the forms and decisions it still asks, under names of its own."""
    files = {f"{part.code}.bpmn": write_diagram(branch.diagram)}
    forms = {node.step.form for node in branch.nodes if node.step.form}
    for path, content in part.bundle.files.items():
        for folder in (FORMS_FOLDER, SAMPLES_FOLDER):
            name = form_name(part.code, path.removeprefix(folder).removesuffix(".json"))
            if path.startswith(folder) and name in forms:
                files[f"{folder}{name}.json"] = content
    asked = {node.step.decision for node in branch.nodes if node.step.decision}
    for path, content in part.bundle.files.items():
        model = next((each for each in part.model.decisions.values() if each.file == path), None)
        if model is not None:
            names = {each.id: f"{part.code}_{each.id}" for each in model.decisions if each.id}
            if asked & set(names.values()):
                files[f"{part.code}_{path}"] = with_ids(content, names)
    return files


def _sample(part: Ingredient, form: str) -> dict[str, Any]:
    source = part.bundle.files.get(f"{SAMPLES_FOLDER}{form}.json")
    found = json.loads(source) if source else {}
    return found if isinstance(found, dict) else {}


def _json(values: object) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()

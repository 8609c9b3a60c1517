"""How a draft begins (起稿): from a version of the matter, from a drawn template, or as a copy of another matter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bpmn.diagram import Bounds, Diagram, Edge, Flow, Node, Process, Shape
from bpmn.document import write_diagram
from bpmn.templates import Template, templates
from engine.furnishing import furnish, scenario_of
from engine.refusal import OWN_RULE, Refusal
from tenants.bundle import DIAGRAM_FILE, FEATURE_FILE, MATTER_FILE, Bundle
from tenants.matter import Composition, LimitUnit, Matter, MatterKind, MatterLimit, MatterType
from tenants.matter_document import read_matter
from tenants.matter_writer import write_matter
from tenants.organisation import CENTRE, Organisation
from tenants.ports import TenantStore
from tenants.term import term_of
from tenants.versions import Version

EMPTY: Final = "empty"
"""The template without steps: a beginning and an end."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a draft begins; one of them is given, none means the newest version."""

    version: int = 0
    template: str = ""
    matter: str = ""


async def begin(store: TenantStore, code: str, origin: Origin, title: str) -> tuple[Bundle, int | None] | Refusal:
    """The files a draft begins with, and the version of the matter they are."""
    if origin.template:
        files = _of_template(code, origin.template, title, await store.organisation())
        return files if isinstance(files, Refusal) else (Bundle(code, files), None)
    if origin.matter and origin.matter != code:
        source = await _content(store, origin.matter)
        if source is None:
            return Refusal("not-found", f"没有事项“{origin.matter}”。", OWN_RULE, "请从清单里选一个事项。")
        return Bundle(code, renamed(source.files, code, title)), None
    history = await store.versions(code)
    chosen = _version(history, origin.version)
    bundle = await store.bundle(code, chosen.written) if chosen else None
    if chosen is None or bundle is None:
        return Refusal("not-found", "没有这个版本。", OWN_RULE, "请从版本清单里选一个，或从模板开始。")
    return bundle, chosen.number


def _version(history: tuple[Version, ...], number: int) -> Version | None:
    """The version of that number; 0 is the newest."""
    if not number:
        return max(history, key=lambda each: each.number, default=None)
    return next((each for each in history if each.number == number), None)


async def _content(store: TenantStore, matter: str) -> Bundle | None:
    """A matter as its newest version says, or its draft where nothing was ever published."""
    chosen = _version(await store.versions(matter), 0)
    if chosen is not None:
        return await store.bundle(matter, chosen.hash)
    draft = await store.draft(matter)
    return draft.bundle if draft else None


def renamed(files: Mapping[str, bytes], code: str, title: str) -> dict[str, bytes]:
    """The same files under another code and name; comments of the implementation list stay."""
    copied = dict(files)
    source = files.get(MATTER_FILE)
    if source is None:
        return copied
    before = read_matter(source).matter
    name = title or (f"{before.name}（副本）" if before and before.name else code)
    lines = source.decode("utf-8", "replace").splitlines(keepends=True)
    copied[MATTER_FILE] = "".join(_renamed_lines(lines, {"code": code, "name": name})).encode()
    return copied


def _renamed_lines(lines: list[str], values: Mapping[str, str]) -> list[str]:
    """The lines of a TOML file with its first-level texts of those keys replaced."""
    found = []
    first_level = True
    for line in lines:
        first_level = first_level and not line.lstrip().startswith("[")
        key = line.split("=", 1)[0].strip()
        found.append(f"{key} = {_quoted(values[key])}\n" if first_level and key in values and "=" in line else line)
    return found


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{"".join(char for char in escaped if char.isprintable())}"'


def _of_template(code: str, name: str, title: str, organisation: Organisation) -> dict[str, bytes] | Refusal:
    if name == EMPTY:
        matter = Matter(code, title or "新事项", MatterType.LICENCE, MatterKind.PROMISED, CENTRE)
        return {MATTER_FILE: write_matter(matter), DIAGRAM_FILE: write_diagram(empty_diagram(matter.name))}
    template = next((each for each in templates() if each.id == name), None)
    if template is None:
        return Refusal("not-found", f"没有模板“{name}”。", OWN_RULE, "请从模板清单里选一个。")
    matter = _matter_of(template, code, title)
    made = furnish(_named(template.diagram, matter.name), matter, organisation)
    centre = organisation.department(CENTRE)
    feature = scenario_of(matter.name, centre.name if centre else "", made.diagram)
    files = {MATTER_FILE: write_matter(made.matter), DIAGRAM_FILE: write_diagram(made.diagram)}
    return files | made.files | {FEATURE_FILE: feature.encode()}


def _matter_of(template: Template, code: str, title: str) -> Matter:
    """An implementation list that says what the template's drawing says."""
    process = template.diagram.main()
    promised = _limit(process.promised.amount, process.promised.unit) if process else None
    statutory = _limit(process.statutory.amount, process.statutory.unit) if process else None
    composition = {
        "joint_matter": Composition.JOINT,
        "parallel_approval": Composition.PARALLEL,
    }.get(template.id, Composition.SINGLE)
    kind = MatterKind.INSTANT if promised is not None and promised.amount == 0 else MatterKind.PROMISED
    return Matter(
        code,
        title or template.name,
        MatterType.LICENCE,
        kind,
        CENTRE,
        statutory=statutory,
        promised=promised,
        composition=composition,
    )


def _limit(amount: str, unit: str) -> MatterLimit | None:
    known = term_of(LimitUnit, unit)
    return MatterLimit(int(amount), known) if known and amount.isascii() and amount.isdigit() else None


def _named(diagram: Diagram, name: str) -> Diagram:
    """The drawing with its main process named for the matter."""
    main = diagram.main()
    processes = tuple(replace(each, name=name) if each is main else each for each in diagram.processes)
    return replace(diagram, name=name, processes=processes)


def empty_diagram(name: str) -> Diagram:
    """A drawing with a beginning and an end and nothing between."""
    nodes = (
        Node("start", "startEvent", "申请人提交申请", "Process_1"),
        Node("end", "endEvent", "办结", "Process_1"),
    )
    flows = (Flow("Flow_1", "start", "end", parent="Process_1"),)
    shapes = (Shape("start", Bounds(160, 160, 36, 36)), Shape("end", Bounds(760, 160, 36, 36)))
    edges = (Edge("Flow_1", ((196, 178), (760, 178))),)
    process = Process("Process_1", name, nodes=nodes, flows=flows)
    return Diagram("Definitions_1", name, processes=(process,), shapes=shapes, edges=edges)

"""Calls of other matters (调用别的事项): what a bundle calls and does not hold is written into it when it is published.

The drawing that is called comes along with its forms and decisions, so a version keeps for ever what it was made of:
a later version of the other matter changes nothing for it. Whoever wants that publishes anew without the file. The
parts of a joint matter are fixed in the same way: each says by its hash which content it stands for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bpmn.diagram import Diagram
from bpmn.dmn import DmnError, read_model
from bpmn.document import read_diagram
from bpmn.finding import Finding
from tenants.bundle import DIAGRAM_ENDING, FORMS_FOLDER, MATTER_FILE, Bundle
from tenants.matter_document import read_matter

MOST_PINNED = 50
"""Drawings that are brought along: beyond this the calls go round in a ring, which the gate names."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """The bundle with all it calls, as far as it was found, and what stands in the way."""

    bundle: Bundle
    findings: tuple[Finding, ...] = ()


def missing_calls(bundle: Bundle) -> tuple[str, ...]:
    """The processes that call activities of a bundle name and that are not in it."""
    drawn = [diagram for _, diagram in _drawings(bundle)]
    known = {process.id for diagram in drawn for process in diagram.processes}
    called = (node.called for diagram in drawn for node in diagram.nodes() if node.kind == "callActivity")
    return tuple(dict.fromkeys(name for name in called if name and name not in known))


def pinned(bundle: Bundle, shared: Iterable[Bundle]) -> Pinned:
    """The bundle with what it calls from others; the first of `shared` that has a process is taken."""
    others = [each for each in shared if each.code != bundle.code]
    findings: list[Finding] = []
    for _ in range(MOST_PINNED):
        found = next((pair for name in missing_calls(bundle) if (pair := _find(name, others)) is not None), None)
        if found is None:
            break
        brought, clashes = _brought(bundle, *found)
        findings += clashes
        if clashes:
            break
        bundle = Bundle(bundle.code, {**bundle.files, **brought})
    return Pinned(bundle, tuple(findings))


def with_fixed_parts(bundle: Bundle, contents: Mapping[str, str]) -> Bundle:
    """The bundle with every part fixed to a content: those that name none get the one of `contents` (hash by code).
    Comments and order of the list stay."""
    source = bundle.files.get(MATTER_FILE, b"")
    matter = read_matter(source).matter if b"[[parts]]" in source else None
    wanted = {
        part.matter: contents[part.matter]
        for part in (matter.parts if matter is not None else ())
        if not part.content and part.matter in contents
    }
    if not wanted:
        return bundle
    lines, inside = [], False
    for line in source.decode("utf-8").splitlines(keepends=True):
        lines.append(line)
        if line.lstrip().startswith("["):
            inside = line.strip().startswith("[[parts]]")
        key, equals, value = line.partition("=")
        code = value.split("#")[0].strip().strip("\"'")
        if inside and equals and key.strip() == "matter" and code in wanted:
            lines[-1] = line if line.endswith("\n") else f"{line}\n"
            lines.append(f'content = "{wanted[code]}"\n')
    return Bundle(bundle.code, {**bundle.files, MATTER_FILE: "".join(lines).encode()})


def _find(process: str, others: Iterable[Bundle]) -> tuple[Bundle, str, Diagram] | None:
    for other in others:
        for path, diagram in _drawings(other):
            if any(each.id == process for each in diagram.processes):
                return other, path, diagram
    return None


def _brought(bundle: Bundle, other: Bundle, path: str, diagram: Diagram) -> tuple[dict[str, bytes], list[Finding]]:
    """The files that come along with a drawing; a file of the same name with other content stands in the way."""
    files = {f"{other.code}_{path}": other.files[path]}
    for node in diagram.nodes():
        form = f"{FORMS_FOLDER}{node.step.form}.json"
        if node.step.form and form in other.files:
            files[form] = other.files[form]
    asked = {node.step.decision for node in diagram.nodes() if node.step.decision}
    files |= {name: other.files[name] for name, decisions in _decisions(other) if decisions & asked}
    clashes = [
        Finding(
            "call-clash",
            f"调用的流程来自事项“{other.code}”，它的 {name} 和本事项的同名文件内容不同。",
            file=name,
            met=name,
            advice="请改其中一个文件的名字。",
        )
        for name, content in files.items()
        if bundle.files.get(name, content) != content
    ]
    return files, clashes


def _drawings(bundle: Bundle) -> Iterator[tuple[str, Diagram]]:
    for path, source in bundle.files.items():
        if "/" not in path and path.endswith(DIAGRAM_ENDING):
            diagram = read_diagram(source, file=path).diagram
            if diagram is not None:
                yield path, diagram


def _decisions(bundle: Bundle) -> Iterator[tuple[str, set[str]]]:
    for path, source in bundle.files.items():
        if path.endswith(".dmn"):
            try:
                yield path, {each.id for each in read_model(source, file=path).decisions}
            except DmnError:
                continue  # what cannot be read is named where its own matter is judged

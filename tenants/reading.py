"""Reading a bundle: matter, diagram, decisions, forms and features of one matter, with every finding at once.

Only what a single file says is asked here; what the files must be to one another is asked by `tenants.rules`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bpmn.diagram import Diagram
from bpmn.dmn import DmnError, Model, read_model
from bpmn.document import read_diagram
from bpmn.finding import Finding, has_errors
from forms import Form, read_form
from tenants.bundle import DIAGRAM_ENDING, DIAGRAM_FILE, FORMS_FOLDER, MATTER_FILE, Bundle
from tenants.fragment import Fragment, fragments_of
from tenants.matter import Matter
from tenants.matter_document import read_matter
from tenants.model import MatterModel
from tenants.operation import NO_OPERATIONS, OPERATIONS_FILE, Operations
from tenants.operation_document import read_operations


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a bundle: a model when every file of it could be read, even with mistakes in it, so that the
    publish checks can name theirs at the same time. Only a reading without error findings may be run."""

    model: MatterModel | None
    findings: tuple[Finding, ...] = ()


def read_bundle(bundle: Bundle) -> Reading:
    """The model of a bundle. Findings name files by their path inside it; nothing is raised on what a file holds."""
    findings: list[Finding] = []
    matter = _matter(bundle, findings)
    diagram = _diagram(bundle, findings)
    fragments = _fragments(bundle, diagram, findings)
    decisions = _decisions(bundle, findings)
    forms = _forms(bundle, findings)
    features = _features(bundle, findings)
    operations = _operations(bundle, findings)
    if operations is None:
        return Reading(None, tuple(findings))
    if matter is None or diagram is None or fragments is None or decisions is None or forms is None or features is None:
        return Reading(None, tuple(findings))
    model = MatterModel(matter, diagram, decisions, forms, features, bundle.hash, fragments, operations)
    return Reading(model, tuple(findings))


def _matter(bundle: Bundle, findings: list[Finding]) -> Matter | None:
    source = _file(bundle, MATTER_FILE, findings)
    if source is None:
        return None
    reading = read_matter(source)
    findings += reading.findings
    if reading.matter is not None and reading.matter.code and reading.matter.code != bundle.code:
        findings.append(
            Finding(
                code="matter-code",
                file=MATTER_FILE,
                element="code",
                message=f"事项代码“{reading.matter.code}”与文件夹名“{bundle.code}”不同。",
                expected=bundle.code,
                met=reading.matter.code,
                advice="请改成一样的。",
            )
        )
    return reading.matter


def _diagram(bundle: Bundle, findings: list[Finding]) -> Diagram | None:
    source = _file(bundle, DIAGRAM_FILE, findings)
    if source is None:
        return None
    reading = read_diagram(source, file=DIAGRAM_FILE)
    findings += (finding.in_file(DIAGRAM_FILE) for finding in reading.findings)
    return reading.diagram


def _fragments(bundle: Bundle, diagram: Diagram | None, findings: list[Finding]) -> Mapping[str, Fragment] | None:
    """The drawings beside the diagram by the ids of their processes, None when one cannot be read. No id may stand in
    two files: a finding, an event and a task name an element by its id."""
    found: dict[str, Fragment] = {}
    complete = True
    known = dict.fromkeys(_ids(diagram), DIAGRAM_FILE) if diagram is not None else {}
    for path, source in bundle.files.items():
        if "/" in path or path == DIAGRAM_FILE or not path.endswith(DIAGRAM_ENDING):
            continue
        reading = read_diagram(source, file=path)
        findings += (finding.in_file(path) for finding in reading.findings)
        if reading.diagram is None:
            complete = False
            continue
        for identity in _ids(reading.diagram):
            if identity in known:
                text = f"编号“{identity}”在 {known[identity]} 和 {path} 里都有。"
                advice = "请改其中一个的编号，例如在前面加上阶段的名字。"
                findings.append(Finding("fragment-duplicate", text, file=path, element=identity, advice=advice))
            known[identity] = path
        found |= {each.process.id: each for each in fragments_of(reading.diagram, path)}
    return MappingProxyType(found) if complete else None


def _ids(diagram: Diagram) -> Iterator[str]:
    for process in diagram.processes:
        yield process.id
        yield from (node.id for node in process.nodes)
        yield from (flow.id for flow in process.flows)


def _decisions(bundle: Bundle, findings: list[Finding]) -> Mapping[str, Model] | None:
    """The DMN models by the ids of their decisions, None when a file cannot be read; no id may stand in two files."""
    found: dict[str, Model] = {}
    complete = True
    for path, source in bundle.files.items():
        if not path.endswith(".dmn"):
            continue
        try:
            model = read_model(source, file=path)
        except DmnError as error:
            findings += (finding.in_file(path) for finding in error.findings)
            if not has_errors(error.findings):
                findings.append(Finding(code=error.code, message=error.message, file=path))
            complete = False
            continue
        for identity in (decision.id for decision in model.decisions if decision.id):
            if identity in found:
                text = f"决策“{identity}”在两个文件里都有。"
                advice = "请改其中一个的 id。"
                findings.append(Finding("decision-duplicate", text, file=path, element=identity, advice=advice))
            found[identity] = model
    return MappingProxyType(found) if complete else None


def _forms(bundle: Bundle, findings: list[Finding]) -> Mapping[str, Form] | None:
    found: dict[str, Form] = {}
    complete = True
    for path, source in bundle.files.items():
        if path.startswith(FORMS_FOLDER) and path.endswith(".json"):
            reading = read_form(source, file=path)
            findings += (finding.in_file(path) for finding in reading.findings)
            if reading.form is None:
                complete = False
            else:
                found[path.removeprefix(FORMS_FOLDER).removesuffix(".json")] = reading.form
    return MappingProxyType(found) if complete else None


def _features(bundle: Bundle, findings: list[Finding]) -> Mapping[str, str] | None:
    found: dict[str, str] = {}
    complete = True
    for path, source in bundle.files.items():
        if path.endswith(".feature"):
            try:
                found[path] = source.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                line = source[: error.start].count(b"\n") + 1
                text, advice = f"文件不是 UTF-8 编码（第{line}行起）。", "请另存为 UTF-8。"
                findings.append(Finding("feature-encoding", text, file=path, line=line, advice=advice))
                complete = False
    return MappingProxyType(found) if complete else None


def _operations(bundle: Bundle, findings: list[Finding]) -> Operations | None:
    if OPERATIONS_FILE not in bundle.files:
        return NO_OPERATIONS
    reading = read_operations(bundle.files[OPERATIONS_FILE])
    findings += reading.findings
    return reading.operations


def _file(bundle: Bundle, path: str, findings: list[Finding]) -> bytes | None:
    if path not in bundle.files:
        text = f"事项包“{bundle.code}”里没有 {path}。"
        findings.append(
            Finding("pack-file-missing", text, file=path, expected=path, met="没有", advice="请补上这个文件。")
        )
    return bundle.files.get(path)

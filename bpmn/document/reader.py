"""Reading: a file's bytes into a Diagram, with everything there is to say about it at once and never an exception."""

from dataclasses import dataclass

from bpmn.diagram import FLOW_NODES, Artifact, Definition, Diagram, Extension, MessageFlow, Participant
from bpmn.document.drawing import read_drawing
from bpmn.document.events import Roots
from bpmn.document.expressions import is_feel
from bpmn.document.foreign import correlation
from bpmn.document.identity import Identity
from bpmn.document.notes import Notes
from bpmn.document.parts import Keeper, Parts, settled
from bpmn.document.references import check_artifact, connect
from bpmn.document.scopes import Reader, read_artifact, read_process
from bpmn.document.vocabulary import (
    ARTIFACTS,
    BPMN,
    BPMNDI,
    DATA,
    DATA_ASSOCIATIONS,
    EVENT_DEFINITIONS,
    OTHER_MODELS,
    OTHER_PARTS,
    OTHER_ROOTS,
    ROOT_DEFINITIONS,
    TARGET,
    bpmn,
    foreign_namespaces,
    gov,
)
from bpmn.errors import XmlError
from bpmn.finding import Finding, Severity
from bpmn.xml import Element, declared_namespaces, line_of, local_name, namespace, read_xml

MAX_DRAWN = 6_000
MAX_ELEMENTS = 40_000
MAX_NAMESPACES = 200
"""Ten times what any drawing met so far holds; reading costs about 25 µs an element."""
COUNTED = tuple(
    bpmn(name)
    for name in sorted(
        FLOW_NODES
        | ARTIFACTS
        | DATA
        | DATA_ASSOCIATIONS
        | ROOT_DEFINITIONS
        | {"sequenceFlow", "messageFlow", "participant", "lane", "process"}
    )
)
KNOWN_ROOTS = OTHER_ROOTS | OTHER_MODELS | EVENT_DEFINITIONS.keys() | {"documentation"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a file: its diagram (None when the file is no BPMN at all) and all the reader has to say."""

    diagram: Diagram | None
    findings: tuple[Finding, ...] = ()


def read_diagram(source: bytes, *, file: str = "") -> Reading:
    """The diagram of a file's bytes. `file` is its name, for the findings. Never raises on what a file holds."""
    notes = Notes(file)
    root = _open(source, notes)
    if root is None:
        return Reading(None, tuple(notes.findings))
    if local_name(root) != "definitions" or namespace(root) != BPMN:
        notes.say(
            "not-bpmn",
            f"这不是 BPMN 2.0 文件：最外层元素是“{local_name(root)}”，应为 BPMN 的 definitions，"
            "请从流程设计工具导出为 BPMN 2.0。",
            line=line_of(root),
            expected="definitions",
            met=local_name(root),
        )
        return Reading(None, tuple(notes.findings))
    if _is_too_large(root, notes):
        return Reading(None, tuple(notes.findings))
    diagram = _read_definitions(root, notes)
    return Reading(diagram, tuple(notes.findings))


def _open(source: bytes, notes: Notes) -> Element | None:
    """The root element. A file with a few bytes that are not of its encoding is read with those signs replaced."""
    try:
        return read_xml(source)
    except XmlError as error:
        fault = error
    if fault.advice == "encoding" and b"\x00" not in source[:200]:
        try:
            root = read_xml(source.decode("utf-8", errors="replace").encode())
        except XmlError:
            root = None
        if root is not None:
            notes.say("encoding", f"{fault.message}读不出的字已显示为“�”，请改正后保存。", line=fault.line)
            return root
    notes.say("file-unreadable", fault.message, line=fault.line)
    return None


def _is_too_large(root: Element, notes: Notes) -> bool:
    """Whether the file holds more than anyone could read; the cost of all that follows is bounded by these counts."""
    drawn = sum(1 for _ in root.iter(*COUNTED))
    declared = len(declared_namespaces(root))
    every = sum(1 for _ in root.iter())
    counts = (
        (drawn, MAX_DRAWN, "环节、连线和说明"),
        (every, MAX_ELEMENTS, "元素"),
        (declared, MAX_NAMESPACES, "命名空间"),
    )
    for met, most, what in counts:
        if met > most:
            notes.say(
                "too-large",
                f"文件里有 {met} 个{what}，超过 {most} 个的上限，没有读取；请把流程拆成几个，用调用活动连接。",
                expected=str(most),
                met=str(met),
            )
    return any(met > most for met, most, _ in counts)


def _read_definitions(root: Element, notes: Notes) -> Diagram:
    identity = Identity(notes)
    identity.gather(root)
    foreign = foreign_namespaces(root)
    keeper = Keeper(foreign)
    roots = Roots(notes, keeper)
    reader = Reader(notes, keeper, identity, roots)
    parts = Parts(root, notes)
    pages = parts.drop(BPMNDI)
    for element in parts.children_left():
        if local_name(element) in EVENT_DEFINITIONS and element.get("id"):
            roots.shared[str(element.get("id"))] = element
    for element in parts.all(*ROOT_DEFINITIONS):
        definition = _read_root(element, reader)
        roots.definitions[definition.id] = definition
    collaborations = parts.all("collaboration")
    gathered = [read_process(element, reader) for element in parts.all("process")]
    if not gathered:
        notes.say("no-process", "文件里没有流程（process），请从流程设计工具重新导出。", line=line_of(root))
    processes = connect(gathered, keeper, notes, identity.names)
    known = {process.id for process in processes}
    pools = _Pools(reader, known)
    for element in collaborations:
        pools.read(element)
    _name_language(parts, notes)
    _say_other_models(parts, notes)
    drawing = read_drawing(pages, identity.names, notes)
    return Diagram(
        parts.text("id"),
        parts.text("name"),
        parts.text("targetNamespace").removeprefix(TARGET),
        processes,
        tuple(pools.participants),
        tuple(pools.message_flows),
        tuple(roots.definitions.values()),
        tuple(drawing.shapes),
        tuple(drawing.edges),
        parts.text("exporter"),
        foreign,
        tuple(check_artifact(each, notes, identity.names) for each in pools.artifacts),
        pools.id,
        parts.rest(keeper, KNOWN_ROOTS),
        settled(pools.extensions),
    )


def _read_root(element: Element, reader: Reader) -> Definition:
    parts, kind = Parts(element, reader.notes), local_name(element)
    identifier = reader.identity.claim(element)
    code = parts.text(f"{kind}Code") if kind in ("error", "escalation") else ""
    key = parts.text(gov("correlation")) or correlation(parts, reader.notes)
    name = parts.text("name")
    return Definition(identifier, kind, name, code, key, parts.rest(reader.keeper), parts.line)


class _Pools:
    """Pools and message flows, gathered from the collaborations of a file: several become one."""

    def __init__(self, reader: Reader, processes: set[str]) -> None:
        self.id = ""
        self.participants: list[Participant] = []
        self.message_flows: list[MessageFlow] = []
        self.artifacts: list[Artifact] = []
        self.extensions: list[Extension] = []
        self._reader = reader
        self._processes = processes

    def read(self, element: Element) -> None:
        identifier = self._reader.identity.claim(element)
        self.id = self.id or identifier
        parts = Parts(element, self._reader.notes)
        self.participants.extend(self._participant(each) for each in parts.all("participant"))
        flows = [(each, self._message_flow(each)) for each in parts.all("messageFlow")]
        for flow_element, flow in flows:
            if self._joins(flow):
                self.message_flows.append(flow)
            else:
                self.extensions.append(self._reader.keeper.element(flow_element))
        self.artifacts.extend(read_artifact(each, self.id, self._reader) for each in parts.all(*ARTIFACTS))
        said = {(each.namespace, each.name) for each in self.extensions if not each.xml}
        rest = parts.rest(self._reader.keeper, OTHER_PARTS)
        self.extensions.extend(each for each in rest if each.xml or (each.namespace, each.name) not in said)

    def _participant(self, element: Element) -> Participant:
        parts = Parts(element, self._reader.notes)
        identifier = self._reader.identity.claim(element)
        name, written = parts.text("name"), parts.text("processRef")
        process = self._reader.identity.find(written)
        if written and process not in self._processes:
            parts.put_back("processRef", written)
            process = ""
            self._reader.notes.say(
                "dangling-reference",
                f"泳池“{name or identifier}”引用的流程“{written}”在文件里不存在，按外部参与方处理。",
                Severity.WARNING,
                element=identifier,
                line=parts.line,
                met=written,
            )
        return Participant(identifier, name, process, parts.rest(self._reader.keeper), parts.line)

    def _message_flow(self, element: Element) -> MessageFlow:
        parts = Parts(element, self._reader.notes)
        identity = self._reader.identity
        return MessageFlow(
            identity.claim(element),
            identity.find(parts.text("sourceRef")),
            identity.find(parts.text("targetRef")),
            parts.text("name"),
            parts.rest(self._reader.keeper),
            parts.line,
        )

    def _joins(self, flow: MessageFlow) -> bool:
        missing = [end for end in (flow.source, flow.target) if end not in self._reader.identity.names]
        if missing:
            self._reader.notes.say(
                "dangling-reference",
                f"消息流“{flow.name or flow.id}”的一端“{missing[0] or '（未写）'}”在文件里不存在，请重新连接。",
                Severity.WARNING,
                element=flow.id,
                line=flow.line,
                met=missing[0],
            )
        return not missing


def _name_language(parts: Parts, notes: Notes) -> None:
    """Take a declared FEEL; say so when another language is declared, which most tools do without meaning it."""
    language = parts.peek("expressionLanguage").strip()
    if is_feel(language):
        parts.text("expressionLanguage")
        return
    notes.say(
        "expression-language",
        f"文件声明的表达式语言是“{language}”；没有另行注明语言的表达式都按 FEEL 读取，请核对各处条件。",
        Severity.NOTE,
        line=parts.line,
        expected="FEEL",
        met=language,
    )


def _say_other_models(parts: Parts, notes: Notes) -> None:
    for element in parts.children_left():
        if local_name(element) in OTHER_MODELS and namespace(element) == BPMN:
            notes.say(
                "not-a-process",
                f"“{local_name(element)}”是编排或会话图，不是办理流程，已原样保留但不会执行。",
                Severity.WARNING,
                element=element.get("id") or "",
                line=line_of(element),
            )

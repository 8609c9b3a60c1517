"""What a drawing waits for that nobody would answer: found at the gate, so that no case waits for ever. Pure."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bpmn.diagram import Diagram, EventKind, Node
from bpmn.finding import Finding
from tenants.model import MatterModel
from tenants.operation import OPERATIONS_FILE, Operation, Runner, Scope
from tenants.tenant import Settings

HEARD = {EventKind.MESSAGE: Scope.MESSAGE, EventKind.SIGNAL: Scope.SIGNAL}
STARTED_BY_NOBODY = (EventKind.TIMER, EventKind.CONDITIONAL)
THROWING = ("intermediateThrowEvent", "endEvent", "sendTask")


def unserved(model: MatterModel, settings: Settings) -> Iterator[Finding]:
    """Operations and messages that are not declared, calls beyond the centre's list, starts that nobody makes."""
    drawings = (model.diagram, *(fragment.diagram for fragment in model.fragments.values()))
    thrown = {(each, name) for diagram in drawings for each, name in _thrown(diagram)}
    for diagram in drawings:
        main = diagram.main()
        for node in diagram.nodes():
            yield from _operation(node, model)
            yield from _heard(node, diagram, model, thrown)
            if node.kind == "startEvent" and main is not None and node.parent == main.id:
                yield from _start(node, diagram is model.diagram)
    for operation in model.operations.operations:
        if operation.runner is Runner.HTTP and not allowed(operation.url, settings.http_allowed):
            yield _not_allowed(operation, settings)


def allowed(url: str, beginnings: tuple[str, ...]) -> bool:
    """Whether an address begins as the centre's list says: the same scheme and host, the same path so far."""
    try:
        asked = urlsplit(url)
        known = [urlsplit(each) for each in beginnings]
        return "/../" not in f"{asked.path}/" and any(
            (asked.scheme, asked.hostname, asked.port) == (each.scheme, each.hostname, each.port)
            and asked.path.startswith(each.path)
            and asked.username is None
            for each in known
        )
    except ValueError:
        return False


def _operation(node: Node, model: MatterModel) -> Iterator[Finding]:
    if node.kind not in ("serviceTask", "sendTask") or (node.kind == "sendTask" and not node.step.operation):
        return
    if model.operations.operation(node.step.operation) is None:
        known = "、".join(each.code for each in model.operations.operations)
        text = f"环节“{node.label}”要的系统操作“{node.step.operation}”没有声明，会一直等待。"
        advice = f"请在 {OPERATIONS_FILE} 里声明它，或改 gov:operation，或改为人工环节。"
        yield _at(node, text, expected=known or f"先有 {OPERATIONS_FILE}", met=node.step.operation, advice=advice)


def _heard(node: Node, diagram: Diagram, model: MatterModel, thrown: set[tuple[Scope, str]]) -> Iterator[Finding]:
    if node.kind == "receiveTask":
        scope, name = Scope.MESSAGE, _message(node, diagram)
    elif node.event.kind in HEARD and node.kind not in THROWING:
        scope, name = HEARD[node.event.kind], node.event.name
    else:
        return
    if not model.operations.hears(name, scope) and (scope, name) not in thrown:
        text = f"“{node.label}”等待{scope.chinese}“{name}”，没有声明谁会发来，会一直等待。"
        advice = f"请在 {OPERATIONS_FILE} 的 [[heard]] 里声明它，或改为定时事件或人工环节。"
        yield _at(node, text, expected=f"已声明的{scope.chinese}", met=name, advice=advice)


def _start(node: Node, outermost: bool) -> Iterator[Finding]:
    if outermost and node.event.kind in STARTED_BY_NOBODY:
        text = f"开始事件“{node.label}”要由系统到时发起，本版本不会发起。"
        yield _at(node, text, met=node.event.kind.value, advice="请改为普通开始事件，或由消息开始。")


def _thrown(diagram: Diagram) -> Iterator[tuple[Scope, str]]:
    for node in diagram.nodes():
        if node.kind == "sendTask" and not node.step.operation:
            yield Scope.MESSAGE, _message(node, diagram)
        elif node.kind in THROWING and node.event.kind in HEARD:
            yield HEARD[node.event.kind], node.event.name


def _message(node: Node, diagram: Diagram) -> str:
    named = {each.id: each.name or each.id for each in diagram.definitions}
    return named.get(node.message, node.message)


def _not_allowed(operation: Operation, settings: Settings) -> Finding:
    return Finding(
        "http-not-allowed",
        f"系统操作“{operation.name or operation.code}”要访问 {operation.url}，不在本中心允许的地址里。",
        file=OPERATIONS_FILE,
        element=f"operations.{operation.code}",
        expected="、".join(settings.http_allowed) or "先在 tenant.toml 的 http_allowed 里写明",
        met=operation.url,
        advice="请由系统管理员在 tenant.toml 的 settings.http_allowed 里加上它的开头。",
    )


def _at(node: Node, message: str, *, expected: str = "", met: str = "", advice: str = "") -> Finding:
    return Finding("not-served", message, element=node.id, line=node.line, expected=expected, met=met, advice=advice)

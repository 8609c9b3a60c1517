"""The allow-list: which (element, event, position) the runtime executes, as one table of data.

Lint, the designer's palette and the runtime's tests read the same rows. What is refused says why and what to draw
instead; what is only drawn (data objects, notes) is kept and changes nothing. Element names are the standard's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bpmn.diagram import Diagram, EventKind, Node


class Position(StrEnum):
    """Where an element stands, as far as it changes what the runtime does."""

    FLOW = "flow"
    """In the flow of a process or sub-process."""
    TOP = "top"
    """A start event of a process."""
    SUB_PROCESS = "subProcess"
    """A start event of an embedded sub-process."""
    INTERRUPTING = "interrupting"
    """On the border of a step, ending it; or starting an event sub-process that ends its scope."""
    BESIDE = "beside"
    """The same, letting the step or scope go on."""


class Standing(StrEnum):
    """What becomes of such an element."""

    EXECUTED = "executed"
    DRAWN = "drawn"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. `name` is Chinese; `reason` says why it is refused and what to draw instead."""

    kind: str
    event: EventKind
    position: Position
    standing: Standing
    name: str
    reason: str = ""

    @property
    def key(self) -> tuple[str, EventKind, Position]:
        return self.kind, self.event, self.position


@dataclass(frozen=True, slots=True)
class LoopRow:
    """Whether activities may be repeated that way."""

    loop: str
    standing: Standing
    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FlagRow:
    """An attribute of the standard that changes what an element does, with the values that change nothing."""

    attribute: str
    harmless: frozenset[str]
    name: str
    reason: str


_K, _P = EventKind, Position
_NO_COMPENSATION = "运行时不做补偿（撤销已办的环节），请画成明确的撤销或更正环节。"
_NO_TRANSACTION = "运行时不做事务回滚，请改为普通子流程，用错误边界事件处理失败。"
_NO_MULTIPLE = "一个事件只能有一种触发方式，请拆成几个事件，用事件网关或几条边界事件。"
_NO_COMPLEX = "复杂网关的汇聚规则无法证明，请改用包容网关或并行网关。"
_NO_AD_HOC = "自由子流程没有规定的先后次序，无法证明时限，请把顺序画出来。"
_ONLY_PLAIN_START = "嵌入子流程由上一环节进入，只能以普通开始事件开始；要等事件请用中间事件或事件子流程。"
_ERROR_INTERRUPTS = "错误总是中断所在的环节，请把这个事件改为中断型。"
_NOT_HERE = "这种事件不能放在这个位置，请改用这里允许的事件。"
_NO_TRIGGER = "还没有选触发方式，请选定时、消息、信号等其中一种。"

EVENT_NAMES: Mapping[EventKind, str] = MappingProxyType(
    {
        _K.NONE: "普通",
        _K.TIMER: "定时",
        _K.MESSAGE: "消息",
        _K.SIGNAL: "信号",
        _K.ERROR: "错误",
        _K.ESCALATION: "升级",
        _K.CONDITIONAL: "条件",
        _K.LINK: "链接",
        _K.TERMINATE: "终止",
        _K.COMPENSATION: "补偿",
        _K.CANCEL: "取消",
        _K.MULTIPLE: "多重",
    }
)
KIND_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "task": "任务",
        "userTask": "人工任务",
        "manualTask": "线下任务",
        "serviceTask": "系统任务",
        "sendTask": "发送任务",
        "receiveTask": "接收任务",
        "businessRuleTask": "决策任务",
        "scriptTask": "脚本任务",
        "callActivity": "调用活动",
        "subProcess": "子流程",
        "transaction": "事务子流程",
        "adHocSubProcess": "自由子流程",
        "exclusiveGateway": "排他网关",
        "parallelGateway": "并行网关",
        "inclusiveGateway": "包容网关",
        "eventBasedGateway": "事件网关",
        "complexGateway": "复杂网关",
        "startEvent": "开始事件",
        "endEvent": "结束事件",
        "intermediateCatchEvent": "中间捕获事件",
        "intermediateThrowEvent": "中间抛出事件",
        "boundaryEvent": "边界事件",
        "dataObject": "数据对象",
        "dataObjectReference": "数据对象",
        "dataStoreReference": "数据存储",
        "dataInputAssociation": "数据输入关联",
        "dataOutputAssociation": "数据输出关联",
        "textAnnotation": "文字注释",
        "group": "分组框",
        "association": "关联线",
    }
)
_POSITION_NAMES: Mapping[Position, str] = MappingProxyType(
    {
        _P.FLOW: "",
        _P.TOP: "",
        _P.SUB_PROCESS: "（子流程的）",
        _P.INTERRUPTING: "（中断）",
        _P.BESIDE: "（不中断）",
    }
)
_EVERY_EVENT = tuple(EventKind)
_TRIGGERS = (_K.TIMER, _K.MESSAGE, _K.SIGNAL, _K.ESCALATION, _K.CONDITIONAL)
_EXECUTED_EVENTS: Mapping[tuple[str, Position], frozenset[EventKind]] = MappingProxyType(
    {
        ("startEvent", _P.TOP): frozenset({_K.NONE, _K.MESSAGE, _K.SIGNAL, _K.TIMER, _K.CONDITIONAL}),
        ("startEvent", _P.SUB_PROCESS): frozenset({_K.NONE}),
        ("startEvent", _P.INTERRUPTING): frozenset({*_TRIGGERS, _K.ERROR}),
        ("startEvent", _P.BESIDE): frozenset(_TRIGGERS),
        ("boundaryEvent", _P.INTERRUPTING): frozenset({*_TRIGGERS, _K.ERROR}),
        ("boundaryEvent", _P.BESIDE): frozenset(_TRIGGERS),
        ("intermediateCatchEvent", _P.FLOW): frozenset({_K.TIMER, _K.MESSAGE, _K.SIGNAL, _K.CONDITIONAL, _K.LINK}),
        ("intermediateThrowEvent", _P.FLOW): frozenset({_K.NONE, _K.MESSAGE, _K.SIGNAL, _K.ESCALATION, _K.LINK}),
        ("endEvent", _P.FLOW): frozenset({_K.NONE, _K.TERMINATE, _K.ERROR, _K.ESCALATION, _K.SIGNAL, _K.MESSAGE}),
    }
)
_PLAIN: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        (
            "task",
            "userTask",
            "manualTask",
            "serviceTask",
            "sendTask",
            "receiveTask",
            "businessRuleTask",
            "scriptTask",
            "callActivity",
            "subProcess",
            "exclusiveGateway",
            "parallelGateway",
            "inclusiveGateway",
            "eventBasedGateway",
        ),
        "",
    )
    | {"complexGateway": _NO_COMPLEX, "transaction": _NO_TRANSACTION, "adHocSubProcess": _NO_AD_HOC}
)
"""Elements without an event, each with the reason it is refused, "" when executed."""

DRAWN = tuple(
    Row(kind, _K.NONE, _P.FLOW, Standing.DRAWN, KIND_NAMES[kind], "只作说明，不影响办理。")
    for kind in (
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "dataInputAssociation",
        "dataOutputAssociation",
        "textAnnotation",
        "group",
        "association",
    )
)


def _reason(kind: str, position: Position, event: EventKind) -> str:
    """Why such an event is refused there."""
    if event is _K.COMPENSATION:
        return _NO_COMPENSATION
    if event is _K.CANCEL:
        return _NO_TRANSACTION
    if event is _K.MULTIPLE:
        return _NO_MULTIPLE
    if event is _K.ERROR and position is _P.BESIDE:
        return _ERROR_INTERRUPTS
    if event is _K.NONE:
        return _NO_TRIGGER
    return _ONLY_PLAIN_START if (kind, position) == ("startEvent", _P.SUB_PROCESS) else _NOT_HERE


def _rows() -> Iterator[Row]:
    for kind, reason in _PLAIN.items():
        yield Row(kind, _K.NONE, _P.FLOW, _standing(not reason), KIND_NAMES[kind], reason)
    for (kind, position), executed in _EXECUTED_EVENTS.items():
        for event in _EVERY_EVENT:
            prefix = "事件子流程的" if kind == "startEvent" and position in (_P.INTERRUPTING, _P.BESIDE) else ""
            name = f"{prefix}{EVENT_NAMES[event]}{KIND_NAMES[kind]}{_POSITION_NAMES[position]}"
            done = event in executed
            yield Row(kind, event, position, _standing(done), name, "" if done else _reason(kind, position, event))
    yield from DRAWN


def _standing(executed: bool) -> Standing:
    return Standing.EXECUTED if executed else Standing.REFUSED


ROWS: tuple[Row, ...] = tuple(_rows())
BY_KEY: Mapping[tuple[str, EventKind, Position], Row] = MappingProxyType({row.key: row for row in ROWS})

LOOPS: tuple[LoopRow, ...] = (
    LoopRow("parallel", Standing.EXECUTED, "并行多实例"),
    LoopRow("sequential", Standing.EXECUTED, "顺序多实例"),
    LoopRow("standard", Standing.EXECUTED, "循环（须写明最多次数）"),
)
FLAGS: tuple[FlagRow, ...] = (
    FlagRow("isForCompensation", frozenset({"", "false", "0"}), "补偿活动", _NO_COMPENSATION),
    FlagRow("startQuantity", frozenset({"", "1"}), "多令牌启动", "运行时每次只收一个令牌，请用并行网关汇聚。"),
    FlagRow("completionQuantity", frozenset({"", "1"}), "多令牌完成", "运行时每次只发一个令牌，请用并行网关分开。"),
    FlagRow(
        "eventGatewayType",
        frozenset({"", "Exclusive"}),
        "并行事件网关",
        "只能等其中一个事件，请改为排他型，或用并行网关分别等待。",
    ),
)
"""Attributes kept as extensions of a node that would change what it does."""


def position_of(node: Node, diagram: Diagram) -> Position:
    """Where a node stands: what the table is asked with."""
    if node.kind == "boundaryEvent":
        return Position.INTERRUPTING if node.interrupting else Position.BESIDE
    if node.kind != "startEvent":
        return Position.FLOW
    scope = diagram.find(node.parent)
    if scope is None:
        return Position.TOP
    if not scope.on_event:
        return Position.SUB_PROCESS
    return Position.INTERRUPTING if node.interrupting else Position.BESIDE


def row_of(node: Node, diagram: Diagram) -> Row:
    """The row of a node. Every (kind, event, position) of the standard has one."""
    event = node.event.kind if node.is_event else EventKind.NONE
    return BY_KEY[node.kind, event, position_of(node, diagram)]


def reasons_against(node: Node, diagram: Diagram) -> tuple[tuple[str, str], ...]:
    """(what it is, why it is refused) for everything about a node that the runtime does not execute; none: executed."""
    row = row_of(node, diagram)
    found = [(row.name, row.reason)] if row.standing is not Standing.EXECUTED else []
    if node.event.parallel_multiple and node.event.kind is EventKind.MULTIPLE:
        found.append(("并行多重事件", _NO_MULTIPLE))
    values = {each.name: each.value for each in node.extensions if not each.namespace and not each.xml}
    for flag in FLAGS:
        if values.get(flag.attribute, "") not in flag.harmless:
            found.append((flag.name, flag.reason))
    if node.kind == "eventBasedGateway" and node.instantiate:
        found.append(("用事件网关启动办件", "办件只能由开始事件启动，请在前面画开始事件。"))
    if node.kind == "receiveTask" and node.instantiate:
        found.append(("用接收任务启动办件", "办件只能由开始事件启动，请改为消息开始事件。"))
    if node.loop is not None and node.loop.kind == "standard" and not node.loop.maximum:
        found.append(("没有上限的循环", "循环要写明最多几次，否则可能永远办不完，请填写最多次数。"))
    if node.loop is not None and node.on_event:
        found.append(("重复执行的事件子流程", "事件子流程不能设多实例或循环，请去掉。"))
    return tuple(found)


def is_executed(node: Node, diagram: Diagram) -> bool:
    """Whether the runtime executes this node as it stands."""
    return not reasons_against(node, diagram)


def palette() -> tuple[Row, ...]:
    """The rows a designer may draw."""
    return tuple(row for row in ROWS if row.standing is not Standing.REFUSED)


def kind_name(node: Node) -> str:
    """The Chinese name of a node's kind, its event included: 定时边界事件."""
    return (EVENT_NAMES[node.event.kind] if node.is_event else "") + KIND_NAMES[node.kind]

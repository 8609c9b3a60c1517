"""What changed in the nodes of a diagram, their `gov:` facts included."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bpmn.allowed import EVENT_NAMES, kind_name
from bpmn.compare.change import (
    Change,
    ChangeKind,
    came_or_went,
    extension_changes,
    limit_change,
    limit_words,
    list_changes,
    pairs,
    texts,
    yes,
)
from bpmn.diagram import Diagram, Event, Extension, Loop, Node

STEP_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "department": "办理部门",
        "post": "岗位",
        "form": "表单",
        "kind": "环节类型",
        "legal_basis": "法律依据",
        "counts_in_limit": "是否计入时限",
        "min_staff": "最少人数",
        "signatures": "签字人数",
        "visit": "是否要到现场",
        "outcomes": "办理结果",
        "result": "结果变量",
        "decision": "决策",
        "operation": "系统操作",
        "maps_in": "传入变量",
        "maps_out": "传出变量",
    }
)
LOOP_NAMES: Mapping[str, str] = MappingProxyType(
    {"parallel": "并行多实例", "sequential": "顺序多实例", "standard": "循环"}
)


def node_changes(before: Diagram, after: Diagram) -> Iterator[Change]:
    for old, new in pairs(list(before.nodes()), list(after.nodes()), lambda node: node.name and (node.kind, node.name)):
        for change in came_or_went(old, new, _node_said):
            yield _with_days(change, old, new)
        if old is not None and new is not None:
            yield from _one_node(old, new)


def _node_said(node: Node) -> str:
    return f"{kind_name(node)}“{node.label}”"


def _with_days(change: Change, old: Node | None, new: Node | None) -> Change:
    """A step that came or went takes its days along."""
    node = new or old
    if node is None or change.kind is ChangeKind.CHANGED or not node.step.limit.amount.isdigit():
        return change
    sign = 1 if change.kind is ChangeKind.ADDED else -1
    words = limit_words(node.step.limit)
    message = change.message.removesuffix("。") + f"（{words}）。"
    days, unit = sign * int(node.step.limit.amount), node.step.limit.unit
    return Change(change.kind, change.element, message, "limit", department=node.step.department, days=days, unit=unit)


def _one_node(old: Node, new: Node) -> Iterator[Change]:
    subject = f"“{new.label}”"
    for change in limit_change(new.id, subject, "时限", "limit", old.step.limit, new.step.limit):
        department = new.step.department
        yield Change(
            change.kind,
            new.id,
            change.message,
            "limit",
            change.before,
            change.after,
            department,
            change.days,
            change.unit,
        )
    yield from texts(
        new.id,
        subject,
        [
            ("名称", "name", old.name, new.name),
            ("类型", "element", kind_name(old), kind_name(new)),
            ("所在子流程", "parent", old.parent, new.parent),
            ("触发方式", "event", _event_words(old.event), _event_words(new.event)),
            ("是否中断", "interrupting", yes(old.interrupting), yes(new.interrupting)),
            ("所附环节", "attached_to", old.attached_to, new.attached_to),
            ("默认出口", "default", old.default, new.default),
            ("重复方式", "loop", _loop_words(old.loop), _loop_words(new.loop)),
            ("调用的流程", "called", old.called, new.called),
            ("由事件触发", "on_event", yes(old.on_event), yes(new.on_event)),
            ("启动办件", "instantiate", yes(old.instantiate), yes(new.instantiate)),
            ("脚本", "script", old.script, new.script),
            ("脚本语言", "script_format", old.script_format, new.script_format),
            ("消息", "message", old.message, new.message),
            ("说明", "documentation", old.documentation, new.documentation),
            *((name, field, _plain(old, field), _plain(new, field)) for field, name in STEP_FIELDS.items()),
        ],
    )
    yield from list_changes(new.id, subject, "材料", "materials", old.step.materials, new.step.materials)
    yield from list_changes(new.id, subject, "告知文书", "notices", old.step.notices, new.step.notices)
    yield from extension_changes(new.id, subject, _extensions(old), _extensions(new))


def _extensions(node: Node) -> tuple[Extension, ...]:
    """What is kept of a node without being understood, its events and its loop included."""
    events = (node.event, *node.event.several)
    loop = node.loop.extensions if node.loop else ()
    return (*node.extensions, *(each for event in events for each in event.extensions), *loop)


def _plain(node: Node, field: str) -> str:
    """A step's fact as text."""
    value: object = getattr(node.step, field)
    if isinstance(value, tuple):
        return "、".join(" → ".join(each) if isinstance(each, tuple) else str(each) for each in value)
    if isinstance(value, bool):
        return yes(value)
    return str(value) if value else ""


def _event_words(event: Event) -> str:
    inner = event.several or (event,)
    said = ((EVENT_NAMES[each.kind], each.name, each.timer or "", each.expression, each.language) for each in inner)
    together = "（同时）" if event.parallel_multiple else ""
    return "、".join(" ".join(part for part in parts if part) for parts in said) + together


def _loop_words(loop: Loop | None) -> str:
    if loop is None:
        return ""
    maximum = f"最多{loop.maximum}次" if loop.maximum is not None else ""
    facts = (
        loop.collection,
        loop.cardinality,
        loop.item,
        loop.output,
        loop.output_item,
        loop.until,
        loop.condition,
        maximum,
        "先判断" if loop.test_before else "",
        loop.language,
    )
    return " ".join((LOOP_NAMES.get(loop.kind, loop.kind), *(fact for fact in facts if fact)))

"""What changed in processes, flows, lanes, pools, messages and notes."""

from collections.abc import Iterator
from functools import partial

from bpmn.compare.change import (
    Change,
    came_or_went,
    changed,
    extension_changes,
    limit_change,
    list_changes,
    pairs,
    texts,
    yes,
)
from bpmn.diagram import Diagram, Flow, Lane, Process


def process_changes(old: Process, new: Process) -> Iterator[Change]:
    subject = f"流程“{new.name or new.id}”"
    for name, field, before, after in (
        ("承诺时限", "promised", old.promised, new.promised),
        ("法定时限", "statutory", old.statutory, new.statutory),
    ):
        yield from limit_change(new.id, subject, name, field, before, after)
        yield from texts(new.id, subject, [(f"{name}依据", f"{field}_basis", before.basis, after.basis)])
    rows = [
        ("名称", "name", old.name, new.name),
        ("说明", "documentation", old.documentation, new.documentation),
        ("可执行", "executable", yes(old.executable), yes(new.executable)),
    ]
    yield from texts(new.id, subject, rows)
    yield from extension_changes(new.id, subject, old.extensions, new.extensions)


def flow_changes(before: Diagram, after: Diagram) -> Iterator[Change]:
    for old, new in pairs(list(before.flows()), list(after.flows()), lambda flow: (flow.source, flow.target)):
        if old is None or new is None:
            whole = after if old is None else before
            yield from came_or_went(old, new, partial(_flow_said, whole))
            continue
        subject = _flow_said(after, new)
        yield from came_or_went(old, new, partial(_flow_said, after))
        rows = [
            ("文字", "name", old.name, new.name),
            ("起点", "source", label(before, old.source), label(after, new.source)),
            ("终点", "target", label(before, old.target), label(after, new.target)),
            ("条件", "condition", old.condition, new.condition),
            ("条件语言", "language", old.language, new.language),
            ("最多轮数", "max_rounds", number(old.max_rounds), number(new.max_rounds)),
            ("说明", "documentation", old.documentation, new.documentation),
        ]
        yield from texts(new.id, subject, [row for row in rows if row[1] not in ("source", "target")])
        for row, ends in zip(rows[1:3], ((old.source, new.source), (old.target, new.target)), strict=True):
            if ends[0] != ends[1]:
                yield changed(new.id, subject, row[0], row[1], row[2], row[3])
        yield from extension_changes(new.id, subject, old.extensions, new.extensions)


def _flow_said(diagram: Diagram, flow: Flow) -> str:
    ends = f"{label(diagram, flow.source)} → {label(diagram, flow.target)}"
    return f"连线“{flow.name.strip()}”（{ends}）" if flow.name.strip() else f"连线“{ends}”"


def label(diagram: Diagram, element: str) -> str:
    node = diagram.find(element)
    return node.label if node else element


def number(value: int | None) -> str:
    return "" if value is None else str(value)


def other_changes(before: Diagram, after: Diagram) -> Iterator[Change]:
    """Lanes, pools, message flows, messages and the like, notes and data."""
    olds, news = ([lane for process in each.processes for lane in process.lanes] for each in (before, after))
    for old, new in pairs(olds, news, lambda lane: lane.name):
        yield from came_or_went(old, new, lambda lane: f"泳道“{lane.name or lane.id}”")
        if old is not None and new is not None:
            subject = f"泳道“{new.name or new.id}”"
            rows = [
                ("名称", "name", old.name, new.name),
                ("部门", "department", old.department, new.department),
                ("说明", "documentation", old.documentation, new.documentation),
            ]
            yield from texts(new.id, subject, rows)
            yield from extension_changes(new.id, subject, old.extensions, new.extensions)
            yield from _moved_between_lanes(before, after, old, new)
    yield from _pool_changes(before, after)
    yield from _definition_changes(before, after)
    yield from _artifact_changes(before, after)
    yield from extension_changes(after.id, "文件", before.extensions, after.extensions)
    yield from extension_changes(after.id, "文件", before.collaboration_extensions, after.collaboration_extensions)


def _pool_changes(before: Diagram, after: Diagram) -> Iterator[Change]:
    for old, new in pairs(before.participants, after.participants, lambda each: each.name):
        yield from came_or_went(old, new, lambda each: f"泳池“{each.name or each.id}”")
        if old is not None and new is not None:
            subject = f"泳池“{new.name or new.id}”"
            rows = [("名称", "name", old.name, new.name), ("流程", "process", old.process, new.process)]
            yield from texts(new.id, subject, rows)
            yield from extension_changes(new.id, subject, old.extensions, new.extensions)
    for line, drawn in pairs(before.message_flows, after.message_flows, lambda each: (each.source, each.target)):
        yield from came_or_went(line, drawn, lambda each: f"消息流“{each.name or each.id}”")
        if line is not None and drawn is not None:
            subject = f"消息流“{drawn.name or drawn.id}”"
            rows = [
                ("文字", "name", line.name, drawn.name),
                ("起点", "source", label(before, line.source), label(after, drawn.source)),
                ("终点", "target", label(before, line.target), label(after, drawn.target)),
            ]
            yield from texts(drawn.id, subject, rows)
            yield from extension_changes(drawn.id, subject, line.extensions, drawn.extensions)


def _moved_between_lanes(before: Diagram, after: Diagram, old: Lane, new: Lane) -> Iterator[Change]:
    """Steps of both versions that came into a lane or left it."""
    both = {node.id for node in before.nodes()} & {node.id for node in after.nodes()}
    come = [label(after, node) for node in new.nodes if node in both and node not in old.nodes]
    gone = [label(after, node) for node in old.nodes if node in both and node not in new.nodes]
    yield from list_changes(new.id, f"泳道“{new.name or new.id}”", "环节", "nodes", gone, come)


def _definition_changes(before: Diagram, after: Diagram) -> Iterator[Change]:
    said = {"message": "消息", "signal": "信号", "error": "错误", "escalation": "升级"}
    for old, new in pairs(before.definitions, after.definitions, lambda each: (each.kind, each.label)):
        yield from came_or_went(old, new, lambda each: f"{said[each.kind]}“{each.label}”")
        if old is not None and new is not None:
            rows = [
                ("名称", "name", old.name, new.name),
                ("代码", "code", old.code, new.code),
                ("关联键", "correlation", old.correlation, new.correlation),
            ]
            subject = f"{said[new.kind]}“{new.label}”"
            yield from texts(new.id, subject, rows)
            yield from extension_changes(new.id, subject, old.extensions, new.extensions)


def _artifact_changes(before: Diagram, after: Diagram) -> Iterator[Change]:
    olds, news = ([*each.artifacts, *(one for p in each.processes for one in p.artifacts)] for each in (before, after))
    for old, new in pairs(olds, news, lambda each: each.name and (each.kind, each.name)):
        yield from came_or_went(old, new, lambda each: f"图上的说明“{each.name or each.text or each.id}”")
        if old is not None and new is not None:
            subject = f"图上的说明“{new.name or new.id}”"
            rows = [
                ("名称", "name", old.name, new.name),
                ("文字", "text", old.text, new.text),
                ("种类", "kind", old.kind, new.kind),
                ("起点", "source", old.source, new.source),
                ("终点", "target", old.target, new.target),
                ("所指", "ref", old.ref, new.ref),
                ("说明", "documentation", old.documentation, new.documentation),
            ]
            yield from texts(new.id, subject, rows)
            yield from extension_changes(new.id, subject, old.extensions, new.extensions)

"""Looking up what a file's elements refer to. A flow, default or attachment that leads nowhere is a finding; it is
kept in the file but not in the graph, so that nobody after the reader meets a half-connected flow."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from bpmn.diagram import ACTIVITIES, Artifact, Extension, Flow, Lane, Node, Process
from bpmn.document.notes import Notes
from bpmn.document.parts import Keeper, settled
from bpmn.document.scopes import Gathered, LooseFlow
from bpmn.finding import Severity

Scope = TypeVar("Scope", Process, Node)


def connect(gathered: Iterable[Gathered], keeper: Keeper, notes: Notes, ids: Mapping[str, str]) -> tuple[Process, ...]:
    """The processes of a file with their flows in the scope of the nodes they join."""
    everything = list(gathered)
    _bring_home(everything, notes)
    nodes = {node.id: node for each in everything for node in each.nodes}
    home = {node.id: number for number, each in enumerate(everything) for node in each.nodes}
    flows: list[list[Flow]] = [[] for _ in everything]
    broken: dict[str, list[Extension]] = {}
    for each in everything:
        for loose in each.flows:
            if _joins(loose, nodes, notes):
                flow = replace(loose.flow, parent=nodes[loose.flow.source].parent)
                flows[home[flow.source]].append(flow)
            else:
                broken.setdefault(loose.scope, []).append(keeper.element(loose.element))
    good = {flow.id: flow for each in flows for flow in each}
    return tuple(
        _finish(each, tuple(flows[number]), good, nodes, broken, notes, ids) for number, each in enumerate(everything)
    )


def _bring_home(everything: list[Gathered], notes: Notes) -> None:
    """Move boundary events that some tools write into another scope to the scope of the step they sit on."""
    hosts = {node.id: (each, node) for each in everything for node in each.nodes if node.is_activity}
    for each in everything:
        staying: list[Node] = []
        away: list[Node] = []
        for node in each.nodes:
            host = hosts[node.attached_to][1] if node.attached_to in hosts else node
            (staying if host.parent == node.parent else away).append(node)
        each.nodes = staying
        for node in away:
            home, host = hosts[node.attached_to]
            notes.say(
                "scope-crossing",
                f"边界事件“{node.label}”写在了别的流程里，已移到它所附的“{host.label}”旁边，请核对后保存。",
                Severity.WARNING,
                element=node.id,
                line=node.line,
            )
            home.nodes.append(replace(node, parent=host.parent))


def _finish(
    gathered: Gathered,
    flows: tuple[Flow, ...],
    good: Mapping[str, Flow],
    nodes: Mapping[str, Node],
    broken: Mapping[str, list[Extension]],
    notes: Notes,
    ids: Mapping[str, str],
) -> Process:
    place = {scope: number for number, scope in enumerate(gathered.scopes)}
    process = _with_kept(gathered.process, broken)
    return replace(
        process,
        nodes=tuple(_with_kept(_settle_node(node, good, nodes, notes), broken) for node in _outer_first(gathered)),
        flows=tuple(sorted(flows, key=lambda flow: place[flow.parent])),
        lanes=tuple(_settle_lane(lane, nodes, notes) for lane in gathered.lanes),
        artifacts=tuple(check_artifact(artifact, notes, ids) for artifact in _in_order(gathered)),
    )


def _outer_first(gathered: Gathered) -> list[Node]:
    """The nodes with each sub-process right before what it holds."""
    inside: dict[str, list[Node]] = {}
    for node in gathered.nodes:
        inside.setdefault(node.parent, []).append(node)
    ordered: list[Node] = []
    stack = inside.get(gathered.process.id, [])[::-1]
    while stack:
        ordered.append(stack.pop())
        stack.extend(inside.get(ordered[-1].id, [])[::-1])
    return ordered


def _in_order(gathered: Gathered) -> list[Artifact]:
    """Artifacts of the scopes in their order, then data associations in the order of their nodes."""
    owners = [*gathered.scopes, *(node.id for node in gathered.nodes)]
    place = {owner: number for number, owner in reversed(list(enumerate(owners)))}
    return sorted(
        gathered.artifacts, key=lambda artifact: (artifact.kind.endswith("Association"), place[artifact.parent])
    )


def _with_kept(owner: Scope, broken: Mapping[str, list[Extension]]) -> Scope:
    flows: list[Extension] = broken.get(owner.id, [])
    return replace(owner, extensions=settled((*owner.extensions, *flows))) if flows else owner


def _joins(loose: LooseFlow, nodes: Mapping[str, Node], notes: Notes) -> bool:
    """Whether both ends of a flow exist and stand in one scope; what is wrong is said."""
    flow = loose.flow
    for end, met in (("起点", flow.source), ("终点", flow.target)):
        if met not in nodes:
            notes.say(
                "dangling-reference",
                f"连线“{flow.name or flow.id}”的{end}“{met or '（未写）'}”不是文件里的环节、网关或事件，请重新连接。",
                element=flow.id,
                line=flow.line,
                met=met,
            )
            return False
    if nodes[flow.source].parent != nodes[flow.target].parent:
        notes.say(
            "scope-crossing",
            f"连线“{flow.name or flow.id}”从“{nodes[flow.source].label}”到“{nodes[flow.target].label}”，"
            "穿过了子流程或泳池的边界，请改为连到子流程本身，泳池之间用消息流。",
            element=flow.id,
            line=flow.line,
        )
        return False
    return True


def _settle_node(node: Node, flows: Mapping[str, Flow], nodes: Mapping[str, Node], notes: Notes) -> Node:
    if node.default and (node.default not in flows or flows[node.default].source != node.id):
        notes.say(
            "dangling-reference",
            f"“{node.label}”的默认出口“{node.default}”不是从它出发的连线，请重新指定默认出口。",
            element=node.id,
            line=node.line,
            met=node.default,
        )
        kept = Extension("", "default", node.default)
        node = replace(node, default="", extensions=settled((*node.extensions, kept)))
    if node.kind == "boundaryEvent":
        host = nodes.get(node.attached_to)
        if host is None or host.kind not in ACTIVITIES or host.parent != node.parent:
            notes.say(
                "dangling-reference",
                f"边界事件“{node.label}”要附在同一层的一个环节上，“{node.attached_to or '（未写）'}”不是，"
                "请把它拖到环节的边上。",
                element=node.id,
                line=node.line,
                met=node.attached_to,
            )
            detached = Extension("", "attachedToRef", node.attached_to)
            node = replace(node, attached_to="", extensions=settled((*node.extensions, detached)))
    return node


def _settle_lane(lane: Lane, nodes: Mapping[str, Node], notes: Notes) -> Lane:
    missing = [each for each in lane.nodes if each not in nodes]
    if missing:
        notes.say(
            "dangling-reference",
            f"泳道“{lane.name or lane.id}”里列出的 {'、'.join(missing)} 不是流程元素，已从泳道里去掉。",
            Severity.NOTE,
            element=lane.id,
            line=lane.line,
            met="、".join(missing),
        )
    return replace(lane, nodes=tuple(each for each in lane.nodes if each in nodes))


def check_artifact(artifact: Artifact, notes: Notes, ids: Mapping[str, str]) -> Artifact:
    """The artifact itself, once its references have been looked up."""
    for said, reference in (("起点", artifact.source), ("终点", artifact.target), ("所指", artifact.ref)):
        if reference and reference not in ids:
            notes.say(
                "dangling-reference",
                f"“{artifact.name or artifact.id}”的{said}“{reference}”在文件里不存在，不影响办理，"
                "请在设计器里删除或重连。",
                Severity.NOTE,
                element=artifact.id,
                line=artifact.line,
                met=reference,
            )
    return artifact

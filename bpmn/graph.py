"""Plain questions about the flows of a diagram: who splits, who joins, what can be reached, where it goes round."""

from collections.abc import Iterable, Iterator, Mapping

from bpmn.diagram import Diagram, Event, EventKind, Flow, Node, Process

CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway"})


def splits(diagram: Diagram, node: Node) -> bool:
    """Whether several flows leave it."""
    return len(diagram.outgoing(node.id)) > 1


def joins(diagram: Diagram, node: Node) -> bool:
    """Whether several flows enter it."""
    return len(diagram.incoming(node.id)) > 1


def choices(diagram: Diagram) -> Iterator[Node]:
    """The exclusive and inclusive gateways where a way is chosen."""
    return (node for node in diagram.nodes() if node.kind in CHOICES and splits(diagram, node))


def scopes(process: Process) -> tuple[tuple[Node | None, tuple[Node, ...]], ...]:
    """Every scope with its nodes: the process itself (None), then each sub-process in the order of the file."""
    inside: dict[str, list[Node]] = {}
    for node in process.nodes:
        inside.setdefault(node.parent, []).append(node)
    holders = [node for node in process.nodes if node.kind in ("subProcess", "transaction", "adHocSubProcess")]
    return (
        (None, tuple(inside.get(process.id, ()))),
        *((holder, tuple(inside.get(holder.id, ()))) for holder in holders),
    )


def events(node: Node) -> tuple[Event, ...]:
    """Every event definition of a node."""
    if not node.is_event:
        return ()
    return node.event.several or (() if node.event.kind is EventKind.NONE else (node.event,))


def followers(diagram: Diagram) -> Mapping[str, tuple[str, ...]]:
    """What can come right after each node: flows, border events of a step, and the (first) catching end of a link."""
    catching: dict[tuple[str, str], str] = {}
    for node in diagram.nodes():
        if node.kind == "intermediateCatchEvent" and node.event.kind is EventKind.LINK:
            catching.setdefault((node.parent, node.event.name), node.id)
    following: dict[str, tuple[str, ...]] = {}
    for node in diagram.nodes():
        after = [flow.target for flow in diagram.outgoing(node.id)]
        after += [each.id for each in diagram.boundary(node.id)]
        if node.kind == "intermediateThrowEvent" and node.event.kind is EventKind.LINK:
            caught = catching.get((node.parent, node.event.name))
            after += [caught] if caught else []
        following[node.id] = tuple(after)
    return following


def reachable(following: Mapping[str, tuple[str, ...]], starts: Iterable[str]) -> set[str]:
    """Every node that can be reached from the starts, themselves included."""
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        for after in following.get(waiting.pop(), ()):
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    return seen


def rings(nodes: Iterable[str], following: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The sets of nodes from which one can come back to each of them, each in the order of the nodes (Tarjan)."""
    order = {node: number for number, node in enumerate(nodes)}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    found: list[tuple[str, ...]] = []
    for root in order:
        if root in index:
            continue
        walk = [(root, iter(following.get(root, ())))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while walk:
            node, after = walk[-1]
            step = next((each for each in after if each in order and (each not in index or each in on_stack)), None)
            if step is None:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == index[node]:
                    found.extend(_ring(node, stack, on_stack, following, order))
            elif step not in index:
                index[step] = low[step] = len(index)
                stack.append(step)
                on_stack.add(step)
                walk.append((step, iter(following.get(step, ()))))
            else:
                low[node] = min(low[node], index[step])
    return tuple(sorted(found, key=lambda ring: order[ring[0]]))


def _ring(
    node: str,
    stack: list[str],
    on_stack: set[str],
    following: Mapping[str, tuple[str, ...]],
    order: Mapping[str, int],
) -> Iterator[tuple[str, ...]]:
    members = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        members.append(member)
        if member == node:
            break
    if len(members) > 1 or node in following.get(node, ()):
        yield tuple(sorted(members, key=lambda each: order[each]))


def flow_label(diagram: Diagram, flow: Flow) -> str:
    """A flow for people: its name, or what it joins."""
    if flow.name.strip():
        return " ".join(flow.name.split())
    source, target = diagram.find(flow.source), diagram.find(flow.target)
    return f"{source.label if source else flow.source} → {target.label if target else flow.target}"

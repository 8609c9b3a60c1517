"""Folding the loops of a track: with a declared bound of k, the entry of a loop weighs k more rounds, inner ones first.

The bound may stand on the flow that leads back, or on any flow that every such round takes. A loop whose rounds weigh
nothing (supplement before acceptance, mere pauses) needs none.
"""

from collections.abc import Iterable

from bpmn.proof.track import Edge, Loop, Phase, Problem, Round, Track, topological
from bpmn.proof.weights import Weights


def fold(track: Track, weights: Weights, unknown: set[str]) -> Track:
    """Takes every loop out of the track, outermost first; `problem` says which one cannot be folded."""
    todo = [set(range(len(track.names)))]
    while todo and track.problem is None:
        inside = todo.pop()
        for component in cycles(track, inside):
            _fold_one(track, component, weights, unknown)
            if track.problem is not None:
                return track
            todo.append(component)
    track.order = topological(track)
    return track


def cycles(track: Track, inside: set[int]) -> list[set[int]]:
    """The strongly connected components with a cycle among those places."""
    components = _components(track, inside)
    return [c for c in components if len(c) > 1 or any(e.target in c for e in track.outs[next(iter(c))])]


def _fold_one(track: Track, component: set[int], weights: Weights, unknown: set[str]) -> None:
    entries = {e.target for here, edges in enumerate(track.outs) if here not in component for e in edges}
    heads = (entries & component) | ({track.start} & component)
    names = tuple(dict.fromkeys(track.names[here] for here in sorted(component)))
    weighing = {
        here
        for here in component
        if track.phases[here] is not Phase.BEFORE and (weights.of[track.names[here]] or track.names[here] in unknown)
    }
    if len(heads) != 1:
        track.problem = Problem("loop-with-several-entries", names)
        return
    (head,) = heads
    back = [edge for here in component for edge in track.outs[here] if edge.target == head]
    for edge in back:
        track.outs[edge.source].remove(edge)
    bounds = _bounds(track, component, head, back, weighing)
    if bounds is None:
        track.problem = Problem("loop-without-bound", names)
        return
    track.loops.append(Loop(head, bounds, frozenset(component)))


def _bounds(
    track: Track, component: set[int], head: int, back: list[Edge], weighing: set[int]
) -> tuple[Round, ...] | None:
    """How often each way back may be taken: its own bound, or that of the declared flows every such round takes.

    A round without any bound must weigh nothing, else None.
    """
    rounds = [
        Round(edge.source, limit, edge.arc) for edge in back if (limit := track.net.arcs[edge.arc].limit) is not None
    ]
    unbounded = [edge for edge in back if track.net.arcs[edge.arc].limit is None]
    if not unbounded:
        return tuple(rounds)
    declared, others = _declared(track, component)
    onwards, backwards = _links(others)
    for edge in unbounded:
        undeclared = _closure({head}, onwards) & _closure({edge.source}, backwards)
        if undeclared & weighing:
            return None
        rounds.append(Round(edge.source, sum(declared.values()), edge.arc))
    track.loose = track.loose or (bool(declared) and len(declared) + len(unbounded) > 2)
    return tuple(rounds)


def _declared(track: Track, component: set[int]) -> tuple[dict[int, int], list[Edge]]:
    """The flows of this loop (not of one inside it) that have a bound, and the edges of all others."""
    inner: dict[int, int] = {}
    for number, each in enumerate(cycles(track, component)):
        inner.update(dict.fromkeys(each, number))
    declared: dict[int, int] = {}
    others: list[Edge] = []
    for edge in (e for here in component for e in track.outs[here] if e.target in component):
        limit = track.net.arcs[edge.arc].limit
        if limit is None or inner.get(edge.source, -1) == inner.get(edge.target, -2):
            others.append(edge)
        else:
            declared[edge.arc] = limit
    return declared, others


def _links(edges: Iterable[Edge]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    onwards: dict[int, list[int]] = {}
    backwards: dict[int, list[int]] = {}
    for edge in edges:
        onwards.setdefault(edge.source, []).append(edge.target)
        backwards.setdefault(edge.target, []).append(edge.source)
    return onwards, backwards


def _closure(begin: set[int], links: dict[int, list[int]]) -> set[int]:
    reached, todo = set(begin), list(begin)
    while todo:
        for target in links.get(todo.pop(), ()):
            if target not in reached:
                reached.add(target)
                todo.append(target)
    return reached


def _components(track: Track, inside: set[int]) -> list[set[int]]:
    """Tarjan's strongly connected components, without recursion."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    on_stack: set[int] = set()
    stack: list[int] = []
    found: list[set[int]] = []
    for root in sorted(inside):
        if root in number:
            continue
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        work = [(root, iter(track.outs[root]))]
        while work:
            here, edges = work[-1]
            fresh = None
            for edge in edges:
                target = edge.target
                if target not in inside:
                    continue
                if target not in number:
                    fresh = target
                    break
                if target in on_stack:
                    low[here] = min(low[here], number[target])
            if fresh is not None:
                number[fresh] = low[fresh] = len(number)
                stack.append(fresh)
                on_stack.add(fresh)
                work.append((fresh, iter(track.outs[fresh])))
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[here])
            if low[here] == number[here]:
                component: set[int] = set()
                while here not in component:
                    last = stack.pop()
                    on_stack.discard(last)
                    component.add(last)
                found.append(component)
    return found

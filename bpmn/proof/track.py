"""The track of one clock: every walk a case can take while that clock matters, as a graph without cycles.

Both legal clocks start when the `accept` step completes; the promised one stops at the last `issue`, the statutory one
at the last `decide`. So a node stands on the track up to three times: before the clock starts (weighing nothing),
while it runs, and after a milestone that may have been the last one. A walk ends when the clock stops.

In a sound free-choice net every walk is part of some run, and a join waits for its slowest input, so the longest walk
is the worst case. Loops are folded: with a declared bound of k, the entry weighs k more rounds, inner loops first; a
loop whose rounds weigh nothing needs no bound.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from bpmn.proof.net import ENDS, SPLITS, Kind, Net
from bpmn.proof.weights import Weights
from bpmn.step_kind import Marks


class Clock(StrEnum):
    """The stretch that is measured."""

    PROMISED = "promised"
    STATUTORY = "statutory"

    @property
    def stops_at(self) -> Marks:
        return Marks.ISSUE if self is Clock.PROMISED else Marks.DECIDE


class Phase(IntEnum):
    """Where a walk stands to its clock. PASSED: a milestone was passed, and only another one would count."""

    BEFORE = 0
    RUNNING = 1
    PASSED = 2


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one place of the track to another, along a flow of the net (0: the clock stops)."""

    source: int
    target: int
    arc: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a clock runs in a net: the nodes that start it, those that stop it, and whether an end stops it too."""

    starts: frozenset[str]
    stops: frozenset[str]
    ends_stop: bool


def stretch(net: Net, clock: Clock) -> Stretch:
    """The stretch of a clock. A case that never passes a milestone stops at the next best: `decide`, then its end."""
    marked = {mark: frozenset(n for n, node in net.nodes.items() if node.marks is mark) for mark in Marks}
    starts, stops = marked[Marks.ACCEPT], marked[clock.stops_at]
    begin = starts or frozenset(net.of_kind(Kind.START))
    if not can_avoid(net, begin, stops):
        return Stretch(starts, stops, False)
    stops |= marked[Marks.DECIDE]
    return Stretch(starts, stops, can_avoid(net, begin, stops))


def can_avoid(net: Net, begin: Iterable[str], marks: frozenset[str]) -> bool:
    """Whether some run from any of those nodes can end without passing a mark (every branch of it must).

    A split of AND avoids them only if all its branches do, a choice if one does; working back from the ends.
    """
    if not marks:
        return True
    missing = {name: _needed(net, name) for name in net.nodes if name not in marks}
    avoids = {name for name in net.of_kind(*ENDS) if name not in marks}
    todo = list(avoids)
    while todo:
        for number in net.ins[todo.pop()]:
            source = net.arcs[number].source
            if source in missing and source not in avoids:
                needed = missing[source]
                needed.discard(number)
                if not needed or net.nodes[source].kind is Kind.XOR or _free(net, source, number):
                    avoids.add(source)
                    todo.append(source)
    return any(all(after in avoids for after in net.after(n)) if n in marks else n in avoids for n in begin)


def _needed(net: Net, name: str) -> set[int]:
    """The flows that are taken in any case."""
    if net.nodes[name].kind is Kind.OR:
        return {number for number in net.outs[name] if net.arcs[number].must}
    return set(net.outs[name])


def _free(net: Net, name: str, number: int) -> bool:
    """Whether that flow alone is enough for an OR split."""
    return net.nodes[name].kind is Kind.OR and not any(net.arcs[n].must for n in net.outs[name])


@dataclass(frozen=True, slots=True)
class Round:
    """A way back to the entry of a loop: from which place, along which flow, and how many times at most."""

    source: int
    times: int
    arc: int


@dataclass(frozen=True, slots=True)
class Loop:
    """A folded loop: its entry, its ways back, its places and the loops right inside it are folded before it."""

    head: int
    rounds: tuple[Round, ...]
    body: frozenset[int]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why no number can be given: the loop's elements."""

    code: str
    nodes: tuple[str, ...]


@dataclass
class Track:
    """Places 0…n−1 (`names`, `phases`), their edges, the start and the one goal (−1). `loops` are outermost first."""

    net: Net
    stretch: Stretch
    names: list[str] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    outs: list[list[Edge]] = field(default_factory=list)
    start: int = 0
    loops: list[Loop] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    problem: Problem | None = None
    loose: bool = False

    @property
    def counted(self) -> set[str]:
        """The nodes whose time counts somewhere."""
        return {name for name, phase in zip(self.names, self.phases, strict=True) if phase is not Phase.BEFORE}


GOAL = -1


WHOLE = Stretch(frozenset(), frozenset(), True)
"""From start to end, whatever milestones lie between."""


def lay(net: Net, stretched: Stretch) -> Track:
    """The track of a stretch, cycles still in it; places that cannot reach the goal are left out."""
    track = Track(net, stretched)
    before = net.leading_to(track.stretch.starts) if track.stretch.starts else set()
    index: dict[tuple[str, Phase], int] = {}

    def place(name: str, phase: Phase) -> int:
        if (name, phase) not in index:
            index[name, phase] = len(track.names)
            track.names.append(name)
            track.phases.append(phase)
            track.outs.append([])
            todo.append(index[name, phase])
        return index[name, phase]

    todo: list[int] = []
    first = Phase.BEFORE if track.stretch.starts else Phase.RUNNING
    (start,) = net.of_kind(Kind.START)
    track.start = place(start, first)
    while todo:
        here = todo.pop()
        _leave(track, here, before, place)
    _prune(track)
    return track


def _leave(track: Track, here: int, before: set[str], place: Callable[[str, Phase], int]) -> None:
    """The edges out of a place."""
    net, stretched = track.net, track.stretch
    name, phase = track.names[here], track.phases[here]
    after = phase
    if phase is Phase.BEFORE and name in stretched.starts:
        after = Phase.RUNNING
    elif phase is not Phase.BEFORE and name in stretched.stops:
        track.outs[here].append(Edge(here, GOAL, 0))
        after = Phase.PASSED
    if net.nodes[name].kind in ENDS:
        if phase is Phase.BEFORE or (phase is Phase.RUNNING and stretched.ends_stop):
            track.outs[here].append(Edge(here, GOAL, 0))
        return
    splits = net.nodes[name].kind in SPLITS and after is Phase.BEFORE and name in before
    for number in net.outs[name]:
        target = net.arcs[number].target
        beside = splits and target not in before
        track.outs[here].append(Edge(here, place(target, Phase.RUNNING if beside else after), number))


def _prune(track: Track) -> None:
    """Keeps the places from which the goal can be reached."""
    ins: dict[int, list[int]] = {GOAL: []}
    for edges in track.outs:
        for edge in edges:
            ins.setdefault(edge.target, []).append(edge.source)
    alive, todo = {GOAL}, [GOAL]
    while todo:
        for source in ins.get(todo.pop(), ()):
            if source not in alive:
                alive.add(source)
                todo.append(source)
    for here, edges in enumerate(track.outs):
        track.outs[here] = [edge for edge in edges if edge.target in alive] if here in alive else []


# --- loops ------------------------------------------------------------------------------------------------------------


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
    track.order = _topological(track)
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


def _topological(track: Track) -> list[int]:
    """The places a walk can meet, each after all before it."""
    seen, post = {track.start}, []
    stack = [(track.start, iter(track.outs[track.start]))]
    while stack:
        here, edges = stack[-1]
        fresh = next((e.target for e in edges if e.target != GOAL and e.target not in seen), None)
        if fresh is None:
            post.append(here)
            stack.pop()
        else:
            seen.add(fresh)
            stack.append((fresh, iter(track.outs[fresh])))
    return post[::-1]

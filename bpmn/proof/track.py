"""The track of one clock: every walk a case can take while that clock matters, as a graph without cycles.

Both legal clocks start when the `accept` step completes; the promised one stops at the last `issue`, the statutory one
at the last `decide`. So a node stands on the track up to three times: before the clock starts (weighing nothing),
while it runs, and after a milestone that may have been the last one. A walk ends when the clock stops.

In a sound free-choice net every walk is part of some run, and a join waits for its slowest input, so the longest walk
is the worst case. Loops are folded (`bpmn.proof.loops`), so that the track has no cycle.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from bpmn.proof.net import ENDS, SPLITS, Kind, Net
from bpmn.proof.stretch import Stretch


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


def lay(net: Net, stretched: Stretch) -> Track:
    """The track of a stretch, cycles still in it; places that cannot reach the goal are left out."""
    track = Track(net, stretched)
    before = track.stretch.before(net)
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
    first = Phase.BEFORE if track.stretch.begins else Phase.RUNNING
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
    if phase is not Phase.BEFORE and name in stretched.stops:
        track.outs[here].append(Edge(here, GOAL, 0))
        after = Phase.PASSED
    if net.nodes[name].kind in ENDS:
        if phase is Phase.BEFORE or (phase is Phase.RUNNING and stretched.ends_stop):
            track.outs[here].append(Edge(here, GOAL, 0))
        return
    splits = net.nodes[name].kind in SPLITS and after is Phase.BEFORE and name in before
    for number in net.outs[name]:
        target = net.arcs[number].target
        starts = phase is Phase.BEFORE and (number in stretched.begins or (splits and target not in before))
        track.outs[here].append(Edge(here, place(target, Phase.RUNNING if starts else after), number))


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


def topological(track: Track) -> list[int]:
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

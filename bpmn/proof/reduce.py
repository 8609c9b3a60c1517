"""Graph reduction: what is obviously sound disappears, what is obviously wrong is named; near linear.

Rules, until none applies: a node with one way in and one way out disappears; gateways of one kind fuse; parallel flows
between matching gateways merge, between gateways that do not match they are a defect; a flow from a choice back to
itself disappears. A sound net of blocks shrinks to one flow. A defect makes the whole net unsound, reachable or not.

Every flow left remembers the flows it swallowed, so that a fault is told in the drawing's own ids.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bpmn.proof.net import ENDS, Kind, Net


class Fault(StrEnum):
    """The ways in which a drawing can fail."""

    NO_START = "no-start"
    NO_END = "no-end"
    UNREACHABLE = "unreachable"
    NO_WAY_OUT = "no-way-out"
    DEADLOCK = "deadlock"
    LACK_OF_SYNCHRONISATION = "lack-of-synchronisation"
    MULTIPLE_TERMINATION = "multiple-termination"
    LIVELOCK = "livelock"
    DEAD = "dead"
    OR_IN_LOOP = "or-in-loop"
    """An OR join whose waiting would look round a loop: not judged."""


@dataclass(frozen=True, slots=True)
class Defect:
    """A fault and the nodes it is about."""

    fault: Fault
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swallowed:
    """What one flow of the remainder stands for: a flow of the net, or two of these in a row or side by side.

    Of alternatives only the first is kept: one way through is enough to walk it again.
    """

    arc: int = 0
    first: "Swallowed | None" = None
    second: "Swallowed | None" = None

    def flows(self, most: int = 10_000) -> Iterator[int]:
        """The swallowed flows in order, at most so many."""
        todo: list[Swallowed] = [self]
        given = 0
        while todo and given < most:
            each = todo.pop()
            if each.arc:
                given += 1
                yield each.arc
            todo.extend(part for part in (each.second, each.first) if part is not None)


MISMATCH = {
    (Kind.AND, Kind.XOR): Fault.LACK_OF_SYNCHRONISATION,
    (Kind.AND, Kind.STEP): Fault.LACK_OF_SYNCHRONISATION,
    (Kind.OR, Kind.XOR): Fault.LACK_OF_SYNCHRONISATION,
    (Kind.XOR, Kind.AND): Fault.DEADLOCK,
    (Kind.OR, Kind.AND): Fault.DEADLOCK,
}
"""What it means when two flows run side by side from the one kind to the other."""
GATEWAYS = frozenset({Kind.XOR, Kind.AND, Kind.OR})


class Remainder:
    """The net while it shrinks. After `run`, `nodes` and `ends` hold what is left and `defect` what was found."""

    def __init__(self, net: Net) -> None:
        self.kinds = {name: node.kind for name, node in net.nodes.items()}
        self.ends = {number: (arc.source, arc.target) for number, arc in net.arcs.items()}
        self.must = {number: arc.must for number, arc in net.arcs.items()}
        self.tree = {number: Swallowed(number) for number in net.arcs}
        self.ins = {name: set(numbers) for name, numbers in net.ins.items()}
        self.outs = {name: set(numbers) for name, numbers in net.outs.items()}
        self.defect: Defect | None = None
        self._work = deque(self.kinds)
        self._queued = set(self._work)

    def run(self) -> "Remainder":
        """Applies the rules until nothing is left to do or a defect is found."""
        while self._work and self.defect is None:
            name = self._work.popleft()
            self._queued.discard(name)
            kind = self.kinds.get(name)
            if kind is None or kind is Kind.START or kind in ENDS:
                continue
            self._merge_parallel(name, kind)
            if self.defect is None and not self._series(name):
                self._fuse(name, kind)
        return self

    @property
    def is_one_flow(self) -> bool:
        """Whether all is reduced to one flow from the start to an end: proved sound."""
        return len(self.ends) == 1 and all(kind is Kind.START or kind in ENDS for kind in self.kinds.values())

    def _touch(self, *names: str) -> None:
        for name in names:
            if name in self.kinds and name not in self._queued:
                self._queued.add(name)
                self._work.append(name)

    def _drop(self, number: int) -> None:
        source, target = self.ends.pop(number)
        self.outs[source].discard(number)
        self.ins[target].discard(number)

    def _merge_parallel(self, name: str, kind: Kind) -> None:
        targets: dict[str, list[int]] = {}
        for number in sorted(self.outs[name]):
            targets.setdefault(self.ends[number][1], []).append(number)
        for target, numbers in targets.items():
            if target == name:
                self._drop_self_loops(name, kind, numbers, alone=len(targets) == 1)
            elif len(numbers) > 1:
                self._merge(name, kind, target, numbers)
            if self.defect is not None:
                return

    def _drop_self_loops(self, name: str, kind: Kind, loops: list[int], *, alone: bool) -> None:
        if kind is not Kind.XOR or alone or len(self.ins[name]) == len(loops):
            self.defect = Defect(Fault.LIVELOCK if kind is Kind.XOR else Fault.LACK_OF_SYNCHRONISATION, (name,))
            return
        for number in loops:
            self._drop(number)
        self._touch(name)

    def _merge(self, name: str, kind: Kind, target: str, numbers: list[int]) -> None:
        other = self.kinds[target]
        fault = MISMATCH.get((kind, other))
        if fault is not None:
            self.defect = Defect(fault, (name, target))
        elif kind in GATEWAYS and other in GATEWAYS:
            first, *rest = numbers
            for number in rest:
                if kind is not Kind.XOR:
                    self.tree[first] = Swallowed(0, self.tree[first], self.tree[number])
                self.must[first] = self.must[first] or self.must[number]
                self._drop(number)
            self._touch(name, target)

    def _series(self, name: str) -> bool:
        """A node with one way in and one way out disappears."""
        if len(self.ins[name]) != 1 or len(self.outs[name]) != 1:
            return False
        (first,), (second,) = self.ins[name], self.outs[name]
        source, target = self.ends[first][0], self.ends[second][1]
        if source == name:
            return False
        self.tree[first] = Swallowed(0, self.tree[first], self.tree[second])
        self._drop(second)
        self.ends[first] = (source, target)
        self.ins[target].add(first)
        self._remove(name)
        self._touch(source, target)
        return True

    def _remove(self, name: str) -> None:
        del self.kinds[name], self.ins[name], self.outs[name]

    def _fuse(self, name: str, kind: Kind) -> None:
        """A join before a join, or a split after a split, of the same kind becomes one with it."""
        if kind not in (Kind.XOR, Kind.AND) or not self.ins[name] or not self.outs[name]:
            return
        if len(self.outs[name]) == 1:
            (link,) = self.outs[name]
            after = self.ends[link][1]
            if after != name and self.kinds[after] is kind:
                self._fuse_into(name, after, link, sorted(self.ins[name]), forward=True)
                return
        if len(self.ins[name]) == 1:
            (link,) = self.ins[name]
            before = self.ends[link][0]
            if before != name and self.kinds[before] is kind:
                self._fuse_into(name, before, link, sorted(self.outs[name]), forward=False)

    def _fuse_into(self, name: str, other: str, link: int, moved: list[int], *, forward: bool) -> None:
        shared = self.tree[link] if self.kinds[name] is Kind.XOR else None
        self._drop(link)
        for number in moved:
            source, target = self.ends[number]
            own = self.tree[number]
            if forward:
                self.ends[number] = (source, other)
                self.ins[other].add(number)
                self._touch(source)
            else:
                self.ends[number] = (other, target)
                self.outs[other].add(number)
                self._touch(target)
            if shared is not None:
                self.tree[number] = Swallowed(0, own, shared) if forward else Swallowed(0, shared, own)
        self._remove(name)
        self._touch(other)


def reduced(net: Net) -> Remainder:
    """The remainder of a net after all rules, or at the first defect."""
    return Remainder(net).run()

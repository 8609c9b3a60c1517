"""Tokens on a net: which nodes may fire in a marking, and what comes of it. Both explorers and the replay use this.

A marking is a sorted tuple of flow numbers with a token on them, and of negative numbers for end events reached. An OR
join follows the standard: it waits for a token upstream of one of its empty inputs that cannot also reach a filled one.
"""

from itertools import combinations, pairwise

from bpmn.proof.net import ENDS, Kind, Net
from bpmn.proof.reduce import Defect, Fault

Marking = tuple[int, ...]
WIDEST_OR = 10
"""Flows of an OR split whose subsets are all tried; of wider ones only a sample is, which proves nothing."""


class Tokens:
    """The rules of one net. `sampled` turns true once an OR split was too wide to be tried whole."""

    def __init__(self, net: Net) -> None:
        self.net, self.sampled = net, False
        self.ends = {name: -k for k, name in enumerate(net.of_kind(*ENDS), 1)}
        self._upstream: dict[str, dict[int, int]] = {}

    def _before(self, join: str) -> dict[int, int]:
        """For each input of an OR join, as bits, the flows from which a token can still come to it."""
        if join not in self._upstream:
            self._upstream[join] = {number: self._flows_before(join, number) for number in self.net.ins[join]}
        return self._upstream[join]

    def _flows_before(self, join: str, flow: int) -> int:
        """The flows from which a token can come to that input without passing the join."""
        seen, todo, bits = {join}, [flow], 1 << flow
        while todo:
            source = self.net.arcs[todo.pop()].source
            if source not in seen:
                seen.add(source)
                todo.extend(self.net.ins[source])
                for number in self.net.ins[source]:
                    bits |= 1 << number
        return bits

    def initial(self) -> Marking:
        return tuple(sorted(n for name in self.net.of_kind(Kind.START) for n in self.net.outs[name]))

    def enabled(self, marking: Marking) -> list[str]:
        """The nodes that can fire, in the order of their tokens."""
        have = set(marking)
        ready: dict[str, None] = {}
        for number in marking:
            if number > 0:
                name = self.net.arcs[number].target
                if name not in ready and self.may_fire(name, have):
                    ready[name] = None
        return list(ready)

    def may_fire(self, name: str, have: set[int]) -> bool:
        """Whether a node with a token before it can fire while those flows have tokens."""
        if self.net.nodes[name].kind is Kind.AND:
            return all(number in have for number in self.net.ins[name])
        return not self.net.waiting_or(name) or not self._waits(name, have)

    def _waits(self, name: str, have: set[int]) -> bool:
        """Whether some other token can still come to an empty input and to no filled one."""
        inputs = self.net.ins[name]
        others = [number for number in have if number > 0 and number not in inputs]
        if not others:
            return False
        filled = empty = 0
        for number, bits in self._before(name).items():
            filled, empty = (filled | bits, empty) if number in have else (filled, empty | bits)
        return any((empty & ~filled) >> number & 1 for number in others)

    def take(self, marking: Marking, name: str, taken: int = 0) -> list[int]:
        """The marking without the tokens that firing the node takes (of an XOR join: the one on flow `taken`)."""
        rest, kind = list(marking), self.net.nodes[name].kind
        inputs = self.net.ins[name]
        if kind not in (Kind.AND, Kind.OR):
            inputs = (taken or next(number for number in inputs if number in rest),)
        for number in inputs:
            if number in rest:
                rest.remove(number)
        return rest

    def picks(self, name: str) -> list[tuple[int, ...]]:
        """The sets of flows out of a node that may be taken together."""
        outs, kind = self.net.outs[name], self.net.nodes[name].kind
        if kind is Kind.AND:
            return [outs]
        if kind is not Kind.OR:
            return [(number,) for number in outs]
        must = tuple(number for number in outs if self.net.arcs[number].must)
        free = [number for number in outs if not self.net.arcs[number].must]
        sizes = list(range(0 if must else 1, len(free) + 1))
        if len(free) > WIDEST_OR:
            self.sampled = True
            sizes = [1, 2, len(free) - 1, len(free)]
        return [must + some for size in sizes for some in combinations(free, size)]

    def fire(self, marking: Marking, name: str) -> list[tuple[tuple[int, ...], Marking]]:
        """All (flows taken out, next marking) that firing the node may give."""
        kind = self.net.nodes[name].kind
        if kind is Kind.TERMINATE:
            return [((), (self.ends[name],))]
        if kind is Kind.END:
            return [((), tuple(sorted([*self.take(marking, name), self.ends[name]])))]
        inputs = [number for number in self.net.ins[name] if number in marking] if kind is Kind.XOR else [0]
        picks = self.picks(name)
        return [
            (pick, tuple(sorted([*rest, *pick])))
            for taken in inputs
            for rest in (self.take(marking, name, taken),)
            for pick in picks
        ]

    def trouble(self, marking: Marking) -> Defect | None:
        """Two tokens on one flow, or an end reached twice."""
        for one, two in pairwise(marking):
            if one == two and one > 0:
                target = self.net.arcs[one].target
                ends = self.net.nodes[target].kind in ENDS
                return Defect(Fault.MULTIPLE_TERMINATION if ends else Fault.LACK_OF_SYNCHRONISATION, (target,))
            if one == two:
                return Defect(Fault.MULTIPLE_TERMINATION, tuple(n for n, k in self.ends.items() if k == one))
        return None

    def stuck(self, marking: Marking) -> Defect | None:
        """What waits for ever, in a marking where nothing can fire; None when the case is done."""
        waiting = tuple(dict.fromkeys(self.net.arcs[number].target for number in marking if number > 0))
        return Defect(Fault.DEADLOCK, waiting) if waiting else None

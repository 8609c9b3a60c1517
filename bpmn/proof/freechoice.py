"""Free-choice reduction: decides remainders of XOR and AND that are no blocks, without looking at any marking.

A node is (the places it needs, the sets of places it may fill). A node with one outcome is pasted into its users, equal
outcomes merge, an outcome equal to the need is dropped, and when nothing shrinks any more the cheapest node that all
its users use whole is eliminated (after Esparza and Hoffmann's rules for free-choice workflow nets). Complete for nets
without cycles; being stuck proves nothing for nets with them.
"""

from collections import deque

from bpmn.proof.net import Kind, Net
from bpmn.proof.reduce import Defect, Fault

STEPS = 200_000
"""How many pastings one net may cost."""
GROWTH = 400
"""No elimination may make more outcomes than this."""
Outcome = frozenset[int]
"""Places as numbers, so that sets are walked in the same order on every machine: a flow into an AND join is its own
number, any other node has one place for all its inputs, numbered below zero."""


class FreeChoice:
    """One run of the rules. `sound` and `defect` say what came of it; neither means undecided."""

    def __init__(self, net: Net) -> None:
        self.sound, self.steps = False, 0
        self._names = list(net.nodes)
        self._number = {name: -k for k, name in enumerate(self._names, 1)}
        self._end = self._number[net.of_kind(Kind.END)[0]]
        self._start = self._number[net.of_kind(Kind.START)[0]]
        self._need: dict[int, Outcome] = {}
        self._fill: dict[int, set[Outcome]] = {}
        self.defect: Defect | None = self._read(net)
        self._owner = {place: name for name, places in self._need.items() for place in places}
        self._users: dict[int, set[int]] = {name: set() for name in self._need}
        for name, outcomes in self._fill.items():
            for outcome in outcomes:
                self._use(name, outcome)
        self._work = deque(self._need)
        self._queued = set(self._need)

    def _read(self, net: Net) -> Defect | None:
        """All inputs of an XOR join or step are one place; an AND join has a place for each flow."""
        for name, node in net.nodes.items():
            if node.kind is Kind.END:
                continue
            here = self._number[name]
            self._need[here] = frozenset(net.ins[name]) if node.kind is Kind.AND else frozenset([here])
            places: list[int] = []
            for number in net.outs[name]:
                target = net.arcs[number].target
                places.append(number if net.nodes[target].kind is Kind.AND else self._number[target])
            if node.kind is Kind.AND and len(set(places)) < len(places):
                return Defect(Fault.LACK_OF_SYNCHRONISATION, (name,))
            self._fill[here] = {frozenset(places)} if node.kind is Kind.AND else {frozenset([p]) for p in places}
        return None

    def run(self) -> "FreeChoice":
        while self.defect is None and self.steps <= STEPS:
            forced = not self._work
            name = self._cheapest() if forced else self._next()
            if name is None:
                break
            if name in self._need and name != self._start:
                self._rewrite(name, forced)
        whole = set(self._need) == {self._start} and self._fill[self._start] == {frozenset([self._end])}
        self.sound = self.defect is None and whole
        return self

    def _named(self, number: int) -> str:
        return self._names[-number - 1]

    def _next(self) -> int:
        name = self._work.popleft()
        self._queued.discard(name)
        return name

    def _again(self, name: int | None) -> None:
        if name is not None and name in self._need and name not in self._queued:
            self._queued.add(name)
            self._work.append(name)

    def _use(self, name: int, outcome: Outcome) -> None:
        for place in outcome:
            owner = self._owner.get(place)
            if owner is not None and owner in self._users:
                self._users[owner].add(name)

    def _cheapest(self) -> int | None:
        """The node whose elimination makes the fewest outcomes, among those that somebody uses whole."""
        best: tuple[int, int] | None = None
        for name, need in self._need.items():
            if name == self._start or not self._users[name] or any(each & need for each in self._fill[name]):
                continue
            uses = sum(need <= each for user in self._users[name] for each in self._fill[user])
            cost = uses * len(self._fill[name])
            if uses and (best is None or cost < best[0]):
                best = (cost, name)
        return best[1] if best is not None and best[0] <= GROWTH else None

    def _rewrite(self, name: int, forced: bool) -> None:
        need, fill = self._need[name], self._fill[name]
        if need in fill:
            if len(fill) == 1:
                self.defect = Defect(Fault.LIVELOCK, (self._named(name),))
                return
            fill.discard(need)
            self._users[name].discard(name)
            for user in self._users[name]:
                self._again(user)
        whole = [
            (user, each) for user in self._users[name] if user != name for each in self._fill[user] if need <= each
        ]
        partly = any(each & need and not need <= each for user in self._users[name] for each in self._fill[user])
        if any(each & need for each in fill) or not (forced or len(fill) == 1 or (len(whole) == 1 and not partly)):
            return
        self._paste(name, whole, partly)

    def _paste(self, name: int, whole: list[tuple[int, Outcome]], partly: bool) -> None:
        need, touched = self._need[name], set()
        for user, outcome in whole:
            self.steps += 1
            self._fill[user].discard(outcome)
            rest = outcome - need
            for filled in self._fill[name]:
                if rest & filled:
                    self.defect = Defect(Fault.LACK_OF_SYNCHRONISATION, (self._named(name),))
                    return
                self._fill[user].add(rest | filled)
                self._use(user, rest | filled)
            touched.add(user)
        if not partly:
            self._forget(name)
        else:
            for user in touched:
                if not any(each & need for each in self._fill[user]):
                    self._users[name].discard(user)
        for user in sorted(touched):
            self._again(user)
            for outcome in self._fill[user]:
                for place in outcome:
                    self._again(self._owner.get(place))

    def _forget(self, name: int) -> None:
        for outcome in self._fill[name]:
            for place in outcome:
                owner = self._owner.get(place)
                if owner is not None and owner in self._users:
                    self._users[owner].discard(name)
        del self._need[name], self._fill[name], self._users[name]


def is_free_choice(net: Net) -> bool:
    """Whether the rules apply: no OR, no terminate, one end."""
    kinds = {node.kind for node in net.nodes.values()}
    return not kinds & {Kind.OR, Kind.TERMINATE} and len(net.of_kind(Kind.END)) == 1


def decide(net: Net) -> FreeChoice | None:
    """The outcome of the rules for a free-choice net, None for any other."""
    return FreeChoice(net).run() if is_free_choice(net) else None

"""The walk that shows a fault, on the nodes of the net as drawn: first a run guided by what the stages found, then
random runs, then a search on the whole net."""

from collections import deque
from dataclasses import dataclass

from bpmn.proof.explore import Search, Walk, random_runs
from bpmn.proof.net import ENDS, Kind, Net
from bpmn.proof.reduce import Defect, reduced
from bpmn.proof.soundness import MARKINGS, Judgement, Stage, remainder_net, structural_defect, with_one_end
from bpmn.proof.tokens import Marking, Tokens

FAR = 10**6


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A fault and the walk that leads to it; no walk for what can never be reached or never ends."""

    defect: Defect
    walk: Walk = ()


def explain(net: Net, judgement: Judgement, fuel: int = MARKINGS) -> Counterexample | None:
    """The counterexample of a net judged unsound; None when the fuel did not suffice to find a walk."""
    if judgement.defect is None:
        return None
    if judgement.stage is Stage.STRUCTURE:
        return Counterexample(judgement.defect)
    guided = Replay(net, _wishes(net, judgement)).run()
    if guided is not None:
        return guided
    runs = random_runs(Tokens(net))
    if runs.defect is not None:
        return Counterexample(runs.defect, runs.walk)
    found = Search(net, reduced=True, fuel=fuel).run()
    return Counterexample(found.defect, found.walk) if found.defect is not None else None


def _wishes(net: Net, judgement: Judgement) -> list[int]:
    """The flows to take, from a faulty walk on the remainder."""
    whole = with_one_end(net)
    rest = reduced(whole)
    walk = judgement.walk
    if not walk and structural_defect(remainder := remainder_net(whole, rest)) is None:
        walk = random_runs(Tokens(remainder)).walk
    return [
        flow
        for name, taken in walk
        for number in taken
        if number in rest.ends and rest.ends[number][0] == name
        for flow in rest.tree[number].flows()
        if flow in net.arcs
    ]


class Replay:
    """One run of a net that takes the wished flows at choices and, without a wish, the way nearest to an end."""

    def __init__(self, net: Net, wishes: list[int]) -> None:
        self.net, self.tokens = net, Tokens(net)
        self._wishes: dict[int, deque[int]] = {}
        for place, flow in enumerate(wishes):
            self._wishes.setdefault(flow, deque()).append(place)
        self._near = distances(net)

    def run(self) -> Counterexample | None:
        marking = self.tokens.initial()
        walk: list[tuple[str, tuple[int, ...]]] = []
        for _ in range(6 * len(self.net.arcs) + 60):
            ready = self.tokens.enabled(marking)
            if not ready:
                stuck = self.tokens.stuck(marking)
                return Counterexample(stuck, tuple(walk)) if stuck is not None else None
            name = min(ready, key=self._order)
            taken, marking = self._choose(marking, name)
            walk.append((name, taken))
            trouble = self.tokens.trouble(marking)
            if trouble is not None:
                return Counterexample(trouble, tuple(walk))
        return None

    def _rank(self, flow: int) -> int:
        wished = self._wishes.get(flow)
        return wished[0] if wished else FAR

    def _order(self, name: str) -> tuple[bool, bool, int]:
        first = min((self._rank(number) for number in self.net.outs[name]), default=FAR)
        return (self.net.nodes[name].kind in ENDS, self.net.waiting_or(name), first)

    def _choose(self, marking: Marking, name: str) -> tuple[tuple[int, ...], Marking]:
        taken, after = min(self.tokens.fire(marking, name), key=lambda each: self._taste(each[0]))
        for number in taken:
            if self._wishes.get(number):
                self._wishes[number].popleft()
        return taken, after

    def _taste(self, taken: tuple[int, ...]) -> tuple[int, int, int]:
        ranks = [self._rank(number) for number in taken]
        near = sum(self._near.get(self.net.arcs[number].target, FAR) for number in taken)
        return (min(ranks, default=0), -sum(rank < FAR for rank in ranks), near)


def distances(net: Net) -> dict[str, int]:
    """How many flows each node is from the nearest end."""
    near = dict.fromkeys(net.of_kind(*ENDS), 0)
    todo = deque(near)
    while todo:
        name = todo.popleft()
        for before in net.before(name):
            if before not in near and net.nodes[before].kind is not Kind.END:
                near[before] = near[name] + 1
                todo.append(before)
    return near

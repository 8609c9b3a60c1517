"""Looking at markings, where reduction did not settle it: seeded random runs that find faults, and a persistent search.

In a free-choice net one enabled node with all its outcomes is a persistent set, because nobody else takes its tokens;
so the search fires only the first one in topological order, OR joins and terminate ends last, and looks at all when a
successor closes a cycle. Fuel is counted in markings, so the verdict is the same on every machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bpmn.proof.net import Kind, Net
from bpmn.proof.reduce import Defect, Fault
from bpmn.proof.tokens import Marking, Tokens

RUNS, FIRINGS = 100, 4_000
Walk = tuple[tuple[str, tuple[int, ...]], ...]
"""Nodes in the order they fire, each with the flows it puts tokens on."""


@dataclass(frozen=True, slots=True)
class Exploration:
    """`decided` with no defect is a proof. `walk` leads to the defect; `markings` is the fuel it took."""

    decided: bool
    defect: Defect | None = None
    walk: Walk = ()
    markings: int = 0


def random_runs(tokens: Tokens, runs: int = RUNS, firings: int = FIRINGS) -> Exploration:
    """Lets the net run at random with a fixed seed; a fault found is a fault, none found proves nothing."""
    chance = Random(1)
    spent = 0
    for _ in range(runs):
        marking, walk = tokens.initial(), []
        for _ in range(firings):
            ready = tokens.enabled(marking)
            if not ready:
                break
            name = chance.choice(ready)
            pick, marking = chance.choice(tokens.fire(marking, name))
            walk.append((name, pick))
            spent += 1
            trouble = tokens.trouble(marking)
            if trouble is not None:
                return Exploration(True, trouble, tuple(walk), spent)
        defect = None if tokens.enabled(marking) else tokens.stuck(marking)
        if defect is not None:
            return Exploration(True, defect, tuple(walk), spent)
    return Exploration(False, markings=spent)


class Search:
    """Depth-first search over markings, persistent sets only when `reduced`, every interleaving when not."""

    def __init__(self, net: Net, *, reduced: bool, fuel: int) -> None:
        self.net, self.tokens, self.reduced, self.fuel = net, Tokens(net), reduced, fuel
        self._place = {name: k for k, name in enumerate(topological(net))}
        initial = self.tokens.initial()
        self._came: dict[Marking, tuple[Marking, str, tuple[int, ...]] | None] = {initial: None}
        self._before: dict[Marking, list[Marking]] = {initial: []}
        self._on_stack: set[Marking] = set()
        self._fired: set[str] = set()
        self._finals: list[Marking] = []

    def run(self) -> Exploration:
        found = self._explore()
        if found is not None:
            return found
        good = self._can_finish()
        for marking in self._came:
            if marking not in good:
                waiting = self.tokens.stuck(marking)
                return self._found(Defect(Fault.LIVELOCK, waiting.nodes if waiting else ()), marking)
        dead = tuple(n for n in self.net.nodes if n not in self._fired and self.net.nodes[n].kind is not Kind.START)
        if dead:
            return Exploration(True, Defect(Fault.DEAD, dead), (), len(self._came))
        return Exploration(not self.tokens.sampled, None, (), len(self._came))

    def _explore(self) -> Exploration | None:
        """Visits every marking; a defect on the way or the end of the fuel stops it."""
        (initial,) = self._came
        stack = [(initial, self._successors(initial))]
        while stack:
            marking, successors = stack[-1]
            fresh = None
            for name, pick, after in successors:
                self._before.setdefault(after, []).append(marking)
                if after not in self._came:
                    self._came[after] = (marking, name, pick)
                    fresh = after
                    break
            if fresh is None:
                self._on_stack.discard(marking)
                stack.pop()
                continue
            if len(self._came) > self.fuel:
                return Exploration(False, markings=len(self._came))
            trouble = self.tokens.trouble(fresh)
            if trouble is not None:
                return self._found(trouble, fresh)
            if not self.tokens.enabled(fresh) and (stuck := self.tokens.stuck(fresh)) is not None:
                return self._found(stuck, fresh)
            stack.append((fresh, self._successors(fresh)))
        return None

    def _successors(self, marking: Marking) -> Iterator[tuple[str, tuple[int, ...], Marking]]:
        ready = self.tokens.enabled(marking)
        if not ready:
            self._finals.append(marking)
            return iter(())
        chosen = [self._first(ready)] if self.reduced else ready
        following = self._fire_all(marking, chosen)
        self._on_stack.add(marking)
        if len(chosen) < len(ready) and any(after in self._on_stack for _, _, after in following):
            following = self._fire_all(marking, ready)
        self._fired.update(name for name, _, _ in following)
        return iter(following)

    def _first(self, ready: list[str]) -> str:
        normal = [name for name in ready if not self.net.waiting_or(name)] or ready
        return min(normal, key=lambda name: (self.net.nodes[name].kind is Kind.TERMINATE, self._place.get(name, 0)))

    def _fire_all(self, marking: Marking, names: list[str]) -> list[tuple[str, tuple[int, ...], Marking]]:
        return [(name, pick, after) for name in names for pick, after in self.tokens.fire(marking, name)]

    def _can_finish(self) -> set[Marking]:
        good, todo = set(self._finals), list(self._finals)
        while todo:
            for marking in self._before[todo.pop()]:
                if marking not in good:
                    good.add(marking)
                    todo.append(marking)
        return good

    def _found(self, defect: Defect, marking: Marking) -> Exploration:
        walk = []
        came = self._came[marking]
        while came is not None:
            walk.append((came[1], came[2]))
            came = self._came[came[0]]
        return Exploration(True, defect, tuple(reversed(walk)), len(self._came))


def topological(net: Net) -> list[str]:
    """The nodes in reverse post-order of a depth-first walk from the start: topological where there is no cycle."""
    seen: set[str] = set()
    post: list[str] = []
    for start in net.of_kind(Kind.START):
        seen.add(start)
        stack = [(start, iter(net.after(start)))]
        while stack:
            name, following = stack[-1]
            fresh = next((each for each in following if each not in seen), None)
            if fresh is None:
                post.append(name)
                stack.pop()
            else:
                seen.add(fresh)
                stack.append((fresh, iter(net.after(fresh))))
    return post[::-1]


def explore_everything(net: Net, fuel: int = 200_000) -> Exploration:
    """Every interleaving of a net: slow, simple, and the referee that the quick ways are tested against."""
    return Search(net, reduced=False, fuel=fuel).run()

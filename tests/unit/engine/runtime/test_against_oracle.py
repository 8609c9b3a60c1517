"""Random block-structured diagrams against an oracle that knows blocks, not tokens.

A diagram is drawn from a tree of blocks (sequence, choice, parallel, inclusive, loop, sub-process, multi-instance), and
the oracle plays the same tree by what the blocks mean. At every step both must offer the same human tasks; the case is
saved and restored between every two steps.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest

Tree = tuple[Any, ...]


class Maker:
    """Draws a random tree. A choice reads a variable that only the step before it writes: 0, 1 or 2."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.names, self.budget = rng, 0, rng.randint(4, 16)
        self.given: dict[str, dict[str, Any]] = {}
        chains, first, last, self.tree = self.row(3)
        self.flow = "; ".join([f"S->{first}", *chains, f"{last}->E"])

    def name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}{self.names}"

    def row(self, depth: int) -> tuple[list[str], str, str, Tree]:
        chains, first, last, tree = self.block(depth)
        more, entry, end, other = self.block(depth)
        return [*chains, f"{last}->{entry}", *more], first, end, ("seq", [tree, other])

    def block(self, depth: int) -> tuple[list[str], str, str, Tree]:
        """(flows, entry, exit, meaning)."""
        kinds = ["task", "task", "seq", "and", "xor", "ior", "loop", "sub", "many", "call"]
        kind = self.rng.choice(kinds) if depth and self.budget > 0 else "task"
        self.budget -= 1
        return getattr(self, f"_{kind}")(depth)  # type: ignore[no-any-return]

    def _task(self, depth: int) -> tuple[list[str], str, str, Tree]:
        name = self.name("u")
        return [], name, name, ("task", name)

    def _seq(self, depth: int) -> tuple[list[str], str, str, Tree]:
        return self.row(depth - 1)

    def _many(self, depth: int) -> tuple[list[str], str, str, Tree]:
        name, count = self.name("u"), self.rng.randint(1, 3)
        kind = self.rng.choice(["parallel", "sequential"])
        self.given[name] = {"loop": {"kind": kind, "cardinality": str(count)}}
        meaning = [("task", name)] * count
        return [], name, name, ("and" if kind == "parallel" else "seq", meaning)

    def _sub(self, depth: int) -> tuple[list[str], str, str, Tree]:
        name = self.name("p")
        chains, first, last, tree = self.block(depth - 1)
        flow = "; ".join([f"S{name}->{first}", *chains, f"{last}->E{name}"])
        self.given[name] = {"kind": "subProcess", "flow": flow}
        return [], name, name, tree

    def _call(self, depth: int) -> tuple[list[str], str, str, Tree]:
        """A sub-process done for each of two items, one after another."""
        chains, first, last, tree = self._sub(depth)
        self.given[first]["loop"] = {"kind": "sequential", "cardinality": "2"}
        return chains, first, last, ("seq", [tree, tree])

    def _loop(self, depth: int) -> tuple[list[str], str, str, Tree]:
        asked, merge, back, after = self.name("u"), self.name("X"), self.name("X"), self.name("X")
        chains, first, last, tree = self.block(depth - 1)
        again = f"{last}->{asked}->{back}->{merge}?{asked} = 1"
        return [*chains, f"{merge}->{first}", again, f"{back}->{after}?"], merge, after, ("loop", tree, asked)

    def _and(self, depth: int) -> tuple[list[str], str, str, Tree]:
        split, join = self.name("G"), self.name("G")
        flows, trees = self._branches(depth, split, join, ("", ""))
        return flows, split, join, ("and", trees)

    def _xor(self, depth: int) -> tuple[list[str], str, str, Tree]:
        asked, split, join = self.name("u"), self.name("X"), self.name("X")
        flows, trees = self._branches(depth, split, join, (f"?{asked} = 1", f"?{asked} != 1"))
        return [*flows, f"{asked}->{split}"], asked, join, ("xor", asked, *trees)

    def _ior(self, depth: int) -> tuple[list[str], str, str, Tree]:
        asked, split, join = self.name("u"), self.name("O"), self.name("O")
        flows, trees = self._branches(depth, split, join, (f"?{asked} >= 1", f"?{asked} <= 1"))
        return [*flows, f"{asked}->{split}"], asked, join, ("ior", asked, *trees)

    def _branches(self, depth: int, split: str, join: str, tests: tuple[str, str]) -> tuple[list[str], list[Tree]]:
        flows, trees = [], []
        for test in tests:
            chains, first, last, tree = self.block(depth - 1)
            flows += [f"{split}->{first}{test}", *chains, f"{last}->{join}"]
            trees.append(tree)
        return flows, trees


class Oracle:
    """Plays a tree of blocks."""

    def __init__(self, tree: Tree) -> None:
        self.kind, self.tree, self.done, self.at = tree[0], tree, False, 0
        self.asking = tree[1] if self.kind in ("task", "xor", "ior") else ""
        inside = {"and": tree[1], "seq": tree[1][:1], "loop": [tree[1]]}.get(self.kind, [])
        self.parts = [Oracle(part) for part in inside]

    def open(self) -> list[str]:
        if self.done:
            return []
        return [self.asking] if self.asking else [name for part in self.parts for name in part.open()]

    def do(self, name: str, value: int) -> None:
        if self.asking:
            self._answered(value)
            return
        next(part for part in self.parts if name in part.open()).do(name, value)
        if not all(part.done for part in self.parts):
            return
        self.at += 1
        if self.kind == "seq" and self.at < len(self.tree[1]):
            self.parts = [Oracle(self.tree[1][self.at])]
        elif self.kind == "loop":
            self.asking = self.tree[2]
        else:
            self.done = True

    def _answered(self, value: int) -> None:
        self.asking = ""
        if self.kind == "task" or (self.kind == "loop" and value != 1):
            self.done = True
        elif self.kind == "loop":
            self.parts = [Oracle(self.tree[1])]
        elif self.kind == "xor":
            self.parts = [Oracle(self.tree[2 if value == 1 else 3])]
        else:
            taken = [self.tree[2]] * (value >= 1) + [self.tree[3]] * (value <= 1)
            self.parts = [Oracle(tree) for tree in taken]


def walk(seed: int, play: Callable[..., Any]) -> int:
    """One diagram, one walk; the number of tasks done."""
    rng = random.Random(seed)
    made = Maker(rng)
    oracle, case = Oracle(made.tree), play(made.flow, made.given)
    for done in range(80):
        wanted = sorted(oracle.open())
        assert sorted(case.open()) == wanted, f"seed {seed}, after {done} steps of {made.flow}"
        if not wanted:
            assert case.finished, f"seed {seed}: nothing to do, yet not finished"
            assert case.case().active() == ()
            return done
        name, value = rng.choice(wanted), rng.choice((0, 0, 1, 2))
        oracle.do(name, value)
        case.do(name, **{name: value})
    return 80


def test_random_diagrams_do_what_their_blocks_mean(play: Callable[..., Any]) -> None:
    done = sum(walk(seed, play) for seed in range(300))
    assert done > 1500  # the diagrams are not trivial


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_more_random_diagrams(play: Callable[..., Any]) -> None:
    assert sum(walk(seed, play) for seed in range(1000, 21_000)) > 100_000

"""How long the prover takes: one JSON line a figure. `python tests/bench/proof.py`

Milliseconds are CPU time of this process, so that a busy machine does not change them much; `ratio` is the figure over
its limit (under 1 keeps it; the exit status is 1 when one does not), and `relative` the figure over that of a plain
walk of the same machine.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bpmn.diagram import Diagram
from bpmn.proof import prove
from bpmn.testing import Taste, diagram_from, random_diagram


def pairs_in_a_row(count: int) -> Diagram:
    """Parallel pairs one after the other: 2^count interleavings for whoever enumerates."""
    ways = [f"+{2 * k} A{k}:3 +{2 * k + 1} ; +{2 * k} B{k}:2 +{2 * k + 1}" for k in range(count)]
    links = [f"+{2 * k + 1} +{2 * k + 2}" for k in range(count - 1)]
    return diagram_from(" ; ".join(["S +0", *ways, *links, f"+{2 * count - 1} E"]))


def branches_with_choices(branches: int, steps: int) -> Diagram:
    ways = []
    for branch in range(branches):
        words = [f"x{branch}_{2 * k} A{branch}_{k}:3 x{branch}_{2 * k + 1}" for k in range(steps)]
        ways.append(f"+1 {' '.join(words)} +2")
        ways += [f"x{branch}_{2 * k} B{branch}_{k}:2 x{branch}_{2 * k + 1}" for k in range(steps)]
    return diagram_from(" ; ".join(["S +1", *ways, "+2 E"]))


def nested(depth: int, loops: int) -> Diagram:
    """Blocks in blocks, `loops` of them loops that may be run twice more."""
    every = max(depth // loops, 1)
    heads = [f"x{k}*2" if k % every == 0 else f"+{k}" for k in range(depth)]
    tails = [f"x{k}e" if k % every == 0 else f"+{k}e" for k in reversed(range(depth))]
    beside = [f"x{k}e L{k}:1 x{k}" if k % every == 0 else f"+{k} P{k}:2 +{k}e" for k in range(depth)]
    return diagram_from(" ; ".join([f"S {' '.join(heads)} A:3 {' '.join(tails)} E", *beside]))


def mixed(nodes: int, seed: int, *, variables: str = "") -> Diagram:
    """A random diagram of about so many nodes."""
    taste = Taste(nodes * 9 // 40, inclusive=True, boundaries=not variables, variables=variables)
    return random_diagram(seed, taste)


def shapes() -> Iterator[tuple[str, Diagram, float]]:
    """(name, diagram, limit in milliseconds)"""
    yield "40 parallel pairs in a row", pairs_in_a_row(40), 150
    yield "12 parallel branches of 10 choices", branches_with_choices(12, 10), 150
    yield "30 nested blocks, 10 loops", nested(30, 10), 150
    for seed in (1, 3):
        yield f"about 200 nodes mixed, seed {seed}", mixed(200, seed), 300
        yield f"about 1000 nodes mixed, seed {seed}", mixed(1000, seed), 3000
    yield "about 200 nodes, conditions on 4 variables", mixed(200, 1, variables="abcd"), 300
    yield "about 1000 nodes, conditions on 4 variables", mixed(1000, 1, variables="abcd"), 3000


def milliseconds(diagram: Diagram) -> float:
    """CPU time of the second of two proofs, the first having compiled the conditions."""
    prove(diagram)
    begin = process_time()
    prove(diagram)
    return (process_time() - begin) * 1000


def walking(nodes: int) -> float:
    """CPU time of adding up a chain of dictionary entries: what this machine does in a plain loop."""
    chain = {k: k + 1 for k in range(nodes * 1000)}
    begin, here = process_time(), 0
    while here in chain:
        here = chain[here]
    return (process_time() - begin) * 1000


def main() -> int:
    broken = 0
    baseline = max(walking(100), 0.001)
    for name, diagram, limit in shapes():
        spent = milliseconds(diagram)
        verdict = prove(diagram)
        figure = {
            "name": f"proof: {name}",
            "value": round(spent, 1),
            "unit": "ms",
            "baseline": limit,
            "ratio": round(spent / limit, 3),
            "relative": round(spent / baseline, 2),
            "nodes": sum(len(process.nodes) for process in diagram.processes),
            "sound": verdict.soundness.sound.value,
            "worst": verdict.worst,
            "bound": verdict.bound.value,
        }
        print(json.dumps(figure, ensure_ascii=False))
        broken += spent > limit
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

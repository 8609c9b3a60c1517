"""Inclusive blocks inside loops: what lies between an OR split and its join, when nothing else leads in or out.

Such a fragment is judged alone, where its join waits for nothing but its own branches; a sound one is then a single
flow, so that the join no longer has to look round the loop.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bpmn.proof.net import Draft, Kind, Net, NetNode


@dataclass(frozen=True, slots=True)
class Fragment:
    """The nodes strictly between an OR split and an OR join that belong together."""

    split: str
    join: str
    inside: frozenset[str]

    def alone(self, net: Net) -> Net:
        """The fragment as a net: a start, the split, what is inside, the join, an end."""
        draft = Draft({name: net.nodes[name] for name in net.nodes if name in self.inside or name in self._ends})
        draft.arcs = {number: net.arcs[number] for number in self._arcs(net)}
        draft = Draft(draft.nodes, draft.arcs)
        start = draft.add(NetNode("//start", Kind.START, net.nodes[self.split].element))
        end = draft.add(NetNode("//end", Kind.END, net.nodes[self.join].element))
        draft.connect(start, self.split)
        draft.connect(self.join, end)
        return draft.net()

    def folded(self, net: Net) -> Net:
        """The net with one flow from the split to the join instead."""
        gone = set(self._arcs(net))
        draft = Draft({n: node for n, node in net.nodes.items() if n not in self.inside}, net.arcs)
        kept = min(gone)
        draft.arcs = {number: arc for number, arc in net.arcs.items() if number not in gone}
        draft.arcs[kept] = replace(net.arcs[kept], source=self.split, target=self.join)
        return draft.net()

    @property
    def _ends(self) -> tuple[str, str]:
        return (self.split, self.join)

    def _arcs(self, net: Net) -> Iterator[int]:
        yield from net.outs[self.split]
        for name in self.inside:
            yield from net.outs[name]


def fragments(net: Net) -> list[Fragment]:
    """All fragments of a net, the smallest first."""
    splits = [name for name in net.of_kind(Kind.OR) if len(net.outs[name]) > 1]
    joins = [name for name in net.of_kind(Kind.OR) if net.waiting_or(name)]
    found = [each for split in splits for join in joins if (each := _between(net, split, join)) is not None]
    return sorted(found, key=lambda each: len(each.inside))


def _between(net: Net, split: str, join: str) -> Fragment | None:
    """What lies between the two; None when something else leads in or out, or a branch never comes to the join."""
    inside: set[str] = set()
    todo = [name for name in net.after(split) if name != join]
    while todo:
        name = todo.pop()
        if name == split or not net.outs[name]:
            return None
        if name not in inside:
            inside.add(name)
            todo.extend(after for after in net.after(name) if after not in inside and after != join)
    entered = all(before in inside or before == split for name in inside for before in net.before(name))
    closed = all(before in inside or before == split for before in net.before(join))
    return Fragment(split, join, frozenset(inside)) if entered and closed and split != join else None

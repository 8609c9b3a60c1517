"""Where the legal clocks run in a net.

Both start when the `accept` step completes; the promised one stops at the last `issue`, the statutory one at the last
`decide`. A case that never passes its milestone stops at the next best, and a net without milestones is measured from
start to end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bpmn.proof.net import ENDS, Kind, Net
from bpmn.step_kind import Marks


class Clock(StrEnum):
    """The stretch that is measured."""

    PROMISED = "promised"
    STATUTORY = "statutory"

    @property
    def stops_at(self) -> Marks:
        return Marks.ISSUE if self is Clock.PROMISED else Marks.DECIDE


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a clock runs in a net: the nodes that start it, those that stop it, and whether an end stops it too."""

    starts: frozenset[str]
    stops: frozenset[str]
    ends_stop: bool


WHOLE = Stretch(frozenset(), frozenset(), True)
"""From start to end, whatever milestones lie between."""


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

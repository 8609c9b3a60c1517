"""Where the legal clocks run in a net.

Both start when the `accept` step completes with an outcome that accepts (or where the basis says, e.g. at receipt); the
promised one stops at the last `issue`, the statutory one at the last `decide`. A case that never passes its milestone
stops at the next best, and a net without milestones is measured from start to end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bpmn.feel import Expression, FeelError
from bpmn.proof.conditions import compiled
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
    """Where a clock runs in a net: the steps that start it and the flows on which it has started, the nodes that stop
    it, and whether an end stops it too."""

    starts: frozenset[str]
    begins: frozenset[int]
    stops: frozenset[str]
    ends_stop: bool

    def before(self, net: Net) -> set[str]:
        """The nodes from which the clock may still be started."""
        return net.leading_to({net.arcs[number].source for number in self.begins}) if self.begins else set()


WHOLE = Stretch(frozenset(), frozenset(), frozenset(), True)
"""From start to end, whatever milestones lie between."""
ACCEPTING = ("受理", "容缺受理")
"""How an outcome of acceptance begins that accepts (许可法32); 不予受理 and 一次告知 do not."""


def stretch(net: Net, clock: Clock, starts_at: Marks = Marks.ACCEPT) -> Stretch:
    """The stretch of a clock. A case that never passes a milestone stops at the next best: `decide`, then its end."""
    marked = {mark: frozenset(n for n, node in net.nodes.items() if node.marks is mark) for mark in Marks}
    starts, stops = marked[starts_at], marked[clock.stops_at]
    begins = frozenset(number for name in starts for number in _accepting(net, name))
    first = {net.arcs[number].target for number in begins} or set(net.of_kind(Kind.START))
    if not can_avoid(net, first, stops):
        return Stretch(starts, begins, stops, False)
    stops |= marked[Marks.DECIDE]
    return Stretch(starts, begins, stops, can_avoid(net, first, stops))


def _accepting(net: Net, name: str) -> tuple[int, ...]:
    """The flows on which a step has accepted: those that the gateway after it takes for an outcome that accepts."""
    node, flows = net.nodes[name], net.outs[name]
    accepting = tuple(each for each in node.outcomes if each.startswith(ACCEPTING)) or node.outcomes[:1]
    gateway, passed = name, {name}
    while len(net.outs[gateway]) == 1:
        gateway = net.arcs[net.outs[gateway][0]].target
        if gateway in passed or net.nodes[gateway].lengths != () or net.nodes[gateway].marks is not Marks.NOTHING:
            return flows
        passed.add(gateway)
    if net.nodes[gateway].kind is not Kind.XOR or not node.result or not accepting:
        return flows
    return tuple(dict.fromkeys(n for outcome in accepting for n in _taken(net, gateway, node.result, outcome))) or flows


def _taken(net: Net, gateway: str, variable: str, value: str) -> list[int]:
    """The flows that an exclusive gateway may take when the variable has that value, whatever the others have."""
    taken = []
    for arc in sorted((net.arcs[number] for number in net.outs[gateway]), key=lambda arc: (arc.default, arc.id)):
        expression = compiled(arc.condition) if arc.condition else None
        alone = expression is not None and expression.reads == {variable}
        holds = expression is None or not alone or _holds(expression, variable, value)
        if holds:
            taken.append(arc.id)
        if holds and (alone or expression is None):
            break
    return taken


def _holds(expression: Expression, variable: str, value: str) -> bool:
    """Whether a condition is true; one that costs too much may be."""
    try:
        return expression.holds({variable: value})
    except FeelError:
        return True


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
    return any(name in avoids for name in begin)


def _needed(net: Net, name: str) -> set[int]:
    """The flows that are taken in any case."""
    if net.nodes[name].kind is Kind.OR:
        return {number for number in net.outs[name] if net.arcs[number].must}
    return set(net.outs[name])


def _free(net: Net, name: str, number: int) -> bool:
    """Whether that flow alone is enough for an OR split."""
    return net.nodes[name].kind is Kind.OR and not any(net.arcs[n].must for n in net.outs[name])

"""What each node of a net weighs in one clock: whole numbers, so that long sums stay quick and exact.

Working days add. Hours next to each other add as fractions of a day; when a whole day follows they are first rounded up
to the day ends they can cross, because the day of an event is not counted.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

from bpmn.proof.limits import WORKING_DAY, WORKING_HOUR
from bpmn.proof.net import Length, Net, NetNode
from bpmn.proof.units import Units, common_unit


@dataclass(frozen=True, slots=True)
class Ruler:
    """How lengths are measured: in `unit`; other units are bounded in working days, at their most or their least."""

    unit: str = WORKING_DAY
    units: Units = field(default_factory=Units)
    most: bool = True

    def measure(self, length: Length) -> Fraction:
        if self.unit != WORKING_DAY:
            return Fraction(length.amount)
        return self.units.most(length) if self.most else self.units.least(length)

    def shortest(self, lengths: Iterable[Length]) -> Fraction:
        """The least of several bounds."""
        return min((self.measure(length) for length in lengths), default=Fraction(0))


def ruler_for(net: Net, counted: Iterable[str], promise: Length | None, units: Units) -> Ruler:
    """The ruler of a clock: the one unit all its steps and its promise share and add up in, else working days."""
    lengths = [length for name in counted for length in net.nodes[name].lengths or () if not net.nodes[name].pause]
    unit = common_unit(lengths)
    if unit != WORKING_DAY and promise is not None and promise.unit != unit:
        unit = WORKING_DAY
    return Ruler(unit, units)


class Weights:
    """The weights of a net's nodes by name, times `scale`; `whole` are the nodes that take whole days."""

    def __init__(self, net: Net, ruler: Ruler, *, pauses: bool = False) -> None:
        self.ruler, self.net, self._pauses = ruler, net, pauses
        raw = {name: self._of(node) for name, node in net.nodes.items()}
        hourly = ruler.unit == WORKING_DAY and any(
            length.unit == WORKING_HOUR for node in net.nodes.values() for length in node.lengths or ()
        )
        self.scale = ruler.units.hours_per_day.numerator if hourly else 1
        self.of = {name: int(weight * self.scale) for name, weight in raw.items()}
        self.whole = {name for name, node in net.nodes.items() if self._is_whole(node)} if hourly else set()

    def _of(self, node: NetNode) -> Fraction:
        if node.lengths is None or (node.pause and not self._pauses):
            return Fraction(node.after)
        return (self.ruler.shortest(node.lengths) + node.after) * node.rounds

    def less(self, owner: str) -> "Weights":
        """The weights if that step gave back one unit of its limit."""
        other = copy(self)
        other.of = dict(self.of)
        for name, node in self.net.nodes.items():
            if node.owner == owner and self.of[name]:
                shorter = tuple(replace(each, amount=max(each.amount - 1, 0)) for each in node.lengths or ())
                other.of[name] = int(self._of(replace(node, lengths=shorter)) * self.scale)
        return other

    @staticmethod
    def _is_whole(node: NetNode) -> bool:
        return any(length.unit != WORKING_HOUR and length.amount for length in node.lengths or ())

    def add(self, before: int, name: str, extra: int = 0) -> int:
        """The sum after one more node; `extra` are the rounds of a loop it heads, whole days when there are hours."""
        if self.scale > 1 and (extra or name in self.whole):
            before = self.up(before)
        return before + self.of[name] + extra

    def up(self, amount: int) -> int:
        """Rounded up to whole days."""
        return amount if self.scale == 1 else -(-amount // self.scale) * self.scale

    def days(self, amount: int) -> int:
        """A sum as whole days (or whole units of the ruler)."""
        return ceil(Fraction(amount, self.scale))

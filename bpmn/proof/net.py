"""The net: a diagram (or one sub-process of it) as the small graph that soundness, time and witness are proved on.

Every flow is a place; a marking puts tokens on flows. Each flow feeds exactly one node, so a net without OR and
terminate is a free-choice net, and the theorems of that class hold. A net is done when no token is left but one on each
end reached.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bpmn.step_kind import Marks


class Kind(StrEnum):
    """What a node of the net does with tokens."""

    START = "start"
    END = "end"
    TERMINATE = "terminate"
    """An end that swallows every other token."""
    STEP = "step"
    XOR = "xor"
    AND = "and"
    OR = "or"


SPLITS = frozenset({Kind.AND, Kind.OR})
"""Nodes that may put several tokens out."""
ENDS = frozenset({Kind.END, Kind.TERMINATE})


@dataclass(frozen=True, slots=True)
class Length:
    """An amount of time in its own unit; units are never turned into one another here."""

    amount: int
    unit: str


Lengths = tuple[Length, ...]
ANYTHING = "*"
"""Written by a form of which nothing is known: every variable but the results that steps conclude."""


@dataclass(frozen=True, slots=True)
class NetNode:
    """A node. `element` is the id on the drawing it stands for.

    `owner` is the step whose limit it spends (a message that interrupts a step comes within the step's limit).
    `lengths` bound its time from above, the least of them counts (a step of limit L cut by a timer T takes at most
    both); `()` takes no time and None means that nobody said. `rounds` multiplies it (instances one after the other).
    `pause` keeps it out of the clock. `exact` says that it takes just that long (timers, least lengths) rather than at
    most. `after` are days that count besides: a least length ends with its last day, its result may be drawn only on
    the next. `scope` names the sub-process it stands for. `writes` are the variables it may change,
    `result` the one among them that takes one of the `outcomes` (any value without them) or the decision's value.
    """

    id: str
    kind: Kind
    element: str = ""
    owner: str = ""
    lengths: Lengths | None = ()
    rounds: int = 1
    pause: bool = False
    exact: bool = False
    marks: Marks = Marks.NOTHING
    department: str = ""
    shown: bool = False
    scope: str = ""
    writes: frozenset[str] = frozenset()
    result: str = ""
    outcomes: tuple[str, ...] = ()
    decision: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True)
class Arc:
    """A flow of the net. `id` is its number in the net; `flow` the sequence flow (or boundary event) it comes from.

    `must` marks the flow of an OR split that is always taken; `limit` is the declared bound of the loop it closes.
    """

    id: int
    source: str
    target: str
    flow: str = ""
    condition: str = ""
    default: bool = False
    must: bool = False
    limit: int | None = None


@dataclass(frozen=True)
class Net:
    """Nodes by id and flows by number; `ins` and `outs` list the numbers of a node's flows in the file's order."""

    nodes: Mapping[str, NetNode]
    arcs: Mapping[int, Arc]
    ins: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)
    outs: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ins: dict[str, list[int]] = {name: [] for name in self.nodes}
        outs: dict[str, list[int]] = {name: [] for name in self.nodes}
        for number, arc in self.arcs.items():
            ins[arc.target].append(number)
            outs[arc.source].append(number)
        object.__setattr__(self, "ins", MappingProxyType({name: tuple(value) for name, value in ins.items()}))
        object.__setattr__(self, "outs", MappingProxyType({name: tuple(value) for name, value in outs.items()}))

    def of_kind(self, *kinds: Kind) -> tuple[str, ...]:
        """The ids of the nodes of those kinds."""
        return tuple(name for name, node in self.nodes.items() if node.kind in kinds)

    def after(self, name: str) -> tuple[str, ...]:
        """The nodes a node's flows lead to."""
        return tuple(self.arcs[number].target for number in self.outs[name])

    def before(self, name: str) -> tuple[str, ...]:
        return tuple(self.arcs[number].source for number in self.ins[name])

    def reached_from(self, names: Iterable[str]) -> set[str]:
        """The nodes that lie on or after any of the names."""
        return _closure(names, self.after)

    def leading_to(self, names: Iterable[str]) -> set[str]:
        """The nodes that lie on or before any of the names."""
        return _closure(names, self.before)

    def waiting_or(self, name: str) -> bool:
        """Whether the node is an OR join, which fires by looking at the whole marking."""
        return self.nodes[name].kind is Kind.OR and len(self.ins[name]) > 1


def _closure(names: Iterable[str], step: Callable[[str], Iterable[str]]) -> set[str]:
    seen = set(names)
    todo = list(seen)
    while todo:
        for name in step(todo.pop()):
            if name not in seen:
                seen.add(name)
                todo.append(name)
    return seen


class Draft:
    """A net in the making: nodes and flows are added, moved and dropped; `net()` freezes it."""

    def __init__(self, nodes: Mapping[str, NetNode] | None = None, arcs: Mapping[int, Arc] | None = None) -> None:
        self.nodes: dict[str, NetNode] = dict(nodes or {})
        self.arcs: dict[int, Arc] = dict(arcs or {})
        self._next = max(self.arcs, default=0) + 1

    def add(self, node: NetNode) -> str:
        self.nodes[node.id] = node
        return node.id

    def connect(
        self,
        source: str,
        target: str,
        *,
        flow: str = "",
        condition: str = "",
        default: bool = False,
        must: bool = False,
        limit: int | None = None,
    ) -> int:
        number = self._next
        self._next += 1
        self.arcs[number] = Arc(number, source, target, flow, condition, default, must, limit)
        return number

    def net(self) -> Net:
        """The net, with flows whose ends are missing left out (the reader reports those)."""
        arcs = {n: a for n, a in self.arcs.items() if a.source in self.nodes and a.target in self.nodes}
        return Net(MappingProxyType(dict(self.nodes)), MappingProxyType(arcs))

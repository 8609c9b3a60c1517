"""What the data allow on a track: which boxes each flow asks for, what each step forgets and concludes.

Inputs are fixed before they are read, gateways are total, so one assignment makes one run, and a walk can be taken
exactly when its own conditions agree. A variable that a step beside the walk may rewrite prunes nothing. Where a loop
begins, what it rewrites is forgotten.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bpmn.dmn.model import Decision
from bpmn.proof import tables
from bpmn.proof.conditions import ALWAYS, Box, Boxes, Space
from bpmn.proof.net import ANYTHING, SPLITS, Kind, Net
from bpmn.proof.regions import Constants, Variable
from bpmn.proof.track import GOAL, Track


@dataclass(frozen=True, slots=True)
class Effect:
    """What passing a node does: variables (and conditions over them) forgotten, then one of the boxes concluded."""

    forgets: frozenset[str]
    concludes: Boxes = ALWAYS


@dataclass
class Data:
    """Boxes by flow and effects by node of a whole net; `opened` are the flows whose condition was not understood (by
    number, with the flow's id), `unread` the nodes whose decision was not."""

    space: Space
    flows: dict[int, Boxes] = field(default_factory=dict)
    effects: dict[str, Effect] = field(default_factory=dict)
    opened: dict[int, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether nothing is ever pruned."""
        return (
            not self.flows and not self.opened and all(effect.concludes == ALWAYS for effect in self.effects.values())
        )


def read_data(net: Net, decisions: Mapping[str, Decision], variables: Sequence[Variable]) -> Data:
    """The data of a net: its conditions, decision tables, outcomes and forms."""
    asked = [
        (decisions[node.decision], node.result)
        for node in net.nodes.values()
        if node.decision in decisions and node.result and not is_called(node.element)
    ]
    constants = dict(tables.constants_of(asked))
    closed = _outcome_variables(net, variables, constants)
    texts = [arc.condition for arc in net.arcs.values() if arc.condition and not is_called(arc.flow)]
    data = Data(Space(texts, [*variables, *closed], constants))
    for name in net.nodes:
        if any(net.arcs[number].condition for number in net.outs[name]):
            _read_gateway(net, data, name)
    for name, node in net.nodes.items():
        if node.writes and not is_called(node.element):
            data.effects[name] = Effect(_written(net, data, name), _conclusions(net, data, name, decisions))
    _forget_opaque(data)
    return data


def _written(net: Net, data: Data, name: str) -> frozenset[str]:
    """The variables a node may change; a form of which nothing is known changes all but what steps conclude."""
    writes = net.nodes[name].writes
    if ANYTHING not in writes:
        return writes
    read = {each for opaque in data.space.opaque.values() for each in opaque.reads}
    concluded = {node.result for node in net.nodes.values()}
    return (writes | read | set(data.space.names)) - {ANYTHING} - (concluded - {net.nodes[name].result})


def is_called(name: str) -> bool:
    """Whether a node or flow stands in a called diagram, which has variables of its own."""
    return "/" in name


def _outcome_variables(net: Net, variables: Sequence[Variable], constants: Mapping[str, Constants]) -> list[Variable]:
    """Variables that only ever take one of the outcomes their steps list."""
    open_names = {variable.name for variable in variables} | set(constants)
    values: dict[str, dict[str, None]] = {}
    for node in net.nodes.values():
        if node.result and node.outcomes and not node.decision:
            values.setdefault(node.result, {}).update(dict.fromkeys(node.outcomes))
        open_names |= {name for name in node.writes if name != node.result or not node.outcomes or node.decision}
    return [Variable(name, values=tuple(found)) for name, found in values.items() if name not in open_names]


def _conclusions(net: Net, data: Data, name: str, decisions: Mapping[str, Decision]) -> Boxes:
    node, space = net.nodes[name], data.space
    if node.decision in decisions and node.result:
        table = tables.understood(decisions[node.decision])
        boxes = tables.boxes(space, table, node.result) if table is not None else None
        if boxes is None:
            data.unread[name] = node.element
        return ALWAYS if boxes is None else boxes
    if node.outcomes and node.result and space.knows(node.result):
        mask = space.domain(node.result).of_values(node.outcomes)
        return ({node.result: mask},) if mask else ALWAYS
    return ALWAYS


def _read_gateway(net: Net, data: Data, name: str) -> None:
    """The boxes of a gateway's flows: of an exclusive one each is taken when its own condition is the first true."""
    space = data.space
    arcs = sorted((net.arcs[number] for number in net.outs[name]), key=lambda arc: (arc.default, arc.id))
    if any(is_called(arc.flow) for arc in arcs):
        data.opened.update((arc.id, arc.flow) for arc in arcs if arc.condition or arc.default)
        return
    before: Boxes | None = ()
    for arc in arcs:
        own = space.truth(arc.condition).true if arc.condition else ALWAYS
        free = not arc.condition and not arc.default
        alone = arc.default or (net.nodes[name].kind is Kind.XOR and not free)
        boxes = space.both(own, space.outside(before)) if alone else own
        if boxes is None or free:
            boxes = ALWAYS
            if not arc.must:
                data.opened[arc.id] = arc.flow
        if boxes != ALWAYS:
            data.flows[arc.id] = boxes
        before = before if free else space.either(before, own)


def _forget_opaque(data: Data) -> None:
    """A step that writes a variable also changes the conditions over it that are not understood."""
    for name, effect in data.effects.items():
        keys = {each.key for each in data.space.opaque.values() if each.reads & effect.forgets}
        if keys:
            data.effects[name] = Effect(effect.forgets | keys, effect.concludes)


# --- on a track -------------------------------------------------------------------------------------------------------


@dataclass
class TrackData:
    """The data as they hold on one folded track: by flow number and by place."""

    space: Space
    flows: Mapping[int, Boxes]
    effects: Mapping[int, Effect]
    live: list[frozenset[str]]
    own_effects: Mapping[str, Effect]
    doubtful_flows: Mapping[int, tuple[str, ...]]
    doubtful_places: Mapping[int, tuple[str, ...]]

    def arrive(self, box: Box, arc: int) -> list[Box]:
        """The boxes with which a walk may take a flow."""
        return [met for asked in self.flows.get(arc, ALWAYS) if (met := self.space.meet(box, asked)) is not None]

    def leave(self, box: Box, place: int) -> list[Box]:
        """The boxes with which a walk may leave a place it came to with that box."""
        effect = self.effects.get(place)
        if effect is None:
            return [box]
        kept = {name: mask for name, mask in box.items() if name not in effect.forgets}
        return [met for each in effect.concludes if (met := self.space.meet(kept, each)) is not None]

    def after(self, box: Box, arc: int, place: int) -> list[Box]:
        """The boxes after taking a flow to a place and passing it."""
        return [each for met in self.arrive(box, arc) for each in self.leave(met, place)]

    def doubts(self, places: Iterable[int], arcs: Iterable[int]) -> tuple[str, ...]:
        """What on a way was not understood, so that nobody knows whether it can be taken."""
        found: dict[str, None] = {}
        for arc in arcs:
            found.update(dict.fromkeys(self.doubtful_flows.get(arc, ())))
        for place in places:
            found.update(dict.fromkeys(self.doubtful_places.get(place, ())))
        return tuple(found)

    def unchanged_loops(self, track: Track) -> tuple[tuple[str, ...], ...]:
        """The nodes of every loop all of whose conditions read only what no step of the loop rewrites."""
        found = []
        for loop in track.loops:
            asked = {
                name
                for place in loop.body
                for number in track.net.outs[track.names[place]]
                for box in self.flows.get(number, ())
                for name in box
            }
            own = (self.own_effects.get(track.names[place]) for place in loop.body)
            rewritten = {name for effect in own if effect is not None for name in effect.forgets}
            if asked and not asked & rewritten and not self.free_choice(track, loop.body):
                found.append(tuple(dict.fromkeys(track.names[place] for place in sorted(loop.body))))
        return tuple(found)

    def free_choice(self, track: Track, places: Iterable[int]) -> bool:
        """Whether some choice among those places asks nothing, so that chance or people may end a round."""
        gateways = {track.names[place] for place in places if track.net.nodes[track.names[place]].kind is Kind.XOR}
        return any(
            len(track.net.outs[name]) > 1 and not any(number in self.flows for number in track.net.outs[name])
            for name in gateways
        )

    def relevant(self, box: Box, place: int) -> Box:
        """What later tests may still look at."""
        live = self.live[place]
        return {name: mask for name, mask in box.items() if name in live}


def on_track(data: Data, track: Track) -> TrackData:
    """The data of a folded track."""
    effects = {place: data.effects[name] for place, name in enumerate(track.names) if name in data.effects}
    for loop in track.loops:
        rewritten = frozenset(name for place in loop.body if place in effects for name in effects[place].forgets)
        entry = effects.get(loop.head, Effect(frozenset()))
        if rewritten:
            effects[loop.head] = Effect(entry.forgets | rewritten, entry.concludes)
    unstable = _unstable(data, track)
    flows = {number: _without(boxes, unstable) for number, boxes in data.flows.items()}
    stable = {place: _stable(each, unstable) for place, each in effects.items()}
    own = {name: _stable(each, unstable) for name, each in data.effects.items()}
    unread = {place: (data.unread[name],) for place, name in enumerate(track.names) if name in data.unread}
    live = _live(track, flows, stable)
    return TrackData(data.space, flows, stable, live, own, _doubtful(data, unstable), unread)


def _stable(effect: Effect, unstable: frozenset[str]) -> Effect:
    return Effect(effect.forgets, _without(effect.concludes, unstable))


def _doubtful(data: Data, unstable: frozenset[str]) -> dict[int, tuple[str, ...]]:
    """By flow: what its condition asks that cannot be followed."""
    found: dict[int, tuple[str, ...]] = {number: (flow,) for number, flow in data.opened.items()}
    for number, boxes in data.flows.items():
        names = {name for box in boxes for name in box}
        doubts = sorted(names & unstable) + [each.text for key, each in data.space.opaque.items() if key in names]
        if doubts:
            found[number] = (*found.get(number, ()), *doubts)
    return found


def _without(boxes: Boxes, names: frozenset[str]) -> Boxes:
    if not names:
        return boxes
    return tuple({name: mask for name, mask in box.items() if name not in names} for box in boxes)


def _live(track: Track, flows: Mapping[int, Boxes], effects: Mapping[int, Effect]) -> list[frozenset[str]]:
    """For each place the variables that are still tested after it."""
    live: list[frozenset[str]] = [frozenset()] * len(track.names)
    for place in reversed(track.order):
        wanted: set[str] = set()
        for edge in track.outs[place]:
            wanted.update(name for box in flows.get(edge.arc, ()) for name in box)
            if edge.target == GOAL:
                continue
            effect = effects.get(edge.target)
            later = live[edge.target]
            if effect is not None:
                later = (later | {name for box in effect.concludes for name in box}) - effect.forgets
            wanted |= later
        live[place] = frozenset(wanted)
    return live


def _unstable(data: Data, track: Track) -> frozenset[str]:
    """Variables that one branch may rewrite while another reads or writes them.

    Two places run beside each other when a split leads to the one by a flow from which the other cannot be reached,
    and the other way round.
    """
    touched = _touched(data, track)
    written = {name for effect in data.effects.values() for name in effect.forgets}
    relevant = [place for place, names in touched.items() if names & written]
    splits = [p for p in track.order if len(track.outs[p]) > 1 and track.net.nodes[track.names[p]].kind in SPLITS]
    if not splits or not relevant:
        return frozenset()
    bit = {place: 1 << number for number, place in enumerate(relevant)}
    reach = _reach(track, bit)
    unstable: set[str] = set()
    for split in splits:
        sides = [reach[edge.target] for edge in track.outs[split] if edge.target != GOAL]
        for one in range(len(sides)):
            others = 0
            for two in range(len(sides)):
                others |= sides[two] & ~sides[one] if two != one else 0
            alone = [p for p in relevant if sides[one] & bit[p] and not all(s & bit[p] for s in sides)]
            beside = [p for p in relevant if others & bit[p]]
            unstable |= _clashes(data, track, touched, alone, beside)
    return frozenset(unstable)


def _touched(data: Data, track: Track) -> dict[int, frozenset[str]]:
    """The variables each place reads or writes."""
    touched: dict[int, frozenset[str]] = {}
    opaque = {each.key: each.reads for each in data.space.opaque.values()}
    for place, name in enumerate(track.names):
        names: set[str] = set()
        for edge in track.outs[place]:
            for key in {key for box in data.flows.get(edge.arc, ()) for key in box}:
                names |= {key} | opaque.get(key, frozenset())
        if name in data.effects:
            names |= data.effects[name].forgets
            names |= {key for box in data.effects[name].concludes for key in box}
        if names:
            touched[place] = frozenset(names)
    return touched


def _reach(track: Track, bit: Mapping[int, int]) -> list[int]:
    """For each place, as bits, the relevant places on or after it."""
    reach = [0] * len(track.names)
    for place in reversed(track.order):
        mask = bit.get(place, 0)
        for edge in track.outs[place]:
            if edge.target != GOAL:
                mask |= reach[edge.target]
        reach[place] = mask
    return reach


def _clashes(
    data: Data, track: Track, touched: Mapping[int, frozenset[str]], alone: Iterable[int], beside: Iterable[int]
) -> set[str]:
    written: set[str] = set()
    for place in alone:
        effect = data.effects.get(track.names[place])
        written |= effect.forgets if effect is not None else set()
    read = {name for place in beside for name in touched[place]}
    return written & read

"""The whole net: sub-processes and called diagrams put in the place of their steps, for time and witness.

A sub-process whose own limit or timer is shorter than its longest way stays one step of that limit. Errors go from
where they are thrown to where they are caught, messages arrive at the latest when the sub-process would end, and an
event sub-process follows its scope, because that is when it can come at the latest.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bpmn.diagram import Event, EventKind, Node
from bpmn.proof.drawn import THROWN, Scope, catches
from bpmn.proof.limits import events_of, is_timer
from bpmn.proof.net import ENDS, SPLITS, Draft, Kind, Lengths, Net, NetNode
from bpmn.proof.scopes import Scopes

Longest = Callable[[Net], int | None]
"""The most working days of a net, rounded up; None when nobody can say."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The composed net and the ids of the elements that make its time only an upper bound."""

    net: Net
    loose: tuple[str, ...] = ()


def compose(scopes: Scopes, longest: Longest, shortest_cap: Callable[[Lengths], int]) -> Whole:
    """The net of the process with everything inside it."""
    ready: dict[str, Net] = {}
    loose: list[str] = []
    for scope in scopes.inner_first():
        composer = _Composer(scope, scopes.all, ready, longest, shortest_cap)
        ready[scope.id] = composer.run()
        loose.extend(composer.loose)
    return Whole(ready[scopes.root], tuple(dict.fromkeys(loose)))


class _Composer:
    """Composes one scope out of its own net and the finished nets of the scopes inside it."""

    def __init__(
        self,
        scope: Scope,
        scopes: Mapping[str, Scope],
        ready: Mapping[str, Net],
        longest: Longest,
        shortest_cap: Callable[[Lengths], int],
    ) -> None:
        self.scope, self.scopes, self.ready = scope, scopes, ready
        self.longest, self.shortest_cap = longest, shortest_cap
        self.draft = Draft(scope.net.nodes, scope.net.arcs)
        self.loose: list[str] = []

    def run(self) -> Net:
        for name, node in list(self.draft.nodes.items()):
            if node.kind is Kind.STEP and node.scope in self.ready:
                if self._stays_a_step(node):
                    self._keep(name, node)
                else:
                    self._splice(name, node)
        for handler in self.scope.handlers:
            if handler in self.ready:
                self._follow_with(handler)
        return self.draft.net()

    def _stays_a_step(self, node: NetNode) -> bool:
        if node.lengths is None:
            return True
        if not node.lengths:
            return False
        days = self.longest(self.ready[node.scope])
        return days is None or days > self.shortest_cap(node.lengths)

    def _keep(self, name: str, node: NetNode) -> None:
        """One step of its own limit; what comes on its border comes within that limit."""
        inner = self.ready[node.scope]
        if any(each.marks for each in inner.nodes.values()):
            self.loose.append(name)
        writes = frozenset().union(*(each.writes for each in inner.nodes.values()))
        self.draft.add(replace(node, writes=node.writes | writes))
        done = self.draft.nodes.get(f"{name}/done")
        if done is not None:
            self.draft.add(replace(done, lengths=node.lengths, rounds=node.rounds, writes=node.writes | writes))
            self.draft.add(replace(node, lengths=(), rounds=1))
        for border in self._borders(name):
            caught = self.draft.nodes[self.scope.prefix + border.id]
            if not is_timer(border):
                self.draft.add(replace(caught, lengths=node.lengths, owner=name, shown=True))

    def _borders(self, name: str) -> tuple[Node, ...]:
        prefix = self.scope.prefix
        own = self.scope.diagram.boundary(name.removeprefix(prefix))
        return tuple(each for each in own if prefix + each.id in self.draft.nodes)

    # --- putting a net in place of a step ---

    def _splice(self, name: str, node: NetNode) -> None:
        inner = self.ready[node.scope]
        entry = self._copy(inner)
        begin = self.draft.add(NetNode(f"{name}/begin", Kind.XOR, name))
        for number, arc in list(self.draft.arcs.items()):
            if arc.target == name:
                self.draft.arcs[number] = replace(arc, target=begin)
        self.draft.connect(begin, entry)
        leave = self.draft.add(NetNode(f"{name}/ends", Kind.OR, name))
        self.draft.add(replace(node, lengths=(), rounds=1, scope="", shown=False, pause=False))
        self.draft.connect(leave, name)
        self._lead_ends(inner, name, leave)
        if node.rounds > 1:
            self._repeat(name, begin, leave, node.rounds)
        self._place_borders(name, begin)
        if node.pause:
            self._pause(inner)

    def _copy(self, inner: Net) -> str:
        """Adds the nodes and flows of a net; its start becomes a plain step. Returns that."""
        for node in inner.nodes.values():
            self.draft.add(replace(node, kind=Kind.STEP) if node.kind is Kind.START else node)
        for arc in inner.arcs.values():
            number = self.draft.connect(arc.source, arc.target)
            self.draft.arcs[number] = replace(arc, id=number)
        return inner.of_kind(Kind.START)[0]

    def _lead_ends(self, inner: Net, name: str, leave: str) -> None:
        """The ends of the inner net lead on, except what is thrown, which leads to where it is caught."""
        splits = any(each.kind in SPLITS and len(inner.outs[n]) > 1 for n, each in inner.nodes.items())
        for end in inner.of_kind(*ENDS):
            if inner.nodes[end].kind is Kind.TERMINATE and splits:
                self.loose.append(name)
            caught = self._catcher(end, name)
            if inner.nodes[end].kind is Kind.TERMINATE and self._throws(end) and caught is None:
                continue
            self.draft.add(replace(inner.nodes[end], kind=Kind.STEP))
            self.draft.connect(end, caught or leave)

    def _drawn(self, name: str) -> Node | None:
        """The node of the drawing that a node of some inner net stands for."""
        for scope in self.scopes.values():
            found = scope.diagram.find(name.removeprefix(scope.prefix)) if name.startswith(scope.prefix) else None
            if found is not None:
                return found
        return None

    def _throws(self, end: str) -> bool:
        node = self._drawn(end)
        return node is not None and any(event.kind in THROWN for event in events_of(node.event))

    def _fails(self, end: str, waited: Event) -> bool:
        """Whether an end throws an error other than the one waited for."""
        node = self._drawn(end)
        thrown = [] if node is None else [each for each in events_of(node.event) if each.kind is EventKind.ERROR]
        return bool(thrown) and not any(catches(each, error) for each in events_of(waited) for error in thrown)

    def _catcher(self, end: str, name: str) -> str | None:
        """The boundary event of the sub-process that catches what this end throws."""
        node = self._drawn(end)
        if node is None:
            return None
        thrown = [event for event in events_of(node.event) if event.kind in THROWN - {EventKind.ESCALATION}]
        borders = sorted(self._borders(name), key=lambda border: border.event.name == "")
        for border in borders:
            for event in events_of(border.event):
                if border.interrupting and any(t.kind is event.kind and event.name in {"", t.name} for t in thrown):
                    return self.scope.prefix + border.id
        return None

    def _repeat(self, name: str, begin: str, leave: str, rounds: int) -> None:
        """Instances one after the other: a loop with the declared bound."""
        again = self.draft.add(NetNode(f"{name}/again", Kind.XOR, name))
        for number, arc in list(self.draft.arcs.items()):
            if arc.source == leave and arc.target == name:
                self.draft.arcs[number] = replace(arc, target=again)
        self.draft.connect(again, name)
        self.draft.connect(again, begin, limit=rounds - 1)

    def _place_borders(self, name: str, begin: str) -> None:
        """Timers run from the beginning, thrown events come from inside, messages at the latest when it ends."""
        for border in self._borders(name):
            caught = self.scope.prefix + border.id
            events = {event.kind for event in events_of(border.event)}
            if EventKind.ESCALATION in events and border.interrupting:
                self.loose.append(name)  # it comes at the latest when the sub-process would end
            inside = border.interrupting and events <= THROWN and events != {EventKind.ESCALATION}
            if border.interrupting and (is_timer(border) or inside):
                self._unhook(caught, f"{name}/outcome")
                if is_timer(border):
                    self.draft.connect(begin, caught)
            elif not border.interrupting and not is_timer(border):
                self._unhook(caught, f"{name}/beside")
                self._beside_the_end(name, caught)

    def _unhook(self, caught: str, source: str) -> None:
        for number, arc in list(self.draft.arcs.items()):
            if arc.target == caught and arc.source == source:
                del self.draft.arcs[number]

    def _beside_the_end(self, name: str, caught: str) -> None:
        late = f"{name}/late"
        if late not in self.draft.nodes:
            self.draft.add(NetNode(late, Kind.OR, name))
            for number, arc in list(self.draft.arcs.items()):
                if arc.source == name:
                    self.draft.arcs[number] = replace(arc, source=late, must=True)
            self.draft.connect(name, late)
        self.draft.connect(late, caught)

    def _pause(self, inner: Net) -> None:
        for node in inner.nodes.values():
            self.draft.add(replace(self.draft.nodes[node.id], pause=True))

    # --- event sub-processes ---

    def _follow_with(self, handler: str) -> None:
        """The handler may follow the scope's end, or come at its timer."""
        scope, inner = self.scopes[handler], self.ready[handler]
        start = next(
            (n for n in scope.process.inside(handler.removeprefix(scope.prefix)) if n.kind == "startEvent"), None
        )
        outer = self.draft.net()
        entry = self._copy(inner)
        last = self.draft.add(NetNode(f"{handler}/last", Kind.END, self.scope.id))
        leave = self.draft.add(NetNode(f"{handler}/ends", Kind.OR, handler))
        self.draft.connect(leave, last)
        for end in inner.of_kind(Kind.END):
            self.draft.add(replace(inner.nodes[end], kind=Kind.STEP))
            self.draft.connect(end, leave)
        if start is not None and is_timer(start):
            self._from_the_start(outer, handler, entry)
        else:
            self._from_the_end(outer, handler, entry, last, start.event if start is not None else Event())
        self.loose.append(handler)

    def _from_the_start(self, outer: Net, handler: str, entry: str) -> None:
        (start,) = outer.of_kind(Kind.START)
        fork = self.draft.add(NetNode(f"{handler}/or-timer", Kind.XOR, handler))
        for number in outer.outs[start]:
            self.draft.arcs[number] = replace(outer.arcs[number], source=fork)
        self.draft.connect(start, fork)
        self.draft.connect(fork, entry)

    def _from_the_end(self, outer: Net, handler: str, entry: str, last: str, waited: Event) -> None:
        """An error that the handler does not catch leaves the scope, and the handler with it."""
        meet = self.draft.add(NetNode(f"{handler}/or-after", Kind.OR, handler))
        fork = self.draft.add(NetNode(f"{handler}/or-end", Kind.XOR, handler))
        for end in outer.of_kind(*ENDS):
            if self._fails(end, waited):
                continue
            self.draft.add(replace(outer.nodes[end], kind=Kind.STEP))
            self.draft.connect(end, meet)
        self.draft.connect(meet, fork)
        self.draft.connect(fork, entry)
        self.draft.connect(fork, last)

"""Diagrams for tests: from one line of text, or at random from a seed. No XML is involved.

The text: ways are divided by `;`, words by blanks, each word is a node and follows the one before it.

| word | node |
|---|---|
| `S` `E` `E2` | start, ends |
| `x1` `+1` `o1` `e1` | exclusive, parallel, inclusive, event-based gateway |
| `!1` | terminate end |
| `A:3` | step with a limit of 3 working days (`n` natural days, `h` hours, `m` months; `?` none; nothing: 0) |
| `A:3p` | the same, kept out of the limit |
| `A^accept` | step of that kind |
| `A!v` | step that writes variable v |
| `A?d` | business rule task that asks decision d |
| `A@5` `A@~5` | timer on A's border after 5 working days: it interrupts A, it does not |
| `A@msg` `A@~msg` | message on A's border |
| `m1:4` `t1:4` | message and timer catch event (after `e1`) |
| `A&d` | call activity that calls d |
| `E1%late` `P@%late` | error end event, the border of P that catches it |
| `P> S1 A:3 E1` | a way inside sub-process P; the word `P` puts it into the flow |
| `H*> S1@msg A:3 E1` | a way inside event sub-process H; its start waits for a message, or `S1@5` 5 working days |
| `x1*2` | the loop that closes at this gateway runs at most 2 more rounds |
| `[a < 5]` | FEEL condition of the flow to the next word, `[-]` for the default |

Ids are valid in XML: `+1` becomes `and_1`, `!1` `stop_1`, `A@5` `A_at_5`, `A@~5` `A_beside_5`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from bpmn.diagram import Diagram, Event, EventKind, Flow, LimitText, Node, Process, StepFacts, TimerKind

PROCESS = "process"
_UNITS = {"": "workingDay", "p": "workingDay", "n": "naturalDay", "h": "workingHour", "m": "month"}
_GATEWAYS = {"x": "exclusiveGateway", "+": "parallelGateway", "o": "inclusiveGateway", "e": "eventBasedGateway"}


@dataclass
class Drawing:
    """A diagram in the making. Nodes and flows keep the order in which they were drawn."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    drawn: int = 0
    scope: str = PROCESS

    def add(self, node: Node) -> str:
        self.nodes[node.id] = replace(node, parent=self.scope, name=node.name or node.id)
        return node.id

    def enclose(self, name: str, *, on_event: bool = False) -> None:
        """Makes a node the sub-process of that name; an event sub-process need not have been drawn before."""
        node = self.nodes.get(name, Node(name, "subProcess", name, PROCESS))
        step = replace(node.step, limit=LimitText()) if node.step.limit.amount == "0" else node.step
        self.nodes[name] = replace(node, kind="subProcess", on_event=on_event, step=step)

    def fresh(self, stem: str) -> str:
        self.drawn += 1
        return f"{stem}{self.drawn}"

    def gateway(self, kind: str) -> str:
        return self.add(Node(self.fresh(f"{kind[0]}g"), kind))

    def step(self, amount: int, unit: str = "workingDay", **facts: bool | str) -> str:
        """A user task with that limit."""
        step = StepFacts(limit=LimitText(str(amount), unit))
        if facts.get("pause"):
            step = replace(step, counts_in_limit=False, legal_basis="行政许可法45")
        return self.add(Node(self.fresh("step"), "userTask", step=step))

    def flow(self, source: str, target: str, condition: str = "", *, default: bool = False) -> str:
        self.drawn += 1
        name = f"f{self.drawn}"
        self.flows[name] = Flow(name, source, target, condition=condition, parent=self.nodes[source].parent)
        if default:
            self.nodes[source] = replace(self.nodes[source], default=name)
        return name

    def diagram(self) -> Diagram:
        process = Process(PROCESS, "试验流程", True, tuple(self.nodes.values()), tuple(self.flows.values()))
        return Diagram("D", "试验流程", processes=(process,))


def diagram_from(text: str, *, promised: int | None = None, unit: str = "workingDay") -> Diagram:
    """The diagram that the text describes; ValueError names a word that is none."""
    drawing = Drawing()
    bounds: dict[str, int] = {}
    scopes: set[str] = set()
    for way in text.split(";"):
        inside, way = _inside(way)
        before, condition = "", ""
        for word in _words(way):
            if word.startswith("["):
                condition = word[1:-1].strip()
                continue
            node, bound = _node(word)
            drawing.scope = inside.removesuffix("*") or PROCESS
            if node.id not in drawing.nodes or ":" in word:
                drawing.add(node)
            scopes |= {inside} if inside else set()
            if bound is not None:
                bounds[node.id] = bound
            if before:
                default = condition == "-"
                drawing.flow(before, node.id, "" if default else condition, default=default)
            before, condition = node.id, ""
    for scope in sorted(scopes):
        drawing.enclose(scope.removesuffix("*"), on_event=scope.endswith("*"))
    _bound_loops(drawing, bounds)
    diagram = drawing.diagram()
    if promised is None:
        return diagram
    limit = LimitText(str(promised), unit, "试验")
    return replace(diagram, processes=(replace(diagram.processes[0], promised=limit),))


def _inside(way: str) -> tuple[str, str]:
    """The sub-process a way stands in ("" for none), and the way."""
    first, _, rest = way.strip().partition(" ")
    return (first[:-1], rest) if first.endswith(">") else ("", way)


def _words(way: str) -> list[str]:
    """The words of a way; a condition in brackets is one word."""
    words: list[str] = []
    for part in way.replace("[", "\0[").replace("]", "]\0").split("\0"):
        words += [part] if part.startswith("[") else part.split()
    return words


def _node(word: str) -> tuple[Node, int | None]:
    if word.startswith("!"):
        return Node(f"stop_{word[1:]}", "endEvent", event=Event(EventKind.TERMINATE)), None
    if "%" in word:
        return _error(word), None
    word, _, bound = word.partition("*")
    word, _, limit = word.partition(":")
    word, _, decision = word.partition("?")
    word, _, variable = word.partition("!")
    word, _, kind = word.partition("^")
    rounds = int(bound) if bound else None
    if "@" in word:
        return (_event_start(word) if word[0] == "S" and word[1].isdigit() else _boundary(word)), rounds
    if "&" in word:
        word, _, called = word.partition("&")
        return Node(word, "callActivity", called=called), rounds
    step = StepFacts(limit=_limit(limit), kind=kind, result=variable, decision=decision)
    if limit.endswith("p"):
        step = replace(step, counts_in_limit=False, legal_basis="行政许可法45")
    stem, number = word[:1], word[1:]
    if stem == "S" and (not number or number.isdigit()):
        return Node(word, "startEvent"), rounds
    if stem == "E" and (not number or number.isdigit()):
        return Node(word, "endEvent"), rounds
    if stem in _GATEWAYS:
        return Node(f"and_{number}" if stem == "+" else word, _GATEWAYS[stem]), rounds
    if stem == "m" and number.isdigit():
        return Node(word, "intermediateCatchEvent", event=Event(EventKind.MESSAGE, word), step=step), rounds
    if stem == "t" and number.isdigit():
        return Node(word, "intermediateCatchEvent", event=_timer(limit), step=step), rounds
    if not word.isidentifier():
        raise ValueError(f"not a word of the notation: {word!r}")
    return Node(word, "businessRuleTask" if decision else "userTask", step=step), rounds


def _limit(text: str) -> LimitText:
    if text == "?":
        return LimitText()
    amount = text.rstrip("pnhm")
    return LimitText(amount or "0", _UNITS[text[len(amount) :]])


def _timer(amount: str) -> Event:
    return Event(EventKind.TIMER, expression=f"P{amount}D", timer=TimerKind.DURATION)


def _error(word: str) -> Node:
    place, _, code = word.partition("%")
    event = Event(EventKind.ERROR, code)
    if not place.endswith("@"):
        return Node(place, "endEvent", event=event)
    return Node(f"{place[:-1]}_on_{code}", "boundaryEvent", event=event, attached_to=place[:-1])


def _event_start(word: str) -> Node:
    name, _, when = word.partition("@")
    beside, when = when.startswith("~"), when.removeprefix("~")
    event = _timer(when) if when.isdigit() else Event(EventKind.MESSAGE, when)
    step = StepFacts(limit=_limit(when)) if when.isdigit() else StepFacts()
    return Node(name, "startEvent", event=event, interrupting=not beside, step=step)


def _boundary(word: str) -> Node:
    host, _, when = word.partition("@")
    beside, when = when.startswith("~"), when.removeprefix("~")
    step = StepFacts(limit=_limit(when)) if when.isdigit() else StepFacts()
    event = _timer(when) if when.isdigit() else Event(EventKind.MESSAGE, when)
    name = f"{host}_{'beside' if beside else 'at'}_{when}"
    return Node(name, "boundaryEvent", event=event, interrupting=not beside, attached_to=host, step=step)


def _bound_loops(drawing: Drawing, bounds: dict[str, int]) -> None:
    """Writes the bound on the flows that lead back to the gateway, found by a walk that keeps its way in mind."""
    if not bounds:
        return
    outs: dict[str, list[Flow]] = {}
    for each in drawing.flows.values():
        outs.setdefault(each.source, []).append(each)
    for node in drawing.nodes.values():
        if node.attached_to:
            outs.setdefault(node.attached_to, []).append(Flow("", node.attached_to, node.id))
    start = next(name for name, node in drawing.nodes.items() if node.kind == "startEvent")
    seen, on_way = {start}, {start}
    stack = [(start, iter(outs.get(start, ())))]
    while stack:
        name, following = stack[-1]
        flow = next(following, None)
        if flow is None:
            on_way.discard(name)
            stack.pop()
        elif flow.target in on_way and flow.target in bounds:
            drawing.flows[flow.id] = replace(flow, max_rounds=bounds[flow.target])
        elif flow.target not in seen:
            seen.add(flow.target)
            on_way.add(flow.target)
            stack.append((flow.target, iter(outs.get(flow.target, ()))))


# --- at random --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taste:
    """What a random diagram may contain. `size` counts refinements; `damages` are changes that may break it.

    `variables` are whole numbers from 0 to 6 that the conditions of choices read; without any, choices are free.
    """

    size: int = 8
    inclusive: bool = False
    loops: bool = True
    crossings: bool = True
    boundaries: bool = False
    pauses: bool = False
    damages: int = 0
    variables: Sequence[str] = ()
    longest: int = 9


def random_diagram(seed: int, taste: Taste | None = None) -> Diagram:
    """The diagram of that seed: sound by construction, unless `taste.damages` were done to it."""
    return _Grower(Random(seed), taste or Taste()).grow()


_Way = Callable[[Flow], None]


class _Grower:
    """Grows a diagram by replacing a flow with a step, a block, a loop or a crossing, again and again."""

    def __init__(self, chance: Random, taste: Taste) -> None:
        self.chance, self.taste, self.drawing = chance, taste, Drawing()

    def grow(self) -> Diagram:
        drawing = self.drawing
        drawing.flow(drawing.add(Node("S", "startEvent")), drawing.add(Node("E", "endEvent")))
        for _ in range(self.taste.size):
            flow = self.chance.choice(list(drawing.flows.values()))
            self.chance.choice(self._ways())(flow)
        for _ in range(self.taste.damages):
            self.chance.choice((self._change_gateway, self._cross_targets, self._add_flow))()
        self._condition_choices()
        return drawing.diagram()

    def _ways(self) -> list[_Way]:
        taste = self.taste
        ways: list[_Way] = [self._insert_step, self._insert_step, self._choice_block, self._parallel_block]
        ways += [self._inclusive_block] if taste.inclusive else []
        ways += [self._loop] if taste.loops else []
        ways += [self._crossing] if taste.crossings else []
        ways += [self._timer_on_step] if taste.boundaries else []
        return ways

    def _step(self) -> str:
        pause = self.taste.pauses and self.chance.random() < 0.3
        return self.drawing.step(self.chance.randint(0, self.taste.longest), pause=pause)

    def _redirect(self, flow: Flow, target: str) -> None:
        self.drawing.flows[flow.id] = replace(flow, target=target, max_rounds=None)

    def _onwards(self, source: str, flow: Flow) -> str:
        """A flow from the last new node to where the replaced flow led."""
        name = self.drawing.flow(source, flow.target)
        if flow.max_rounds is not None:
            self.drawing.flows[name] = replace(self.drawing.flows[name], max_rounds=flow.max_rounds)
        return name

    def _insert_step(self, flow: Flow) -> None:
        step = self._step()
        self._redirect(flow, step)
        self._onwards(step, flow)

    def _block(self, flow: Flow, kind: str) -> None:
        split, join = self.drawing.gateway(kind), self.drawing.gateway(kind)
        self._redirect(flow, split)
        for _ in range(self.chance.randint(2, 3)):
            step = self._step()
            self.drawing.flow(split, step)
            self.drawing.flow(step, join)
        self._onwards(join, flow)

    def _choice_block(self, flow: Flow) -> None:
        self._block(flow, "exclusiveGateway")

    def _parallel_block(self, flow: Flow) -> None:
        self._block(flow, "parallelGateway")

    def _inclusive_block(self, flow: Flow) -> None:
        self._block(flow, "inclusiveGateway")

    def _loop(self, flow: Flow) -> None:
        head, tail = self.drawing.gateway("exclusiveGateway"), self.drawing.gateway("exclusiveGateway")
        first, again = self._step(), self._step()
        self._redirect(flow, head)
        self.drawing.flow(head, first)
        self.drawing.flow(first, tail)
        self._onwards(tail, flow)
        self.drawing.flow(tail, again)
        back = self.drawing.flow(again, head)
        self.drawing.flows[back] = replace(self.drawing.flows[back], max_rounds=self.chance.randint(1, 2))

    def _crossing(self, flow: Flow) -> None:
        """A choice between two parallel pairs whose branches meet crosswise: sound, but no block."""
        draw = self.drawing
        choice, one, two = (draw.gateway(k) for k in ("exclusiveGateway", "parallelGateway", "parallelGateway"))
        left, right = draw.gateway("exclusiveGateway"), draw.gateway("exclusiveGateway")
        join = draw.gateway("parallelGateway")
        self._redirect(flow, choice)
        for split in (one, two):
            draw.flow(choice, split)
            for meet in (left, right):
                step = self._step()
                draw.flow(split, step)
                draw.flow(step, meet)
        for meet in (left, right):
            step = self._step()
            draw.flow(meet, step)
            draw.flow(step, join)
        self._onwards(join, flow)

    def _timer_on_step(self, flow: Flow) -> None:
        """A step that a timer cuts off (to a choice's join) or a branch starts beside (to an inclusive join)."""
        draw, step, other = self.drawing, self._step(), self._step()
        cuts = self.chance.random() < 0.6
        join = draw.gateway("exclusiveGateway" if cuts else "inclusiveGateway")
        amount = self.chance.randint(0, self.taste.longest)
        event = replace(_boundary(f"{step}@{'' if cuts else '~'}{amount}"), id=draw.fresh("timer"))
        self._redirect(flow, step)
        draw.flow(step, join)
        draw.flow(draw.add(event), other)
        draw.flow(other, join)
        self._onwards(join, flow)

    # --- damages ---

    def _gateways(self) -> list[Node]:
        return [node for node in self.drawing.nodes.values() if node.is_gateway]

    def _change_gateway(self) -> None:
        if gateways := self._gateways():
            node = self.chance.choice(gateways)
            kinds = ["exclusiveGateway", "parallelGateway"] + (["inclusiveGateway"] if self.taste.inclusive else [])
            self.drawing.nodes[node.id] = replace(node, kind=self.chance.choice(kinds))

    def _cross_targets(self) -> None:
        one, two = (self.chance.choice(list(self.drawing.flows.values())) for _ in range(2))
        self.drawing.flows[one.id] = replace(one, target=two.target)
        self.drawing.flows[two.id] = replace(two, target=one.target)

    def _add_flow(self) -> None:
        if gateways := self._gateways():
            one, two = self.chance.choice(gateways), self.chance.choice(gateways)
            self.drawing.flow(one.id, two.id)

    # --- conditions ---

    def _condition_choices(self) -> None:
        """Gives every choice conditions over the variables, the last flow being the default."""
        if not self.taste.variables:
            return
        for node in self._gateways():
            outs = [flow for flow in self.drawing.flows.values() if flow.source == node.id]
            if node.kind not in {"exclusiveGateway", "inclusiveGateway"} or len(outs) < 2:
                continue
            for flow in outs[:-1]:
                self.drawing.flows[flow.id] = replace(flow, condition=self._condition())
            self.drawing.nodes[node.id] = replace(self.drawing.nodes[node.id], default=outs[-1].id)

    def _condition(self) -> str:
        variable, sign = self.chance.choice(self.taste.variables), self.chance.choice(("<", "<=", ">", ">=", "=", "!="))
        return f"{variable} {sign} {self.chance.randint(1, 5)}"

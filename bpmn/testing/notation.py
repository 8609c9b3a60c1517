"""Diagrams from one line of text.

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

from dataclasses import replace

from bpmn.diagram import Diagram, Event, EventKind, Flow, LimitText, Node, StepFacts, TimerKind
from bpmn.testing.drawing import PROCESS, Drawing

_UNITS = {"": "workingDay", "p": "workingDay", "n": "naturalDay", "h": "workingHour", "m": "month"}
_GATEWAYS = {"x": "exclusiveGateway", "+": "parallelGateway", "o": "inclusiveGateway", "e": "eventBasedGateway"}


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
        return (_event_start(word) if word[0] == "S" and word[1].isdigit() else boundary(word)), rounds
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


def boundary(word: str) -> Node:
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

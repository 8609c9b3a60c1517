"""Diagrams in one line and cases that live only in their saved form: what the runtime's tests share."""

import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bpmn.diagram import Definition as Root
from bpmn.diagram import Diagram, Event, EventKind, Flow, Loop, Node, Process, StepFacts, TimerKind
from engine.runtime import Decision, Definition, Effect, Migration, OpenStep, RuntimeCase, StepNotOpen
from engine.runtime import effects as fx

KINDS = {
    "S": "startEvent",
    "E": "endEvent",
    "G": "parallelGateway",
    "X": "exclusiveGateway",
    "O": "inclusiveGateway",
    "V": "eventBasedGateway",
}
"""What a name's first letter means when nothing else is said; any other name is a user task."""

Facts = Mapping[str, Mapping[str, Any]]


class Drawing:
    """`S->a->X->b?n = 1; X->c?; b->E; c->E`: sequence flows, each named `source_target`; what follows `?` is the
    condition, a bare `?` the default flow. `given` says more of a node: its kind, its event, the `flow` inside it;
    a node on no flow says what it stands `in`."""

    def __init__(self, process: str, text: str, given: Facts) -> None:
        self.given = given
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self._scope(process, text)
        self.process = Process(process, nodes=tuple(self.nodes), flows=tuple(self.flows))

    def _scope(self, parent: str, text: str) -> None:
        names: dict[str, str] = {}
        for chain in filter(None, (part.strip() for part in text.split(";"))):
            steps = [tuple(part.strip() for part in step.partition("?")) for step in chain.split("->")]
            names |= {name: "" for name, _, _ in steps if name not in names}
            for (source, _, _), (target, asked, condition) in pairwise(steps):
                known = {flow.id for flow in self.flows}
                flow = f"{source}_{target}" if f"{source}_{target}" not in known else f"{source}_{target}_{len(known)}"
                self.flows.append(Flow(flow, source, target, condition=condition, parent=parent))
                if asked and not condition:
                    names[source] = flow
        names |= {name: "" for name, facts in self.given.items() if facts.get("in") == parent and name not in names}
        for name, default in names.items():
            self._node(name, parent, default)

    def _node(self, name: str, parent: str, default: str) -> None:
        facts = dict(self.given.get(name, {}))
        inner = facts.pop("flow", "")
        facts.pop("in", "")
        kind = facts.pop("kind", KINDS.get(name[0], "userTask"))
        self.nodes.append(node(name, kind, **{"parent": parent, "default": default, **facts}))
        if inner or kind in ("subProcess", "transaction", "adHocSubProcess"):
            self._scope(name, inner)


def node(name: str, kind: str, /, **facts: Any) -> Node:
    loop = facts.pop("loop", None)
    step = StepFacts(
        result=facts.pop("result", ""),
        decision=facts.pop("decision", ""),
        operation=facts.pop("operation", ""),
        maps_in=tuple((source, target) for source, target in facts.pop("ins", [])),
        maps_out=tuple((source, target) for source, target in facts.pop("outs", [])),
    )
    event = Event(
        EventKind(facts.pop("event", "none")),
        facts.pop("hears", ""),
        expression=facts.pop("text", ""),
        timer=TimerKind(facts.pop("timer")) if "timer" in facts else None,
    )
    facts["attached_to"] = facts.pop("on", "")
    return Node(name, kind, event=event, loop=Loop(**loop) if loop else None, step=step, **facts)


def draw_diagram(
    text: str, given: Facts | None = None, *, others: Facts | None = None, roots: Iterable[Root] = ()
) -> Diagram:
    """Process `main` of these flows, and `others` that may be called."""
    processes = [Drawing("main", text, given or {}).process]
    processes += [Drawing(name, one["flow"], one.get("node", {})).process for name, one in (others or {}).items()]
    return Diagram(processes=tuple(processes), definitions=tuple(roots))


class Table:
    """Decisions of a test: `level` is high from 1000 on; it reads `amount`."""

    def reads(self, decision: str) -> frozenset[str]:
        return {"level": frozenset({"amount"})}[decision]

    def decide(self, decision: str, variables: Mapping[str, object], **moment: object) -> Decision:
        amount = variables.get("amount")
        high = isinstance(amount, int) and amount >= 1000
        return Decision("high" if high else "low", trace=("row", 1 if high else 2), variable="level")


ENDS: dict[type, type] = {
    fx.StepClosed: fx.StepOpened,
    fx.TimerDropped: fx.TimerAsked,
    fx.ListeningDropped: fx.Listening,
    fx.ServiceDropped: fx.ServiceAsked,
}


RENAMED = "(renamed)"


class Ledger:
    """The rows a caller keeps for a case: each asked for once, each given back once, for the same element."""

    def __init__(self, *, complete: bool = True) -> None:
        self.rows: dict[tuple[type, int], str] = {}
        self.complete = complete

    def write(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            kind = type(effect)
            if kind in ENDS.values():
                assert (kind, effect.token) not in self.rows, effect
                self.rows[kind, effect.token] = effect.element
            elif kind in ENDS and (self.complete or (ENDS[kind], effect.token) in self.rows):
                assert self.rows.pop((ENDS[kind], effect.token)) in (effect.element, RENAMED), effect

    def tokens(self, kind: type) -> set[int]:
        return {token for of, token in self.rows if of is kind}


class Play:
    """A case that lives only in its bytes: every command restores it before and saves it after."""

    def __init__(self, definition: Definition, variables: Mapping[str, object], start: str = "") -> None:
        self.definition = definition
        self.finished = False
        self.effects: tuple[Effect, ...] = ()
        self.walked: list[str] = []
        self.timers: dict[str, int] = {}
        self.services: dict[str, list[int]] = {}
        self.state = b""
        self.ledger = Ledger()
        case, effects = RuntimeCase.start(definition, variables, start)
        self._keep(case, effects)

    def _keep(self, case: RuntimeCase, effects: tuple[Effect, ...]) -> "Play":
        self.effects, self.state, self.finished = effects, case.save(), case.finished
        assert self.case().save() == self.state, "what is loaded is saved as it was"
        self.ledger.write(effects)
        opened = {step.token for step in case.open_steps()}
        assert self.ledger.tokens(fx.StepOpened) == opened or not self.ledger.complete
        assert not self.finished or not self.ledger.rows, "nothing is left behind"
        for effect in effects:
            if isinstance(effect, fx.TimerAsked):
                self.timers[effect.element] = effect.token
            elif isinstance(effect, fx.ServiceAsked):
                self.services.setdefault(effect.element, []).append(effect.token)
            elif isinstance(effect, fx.Passed):
                self.walked += effect.flows
        return self

    def move(self, definition: Definition, migration: Migration) -> "Play":
        """Go on in another version of the diagram."""
        self.definition = definition
        self.ledger.rows = dict.fromkeys(self.ledger.rows, RENAMED)
        return self._keep(RuntimeCase.load(migration.state, definition), migration.effects)

    def resume(self, state: bytes) -> "Play":
        """Go on from bytes kept elsewhere, whose books are not at hand."""
        self.state, self.ledger = state, Ledger(complete=False)
        return self

    def case(self) -> RuntimeCase:
        return RuntimeCase.load(self.state, self.definition)

    def open(self) -> list[str]:
        """The steps that wait for people."""
        return [step.element for step in self.case().open_steps()]

    def step(self, element: str) -> OpenStep:
        return next(step for step in self.case().open_steps() if step.element == element)

    @property
    def variables(self) -> Mapping[str, object]:
        return self.case().variables

    def do(self, element: str, **data: object) -> "Play":
        """A person does the oldest open step of that name, or a worker its operation."""
        case = self.case()
        token = next((step.token for step in case.open_steps() if step.element == element), 0)
        return self._keep(case, case.complete(token or self._service(element), data))

    def _service(self, element: str) -> int:
        waiting = self.services.get(element)
        if not waiting:
            raise StepNotOpen(0, element)
        return waiting.pop(0)

    def fail(self, element: str, code: str) -> "Play":
        case = self.case()
        return self._keep(case, case.fail(self._service(element), code))

    def fire(self, element: str) -> "Play":
        case = self.case()
        return self._keep(case, case.fire(self.timers[element]))

    def message(self, name: str, key: str = "", **payload: object) -> "Play":
        case = self.case()
        return self._keep(case, case.deliver(EventKind.MESSAGE, name, payload, key))

    def signal(self, name: str, **payload: object) -> "Play":
        case = self.case()
        return self._keep(case, case.deliver(EventKind.SIGNAL, name, payload))

    def assign(self, **variables: object) -> "Play":
        case = self.case()
        return self._keep(case, case.assign(variables))

    def cancel(self, reason: str) -> "Play":
        case = self.case()
        return self._keep(case, case.cancel(reason))


@pytest.fixture
def draw() -> Callable[..., Diagram]:
    return draw_diagram


@pytest.fixture
def build() -> Callable[..., Definition]:
    """Draw and compile in one go."""

    def made(text: str, given: Facts | None = None, **more: Any) -> Definition:
        library, names = more.pop("library", None), more.pop("names", ())
        return Definition.compile(draw_diagram(text, given, **more), decisions=Table(), library=library, names=names)

    return made


@pytest.fixture
def play(build: Callable[..., Definition]) -> Callable[..., Play]:
    """Draw, compile and start a case; `data` are its variables."""

    def made(text: str, given: Facts | None = None, *, start: str = "", data: Any = None, **more: Any) -> Play:
        return Play(build(text, given, **more), data or {}, start)

    return made


@pytest.fixture
def begin() -> Callable[..., Play]:
    """Start a case of a definition there is already."""
    return lambda definition, data=None, start="": Play(definition, data or {}, start)


@pytest.fixture
def ledger() -> Callable[[], Ledger]:
    return Ledger


def conformance_rows() -> list[dict[str, Any]]:
    """The conformance table: one file an element, read in name order."""
    folder = Path(__file__).parent / "conformance"
    return [
        {**row, "file": file.stem, "order": at}
        for file in sorted(folder.glob("*.toml"))
        for at, row in enumerate(tomllib.loads(file.read_text("utf-8"))["case"])
    ]


@pytest.fixture(scope="session")
def table() -> list[dict[str, Any]]:
    return conformance_rows()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "conformance" in metafunc.fixturenames:
        rows = conformance_rows()
        metafunc.parametrize("conformance", rows, ids=[f"{row['file']}-{row['order']}" for row in rows])


KIT = Path(os.environ.get("BPMN_MIWG") or Path(__file__).resolve().parents[5] / "shared" / "conformance" / "bpmn-miwg")
collect_ignore = [] if KIT.is_dir() or os.environ.get("KITS") == "required" else ["test_foreign_files.py"]

"""Moving an open case to another version of its diagram: a pure function over states.

Tokens keep their numbers, so due moments, subscriptions, work items and forms typed so far stay as they are. Only
elements are renamed, by an explicit map; what has no fitting place in the new version is refused, never guessed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bpmn.diagram import Diagram
from bpmn.finding import Finding
from engine.runtime import codec
from engine.runtime.codec import Plain
from engine.runtime.definition import Definition
from engine.runtime.effects import NOTHING, Effect
from engine.runtime.elements.activities import Human
from engine.runtime.elements.definitions import Definition as EventDefinition
from engine.runtime.elements.events import BoundaryEvent
from engine.runtime.elements.gateways import EventBasedGateway, Join
from engine.runtime.elements.many import Many
from engine.runtime.elements.process import ProcessSpec
from engine.runtime.elements.step import Step
from engine.runtime.errors import MigrationRefused
from engine.runtime.scope import Main, Scope
from engine.runtime.token import WAITING, Token, only

Map = Mapping[str, str]
"""Old element -> new element; flows too, where a waiting join counts them. What is not named keeps its id. Elements of
a called process are named behind its call activity (`phase/review`)."""


@dataclass(frozen=True, slots=True)
class Migration:
    """The case in the new version, and what the move itself asks of the world: timers and subscriptions of events
    that are new on an open step, and the end of those that are gone. Rows of the caller that name an element of the old
    version are renamed by the same map."""

    state: bytes
    effects: tuple[Effect, ...]


def propose(old: Diagram, new: Diagram) -> dict[str, str]:
    """A map to start from: the same id with the same kind; else the only element of that kind with that name; and the
    flows between them that have another id."""
    fresh = {node.id: node for node in new.nodes()}
    known = {node.id for node in old.nodes()}
    names = Counter((node.kind, node.name) for node in new.nodes())
    by_name = {(node.kind, node.name): node.id for node in new.nodes() if node.name and node.id not in known}
    proposed = {}
    for node in old.nodes():
        if node.id in fresh and fresh[node.id].kind == node.kind:
            proposed[node.id] = node.id
        elif names[node.kind, node.name] == 1 and (node.kind, node.name) in by_name:
            proposed[node.id] = by_name[node.kind, node.name]
    return proposed | _flows(old, new, proposed)


def _flows(old: Diagram, new: Diagram, proposed: Map) -> dict[str, str]:
    """Flows whose ends have a place and that are called otherwise in the new version."""
    fresh = {flow.id for flow in new.flows()}
    between: dict[tuple[str, str], list[str]] = {}
    for flow in new.flows():
        between.setdefault((flow.source, flow.target), []).append(flow.id)
    found = {}
    for flow in old.flows():
        ends = proposed.get(flow.source, ""), proposed.get(flow.target, "")
        if flow.id not in fresh and len(between.get(ends, ())) == 1:
            found[flow.id] = between[ends][0]
    return found


def migrate(
    state: bytes,
    old: Definition,
    new: Definition,
    mapping: Map = MappingProxyType({}),
    variables: Mapping[str, object] = NOTHING,
) -> Migration:
    """Move a saved case. `variables` is the data of the whole case: the new version may read what the old one did not.

    Raises `MigrationRefused` with a finding for each open element without a fitting place; the old state stays valid.
    """
    before = codec.load(state, old)
    move = _Move(mapping)
    scopes = list(move.scopes(before, new.spec))
    for scope, spec in scopes:
        move.drop_gone(scope, spec)
    for scope, spec in scopes:
        move.check(scope, spec)
    if move.findings:
        raise MigrationRefused(move.findings)
    known = {**variables, **before.variables}
    plain = codec.to_state(before)
    plain[3] = [move.row(row, "") for row in plain[3]]
    prefixes = {number: sub.prefix for number, sub in before.subprocesses.items()}
    plain[4] = [[number, own, [move.row(row, prefixes[number]) for row in rows]] for number, own, rows in plain[4]]
    after = codec.from_state(plain, new)
    after.variables.clear()
    after.variables.update(only(known, new.reads))
    names = {
        number: frozenset(move.target(name, scope.prefix) for name in scope.spec.task_specs)
        for number, scope in _numbered(before)
    }
    _attach_new(after, names)
    after.settle()
    return Migration(codec.save(after), (*before.effects, *after.effects))


class _Move:
    def __init__(self, mapping: Map) -> None:
        self.mapping = mapping
        self.findings: list[Finding] = []

    def target(self, name: str, prefix: str) -> str:
        """The new name of a task spec in a scope: that of its element, with what the compiler hung onto it."""
        for suffix in (" [one]", ":start"):
            if name.endswith(suffix):
                return self.element(name.removesuffix(suffix), prefix) + suffix
        return self.element(name, prefix)

    def element(self, name: str, prefix: str) -> str:
        """The new id of an element or flow, in its own diagram: the map names it behind its call activities."""
        return self.mapping.get(prefix + name, name).rpartition("/")[2]

    def row(self, row: Plain, prefix: str) -> Plain:
        moved = [*row[:2], self.target(row[2], prefix), *row[3:]]
        if len(row) > 4 and row[4] and "arrived" in row[4]:
            arrived = {self.element(flow, prefix): count for flow, count in row[4]["arrived"].items()}
            moved[4] = {**row[4], "arrived": arrived}
        return moved

    def scopes(self, main: Main, spec: ProcessSpec) -> Iterator[tuple[Scope, ProcessSpec]]:
        """Each scope of the case with the new spec of its inside, as far as there is one."""
        inside: dict[Scope, ProcessSpec] = {main: spec}
        yield main, spec
        for sub in main.subprocesses.values():
            around = inside.get(sub.host.workflow)
            name = self.target(sub.host.task_spec.name, sub.host.workflow.prefix)
            step: Step | None = around.task_specs.get(name) if around else None
            if step is not None and step.body is not None:
                inside[sub] = step.body
                yield sub, step.body

    def drop_gone(self, scope: Scope, spec: ProcessSpec) -> None:
        """Take away boundary events and listeners that the new version does not have on these steps."""
        for token in list(scope.tasks.values()):
            if token._state != WAITING:
                continue
            target = spec.task_specs.get(self.target(token.task_spec.name, scope.prefix))
            host = token.parent
            if isinstance(token.task_spec, BoundaryEvent) and host is not None:
                carrier = spec.task_specs.get(self.target(host.task_spec.name, scope.prefix))
                if carrier is not None and target not in carrier.boundary:
                    token.cancel()
            elif token.task_spec.listener and target not in spec.listeners:
                token.cancel()

    def check(self, scope: Scope, spec: ProcessSpec) -> None:
        for token in scope.tasks.values():
            target = spec.task_specs.get(self.target(token.task_spec.name, scope.prefix))
            if target is None:
                self._refuse(token, "在新版本中没有对应的位置")
            else:
                why = self._misfit(token, target)
                if why:
                    self._refuse(token, why)

    def _misfit(self, token: Token, target: Step) -> str:
        """Why a token cannot stand on an element of the new version; "" when it can."""
        here = token.task_spec
        if type(here) is not type(target) and not (isinstance(here, Human) and isinstance(target, Human)):
            return "在新版本中是另一类元素"
        if here.listener != target.listener or here.instance != target.instance:
            return "在新版本中的画法不同"
        if isinstance(here, Many) and isinstance(target, Many):
            same = (here.sequential, bool(here.output)) == (target.sequential, bool(target.output))
            return "" if same else "在新版本中的多实例方式不同"
        if isinstance(target, Join):
            arrived = {self.element(flow, token.workflow.prefix) for flow in token.internal_data.get("arrived", ())}
            return "" if arrived <= target.incoming else "正在等待合并，而新版本的入口不同"
        if isinstance(target, EventBasedGateway):
            racing = {self.target(guest.task_spec.name, token.workflow.prefix) for guest in token.children}
            same = racing == {way.target.name for way in target.ways}
            return "" if same else "正在等待事件，而新版本后面的事件不同"
        return _event_misfit(getattr(here, "event_definition", None), getattr(target, "event_definition", None))

    def _refuse(self, token: Token, why: str) -> None:
        element = token.element
        advice = "请为它指定新版本中同类的环节，或等它办完再迁移。"
        self.findings.append(Finding("migration", f"“{element}”{why}", element=element, advice=advice))


def _numbered(main: Main) -> list[tuple[int, Scope]]:
    return [(0, main), *main.subprocesses.items()]


def _event_misfit(here: object, there: object) -> str:
    if isinstance(here, EventDefinition) and isinstance(there, EventDefinition):
        if type(here) is not type(there):
            return "在新版本中等的是另一类事件"
        if hasattr(here, "kind") and here.kind is not getattr(there, "kind", None):
            return "在新版本中的时间种类不同"
        if here.hears_by_name and here.name != there.name:
            return "在新版本中等的是另一条消息或信号"
    return ""


def _attach_new(main: Main, known: Mapping[int, frozenset[str]]) -> None:
    """Put in place the boundary events and listeners that the new version adds to what is open. `known` holds, for
    each scope (0: the case), the new names of all it had before: what was there and has gone off is not put back."""
    for number, scope in _numbered(main):
        for spec in scope.spec.listeners:
            if spec.name not in known[number] and not _interrupted(scope):
                spec._update(Token(scope, spec))
        for token in list(scope.tasks.values()):
            if token._parent is None:
                for spec in token.task_spec.boundary:
                    if spec.name not in known[number]:
                        token.attach(spec)


def _interrupted(scope: Scope) -> bool:
    """Whether an interrupting event sub-process of the scope is running: then no other may begin."""
    handlers = {spec.ways[0].target for spec in scope.spec.listeners if spec.interrupting}
    return any(token.task_spec in handlers for token in scope.tasks.values())

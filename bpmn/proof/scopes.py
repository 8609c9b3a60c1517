"""The scopes of a process: itself, its sub-processes and the diagrams it calls, each with its own net."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bpmn.diagram import SUB_PROCESSES, Diagram, Process
from bpmn.proof.build import read_scope
from bpmn.proof.drawn import Scope, Surroundings, called_process

MOST_SCOPES = 1_000
"""Diagrams that call diagrams that call diagrams: beyond this nothing is judged."""


@dataclass(frozen=True, slots=True)
class Scopes:
    """All scopes of a diagram and of what it calls; `recursive` are the call activities that call themselves, and
    `too_many` says that there are more scopes than anybody draws."""

    root: str
    all: Mapping[str, Scope]
    recursive: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    too_many: bool = False

    def inner_first(self) -> list[Scope]:
        """Every scope after the scopes inside it."""
        return list(reversed(list(self.all.values())))


def build(diagram: Diagram, process: Process, around: Surroundings) -> Scopes:
    """The scopes of a process, outer before inner, called diagrams included."""
    found: dict[str, Scope] = {}
    recursive: list[str] = []
    labels: dict[str, str] = {}
    todo = [(diagram, process, process.id, "", frozenset([(id(diagram), process.id)]))]
    while todo and len(found) < MOST_SCOPES:
        owner, inside, name, prefix, callers = todo.pop()
        if prefix + name in found:
            continue
        found[prefix + name] = read_scope(owner, inside, name, prefix, around)
        labels.update((prefix + node.id, node.label) for node in inside.inside(name))
        labels.update((prefix + flow.id, flow.name or flow.condition or flow.id) for flow in inside.flows_inside(name))
        for node in inside.inside(name):
            if node.kind in SUB_PROCESSES and inside.inside(node.id):
                todo.append((owner, inside, node.id, prefix, callers))
            called = called_process(node, around.library)
            if called is None:
                continue
            library = around.library[node.called]
            asked = (id(library), called.id)
            if asked in callers:
                recursive.append(prefix + node.id)
            else:
                todo.append((library, called, called.id, f"{prefix}{node.id}/", callers | {asked}))
    return Scopes(process.id, found, tuple(recursive), labels, bool(todo))

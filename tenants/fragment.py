"""Fragments (流程片段): further drawings of a bundle, called from its diagram by the id of their process.

`flow.bpmn` is what a case runs; every other `*.bpmn` beside it holds processes that call activities name. Each process
is taken for itself, so that the runtime and the prover put the same drawing in the place of a call.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bpmn.diagram import Diagram, Node, Process


@dataclass(frozen=True, slots=True)
class Fragment:
    """A drawing with one process; `file` is its path inside the bundle."""

    file: str
    diagram: Diagram

    @property
    def process(self) -> Process:
        return self.diagram.processes[0]


def fragments_of(diagram: Diagram, file: str) -> Iterator[Fragment]:
    """Each process of a drawing for itself, in the order of the file."""
    for process in diagram.processes:
        yield Fragment(file, replace(diagram, processes=(process,)))


def follow_calls(path: str, diagram: Diagram, library: Mapping[str, Diagram]) -> tuple[Diagram, Node] | None:
    """The node that a path names (`phase/review`: step `review` of what the call activity `phase` calls), with the
    drawing it stands in; None when there is none."""
    *calls, last = path.split("/")
    for call in calls:
        node = diagram.find(call)
        inner = library.get(node.called) if node is not None else None
        if inner is None:
            return None
        diagram = inner
    found = diagram.find(last)
    return (diagram, found) if found is not None else None


def paths(
    diagram: Diagram, library: Mapping[str, Diagram], prefix: str = "", callers: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Node]]:
    """Every node of a drawing and of what it calls, by its path, a call activity before what it calls."""
    for node in diagram.nodes():
        yield prefix + node.id, node
        inner = library.get(node.called) if node.called and node.called not in callers else None
        if inner is not None:
            yield from paths(inner, library, f"{prefix}{node.id}/", callers | {node.called})

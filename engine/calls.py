"""What call activities call: the processes of a matter's library, compiled inner ones first.

A process is compiled once and shared by all that call it. Those that call one another in a ring are not compiled: the
caller is told that they are not there, and the publish check `calls-resolve` names the ring.
"""

from collections.abc import Mapping

from bpmn.diagram import Diagram
from engine.decisions import BundleDecisions
from engine.runtime import Definition
from tenants.model import MatterModel


def definition_of(model: MatterModel) -> Definition:
    """The diagram of a matter with all it calls; `RuntimeRefusal` where something of it is not executed."""
    decisions = BundleDecisions(model)
    made: dict[str, Definition] = {}
    for name in _inner_first(model.library):
        made[name] = Definition.compile(model.library[name], process=name, decisions=decisions, library=made)
    return Definition.compile(model.diagram, decisions=decisions, library=made)


def _inner_first(library: Mapping[str, Diagram]) -> list[str]:
    """The processes of a library, those that are called before those that call them; without rings."""
    left = {
        name: {node.called for node in diagram.nodes() if node.called in library} for name, diagram in library.items()
    }
    ordered: list[str] = []
    while ready := [name for name, calls in left.items() if calls.issubset(ordered)]:
        ordered += ready
        for name in ready:
            del left[name]
    return ordered

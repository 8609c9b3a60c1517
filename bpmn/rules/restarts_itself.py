"""An event sub-process that does not interrupt and throws the very escalation or signal it waits for starts itself
again for ever. The same goes for several that start one another in a ring.

Wrong: “超时提醒” starts at the escalation “超时” and ends by escalating “超时”.
Right: it ends plainly, or escalates something else.
"""

from collections.abc import Iterable, Iterator, Mapping

from bpmn.diagram import Diagram, Event, EventKind, Node
from bpmn.finding import Finding, Severity
from bpmn.graph import reachable, scopes
from bpmn.rule import Rule, about

_HEARD_INSIDE = (EventKind.ESCALATION, EventKind.SIGNAL)
"""What a case throws and hears itself; a message goes to another case, an error interrupts."""


def look(diagram: Diagram) -> Iterator[Finding]:
    for process in diagram.processes:
        parents = {node.id: node.parent for node in process.nodes}
        waits = {
            holder.id: start.event
            for holder, inside in scopes(process)
            if holder is not None and holder.on_event
            for start in inside
            if start.kind == "startEvent" and start.event.kind in _HEARD_INSIDE and not start.interrupting
        }
        thrown = [node for node in process.nodes if waits and node.kind in ("endEvent", "intermediateThrowEvent")]
        wakes = {name: _woken(name, waits, thrown, parents) for name in waits}
        for name, waited in waits.items():
            if name in reachable(wakes, wakes[name]):
                node, what = diagram.node(name), waited.name or "事件"
                yield about(
                    node,
                    f"事件子流程“{node.label}”不中断，又会抛出它自己等待的“{what}”，会无休止地重新开始。",
                    advice="请改为中断型，或让里面抛出的事件换一个名称。",
                )


def _woken(
    name: str, waits: Mapping[str, Event], thrown: Iterable[Node], parents: Mapping[str, str]
) -> tuple[str, ...]:
    """The event sub-processes that are started by what is thrown inside one of them."""
    inside = [node.event for node in thrown if name in _around(node.id, parents)]
    return tuple(other for other, waited in waits.items() if any(_hears(waited, each) for each in inside))


def _hears(waited: Event, thrown: Event) -> bool:
    return waited.kind is thrown.kind and waited.name in ("", thrown.name)


def _around(name: str, parents: Mapping[str, str]) -> set[str]:
    """The scopes a node stands in."""
    found: set[str] = set()
    while (name := parents.get(name, "")) and name not in found:
        found.add(name)
    return found


RULE = Rule("restarts-itself", "事件子流程反复启动自己", Severity.ERROR, look)

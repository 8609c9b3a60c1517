"""An event sub-process that does not interrupt and throws the very escalation or signal it waits for starts itself
again for ever. The same goes for several that start one another in a ring.

Wrong: “超时提醒” starts at the escalation “超时” and ends by escalating “超时”.
Right: it ends plainly, or escalates something else.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram, Event, EventKind, Node, Process
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about

_HEARD_INSIDE = (EventKind.ESCALATION, EventKind.SIGNAL)
"""What a case throws and hears itself; a message goes to another case, an error interrupts."""


def look(diagram: Diagram) -> Iterator[Finding]:
    for process in diagram.processes:
        starts = {start.parent: start for start in process.nodes if _stays(start, process)}
        wakes = {name: _woken(name, process, starts) for name in starts}
        for name, start in starts.items():
            if name in _reached(name, wakes):
                node = diagram.node(name)
                what = start.event.name or start.label
                yield about(
                    node,
                    f"事件子流程“{node.label}”不中断，又会抛出它自己等待的“{what}”，会无休止地重新开始。",
                    advice="请改为中断型，或让里面抛出的事件换一个名称。",
                )


def _stays(start: Node, process: Process) -> bool:
    """Whether it is the start of an event sub-process that may begin again and again."""
    holder = next((node for node in process.nodes if node.id == start.parent), None)
    waits = start.kind == "startEvent" and start.event.kind in _HEARD_INSIDE and not start.interrupting
    return waits and holder is not None and holder.on_event


def _woken(name: str, process: Process, starts: dict[str, Node]) -> tuple[str, ...]:
    """The event sub-processes that what is thrown inside one of them starts."""
    parents = {node.id: node.parent for node in process.nodes}
    thrown = [
        node.event
        for node in process.nodes
        if node.kind in ("endEvent", "intermediateThrowEvent") and name in _around(node.id, parents)
    ]
    return tuple(other for other, start in starts.items() if any(_hears(start.event, each) for each in thrown))


def _hears(waited: Event, thrown: Event) -> bool:
    return waited.kind is thrown.kind and waited.name in ("", thrown.name)


def _around(name: str, parents: dict[str, str]) -> set[str]:
    found: set[str] = set()
    while name in parents and name not in found:
        found.add(name)
        name = parents[name]
    return found | {name}


def _reached(name: str, wakes: dict[str, tuple[str, ...]]) -> set[str]:
    seen, todo = set[str](), list(wakes[name])
    while todo:
        each = todo.pop()
        if each not in seen:
            seen.add(each)
            todo.extend(wakes[each])
    return seen


RULE = Rule("restarts-itself", "事件子流程反复启动自己", Severity.ERROR, look)

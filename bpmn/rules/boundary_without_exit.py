"""A border event that leads nowhere ends the step, or does nothing, without anyone being told what follows.

Wrong: a clock “超期” on “审查” with no line out of it.
Right: the clock leads to “催办” or to an end event.
"""

from collections.abc import Iterator

from bpmn.allowed import kind_name
from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if node.kind == "boundaryEvent" and not diagram.outgoing(node.id):
            host = diagram.find(node.attached_to)
            yield about(
                node,
                f"“{host.label if host else node.attached_to}”上的{kind_name(node)}“{node.label}”没有出口，"
                "请连到触发之后要办的环节。",
            )


RULE = Rule("boundary-without-exit", "边界事件没有出口", Severity.ERROR, look)

"""`Rule`: one thing a diagram is looked at for. The rules themselves are the files of `bpmn/rules`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bpmn.diagram import Artifact, Diagram, Flow, Lane, Node, Participant, Process
from bpmn.finding import Finding, Severity

Placed = Node | Flow | Lane | Artifact | Participant | Process


@dataclass(frozen=True, slots=True)
class Rule:
    """A lint rule (检查规则). `severity` is what its findings weigh unless a tenant's settings weigh them anew."""

    code: str
    title: str
    severity: Severity
    look: Callable[[Diagram], Iterable[Finding]]

    def check(self, diagram: Diagram) -> tuple[Finding, ...]:
        """All the rule has to say, in the order of the file, with its code and severity on each finding."""
        return tuple(replace(each, code=self.code, severity=self.severity) for each in self.look(diagram))


def about(placed: Placed, message: str, *, expected: str = "", met: str = "", advice: str = "") -> Finding:
    """A finding about one element; the rule stamps its code and severity on it."""
    return Finding("", message, element=placed.id, line=placed.line, expected=expected, met=met, advice=advice)

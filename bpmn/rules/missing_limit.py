"""A step that people work on has a limit, or the promised days cannot be proved. On the spot is written as 0.

Wrong: “审查” without a limit.
Right: “审查” with limit 5, unit workingDay.
"""

from collections.abc import Iterator

from bpmn.diagram import HUMAN_TASKS, Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if node.kind in HUMAN_TASKS and not node.step.limit:
            yield about(node, f"环节“{node.label}”没有写办理时限，无法证明承诺的时限，请填写（即办填0）。")


RULE = Rule("missing-limit", "环节没有时限", Severity.WARNING, look)

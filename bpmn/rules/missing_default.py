"""When no condition of a gateway holds, the case would stand still; a default flow takes it then.

Wrong: “面积？” with the ways 面积 < 50 and 面积 > 50: at exactly 50 the case is stuck.
Right: one of the ways is the default (a slash on the line).
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import choices
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in choices(diagram):
        if not node.default:
            yield about(
                node,
                f"判断“{node.label}”没有默认出口：所有条件都不成立时办件会停在这里，请把其中一条连线设为默认。",
            )


RULE = Rule("missing-default", "判断没有默认出口", Severity.ERROR, look)

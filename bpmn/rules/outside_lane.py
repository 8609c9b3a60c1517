"""Where a drawing has lanes, each step stands in the lane of who does it.

Wrong: lanes 窗口 and 资规局, and “勘察” in neither.
Right: “勘察” in the lane 资规局.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for process in diagram.processes:
        if not any(lane.nodes for lane in process.lanes):
            continue
        for node in process.inside():
            if node.is_activity and not node.on_event and diagram.lane(node.id) is None:
                yield about(node, f"“{node.label}”不在任何泳道里，请放进办理部门的泳道。")


RULE = Rule("outside-lane", "环节不在泳道里", Severity.NOTE, look)

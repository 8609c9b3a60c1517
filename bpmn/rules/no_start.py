"""Each process and each sub-process begins with a start event: that is where the case begins.

Wrong: a process whose first step simply has no line into it.
Right: start event “申请人提交” → first step.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import scopes
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for process in diagram.processes:
        for holder, nodes in scopes(process):
            if not nodes or (holder is not None and holder.kind == "adHocSubProcess"):
                continue
            if not any(node.kind == "startEvent" for node in nodes):
                said = f"子流程“{holder.label}”" if holder else f"流程“{process.name or process.id}”"
                yield about(holder or process, f"{said}没有开始事件，请在第一个环节前画一个开始事件。")


RULE = Rule("no-start", "没有开始事件", Severity.ERROR, look)

"""Each process and each sub-process has at least one end event.

Wrong: the flow goes round for ever, or stops at a step.
Right: the last step leads to an end event “办结”.
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
            if not any(node.kind == "endEvent" for node in nodes):
                said = f"子流程“{holder.label}”" if holder else f"流程“{process.name or process.id}”"
                yield about(holder or process, f"{said}没有结束事件，请在最后一个环节后画结束事件，例如“办结”。")


RULE = Rule("no-end", "没有结束事件", Severity.ERROR, look)

"""A call activity names the process it calls; a process must not come back to itself by calls.

Wrong: a call activity without a process; 甲 calls 乙 and 乙 calls 甲.
Right: the call activity names the process “公示流程”.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import rings
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    calls: dict[str, tuple[str, ...]] = {}
    for process in diagram.processes:
        called = [node.called for node in process.nodes if node.kind == "callActivity" and node.called]
        calls[process.id] = tuple(called)
        for node in process.nodes:
            if node.kind == "callActivity" and not node.called:
                yield about(node, f"调用活动“{node.label}”没有写明调用哪个流程，请选择被调用的流程。")
    for ring in rings(calls, calls):
        first = next(process for process in diagram.processes if process.id == ring[0])
        yield about(first, f"流程 {' → '.join((*ring, ring[0]))} 互相调用，永远调用不完，请断开其中一处。")


RULE = Rule("call-activity", "调用活动没有写明调用谁", Severity.ERROR, look)

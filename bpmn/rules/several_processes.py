"""One matter runs one process; the first executable one of the file. Others serve only as called processes.

Wrong: two pools, both marked executable, and no one knows which the case runs.
Right: the applicant's pool is not executable.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    executable = [process for process in diagram.processes if process.executable]
    called = {node.called for node in diagram.nodes() if node.called}
    for process in executable[1:]:
        if process.id not in called:
            yield about(
                process,
                f"办件执行的是“{executable[0].name or executable[0].id}”，“{process.name or process.id}”没有被调用；"
                "请取消它的“可执行”，或用调用活动调用它。",
            )


RULE = Rule("several-processes", "文件里有几个可执行流程", Severity.NOTE, look)

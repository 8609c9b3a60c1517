"""Two steps with one name cannot be told apart in work lists, findings and statistics.

Wrong: “审查” at the window and “审查” at the department.
Right: “窗口审查” and “部门审查”.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram, Node
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for process in diagram.processes:
        first: dict[str, Node] = {}
        for node in process.nodes:
            name = " ".join(node.name.split())
            if not node.is_activity or not name:
                continue
            if name in first:
                yield about(node, f"有两个环节都叫“{name}”（{first[name].id} 和 {node.id}），请改成能区分的名称。")
            first.setdefault(name, node)


RULE = Rule("duplicate-name", "环节重名", Severity.WARNING, look)

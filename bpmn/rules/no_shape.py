"""What is in the file but not on the drawing runs unseen. A file without any drawing is laid out on import.

Wrong: a step in the XML without a BPMNShape.
Right: every node has a shape and every flow an edge.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.graph import flow_label
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    processes = [process for process in diagram.processes if process.nodes]
    if not diagram.shapes:
        if processes:
            yield about(processes[0], "文件里没有图形，只有流程内容，请在设计器里打开并自动排版后保存。")
        return
    drawn = {shape.element for shape in diagram.shapes} | {edge.element for edge in diagram.edges}
    for process in processes:
        for node in process.nodes:
            if node.id not in drawn:
                yield about(node, f"“{node.label}”在文件里，但图上没有画出来，请在设计器里重新摆放或删除。")
        for flow in process.flows:
            if flow.id not in drawn:
                yield about(flow, f"连线“{flow_label(diagram, flow)}”在文件里，但图上没有画出来，请重新连线。")


RULE = Rule("no-shape", "没有画出来的元素", Severity.WARNING, look)

"""Events, pools and lanes need words too: a screen reader reads the drawing aloud, and a circle alone says nothing
(GB/T 37668-2019, text alternatives).

Wrong: a clock on the border of “审查” without words.
Right: the clock says “满5个工作日未审完”.
"""

from collections.abc import Iterator

from bpmn.allowed import kind_name
from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if node.is_event and not node.name.strip():
            yield about(
                node, f"{kind_name(node)}（{node.id}）没有名称，读屏软件读不出它的意思，请写明，例如“申请人提交”。"
            )
    for process in diagram.processes:
        for lane in process.lanes:
            if not lane.name.strip():
                yield about(lane, f"泳道（{lane.id}）没有名称，请写明由哪个部门或岗位办理。")
    for pool in diagram.participants:
        if not pool.name.strip():
            yield about(pool, f"泳池（{pool.id}）没有名称，请写明是哪一方。")


RULE = Rule("missing-label", "图形没有可读的名称", Severity.NOTE, look)

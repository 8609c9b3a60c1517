"""A step no person does needs its work named: the decision of a business rule task, the operation of a service or send
task, the script of a script task.

Wrong: a business rule task “是否免交” that names no decision.
Right: the same with decision 材料免交.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        if node.kind == "businessRuleTask" and not node.step.decision:
            yield about(node, f"决策任务“{node.label}”没有写明用哪张决策表，请选择决策。")
        if node.kind == "serviceTask" and not node.step.operation:
            yield about(node, f"系统任务“{node.label}”没有写明做什么操作，请选择操作。")
        if node.kind == "sendTask" and not node.step.operation and not node.message:
            yield about(node, f"发送任务“{node.label}”没有写明发什么，请选择消息或操作。")
        if node.kind == "scriptTask" and not node.script:
            yield about(node, f"脚本任务“{node.label}”没有脚本，请填写 FEEL 表达式。")


RULE = Rule("unfilled-task", "系统环节没有写明做什么", Severity.ERROR, look)

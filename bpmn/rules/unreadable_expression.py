"""Every condition, count, list and script must be a FEEL expression; otherwise the case would stop there.

Wrong: 面积 > > 50, or 面积大于五十.
Right: 面积 > 50.
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram, EventKind, Flow, Node
from bpmn.document.expressions import is_feel
from bpmn.feel import FeelError, compile_expression
from bpmn.finding import Finding, Severity
from bpmn.graph import events, flow_label
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for flow in diagram.flows():
        if flow.condition and not flow.language:
            yield from _try(flow, f"连线“{flow_label(diagram, flow)}”的条件", flow.condition)
    for node in diagram.nodes():
        for what, text in _expressions(node):
            yield from _try(node, f"“{node.label}”的{what}", text)


def _expressions(node: Node) -> Iterator[tuple[str, str]]:
    for event in events(node):
        if event.language:
            continue
        if event.kind is EventKind.CONDITIONAL:
            yield "条件", event.expression
        elif event.expression.startswith("="):
            yield "定时器", event.expression[1:]
    loop = node.loop
    if loop is not None and not loop.language:
        said = (("多实例列表", loop.collection), ("多实例个数", loop.cardinality), ("结束条件", loop.until))
        yield from ((what, text) for what, text in (*said, ("循环条件", loop.condition)) if text)
    if node.script and is_feel(node.script_format):
        yield "脚本", node.script


def _try(placed: Node | Flow, what: str, text: str) -> Iterator[Finding]:
    try:
        compile_expression(text)
    except FeelError as error:
        yield about(placed, f"{what}“{text}”写错了：{error.message}", met=text, expected="FEEL")


RULE = Rule("unreadable-expression", "表达式写错了", Severity.ERROR, look)

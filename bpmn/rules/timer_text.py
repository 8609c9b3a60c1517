"""A timer is an ISO 8601 date, duration or cycle, or FEEL after “=”; or a limit in working days (gov:limit).

Wrong: “5天”.
Right: P5D, 2026-10-09T17:00:00+08:00, R3/P1D, = 到期日; or limit 5 and unit workingDay.
"""

from collections.abc import Iterator

from bpmn.allowed import kind_name
from bpmn.diagram import Diagram, EventKind
from bpmn.finding import Finding, Severity
from bpmn.graph import events
from bpmn.iso8601 import is_time
from bpmn.rule import Rule, about


def look(diagram: Diagram) -> Iterator[Finding]:
    for node in diagram.nodes():
        for event in events(node):
            if event.kind is not EventKind.TIMER or (not event.expression and node.step.limit):
                continue
            text = event.expression.strip()
            if not text:
                yield about(
                    node, f"{kind_name(node)}“{node.label}”没有写时间，请填写，例如 P5D（5天）或时限5个工作日。"
                )
            elif not text.startswith("=") and not event.language and not is_time(event.timer, text):
                yield about(
                    node,
                    f"{kind_name(node)}“{node.label}”的时间“{text}”看不懂，请写成 P5D（5天）、PT4H（4小时）、"
                    "2026-10-09T17:00:00+08:00 或 = FEEL 表达式。",
                    met=text,
                )


RULE = Rule("timer-text", "定时写得不对", Severity.ERROR, look)

"""A limit is a whole number (0: on the spot) and a unit; promised and statutory limits of the process as well.

Wrong: limit “1.5”, or limit “5” without a unit, or unit “天”.
Right: limit “5”, unit workingDay (工作日).
"""

from collections.abc import Iterator

from bpmn.diagram import Diagram, LimitText
from bpmn.finding import Finding, Severity
from bpmn.rule import Rule, about

UNITS = {"workingDay": "工作日", "naturalDay": "自然日", "workingHour": "工作小时", "month": "月", "year": "年"}


def look(diagram: Diagram) -> Iterator[Finding]:
    for process in diagram.processes:
        said = process.name or process.id
        yield from (about(process, text) for text in _faults(f"流程“{said}”的承诺时限", process.promised))
        yield from (about(process, text) for text in _faults(f"流程“{said}”的法定时限", process.statutory))
    for node in diagram.nodes():
        yield from (about(node, text) for text in _faults(f"环节“{node.label}”的时限", node.step.limit))


def _faults(what: str, limit: LimitText) -> Iterator[str]:
    if not limit:
        return
    if not limit.amount:
        yield f"{what}只写了单位，没有写数，请填写整数（即办填0）。"
    elif not (limit.amount.isascii() and limit.amount.isdigit()):
        yield f"{what}“{limit.amount}”不是整数，请填写整数；半天可用工作小时。"
    elif len(limit.amount) > 4:
        yield f"{what}“{limit.amount}”太大，请核对。"
    if not limit.unit:
        yield f"{what}没有写单位，请选{'、'.join(UNITS.values())}之一。"
    elif limit.unit not in UNITS:
        allowed = "、".join(f"{word}（{code}）" for code, word in UNITS.items())
        yield f"{what}的单位“{limit.unit}”不认识，请选{allowed}之一。"


RULE = Rule("limit-value", "时限写得不对", Severity.ERROR, look)

"""A special step publishes its limit, not longer than the matter's promise (D9); one that stops the clock may do so."""

from collections.abc import Iterator

from bpmn.diagram import Node
from bpmn.finding import Finding, Severity
from bpmn.step_kind import Pauses, StepKind
from tenants.matter import LimitUnit, Matter, MatterLimit
from tenants.model import MatterModel
from tenants.rule import Centre, Rule, at_step, whole
from tenants.term import term_of


def _check(model: MatterModel, centre: Centre) -> Iterator[Finding]:
    for node in model.nodes():
        kind = centre.kind_of(node)
        if kind is None or not kind.special:
            continue
        if not node.step.limit:
            text = f"是特殊环节（{kind.name}），没有写时限。"
            yield at_step(
                node, text, expected="整数和单位", met="没有", advice="请写 gov:limit 和 gov:limitUnit 并公布。"
            )
        elif not kind.minimum_length:
            yield from _against_promise(node, model.matter, centre)
        if node.step.counts_in_limit is False:
            yield from _pause(node, kind)


def _against_promise(node: Node, matter: Matter, centre: Centre) -> Iterator[Finding]:
    promised, exception = matter.promised, matter.exception(node.id)
    amount, unit = whole(node.step.limit.amount), term_of(LimitUnit, node.step.limit.unit)
    if amount is None or unit is None or promised is None or not promised.amount:
        return
    limit = MatterLimit(amount, unit)
    if unit is promised.unit:
        longer = amount > promised.amount
    elif centre.last_day is not None:
        longer = any(centre.last_day(limit, day) > centre.last_day(promised, day) for day in centre.days)
    else:
        longer = False
    if longer:
        text = f"的时限{limit.chinese}超过审批承诺时限{promised.chinese}。"
        advice = "请缩短；确需更长的，报批后在 matter.toml 写 [[exceptions]]（step、reason、approval）。"
        weight = Severity.ERROR
        if exception is not None:
            text += f"已记录例外：{exception.reason}（{exception.approval}）。"
            advice, weight = "办事指南会公布这一例外。", Severity.WARNING
        yield at_step(node, text, expected=f"≤{promised.chinese}", met=limit.chinese, advice=advice, weight=weight)


def _pause(node: Node, kind: StepKind) -> Iterator[Finding]:
    if kind.pauses is Pauses.NEVER:
        text = f"标为不计入时限，但{kind.name}不属于行政许可法第四十五条。"
        advice = '请改为计入时限（gov:countsInLimit="true"）。'
        yield at_step(node, text, expected="计入时限", met="不计入", advice=advice)
    elif kind.pauses is Pauses.SPECIAL_LAW and not node.step.legal_basis:
        text = f"标为不计入时限，{kind.name}须引用专门法条。"
        yield at_step(node, text, expected="专门法条", met="没有", advice="请写 gov:legalBasis，或改为计入时限。")
    elif kind.pauses is Pauses.SPECIAL_LAW and "许可法" in node.step.legal_basis:
        text = f"标为不计入时限，但{kind.name}不属于行政许可法第四十五条，要引用写明时间不计的专门法条。"
        met = node.step.legal_basis
        yield at_step(node, text, expected="专门法条", met=met, advice="请核对依据，或改为计入时限。")


RULE = Rule("special-step-limit", "特殊环节都有时限且不超过承诺", _check, basis="行政许可法45（D9、R17）")

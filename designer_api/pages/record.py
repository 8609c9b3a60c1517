"""The record of a case in words: who did what, when (流转记录). Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from designer_api.pages import words
from engine.cases import events as e
from engine.cases.case import Hand, Party
from engine.legal_clock import Layer
from tenants.mandate import Power
from tenants.real_name import RealName
from tenants.term import term_of

LIMITS = {
    "promised": "承诺时限",
    "statutory": "法定时限",
    "check": "受理审查时限",
    "step": "环节时限",
    "delivery": "送达时限",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record."""

    at: str
    who: str
    text: str
    detail: str = ""


def record(events: Iterable[e.AnyEvent], departments: Mapping[str, str]) -> list[Line]:
    """The lines of what people and the clock did; the diagram's own moves are left out. Newest last."""
    return [line for event in events for line in _lines(event, departments)]


def _lines(event: e.AnyEvent, departments: Mapping[str, str]) -> Iterator[Line]:
    found = _text(event)
    if found is None:
        return
    text, detail = found
    detail = "；".join(filter(None, (detail, _place(event), *powers_used(event, departments))))
    yield Line(words.moment(event.at), who(event.by, departments), text, detail)


def powers_used(event: e.AnyEvent, departments: Mapping[str, str]) -> tuple[str, ...]:
    """The powers an event was made by, in words."""
    return power_words(getattr(event, "powers", ()), departments)


def power_words(used: Iterable[e.PowerUsed], departments: Mapping[str, str]) -> tuple[str, ...]:
    """`市监局审批决定权、专用章使用权：凭玉授〔2024〕1号（顶岗）`, one line for what was held in the same way."""
    lines: dict[tuple[str, str], list[str]] = {}
    for each in used:
        power = next((power.chinese for power in Power if power.value == each.power), each.power)
        held = "，".join(filter(None, (each.holder and f"由{each.holder}代用", "顶岗" if each.deputy else "")))
        by = f"凭{'、'.join(each.documents)}" + (f"（{held}）" if held else "")
        lines.setdefault((departments.get(each.department, each.department), by), []).append(power)
    return tuple(f"{short}{'、'.join(powers)}：{by}" for (short, by), powers in lines.items())


def _place(event: e.AnyEvent) -> str:
    return f"办理地点：{event.place}" if isinstance(event, e.StepCompleted) and event.place else ""


def who(hand: Hand, departments: Mapping[str, str]) -> str:
    """`县市监局 李示`; nothing for the system."""
    if hand.person is None:
        return ""
    place = departments.get(hand.department, "")
    return " ".join(filter(None, (hand.centre, "" if hand.centre else place, hand.name)))


def _moved(date: e.MovedDate) -> str:
    """`法定时限 2025-12-01（周一）→ 2025-12-15（周一）`."""
    before = words.day(date.before.day) if date.before else "无"
    after = words.day(date.after.day) if date.after else "无"
    return f"{Layer(date.layer).chinese} {before}→ {after}"


_MESSAGES = {"message": "消息", "signal": "信号", "escalation": "升级"}


def _known(applicant: Party) -> str:
    """How it is known who applies, where that was proved."""
    level = term_of(RealName, applicant.real_name)
    return f"，申请人{level.chinese}" if level is not None and level is not RealName.NONE else ""


def _text(event: e.AnyEvent) -> tuple[str, str] | None:  # one branch an event, nothing else
    match event:
        case e.ApplicationReceived():
            check = event.check_due
            return (
                f"收件，编号 {event.number}（{event.channel}）{_known(event.applicant)}",
                f"受理审查最迟 {words.day(check.day)}" if check else "",
            )
        case e.WorkGranted():
            return f"转出：“{event.name}”由{event.worker_name}办理", "办件、时限和记录仍在本单位"
        case e.StepClaimed():
            return "认领", ""
        case e.StepReleased():
            return "放回待认领", ""
        case e.StepCompleted(kind="receive"):
            return f"{event.name}：材料已收", event.note
        case e.StepCompleted():
            return f"{event.name}{'：' + event.outcome if event.outcome else '办结'}", event.note
        case e.StepCancelled():
            return "环节被流程收回", ""
        case e.StepSentBack():
            return "退回窗口", event.reason
        case e.StepResubmitted():
            return "补充后重新提交", event.note
        case e.OneTimeNoticeGiven():
            until = f"补正期限至 {words.day(event.supply_due.day)}" if event.supply_due else ""
            return "出具一次告知书", "；".join(filter(None, (*event.defects, until)))
        case e.CaseLapsed():
            return "逾期未补正，退件", f"到 {words.day(event.due.day)} 仍缺少：{'；'.join(event.missing)}"
        case e.MaterialsSupplied():
            return "申请人补交材料", "；".join(event.supplied)
        case e.CaseAccepted():
            dues = (("承诺", event.promised), ("法定", event.statutory))
            return "受理，出具受理通知书", "，".join(f"{name}到期 {words.day(d.day)}" for name, d in dues if d)
        case e.CaseDeemedAccepted():
            return "逾期未告知，视为受理", f"受理日 {words.day(event.accepted_at.date())}"
        case e.AcceptanceRefused():
            return "不予受理", event.reason
        case e.CaseDecided():
            # Records from before the seal was asked for name the documents of the decision alone.
            power = f"凭授权书{'、'.join(event.mandates)}" if event.mandates and not event.powers else ""
            deputy = "（顶岗）" if event.deputy and not event.powers else ""
            reasons = "；".join(filter(None, (event.reason, event.remedies, power + deputy)))
            return f"作出决定：{event.outcome}", reasons
        case e.ResultIssued():
            return f"制证完成，承诺时限内用去 {event.days_used} 个工作日", ""
        case e.CaseDelivered():
            return "送达", ""
        case e.CaseWithdrawn():
            return "申请人撤回申请", event.reason
        case e.CaseClosed():
            used = f"共用 {event.days_used} 个工作日" if event.days_used is not None else ""
            return f"办件结束：{event.end}", used
        case e.IncidentRaised():
            return "流程无法继续，办件停在原环节", f"{event.element}：{event.what}"
        case e.IncidentResolved():
            how = {"retried": "重试", "edited": "更正后重试", "skipped": "跳过"}.get(event.how, event.how)
            changed = "、".join(f"{name}={value}" for name, value in event.changes.items())
            return f"处理故障：{how}", "；".join(filter(None, (event.reason, changed)))
        case e.OperationAsked():
            return f"交办系统操作“{event.name or event.operation}”", ""
        case e.OperationDone():
            return f"系统操作“{event.operation}”{'报告错误：' + event.code if event.code else '已完成'}", event.worker
        case e.MessageThrown():
            return f"发出{_MESSAGES.get(event.kind, '消息')}“{event.name}”", event.key
        case e.MessageHeard():
            return f"收到{_MESSAGES.get(event.kind, '消息')}“{event.name}”", event.sender
        case e.CaseMigrated():
            return f"由第 {event.before} 版改按第 {event.after} 版办理", event.reason
        case e.SpecialStepStarted():
            time = "不计入时限" if event.ground else "照常计时"
            until = f"，最迟 {words.day(event.due.day)}" if event.due else ""
            told = "，已书面告知申请人" if event.told_in_writing else ""
            limit = words.limit_text(event.amount, event.unit)
            return f"特殊环节“{event.name}”开始，{limit}（{time}）{told}", f"{event.basis}{until}"
        case e.SpecialStepRenewed():
            until = f"最迟 {words.day(event.due.day)}" if event.due else ""
            return (
                f"特殊环节再次告知，需 {words.limit_text(event.amount, event.unit)}（{event.approved_by}批准）",
                until,
            )
        case e.SpecialStepFinished():
            signed = f"签字：{'、'.join(event.signatures)}" if event.signatures else ""
            return f"特殊环节“{event.name}”：{event.outcome}", "；".join(filter(None, (event.opinion, signed)))
        case e.HearingSet():
            held = f"{words.moment(event.held)} 举行，主持人 {event.chair}"
            return "通知举行听证", held
        case e.LimitExtended():
            return f"经{event.approved_by}批准，延长 {words.limit_text(event.amount, event.unit)}", event.reasons
        case e.GapSupplied():
            return "申请人补交容缺材料", "；".join(event.supplied)
        case e.CaseTerminated():
            return "终止办理", event.reason
        case e.ViolationRecorded():
            return f"记违规：{event.what}", event.about
        case e.PledgeChecked():
            return f"告知承诺核查：{'属实' if event.kept else '不实'}", event.findings
        case e.DecisionRevoked():
            return "撤销决定", event.reason
        case e.CreditRecorded():
            return "虚假承诺记入信用记录", ""
        case e.RatingGiven():
            return f"{'实名' if event.named else '匿名'}评价：{event.level}", event.words
        case e.OrderCalledBack():
            return "差评回访", event.note
        case e.OrderRectified():
            return "差评整改", event.measures
        case e.OrderAnswered():
            return "整改情况反馈评价人", event.answer
        case e.OrderClosed():
            return "差评工单关闭", ""
        case e.DueDatesReckoned():
            return "到期日重新计算", "；".join(_moved(each) for each in event.moved)
        case e.LimitPassed():
            due = event.due
            return f"{LIMITS.get(event.limit, event.limit)}已过", f"应于 {words.day(due.day)} 前办结" if due else ""
        case _:
            return None

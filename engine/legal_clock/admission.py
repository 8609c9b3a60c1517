"""What may enter a ledger: in order, on a ground of the closed list, at the right stage, and as the law says."""

from datetime import datetime

from engine.legal_clock.deadlines import deadlines_of
from engine.legal_clock.due import due
from engine.legal_clock.event import (
    AcceptanceRefused,
    Accepted,
    Decided,
    DeemedAccepted,
    Delivered,
    Event,
    Extended,
    Issued,
    NeedRenewed,
    Notified,
    Paused,
    Received,
    Restarted,
    StepEnded,
    StepStarted,
    Supplemented,
    Terminated,
    Withdrawn,
)
from engine.legal_clock.extension import refuse_extension
from engine.legal_clock.instant import local
from engine.legal_clock.pausing import refuse_pause
from engine.legal_clock.regime import OnDefect
from engine.legal_clock.rules import ClockRules
from engine.legal_clock.state import ClockState, Stage, fold
from engine.refusal import OWN_RULE, Refusal
from tenants.calendar import LegalCalendar
from tenants.grounds import Ground

_ARTICLE_32 = "《行政许可法》第三十二条"


def refuse(event: Event, state: ClockState, calendar: LegalCalendar, rules: ClockRules) -> Refusal | None:
    """Why the event may not enter; None when it may."""
    here = local(event.at, calendar)
    if state.last is not None and here < state.last:
        return Refusal(
            "event-order",
            f"时刻 {here:%Y-%m-%d %H:%M} 早于上一条记录 {local(state.last, calendar):%Y-%m-%d %H:%M}。",
            OWN_RULE,
            "时限账只能按先后追加，补记须另作说明。",
        )
    ground = rules.grounds.get(event.ground)
    return (
        _refuse_ground(event, ground, here, state)
        or _refuse_stage(event, state)
        or (_refuse_content(event, ground, here, state, calendar, rules) if ground else None)
    )


def _refuse_ground(event: Event, ground: Ground | None, here: datetime, state: ClockState) -> Refusal | None:
    if not event.ground or ground is None:
        return Refusal(
            "ground-missing",
            f"没有写明依据，或者依据“{event.ground}”不在依据清单中。",
            OWN_RULE,
            "请从依据清单中选择一条。",
        )
    if ground.act is not event.act:
        return Refusal("ground-act", f"{ground}不是这一行为的依据。", str(ground), "请从依据清单中选择相应的条款。")
    if not ground.is_in_force((state.received or here).date()):
        return Refusal("ground-not-in-force", f"{ground}在收件之日尚未施行或者已经失效。", str(ground), "请核对版本。")
    return None


_ALLOWED: dict[type[Event], frozenset[Stage]] = {
    Received: frozenset({Stage.NEW}),
    Notified: frozenset({Stage.RECEIVED, Stage.NOTIFIED}),
    Supplemented: frozenset({Stage.NOTIFIED, Stage.ACCEPTED}),
    Accepted: frozenset({Stage.RECEIVED, Stage.NOTIFIED}),
    DeemedAccepted: frozenset({Stage.RECEIVED}),
    AcceptanceRefused: frozenset({Stage.RECEIVED, Stage.NOTIFIED}),
    Paused: frozenset({Stage.ACCEPTED}),
    NeedRenewed: frozenset({Stage.ACCEPTED}),
    Restarted: frozenset({Stage.ACCEPTED}),
    Extended: frozenset({Stage.ACCEPTED}),
    StepStarted: frozenset({Stage.RECEIVED, Stage.NOTIFIED, Stage.ACCEPTED, Stage.DECIDED}),
    StepEnded: frozenset({Stage.RECEIVED, Stage.NOTIFIED, Stage.ACCEPTED, Stage.DECIDED}),
    Decided: frozenset({Stage.ACCEPTED}),
    Issued: frozenset({Stage.DECIDED}),
    Delivered: frozenset({Stage.DECIDED}),
    Withdrawn: frozenset({Stage.RECEIVED, Stage.NOTIFIED, Stage.ACCEPTED}),
    Terminated: frozenset({Stage.RECEIVED, Stage.NOTIFIED, Stage.ACCEPTED, Stage.DECIDED}),
}


def _refuse_stage(event: Event, state: ClockState) -> Refusal | None:
    if state.stage in _ALLOWED[type(event)]:
        return None
    return Refusal(
        "event-stage",
        f"办件{state.stage.chinese}，不能记“{event.act.chinese}”。",
        OWN_RULE,
        "请核对办件的进度。",
    )


def _refuse_content(
    event: Event, ground: Ground, here: datetime, state: ClockState, calendar: LegalCalendar, rules: ClockRules
) -> Refusal | None:
    """What the law says of this very event."""
    match event:
        case Notified():
            return _refuse_notice(event, here, state, calendar, rules)
        case Supplemented():
            return _refuse_supplement(event, state)
        case Accepted():
            return _refuse_acceptance(event, state, calendar, rules)
        case DeemedAccepted():
            return _refuse_deemed(here, state, calendar, rules)
        case Paused():
            if event.pause in state.pauses:
                return Refusal("pause-twice", f"“{event.name}”已经在计时账中。", OWN_RULE, "请另起一个编号。")
            if event.step and (event.step not in state.steps or state.steps[event.step].end is not None):
                return Refusal("pause-branch", "没有正在办理的这一分支，不能暂停它的计时。", OWN_RULE, "请核对环节。")
            return refuse_pause(
                rules.regime,
                ground,
                event.step_kind,
                event.name,
                event.needed,
                told_in_writing=event.told_in_writing,
            )
        case NeedRenewed() | Restarted():
            return _refuse_open_pause(event, state)
        case Extended():
            statutory = deadlines_of(state, calendar, rules).statutory
            return refuse_extension(
                rules.regime,
                ground,
                event.amount,
                here,
                approver=event.actor.office,
                reasons_told=event.reasons_told,
                statutory=statutory.due if statutory else None,
                earlier=state.extensions,
            )
        case StepStarted() | StepEnded():
            return _refuse_step(event, state)
        case Decided():
            if event.granted and state.gaps:
                left = "、".join(sorted(state.gaps))
                return Refusal(
                    "gap-open",
                    f"容缺材料“{left}”尚未补齐，不能作出准予的决定。",
                    OWN_RULE,
                    "请等申请人补齐，到期未补的终止办理。",
                )
        case _:
            pass
    return None


def _refuse_notice(
    event: Notified, here: datetime, state: ClockState, calendar: LegalCalendar, rules: ClockRules
) -> Refusal | None:
    if not event.defects:
        return Refusal("notice-empty", "没有列明需要补正的内容。", _ARTICLE_32, "请一次列明全部内容。")
    if state.noticed:
        old = [defect for defect in event.defects if defect not in state.supplied]
        if old:
            return Refusal(
                "one-time-notice",
                f"“{'、'.join(old)}”在收件时已经可以看到，再次告知违反一次性告知。",
                _ARTICLE_32,
                "只有新补交的材料中发现的问题才可以再次告知。",
            )
        if not event.approved:
            return Refusal("notice-approval", "再次告知须经批准。", OWN_RULE, "请报首席代表批准后再告知。")
        return None
    check = deadlines_of(state, calendar, rules).check
    rule = rules.regime.acceptance
    if check is not None and rule.deemed and here >= check.due.at:
        return Refusal(
            "notice-late",
            f"应当在 {check.due.day} 前一次告知，逾期未告知，自收到申请材料之日起即为受理。",
            rule.check.basis if rule.check else _ARTICLE_32,
            "请按视为受理办理。",
        )
    if rule.on_defect is not OnDefect.NOTICE:
        return Refusal(
            "notice-regime",
            f"“{rules.regime.name}”的材料不齐全的，不等待补正，退还材料并一次告知后重新申请。",
            rule.check.basis if rule.check else OWN_RULE,
            "请记“不予受理”并一次告知全部内容。",
        )
    return None


def _refuse_supplement(event: Supplemented, state: ClockState) -> Refusal | None:
    asked = state.gaps if state.accepted is not None else state.missing
    strange = [item for item in event.items if item not in asked]
    if event.items and not strange:
        return None
    return Refusal(
        "supplement-unasked",
        f"“{'、'.join(strange)}”不在告知的补正内容之内。" if strange else "没有写明补交了什么。",
        _ARTICLE_32,
        "请按一次告知书逐项核对。",
    )


def _refuse_acceptance(
    event: Accepted, state: ClockState, calendar: LegalCalendar, rules: ClockRules
) -> Refusal | None:
    left = sorted(state.missing - set(event.gaps))
    if left:
        return Refusal(
            "acceptance-incomplete",
            f"“{'、'.join(left)}”尚未补齐，不能受理。",
            _ARTICLE_32,
            "请等全部补齐；可以容缺的材料请按容缺受理。",
        )
    if not event.gaps:
        return None
    if event.gap_limit is None or event.gap_limit.amount < 1:
        return Refusal("gap-limit", "容缺受理没有写明补交时限。", OWN_RULE, "请写明补交时限并取得书面承诺。")
    after = fold((event,))
    after.received = state.received
    deadlines = deadlines_of(after, calendar, rules)
    supply = due(event.gap_limit, deadlines.accepted or event.at, calendar, hours=rules.hours)
    binding = deadlines.binding
    if binding is not None and supply.at >= binding.due.at:
        return Refusal(
            "gap-limit",
            f"容缺材料的补交期限 {supply.day} 不早于决定期限 {binding.due.day}。",
            OWN_RULE,
            "请缩短补交时限。",
        )
    return None


def _refuse_deemed(here: datetime, state: ClockState, calendar: LegalCalendar, rules: ClockRules) -> Refusal | None:
    check = deadlines_of(state, calendar, rules).check
    if check is not None and rules.regime.acceptance.deemed and here >= check.due.at:
        return None
    until = f"，核对期限到 {check.due.day} 为止" if check is not None else ""
    return Refusal(
        "deemed-early",
        f"还不能视为受理{until}。",
        _ARTICLE_32,
        "期限内请作出受理、不予受理或者一次告知。",
    )


def _refuse_open_pause(event: NeedRenewed | Restarted, state: ClockState) -> Refusal | None:
    entry = state.pauses.get(event.pause)
    if entry is None or entry.end is not None:
        return Refusal("pause-not-open", "没有正在进行的这一暂停。", OWN_RULE, "请核对特殊环节。")
    if isinstance(event, NeedRenewed) and not (event.needed.amount and event.told_in_writing and event.approved):
        return Refusal(
            "pause-notice",
            f"“{entry.name}”延长所需时间没有经批准并书面告知申请人。",
            OWN_RULE,
            "请报批准并出具书面告知，写明还需多少时间。",
        )
    return None


def _refuse_step(event: StepStarted | StepEnded, state: ClockState) -> Refusal | None:
    entry = state.steps.get(event.step)
    starts = isinstance(event, StepStarted)
    fits = entry is None if starts else entry is not None and entry.end is None
    return None if fits else Refusal("step-order", f"环节“{event.step}”的起止不成对。", OWN_RULE, "请核对环节。")

"""What follows a decision: the check of a pledge (核查), ratings and their work orders (差评工单). Pure.

These may be asked of a case that has ended; the case itself ends only once.
"""

from datetime import datetime

from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.cards import cards_of
from engine.cases.case import Case, Hand, Status, WorkOrder
from engine.cases.hands import hand
from engine.cases.terms import Terms
from engine.legal_clock.other_limits import RATING_CALL_BACK
from engine.refusal import OWN_RULE, Refusal
from tenants.organisation import CENTRE
from tenants.people import Actor, Role, may_review, may_supervise

Events = tuple[e.AnyEvent, ...]
LEVELS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
BAD = LEVELS[3:]


def respond_later(case: Case, command: c.AfterCommand, actor: Actor, now: datetime, terms: Terms) -> Events | Refusal:
    """What becomes of such a command."""
    by = hand(actor)
    if isinstance(command, c.Rate):
        return _rate(case, command, by, now, terms)
    if not (may_supervise(actor) or may_review(actor) or (CENTRE in actor.departments and actor.has(*_WINDOW))):
        return Refusal("post", "这一操作由窗口、承办部门或监察人员作出。", OWN_RULE)
    if isinstance(command, c.RepairCredit | c.RevokeCard):
        return _supervise(case, command, actor, now, terms)
    if isinstance(command, c.CheckPledge):
        return _check(case, command, by, now)
    order = case.orders.get(command.order)
    if order is None or order.closed_at is not None:
        return Refusal("order", "没有这张在办的差评工单。", OWN_RULE, "请核对工单。")
    return _order(order, command, by, now)


_WINDOW = (Role.WINDOW_CLERK, Role.EXIT_CLERK)


def _rate(case: Case, command: c.Rate, by: Hand, now: datetime, terms: Terms) -> Events | Refusal:
    if command.level not in LEVELS:
        return Refusal("rating-level", f"评价应为{'、'.join(LEVELS)}之一。", "国办发〔2019〕51号", "请选择其中一项。")
    event = e.RatingGiven(
        at=now,
        by=by,
        order=f"r{len(case.orders) + 1}" if command.level in BAD else "",
        level=command.level,
        named=command.named,
        words=command.words,
        call_back_days=RATING_CALL_BACK.amount,
        rectify_days=terms.settings.rating_feedback_working_days,
    )
    return (terms.dated(case, event),)


def _check(case: Case, command: c.CheckPledge, by: Hand, now: datetime) -> Events | Refusal:
    if not case.pledged or case.decided_at is None:
        return Refusal("pledge", "本办件没有以告知承诺方式作出决定，无需核查。", OWN_RULE)
    if case.pledge_checked_at is not None:
        return Refusal("pledge-checked", "本办件的承诺已经核查过。", OWN_RULE, "核查结论见流转记录。")
    if not command.findings.strip():
        return Refusal("pledge-findings", "核查结论必须写明核查情况。", OWN_RULE, "请填写核查情况。")
    found = command.findings.strip()
    checked = e.PledgeChecked(at=now, by=by, kept=command.kept, findings=found)
    if command.kept:
        return (checked,)
    revoked = e.DecisionRevoked(at=now, by=by, reason=found)
    credit = e.CreditRecorded(at=now, by=by, reason=found)
    closed = e.CaseClosed(at=now, by=by, end=Status.REVOKED)
    return (checked, revoked, credit, closed) if case.is_open else (checked, revoked, credit)


def _supervise(
    case: Case, command: c.RepairCredit | c.RevokeCard, actor: Actor, now: datetime, terms: Terms
) -> Events | Refusal:
    """What supervision alone may do: repair a credit record, revoke a card; each with a reason, neither deletes."""
    by, reason = hand(actor), command.reason.strip()
    if not may_supervise(actor):
        return Refusal("supervisor", "这一操作只能由监察人员作出。", OWN_RULE, "请报监察人员。")
    if not reason:
        return Refusal("supervisor-reason", "必须写明理由。", OWN_RULE, "请填写理由，理由与原记录一并保留。")
    if isinstance(command, c.RepairCredit):
        if not case.discredited:
            return Refusal("credit", "本办件没有虚假承诺的信用记录。", OWN_RULE)
        return (e.CreditRepaired(at=now, by=by, reason=reason),)
    card = next((each for each in cards_of(case, terms, now) if each.key == command.card), None)
    if card is None or card.revoked:
        text = "这张牌已经撤销。" if card else "本办件没有这张牌。"
        return Refusal("card", text, OWN_RULE, "请刷新页面后再看。")
    return (e.CardRevoked(at=now, by=by, card=card.key, name=card.name, reason=reason),)


def _order(order: WorkOrder, command: c.OrderCommand, by: Hand, now: datetime) -> Events | Refusal:
    """评价→工单→回访→整改→告知→关闭: told before closed, rectified before told."""
    match command:
        case c.CallBack():
            return (e.OrderCalledBack(at=now, by=by, order=order.id, note=command.note),)
        case c.Rectify():
            if not command.measures.strip():
                return Refusal("order-measures", "整改情况没有填写。", OWN_RULE, "请写明怎么整改的。")
            return (e.OrderRectified(at=now, by=by, order=order.id, measures=command.measures.strip()),)
        case c.AnswerRating():
            if not order.rectified:
                return Refusal("order-rectify", "差评尚未整改，不能反馈。", OWN_RULE, "请先登记整改情况。")
            return (e.OrderAnswered(at=now, by=by, order=order.id, answer=command.answer),)
        case c.CloseOrder():
            if order.told_at is None:
                return Refusal(
                    "order-untold",
                    "尚未把整改情况反馈评价人，差评工单不能关闭。",
                    "国办发〔2019〕51号",
                    "请先整改并反馈评价人。",
                )
            return (e.OrderClosed(at=now, by=by, order=order.id),)

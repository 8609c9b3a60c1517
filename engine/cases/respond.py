"""`respond(case, command, …) -> events | Refusal`: what the law and the centre say to a command. Pure.

Order of the questions: is the case open, is the step there, is it this person's work, may the person do such an act,
does the act carry what law asks of it.
"""

from datetime import datetime

from msgspec.structs import replace as changed

from engine.cases import acceptance
from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.apply import apply_all
from engine.cases.bodies import refuse_body
from engine.cases.case import SYSTEM, Case, Hand, Party, Status, Step
from engine.cases.completion import completed
from engine.cases.hands import hand
from engine.cases.instant import refuse_on_the_spot
from engine.cases.later import respond_later
from engine.cases.outcomes import Meaning, meaning, needs_reason
from engine.cases.power import by_lead, by_power
from engine.cases.sight import sees_step
from engine.cases.special import respond_drawn, respond_special
from engine.cases.terms import Terms
from engine.refusal import OWN_RULE, Refusal
from tenants.organisation import CENTRE
from tenants.people import Actor, Role, Staff, may_accept, may_decide, may_deliver, may_receive, may_review, works_at
from tenants.real_name import RealName
from tenants.term import term_of

Events = tuple[e.AnyEvent, ...]


def receive(command: c.Receive, actor: Actor, now: datetime, terms: Terms) -> Events | Refusal:
    """收件: the first event of a case."""
    if not may_receive(actor):
        return Refusal("receive", "只有窗口人员或代办人员可以收件。", OWN_RULE, "请由综合窗口收件。")
    if not command.applicant.name.strip():
        return Refusal("applicant", "申请人姓名或名称没有填写。", "《行政许可法》第二十九条", "请补填后再收件。")
    matter = terms.model.matter
    if refusal := _unknown(command.applicant, matter.real_name):
        return refusal
    received = e.ApplicationReceived(
        at=now,
        by=hand(actor),
        tenant=actor.tenant,
        case=command.case,
        number=command.number,
        matter=matter.code,
        matter_name=matter.name,
        version=terms.version,
        bundle=terms.model.hash,
        applicant=command.applicant,
        channel=command.channel,
        data=command.data,
        regime=terms.regime(now).code,
        receipt=terms.receipt,
    )
    return (terms.dated(None, received),)


def _unknown(applicant: Party, asked: RealName) -> Refusal | None:
    """Why somebody is not known well enough for a matter, None when they are (E5)."""
    shown = term_of(RealName, applicant.real_name) or RealName.NONE
    if shown.reaches(asked):
        return None
    text = f"请先完成实名核验：这个事项要求“{asked.chinese}”，申请人现为“{shown.chinese}”。"
    advice = "请申请人出示身份证件或营业执照原件，核对无误后勾选“已核验证件原件”。"
    if not RealName.WINDOW.reaches(asked):
        advice = "请申请人用统一身份认证（高级）登录后在网上申请。"
    return Refusal("real-name", text, OWN_RULE, advice)


def respond(
    case: Case,
    command: c.Command | c.ReckonAnew,
    actor: Actor | None,
    now: datetime,
    terms: Terms,
    *,
    barred: bool = False,
) -> Events | Refusal:
    """The events a command brings about, or why it may not be. `actor` None is the system (the ticker); `barred`: the
    applicant has pledged falsely before and may not pledge again.

    Where they move due dates, the last of them says which and how."""
    if isinstance(command, c.ReckonAnew):
        return _reckoned(case, case, now, terms, command.cause)
    if barred and c.is_pledge(command):
        return Refusal(
            "pledge-barred",
            "申请人有过虚假承诺，信用修复之前不适用告知承诺。",
            "国办发〔2020〕42号（待核实）",
            "请按一般程序收取证明材料；信用修复由监察人员登记。",
        )
    answer = _respond(case, command, actor, now, terms)
    if isinstance(answer, Refusal) or not answer:
        return answer
    after = apply_all(case, answer)
    return answer if after.ledger == case.ledger or not case.is_open else (*answer, *_reckoned(case, after, now, terms))


def _reckoned(before: Case, after: Case, now: datetime, terms: Terms, cause: str = "") -> Events:
    """Which due dates are no longer what the ledger gives, and what they are now; nothing when all still are."""
    moved = terms.moved(after)
    if not moved or not before.is_open:
        return ()
    return (e.DueDatesReckoned(at=now, by=SYSTEM, moved=moved, calendar=terms.calendar.version, cause=cause),)


def _respond(case: Case, command: c.Command, actor: Actor | None, now: datetime, terms: Terms) -> Events | Refusal:
    if isinstance(command, c.AfterCommand):
        if actor is None:
            return Refusal("actor", "这一操作须由办理人作出。", OWN_RULE)
        return respond_later(case, command, actor, now, terms)
    if isinstance(command, c.PassLimit):
        return _pass_limit(case, command, now, terms)
    if not case.is_open:
        return Refusal(
            "closed", f"办件{case.number}已经{case.status}，不能再办理。", OWN_RULE, "如有疑问请查看流转记录。"
        )
    if actor is None:
        return Refusal("actor", "这一操作须由办理人作出。", OWN_RULE)
    if actor.tenant != case.tenant and not _granted(case, command, actor):
        return Refusal("not-found", "没有找到这个办件。", OWN_RULE, "请核对办件编号。")
    if isinstance(command, c.Withdraw):
        return _withdraw(case, command, actor, now)
    if isinstance(command, c.Notify):
        return acceptance.notify(case, command, actor, now, terms)
    if isinstance(command, c.SpecialCommand):
        answer = respond_special(case, command, actor, now, terms)
        begins = isinstance(command, c.StartSpecial | c.SetHearing)
        return by_lead(answer, case, command, actor, now, terms) if begins else answer
    if isinstance(command, c.Extend):
        return _extend(case, command, actor, now, terms)
    if isinstance(command, c.SupplyGap):
        return acceptance.supply_gap(case, command, actor, now, terms)
    if isinstance(command, c.Terminate):
        return _terminate(case, command, actor, now, terms)
    step = case.step(command.token)
    if step is None:
        return Refusal("step", "这个环节已经办结或已被收回。", OWN_RULE, "请刷新页面，以办件当前的环节为准。")
    return _on_step(case, step, command, actor, now, terms)


def may_work(actor: Actor, step: Step) -> bool:
    """Whether a step is this actor's work: by post, and by role where the kind of step asks for one."""
    if not (works_at(actor, step.department, step.post) and step.worker in (None, actor.tenant)):
        return False
    match step.kind:
        case "receive":
            return may_receive(actor)
        case "accept" | "notice":
            return may_accept(actor)
        case "decide":
            return may_decide(actor)
        case "issue" | "deliver":
            return may_deliver(actor) or may_review(actor)
        case _:
            return may_review(actor) or may_accept(actor) or may_deliver(actor)


def _granted(case: Case, command: c.Command, actor: Actor) -> bool:
    """Whether somebody of another tenant acts on a step that was handed to that tenant: nothing else is there."""
    return isinstance(command, c.OnStep) and sees_step(actor, case, command.token)


def may_answer(actor: Actor, step: Step) -> bool:
    """Whether the actor may answer a step that was sent back: a window clerk of the centre."""
    return step.sent_back is not None and CENTRE in actor.departments and actor.has(Role.WINDOW_CLERK)


def _on_step(
    case: Case,
    step: Step,
    command: c.Claim | c.Release | c.Complete | c.Supply | c.SendBack | c.Resubmit,
    actor: Actor,
    now: datetime,
    terms: Terms,
) -> Events | Refusal:
    if isinstance(command, c.Resubmit):
        return _resubmit(step, command, actor, now)
    if not may_work(actor, step):
        if actor.staff is Staff.CONTRACT and works_at(actor, step.department, step.post):
            text = f"{actor.name}是{actor.staff.chinese}，只能受理、出件，不能办理“{step.name}”。"
            return Refusal("staff", text, OWN_RULE, "请由在编人员办理。")
        return Refusal("post", f"环节“{step.name}”不是您岗位的工作。", OWN_RULE, "请由该环节的办理岗位处理。")
    if step.sent_back is not None:
        return Refusal("sent-back", f"环节“{step.name}”已退回窗口，正等待窗口答复。", OWN_RULE)
    if step.holder is not None and step.holder.person != actor.person:
        return Refusal("held", f"环节“{step.name}”已由{step.holder.name}认领。", OWN_RULE, "如需接办，请对方先放回。")
    if isinstance(command, c.Claim | c.Complete) and (refusal := refuse_body(step, actor, terms)) is not None:
        return refusal
    by = hand(actor, step.department, step.post, step.worker_name)
    match command:
        case c.Claim():
            return () if step.holder else (e.StepClaimed(at=now, by=by, token=step.token),)
        case c.Release():
            return (e.StepReleased(at=now, by=by, token=step.token),) if step.holder else ()
        case c.SendBack():
            return refuse_on_the_spot(terms, "不退回等待") or _send_back(case, step, command, by, now)
        case c.Supply():
            return acceptance.supply(case, step, command, by, now, terms)
        case c.Complete():
            return by_power(_complete(case, step, command, by, now, terms), step, actor, now, terms)


def _complete(case: Case, step: Step, command: c.Complete, by: Hand, now: datetime, terms: Terms) -> Events | Refusal:
    if step.outcomes and command.outcome not in step.outcomes:
        return Refusal(
            "outcome",
            f"环节“{step.name}”的结论应为{'、'.join(step.outcomes)}之一，现为“{command.outcome}”。",
            OWN_RULE,
            "请选择其中一项。",
        )
    meant = meaning(step.kind, command.outcome)
    if needs_reason(meant) and not command.reason.strip():
        article = "《行政许可法》第三十二条" if step.kind == "accept" else "《行政许可法》第三十八条"
        return Refusal("reason", f"“{command.outcome}”必须写明理由。", article, "请填写理由后再提交。")
    if step.kind == "receive" and case.notices and case.notices[-1].missing:
        return acceptance.supply(
            case, step, c.Supply(step.token, case.notices[-1].missing, command.data), by, now, terms
        )
    follow = _meant(case, step, command, meant, by, now, terms)
    if isinstance(follow, Refusal):
        return follow
    drawn = respond_drawn(case, step, command, by, now, terms) if step.special else ()
    if isinstance(drawn, Refusal):
        return drawn
    done = completed(step, command.outcome, command.data, command.note or command.reason, by, now)
    done = changed(done, place=command.place.strip())
    if step.special:
        return (*drawn, changed(done, staff=command.staff, signatures=command.signatures))
    if done.place:
        # D6: receiving, reviewing, deciding, issuing and delivering happen in the hall; only special steps elsewhere.
        outside = e.ViolationRecorded(at=now, by=by, what=f"在{done.place}办理，体外循环", about=step.name)
        return (done, *follow, outside)
    return (done, *follow)


def _meant(
    case: Case, step: Step, command: c.Complete, meant: Meaning, by: Hand, now: datetime, terms: Terms
) -> Events | Refusal:
    """What an outcome brings about beside the step's own completion."""
    match meant:
        case Meaning.ACCEPT:
            return acceptance.accept(case, command, by, now, terms)
        case Meaning.NOTICE:
            return acceptance.notice(case, command, by, now, terms)
        case Meaning.REFUSE_ACCEPTANCE:
            return (e.AcceptanceRefused(at=now, by=by, reason=command.reason.strip()),)
        case Meaning.GRANT | Meaning.DENY | Meaning.RETURN:
            return _decide(case, command, meant, by, now, terms)
    if step.kind == "issue" and case.accepted_at is not None:
        return (e.ResultIssued(at=now, by=by, days_used=terms.days_used(case, now)),)
    if step.kind == "deliver":
        return (e.CaseDelivered(at=now, by=by),)
    return ()


def _extend(case: Case, command: c.Extend, actor: Actor, now: datetime, terms: Terms) -> Events | Refusal:
    """延期: approved by the office that the cited law names, once, before expiry, reasons told (R14)."""
    if not (may_review(actor) or may_accept(actor)):
        return Refusal("post", "延期由承办部门登记。", OWN_RULE)
    if (refusal := refuse_on_the_spot(terms, "不延期")) is not None:
        return refusal
    rule = terms.regime(case.received_at).extension
    event = e.LimitExtended(
        at=now,
        by=hand(actor),
        amount=command.amount.amount,
        unit=command.amount.unit.value,
        ground=command.ground or (rule.ground if rule else "licensing-42-1"),
        office=command.office.value if command.office else "",
        approved_by=command.approved_by,
        reasons=command.reasons.strip() if command.told_in_writing else "",
        promise_too=command.promise_too or terms.settings.extension_moves_promise,
    )
    return terms.refuse(case, event) or (event,)


def _terminate(case: Case, command: c.Terminate, actor: Actor, now: datetime, terms: Terms) -> Events | Refusal:
    if not may_review(actor):
        return Refusal("post", "终止办理由承办部门决定。", OWN_RULE)
    if not command.reason.strip():
        return Refusal("terminate-reason", "终止办理必须写明理由。", OWN_RULE, "请填写理由并书面告知申请人。")
    event = e.CaseTerminated(at=now, by=hand(actor), ground=command.ground, reason=command.reason.strip())
    closed = e.CaseClosed(at=now, by=hand(actor), end=Status.TERMINATED)
    return terms.refuse(case, event) or (event, closed)


def _decide(case: Case, command: c.Complete, meant: Meaning, by: Hand, now: datetime, terms: Terms) -> Events | Refusal:
    if terms.model.matter.separation and case.accepted_by is not None and case.accepted_by == by.person:
        return Refusal(
            "four-eyes",
            "本事项受办分离，受理人不能作出决定。",
            OWN_RULE,
            "请由另一名审批人员作出决定。",
        )
    if case.specials:
        names = "、".join(each.name for each in case.specials.values())
        return Refusal("special-open", f"特殊环节“{names}”还没有结果，不能作出决定。", OWN_RULE, "请先登记结果。")
    remedies = "；".join(f"{remedy.name}：{remedy.organ}，{remedy.period}" for remedy in terms.model.matter.remedies)
    if meant is Meaning.DENY and not remedies:
        return Refusal(
            "remedies",
            "不予决定必须告知复议、诉讼的权利和期限，而本事项的实施清单没有填写。",
            "《行政许可法》第三十八条",
            "请改革办在实施清单“救济途径”中补填并重新发布。",
        )
    decided = e.CaseDecided(
        at=now,
        by=by,
        outcome=command.outcome,
        meaning=meant.value,
        reason=command.reason.strip(),
        remedies=remedies if meant is Meaning.DENY else "",
        check_months=terms.settings.pledge_check_months
        if case.pledged and meant is Meaning.GRANT and not case.pledge_due
        else 0,
    )
    if meant is Meaning.GRANT and case.gaps:
        left = "、".join(case.gaps)
        return Refusal(
            "gap-open",
            f"容缺材料“{left}”尚未补齐，不能作出准予的决定。",
            OWN_RULE,
            "请等申请人补齐，到期未补的终止办理。",
        )
    return (terms.dated(case, decided),)


def _send_back(case: Case, step: Step, command: c.SendBack, by: Hand, now: datetime) -> Events | Refusal:
    if not command.reason.strip():
        return Refusal("send-back-reason", "退回必须写明理由。", OWN_RULE, "请写明缺什么、错在哪里。")
    if step.kind in ("receive", "accept", "notice", "issue", "deliver") or case.accepted_at is None:
        return Refusal("send-back", f"环节“{step.name}”在窗口办理，不能再退回窗口。", OWN_RULE)
    return (e.StepSentBack(at=now, by=by, token=step.token, reason=command.reason.strip()),)


def _resubmit(step: Step, command: c.Resubmit, actor: Actor, now: datetime) -> Events | Refusal:
    if step.sent_back is None:
        return Refusal("resubmit", f"环节“{step.name}”没有被退回，无需重新提交。", OWN_RULE)
    if not may_answer(actor, step):
        return Refusal("post", "退回的环节由综合窗口答复。", OWN_RULE)
    if not command.note.strip():
        return Refusal("resubmit-note", "重新提交时须写明已经补充或更正了什么。", OWN_RULE)
    by = hand(actor, CENTRE)
    return (e.StepResubmitted(at=now, by=by, token=step.token, note=command.note.strip(), data=command.data),)


def _withdraw(case: Case, command: c.Withdraw, actor: Actor, now: datetime) -> Events | Refusal:
    if case.decided_at is not None:
        return Refusal("withdraw", "已经作出决定，不能再撤回申请。", OWN_RULE)
    if not (may_receive(actor) and CENTRE in actor.departments):
        return Refusal("post", "撤回申请由综合窗口登记。", OWN_RULE)
    if not command.reason.strip():
        return Refusal("withdraw-reason", "撤回申请须附申请人的书面理由。", OWN_RULE, "请填写撤回理由。")
    by = hand(actor, CENTRE)
    return (
        e.CaseWithdrawn(at=now, by=by, reason=command.reason.strip()),
        e.CaseClosed(at=now, by=by, end=Status.WITHDRAWN),
    )


def _pass_limit(case: Case, command: c.PassLimit, now: datetime, terms: Terms) -> Events:
    """A due moment went by: it stands in the record once, and stays there."""
    step = case.step(command.token) if command.token is not None else None
    due = {
        "promised": case.promised,
        "statutory": case.statutory,
        "check": case.check_due,
        "delivery": case.delivery,
        "gap": case.gap_due,
        "supply": case.notices[-1].due if case.notices else None,
    }.get(command.limit)
    if command.limit == "step":
        due = step.due if step else None
    kind, _, name = command.limit.partition(":")
    if kind == "pledge" and case.pledge_checked_at is None:
        due = case.pledge_due
    elif kind == "special" and name in case.specials:
        due = case.specials[name].due
    elif kind in ("call-back", "rectify") and name in case.orders:
        order = case.orders[name]
        due = order.call_back_due if kind == "call-back" else order.rectify_due
    if due is None or due.provisional or now < due.at:
        return ()
    if command.limit == "supply":
        return acceptance.lapse(case, due, now)
    element = step.element if step else ""
    passed = e.LimitPassed(at=now, by=SYSTEM, limit=command.limit, token=command.token, element=element, due=due)
    return (passed, *acceptance.deem(case, now, terms)) if command.limit == "check" else (passed,)

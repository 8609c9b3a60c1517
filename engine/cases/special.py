"""Special steps (特殊环节): begun with the time told in writing, ended with staff and signatures. Pure.

Whether the clock stands still is the law's answer, not the window's: by a ground of the closed list alone (R17-R19).
"""

from datetime import datetime

from bpmn.step_kind import Pauses, StepKind
from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.case import Case, Hand, Special
from engine.cases.hands import hand
from engine.cases.terms import Terms
from engine.legal_clock.comparison import is_never_later
from engine.legal_clock.hearing import refuse_hearing
from engine.legal_clock.limit import Limit
from engine.refusal import OWN_RULE, Refusal
from tenants.people import Actor, may_review

Events = tuple[e.AnyEvent, ...]


def respond_special(
    case: Case, command: c.SpecialCommand, actor: Actor, now: datetime, terms: Terms
) -> Events | Refusal:
    """What becomes of a command about a special step."""
    if not may_review(actor):
        return Refusal("post", "特殊环节由窗口首席代表或审批人员组织实施。", OWN_RULE, "请报首席代表。")
    if isinstance(command, c.StartSpecial):
        return _start(case, command, hand(actor), now, terms)
    if isinstance(command, c.SetHearing):
        return _set_hearing(case, command, hand(actor), now, terms)
    special = case.specials.get(command.special)
    if special is None:
        return Refusal("special", "没有正在进行的这一特殊环节。", OWN_RULE, "请核对特殊环节。")
    if isinstance(command, c.RenewSpecial):
        return _renew(case, special, command, hand(actor), now, terms)
    return _finish(case, special, command, hand(actor), now, terms)


def _set_hearing(case: Case, command: c.SetHearing, by: Hand, now: datetime, terms: Terms) -> Events | Refusal:
    """A hearing within its three limits, its chair none of those who reviewed the application (许可法47, 48)."""
    if case.accepted_at is None or case.decided_at is not None:
        return Refusal("special-stage", f"办件{case.status}，不能组织听证。", "《行政许可法》第四十六条")
    reviewers = {*case.reviewers, *(step.holder.name for step in case.steps.values() if step.holder)}
    refusal = refuse_hearing(
        command.told,
        command.applied,
        now,
        command.held,
        terms.calendar,
        chair=command.chair,
        reviewers=frozenset(reviewers),
    )
    if refusal is not None:
        return refusal
    event = e.HearingSet(
        at=now, by=by, told=command.told, applied=command.applied, held=command.held, chair=command.chair
    )
    return (event,)


def _start(case: Case, command: c.StartSpecial, by: Hand, now: datetime, terms: Terms) -> Events | Refusal:
    kind = terms.kinds.get(command.kind)
    if kind is None or not kind.special:
        names = "、".join(each.name for each in terms.kinds.values() if each.special)
        return Refusal("special-kind", f"“{command.kind}”不是特殊环节。", OWN_RULE, f"特殊环节有：{names}。")
    if case.accepted_at is None or case.decided_at is not None:
        return Refusal("special-stage", f"办件{case.status}，不能进行特殊环节。", OWN_RULE, "受理之后、决定之前进行。")
    basis = command.basis or next(
        (n.step.legal_basis for n in terms.model.nodes() if n.step.kind == kind.code and n.step.legal_basis), ""
    )
    basis = basis or kind.basis
    if not basis:
        return Refusal(
            "special-basis",
            f"特殊环节“{kind.name}”无法定依据。",
            "《优化营商环境条例》第三十五条",
            "请引用法律、法规、规章的条款；没有依据的特殊环节不得设置。",
        )
    needed = command.needed
    if needed.amount < 1 and not kind.minimum_length:
        return Refusal("special-limit", f"没有写明“{kind.name}”所需的时间。", OWN_RULE, "请写明时限和单位。")
    if not kind.minimum_length and (refusal := _too_long(kind, needed, terms)):
        return refusal
    event = e.SpecialStepStarted(
        at=now,
        by=by,
        special=f"s{case.special_count + 1}",
        kind=kind.code,
        name=kind.name,
        amount=needed.amount,
        unit=needed.unit.value,
        basis=basis,
        ground=_ground(kind, command, case, terms),
        told_in_writing=command.told_in_writing,
        least=kind.minimum_length,
    )
    return terms.refuse(case, event) or (terms.dated(case, event),)


def _ground(kind: StepKind, command: c.StartSpecial, case: Case, terms: Terms) -> str:
    """The ground by which the time is not counted: the one claimed, else art. 45 where kind and regime have it."""
    if command.ground:
        return command.ground
    pauses = terms.regime(case.received_at).pauses
    return "licensing-45" if kind.pauses is Pauses.LICENSING_LAW_45 and "licensing-45" in pauses else ""


def _too_long(kind: StepKind, needed: Limit, terms: Terms) -> Refusal | None:
    """A special step lasts no longer than the promise unless an exception is recorded and published (D9)."""
    promised = terms.rules_promise()
    if promised is None or is_never_later(needed, promised, terms.calendar, terms.hours):
        return None
    exceptions = terms.model.matter.exceptions
    drawn = {node.id for node in terms.model.nodes() if node.step.kind == kind.code}
    if any(each.step == kind.code or each.step in drawn for each in exceptions):
        return None
    return Refusal(
        "special-too-long",
        f"“{kind.name}”{needed}超过审批承诺时限{promised}。",
        OWN_RULE,
        "特殊环节的时限原则上不超过审批承诺时限；确需超过的，先在实施清单写明例外并公开。",
    )


def _renew(
    case: Case, special: Special, command: c.RenewSpecial, by: Hand, now: datetime, terms: Terms
) -> Events | Refusal:
    if not special.pauses:
        return Refusal("special-counts", f"“{special.name}”的时间照计，不需要再次告知。", OWN_RULE)
    if not (command.told_in_writing and command.approved_by.strip() and command.needed.amount > 0):
        return Refusal(
            "pause-notice",
            f"“{special.name}”延长所需时间没有经批准并书面告知申请人。",
            OWN_RULE,
            "请报批准并出具书面告知，写明还需多少时间。",
        )
    event = e.SpecialStepRenewed(
        at=now,
        by=by,
        special=special.id,
        amount=command.needed.amount,
        unit=command.needed.unit.value,
        approved_by=command.approved_by.strip(),
    )
    return terms.refuse(case, event) or (terms.dated(case, event),)


def _finish(
    case: Case, special: Special, command: c.FinishSpecial, by: Hand, now: datetime, terms: Terms
) -> Events | Refusal:
    kind = terms.kinds[special.kind]
    if special.kind == "hearing" and (case.hearing is None or now < case.hearing.held):
        return Refusal(
            "hearing-unset",
            "听证还没有依法通知并举行。",
            "《行政许可法》第四十八条",
            "请在举行七个工作日前通知时间、地点和主持人。",
        )
    if special.least and special.due is not None and now < special.due.at:
        return Refusal(
            "notice-period",
            f"“{special.name}”期满日为 {special.due.day}，届满次日才能办理下一环节。",
            special.basis,
            "请在期满次日以后再登记结果。",
        )
    staff = tuple(dict.fromkeys(name.strip() for name in command.staff if name.strip()))
    staff = staff or ((by.name,) if kind.min_staff == 1 else ())
    if len(staff) < kind.min_staff:
        return Refusal(
            "special-staff",
            f"“{special.name}”应当由{kind.min_staff}名以上工作人员进行，现有{len(staff)}名。",
            f"《{special.basis}》" if not special.basis.startswith("《") else special.basis,
            "请补填参加人员。",
        )
    unsigned = [name for name in staff if name not in command.signatures]
    if kind.signed and unsigned:
        return Refusal(
            "special-signatures",
            f"“{special.name}”的结果还缺“{'、'.join(unsigned)}”的签字。",
            special.basis,
            "参加人员全部签字后才能登记结果。",
        )
    if command.outcome and kind.outcomes and command.outcome not in kind.outcomes:
        return Refusal("outcome", f"“{special.name}”的结论应为{'、'.join(kind.outcomes)}之一。", OWN_RULE)
    return (
        e.SpecialStepFinished(
            at=now,
            by=by,
            special=special.id,
            name=special.name,
            outcome=command.outcome or (kind.outcomes[0] if kind.outcomes else ""),
            staff=staff,
            signatures=command.signatures,
            opinion=command.opinion,
        ),
    )

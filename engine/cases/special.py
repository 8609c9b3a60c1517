"""Special steps (特殊环节): begun with the time told in writing, ended with staff and signatures. Pure.

Whether the clock stands still is the law's answer, not the window's: by a ground of the closed list alone (R17-R19).
"""

from dataclasses import replace
from datetime import datetime

from bpmn.step_kind import Pauses, StepKind
from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.case import Case, DueDate, Hand, Special, Step
from engine.cases.hands import hand
from engine.cases.instant import refuse_on_the_spot
from engine.cases.results import Result, refuse_result, short_names
from engine.cases.terms import Terms
from engine.legal_clock.comparison import is_never_later
from engine.legal_clock.hearing import refuse_hearing
from engine.legal_clock.limit import Limit
from engine.legal_clock.unit import Unit
from engine.refusal import OWN_RULE, Refusal
from tenants.grounds import GROUNDS
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
    if isinstance(command, c.SignSpecial):
        return _sign(case, special, command, actor, now, terms)
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
    step = case.step(command.token) if command.token is not None else None
    # Where several bodies decide side by side, the drawing says what is still done after the first decision.
    decided = case.decided_at is not None and not (step is not None and step.special)
    if case.accepted_at is None or decided:
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
    if (refusal := refuse_on_the_spot(terms, f"不另设“{kind.name}”")) is not None:
        return refusal
    if (refusal := _refuse_place(case, kind, command, step, terms)) is not None:
        return refusal
    needed = command.needed
    if needed.amount < 1 and not kind.minimum_length:
        return Refusal("special-limit", f"没有写明“{kind.name}”所需的时间。", OWN_RULE, "请写明时限和单位。")
    as_drawn = step is not None and step.special and step.due is not None and is_within(needed, step.due, terms)
    if not kind.minimum_length and not as_drawn and (refusal := _too_long(kind, needed, terms)):
        return refusal
    event = e.SpecialStepStarted(
        at=now,
        by=by,
        special=f"s{case.special_count + 1}",
        kind=kind.code,
        name=f"联合{kind.name}" if command.parties else kind.name,
        amount=needed.amount,
        unit=needed.unit.value,
        basis=basis,
        ground=command.ground or _ground_of(kind, case, terms, drawn_out=_is_drawn_out(step, terms)),
        told_in_writing=command.told_in_writing,
        least=kind.minimum_length,
        token=command.token,
        drawn=step is not None and step.special,
        branch=step is not None and len(case.steps) > 1,
        parties=tuple(dict.fromkeys(command.parties)),
    )
    return terms.refuse(case, event) or (terms.dated(case, event),)


def _is_drawn_out(step: Step | None, terms: Terms) -> bool:
    """Whether it is a drawn special step whose time the drawing takes out of the limit."""
    return step is not None and step.special and terms.node(step.element).step.counts_in_limit is False


def _refuse_place(
    case: Case, kind: StepKind, command: c.StartSpecial, step: Step | None, terms: Terms
) -> Refusal | None:
    """A drawn special step is told once, of its own kind; a joint act names departments that work on the matter."""
    if command.token is not None and step is None:
        return Refusal("step", "这个环节已经办结或已被收回。", OWN_RULE, "请刷新页面，以办件当前的环节为准。")
    if step is not None and step.special and step.kind != kind.code:
        return Refusal("special-kind", f"环节“{step.name}”不是“{kind.name}”。", OWN_RULE, "请核对环节。")
    if step is not None and step.special and any(each.token == step.token for each in case.specials.values()):
        return Refusal("special-told", f"“{step.name}”所需时间已经告知。", OWN_RULE, "需要更长时间的，请再次告知。")
    strange = [each for each in command.parties if each not in terms.working_departments]
    if strange or len(set(command.parties)) == 1:
        names = "、".join(short_names(terms.working_departments, terms.departments))
        return Refusal(
            "special-party",
            f"“{'、'.join(strange)}”不办理本事项。" if strange else "共同进行的应当有两个以上部门。",
            "联审联办制（本系统规则）",
            f"可以参加的部门：{names}。",
        )
    return None


def _ground_of(kind: StepKind, case: Case, terms: Terms, *, drawn_out: bool = False) -> str:
    """The ground by which the time is not counted of itself: art. 45 where kind and regime have it; where the drawing
    takes the step out of the limit (`drawn_out`), the article of the special law that does; else none."""
    pauses = terms.regime(case.received_at).pauses
    if kind.pauses is Pauses.LICENSING_LAW_45:
        return "licensing-45" if "licensing-45" in pauses else ""
    if drawn_out and kind.pauses is Pauses.SPECIAL_LAW:
        return next((code for code in sorted(pauses) if kind.code in GROUNDS[code].kinds), "")
    return ""


def is_within(needed: Limit, drawn: DueDate, terms: Terms) -> bool:
    """Whether the time told is no longer than what the drawing publishes, which the gate has judged."""
    return is_never_later(needed, Limit(drawn.amount, Unit(drawn.unit)), terms.calendar, terms.hours)


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
    if special.token is not None and (step := case.step(special.token)) is not None and step.special:
        return Refusal(
            "special-drawn",
            f"“{special.name}”是流程图上的环节，结果在该环节登记。",
            OWN_RULE,
            "请到待办中办结这个环节。",
        )
    result = _result(special, kind, command.staff, command.signatures, by, terms)
    refusal = refuse_result(case, result, now)
    if refusal is not None:
        return refusal
    if command.outcome and kind.outcomes and command.outcome not in kind.outcomes:
        return Refusal("outcome", f"“{special.name}”的结论应为{'、'.join(kind.outcomes)}之一。", OWN_RULE)
    return (
        e.SpecialStepFinished(
            at=now,
            by=by,
            special=special.id,
            name=special.name,
            outcome=command.outcome or (kind.outcomes[0] if kind.outcomes else ""),
            staff=result.people,
            signatures=(*command.signatures, *result.signed),
            opinion=command.opinion,
        ),
    )


def _result(
    special: Special, kind: StepKind, staff: tuple[str, ...], signatures: tuple[str, ...], by: Hand, terms: Terms
) -> Result:
    return Result(
        name=special.name,
        kind=kind,
        basis=special.basis,
        due=special.due,
        by=by.name,
        staff=staff,
        signatures=signatures,
        signed=tuple(special.signed.values()),
        unsigned=short_names(special.unsigned, terms.departments),
    )


def needs_notice(case: Case, step: Step, terms: Terms) -> bool:
    """Whether a drawn special step still waits for the written notice of the time it needs (行政许可法45)."""
    return step.special and terms.kinds[step.kind].notice and stops_when_told(case, step, terms)


def stops_when_told(case: Case, step: Step, terms: Terms) -> bool:
    """Whether telling the time a drawn special step needs, not told yet, would stop the clock for it."""
    if not step.special or any(each.token == step.token for each in case.specials.values()):
        return False
    counted = terms.node(step.element).step.counts_in_limit
    return counted is not True and bool(_ground_of(terms.kinds[step.kind], case, terms, drawn_out=counted is False))


def tell_drawn(step: Step) -> c.StartSpecial:
    """The written notice of a drawn special step, as long as the drawing publishes."""
    due = step.due
    needed = Limit(due.amount, Unit(due.unit)) if due else Limit(0, Unit.WORKING_DAY)
    return c.StartSpecial(step.kind, needed, told_in_writing=True, token=step.token)


def enough_people(step: Step, terms: Terms, first: str) -> tuple[str, ...]:
    """As many names as the result of a drawn special step needs, for whoever plays the work of a centre."""
    if not step.special:
        return ()
    facts = terms.node(step.element).step
    count = max(2, terms.kinds[step.kind].min_staff, facts.min_staff, facts.signatures)
    return (first, *(f"同行人员{number}" for number in range(1, count)))


def respond_drawn(
    case: Case, step: Step, command: c.Complete, by: Hand, now: datetime, terms: Terms
) -> Events | Refusal:
    """The result of a special step that the diagram draws: held to the same as one begun by command; the clock that
    stood still for it runs again."""
    kind, facts = terms.kinds[step.kind], terms.node(step.element).step
    told = next((each for each in case.specials.values() if each.token == step.token), None)
    if told is None and needs_notice(case, step, terms):
        return Refusal(
            "special-notice",
            f"没有把“{step.name}”所需时间书面告知申请人，不能登记结果。",
            "《行政许可法》第四十五条",
            "请先在本环节登记书面告知的时间；告知之后计时暂停。",
        )
    shown = told or Special(
        id="", kind=kind.code, name=step.name, since=step.opened_at, due=step.due, basis=facts.legal_basis or kind.basis
    )
    result = replace(
        _result(shown, kind, command.staff, command.signatures, by, terms),
        due=step.due,
        min_staff=facts.min_staff,
        min_signatures=facts.signatures,
    )
    refusal = refuse_result(case, result, now)
    if refusal is not None or told is None:
        return refusal or ()
    return (
        e.SpecialStepFinished(
            at=now,
            by=by,
            special=told.id,
            name=told.name,
            outcome=command.outcome,
            staff=result.people,
            signatures=(*command.signatures, *result.signed),
        ),
    )


def _sign(
    case: Case, special: Special, command: c.SignSpecial, actor: Actor, now: datetime, terms: Terms
) -> Events | Refusal:
    """会签: somebody of a department that takes part signs for it, once."""
    mine = [each for each in special.unsigned if each in actor.departments]
    if not special.parties:
        return Refusal("sign", f"“{special.name}”不是多个部门共同进行的，不需要会签。", OWN_RULE)
    if not mine:
        names = "、".join(short_names(special.unsigned, terms.departments)) or "没有"
        return Refusal(
            "sign-party", f"“{special.name}”不等您所在部门的签字；还没有签字的：{names}。", "联审联办制（本系统规则）"
        )
    return tuple(
        e.SpecialSigned(
            at=now, by=hand(actor, each), special=special.id, department=each, opinion=command.opinion.strip()
        )
        for each in mine[:1]
    )

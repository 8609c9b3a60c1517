"""Acceptance (受理) and what belongs to it: one-time notices, supplements, missing materials, silence, lapse. Pure."""

from datetime import datetime

from engine.cases import commands as c
from engine.cases import events as e
from engine.cases.case import SYSTEM, Case, DueDate, Hand, Status, Step
from engine.cases.completion import completed
from engine.cases.hands import hand
from engine.cases.outcomes import Meaning, meaning
from engine.cases.terms import Terms
from engine.refusal import OWN_RULE, Refusal
from tenants.organisation import CENTRE
from tenants.people import Actor, may_accept

Events = tuple[e.AnyEvent, ...]


def accept(case: Case, command: c.Complete, by: Hand, now: datetime, terms: Terms) -> Events | Refusal:
    """受理 as of now, or as of the day on which the last defect was mended (R11: 全部补正之日)."""
    gaps = tuple(dict.fromkeys(name.strip() for name in command.gaps if name.strip()))
    if gap_refused := _refuse_gaps(gaps, command, terms):
        return gap_refused
    if command.pledge and not terms.model.matter.pledge:
        return Refusal(
            "pledge-matter",
            "本事项不实行告知承诺。",
            "国办发〔2020〕42号",
            "请按一般程序收取材料。",
        )
    start = case.notices[-1].mended_at if case.notices else None
    start = start or now
    accepted = e.CaseAccepted(
        at=now,
        by=by,
        accepted_at=start,
        promised=None,
        statutory=None,
        gaps=gaps,
        gap_days=_gap_days(gaps, terms),
        pledged=command.pledge,
        lead=terms.model.matter.lead,
    )
    refusal = terms.refuse(case, accepted) if gaps else None
    return refusal or (terms.dated(case, accepted),)


def _gap_days(gaps: tuple[str, ...], terms: Terms) -> int:
    """The working days within which all that is missing must come in: the shortest of the materials' own."""
    materials = (each for each in terms.model.matter.materials if each.name in gaps)
    return min((each.supply_working_days for each in materials), default=0)


def _refuse_gaps(gaps: tuple[str, ...], command: c.Complete, terms: Terms) -> Refusal | None:
    """容缺: only marked materials, with a written undertaking (C12)."""
    if not gaps and command.outcome.startswith("容缺"):
        return Refusal("gap-empty", "容缺受理没有列明缺少的材料。", OWN_RULE, "请列明可以后补的材料。")
    allowed = [each.name for each in terms.model.matter.materials if each.may_gap]
    core = [name for name in gaps if name not in allowed]
    if core:
        return Refusal(
            "gap-core",
            f"“{'、'.join(core)}”不是可以容缺的材料。",
            OWN_RULE,
            f"可以容缺的是：{'、'.join(allowed) or '无'}；其余请一次告知补正。",
        )
    if gaps and not command.undertaking:
        return Refusal("gap-undertaking", "容缺受理须由申请人书面承诺按期补交。", OWN_RULE, "请先取得书面承诺。")
    return None


def supply_gap(case: Case, command: c.SupplyGap, actor: Actor, now: datetime, terms: Terms) -> Events | Refusal:
    if not (may_accept(actor) and CENTRE in actor.departments):
        return Refusal("post", "容缺材料由受理窗口收取。", OWN_RULE)
    event = e.GapSupplied(at=now, by=hand(actor, CENTRE), supplied=command.supplied)
    if not case.gaps:
        return Refusal("gap", f"办件{case.number}没有待补的容缺材料。", OWN_RULE)
    return terms.refuse(case, event) or (event,)


def notify(case: Case, command: c.Notify, actor: Actor, now: datetime, terms: Terms) -> Events | Refusal:
    """A further notice of the window, outside of the acceptance step."""
    if not (may_accept(actor) and CENTRE in actor.departments):
        return Refusal("post", "补正告知由受理窗口出具。", OWN_RULE)
    if case.status is not Status.SUPPLEMENTING:
        return Refusal("notice", "办件不在补正中，请在受理审核环节一次告知。", OWN_RULE)
    return notice(case, command, hand(actor, CENTRE, case.window_post), now, terms)


def notice(case: Case, command: c.Complete | c.Notify, by: Hand, now: datetime, terms: Terms) -> Events | Refusal:
    defects = tuple(dict.fromkeys(text.strip() for text in command.defects if text.strip()))
    if not defects:
        return Refusal(
            "defects",
            "一次告知必须列明全部需要补正的内容。",
            "《行政许可法》第三十二条第一款第四项",
            "请逐项列出缺少或不符的材料。",
        )
    told = {defect for notice in case.notices for defect in notice.defects}
    late = [defect for defect in defects if defect not in told] if case.notices else []
    if late:
        return Refusal(
            "one-time-notice",
            f"违反一次性告知：“{'、'.join(late)}”在收件时已可见，前次告知没有列明。",
            "《行政许可法》第三十二条第一款第四项",
            "只能就前次告知的内容再次告知；确有新情况的，请报首席代表。",
        )
    days = terms.settings.supplement_working_days
    return (terms.dated(case, e.OneTimeNoticeGiven(at=now, by=by, defects=defects, supply_days=days)),)


def supply(case: Case, step: Step, command: c.Supply, by: Hand, now: datetime, terms: Terms) -> Events | Refusal:
    """补正: partly supplied leaves the same notice open (R11); whole lets the step go on."""
    if case.status is not Status.SUPPLEMENTING or not case.notices:
        return Refusal("supply", f"办件{case.number}没有待补正的内容。", OWN_RULE)
    notice = case.notices[-1]
    unknown = [each for each in command.supplied if each not in notice.defects]
    if unknown:
        return Refusal(
            "supply-unknown",
            f"“{'、'.join(unknown)}”不在一次告知列明的内容之中。",
            "《行政许可法》第三十二条",
            f"待补正的是：{'、'.join(notice.missing)}。",
        )
    supplied = e.MaterialsSupplied(at=now, by=by, supplied=command.supplied, data=command.data)
    if set(notice.missing) - set(command.supplied):
        return (supplied,)
    outcome = step.outcomes[0] if step.outcomes else ""
    return (supplied, completed(step, outcome, command.data, "", by, now))


def lapse(case: Case, due: DueDate, now: datetime) -> Events:
    """退件: the applicant did not supply in time what was noticed (R11); nothing when all of it has come in."""
    if not case.is_supplementing:
        return ()
    lapsed = e.CaseLapsed(at=now, by=SYSTEM, missing=case.notices[-1].missing, due=due)
    return (lapsed, e.CaseClosed(at=now, by=SYSTEM, end=Status.RETURNED))


def deem(case: Case, now: datetime, terms: Terms) -> Events:
    """视为受理: told nothing in five working days, the case counts as accepted from its receipt (R10)."""
    step = next((each for each in case.steps.values() if each.kind == "accept"), None)
    if step is None or case.accepted_at is not None or case.notices or not terms.deems_accepted(case.received_at):
        return ()
    outcome = next((each for each in step.outcomes if meaning(step.kind, each) is Meaning.ACCEPT), "")
    start = case.received_at
    lead = terms.model.matter.lead
    deemed = e.CaseDeemedAccepted(at=now, by=SYSTEM, accepted_at=start, promised=None, statutory=None, lead=lead)
    done = completed(step, outcome, {}, "逾期未告知，视为受理", SYSTEM, now)
    return (done, terms.dated(case, deemed))

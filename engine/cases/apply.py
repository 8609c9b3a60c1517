"""`apply(case, event) -> case`: total and dull. It never refuses and never computes what the event carries."""

from collections.abc import Iterable
from functools import reduce
from typing import Any

from msgspec.structs import replace

from engine.cases import events as e
from engine.cases.case import (
    Case,
    CaseId,
    DueDate,
    Hand,
    Hearing,
    OneTimeNotice,
    SentBack,
    Special,
    Status,
    Step,
    Timer,
    WorkOrder,
)
from engine.cases.ledger import CALL_BACK, PLEDGE, entries
from engine.cases.waiting import apply_waiting, without_incidents
from engine.legal_clock.event import Decided
from tenants.identity import TenantId


def apply(case: Case | None, event: e.AnyEvent) -> Case:
    """The case after one more event."""
    if isinstance(event, e.ApplicationReceived):
        return _received(event)
    if case is None:
        raise ValueError(f"the first event of a case must be its receipt, not {type(event).__name__}")
    changed = _changed(case, event)
    ledger = (*case.ledger, *entries(case, event))
    if changed.incidents:
        changed = without_incidents(changed, event)
    return replace(changed, revision=case.revision + 1, ledger=ledger)


def apply_all(case: Case | None, events: Iterable[e.AnyEvent]) -> Case:
    """The case after all these events; at least one is needed when there is no case yet."""
    result = reduce(apply, events, case)
    if result is None:
        raise ValueError("no case and no event")
    return result


def _received(event: e.ApplicationReceived) -> Case:
    return Case(
        tenant=TenantId(event.tenant),
        id=CaseId(event.case),
        number=event.number,
        matter=event.matter,
        matter_name=event.matter_name,
        version=event.version,
        bundle=event.bundle,
        applicant=event.applicant,
        channel=event.channel,
        status=Status.RECEIVED,
        received_at=event.at,
        data=event.data,
        check_due=event.check_due,
        regime=event.regime,
        receipt=event.receipt,
        ledger=entries(None, event),
        revision=1,
    )


def _changed(case: Case, event: e.AnyEvent) -> Case:  # one branch an event, nothing else
    match event:
        case e.StepOpened():
            return _opened(case, event)
        case e.WorkGranted():
            return _granted(case, event)
        case e.StepClaimed():
            return _on_step(case, event.token, holder=event.by)
        case e.StepReleased():
            return _on_step(case, event.token, holder=None)
        case e.StepCompleted():
            post = event.by.post if event.kind == "receive" else case.window_post
            data = {**case.data, **event.data}
            reviewers = case.reviewers
            if event.kind in ("review", "decide") and event.by.name not in reviewers:
                reviewers = (*reviewers, event.by.name)
            steps = _without(case, event.token)
            return replace(case, steps=steps, data=data, window_post=post, reviewers=reviewers)
        case e.StepCancelled():
            return replace(case, steps=_without(case, event.token))
        case e.StepSentBack():
            return _on_step(
                case, event.token, holder=None, sent_back=SentBack(reason=event.reason, by=event.by, at=event.at)
            )
        case e.StepResubmitted():
            changed = _on_step(case, event.token, holder=None, sent_back=None)
            return replace(changed, data={**case.data, **event.data})
        case e.OneTimeNoticeGiven():
            notice = OneTimeNotice(at=event.at, defects=event.defects, due=event.supply_due)
            return replace(case, notices=(*case.notices, notice), status=Status.SUPPLEMENTING)
        case e.MaterialsSupplied():
            return _supplied(case, event)
        case e.CaseAccepted():
            return replace(
                case,
                status=Status.IN_REVIEW,
                accepted_at=event.accepted_at,
                promised=event.promised,
                statutory=event.statutory,
                accepted_by=event.by.person,
                gaps=event.gaps,
                gap_due=event.gap_due,
                pledged=event.pledged,
                departments=_reached(case, (event.lead,)),
            )
        case e.CaseDeemedAccepted():
            return replace(
                case,
                status=Status.DEEMED_ACCEPTED,
                accepted_at=event.accepted_at,
                promised=event.promised,
                statutory=event.statutory,
                departments=_reached(case, (event.lead,)),
            )
        case e.CaseLapsed():
            return replace(case, status=Status.RETURNED, reason=f"逾期未补正：{'、'.join(event.missing)}")
        case e.AcceptanceRefused():
            return replace(case, status=Status.NOT_ACCEPTED, reason=event.reason)
        case e.CaseDecided():
            return _decided(case, event)
        case e.ResultIssued():
            return replace(case, issued_at=event.at, days_used=event.days_used)
        case e.CaseDelivered():
            return replace(case, delivered_at=event.at)
        case e.CaseWithdrawn():
            return replace(case, status=Status.WITHDRAWN, reason=event.reason)
        case e.CaseClosed():
            used = event.days_used if event.days_used is not None else case.days_used
            ended = replace(case, status=Status(event.end), closed_at=event.at, steps={}, timers={}, days_used=used)
            return replace(ended, asked={}, listening={}, incidents={})
        case e.VariableAssigned():
            return replace(case, data={**case.data, event.variable: event.value})
        case e.TimerSet():
            timer = Timer(element=event.element, at=event.fires_at)
            return replace(case, timers={**case.timers, event.token: timer})
        case e.TimerDropped():
            return replace(case, timers={key: t for key, t in case.timers.items() if key != event.token})
        case e.LimitPassed():
            name = event.limit if event.token is None else f"{event.limit}:{event.token}"
            return replace(case, passed_limits=(*case.passed_limits, name))
        case e.SpecialStepStarted():
            special = Special(
                id=event.special,
                kind=event.kind,
                name=event.name,
                since=event.at,
                due=event.due,
                basis=event.basis,
                pauses=bool(event.ground),
                least=event.least,
                token=event.token,
                branch=event.branch,
                parties=event.parties,
            )
            specials = {**case.specials, special.id: special}
            reached = _reached(case, event.parties)
            own = (special.id,) if special.least else (str(event.token),) if event.drawn else ()
            cardless = (*case.cardless, *own)
            count = case.special_count + 1
            return replace(case, specials=specials, special_count=count, departments=reached, cardless=cardless)
        case e.SpecialSigned() if event.special in case.specials:
            special = case.specials[event.special]
            special = replace(special, signed={**special.signed, event.department: event.by.name})
            return replace(case, specials={**case.specials, event.special: special})
        case e.SpecialStepRenewed() if event.special in case.specials:
            special = replace(case.specials[event.special], due=event.due)
            return replace(case, specials={**case.specials, event.special: special})
        case e.SpecialStepFinished():
            return replace(case, specials={key: s for key, s in case.specials.items() if key != event.special})
        case e.HearingSet():
            hearing = Hearing(told=event.told, applied=event.applied, held=event.held, chair=event.chair)
            return replace(case, hearing=hearing)
        case e.LimitExtended():
            return replace(case, extended=case.extended + 1)
        case e.GapSupplied():
            return replace(case, gaps=tuple(each for each in case.gaps if each not in event.supplied))
        case e.CaseTerminated():
            return replace(case, status=Status.TERMINATED, reason=event.reason)
        case e.PledgeChecked():
            return replace(case, pledge_checked_at=event.at)
        case e.DecisionRevoked():
            return replace(case, status=Status.REVOKED, reason=event.reason)
        case e.CreditRecorded() | e.CreditRepaired():
            return replace(case, discredited=isinstance(event, e.CreditRecorded))
        case e.ViolationRecorded():
            return replace(case, violations=(*case.violations, (event.about, event.at)))
        case e.CardRevoked():
            return replace(case, revoked_cards={**case.revoked_cards, event.card: event.reason})
        case e.RatingGiven() | e.OrderCalledBack() | e.OrderRectified() | e.OrderAnswered() | e.OrderClosed():
            return replace(case, orders=_orders(case, event))
        case e.DueDatesReckoned():
            return reduce(_moved, event.moved, case)
        case e.OperationDone():
            return replace(case, data={**case.data, **event.data})
        case e.MessageHeard():
            return replace(case, data={**case.data, **event.payload})
        case (
            e.OperationAsked() | e.OperationDropped() | e.ListeningBegan() | e.ListeningEnded()
            | e.IncidentRaised() | e.IncidentResolved() | e.CaseMigrated()
        ):  # fmt: skip
            return apply_waiting(case, event)
        case _:
            return case


def _moved(case: Case, moved: e.MovedDate) -> Case:
    due = moved.after
    match moved.layer:
        case "check":
            return replace(case, check_due=due)
        case "statutory":
            return replace(case, statutory=due)
        case "promised":
            return replace(case, promised=due)
        case "delivery":
            return replace(case, delivery=due)
        case "gap":
            return replace(case, gap_due=due)
        case "supply" if case.notices:
            return replace(case, notices=(*case.notices[:-1], replace(case.notices[-1], due=due)))
        case "special" if moved.name == PLEDGE:
            return replace(case, pledge_due=due)
        case "special" if moved.name.partition(":")[0] in case.orders:
            return replace(case, orders=_order_moved(case, moved))
        case "special" if moved.name in case.specials:
            special = replace(case.specials[moved.name], due=due)
            return replace(case, specials={**case.specials, moved.name: special})
        case "step" | "special" if moved.name.isdecimal():
            return _on_step(case, int(moved.name), due=due)
        case _:
            return case


def _order_moved(case: Case, moved: e.MovedDate) -> dict[str, WorkOrder]:
    order = case.orders[moved.name.partition(":")[0]]
    if moved.name.endswith(CALL_BACK):
        order = replace(order, call_back_due=moved.after)
    else:
        order = replace(order, rectify_due=moved.after)
    return {**case.orders, order.id: order}


def _orders(
    case: Case,
    event: e.RatingGiven | e.OrderCalledBack | e.OrderRectified | e.OrderAnswered | e.OrderClosed,
) -> dict[str, WorkOrder]:
    """The work orders of ratings after the event; a good rating opens none."""
    if isinstance(event, e.RatingGiven):
        if not event.order:
            return case.orders
        opened = WorkOrder(
            id=event.order,
            level=event.level,
            by=event.by.name,
            at=event.at,
            call_back_due=event.call_back_due,
            rectify_due=event.rectify_due,
        )
        return {**case.orders, opened.id: opened}
    order = case.orders.get(event.order)
    if order is None:
        return case.orders
    match event:
        case e.OrderCalledBack():
            order = replace(order, called_back=event.at)
        case e.OrderRectified():
            order = replace(order, rectified=event.measures)
        case e.OrderAnswered():
            order = replace(order, told_at=event.at)
        case e.OrderClosed():
            order = replace(order, closed_at=event.at)
    return {**case.orders, order.id: order}


def _opened(case: Case, event: e.StepOpened) -> Case:
    step = Step(
        token=event.token,
        element=event.element,
        name=event.name,
        kind=event.kind,
        department=event.department,
        post=event.post,
        form=event.form,
        opened_at=event.at,
        outcomes=event.outcomes,
        result=event.result,
        due=event.due,
        item=event.item,
        special=event.special,
    )
    status = case.status
    if status not in (Status.DENIED, Status.RETURNED):
        status = {"issue": Status.ISSUING, "deliver": Status.DELIVERING}.get(event.kind, status)
    reached = case.departments
    if event.department and event.department not in reached:
        reached = (*reached, event.department)
    cardless = (*case.cardless, str(event.token)) if event.least else case.cardless
    steps = {**case.steps, event.token: step}
    return replace(case, steps=steps, status=status, departments=reached, cardless=cardless)


def _granted(case: Case, event: e.WorkGranted) -> Case:
    step = case.steps.get(event.token)
    if step is None:
        return case
    given = replace(step, worker=event.worker, worker_name=event.worker_name, sight=event.fields)
    return replace(case, steps={**case.steps, event.token: given})


def _decided(case: Case, event: e.CaseDecided) -> Case:
    """Where several bodies decide side by side, what one of them granted stands: the case is denied when all deny."""
    granted = any(isinstance(entry, Decided) and entry.granted for entry in case.ledger)
    status = case.status
    if event.meaning == "return":
        status = Status.RETURNED
    elif event.meaning == "deny" and not granted:
        status = Status.DENIED
    elif event.meaning == "grant" and status is Status.DENIED:
        status = Status.IN_REVIEW
    return replace(
        case,
        decided_at=event.at,
        decision=event.outcome,
        reason=event.reason,
        status=status,
        delivery=event.delivery,
        pledge_due=event.pledge_due,
    )


def _supplied(case: Case, event: e.MaterialsSupplied) -> Case:
    if not case.notices:
        return replace(case, data={**case.data, **event.data})
    *earlier, last = case.notices
    mended = replace(last, supplied=(*last.supplied, *(s for s in event.supplied if s not in last.supplied)))
    if not mended.missing:
        mended = replace(mended, mended_at=event.at)
    status = case.status if mended.missing else Status.RECEIVED
    return replace(case, notices=(*earlier, mended), status=status, data={**case.data, **event.data})


def _reached(case: Case, departments: Iterable[str]) -> tuple[str, ...]:
    """The departments that have seen the case, with these."""
    return (*case.departments, *(each for each in departments if each and each not in case.departments))


def _without(case: Case, token: int) -> dict[int, Step]:
    return {key: step for key, step in case.steps.items() if key != token}


def _on_step(case: Case, token: int, **changes: Hand | SentBack | DueDate | None) -> Case:
    step = case.steps.get(token)
    if step is None:
        return case
    values: dict[str, Any] = dict(changes)
    return replace(case, steps={**case.steps, token: replace(step, **values)})

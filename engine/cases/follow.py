"""`follow(case, effects, …) -> events`: what the diagram's next steps mean for the case. Pure.

The runtime says which steps opened, which decisions were asked and when the diagram ended; here they become events with
everything the record needs: department, post, due date, end status.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from bpmn.diagram import TimerKind
from bpmn.dmn import DecisionTrace
from bpmn.feel import to_json
from bpmn.feel.values import import_value
from engine.cases import events as e
from engine.cases.apply import apply_all
from engine.cases.case import SYSTEM, Case, Hand, Status
from engine.cases.hands import hand
from engine.cases.respond import may_work
from engine.cases.terms import Terms
from engine.errors import EngineError
from engine.legal_clock.due import due
from engine.legal_clock.instant import read_instant
from engine.legal_clock.limit import read_limit
from engine.refusal import Refusal
from engine.runtime import effects as r
from tenants.people import Actor

_ENDS = {
    Status.RECEIVED: Status.TERMINATED,
    Status.SUPPLEMENTING: Status.RETURNED,
    Status.NOT_ACCEPTED: Status.NOT_ACCEPTED,
    Status.RETURNED: Status.RETURNED,
    Status.DENIED: Status.DENIED,
}
"""What a case is called when its diagram ended while it stood so; every other end is 已办结."""


_DROPS = (r.TimerDropped, r.ServiceDropped, r.ListeningDropped)


class TimerFault(EngineError):
    """流程图中的定时器无法换算成时刻。"""

    code = "timer"


def follow(
    case: Case, effects: Iterable[r.Effect], now: datetime, by: Hand, terms: Terms, actor: Actor | None = None
) -> tuple[e.AnyEvent, ...]:
    """The events that a step of the diagram adds. `case` already holds the events of the command, given by `actor`
    (None: nobody, a moment came)."""
    found: list[e.AnyEvent] = []
    passed: list[str] = []
    waiting = {*case.timers, *case.asked, *case.listening}
    for effect in effects:
        if isinstance(effect, r.Passed):
            passed += [effect.element, *effect.flows]
        elif not isinstance(effect, _DROPS) or effect.token in waiting:
            found.extend(_event(case, effect, now, by, terms))
        if isinstance(effect, r.TimerAsked | r.ServiceAsked | r.Listening):
            waiting.add(effect.token)
    if passed:
        found.append(e.Moved(at=now, by=SYSTEM, elements=tuple(dict.fromkeys(passed))))
    if any(isinstance(event, e.CaseClosed) for event in found):
        found.sort(key=lambda event: isinstance(event, e.CaseClosed))
    elif terms.is_instant and actor is not None:
        found.extend(_at_once(case, found, now, terms, actor))
    return tuple(found)


def _at_once(case: Case, found: list[e.AnyEvent], now: datetime, terms: Terms, actor: Actor) -> Iterable[e.AnyEvent]:
    """即办件: what opens is not left waiting for anybody where the person at hand may go on with it (C10)."""
    after = apply_all(case, found) if found else case
    apart = terms.model.matter.separation and after.accepted_by == actor.person
    for step in after.steps.values():
        if step.holder is None and may_work(actor, step) and not (apart and step.kind == "decide"):
            yield e.StepClaimed(at=now, by=hand(actor, step.department, step.post), token=step.token)


def _event(case: Case, effect: r.Effect, now: datetime, by: Hand, terms: Terms) -> Iterable[e.AnyEvent]:
    match effect:
        case r.StepOpened():
            yield _opened(case, effect, now, terms)
            yield from _granted(effect, now, terms)
        case r.StepClosed(completed=False):
            yield e.StepCancelled(at=now, by=SYSTEM, token=effect.token, element=effect.element)
        case r.Decided():
            yield e.DecisionMade(
                at=now,
                by=SYSTEM,
                element=effect.element,
                decision=effect.decision,
                inputs={name: to_json(import_value(value)) for name, value in effect.inputs.items()},
                value=to_json(effect.value),
                trace=_trace(effect.trace),
            )
            if effect.variable:
                yield _assigned(effect.element, effect.variable, effect.value, now)
        case r.Assigned():
            yield _assigned(effect.element, effect.variable, effect.value, now)
        case r.TimerAsked():
            yield e.TimerSet(
                at=now, by=SYSTEM, token=effect.token, element=effect.element, fires_at=_moment(effect, now, terms)
            )
        case r.ServiceAsked():
            yield e.OperationAsked(
                at=now,
                by=SYSTEM,
                token=effect.token,
                element=effect.element,
                name=terms.node(effect.element).label,
                operation=effect.operation,
                runner=terms.runner(effect.operation),
                data={name: to_json(value) for name, value in effect.data.items()},
            )
        case r.ServiceDropped():
            yield e.OperationDropped(at=now, by=SYSTEM, token=effect.token)
        case r.Listening():
            yield e.ListeningBegan(
                at=now,
                by=SYSTEM,
                token=effect.token,
                element=effect.element,
                kind=effect.kind.value,
                name=effect.name,
                key=effect.key,
            )
        case r.ListeningDropped():
            yield e.ListeningEnded(at=now, by=SYSTEM, token=effect.token)
        case r.Thrown():
            payload = {name: to_json(value) for name, value in effect.payload.items()}
            yield e.MessageThrown(
                at=now,
                by=SYSTEM,
                element=effect.element,
                kind=effect.kind.value,
                name=effect.name,
                key=effect.key,
                payload=payload,
            )
        case r.TimerDropped():
            yield e.TimerDropped(at=now, by=SYSTEM, token=effect.token)
        case r.Finished(cancelled=False):
            end = _ENDS.get(case.status, Status.COMPLETED)
            used = terms.days_used(case, case.issued_at or now) if case.accepted_at else None
            yield e.CaseClosed(at=now, by=by, end=end, days_used=used)
        case _:
            return


def _opened(case: Case, effect: r.StepOpened, now: datetime, terms: Terms) -> e.StepOpened:
    node = terms.node(effect.element)
    step = node.step
    return e.StepOpened(
        at=now,
        by=SYSTEM,
        token=effect.token,
        element=effect.element,
        name=node.label,
        kind=step.kind,
        department=step.department,
        post=step.post,
        form=step.form,
        outcomes=terms.outcomes(node),
        result=terms.result(node),
        due=terms.step_due(case, node, effect.token, now),
        item={"item": to_json(effect.item), "index": effect.index} if effect.index else {},
        special=terms.is_special(node),
        least=bool((kind := terms.kind_of(node)) and kind.minimum_length),
    )


def _granted(effect: r.StepOpened, now: datetime, terms: Terms) -> Iterable[e.AnyEvent]:
    """The hop to the tenant that works the step, where that is not the home of the case."""
    worker = terms.workers.get(effect.element)
    if worker is not None:
        name = terms.node(effect.element).label
        yield e.WorkGranted(
            at=now,
            by=SYSTEM,
            token=effect.token,
            element=effect.element,
            name=name,
            worker=worker.tenant,
            worker_name=worker.name,
            fields=worker.fields,
        )


def _moment(effect: r.TimerAsked, now: datetime, terms: Terms) -> datetime:
    """When a timer of the diagram fires: a limit such as “3工作日” by the legal calendar, an ISO span by the clock."""
    text = str(effect.value).strip()
    if effect.timer is TimerKind.DATE:
        at = read_instant(text)
        if isinstance(at, Refusal):
            raise TimerFault(f"环节“{effect.element}”的定时器“{text}”不是日期：{at.advice}")
        return at
    limit = read_limit(text)
    if not isinstance(limit, Refusal):
        return due(limit, now, terms.calendar, hours=terms.hours).at
    span = _iso_span(text)
    if effect.timer is TimerKind.CYCLE or span is None:
        raise TimerFault(f"环节“{effect.element}”的定时器“{text}”无法换算，请写成“3工作日”或“PT2H”。")
    return now + span


def _iso_span(text: str) -> timedelta | None:
    """Days, hours, minutes and seconds of ISO 8601; None for anything else."""
    if not text.startswith("P"):
        return None
    units = {"D": "days", "H": "hours", "M": "minutes", "S": "seconds"}
    values: dict[str, int] = {}
    digits = ""
    for sign in text[1:].replace("T", ""):
        if sign.isdigit():
            digits += sign
        elif sign in units and digits:
            values[units[sign]] = int(digits)
            digits = ""
        else:
            return None
    return timedelta(**values) if values and not digits else None


def _assigned(element: str, variable: str, value: object, now: datetime) -> e.VariableAssigned:
    """What the diagram wrote, so that forms after it can show it."""
    return e.VariableAssigned(at=now, by=SYSTEM, element=element, variable=variable, value=to_json(value))


def _trace(trace: object) -> list[dict[str, Any]]:
    """The trace of a decision as the record stores it: one entry for every decision asked on the way."""
    steps = trace if isinstance(trace, tuple) else ()
    return [dict(step.as_json()) for step in steps if isinstance(step, DecisionTrace)]

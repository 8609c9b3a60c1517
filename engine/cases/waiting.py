"""What a case waits for besides people, and what stands still in it: applied from events, shown as rows. Pure.

System operations become jobs for workers, messages and signals become subscriptions, incidents wait for a person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from engine.cases import events as e
from engine.cases.case import Asked, Case, CaseId, Listener, OpenIncident

STEP, TIMER, OPERATION, MESSAGE, LIMIT, STATE = "step", "timer", "operation", "message", "limit", "state"
"""What an incident stopped: a person's act, a timer, a system operation, a message, another due moment, or reading the
case's runtime state."""

Waiting = (
    e.OperationAsked
    | e.OperationDropped
    | e.ListeningBegan
    | e.ListeningEnded
    | e.IncidentRaised
    | e.IncidentResolved
    | e.CaseMigrated
)


@dataclass(frozen=True, slots=True)
class Job:
    """A system operation to be carried out; `id` is the same for as long as it is asked for."""

    id: str
    case: CaseId
    token: int
    operation: str
    matter: str
    version: int
    element: str
    number: str
    at: datetime
    data: dict[str, Any]
    runner: str = "worker"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A case that waits for a message (with this key) or a signal."""

    case: CaseId
    token: int
    kind: str
    name: str
    key: str
    since: int


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An open incident as the list shows it."""

    id: str
    case: CaseId
    number: str
    matter: str
    matter_name: str
    kind: str
    element: str
    name: str
    what: str
    at: datetime


def jobs(case: Case) -> dict[str, Job]:
    """The operations that may be carried out now; one with an open incident waits for a person."""
    stopped = {each.token for each in case.incidents.values() if each.kind == OPERATION}
    return {
        f"{case.id}:{token}": Job(
            id=f"{case.id}:{token}",
            case=case.id,
            token=token,
            operation=asked.operation,
            matter=case.matter,
            version=case.version,
            element=asked.element,
            number=case.number,
            at=asked.at,
            data=asked.data,
            runner=asked.runner,
        )
        for token, asked in case.asked.items()
        if case.is_open and token not in stopped
    }


def subscriptions(case: Case) -> dict[int, Subscription]:
    """What the case hears, by token; the oldest token hears first."""
    return {
        token: Subscription(case.id, token, each.kind, each.name, each.key, token)
        for token, each in case.listening.items()
        if case.is_open
    }


def incident_rows(case: Case) -> dict[str, IncidentRow]:
    """The open incidents by id."""
    return {
        each.id: IncidentRow(
            id=each.id,
            case=case.id,
            number=case.number,
            matter=case.matter,
            matter_name=case.matter_name,
            kind=each.kind,
            element=each.element,
            name=each.name,
            what=each.what,
            at=each.at,
        )
        for each in case.incidents.values()
    }


def stands_still(case: Case) -> tuple[set[int], set[str]]:
    """Tokens of timers and names of limits that are not worked while their incident is open."""
    found = case.incidents.values()
    return {each.token for each in found if each.kind == TIMER and each.token is not None}, {
        each.limit for each in found if each.kind == LIMIT
    }


def incident_id(case: Case, kind: str, token: int | None, limit: str = "") -> str:
    """The id an incident gets: that of the open one about the same thing, else the next."""
    same = (each.id for each in case.incidents.values() if (each.kind, each.token, each.limit) == (kind, token, limit))
    return next(same, f"i{case.revision + 1}")


def apply_waiting(case: Case, event: Waiting) -> Case:
    """The case after an event about what it waits for."""
    match event:
        case e.OperationAsked():
            asked = Asked(
                element=event.element,
                name=event.name,
                operation=event.operation,
                at=event.at,
                data=event.data,
                runner=event.runner,
            )
            return replace(case, asked={**case.asked, event.token: asked})
        case e.OperationDropped():
            return replace(case, asked={key: each for key, each in case.asked.items() if key != event.token})
        case e.ListeningBegan():
            listener = Listener(element=event.element, kind=event.kind, name=event.name, key=event.key)
            return replace(case, listening={**case.listening, event.token: listener})
        case e.ListeningEnded():
            return replace(case, listening={key: each for key, each in case.listening.items() if key != event.token})
        case e.IncidentRaised():
            return _raised(case, event)
        case e.IncidentResolved():
            return _resolved(case, event)
        case e.CaseMigrated():
            return _migrated(case, event)


def _raised(case: Case, event: e.IncidentRaised) -> Case:
    if not event.incident:
        return case
    incident = OpenIncident(
        id=event.incident,
        kind=event.kind,
        element=event.element,
        name=event.name,
        what=event.what,
        at=event.at,
        where=event.where,
        token=event.token,
        limit=event.limit,
        input=event.input,
        act=event.act,
    )
    return replace(case, incidents={**case.incidents, incident.id: incident})


def _resolved(case: Case, event: e.IncidentResolved) -> Case:
    incident = case.incidents.get(event.incident)
    left = {key: each for key, each in case.incidents.items() if key != event.incident}
    changed = replace(case, incidents=left)
    if incident is None:
        return changed
    if event.how == "skipped" and incident.kind == LIMIT:
        return replace(changed, passed_limits=(*case.passed_limits, incident.limit))
    asked = case.asked.get(incident.token) if incident.token is not None else None
    if event.changes and incident.kind == OPERATION and asked is not None and incident.token is not None:
        edited = replace(asked, data={**asked.data, **event.changes})
        return replace(changed, asked={**case.asked, incident.token: edited})
    return changed


def without_incidents(case: Case, event: e.AnyEvent) -> Case:
    """Incidents about what has since been done or taken away are over."""
    match event:
        case e.StepCompleted() | e.StepCancelled() | e.StepResubmitted():
            kind = STEP
        case e.TimerDropped():
            kind = TIMER
        case e.OperationDropped():
            kind = OPERATION
        case _:
            return case
    left = {key: each for key, each in case.incidents.items() if (each.kind, each.token) != (kind, event.token)}
    return case if len(left) == len(case.incidents) else replace(case, incidents=left)


def _migrated(case: Case, event: e.CaseMigrated) -> Case:
    def moved(element: str) -> str:
        return event.mapping.get(element, element)

    steps = dict(case.steps)
    for each in event.steps:
        if each.token in steps:
            steps[each.token] = replace(
                steps[each.token],
                element=each.element,
                name=each.name,
                kind=each.kind,
                department=each.department,
                post=each.post,
                form=each.form,
                outcomes=each.outcomes,
                result=each.result,
                special=each.special,
            )
    reached = [each.department for each in event.steps if each.department not in case.departments]
    return replace(
        case,
        version=event.after,
        bundle=event.bundle,
        steps=steps,
        departments=(*case.departments, *dict.fromkeys(filter(None, reached))),
        timers={key: replace(each, element=moved(each.element)) for key, each in case.timers.items()},
        asked={key: replace(each, element=moved(each.element)) for key, each in case.asked.items()},
        listening={key: replace(each, element=moved(each.element)) for key, each in case.listening.items()},
    )

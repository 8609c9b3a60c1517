"""A step done: the event with what was chosen and filled in."""

from datetime import datetime

from engine.cases import events as e
from engine.cases.case import Hand, Step


def completed(step: Step, outcome: str, data: dict[str, object], note: str, by: Hand, now: datetime) -> e.StepCompleted:
    values = {**data, step.result: outcome} if step.result and outcome else data
    return e.StepCompleted(
        at=now,
        by=by,
        token=step.token,
        element=step.element,
        name=step.name,
        kind=step.kind,
        outcome=outcome,
        data=values,
        note=note,
        opened_at=step.opened_at,
        due=step.due,
    )

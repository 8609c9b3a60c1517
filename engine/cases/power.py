"""The power to decide (审批决定权): asked at the moment of the act, recorded with it; without a mandate no decision."""

from datetime import datetime

from msgspec.structs import replace

from engine.cases import events as e
from engine.cases.case import Step
from engine.cases.terms import Terms
from engine.refusal import OWN_RULE, Refusal
from tenants.mandate import Power
from tenants.mandates import NotHeld, power_for
from tenants.people import Actor

Events = tuple[e.AnyEvent, ...]


def by_power(answer: Events | Refusal, step: Step, actor: Actor, now: datetime, terms: Terms) -> Events | Refusal:
    """What an act brings about, its decision with the documents that give the power; refused without one."""
    if terms.mandates is None or isinstance(answer, Refusal):
        return answer
    if not any(isinstance(event, e.CaseDecided) for event in answer):
        return answer
    day = now.astimezone(terms.calendar.zone).date()
    code = terms.model.matter.code
    held = power_for(actor, code, Power.DECIDE, day, terms.mandates, department=step.department)
    if isinstance(held, NotHeld):
        return Refusal("power", held.message, OWN_RULE, held.advice)
    return tuple(
        replace(event, mandates=held.documents, deputy=held.deputy) if isinstance(event, e.CaseDecided) else event
        for event in answer
    )

"""An open step as somebody may work on it: of a case of their own tenant, or one that another tenant handed over."""

from collections.abc import Iterable
from uuid import UUID

from designer_api.house import House
from designer_api.me import Me
from designer_api.problems import RefusedError
from engine.cases import events as e
from engine.cases.case import Case, CaseId, Step
from engine.cases.sight import only_step, sees, sees_step
from engine.refusal import Refusal
from engine.service import NOT_FOUND
from tenants import scope

GONE = Refusal("step", "这个环节已经办结或已被收回。", "", "请回到待办列表，以办件当前的环节为准。")


async def open_step(house: House, me: Me, case: UUID, token: int) -> tuple[Case, Step]:
    """The case and its open step. A worker of another tenant gets what of the case was handed to them; for everybody
    else it is not there."""
    stored = await house.cases.load(CaseId(case))
    if stored is not None and sees(me.actor, stored.case):
        step = stored.case.step(token)
        if step is None:
            raise RefusedError(GONE)
        return stored.case, step
    return await _handed_over(house, me, case, token)


async def _handed_over(house: House, me: Me, case: UUID, token: int) -> tuple[Case, Step]:
    home = await house.cases.home_of(CaseId(case), token)
    if home is None:
        raise RefusedError(NOT_FOUND)
    with scope.acting_for(home):
        stored = await house.cases.load(CaseId(case))
        if stored is None or not sees_step(me.actor, stored.case, token):
            raise RefusedError(NOT_FOUND)
        prepared = await house.matters.version(stored.case.matter, stored.case.version)
    form = prepared.terms.model.forms.get(stored.case.steps[token].form)
    seen = only_step(stored.case, token, form.names if form is not None else ())
    return seen, seen.steps[token]


def told_of(case: Case, step: Step, events: Iterable[e.AnyEvent], me: Me) -> tuple[e.AnyEvent, ...]:
    """The record as the reader may see it: all of it at home, elsewhere what happened to the step handed over."""
    if case.tenant == me.tenant.id:
        return tuple(events)
    return tuple(event for event in events if getattr(event, "token", None) == step.token)

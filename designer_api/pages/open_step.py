"""An open step as somebody may work on it: of a case of their own tenant, or one that another tenant handed over."""

from collections.abc import Iterable
from uuid import UUID

from designer_api.house import House
from designer_api.me import Me
from designer_api.problems import RefusedError
from engine.cases import events as e
from engine.cases.case import Case, CaseId, Step
from engine.cases.sight import only_step, sees, sees_own_steps_only, sees_step
from engine.refusal import Refusal
from engine.service import NOT_FOUND
from tenants import scope

GONE = Refusal("step", "这个环节已经办结或已被收回。", "", "请回到待办列表，以办件当前的环节为准。")


async def open_step(house: House, me: Me, case: UUID, token: int) -> tuple[Case, Step]:
    """The case and its open step. A worker of another tenant gets what of the case was handed to them, an enterprise
    what its own step shows (A10); for everybody else it is not there."""
    stored = await house.cases.load(CaseId(case))
    if stored is not None and sees(me.actor, stored.case):
        step = stored.case.step(token)
        if step is None:
            raise RefusedError(GONE)
        return stored.case, step
    if stored is not None and sees_own_steps_only(me.actor):
        return await _own(house, me, stored.case, token)
    return await _handed_over(house, me, case, token)


async def _own(house: House, me: Me, case: Case, token: int) -> tuple[Case, Step]:
    """An enterprise's own step, with the answers its form writes or shows."""
    if not sees_step(me.actor, case, token):
        raise RefusedError(NOT_FOUND)
    prepared = await house.matters.version(case.matter, case.version)
    form = prepared.terms.model.forms.get(case.steps[token].form)
    seen = only_step(case, token, form.names | form.watched if form is not None else (), strict=True)
    return seen, seen.steps[token]


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
    """The record as the reader may see it: all of it at home, for workers elsewhere and enterprises what happened to
    their step."""
    if case.tenant == me.tenant.id and not sees_own_steps_only(me.actor):
        return tuple(events)
    return tuple(event for event in events if getattr(event, "token", None) == step.token)

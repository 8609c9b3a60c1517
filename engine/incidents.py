"""Dealing with incidents (故障处理): try again, put a value right first, or pass over what fails, with a reason.

Whoever may do so is asked here; what was typed is kept with the incident, so that nothing is lost by waiting.
"""

from dataclasses import dataclass, field
from typing import Any

from engine.cases import events as e
from engine.cases.acts import Act, Commanded, OperationReported, TimerFired, act_from_json, edited
from engine.cases.apply import apply_all
from engine.cases.case import Case, CaseId, OpenIncident
from engine.cases.hands import hand
from engine.cases.readable import unreadable
from engine.cases.rows import Change
from engine.cases.waiting import LIMIT, OPERATION, STATE, TIMER
from engine.ports import CaseStore, Stored
from engine.refusal import OWN_RULE, Refusal
from engine.stepping import Stepper
from tenants.people import Actor, Role

NOT_YOURS = Refusal("role", "您不能处理故障。", OWN_RULE, "请由改革人员或系统管理员处理。")
NO_INCIDENT = Refusal("not-found", "没有找到这个故障，可能已经处理。", OWN_RULE, "请刷新“故障处理”页。")
NO_REASON = Refusal("reason", "跳过必须写明理由。", OWN_RULE, "请写明为什么可以不做这一步。")
NOT_SKIPPED = Refusal("skip", "这一步由人办理，不能跳过。", OWN_RULE, "请更正后重试，或由办理人重新办理。")
HANDLERS = (Role.REFORM_OFFICER, Role.ADMINISTRATOR)


def may_handle(actor: Actor) -> bool:
    """Whether a person may deal with incidents."""
    return actor.has(*HANDLERS)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a person decides. `how` is retried, edited (with `changes` to the values), skipped (with a `reason`; at a
    gateway without a way out with the `flow` to take; of an operation with the values it would have brought)."""

    how: str
    reason: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    flow: str = ""


@dataclass(frozen=True, slots=True)
class IncidentService:
    """Deals with incidents of the tenant in `tenants.scope`."""

    stepper: Stepper
    store: CaseStore

    async def resolve(self, actor: Actor, case_id: CaseId, incident_id: str, decided: Resolution) -> Case | Refusal:
        """Carry a decision out: the case afterwards, or why not. What fails again is an incident again."""
        if not may_handle(actor):
            return NOT_YOURS
        if refusal := unreadable(decided, *decided.changes, *decided.changes.values()):
            return refusal
        if decided.how == "skipped" and not decided.reason.strip():
            return NO_REASON
        async with self.store.transaction():
            stored = await self.store.load(case_id, lock=True)
            incident = stored.case.incidents.get(incident_id) if stored is not None else None
            if stored is None or incident is None:
                return NO_INCIDENT
            resolved = e.IncidentResolved(
                at=self.stepper.clock.now(),
                by=hand(actor),
                incident=incident_id,
                how=decided.how,
                reason=decided.reason.strip(),
                changes=decided.changes,
            )
            if decided.how == "skipped":
                return await self._skip(stored, incident, decided, resolved)
            return await self._again(stored, incident, decided, resolved)

    async def _again(
        self, stored: Stored, incident: OpenIncident, decided: Resolution, resolved: e.IncidentResolved
    ) -> Case | Refusal:
        case = await self.stepper.whole(stored)
        if incident.kind in (LIMIT, OPERATION) and not incident.act:
            return await self._let_go_on(case, stored.state, resolved)
        if not incident.act:
            return await self._let_go_on(case, stored.state, resolved)
        act = act_from_json(incident.act)
        if decided.changes:
            act = edited(act, decided.changes)
        return await self.stepper.again(case, stored.state, act, (resolved,))

    async def _let_go_on(self, case: Case, state: bytes, resolved: e.IncidentResolved) -> Case:
        """The due row or job comes back by itself once its incident is closed."""
        after = apply_all(case, [resolved])
        await self.store.save(Change(case, after, state, (resolved,)))
        return after

    async def _skip(
        self, stored: Stored, incident: OpenIncident, decided: Resolution, resolved: e.IncidentResolved
    ) -> Case | Refusal:
        case = await self.stepper.whole(stored)
        if incident.kind == STATE:
            return NOT_SKIPPED
        if incident.kind == LIMIT:
            return await self._let_go_on(case, stored.state, resolved)
        act = _skipping(incident, decided)
        if act is None:
            return NOT_SKIPPED
        passed_over = incident.element if incident.kind != OPERATION or incident.act else ""
        detours = {passed_over: decided.flow} if passed_over else {}
        return await self.stepper.again(case, stored.state, act, (resolved,), detours)


def _skipping(incident: OpenIncident, decided: Resolution) -> Act | None:
    """The act that goes on without what fails: the same as before, or the operation taken as done."""
    if incident.act:
        act = act_from_json(incident.act)
        refused_by_people = isinstance(act, Commanded) and not incident.element
        return None if refused_by_people else edited(act, decided.changes)
    if incident.kind == OPERATION and incident.token is not None:
        return OperationReported(incident.token, "人工", decided.changes)
    if incident.kind == TIMER and incident.token is not None:
        return TimerFired(incident.token)
    return None

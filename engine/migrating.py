"""Moving open cases to another version of their matter (换版本): proposed, tried out, then case by case.

A case moves in one transaction, with all its open steps, waiting moments and what was typed, or it stays and the batch
says why. What law promised at acceptance stays: a version with other limits takes no open cases.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from bpmn.diagram import Diagram
from engine.cases import events as e
from engine.cases.apply import apply_all
from engine.cases.case import SYSTEM, Case, Hand
from engine.cases.follow import TimerFault, follow
from engine.cases.hands import hand
from engine.cases.readable import unreadable
from engine.cases.rows import Change
from engine.matters import Prepared
from engine.ports import CaseStore, Stored
from engine.refusal import OWN_RULE, Refusal
from engine.runtime import Migration, MigrationRefused, RuntimeIncident, StateUnreadable, migrate, propose
from engine.stepping import Stepper, routing
from engine.work_ports import BatchCase, BatchRow, WorkStore
from tenants import scope
from tenants.model import MatterModel
from tenants.people import Actor, Role

log = logging.getLogger("banshi.migration")

NOT_YOURS = Refusal("role", "您不能更换在办办件的版本。", OWN_RULE, "请由改革人员办理。")
NO_BATCH = Refusal("not-found", "没有找到这一批次。", OWN_RULE, "请刷新页面。")
NO_REASON = Refusal("reason", "没有写明为什么要换版本。", OWN_RULE, "请写明理由，它会记入每个办件。")
NO_CASES = Refusal("empty", "这个版本没有在办的办件。", OWN_RULE, "请核对版本号。")
OTHER_LIMITS = "新版本的承诺时限或法定时限不同，已经对申请人作出的承诺不能改变"
MOST_A_ROUND = 50


def may_migrate(actor: Actor) -> bool:
    """Whether a person may move open cases."""
    return actor.has(Role.REFORM_OFFICER)


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen: how many open cases there are and would move, and why the others would not, most frequent
    first."""

    total: int
    moving: int
    refused: tuple[tuple[str, int], ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MigrationService:
    """Moves cases of the tenant in `tenants.scope`."""

    stepper: Stepper
    store: CaseStore
    work: WorkStore

    async def propose(self, matter: str, before: int, after: int) -> dict[str, str]:
        """The map to start from: elements that are called otherwise in the new version."""
        old, new = await self._versions(matter, before, after)
        return proposed(old.terms.model, new.terms.model)

    async def preview(self, matter: str, before: int, after: int, mapping: Mapping[str, str]) -> Preview:
        """Try every open case without moving any."""
        old, new = await self._versions(matter, before, after)
        cases = await self.work.open_cases_of(matter, before)
        why: Counter[str] = Counter()
        for case_id, _ in cases:
            stored = await self.store.load(case_id)
            if stored is None or not stored.case.is_open:
                continue
            found = self._moved(stored, old, new, mapping)
            if isinstance(found, str):
                why[found] += 1
        return Preview(len(cases), len(cases) - why.total(), tuple(why.most_common()), mapping)

    async def start(
        self, actor: Actor, matter: str, before: int, after: int, mapping: Mapping[str, str], reason: str
    ) -> BatchRow | Refusal:
        """Order a batch; it is worked off beside the server, and can be paused."""
        if not may_migrate(actor):
            return NOT_YOURS
        if refusal := unreadable(reason):
            return refusal
        if not reason.strip():
            return NO_REASON
        await self._versions(matter, before, after)
        now, who = self.stepper.clock.now(), hand(actor)
        body = {"mapping": dict(mapping), "reason": reason.strip(), "by": _hand_to_json(who)}
        async with self.store.transaction():
            cases = await self.work.open_cases_of(matter, before)
            if not cases:
                return NO_CASES
            batch = BatchRow(self.stepper.new_id(), matter, before, after, body, "running", now, len(cases))
            await self.work.save_batch(batch, [BatchCase(case, number) for case, number in cases])
        return batch

    async def turn(self, actor: Actor, identity: UUID, state: str) -> BatchRow | Refusal:
        """Pause a batch or let it go on (`paused`, `running`)."""
        if not may_migrate(actor):
            return NOT_YOURS
        async with self.store.transaction():
            batch = await self.work.batch(identity)
            if batch is None:
                return NO_BATCH
            if batch.state != "done":
                batch = replace(batch, state=state)
                await self.work.save_batch(batch)
        return batch

    async def go_on(self) -> int:
        """Work on the running batches of all tenants for a while; how many cases were looked at."""
        done = 0
        for tenant, identity in await self.work.running_batches():
            with scope.acting_for(tenant):
                done += await self.work_on(identity)
        return done

    async def work_on(self, identity: UUID, most: int = MOST_A_ROUND) -> int:
        """Move the next cases of a batch, one transaction each."""
        batch = await self.work.batch(identity)
        if batch is None or batch.state != "running":
            return 0
        waiting = await self.work.batch_cases(identity, "waiting", most)
        for each in waiting:
            await self._move(batch, each)
        if len(waiting) < most:
            async with self.store.transaction():
                await self.work.save_batch(replace(batch, state="done"))
        return len(waiting)

    async def _move(self, batch: BatchRow, each: BatchCase) -> None:
        old, new = await self._versions(batch.matter, batch.before, batch.after)
        try:
            async with self.store.transaction():
                stored = await self.store.load(each.case, lock=True)
                if stored is None or not stored.case.is_open or stored.case.version != batch.before:
                    await self.work.batch_case_done(batch.id, replace(each, state="gone"))
                    return
                moved = self._moved(stored, old, new, batch.body["mapping"])
                if isinstance(moved, str):
                    await self.work.batch_case_done(batch.id, replace(each, state="refused", why=moved))
                    return
                by, reason = _hand_of(batch.body["by"]), str(batch.body["reason"])
                await self.store.save(self._change(stored.case, moved, new, batch, by, reason))
                await self.work.batch_case_done(batch.id, replace(each, state="moved"))
        except Exception as error:
            log.exception("case %s could not be moved", each.case)
            async with self.store.transaction():
                why = f"系统出错：{type(error).__name__}"
                await self.work.batch_case_done(batch.id, replace(each, state="refused", why=why))

    def _moved(self, stored: Stored, old: Prepared, new: Prepared, mapping: Mapping[str, str]) -> Migration | str:
        """The case in the new version, or why it cannot be there."""
        case = stored.case
        if old.terms.rules(case.received_at) != new.terms.rules(case.received_at):
            return OTHER_LIMITS
        if case.incidents:
            return "还有故障没有处理，请先处理"
        try:
            variables = routing(case.data, new.definition.reads)
            found = migrate(stored.state, old.definition, new.definition, mapping, variables)
            self._change(case, found, new, None, SYSTEM, "")
        except MigrationRefused as refused:
            return "；".join(
                dict.fromkeys(_in_words(finding.message, finding.element, old) for finding in refused.findings)
            )
        except (StateUnreadable, RuntimeIncident, TimerFault) as failed:
            return str(failed)
        return found

    def _change(
        self, case: Case, found: Migration, new: Prepared, batch: BatchRow | None, by: Hand, reason: str
    ) -> Change:
        mapping: Mapping[str, str] = batch.body["mapping"] if batch else {}
        now = self.stepper.clock.now()
        event = e.CaseMigrated(
            at=now,
            by=by,
            before=case.version,
            after=new.terms.version,
            bundle=new.terms.model.hash,
            mapping={old: other for old, other in mapping.items() if old != other},
            steps=tuple(_steps(case, mapping, new)),
            reason=reason,
            batch=str(batch.id) if batch else "",
        )
        after = apply_all(case, [event])
        more = follow(after, found.effects, now, SYSTEM, new.terms)
        return Change(case, apply_all(after, more) if more else after, found.state, (event, *more))

    async def _versions(self, matter: str, before: int, after: int) -> tuple[Prepared, Prepared]:
        return await self.stepper.matters.version(matter, before), await self.stepper.matters.version(matter, after)


def proposed(old: MatterModel, new: MatterModel) -> dict[str, str]:
    """Elements and flows that are called otherwise in the new version, those of called processes by their paths."""
    found = dict(_proposed(old.diagram, new.diagram, old, new, "", ""))
    return {before: after for before, after in found.items() if before != after}


def _proposed(
    one: Diagram, other: Diagram, old: MatterModel, new: MatterModel, here: str, there: str
) -> Iterator[tuple[str, str]]:
    if here.count("/") > 20:
        return
    for before, after in propose(one, other).items():
        yield here + before, there + after
        node, twin = one.find(before), other.find(after)
        inner = old.library.get(node.called) if node is not None else None
        outer = new.library.get(twin.called) if twin is not None else None
        if inner is not None and outer is not None:
            yield from _proposed(inner, outer, old, new, f"{here}{before}/", f"{there}{after}/")


def _steps(case: Case, mapping: Mapping[str, str], new: Prepared) -> Iterator[e.MovedStep]:
    """The open steps as the new version draws them; due dates and holders stay with the step."""
    for token, step in case.steps.items():
        element = mapping.get(step.element, step.element)
        node = new.terms.model.find(element)
        if node is None:
            continue
        yield e.MovedStep(
            token=token,
            element=element,
            name=node.label,
            kind=node.step.kind,
            department=node.step.department,
            post=node.step.post,
            form=node.step.form,
            outcomes=new.terms.outcomes(node),
            result=new.terms.result(node),
            special=new.terms.is_special(node),
        )


def _in_words(message: str, element: str, old: Prepared) -> str:
    node = old.terms.model.find(element)
    return message.replace(f"“{element}”", f"“{node.label}”") if node is not None else message


def _hand_to_json(who: Hand) -> dict[str, Any]:
    return {"person": str(who.person) if who.person else None, "name": who.name}


def _hand_of(kept: Mapping[str, Any]) -> Hand:
    return Hand(person=UUID(kept["person"]) if kept["person"] else None, name=str(kept["name"]))

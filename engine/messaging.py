"""Messages and signals between the cases of a tenant, and from outside: each parcel arrives once.

A message goes to the case that has waited longest with its key, else it begins a case of the matter that starts with
it, else it waits. A signal is spread to all that listen at that moment, one parcel each. Every arrival is one
transaction with the step it causes.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from bpmn.diagram import EventKind
from engine.cases.acts import MessageCame
from engine.cases.case import Case, CaseId, Party
from engine.cases.rows import Parcel
from engine.matters import Prepared
from engine.ports import CaseStore
from engine.refusal import Refusal
from engine.rests import rest_after
from engine.service import Application, CaseService
from engine.stepping import Stepper
from engine.work_ports import Claimed, WorkStore
from tenants import scope
from tenants.identity import PersonId
from tenants.organisation import CENTRE
from tenants.people import Actor, Role, Staff
from tenants.ports import TenantDirectory

APPLICANT = "applicant"
"""The key of a message's payload that says who applies, where the message begins a case."""
SENT, WAITS, STARTED = "sent", "waits", "started"


@dataclass(frozen=True, slots=True)
class Courier:
    """Carries parcels to the cases they are for. `published` gives the matters of the tenant that are in force."""

    service: CaseService
    store: CaseStore
    work: WorkStore
    published: Callable[[], Awaitable[list[Prepared]]]
    directory: TenantDirectory

    @property
    def stepper(self) -> Stepper:
        return self.service.stepper

    async def take_in(self, parcel: Parcel) -> bool:
        """A message from outside, in the tenant of the scope; False when one of that id was taken in before."""
        async with self.store.transaction():
            return await self.work.put_parcel(parcel)

    async def carry(self, claimed: Claimed, owner: str) -> str:
        """Deliver a parcel that was leased: what came of it."""
        parcel = claimed.parcel
        if parcel is None:
            raise ValueError("no parcel")
        with scope.acting_for(claimed.tenant):
            if parcel.kind == "signal" and parcel.case is None:
                return await self._spread(parcel, owner)
            targets = [parcel.case] if parcel.case else await self._listeners(parcel)
            for case in targets:
                if await self._deliver(parcel, case, owner):
                    return SENT
            if parcel.kind == "message" and await self._begin(parcel, owner):
                return STARTED
            if parcel.kind == "signal":
                return await self._drop(parcel, owner)
            async with self.store.transaction():
                until = self.stepper.clock.now() + rest_after(claimed.attempts)
                await self.work.defer_parcel(parcel.id, owner, until, "还没有办件在等这条消息")
            return WAITS

    async def _listeners(self, parcel: Parcel) -> list[CaseId]:
        found = await self.work.listeners(parcel.kind, parcel.name, parcel.key)
        return list(dict.fromkeys(each.case for each in found))

    async def _deliver(self, parcel: Parcel, case_id: CaseId, owner: str) -> bool:
        async with self.store.transaction():
            stored = await self.store.load(case_id, lock=True)
            if stored is None or not stored.case.is_open or not hears(stored.case, parcel):
                return False
            if not await self.work.finish_parcel(parcel.id, owner):
                return True  # somebody else has delivered it
            act = MessageCame(parcel.kind, parcel.name, parcel.key, parcel.payload, parcel.sender)
            await self.stepper.again(await self.stepper.whole(stored), stored.state, act)
            return True

    async def _spread(self, parcel: Parcel, owner: str) -> str:
        """One parcel for every case that listens to a signal now; the case it came from has heard it already."""
        async with self.store.transaction():
            if not await self.work.finish_parcel(parcel.id, owner):
                return SENT
            cases = [case for case in await self._listeners(parcel) if case != parcel.origin]
            await self.work.add_parcels(replace(parcel, id=f"{parcel.id}/{case}", case=case) for case in cases)
        for number, matter in enumerate(await self._started_by(parcel)):
            await self._start(parcel, *matter, once=f"{parcel.id}/{number}")
        return SENT

    async def _drop(self, parcel: Parcel, owner: str) -> str:
        async with self.store.transaction():
            await self.work.finish_parcel(parcel.id, owner)
        return SENT

    async def _begin(self, parcel: Parcel, owner: str) -> bool:
        """Begin a case of the first matter that starts with the message; the parcel is done with it."""
        starts = await self._started_by(parcel)
        if not starts:
            return False
        if await self._start(parcel, *starts[0], once=parcel.id):
            await self._drop(parcel, owner)
            return True
        return False

    async def _started_by(self, parcel: Parcel) -> list[tuple[str, str]]:
        """Matters and their start events of that name."""
        kind = EventKind(parcel.kind)
        return [
            (prepared.terms.model.matter.code, start.element)
            for prepared in await self.published()
            for start in prepared.definition.starts
            if (start.kind, start.name) == (kind, parcel.name)
        ]

    async def _start(self, parcel: Parcel, matter: str, element: str, *, once: str) -> bool:
        applicant = await self._applicant(parcel)
        if applicant is None:
            return False
        data = {name: value for name, value in parcel.payload.items() if name != APPLICANT}
        application = Application(matter, applicant, data, "系统", once=once[-30:], start_event=element)
        tenant = await self.directory.by_id(scope.current())
        done = await self.service.receive(_beginner(), application, mark=tenant.case_mark if tenant else "")
        return not isinstance(done, Refusal) or done.rule == "once"

    async def _applicant(self, parcel: Parcel) -> Party | None:
        """Who applies: said in the message, else whoever applied in the case it comes from."""
        said = parcel.payload.get(APPLICANT)
        if isinstance(said, Mapping) and isinstance(said.get("name"), str):
            texts = {
                key: str(said[key])
                for key in ("name", "kind", "id_type", "id_number", "phone", "real_name")
                if said.get(key)
            }
            return Party(**texts)
        stored = await self.store.load(parcel.origin) if parcel.origin else None
        return stored.case.applicant if stored is not None else None


def _beginner() -> Actor:
    """In whose name a message begins a case: the machine at the window, which only hands in."""
    roles, posts = frozenset({Role.WINDOW_CLERK}), frozenset({(CENTRE, "")})
    return Actor(scope.current(), PersonId(UUID(int=0)), "系统", "system", Staff.PERMANENT, roles, posts)


def hears(case: Case, parcel: Parcel) -> bool:
    """Whether a case waits for just this."""
    wanted: tuple[Any, ...] = (parcel.kind, parcel.name, parcel.key)
    return any((each.kind, each.name, each.key) == wanted for each in case.listening.values())

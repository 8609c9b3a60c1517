"""`Workshop`: what the designer's doors share — who may draw and try, the gate of this centre, drafts and releases."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from anyio import to_thread
from litestar.exceptions import PermissionDeniedException

from bpmn.diagram import Diagram
from bpmn.finding import Finding, has_errors
from designer_api.house import House
from designer_api.me import Me
from designer_api.problems import RefusedError
from engine.composing import Composing
from engine.drafting import NO_DRAFT, Drafting
from engine.drafts import judge_draft_bundle
from engine.overlays import Overlays
from engine.publishing import Gate, Judgement
from engine.refusal import Refusal
from engine.releasing import Releasing
from engine.verify.drafted import feature_findings, run_features
from engine.verify.runner import FeatureResult
from tenants.bundle import Bundle
from tenants.identity import PersonId
from tenants.pack import Pack
from tenants.people import may_model, may_verify
from tenants.step_kinds import KINDS
from tenants.transfer import export_pack
from tenants.versions import Draft

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Workshop:
    """The designer's tools for one request. Made by `workshop`, which asks who is there."""

    house: House
    me: Me

    @property
    def drafting(self) -> Drafting:
        return Drafting(self.house.tenants, self.house.clock)

    @property
    def releasing(self) -> Releasing:
        return Releasing(self.house.tenants, self.house.clock, self.overlays, self.gate)

    @property
    def overlays(self) -> Overlays:
        return Overlays(self.house.directory, self.house.tenants, self.house.clock)

    @property
    def composing(self) -> Composing:
        return Composing(self.house.tenants, self.house.clock)

    @property
    def gate(self) -> Gate:
        return Gate(self.me.calendar, KINDS)

    async def draft(self, code: str) -> Draft:
        """The draft of a matter, or 404 in words."""
        found = await self.house.tenants.draft(code)
        if found is None:
            raise RefusedError(NO_DRAFT)
        return found

    async def judge(self, bundle: Bundle) -> tuple[Judgement, Diagram | None]:
        """The gate without scenarios: fast enough for every pause in drawing."""
        me = self.me
        gate = await self.overlays.gate_for(self.gate, me.tenant.profile, me.organisation, (bundle,))
        return await to_thread.run_sync(lambda: judge_draft_bundle(bundle, me.organisation, me.tenant.settings, gate))

    async def run_features(self, bundle: Bundle) -> tuple[FeatureResult, ...]:
        """The scenarios of a bundle, run against it."""
        around = await self.packs_around(bundle)
        pack = around.pop(self.me.tenant.code)
        return await to_thread.run_sync(lambda: run_features(bundle, pack, around.values()))

    async def judge_whole(self, bundle: Bundle) -> tuple[Finding, ...]:
        """The whole gate: everything that may be said against publishing, and the scenarios when all else holds."""
        judged, _ = await self.judge(bundle)
        if has_errors(judged.findings):
            return judged.findings
        return (*judged.findings, *feature_findings(await self.run_features(bundle)))

    async def pack(self) -> Pack:
        """This centre as a pack without its matters: where scenarios take place."""
        files = await self.house.tenants.files()
        people = await self.house.tenants.people()
        return Pack(
            tenant=self.me.tenant.profile,
            organisation=self.me.organisation,
            people=tuple(person.profile for person in people),
            registers=await self.house.tenants.registers(),
            calendars=MappingProxyType({name: files[name] for name in files if name.endswith(".toml")}),
        )

    async def packs_around(self, bundle: Bundle) -> dict[str, Pack]:
        """This centre with one matter, and the centres above it with theirs of the same code: where its scenarios take
        place."""
        found = {self.me.tenant.code: replace(await self.pack(), bundles=(bundle,))}
        above = self.me.tenant.parent
        while above and above not in found:
            tenant = await self.house.directory.by_code(above)
            if tenant is None:
                break
            whole = await export_pack(tenant, self.house.tenants)
            same = tuple(each for each in whole.bundles if each.code == bundle.code)
            found[above] = replace(whole, bundles=same)
            above = tenant.parent
        return found

    async def names(self) -> dict[PersonId, str]:
        """Names of the people at work here."""
        return {person.id: person.name for person in await self.house.tenants.people()}

    async def name(self, person: PersonId | None) -> str:
        """Who that was, also one who has left; "导入" where a pack brought it."""
        if person is None:
            return "导入"
        found = await self.house.tenants.person(person)
        return found.name if found else "已离岗人员"


def workshop(house: House, me: Me, *, edit: bool = False) -> Workshop:
    """The tools, for whoever may try (tester, reform officer), or with `edit` draw; 403 for the rest."""
    if not (may_model(me.actor) if edit else may_verify(me.actor)):
        raise PermissionDeniedException
    return Workshop(house, me)


def done(result: T | Refusal) -> T:
    """What came of an act; a refusal leaves through the door."""
    if isinstance(result, Refusal):
        raise RefusedError(result)
    return result

"""Releasing (发布): a draft through the gate into an immutable version, retiring one, and going back to an old content.

With the four-eyes option whoever worked on a draft asks for its publication, and somebody else publishes it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date

from bpmn.finding import Finding, has_errors
from engine.beginnings import Origin
from engine.clock import CENTRE_ZONE, Clock
from engine.drafting import NO_DRAFT, Drafting
from engine.overlays import Overlays
from engine.publishing import Gate, Resolved
from engine.refusal import OWN_RULE, Refusal
from tenants.bundle import MATTER_FILE, Bundle
from tenants.errors import Conflict
from tenants.identity import PersonId
from tenants.matter import Matter
from tenants.matter_codes import same_codes
from tenants.matter_document import read_matter
from tenants.overlay_document import is_overlay
from tenants.people import Actor
from tenants.ports import TenantStore
from tenants.tenant import Tenant
from tenants.versions import Draft, PublishRequest, Version, VersionState, in_force, next_version, state_on

Judge = Callable[[Bundle], Awaitable[tuple[Finding, ...]]]
"""Everything that stands against publishing a bundle, scenarios included."""
CHANGED = Refusal(
    "draft-changed", "草稿在您看过之后又有人保存。", OWN_RULE, "请刷新页面，核对新的内容和检查结果后再发布。"
)


@dataclass(frozen=True, slots=True)
class NotPublishable:
    """The gate stays closed: every failing check."""

    findings: tuple[Finding, ...]


Released = Version | PublishRequest | NotPublishable | Refusal


@dataclass(frozen=True, slots=True)
class Releasing:
    """Publishes for the tenant in `tenants.scope`. Who may is asked at the door, whose own work it is here."""

    tenants: TenantStore
    clock: Clock
    overlays: Overlays
    gate: Gate

    async def authors(self, draft: Draft) -> frozenset[PersonId]:
        """Everybody who saved anything of the draft since it was begun."""
        history = await self.tenants.draft_saves(draft.matter)
        found = {save.saved_by for save in history} | {draft.changed_by}
        return frozenset(each for each in found if each is not None)

    async def publish(
        self, actor: Actor, tenant: Tenant, code: str, revision: int, effective: date, judge: Judge
    ) -> Released:
        """Publish a draft as it was at `revision`, or ask for it where four eyes are wanted and these two drew it."""
        draft = await self.tenants.draft(code)
        if draft is None:
            return NO_DRAFT
        if draft.revision != revision:
            return CHANGED
        findings = await judge(draft.bundle)
        if has_errors(findings):
            return NotPublishable(findings)
        made = await self._resolved(tenant, draft.bundle)
        if made.bundle is None:
            return NotPublishable(made.findings)
        version = await self._next(actor, made, draft.bundle, effective)
        if not isinstance(version, Version):
            return version
        if tenant.settings.four_eyes_publish and actor.person in await self.authors(draft):
            request = PublishRequest(actor.person, self.clock.now(), effective)
            try:
                await self.tenants.request_publication(replace(draft, request=request))
            except Conflict:
                return CHANGED
            return request
        return await self._keep(tenant, draft, version, made.bundle)

    async def decline(self, code: str, revision: int) -> Draft | Refusal:
        """Give a requested draft back to whoever drew it."""
        draft = await self.tenants.draft(code)
        if draft is None:
            return NO_DRAFT
        try:
            await self.tenants.request_publication(replace(draft, revision=revision, request=None))
        except Conflict:
            return CHANGED
        return replace(draft, request=None)

    async def retire(self, code: str, number: int, day: date) -> Version | Refusal:
        """Take no new cases on a version from a day on; open ones run to their end."""
        history = await self.tenants.versions(code)
        version = next((each for each in history if each.number == number), None)
        if version is None:
            return Refusal("not-found", f"没有第 {number} 版。", OWN_RULE, "请从版本清单里选一个。")
        today = self._today()
        if day < today:
            return Refusal("retire-date", f"停用日期 {day} 已经过去。", OWN_RULE, "请改为今天或以后的日期。")
        state = state_on(version, history, today)
        if state is not VersionState.IN_FORCE:
            message = f"第 {number} 版现在是“{state.chinese}”，不需要停用。"
            return Refusal("retire-state", message, OWN_RULE, "只能停用正在执行的版本；待生效的版本可另发新版替代。")
        retired = replace(version, retired_from=day)
        await self.tenants.retire_version(retired)
        return retired

    async def republish(
        self, actor: Actor, tenant: Tenant, code: str, number: int, effective: date, judge: Judge
    ) -> Released:
        """Go back (回退): publish the content of an old version anew, through today's gate."""
        if tenant.settings.four_eyes_publish:
            return await self._propose(actor, tenant, code, number, effective, judge)
        history = await self.tenants.versions(code)
        old = next((each for each in history if each.number == number), None)
        bundle = await self.tenants.bundle(code, old.written) if old else None
        if bundle is None:
            return Refusal("not-found", f"没有第 {number} 版。", OWN_RULE, "请从版本清单里选一个。")
        findings = await judge(bundle)
        if has_errors(findings):
            return NotPublishable(findings)
        made = await self._resolved(tenant, bundle)
        if made.bundle is None:
            return NotPublishable(made.findings)
        version = await self._next(actor, made, bundle, effective)
        if not isinstance(version, Version):
            return version
        return await self._save(tenant, version, bundle, made.bundle)

    async def _propose(
        self, actor: Actor, tenant: Tenant, code: str, number: int, effective: date, judge: Judge
    ) -> Released:
        """Going back under four eyes: the old content as a draft that asks for its publication."""
        draft = await Drafting(self.tenants, self.clock).start(actor, code, Origin(version=number))
        if isinstance(draft, Refusal):
            if draft.rule != "draft-exists":
                return draft
            advice = "请先发布或放弃现有草稿，再回退。"
            return Refusal("draft-exists", "这个事项还有未发布的草稿。", OWN_RULE, advice)
        return await self.publish(actor, tenant, code, draft.revision, effective, judge)

    async def _resolved(self, tenant: Tenant, bundle: Bundle) -> Resolved:
        """The bundle as it will be published: its own, or laid over the matter above."""
        organisation = await self.tenants.organisation()
        made = await self.overlays.resolved(tenant.profile, organisation, bundle, self.gate)
        taken = await self._codes_taken(made.bundle) if made.bundle is not None else ()
        return replace(made, bundle=None, findings=taken) if taken else made

    async def _codes_taken(self, bundle: Bundle) -> tuple[Finding, ...]:
        """Codes of the bundle that another matter in force bears already."""
        matter = read_matter(bundle.files[MATTER_FILE]).matter
        if matter is None or not (matter.implementation_code or matter.business_code):
            return ()
        history, others = await self.tenants.versions(), list[Matter]()
        for code in sorted({each.matter for each in history} - {bundle.code}):
            current = in_force([each for each in history if each.matter == code], self._today())
            kept = await self.tenants.bundle(code, current.hash) if current is not None else None
            other = read_matter(kept.files[MATTER_FILE]).matter if kept is not None else None
            others += [other] if other is not None else []
        return tuple(same_codes((*others, matter)))

    async def _next(self, actor: Actor, made: Resolved, written: Bundle, effective: date) -> Version | NotPublishable:
        bundle = made.bundle or written
        version = next_version(
            await self.tenants.versions(bundle.code),
            bundle,
            tenant=actor.tenant,
            effective_from=effective,
            published_by=actor.person,
            published_at=self.clock.now(),
            today=self._today(),
        )
        if not isinstance(version, Version):
            return NotPublishable((version,))
        if is_overlay(written) and made.upper is not None:
            return replace(version, source=written.hash, over=made.upper.number)
        return version

    async def _keep(self, tenant: Tenant, draft: Draft, version: Version, made: Bundle) -> Version | Refusal:
        """The draft becomes the version, unless somebody saved it meanwhile."""
        try:
            async with self.tenants.transaction():
                await self.tenants.request_publication(replace(draft, request=None))
                await self._put(tenant, version, draft.bundle, made)
                await self.tenants.drop_draft(draft.matter)
        except Conflict:
            return CHANGED
        return version

    async def _save(self, tenant: Tenant, version: Version, bundle: Bundle, made: Bundle) -> Version | Refusal:
        try:
            async with self.tenants.transaction():
                await self._put(tenant, version, bundle, made)
        except Conflict:
            return Refusal("stale", "刚才有人又发布了一版。", OWN_RULE, "请刷新页面核对后再发布。")
        return version

    async def _put(self, tenant: Tenant, version: Version, written: Bundle, made: Bundle) -> None:
        """Keep a version with its contents, and carry it down to the levels that only tighten it."""
        await self.tenants.put_bundle(made)
        await self.tenants.put_bundle(written)
        await self.tenants.save_version(version)
        await self.overlays.note(tenant.profile, written)
        await self.overlays.carry_down(tenant.profile, version.matter, version.effective_from, self.gate)

    def _today(self) -> date:
        return self.clock.now().astimezone(CENTRE_ZONE).date()

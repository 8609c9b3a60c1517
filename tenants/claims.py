"""Who offers a matter on a day: claims (认领), transfers (承接、下放) and cancellations (取消), by their dates.

New cases go to the body responsible on the day of receipt; cases already received are finished where they are (B4, B5).
The order in which claims and transfers are entered makes no difference: only their dates count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from bpmn.finding import Finding
from tenants.tenant import Tree
from tenants.term import Term


@dataclass(frozen=True, slots=True)
class Listing:
    """A matter on a tenant's catalogue (目录清单), in force from its publication (B1)."""

    matter: str
    tenant: str
    published_from: date


@dataclass(frozen=True, slots=True)
class Claim:
    """A lower level claims a matter of the catalogue above: it offers it too, from a day on. `consent` is the number of
    the document as the claimant knows it; what counts is the `Consent` that the body above keeps (B17)."""

    matter: str
    tenant: str
    above: str
    effective_from: date
    consent: str = ""


class Extent(Term):
    """What a claimant may do with the applications of the level above (B17)."""

    RECEIVE = "receive", "代为收件"
    ACCEPT = "accept", "代为收件并受理"


@dataclass(frozen=True, slots=True)
class Consent:
    """The body above agrees to a claimant's receiving, or receiving and accepting, for it. Kept with the body above:
    the claimant cannot write it (B17). `withdrawn_from` is the first day it no longer counts."""

    matter: str
    tenant: str
    document: str
    agreed_on: date
    extent: Extent = Extent.ACCEPT
    withdrawn_from: date | None = None

    def counts_on(self, day: date) -> bool:
        return self.agreed_on <= day and (self.withdrawn_from is None or day < self.withdrawn_from)


class TransferKind(Term):
    """How responsibility moves."""

    TAKE_OVER = "take_over", "承接"
    HAND_DOWN = "hand_down", "下放"
    CANCEL = "cancel", "取消"


@dataclass(frozen=True, slots=True)
class Transfer:
    """From `effective_from` on new cases go to `target`, no longer to `source`; a cancellation has no target."""

    matter: str
    kind: TransferKind
    source: str
    effective_from: date
    document: str
    target: str = ""


@dataclass(frozen=True)
class Offers:
    """All that is known of who offers what."""

    tree: Tree
    listings: tuple[Listing, ...] = ()
    claims: tuple[Claim, ...] = ()
    transfers: tuple[Transfer, ...] = ()

    def offered_by(self, matter: str, day: date) -> frozenset[str]:
        """The tenants that take new cases of the matter on the day. A claim stands as long as some tenant above it
        offers the matter; a handed-down matter is no longer offered by who handed it down."""
        offering = {each.tenant for each in self.listings if each.matter == matter and each.published_from <= day}
        moved = sorted(
            (each for each in self.transfers if each.matter == matter and each.effective_from <= day), key=_order
        )
        for each in moved:
            if each.source in offering:
                offering.discard(each.source)
                if each.target:
                    offering.add(each.target)
        claimed = {each for each in self.claims if each.matter == matter and each.effective_from <= day}
        return frozenset(offering | {each.tenant for each in claimed if self._stands(each, offering)})

    def _stands(self, claim: Claim, offering: set[str]) -> bool:
        return claim.tenant in self.tree and any(above in offering for above in self.tree.ancestors(claim.tenant))

    def may_receive(self, matter: str, tenant: str, day: date) -> Finding | None:
        """Why a tenant may take no new case of the matter on the day; None when it may."""
        offering = self.offered_by(matter, day)
        if tenant in offering:
            return None
        last = max((each for each in self.transfers if _ends(each, matter, tenant, day)), key=_order, default=None)
        if last is not None:
            reason = f"已于{last.effective_from}{last.kind.chinese}（{last.document}）"
        else:
            reason = self._not_yet(matter, tenant, day) or "不在本级的清单上，也没有认领"
        return Finding(
            code="matter-not-offered",
            element=matter,
            message=f"事项“{matter}”在{day}不能收件：{reason}。",
            expected="、".join(sorted(offering)) or "没有单位受理",
            met=tenant,
            advice="已收的办件照常办完；新申请请到现在受理的单位。" if offering else "已收的办件照常办完。",
        )

    def _not_yet(self, matter: str, tenant: str, day: date) -> str:
        begins = [each.published_from for each in self.listings if (each.matter, each.tenant) == (matter, tenant)]
        begins += [each.effective_from for each in self.claims if (each.matter, each.tenant) == (matter, tenant)]
        later = sorted(each for each in begins if each > day)
        if later:
            return f"自{later[0]}起才生效"
        return "上级已不再办理，认领随之失效" if begins else ""

    def faults(self) -> tuple[Finding, ...]:
        """Claims of what nobody above lists, transfers that lead nowhere, two transfers of one source on one day."""
        return (*self._claim_faults(), *self._transfer_faults())

    def _claim_faults(self) -> Iterator[Finding]:
        reachable = {(each.matter, each.tenant) for each in self.listings}
        reachable |= {(each.matter, each.target) for each in self.transfers if each.target}
        for claim in sorted(self.claims, key=lambda each: (each.matter, each.tenant)):
            above = self.tree.ancestors(claim.tenant) if claim.tenant in self.tree else ()
            if claim.above not in above or not any((claim.matter, each) in reachable for each in above):
                text = f"“{claim.tenant}”认领事项“{claim.matter}”，上级“{claim.above}”的目录里没有。"
                expected = "、".join(above) or "没有上级"
                advice = "只能认领上级目录清单里的事项。"
                yield Finding(
                    "claim-above", text, element=claim.matter, expected=expected, met=claim.above, advice=advice
                )

    def _transfer_faults(self) -> Iterator[Finding]:
        for each in sorted(self.transfers, key=_order):
            cancels = each.kind is TransferKind.CANCEL
            if cancels == bool(each.target) or not self._leads(each):
                text = (
                    f"事项“{each.matter}”的{each.kind.chinese}（{each.document}）去向不对：{each.target or '没有写'}。"
                )
                advice = "下放到下级，承接在同一棵树内；取消不写去向。"
                yield Finding("transfer-target", text, element=each.matter, met=each.target, advice=advice)
        for one, two in combinations(sorted(self.transfers, key=_order), 2):
            if (one.matter, one.source, one.effective_from) == (two.matter, two.source, two.effective_from):
                text = f"事项“{one.matter}”在{one.effective_from}有两份去向：{one.document}、{two.document}。"
                yield Finding("transfer-twice", text, element=one.matter, met=two.document, advice="请只留一份。")

    def _leads(self, transfer: Transfer) -> bool:
        if not transfer.target:
            return True
        if transfer.target not in self.tree or transfer.source not in self.tree:
            return False
        if transfer.kind is TransferKind.HAND_DOWN:
            return transfer.source in self.tree.ancestors(transfer.target)
        return self.tree.related(transfer.source, transfer.target)


def may_receive_for(
    claim: Claim,
    consents: tuple[Consent, ...],
    day: date,
    *,
    decides_here: bool,
    accepts_here: bool,
    above: str = "",
    name: str = "",
) -> Finding | None:
    """Whether a claimant may receive on behalf of the body above: deciding elsewhere needs its consent, and accepting
    here one that goes as far as that (B17). `above` and `name` are what people call the body above and the matter."""
    above, name = above or claim.above, name or claim.matter
    if decides_here:
        return None
    mine = [each for each in consents if (each.matter, each.tenant) == (claim.matter, claim.tenant)]
    counting = [each for each in mine if each.counts_on(day)]
    if not counting:
        text = f"事项“{name}”由上级作决定，没有“{above}”同意本级代为收件的记录。"
        advice = "请上级改革人员在“事项·委托收件”登记同意。"
        return Finding("claim-consent", text, element=claim.matter, expected="同意记录", met="没有", advice=advice)
    if accepts_here and all(each.extent is Extent.RECEIVE for each in counting):
        text = f"事项“{name}”，“{above}”只同意本级代为收件，受理仍由上级作出。"
        advice = "请上级改为“代为收件并受理”，或把受理环节改由上级办。"
        met = counting[-1].extent.chinese
        return Finding(
            "claim-extent", text, element=claim.matter, expected=Extent.ACCEPT.chinese, met=met, advice=advice
        )
    return None


def _ends(transfer: Transfer, matter: str, tenant: str, day: date) -> bool:
    return (transfer.matter, transfer.source) == (matter, tenant) and transfer.effective_from <= day


def _order(transfer: Transfer) -> tuple[date, str, str, str]:
    return transfer.effective_from, transfer.matter, transfer.source, transfer.document

"""Work grants: one step of a case worked by another tenant of the same tree (低保: 乡镇受理, 县级确认).

A case has one home tenant; clock and record stay there. A step whose department belongs to another tenant opens a
grant: the people of that department see and complete that step of that case while the grant is open, nothing else.
Every hop is on record. For a stranger a case is not there: what they may not see is None, whatever the reason.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bpmn.finding import Finding
from tenants.identity import PersonId, TenantId
from tenants.people import Actor, may_decide, may_review, works_at
from tenants.tenant import Tree
from tenants.term import Term


class HopKind(Term):
    """What happened to a grant."""

    OPENED = "opened", "转出"
    CLAIMED = "claimed", "接办"
    COMPLETED = "completed", "办结交回"
    RETURNED = "returned", "退回"
    WITHDRAWN = "withdrawn", "收回"


@dataclass(frozen=True, slots=True)
class Hop:
    """One entry of the record: when, from which tenant to which, by whom (None: the diagram itself), and why."""

    at: datetime
    kind: HopKind
    source: TenantId
    target: TenantId
    person: PersonId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The grant of one step (`token`) of one case. `materials` and `fields` are what of the case
    the worker may see; `decides` whether completing the step is a decision."""

    case: str
    token: str
    element: str
    name: str
    home: TenantId
    worker: TenantId
    department: str
    post: str = ""
    form: str = ""
    fields: frozenset[str] = frozenset()
    materials: frozenset[str] = frozenset()
    decides: bool = False
    hops: tuple[Hop, ...] = ()
    closed: bool = False

    @property
    def is_open(self) -> bool:
        return not self.closed


@dataclass(frozen=True, slots=True)
class Sight:
    """What a worker sees of a case: the step with its form, the named answers and materials; never the rest."""

    case: str
    token: str
    element: str
    name: str
    form: str
    fields: frozenset[str]
    materials: frozenset[str]


def worker_of(
    department: str, home: str, tree: Tree, departments: Mapping[str, Collection[str]], *, at: str = ""
) -> str | Finding:
    """The tenant whose department works a step: home's own where it has one, else the nearest above. `at` names one of
    the tree expressly (异地收件、属地办理). `departments` are the codes of each tenant's departments."""
    if at:
        if at not in tree or home not in tree or not tree.related(home, at):
            return _nobody(department, home, f"“{at}”与“{home}”不在同一棵租户树上")
        if department not in departments.get(at, ()):
            return _nobody(department, home, f"“{at}”没有这个部门")
        return at
    line = (home, *(tree.ancestors(home) if home in tree else ()))
    found = next((tenant for tenant in line if department in departments.get(tenant, ())), None)
    return found or _nobody(department, home, "本级和上级都没有这个部门")


def opened(grant: Grant, at: datetime) -> Grant:
    """The grant as it begins: handed from home to the worker. ValueError when the two are one: no grant is needed."""
    if grant.home == grant.worker:
        raise ValueError("a step worked at home needs no grant")
    if at.tzinfo is None:
        raise ValueError("at must be aware of its zone")
    return replace(grant, closed=False, hops=(*grant.hops, Hop(at, HopKind.OPENED, grant.home, grant.worker)))


def after(grant: Grant, kind: HopKind, at: datetime, person: PersonId, reason: str = "") -> Grant | Finding:
    """The grant after the worker claimed, completed or returned the step, or home took it back; a closed one never
    changes again, and giving back needs a reason (D23)."""
    if grant.closed:
        text = f"环节“{grant.name}”已经交回，不能再{kind.chinese}。"
        return Finding(
            "grant-closed", text, element=grant.element, expected="在办", met="已交回", advice="请刷新后再看。"
        )
    if kind in (HopKind.RETURNED, HopKind.WITHDRAWN) and not reason.strip():
        text = f"{kind.chinese}环节“{grant.name}”必须写明理由。"
        return Finding("grant-reason", text, element=grant.element, expected="理由", met="没有", advice="请写明理由。")
    if grant.hops and at < grant.hops[-1].at:
        raise ValueError("hops are recorded in the order they happen")
    outward = kind in (HopKind.CLAIMED, HopKind.WITHDRAWN)
    source, target = (grant.home, grant.worker) if outward else (grant.worker, grant.home)
    hop = Hop(at, kind, source, target, person, reason.strip())
    return replace(grant, hops=(*grant.hops, hop), closed=kind is not HopKind.CLAIMED)


def sight(actor: Actor, case: str, grants: Iterable[Grant]) -> tuple[Sight, ...]:
    """What somebody of a worker tenant sees of a case: the open steps granted to their department and post. Empty for
    everybody else: for them the case is not there."""
    return tuple(
        Sight(each.case, each.token, each.element, each.name, each.form, each.fields, each.materials)
        for each in grants
        if each.case == case
        and each.is_open
        and each.worker == actor.tenant
        and works_at(actor, each.department, each.post)
    )


def may_complete(actor: Actor, case: str, token: str, grants: Iterable[Grant]) -> Grant | None:
    """The grant by which the actor may complete a step; None when there is none: the step is then not there. A step
    that decides needs somebody who may decide; powers are asked of `tenants.mandates` besides."""
    for each in grants:
        if (each.case, each.token) == (case, token) and each.is_open and each.worker == actor.tenant:
            fit = may_decide(actor) if each.decides else may_review(actor)
            return each if fit and works_at(actor, each.department, each.post) else None
    return None


def trail(grant: Grant, names: Mapping[TenantId, str]) -> tuple[str, ...]:
    """The hops in words, for the record: `2026-03-02 09:00 下塘乡 → 玉山县 转出`. `names` are the tenants' names."""
    return tuple(
        f"{hop.at:%Y-%m-%d %H:%M} {names.get(hop.source, str(hop.source))} → {names.get(hop.target, str(hop.target))} "
        + hop.kind.chinese
        + (f"（{hop.reason}）" if hop.reason else "")
        for hop in grant.hops
    )


def _nobody(department: str, home: str, reason: str) -> Finding:
    return Finding(
        code="grant-nobody",
        element=department,
        message=f"部门“{department}”的环节没有单位可办：{reason}。",
        expected=f"{home} 或其上级的部门",
        met=department,
        advice="请改部门，或由有这个部门的上级办理。",
    )

"""`Registers` (台账): what a tenant keeps on record besides its organisation: mandates, catalogue, claims, transfers,
exceptions from residency, presence and its targets, consents to delegated acceptance, acceptance and grading of
stations, halls that close."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace

from bpmn.finding import Finding
from tenants.catalogue import CatalogueEntry, catalogue_faults
from tenants.claims import Claim, Consent, Transfer
from tenants.halls import Acceptance, Closing, Criterion, Grading, closing_faults
from tenants.identity import PersonId
from tenants.mandate import Holder, HolderKind, Mandate, circles, faults, overlaps
from tenants.mandates import Mandates, Standing
from tenants.organisation import Organisation
from tenants.people import Person, PersonProfile
from tenants.residency import LevelTarget, ListedMatter, ResidencyException


@dataclass(frozen=True, slots=True)
class Registers:
    """All of it. People in mandates are named by their login, because an id means nothing at another installation."""

    mandates: tuple[Mandate, ...] = ()
    catalogue: tuple[CatalogueEntry, ...] = ()
    claims: tuple[Claim, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    exceptions: tuple[ResidencyException, ...] = ()
    presence: tuple[ListedMatter, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    gradings: tuple[Grading, ...] = ()
    closings: tuple[Closing, ...] = ()
    consents: tuple[Consent, ...] = ()
    targets: tuple[LevelTarget, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


KINDS: Mapping[str, type] = {
    "mandates": Mandate,
    "catalogue": CatalogueEntry,
    "claims": Claim,
    "transfers": Transfer,
    "exceptions": ResidencyException,
    "presence": ListedMatter,
    "acceptances": Acceptance,
    "criteria": Criterion,
    "gradings": Grading,
    "closings": Closing,
    "consents": Consent,
    "targets": LevelTarget,
}
"""What each register is made of, by its name."""


def code_of(kind: str, row: object) -> str:
    """By what a row is found in its register."""
    return str(getattr(row, _NAMED_BY.get(kind, "matter")))


_NAMED_BY = {
    "mandates": "document",
    "presence": "code",
    "acceptances": "site",
    "criteria": "code",
    "gradings": "site",
    "closings": "site",
    "targets": "level",
}


def mandates_of(registers: Registers, people: Iterable[Person], *more: Mandate) -> Mandates:
    """The mandates with the standing of the people named in them; `more` are those of the tenants above, on which some
    of them hang. A login nobody has stays as it is: nobody holds that power."""
    listed = tuple(people)
    ids = {each.login.lower(): each.id for each in listed}
    standing = {each.id: Standing(each.name, each.staff, each.card, each.card_until) for each in listed}
    own = tuple(_by_id(mandate, ids) for mandate in registers.mandates)
    return Mandates((*own, *more), standing)


def register_faults(
    registers: Registers, organisation: Organisation, people: Iterable[PersonProfile]
) -> Iterator[Finding]:
    """What is wrong with the registers of a tenant: each row by itself, and rows against one another."""
    logins = {each.login.lower() for each in people}
    for mandate in registers.mandates:
        department = organisation.department(mandate.department)
        yield from faults(mandate, department)
        for holder in (mandate.delegator, mandate.delegate):
            if holder.kind is HolderKind.PERSON and holder.code.lower() not in logins:
                yield _unknown("mandate-person", mandate.document, "没有登录名为", holder.code, "人员")
    yield from overlaps(registers.mandates)
    yield from circles(registers.mandates)
    yield from catalogue_faults(registers.catalogue)
    yield from closing_faults(organisation, registers.closings)
    sites = {each.code for each in organisation.sites}
    for site in (*(each.site for each in registers.acceptances), *(each.site for each in registers.gradings)):
        if site not in sites:
            yield _unknown("register-site", site, "没有代码为", site, "场所")
    criteria = {each.code for each in registers.criteria}
    for grading in registers.gradings:
        for point in grading.met:
            if point not in criteria:
                yield _unknown("register-criterion", grading.site, "评级清单里没有", point, "要点")
    yield from _twice(registers)


def _by_id(mandate: Mandate, ids: Mapping[str, PersonId]) -> Mandate:
    return replace(mandate, delegator=_holder(mandate.delegator, ids), delegate=_holder(mandate.delegate, ids))


def _holder(holder: Holder, ids: Mapping[str, PersonId]) -> Holder:
    if holder.kind is not HolderKind.PERSON or holder.code.lower() not in ids:
        return holder
    return Holder(holder.kind, str(ids[holder.code.lower()]), holder.name or holder.code)


def _twice(registers: Registers) -> Iterator[Finding]:
    """Rows that may stand once only."""
    for kind in ("claims", "exceptions", "presence", "criteria", "targets"):
        seen: set[str] = set()
        for row in getattr(registers, kind):
            code = code_of(kind, row)
            if code in seen:
                text = f"台账 {kind} 里“{code}”写了两次。"
                yield Finding("register-twice", text, element=code, expected="不重复", met=code, advice="请留下一条。")
            seen.add(code)


def _unknown(code: str, element: str, words: str, met: str, what: str) -> Finding:
    text = f"“{element}”：{words}“{met}”的{what}。"
    return Finding(code, text, element=element, expected=f"已有的{what}", met=met, advice="请更正，或先加上。")

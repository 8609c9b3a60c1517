"""Who may use which power of each department on a day (D4), and what will soon lapse. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tenants.authority import Authority
from tenants.mandate import HolderKind, Mandate, Power
from tenants.mandates import Held, Mandates, held_by
from tenants.organisation import CENTRE, Organisation, PostKind
from tenants.people import Person, Rank, Role, Staff
from tenants.term import Term

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Use:
    """Somebody or some place that may use a power: by which documents, the department's first, and whether as deputy.
    `matters` empty: all of the department's."""

    holder: str
    documents: tuple[str, ...]
    deputy: bool
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DepartmentPowers:
    """What of a department may be used on a day, by power."""

    department: str
    uses: dict[Power, tuple[Use, ...]]


def powers_on(authority: Authority, day: date, *, department: str = "", matter: str = "") -> list[DepartmentPowers]:
    """Every department that keeps mandates, in order of code; one of them alone, or one matter."""
    codes = sorted({each.department for each in authority.mandates.mandates})
    return [
        DepartmentPowers(code, {power: tuple(_uses(authority, code, power, day, matter)) for power in Power})
        for code in codes
        if department in ("", code)
    ]


def _uses(authority: Authority, department: str, power: Power, day: date, matter: str) -> Iterator[Use]:
    """In order of document; each holder once for each document."""
    book = authority.mandates
    for mandate in sorted(book.mandates, key=lambda each: each.document):
        if mandate.department != department:
            continue
        for named in authority.named_by(power):
            held = held_by(mandate, named, day, book, matter)
            if isinstance(held, Held):
                yield Use(str(mandate.delegate), held.documents, mandate.deputy, tuple(sorted(mandate.matters)))
                break


class Capability(Term):
    """What a department does at the hall itself when it has really come there (四到位, D5)."""

    DECIDE = "decide", "审批"
    SEAL = "seal", "盖章"
    FEE = "fee", "缴费"
    CERTIFICATE = "certificate", "证书制作"


def lacking(
    powers: DepartmentPowers, organisation: Organisation, people: Iterable[Person], day: date
) -> tuple[Capability, ...]:
    """What of the four a department lacks on a day: somebody who decides, a seal in use, a staffed window that takes
    fees, a staffed exit window (or somebody of its own) that makes and seals certificates."""
    held = [each for person in people for each in person.posts if each.department == CENTRE and each.held_on(day)]
    posts = (organisation.post(each.department, each.post) for each in held)
    staffed = {post.kind for post in posts if post is not None}
    sealed = bool(powers.uses[Power.SEAL])
    there = {
        Capability.DECIDE: bool(powers.uses[Power.DECIDE]),
        Capability.SEAL: sealed,
        Capability.FEE: PostKind.WINDOW in staffed,
        Capability.CERTIFICATE: sealed and PostKind.EXIT in staffed,
    }
    return tuple(each for each in Capability if not there[each])


def chain_of(mandate: Mandate, mandates: Mandates, name: str) -> tuple[str, ...]:
    """The hops from the department, called `name`, to the holder: `市监局`, `C01窗口`, `下塘乡`, `赵强`."""
    hops, seen, below = [str(mandate.delegate)], {mandate.document}, mandate
    while below.under and (above := mandates.document(below.under)) is not None and above.document not in seen:
        seen.add(above.document)
        hops.append(str(above.delegate))
        below = above
    top = name if below.delegator.kind is HolderKind.DEPARTMENT else str(below.delegator)
    return (top, *reversed(hops))


def warnings_on(mandates: Iterable[Mandate], people: Iterable[Person], day: date) -> Iterator[str]:
    """What will lapse within thirty days or is not as it should be: mandates that end, law-enforcement cards that end,
    chief representatives of too low a rank (F15)."""
    for mandate in sorted(mandates, key=lambda each: (each.until, each.document)):
        if mandate.since <= day <= mandate.last_day() <= day + SOON:
            yield f"授权书{mandate.document}（{mandate.delegate}）{mandate.last_day()}到期，请及时续授。"
    for person in people:
        if person.card_until is not None and person.card_until <= day + SOON:
            lapsed = "已于" if person.card_until < day else "将于"
            yield f"{person.name}的执法证{lapsed}{person.card_until}到期，到期后不能作决定。"
        if Role.CHIEF_REPRESENTATIVE in person.roles:
            if person.staff is not Staff.PERMANENT or person.rank is Rank.MEMBER:
                yield f"首席代表{person.name}应为在编的中层以上人员。"
            elif person.rank is None:
                yield f"首席代表{person.name}的职级没有填写，请在“人员”里补填。"

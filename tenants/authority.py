"""`Authority`: whether somebody may use a power of a department at this moment, whoever it was given to.

To decide, to report upward and to lead are powers of a person. The seal may also be given away as a thing: to the
service centre, to a window or a zone of it, or to the centre of a township; then whoever works there sets it (委托受理,
A11), contract staff too (B26), because what they do is to accept and to hand out. A department that gave its seal
neither to a person at work nor to the place cannot be accepted for there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tenants.mandate import Holder, HolderKind, Power
from tenants.mandates import Held, Lack, Mandates, NotHeld, held_together, nearest, power_for
from tenants.organisation import CENTRE, Organisation
from tenants.people import Actor

_TWO_POWERS = {
    Power.SEAL: (Power.SEAL, Power.DECIDE),
    Power.COORDINATE: (Power.COORDINATE, Power.DECIDE, Power.REPORT),
}
"""Where mandates name two powers only (充分授权, D3): by which of them another is held."""


@dataclass(frozen=True)
class Authority:
    """What is asked at the moment of an act: the mandates and the organisation of the actor's tenant as they are now,
    its code, and its settings about powers (`tenants.tenant.Settings`)."""

    mandates: Mandates = field(default_factory=Mandates)
    organisation: Organisation = field(default_factory=Organisation)
    tenant: str = ""
    two_powers: bool = False
    free_powers: frozenset[Power] = frozenset()

    def keeps(self, department: str) -> bool:
        """Whether any mandate of a department is on record."""
        return any(each.department == department for each in self.mandates.mandates)

    def named_by(self, power: Power) -> tuple[Power, ...]:
        """The powers any of which a mandate must name for this one."""
        return _TWO_POWERS.get(power, (power,)) if self.two_powers else (power,)


def may_use(
    actor: Actor, matter: str, power: Power, day: date, authority: Authority, *, department: str
) -> Held | NotHeld:
    """Whether the actor may use the department's power for the matter on the day, alone or, for the seal, because the
    place the actor works at holds it; and by which documents."""
    book = authority.mandates
    answers: list[Held | NotHeld] = []
    for named in authority.named_by(power):
        answers.append(power_for(actor, matter, named, day, book, department=department))
        if power is Power.SEAL:
            there = held_together(places_of(actor, authority), matter, named, day, book, department=department)
            answers += [there] if there is not None else []
    return _best(answers, power, department, authority)


def kept_for(matter: str, power: Power, day: date, authority: Authority, *, department: str) -> Held | NotHeld | None:
    """Whether any place at all holds the department's power on the day: the decision is sealed where the seal lies.
    None when no place was given anything."""
    book = authority.mandates
    kept = {each.delegate for each in book.mandates if each.delegate.kind is not HolderKind.PERSON}
    places = sorted(kept, key=lambda each: (each.kind, each.code))
    return held_together(places, matter, power, day, book, department=department)


def places_of(actor: Actor, authority: Authority) -> Iterator[Holder]:
    """What may hold a power beside the actor alone: the centre, its window, zone or window post, and its township."""
    if CENTRE not in actor.departments:
        return
    yield Holder(HolderKind.DEPARTMENT, CENTRE)
    if authority.tenant:
        yield Holder(HolderKind.TOWNSHIP, authority.tenant)
    organisation = authority.organisation
    windows = {code for code in actor.windows if organisation.has_place(code)}  # a closed one holds nothing any more
    zones = {window.zone for code in windows if (window := organisation.window(code)) is not None and window.zone}
    posts = {post for department, post in actor.posts if department == CENTRE}
    for code in sorted(windows | zones | posts):
        yield Holder(HolderKind.WINDOW, code)


def _best(answers: list[Held | NotHeld], power: Power, department: str, authority: Authority) -> Held | NotHeld:
    """The first answer that holds; else, where the department keeps no mandates, what the centre has settled; else the
    nearest miss."""
    held = next((answer for answer in answers if isinstance(answer, Held)), None)
    if held is not None:
        return Held(power, held.documents, held.deputy, held.holder)
    if power in authority.free_powers and not authority.keeps(department):
        return Held(power, ())
    return nearest(answers) or NotHeld(
        Lack.NO_MANDATE, f"没有{power.chinese}的授权。", "请由部门主要负责人授权后再办。"
    )

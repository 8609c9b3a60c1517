"""Mandates (授权): whether somebody holds a power of a department on a day, and by which chain of documents.

A role says what kind of act is open to a person; a mandate says that the department has given its power away (D1–D4).
Powers are passed on department → window → township (D24); each hop is a mandate that names the one it comes from, and
a chain that breaks anywhere leaves the power with the department. Everything here is asked for one day: powers are
checked at the moment of the act and recorded with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from tenants.identity import PersonId
from tenants.mandate import Holder, HolderKind, Mandate, Power, person_holder
from tenants.people import Actor, Person, Staff
from tenants.term import Term


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a person decides whether they may hold a power: staff, law-enforcement card, whether still at work."""

    name: str
    staff: Staff = Staff.PERMANENT
    card: str = ""
    card_until: date | None = None
    dismissed_from: date | None = None

    def works_on(self, day: date) -> bool:
        return self.dismissed_from is None or day < self.dismissed_from


def standing_of(person: Person, dismissed_from: date | None = None) -> Standing:
    """The standing of a person of the tenant."""
    return Standing(person.name, person.staff, person.card, person.card_until, dismissed_from)


class Lack(Term):
    """Why somebody does not hold a power; the order is from the furthest to the nearest miss."""

    NO_MANDATE = "no_mandate", "没有授权"
    OTHER_POWER = "other_power", "授权里没有这项权力"
    OTHER_MATTER = "other_matter", "授权不含这个事项"
    REVOKED = "revoked", "授权已撤销"
    ENDED = "ended", "授权已到期"
    NOT_BEGUN = "not_begun", "授权尚未生效"
    CHAIN_BROKEN = "chain_broken", "授权链断了"
    DISMISSED = "dismissed", "人员已离岗"
    STAFF = "staff", "不是在编人员"
    NO_CARD = "no_card", "没有执法证"
    CARD_EXPIRED = "card_expired", "执法证已过期"


@dataclass(frozen=True, slots=True)
class Held:
    """The power is held: the documents of the chain, the department's first, to be recorded with the act. `holder`
    names the centre, window or township that holds it where the person does not hold it alone."""

    power: Power
    documents: tuple[str, ...]
    deputy: bool = False
    holder: str = ""


@dataclass(frozen=True, slots=True)
class NotHeld:
    """The power is not held: why, in one sentence, and what to do."""

    lack: Lack
    message: str
    advice: str = ""

    def __str__(self) -> str:
        return self.message + self.advice


@dataclass(frozen=True)
class Mandates:
    """All mandates of a tenant with the standing of its people. The indexes are made once."""

    mandates: tuple[Mandate, ...] = ()
    people: Mapping[PersonId, Standing] = field(default_factory=lambda: MappingProxyType({}))
    _documents: Mapping[str, Mandate] = field(init=False, repr=False, compare=False)
    _by_delegate: Mapping[Holder, tuple[Mandate, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[Holder, list[Mandate]] = {}
        for mandate in self.mandates:
            found.setdefault(mandate.delegate, []).append(mandate)
        object.__setattr__(self, "_documents", MappingProxyType({each.document: each for each in self.mandates}))
        object.__setattr__(
            self, "_by_delegate", MappingProxyType({key: _in_order(each) for key, each in found.items()})
        )

    def document(self, number: str) -> Mandate | None:
        return self._documents.get(number)

    def of(self, holder: Holder) -> tuple[Mandate, ...]:
        """The mandates given to a holder, in whatever order they were entered: their own before a deputy's, then by
        document."""
        return self._by_delegate.get(holder, ())


def _in_order(mandates: Iterable[Mandate]) -> tuple[Mandate, ...]:
    return tuple(sorted(mandates, key=lambda each: (each.deputy, each.document)))


def power_for(
    actor: Actor, matter: str, power: Power, day: date, mandates: Mandates, *, department: str
) -> Held | NotHeld:
    """Whether the actor holds the department's power for the matter on the day, and by which chain of documents.

    Of several mandates one that holds is enough; when none does, the nearest miss is told.
    """
    standing = mandates.people.get(actor.person, Standing(actor.name, actor.staff))
    given = [each for each in mandates.of(person_holder(actor.person)) if each.department == department]
    answers = [_by(mandate, matter, power, day, mandates) for mandate in given]
    held = next((answer for answer in answers if isinstance(answer, Held)), None)
    if held is not None:
        unfit = _unfit(standing, power, day)
        return unfit or held
    if miss := nearest(answers):
        return miss
    text = f"{standing.name}没有这个部门的{power.chinese}授权。"
    return NotHeld(Lack.NO_MANDATE, text, "请由部门主要负责人授权后再办。")


def nearest(answers: Iterable[Held | NotHeld]) -> NotHeld | None:
    """The nearest miss of several, None when there is none."""
    misses = [answer for answer in answers if isinstance(answer, NotHeld)]
    return max(misses, key=lambda miss: tuple(Lack).index(miss.lack), default=None)


def held_together(
    holders: Iterable[Holder], matter: str, power: Power, day: date, mandates: Mandates, *, department: str
) -> Held | NotHeld | None:
    """What the mandates give to any of these holders that are no person (the centre, a window, a township); None when
    none of them was given anything of the department."""
    given = [each for holder in holders for each in mandates.of(holder) if each.department == department]
    answers = [_by(mandate, matter, power, day, mandates) for mandate in given]
    for mandate, answer in zip(given, answers, strict=True):
        if isinstance(answer, Held):
            return replace(answer, holder=str(mandate.delegate))
    return nearest(answers)


def _by(mandate: Mandate, matter: str, power: Power, day: date, mandates: Mandates) -> Held | NotHeld:
    """What one mandate gives, looked at up to the department."""
    if miss := _misses(mandate, matter, power, day):
        return miss
    documents, below = [mandate.document], mandate
    while below.under:
        above = mandates.document(below.under)
        reason = _broken(below, above, mandates, day, seen=documents)
        if above is None or reason:
            return _chain(below, reason)
        if miss := _misses(above, matter, power, day):
            return _chain(below, miss.message)
        documents.append(above.document)
        below = above
    if below.delegator != Holder(HolderKind.DEPARTMENT, below.department):
        return _chain(below, "最上一级的授权人不是部门")
    return Held(power, tuple(reversed(documents)), mandate.deputy)


def _misses(mandate: Mandate, matter: str, power: Power, day: date) -> NotHeld | None:
    """Why one mandate by itself does not give the power."""
    number = f"授权书{mandate.document}"
    if power not in mandate.powers:
        held = "、".join(each.chinese for each in Power if each in mandate.powers) or "无"
        return NotHeld(Lack.OTHER_POWER, f"{number}没有{power.chinese}，只有：{held}。", "请补充授权。")
    if not mandate.covers(matter):
        return NotHeld(Lack.OTHER_MATTER, f"{number}不含事项“{matter}”。", "请由持有授权的人办理，或补充授权。")
    if mandate.revoked_from is not None and mandate.revoked_from <= day:
        return NotHeld(Lack.REVOKED, f"{number}已于{mandate.revoked_from}撤销。", "请由部门重新授权。")
    if mandate.until < day:
        return NotHeld(Lack.ENDED, f"{number}已于{mandate.until}到期。", "请由部门重新授权。")
    if day < mandate.since:
        return NotHeld(Lack.NOT_BEGUN, f"{number}自{mandate.since}起生效，今天是{day}。", "请等生效后再办。")
    return None


def _broken(below: Mandate, above: Mandate | None, mandates: Mandates, day: date, *, seen: list[str]) -> str:
    """Why a hop does not hang on the one above it; "" when it does."""
    if above is None:
        return f"没有上一级授权书{below.under}"
    if above.document in seen:
        return "授权书互相指向，绕成了圈"
    if above.department != below.department:
        return "上一级是别的部门的授权"
    if above.delegate != below.delegator:
        return f"{below.delegator}不是授权书{above.document}的被授权人"
    if not above.may_pass_on:
        return f"授权书{above.document}不许再授权"
    if below.since < above.since or below.until > above.until:
        return f"起止日期超出授权书{above.document}"
    if above.matters and not (below.matters and below.matters <= above.matters):
        return f"事项超出授权书{above.document}"
    if below.delegator.kind is HolderKind.PERSON:
        giver = _person_of(below.delegator, mandates)
        if giver is None or not giver.works_on(day):
            return f"授权人{below.delegator}已离岗"
    return ""


def _person_of(holder: Holder, mandates: Mandates) -> Standing | None:
    return next((each for person, each in mandates.people.items() if str(person) == holder.code), None)


def _chain(mandate: Mandate, reason: str) -> NotHeld:
    text = f"授权书{mandate.document}的授权链断了：{reason.rstrip('。')}。"
    return NotHeld(Lack.CHAIN_BROKEN, text, "权力仍在部门，请转部门办理。")


def _unfit(standing: Standing, power: Power, day: date) -> NotHeld | None:
    """Why the person may not use a power that was rightly given: contract staff never (B26), no decision without a
    valid law-enforcement card."""
    if not standing.works_on(day):
        return NotHeld(Lack.DISMISSED, f"{standing.name}自{standing.dismissed_from}起已离岗。", "请由接任的人办理。")
    if standing.staff is not Staff.PERMANENT:
        text = f"{standing.name}是{standing.staff.chinese}，不能行使{power.chinese}。"
        return NotHeld(Lack.STAFF, text, "请由在编人员办理。")
    if power is not Power.DECIDE:
        return None
    if not standing.card:
        return NotHeld(Lack.NO_CARD, f"{standing.name}没有执法证，不能作出决定。", "请由持证的在编人员办理。")
    if standing.card_until is not None and standing.card_until < day:
        text = f"{standing.name}的执法证已于{standing.card_until}到期。"
        return NotHeld(Lack.CARD_EXPIRED, text, "请换证后再办，或由持证人员办理。")
    return None


def held_by(mandate: Mandate, power: Power, day: date, mandates: Mandates, matter: str = "") -> Held | NotHeld:
    """What one mandate gives on a day, to whoever it names: for a matter, or for any one of those it names where the
    matter is ""."""
    asked = matter or min(mandate.matters, default="")
    held = _by(mandate, asked, power, day, mandates)
    if isinstance(held, NotHeld) or mandate.delegate.kind is not HolderKind.PERSON:
        return held
    standing = _person_of(mandate.delegate, mandates)
    if standing is None:
        return NotHeld(Lack.DISMISSED, f"{mandate.delegate}已离岗。", "请撤销授权书，授给接任的人。")
    return _unfit(standing, power, day) or held


def chain_fault(mandate: Mandate, mandates: Mandates) -> NotHeld | None:
    """Why a mandate hangs on nothing that holds on its first day; None when its chain reaches the department."""
    for power in sorted(mandate.powers):
        answer = held_by(mandate, power, mandate.since, mandates)
        if isinstance(answer, NotHeld) and answer.lack is Lack.CHAIN_BROKEN:
            return answer
    return None


def holders_on(mandates: Mandates, department: str, power: Power, matter: str, day: date) -> tuple[Mandate, ...]:
    """The mandates by which people held a power on a day, for the record (D4), in order of document."""
    found = (
        mandate
        for mandate in mandates.mandates
        if mandate.department == department
        and mandate.delegate.kind is HolderKind.PERSON
        and isinstance(_by(mandate, matter, power, day, mandates), Held)
    )
    return tuple(sorted(found, key=lambda mandate: mandate.document))

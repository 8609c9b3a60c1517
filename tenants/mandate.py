"""A mandate (授权书): which power of a department is given by whom to whom, for which matters and days (D2–D5)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from bpmn.finding import Finding
from tenants.identity import PersonId
from tenants.organisation import Department
from tenants.term import Term


class Power(Term):
    """What a department may give to its chief representative (首席代表)."""

    DECIDE = "decide", "审批决定权"
    REPORT = "report", "审核上报权"
    COORDINATE = "coordinate", "组织协调权"
    SEAL = "seal", "专用章使用权"


class HolderKind(Term):
    """What may give or hold a power."""

    DEPARTMENT = "department", "部门"
    WINDOW = "window", "窗口"
    TOWNSHIP = "township", "乡镇"
    PERSON = "person", "人员"


@dataclass(frozen=True, slots=True)
class Holder:
    """A department, window or township by its code, or a person by their id as text; `name` is for people."""

    kind: HolderKind
    code: str
    name: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.name or self.code


def person_holder(person: PersonId, name: str = "") -> Holder:
    """A person as the holder of a power."""
    return Holder(HolderKind.PERSON, str(person), name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """One hop. `document` is its number (授权书号), unique; `under` the document it passes on, "" when the department
    itself gives it. `matters` empty: all of the department's. Both days are included. `signed_by` is the head of the
    department who signed (D4), `deputy` marks one held for somebody else's absence (D5), `may_pass_on` whether the
    holder may give it further. `revoked_from` is the first day it no longer holds."""

    document: str
    department: str
    delegator: Holder
    delegate: Holder
    powers: frozenset[Power]
    since: date
    until: date
    matters: frozenset[str] = frozenset()
    under: str = ""
    signed_by: str = ""
    deputy: bool = False
    may_pass_on: bool = False
    revoked_from: date | None = None

    def covers(self, matter: str) -> bool:
        return not self.matters or matter in self.matters

    def last_day(self) -> date:
        """The last day it could hold; before `since` when it was revoked at once."""
        if self.revoked_from is None:
            return self.until
        return min(self.until, date.fromordinal(self.revoked_from.toordinal() - 1))


def overlaps(mandates: Iterable[Mandate]) -> tuple[Finding, ...]:
    """Mandates that give one power of a department for one matter to two holders on the same days, deputies apart, and
    document numbers used twice."""
    listed = sorted(mandates, key=lambda mandate: (mandate.document, mandate.since))
    known = {mandate.document: mandate for mandate in listed}
    return tuple(finding for one, two in combinations(listed, 2) if (finding := _overlap(one, two, known)))


def _overlap(one: Mandate, two: Mandate, known: Mapping[str, Mandate]) -> Finding | None:
    if one.document == two.document:
        text = f"授权书号{one.document}用了两次。"
        return Finding(
            "mandate-document", text, element=one.document, expected="不重复", met=one.document, advice="请改编号。"
        )
    if one.department != two.department or one.deputy or two.deputy or _one_chain(one, two, known):
        return None
    common = one.powers & two.powers
    if HolderKind.PERSON not in (one.delegate.kind, two.delegate.kind) or one.delegate.kind is not two.delegate.kind:
        common -= {Power.SEAL}  # several windows may each keep a seal for acceptance, beside the representative's
    powers = "、".join(power.chinese for power in Power if power in common)
    begin, end = max(one.since, two.since), min(one.last_day(), two.last_day())
    if not powers or begin > end or (one.matters and two.matters and not one.matters & two.matters):
        return None
    text = f"授权书{one.document}（{one.delegate}）与{two.document}（{two.delegate}）在{begin}至{end}重叠：{powers}。"
    advice = "请错开日期、分开事项，或注明其中一份为顶岗。"
    return Finding(
        "mandate-overlap", text, element=two.document, expected="同一权力同时只授一人", met=two.document, advice=advice
    )


def circles(mandates: Iterable[Mandate]) -> tuple[Finding, ...]:
    """Mandates that hang on one another in a circle: each is told once, with the documents of the circle."""
    known = {mandate.document: mandate for mandate in mandates}
    found: dict[frozenset[str], Finding] = {}
    for document in sorted(known):
        way = _above(known[document], known)
        if document not in way:
            continue
        others = "、".join(sorted(way - {document}))
        text = f"授权书{document}与{others}互相指向，绕成了圈。" if others else f"授权书{document}以自己为上一级。"
        advice = "请改“上一级授权书”：最上一级由部门授权，不填上一级。"
        found.setdefault(
            frozenset(way),
            Finding("mandate-circle", text, element=document, expected="最上一级是部门", met="一圈", advice=advice),
        )
    return tuple(found.values())


def _one_chain(one: Mandate, two: Mandate, known: Mapping[str, Mandate]) -> bool:
    """Whether one passes on what the other gives: then they overlap by nature."""
    return one.document in _above(two, known) or two.document in _above(one, known)


def _above(mandate: Mandate, known: Mapping[str, Mandate]) -> set[str]:
    """The documents a mandate hangs on."""
    found: set[str] = set()
    number = mandate.under
    while number and number not in found:
        found.add(number)
        above = known.get(number)
        number = above.under if above else ""
    return found


def faults(mandate: Mandate, department: Department | None = None) -> Iterator[Finding]:
    """What is wrong with a mandate by itself, before it is recorded; with its department, also whether that may give
    a power of approval away at all (A16, A17)."""
    if department is not None and not department.may_approve and {Power.DECIDE, Power.SEAL} & mandate.powers:
        text = f"{department.name}是{department.body.chinese}，没有审批权，不能授出。"
        expected = "行政机关、垂管、事业单位"
        advice = "请由有审批权的部门授权。"
        yield Finding(
            "mandate-body",
            text,
            element=mandate.document,
            expected=expected,
            met=department.body.chinese,
            advice=advice,
        )
    if mandate.until < mandate.since:
        text = f"授权书{mandate.document}的止期{mandate.until}早于起期{mandate.since}。"
        met = f"{mandate.since}至{mandate.until}"
        yield Finding(
            "mandate-dates", text, element=mandate.document, expected="起期不晚于止期", met=met, advice="请改日期。"
        )
    if not mandate.powers:
        text = f"授权书{mandate.document}没有写授予哪项权力。"
        words = "、".join(power.chinese for power in Power)
        yield Finding(
            "mandate-powers", text, element=mandate.document, expected=words, met="无", advice="请至少选一项。"
        )
    if mandate.delegator == mandate.delegate:
        text = f"授权书{mandate.document}的授权人与被授权人相同。"
        yield Finding(
            "mandate-self",
            text,
            element=mandate.document,
            expected="两个不同的人",
            met=str(mandate.delegate),
            advice="请改。",
        )

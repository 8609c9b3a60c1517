"""Residency (进驻): which published matters are handled at the centre, which are lawfully not, and the rate (B11–B15).

The rate is exact: 699 of 1000 fails a target of 70 per cent, 700 passes. Its denominator is on record with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bpmn.finding import Finding
from tenants.catalogue import CatalogueEntry, EntryState, governing_on
from tenants.tenant import Level
from tenants.term import Term, term_of, words_of


class ExceptionReason(Term):
    """The three reasons for which a matter may stay outside the hall (B11)."""

    SECRET = "secret", "涉密"
    SAFETY = "safety", "安全"
    PREMISES = "premises", "场地特殊"


@dataclass(frozen=True, slots=True)
class ResidencyException:
    """A matter on the exception list: its department applies with the reason and what it rests on. It counts once the
    county government's meeting approved it and the list is published (B12): `approval` is the minutes' number."""

    matter: str
    reason: ExceptionReason
    approval: str = ""
    approved_on: date | None = None
    published_on: date | None = None
    department: str = ""
    applied_on: date | None = None
    note: str = ""

    def counts_on(self, day: date) -> bool:
        """Whether the matter may stay outside on that day."""
        if not self.approval or self.approved_on is None or self.published_on is None:
            return False
        return self.approved_on <= self.published_on <= day


class Presence(Term):
    """How a published matter is present."""

    HALL = "hall", "进驻大厅"
    STATION = "station", "全程代理工作站"
    OUTSIDE = "outside", "未进驻"


@dataclass(frozen=True, slots=True)
class ListedMatter:
    """A matter of the published list (编办清单) with its department and how it is present."""

    code: str
    department: str
    presence: Presence = Presence.HALL


class Base(Term):
    """What the rate is taken of: all published matters (B13), or those that are no exceptions (B14)."""

    PUBLISHED = "published", "全部公布事项"
    WITHOUT_EXCEPTIONS = "without_exceptions", "除例外事项"


@dataclass(frozen=True, slots=True)
class Target:
    """The share to be reached, and of what. `stations_count`: whether an agency station counts as present (C18)."""

    percent: int = 70
    base: Base = Base.PUBLISHED
    stations_count: bool = True


@dataclass(frozen=True, slots=True)
class LevelTarget:
    """The target that a tenant sets for the tenants of one level at and below it (A27)."""

    level: Level
    percent: int = 70
    base: Base = Base.PUBLISHED
    stations_count: bool = True

    @property
    def target(self) -> Target:
        return Target(self.percent, self.base, self.stations_count)


USUAL_TARGETS = {
    Level.PROVINCE: Target(),
    Level.CITY: Target(),
    Level.COUNTY: Target(),
    Level.TOWNSHIP: Target(100, Base.WITHOUT_EXCEPTIONS),
    Level.VILLAGE: Target(100, Base.WITHOUT_EXCEPTIONS),
}
"""Where nobody set one: a county has seven in ten, townships and villages all that may enter (A27)."""


def target_for(level: Level, targets: Iterable[LevelTarget]) -> Target:
    """The target of a level."""
    return next((each.target for each in targets if each.level is level), USUAL_TARGETS[level])


def matters_listed(
    entries: Iterable[CatalogueEntry], presence: Iterable[ListedMatter], day: date
) -> tuple[ListedMatter, ...]:
    """The published list (编办清单) on a day, of which the rate is taken: every entry of the catalogue published by
    then with how it is present, 未进驻 where nobody said; and what was said of matters the catalogue does not hold."""
    catalogue, said = tuple(entries), {each.code: each for each in presence}
    governing = governing_on(catalogue, day)
    listed = [
        said.get(code, ListedMatter(code, entry.department, Presence.OUTSIDE))
        for code, entry in governing.items()
        if entry.state is EntryState.PUBLISHED and entry.published_on(day)
    ]
    return (*listed, *(each for code, each in sorted(said.items()) if code not in governing))


@dataclass(frozen=True, slots=True)
class Residency:
    """The rate on a day: `present` of `base`; `missing` are the (department, matter) pairs that must still enter."""

    present: int
    base: int
    target: Target
    missing: tuple[tuple[str, str], ...] = ()

    @property
    def rate(self) -> Fraction | None:
        """The exact share; None when nothing is published."""
        return Fraction(self.present, self.base) if self.base else None

    @property
    def passes(self) -> bool:
        return self.rate is not None and self.rate >= Fraction(self.target.percent, 100)

    @property
    def shown(self) -> str:
        """The rate to a tenth, cut off and never rounded up."""
        tenths = int(self.rate * 1000) if self.rate is not None else 0
        return f"{tenths // 10}.{tenths % 10}%" if self.rate is not None else "—"

    def __str__(self) -> str:
        if self.rate is None:
            return "没有公布的事项，进驻率不能计算。"
        verdict = "达到" if self.passes else "没有达到"
        counted = f"{self.present}/{self.base}，{self.target.base.chinese}"
        return f"进驻率 {self.shown}（{counted}），{verdict}{self.target.percent}%。"


def residency(
    listed: Iterable[ListedMatter], exceptions: Iterable[ResidencyException], day: date, target: Target = Target()
) -> Residency:
    """The rate of the published list on a day. A matter listed twice counts once; an exception that is not approved and
    published counts as one that must enter."""
    matters = {matter.code: matter for matter in listed}
    excused = {each.matter for each in exceptions if each.counts_on(day)}
    counted = Presence.STATION if target.stations_count else Presence.HALL
    present = {code for code, each in matters.items() if each.presence in (Presence.HALL, counted)}
    base = matters.keys() - excused if target.base is Base.WITHOUT_EXCEPTIONS else matters.keys()
    missing = sorted((matters[code].department, code) for code in matters.keys() - present - excused)
    return Residency(len(present & base), len(base), target, tuple(missing))


def reason_of(word: str, matter: str) -> ExceptionReason | Finding:
    """One of the three reasons, by code or Chinese word; any other is refused."""
    found = term_of(ExceptionReason, word.strip())
    if found is not None:
        return found
    return Finding(
        code="residency-reason",
        element=matter,
        message=f"事项“{matter}”不进驻的理由“{word}”不是三种例外之一。",
        expected=words_of(ExceptionReason),
        met=word,
        advice="只有涉密、安全、场地特殊三种；否则应当进驻。",
    )


def undecided(exceptions: Iterable[ResidencyException], day: date) -> tuple[Finding, ...]:
    """Exceptions that do not count, and what they still need."""
    return tuple(
        Finding(
            code="residency-exception",
            element=each.matter,
            message=f"事项“{each.matter}”的例外还不能算：{_needs(each, day)}。",
            expected="经县级政府常务会议批准并在清单公布",
            met=_needs(each, day),
            advice="批准并公布之前，按应当进驻计算。",
        )
        for each in sorted(exceptions, key=lambda each: each.matter)
        if not each.counts_on(day)
    )


def stage_of(exception: ResidencyException) -> str:
    """How far an exception has come, in one word."""
    if not exception.approval or exception.approved_on is None:
        return "已申请"
    return "已公布" if exception.published_on is not None else "已批准"


def _needs(exception: ResidencyException, day: date) -> str:
    if not exception.approval or exception.approved_on is None:
        return "没有批准"
    if exception.published_on is None or exception.published_on > day:
        return "还没有公布"
    return "公布早于批准"

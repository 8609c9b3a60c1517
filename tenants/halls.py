"""Halls and stations: what a village station must have (A23), which grade a site earns (A22), how a hall closes (A7).

Several sites may belong to one township, each with windows of its own (A4); how they are called follows the level (A5).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bpmn.finding import Finding, Severity
from tenants.organisation import Organisation, Site, SiteKind, count_in
from tenants.tenant import Level
from tenants.term import Term


class Have(Term):
    """The seven things a village station must have (有牌子、班子、事项、电脑、制度、台账、经费)."""

    SIGN = "sign", "牌子"
    TEAM = "team", "班子"
    MATTERS = "matters", "事项"
    COMPUTER = "computer", "电脑"
    RULES = "rules", "制度"
    LEDGER = "ledger", "台账"
    FUNDS = "funds", "经费"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The acceptance of a station: what was found there on a day, and by whom."""

    site: str
    checked_on: date
    haves: tuple[Have, ...] = ()
    checked_by: str = ""

    @property
    def missing(self) -> tuple[Have, ...]:
        return tuple(each for each in Have if each not in self.haves)

    @property
    def passes(self) -> bool:
        """All seven are there."""
        return not self.missing


class Grade(Term):
    """The grade of a township or village centre, the highest first."""

    MODEL = "model", "示范型"
    STANDARD = "standard", "标准型"
    CONVENIENT = "convenient", "便民型"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One point of the grading checklist: `grade` is the lowest grade that asks for it, every higher one does too."""

    code: str
    text: str
    grade: Grade = Grade.CONVENIENT


@dataclass(frozen=True, slots=True)
class Grading:
    """The grading of a site on a day: the codes of the points that were met."""

    site: str
    graded_on: date
    met: tuple[str, ...] = ()


def grade_of(grading: Grading, criteria: Iterable[Criterion]) -> Grade | None:
    """The highest grade all of whose points are met; None when not even the lowest is earned."""
    order, found = tuple(Grade), None
    listed = tuple(criteria)
    for grade in reversed(order):
        asked = {each.code for each in listed if order.index(each.grade) >= order.index(grade)}
        if not asked <= set(grading.met):
            return found
        found = grade
    return found


@dataclass(frozen=True, slots=True)
class Closing:
    """A hall that closes: from `closed_from` its departments work at the site `target`, by that document."""

    site: str
    target: str
    closed_from: date
    document: str


def closed_on(organisation: Organisation, closings: Iterable[Closing], day: date) -> Organisation:
    """The organisation on a day: the zones of halls that have closed stand at their new sites, with their windows and
    departments, so that everything under way there goes on there (A7)."""
    moved = {each.site: each.target for each in closings if each.closed_from <= day}
    if not moved:
        return organisation

    def place(site: str) -> str:
        seen = {site}
        while site in moved and moved[site] not in seen:
            site = moved[site]
            seen.add(site)
        return site

    zones = tuple(replace(zone, site=place(zone.site)) for zone in organisation.zones)
    sites = tuple(site for site in organisation.sites if place(site.code) == site.code)
    return replace(organisation, zones=zones, sites=sites)


@dataclass(frozen=True, slots=True)
class Moving:
    """What moves when a site closes: its zones, how many windows, the departments in them, and those departments that
    receive people nowhere else."""

    zones: tuple[str, ...]
    windows: int
    departments: tuple[str, ...]
    only_here: tuple[str, ...]


def moving(organisation: Organisation, site: str) -> Moving:
    """What moves from a site of the organisation as it stands on the day."""
    zones = organisation.zones_at(site)
    windows = sum(zone.planned_windows or count_in(organisation.windows, zone.code) for zone in zones)
    here = dict.fromkeys(code for zone in zones for code in zone.departments)
    elsewhere = {code for zone in organisation.zones if zone.site != site for code in zone.departments}
    return Moving(tuple(z.code for z in zones), windows, tuple(here), tuple(c for c in here if c not in elsewhere))


def closing_faults(organisation: Organisation, closings: Iterable[Closing]) -> Iterator[Finding]:
    """Closings that would lose something: of no hall of ours, to no site of ours, to one that closes too early."""
    listed = sorted(closings, key=lambda each: (each.closed_from, each.site))
    sites = {each.code: each for each in organisation.sites}
    gone: dict[str, date] = {}
    for each in listed:
        if each.site in gone:
            yield _fault(each, "关闭了两次", "只关一次", each.site)
        gone[each.site] = each.closed_from
    for each in listed:
        if each.site not in sites:
            yield _fault(each, "不是本单位的场所", "、".join(sites), each.site)
        if each.target not in sites or each.target == each.site:
            yield _fault(each, "的事项没有去处", "另一个场所", each.target)
        elif sites[each.target].lacks:
            yield _fault(each, f"要并入的“{sites[each.target].name}”还不能启用", sites[each.target].lacks, "没有")
        elif gone.get(each.target, date.max) <= each.closed_from:
            yield _fault(each, f"要并入的“{sites[each.target].name}”也已关闭", "没有关闭的场所", each.target)


def name_faults(level: Level, sites: Iterable[Site]) -> Iterator[Finding]:
    """Sites whose name does not follow the rule: 区县称政务（行政）服务中心，乡镇、街道、村社区称便民服务 (A5). A
    warning: names are given by others."""
    for site in sites:
        wanted = _NAMES.get(site.kind)
        if wanted is None or any(word in site.name for word in wanted):
            continue
        yield Finding(
            "site-name",
            f"{level.chinese}的场所“{site.name}”是{site.kind.chinese}，名称不合规则。",
            Severity.WARNING,
            element=site.code,
            expected="、".join(wanted),
            met=site.name,
            advice="请按统一名称规范挂牌；确需保留的，在 remarks 里说明。",
        )


_NAMES = {
    SiteKind.CENTRE: ("政务服务中心", "行政服务中心", "便民服务中心"),
    SiteKind.SUB_CENTRE: ("分中心",),
    SiteKind.TOWNSHIP: ("便民服务中心",),
    SiteKind.VILLAGE: ("便民服务中心", "便民服务站", "便民服务代办站", "便民服务代办点", "便民服务室"),
}


def _fault(closing: Closing, text: str, expected: str, met: str) -> Finding:
    message = f"场所“{closing.site}”{text}（{closing.document}）。"
    advice = "关闭大厅时，事项、窗口和在办的办件都要有去处。"
    return Finding("hall-closing", message, element=closing.site, expected=expected, met=met, advice=advice)

"""Tenants (租户) and their tree: province, city, county, township, village, in any of the levels a place uses.

`TenantProfile` is what a pack's `tenant.toml` says; a `Tenant` is a profile that has been given its id.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, time
from types import MappingProxyType
from typing import Self

from bpmn.finding import Finding, Severity
from tenants.identity import TenantId as TenantId
from tenants.mandate import Power
from tenants.succession import Merger, Rename
from tenants.term import Term


class Level(Term):
    """The level of a tenant; the order of the members is from the top down."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇级"
    VILLAGE = "village", "村级"

    def above(self, other: "Level") -> bool:
        """Whether this level stands above the other."""
        order = tuple(Level)
        return order.index(self) < order.index(other)


class RestDayReceipt(Term):
    """When an application sent on a rest day counts as received (R12)."""

    ACTUAL_DAY = "actual_day", "以实际收到之日为准"
    NEXT_WORKING_DAY = "next_working_day", "以次一工作日为准"


FREE_POWERS = (Power.REPORT, Power.COORDINATE, Power.SEAL)
"""What needs no mandate in a department that keeps none at all, unless the centre is stricter."""
BUSINESS_HOURS = ((time(9), time(12)), (time(13, 30), time(17)))


@dataclass(frozen=True, slots=True)
class Settings:
    """What a centre may set for itself. Limits of days are working days unless said otherwise.

    `yellow_working_days`: the yellow lamp lights this many working days before the due day; `yellow_percent`, when not
    0, lights it once that share of the limit is used, whichever comes first. `supplement_working_days` is the
    applicant's time to supply what a one-time notice names (R11: local policy; 0 sets no end), after which the
    application is returned. `extension_moves_promise`: whether an
    approved extension moves the promised date too (R25). `pledge_check_months`: a decision on a pledge is checked
    within so many months (R32); `yellow_cards_for_red`: so many yellow cards of one department in a month make a red
    one. `severities` weighs publish rules anew, by rule code.
    `http_allowed`: the addresses that HTTP operations may call, each a beginning such as
    `https://api.example.gov.cn/`; none by default. `two_powers`: mandates name only the powers to decide and to report
    (充分授权, D3); the seal then goes with the decision, the lead of special steps with either. `free_powers`: what a
    department that keeps no mandate at all may do all the same; never to decide unless the centre says so.
    """

    yellow_working_days: int = 1
    yellow_percent: int = 0
    window_cap: int = 0
    supplement_working_days: int = 15
    rating_feedback_working_days: int = 15
    pledge_check_months: int = 2
    yellow_cards_for_red: int = 3
    rest_day_receipt: RestDayReceipt = RestDayReceipt.ACTUAL_DAY
    extension_moves_promise: bool = False
    four_eyes_publish: bool = False
    business_hours: tuple[tuple[time, time], ...] = BUSINESS_HOURS
    severities: tuple[tuple[str, Severity], ...] = ()
    http_allowed: tuple[str, ...] = ()
    two_powers: bool = False
    free_powers: tuple[Power, ...] = FREE_POWERS

    def severity_of(self, rule: str, default: Severity) -> Severity:
        """How much this centre weighs a rule's findings."""
        return dict(self.severities).get(rule, default)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader of the pack must know: a contradiction of the sources, a value still to be verified."""

    about: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantProfile:
    """A tenant as its pack describes it. `code` is the slug used in addresses and commands; `parent` the code of the
    tenant above ("" at the top); `region_code` is six digits of GB/T 2260 down to the county, nine for a township,
    twelve for a village, with `region_verified` false while nobody has compared it with the official list;
    `case_mark` stands in case numbers (玉办). `renames` and `merged` take effect on their days."""

    code: str
    name: str
    centre: str
    level: Level
    region_code: str
    region_verified: bool = False
    region_source: str = ""
    parent: str = ""
    case_mark: str = ""
    time_zone: str = "Asia/Shanghai"
    address: str = ""
    phone: str = ""
    settings: Settings = Settings()
    remarks: tuple[Remark, ...] = ()
    renames: tuple[Rename, ...] = ()
    merged: Merger | None = None

    def on(self, day: date) -> Self:
        """The tenant by the name it bears on a day."""
        done = [each for each in self.renames if each.effective_from <= day]
        if not done:
            return self
        last = max(done, key=lambda each: each.effective_from)
        return replace(self, name=last.name, centre=last.centre, case_mark=last.case_mark or self.case_mark)

    def settled(self, day: date) -> Self:
        """With the names it bears now written into the last new name in effect, so that they are kept when its facts
        are changed by hand after a new name took effect."""
        done = [each for each in self.renames if each.effective_from <= day]
        if not done:
            return self
        last = max(done, key=lambda each: each.effective_from)
        kept = replace(last, name=self.name, centre=self.centre, case_mark=self.case_mark)
        return replace(self, renames=tuple(kept if each is last else each for each in self.renames))

    def with_id(self, identity: TenantId) -> "Tenant":
        """The tenant this profile becomes once it is given its id."""
        return Tenant(id=identity, **{each.name: getattr(self, each.name) for each in fields(TenantProfile)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant(TenantProfile):
    """A tenant of this installation."""

    id: TenantId

    @property
    def profile(self) -> TenantProfile:
        """What a pack would say of it."""
        return TenantProfile(**{each.name: getattr(self, each.name) for each in fields(TenantProfile)})


REGION_DIGITS = {
    Level.PROVINCE: (6,),
    Level.CITY: (6,),
    Level.COUNTY: (6,),
    Level.TOWNSHIP: (9, 12),
    Level.VILLAGE: (12,),
}
"""Digits of a region code by level: GB/T 2260 to the county, the statistical codes (统计用区划代码) below."""


def region_code_fault(code: str, level: Level) -> str | None:
    """Why a text is no region code of that level, in Chinese; None when its form is right."""
    if not (code.isascii() and code.isdigit()):
        return f"区划代码只能是数字，现在是“{code}”。"
    wanted = REGION_DIGITS[level]
    if len(code) not in wanted:
        return f"{level.chinese}的区划代码应为{'或'.join(map(str, wanted))}位，现在“{code}”有{len(code)}位。"
    if level is Level.PROVINCE and not code.endswith("0000"):
        return f"省级区划代码的后四位应为 0000，现在是“{code}”。"
    if level is Level.COUNTY and code.endswith("00"):
        return f"县级区划代码的后两位不能是 00，现在是“{code}”。"
    return None


@dataclass(frozen=True)
class Tree:
    """The tenants of an installation as a forest, by code. Made by `plant`, which refuses what is no forest."""

    profiles: Mapping[str, TenantProfile]
    _children: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        children: dict[str, list[str]] = {}
        for code, profile in self.profiles.items():
            if profile.parent:
                children.setdefault(profile.parent, []).append(code)
        frozen = MappingProxyType({code: tuple(sorted(below)) for code, below in children.items()})
        object.__setattr__(self, "_children", frozen)

    def __contains__(self, code: str) -> bool:
        return code in self.profiles

    def children(self, code: str) -> tuple[str, ...]:
        """The tenants directly below, in code order."""
        return self._children.get(code, ())

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The tenants above, nearest first. KeyError when the tenant is not in the tree."""
        above: list[str] = []
        parent = self.profiles[code].parent
        while parent in self.profiles:
            above.append(parent)
            parent = self.profiles[parent].parent
        return tuple(above)

    def descendants(self, code: str) -> Iterator[str]:
        """The tenants below, every tenant before those below it."""
        for child in self.children(code):
            yield child
            yield from self.descendants(child)

    def related(self, one: str, other: str) -> bool:
        """Whether both stand in one tree."""
        return self._root(one) == self._root(other)

    def _root(self, code: str) -> str:
        above = self.ancestors(code)
        return above[-1] if above else code


def plant(profiles: Iterable[TenantProfile]) -> tuple[Tree, tuple[Finding, ...]]:
    """The tree of these tenants with every fault of it at once: duplicate codes, parents that are not there, levels
    that do not go down, circles. The tree holds the tenants without a fault and everything above them."""
    kept: dict[str, TenantProfile] = {}
    findings: list[Finding] = []
    for profile in profiles:
        if profile.code in kept:
            findings.append(_fault("tenant-duplicate", profile.code, f"租户代码“{profile.code}”出现了两次。"))
        else:
            kept[profile.code] = profile
    findings += [fault for profile in kept.values() if (fault := _parent_fault(profile, kept))]
    circles = _circles(kept)
    findings += [
        _fault("tenant-cycle", circle[0], f"上级关系成了一个圈：{' → '.join((*circle, circle[0]))}。")
        for circle in circles
    ]
    faulty = {finding.element for finding in findings if finding.code != "tenant-duplicate"}
    faulty |= {code for circle in circles for code in circle}
    return Tree(MappingProxyType({code: each for code, each in kept.items() if code not in faulty})), tuple(findings)


def _parent_fault(profile: TenantProfile, known: Mapping[str, TenantProfile]) -> Finding | None:
    if not profile.parent:
        return None
    above = known.get(profile.parent)
    if above is None:
        return _fault("tenant-parent", profile.code, f"租户“{profile.code}”的上级“{profile.parent}”不存在。")
    if not above.level.above(profile.level):
        text = (
            f"租户“{profile.code}”是{profile.level.chinese}，它的上级“{above.code}”是{above.level.chinese}，级别不对。"
        )
        return _fault("tenant-level", profile.code, text)
    return None


def _circles(known: Mapping[str, TenantProfile]) -> tuple[tuple[str, ...], ...]:
    """Each circle of parents once, starting at its smallest code."""
    found: set[tuple[str, ...]] = set()
    done: set[str] = set()
    for start in known:
        walk: dict[str, int] = {}
        code = start
        while code in known and code not in walk and code not in done:
            walk[code] = len(walk)
            code = known[code].parent
        if code in walk:
            circle = tuple(walk)[walk[code] :]
            turn = circle.index(min(circle))
            found.add(circle[turn:] + circle[:turn])
        done.update(walk)
    return tuple(sorted(found))


def _fault(code: str, element: str, message: str) -> Finding:
    return Finding(code=code, element=element, message=message, advice="请改正上级（parent）或代码后重新导入。")

"""The organisation of a centre (机构): sites, departments, posts, zones and windows.

Department and post codes are shared by all tenants, so that a diagram drawn above can be inherited below: the county's
and the township's `market_regulation` are each tenant's own body under the same code.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from tenants.term import Term

CENTRE = "centre"
"""The department code of the service centre itself (政务服务中心)."""


class BodyKind(Term):
    """What kind of body a department is. Only the first three may hold an approval (审批权); the others see their own
    step alone (A16, A17, B26)."""

    ADMINISTRATIVE = "administrative", "行政机关"
    VERTICAL = "vertical", "垂管"
    INSTITUTION = "institution", "事业单位"
    UTILITY = "utility", "公共服务企业"
    ENTERPRISE = "enterprise", "其他企业"
    INTERMEDIARY = "intermediary", "中介"

    @property
    def may_approve(self) -> bool:
        return self in (BodyKind.ADMINISTRATIVE, BodyKind.VERTICAL, BodyKind.INSTITUTION)


class PostKind(Term):
    """What a post (岗位) is there for: front window, back office, exit window, lead, and the posts of the centre."""

    WINDOW = "window", "窗口"
    BACK = "back", "后台"
    EXIT = "exit", "出件"
    LEAD = "lead", "首席代表"
    SUPERVISOR = "supervisor", "监察"
    REFORM = "reform", "改革"
    TESTER = "tester", "验收"
    ADMIN = "admin", "管理"


class WindowKind(Term):
    """What a window (窗口) serves."""

    GENERAL = "general", "综合"
    SPARE = "spare", "备用"
    EMERGENCY = "emergency", "应急"
    TAX = "tax", "税费"
    CITIZEN = "citizen", "市民"
    SEAL = "seal", "刻章"
    POLICE = "police", "公安"
    JUSTICE = "justice", "司法"
    EXIT = "exit", "出件"


class SiteKind(Term):
    """What a place of service (场所) is. Sub-centres and retained halls need an approval on record (A6, A7)."""

    CENTRE = "centre", "政务服务中心"
    SUB_CENTRE = "sub_centre", "分中心"
    RETAINED_HALL = "retained_hall", "保留的部门大厅"
    TOWNSHIP = "township", "乡镇便民服务中心"
    VILLAGE = "village", "村（社区）便民服务站"
    AGENCY = "agency", "代办点"


class AreaKind(Term):
    """A functional area (功能区) of a site: the four areas and one centre (四区一中心) first, then the others (A20)."""

    GUIDANCE = "guidance", "智能导服功能区"
    RECEPTION = "reception", "政务服务综合受理区"
    SELF_SERVICE = "self_service", "24小时自助服务区"
    ONLINE = "online", "“互联网+政务服务”体验区"
    BACK_OFFICE = "back_office", "后台集中审批协同中心"
    ENTERPRISES = "enterprises", "企业服务专区"
    DISCLOSURE = "disclosure", "政务公开区"
    PARLOUR = "parlour", "百姓客厅"
    READING = "reading", "阅读区"
    BANK = "bank", "银行服务区"
    POST = "post", "邮递服务区"
    PRINTING = "printing", "文印区"
    NURSERY = "nursery", "母婴室"
    REST = "rest", "休息等候区"
    PARKING = "parking", "停车区"


@dataclass(frozen=True, slots=True)
class Post:
    """A post in a department; `code` is unique within its department. `unit` is the internal unit it belongs to
    (内设股室, D1; "" where none is named)."""

    code: str
    name: str
    department: str
    kind: PostKind
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Department:
    """A body present at the centre (进驻部门). `approval_unit` is the internal unit that alone handles its approvals
    (D1; "" when it has named none); `entered` whether it works at the centre; `selection` the number of an
    intermediary's selection record (遴选记录), which is good from `selected_from` to `selected_until`, both days
    included, None open (A17)."""

    code: str
    name: str
    short: str
    body: BodyKind
    approval_unit: str = ""
    phone: str = ""
    entered: bool = True
    selection: str = ""
    remark: str = ""
    selected_from: date | None = None
    selected_until: date | None = None

    @property
    def may_approve(self) -> bool:
        return self.body.may_approve

    def is_selected_on(self, day: date) -> bool:
        """Whether it may take new steps on a day: an intermediary only within the term of its selection (A17)."""
        if self.body is not BodyKind.INTERMEDIARY:
            return True
        begun = self.selected_from is None or self.selected_from <= day
        return bool(self.selection) and begun and (self.selected_until is None or day <= self.selected_until)

    def is_approval_unit(self, post: Post | None) -> bool:
        """Whether a post may handle the department's approvals: one of its approval unit, where it has named one
        (D1); a post that names no unit counts as one."""
        return not self.approval_unit or post is None or post.unit in ("", self.approval_unit)


@dataclass(frozen=True, slots=True)
class Site:
    """A place with windows: address, hours, facilities (A19) and functional areas (A20) are shown to the public.
    `approval` is the record by which a sub-centre or retained hall was approved, `filing` the number under which the
    level above keeps a retained hall on file (A6, A7)."""

    code: str
    name: str
    kind: SiteKind
    address: str = ""
    hours: str = ""
    phone: str = ""
    facilities: tuple[str, ...] = ()
    approval: str = ""
    areas: tuple[AreaKind, ...] = ()
    filing: str = ""

    @property
    def lacks(self) -> str:
        """What is missing before the site may be used, in Chinese; "" when nothing is."""
        if self.kind in (SiteKind.SUB_CENTRE, SiteKind.RETAINED_HALL) and not self.approval:
            return "批准文号或批准记录"
        return "报上级备案的备案号" if self.kind is SiteKind.RETAINED_HALL and not self.filing else ""


@dataclass(frozen=True, slots=True)
class Zone:
    """A service zone (专区): the departments in it and how many windows of each kind it plans for; self-service seats
    are counted apart (A12). `lead` is the department that leads its reform (D16)."""

    code: str
    name: str
    site: str = ""
    floor: str = ""
    departments: tuple[str, ...] = ()
    planned: tuple[tuple[WindowKind, int], ...] = ()
    self_service_seats: int = 0
    lead: str = ""
    remark: str = ""

    @property
    def planned_windows(self) -> int:
        return sum(count for _, count in self.planned)


@dataclass(frozen=True, slots=True)
class Window:
    """One window; with no departments named it accepts for those of its zone."""

    code: str
    name: str
    zone: str
    kind: WindowKind = WindowKind.GENERAL
    departments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Organisation:
    """All of a centre's bodies and places. The indexes are made once."""

    departments: tuple[Department, ...] = ()
    posts: tuple[Post, ...] = ()
    sites: tuple[Site, ...] = ()
    zones: tuple[Zone, ...] = ()
    windows: tuple[Window, ...] = ()
    _departments: Mapping[str, Department] = field(init=False, repr=False, compare=False)
    _posts: Mapping[tuple[str, str], Post] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_departments", MappingProxyType({each.code: each for each in self.departments}))
        posts = {(each.department, each.code): each for each in self.posts}
        object.__setattr__(self, "_posts", MappingProxyType(posts))

    def department(self, code: str) -> Department | None:
        return self._departments.get(code)

    def post(self, department: str, code: str) -> Post | None:
        return self._posts.get((department, code))

    def short_name(self, code: str) -> str:
        """What people call a department, or its code when the centre has no such department."""
        department = self._departments.get(code)
        return department.short if department else code

    def posts_of(self, department: str) -> tuple[Post, ...]:
        return tuple(post for post in self.posts if post.department == department)

    def posts_of_kind(self, kind: PostKind) -> Iterator[Post]:
        return (post for post in self.posts if post.kind is kind)

    def window(self, code: str) -> Window | None:
        return next((window for window in self.windows if window.code == code), None)

    def zone(self, code: str) -> Zone | None:
        return next((zone for zone in self.zones if zone.code == code), None)

    def has_place(self, code: str) -> bool:
        """Whether there is a window or a zone of that code."""
        return self.window(code) is not None or self.zone(code) is not None

    def departments_at(self, window: Window) -> tuple[str, ...]:
        """The departments a window accepts for: its own list, else its zone's."""
        if window.departments:
            return window.departments
        zone = self.zone(window.zone)
        return zone.departments if zone else ()

    def site(self, code: str) -> Site | None:
        return next((site for site in self.sites if site.code == code), None)

    def zones_at(self, site: str) -> tuple[Zone, ...]:
        """The zones of a site."""
        return tuple(zone for zone in self.zones if zone.site == site)

    def places_of(self, department: str) -> tuple[tuple[Site, Zone], ...]:
        """Where a department receives people: its zones, each with its site."""
        pairs = ((self.site(zone.site), zone) for zone in self.zones if department in zone.departments)
        return tuple((site, zone) for site, zone in pairs if site is not None)

    @property
    def window_count(self) -> int:
        """Windows in all: what the zones plan, or the listed windows where a zone plans none."""
        return sum(zone.planned_windows or count_in(self.windows, zone.code) for zone in self.zones) + sum(
            1 for window in self.windows if not window.zone
        )


def count_in(windows: Iterable[Window], zone: str) -> int:
    """How many of the listed windows stand in a zone."""
    return sum(1 for window in windows if window.zone == zone)

"""The registers of an organisation (机构): departments, posts, sites, zones, windows; each with its fields and what
keeps an entry from being taken away. Pure: the organisation goes in, another comes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from designer_api.administration.field import Field, Options, options_of
from tenants.organisation import (
    AreaKind,
    BodyKind,
    Department,
    Organisation,
    Post,
    PostKind,
    Site,
    SiteKind,
    Window,
    WindowKind,
    Zone,
)
from tenants.people import Person
from tenants.term import Term

Part = Department | Post | Site | Zone | Window
PLANNED = "planned_"
"""Before the kind of window: how many of it a zone plans."""


@dataclass(frozen=True, slots=True)
class Register:
    """One register: where it stands in an `Organisation`, what an entry is called and made of."""

    key: str
    name: str
    part: type[Part]
    fields: Callable[[Organisation], tuple[Field, ...]]
    columns: tuple[str, ...]
    needed: Callable[[Organisation, Sequence[Person], Any], str]
    help: str = ""

    def entries(self, centre: Organisation) -> tuple[Part, ...]:
        return tuple(getattr(centre, self.key))

    def entry(self, centre: Organisation, identity: str) -> Part | None:
        return next((each for each in self.entries(centre) if identity_of(each) == identity), None)


def identity_of(part: Part) -> str:
    """What names an entry in an address: its code, a post's with its department's."""
    return f"{part.department}.{part.code}" if isinstance(part, Post) else part.code


def values_of(part: Part) -> dict[str, Any]:
    """An entry by field."""
    values = {each.name: getattr(part, each.name) for each in fields(part)}
    if isinstance(part, Zone):
        counts = dict(part.planned)
        values |= {PLANNED + kind.value: counts.get(kind, 0) for kind in WindowKind}
    return values


def put(register: Register, centre: Organisation, values: dict[str, Any], identity: str = "") -> Organisation | str:
    """The organisation with an entry made of these values, in the place of the one of that identity; why not, in
    Chinese, when its code is taken."""
    known = register.entry(centre, identity) if identity else None
    made = _made(register.part, known, values)
    if known is None and register.entry(centre, identity_of(made)) is not None:
        return f"{register.name}代码“{made.code}”已被使用，请换一个。"
    entries = register.entries(centre)
    after = tuple(made if each is known else each for each in entries) if known is not None else (*entries, made)
    return _with(centre, register.key, after)


def take(register: Register, centre: Organisation, people: Sequence[Person], identity: str) -> Organisation | str:
    """The organisation without an entry; why not, in Chinese, while something needs it."""
    known = register.entry(centre, identity)
    if known is None:
        return f"没有这个{register.name}。"
    if needed := register.needed(centre, people, known):
        return f"“{known.name}”不能删除：{needed}"
    return _with(centre, register.key, tuple(each for each in register.entries(centre) if each is not known))


def _with(centre: Organisation, key: str, entries: tuple[Any, ...]) -> Organisation:
    change: dict[str, Any] = {key: entries}
    return replace(centre, **change)


def _made(part: type[Part], known: Part | None, values: dict[str, Any]) -> Part:
    given = {name: value for name, value in values.items() if not name.startswith(PLANNED)}
    if part is Zone:
        counts = {kind: values.get(PLANNED + kind.value, 0) for kind in WindowKind}
        given["planned"] = tuple((kind, count) for kind, count in counts.items() if count)
    kinds: dict[str, type[Term]] = _TERMS.get(part, {})
    given = {name: _term(kinds[name], value) if name in kinds else value for name, value in given.items()}
    return replace(known, **given) if known is not None else part(**given)


def _term(kind: type[Term], value: Any) -> Any:
    """A word of a closed list, or several."""
    if isinstance(value, tuple):
        return tuple(each for each in kind if each.value in value)
    return next(each for each in kind if each.value == value)


_TERMS: dict[type[Any], dict[str, type[Term]]] = {
    Department: {"body": BodyKind},
    Post: {"kind": PostKind},
    Site: {"kind": SiteKind, "areas": AreaKind},
    Window: {"kind": WindowKind},
}


def department_options(centre: Organisation) -> Options:
    return tuple((each.code, each.short) for each in centre.departments)


def _departments(_: Organisation) -> tuple[Field, ...]:
    return (
        Field(
            "code", "代码", "code", required=True, once=True, help="小写字母开头，例如 tax；上下级同一部门用同一代码"
        ),
        Field("name", "全称", required=True),
        Field("short", "简称", required=True, most=20),
        Field("body", "机构类别", "choice", required=True, options=options_of(BodyKind), help="前三类才能有审批权"),
        Field("approval_unit", "承担审批的内设机构", help="一个部门一个，例如 行政审批股"),
        Field("phone", "电话", most=40),
        Field("entered", "已进驻中心", "flag"),
        Field("selection", "遴选文号", help="中介机构必填；没有的不接办新环节"),
        Field("selected_from", "遴选期自", "day"),
        Field("selected_until", "遴选期至", "day", help="首尾两日都算；届满后不接办新环节"),
        Field("remark", "备注", "paragraph", width=6),
    )


def _posts(centre: Organisation) -> tuple[Field, ...]:
    return (
        Field("department", "部门", "choice", required=True, once=True, options=department_options(centre)),
        Field("code", "代码", "code", required=True, once=True, help="在本部门内不重复，例如 registrar"),
        Field("name", "名称", required=True),
        Field("kind", "岗位类别", "choice", required=True, options=options_of(PostKind)),
        Field("unit", "所属股室", help="部门定了承担审批的内设机构的，审查、决定只由它的岗位办理"),
    )


def _sites(_: Organisation) -> tuple[Field, ...]:
    return (
        Field("code", "代码", "place", required=True, once=True, help="例如 main、sub-1"),
        Field("name", "名称", required=True),
        Field(
            "kind",
            "场所类型",
            "choice",
            required=True,
            options=options_of(SiteKind),
            help="分中心须经批准；保留的部门大厅还须备案",
        ),
        Field("address", "地址", width=4),
        Field("phone", "电话", most=40),
        Field("hours", "开放时间", width=4, help="给群众看的说明，例如 工作日 9:00–12:00，13:30–17:00"),
        Field("approval", "批准文号", help="分中心、保留的部门大厅必填"),
        Field("filing", "备案号", help="保留的部门大厅必填：报上级备案的编号"),
        Field("areas", "功能区", "many", width=6, options=options_of(AreaKind)),
        Field("facilities", "公共设施", "lines", width=6, help="每行一项，例如 母婴室"),
    )


def _zones(centre: Organisation) -> tuple[Field, ...]:
    sites = tuple((each.code, each.name) for each in centre.sites)
    departments = department_options(centre)
    return (
        Field("code", "代码", "place", required=True, once=True, help="例如 A"),
        Field("name", "名称", required=True),
        Field("site", "所在场所", "choice", options=sites),
        Field("floor", "楼层", most=20),
        Field("lead", "牵头部门", "choice", options=departments),
        Field("self_service_seats", "自助席位", "whole", most=10_000),
        *(Field(PLANNED + kind.value, f"计划{kind.chinese}窗口", "whole", most=10_000, width=1) for kind in WindowKind),
        Field("departments", "进驻部门", "many", width=6, options=departments),
        Field("remark", "备注", "paragraph", width=6),
    )


def _windows(centre: Organisation) -> tuple[Field, ...]:
    return (
        Field("code", "编号", "place", required=True, once=True, help="例如 C01"),
        Field("name", "名称", required=True),
        Field(
            "zone", "专区", "choice", options=tuple((each.code, f"{each.code} {each.name}") for each in centre.zones)
        ),
        Field("kind", "窗口类型", "choice", required=True, options=options_of(WindowKind)),
        Field(
            "departments",
            "受理部门",
            "many",
            width=6,
            options=department_options(centre),
            help="一个都不选时，受理专区内全部部门的事项",
        ),
    )


def _department_needed(centre: Organisation, people: Sequence[Person], part: Department) -> str:
    code = part.code
    if posts := centre.posts_of(code):
        return f"它还有 {len(posts)} 个岗位（{posts[0].name}等），请先删除岗位。"
    zones = [each.name for each in centre.zones if code in each.departments or each.lead == code]
    windows = [each.name for each in centre.windows if code in each.departments]
    if used := (*zones, *windows):
        return f"“{used[0]}”还列着它，请先改专区、窗口。"
    return _held(people, code, None)


def _post_needed(_: Organisation, people: Sequence[Person], part: Post) -> str:
    return _held(people, part.department, part.code)


def _held(people: Sequence[Person], department: str, post: str | None) -> str:
    holders = [p.name for p in people if any(h.department == department and post in (None, h.post) for h in p.posts)]
    return f"{'、'.join(holders[:5])}等 {len(holders)} 人在岗，请先由安全管理员调整岗位。" if holders else ""


def _window_needed(_: Organisation, people: Sequence[Person], part: Window) -> str:
    sitting = [each.name for each in people if any(held.window == part.code for held in each.posts)]
    return f"{'、'.join(sitting[:5])}等 {len(sitting)} 人在这个窗口，请先由安全管理员调整岗位。" if sitting else ""


def _site_needed(centre: Organisation, _: Sequence[Person], part: Site) -> str:
    zones = [each.name for each in centre.zones if each.site == part.code]
    return f"专区“{zones[0]}”还在这里，请先改专区。" if zones else ""


def _zone_needed(centre: Organisation, _: Sequence[Person], part: Zone) -> str:
    windows = [each.code for each in centre.windows if each.zone == part.code]
    return f"还有窗口 {'、'.join(windows[:5])} 等 {len(windows)} 个，请先改窗口。" if windows else ""


def _free(_: Organisation, __: Sequence[Person], ___: Part) -> str:
    return ""


REGISTERS: dict[str, Register] = {
    each.key: each
    for each in (
        Register(
            "departments", "部门", Department, _departments, ("name", "short", "body", "phone"), _department_needed
        ),
        Register("posts", "岗位", Post, _posts, ("department", "name", "kind"), _post_needed),
        Register("sites", "场所", Site, _sites, ("name", "kind", "address"), _site_needed),
        Register("zones", "专区", Zone, _zones, ("code", "name", "floor", "lead"), _zone_needed),
        Register("windows", "窗口", Window, _windows, ("code", "name", "zone", "kind"), _window_needed),
    )
}

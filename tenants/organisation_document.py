"""The organisation and people of a `tenant.toml`, read and checked against one another."""

from collections import Counter

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
    count_in,
)
from tenants.people import HeldPost, PersonProfile, Rank, Role, Staff, Training, role_conflict
from tenants.tenant import TenantProfile
from tenants.toml_document import TomlTable

CLOSED_TO = {
    Staff.PERMANENT: frozenset[Role](),
    Staff.CONTRACT: frozenset({Role.OFFICER, Role.CHIEF_REPRESENTATIVE}),
    Staff.ENTERPRISE: frozenset({Role.CHIEF_REPRESENTATIVE, Role.SUPERVISOR}),
}
"""Roles by staff category that cannot be had: contract staff accept and deliver only (B26), enterprise staff work on
their own step (A10)."""


def read_organisation(root: TomlTable) -> Organisation:
    """The departments, posts, sites, zones and windows of a document."""
    return Organisation(
        departments=tuple(_department(each) for each in root.tables("departments")),
        posts=tuple(_post(each) for each in root.tables("posts")),
        sites=tuple(_site(each) for each in root.tables("sites")),
        zones=tuple(_zone(each) for each in root.tables("zones")),
        windows=tuple(_window(each) for each in root.tables("windows")),
    )


def _department(table: TomlTable) -> Department:
    department = Department(
        code=table.code("code", required=True),
        name=table.name("name"),
        short=table.name("short"),
        body=table.term("body", BodyKind, BodyKind.ADMINISTRATIVE, required=True),
        approval_unit=table.name("approval_unit", required=False),
        phone=table.name("phone", required=False),
        entered=table.flag("entered", True),
        selection=table.text("selection"),
        remark=table.text("remark"),
        selected_from=table.day("selected_from"),
        selected_until=table.day("selected_until"),
    )
    table.close()
    if department.selected_from and department.selected_until and department.selected_until < department.selected_from:
        text = f"（{department.selected_until}）早于 selected_from（{department.selected_from}）。"
        table.fault("selected_until", text, advice="请核对遴选期限。")
    return department


def _post(table: TomlTable) -> Post:
    post = Post(
        code=table.code("code", required=True),
        name=table.name("name"),
        department=table.code("department", required=True),
        kind=table.term("kind", PostKind, PostKind.BACK, required=True),
        unit=table.name("unit", required=False),
    )
    table.close()
    return post


def _site(table: TomlTable) -> Site:
    site = Site(
        code=_place(table, "code", required=True),
        name=table.name("name"),
        kind=table.term("kind", SiteKind, SiteKind.CENTRE, required=True),
        address=table.text("address"),
        hours=table.text("hours"),
        phone=table.name("phone", required=False),
        facilities=table.texts("facilities"),
        approval=table.text("approval"),
        areas=table.terms("areas", AreaKind),
        filing=table.name("filing", required=False),
    )
    table.close()
    if site.lacks:
        key = "filing" if site.approval else "approval"
        text = f"没有写：{site.kind.chinese}须经批准{'并报上级备案' if site.approval else ''}才能启用。"
        table.fault(key, text, expected=site.lacks, met="没有", advice="请写明批准机关、文号和备案号。")
    return site


def _place(table: TomlTable, key: str, *, required: bool = False) -> str:
    """The code of a site, zone or window: letters, digits, hyphens and underscores (A, C01, sub-1)."""
    value = table.name(key, required=required)
    if value and not (value.isascii() and value.replace("-", "").replace("_", "").isalnum() and len(value) <= 30):
        advice = "例如 C01。"
        table.fault(
            key, f"不能用“{value}”作代码。", expected="字母、数字、连字符、下划线，最长30个", met=value, advice=advice
        )
        return ""
    return value


def _zone(table: TomlTable) -> Zone:
    zone = Zone(
        code=_place(table, "code", required=True),
        name=table.name("name"),
        site=_place(table, "site"),
        floor=table.name("floor", required=False),
        departments=table.texts("departments"),
        planned=_planned(table),
        self_service_seats=table.whole("self_service_seats", most=10_000),
        lead=table.code("lead"),
        remark=table.text("remark"),
    )
    table.close()
    return zone


def _planned(table: TomlTable) -> tuple[tuple[WindowKind, int], ...]:
    inner = table.table("planned")
    if inner is None:
        return ()
    counts = {kind: inner.whole(kind.value, most=10_000) for kind in WindowKind}
    inner.close()
    return tuple((kind, count) for kind, count in counts.items() if count)


def _window(table: TomlTable) -> Window:
    window = Window(
        code=_place(table, "code", required=True),
        name=table.name("name"),
        zone=_place(table, "zone"),
        kind=table.term("kind", WindowKind, WindowKind.GENERAL),
        departments=table.texts("departments"),
    )
    table.close()
    return window


def read_person(table: TomlTable) -> PersonProfile:
    """One of the people of a document."""
    person = PersonProfile(
        login=table.name("login"),
        name=table.name("name"),
        staff=table.term("staff", Staff, Staff.PERMANENT),
        roles=table.terms("roles", Role),
        posts=tuple(_held(each) for each in table.tables("posts")),
        card=table.name("card", required=False),
        card_until=table.day("card_until"),
        phone=table.name("phone", required=False),
        trainings=tuple(_training(each) for each in table.tables("trainings")),
        rank=_rank(table),
    )
    table.close()
    if not (person.login.isascii() and person.login.replace(".", "").replace("_", "").replace("-", "").isalnum()):
        text = f"不能用“{person.login}”。"
        table.fault("login", text, expected="字母、数字、点、下划线、连字符", met=person.login, advice="请改登录名。")
    if conflict := role_conflict(frozenset(person.roles)):
        table.fault("roles", f"：{conflict}", met="、".join(person.roles), advice="请分给不同的人。")
    if unfit := [role.chinese for role in person.roles if role in CLOSED_TO[person.staff]]:
        text = f"：{person.staff.chinese}不能任{'、'.join(unfit)}。"
        table.fault("roles", text, expected="在编人员", met=person.staff.chinese, advice="请改人员类别或角色。")
    return person


def _rank(table: TomlTable) -> Rank | None:
    return table.term("rank", Rank, Rank.MEMBER) if "rank" in table.values else None


def _held(table: TomlTable) -> HeldPost:
    held = HeldPost(
        department=table.code("department", required=True),
        post=table.code("post", required=True),
        since=table.day("since"),
        until=table.day("until"),
        deputy=table.flag("deputy"),
        consent=table.name("consent", required=False),
        window=_place(table, "window"),
    )
    table.close()
    if held.since and held.until and held.until < held.since:
        table.fault("until", f"（{held.until}）早于 since（{held.since}）。", advice="请核对起止日期。")
    return held


def _training(table: TomlTable) -> Training:
    training = Training(
        name=table.name("name"),
        certificate=table.name("certificate", required=False),
        since=table.day("since"),
        until=table.day("until"),
    )
    table.close()
    if training.since and training.until and training.until < training.since:
        text = f"（{training.until}）早于 since（{training.since}）。"
        table.fault("until", text, advice="请核对起止日期。")
    return training


def check_organisation(root: TomlTable, organisation: Organisation, tenant: TenantProfile | None) -> None:
    """Codes are unique and what is named is there."""
    known = {each.code for each in organisation.departments}
    zones = {each.code for each in organisation.zones}
    sites = {each.code for each in organisation.sites}
    _unique(root, "departments", "code", [each.code for each in organisation.departments])
    _unique(root, "posts", "code", [f"{each.department}/{each.code}" for each in organisation.posts])
    for key in ("sites", "zones", "windows"):
        _unique(root, key, "code", [each.code for each in getattr(organisation, key)])
    for place, post in enumerate(organisation.posts):
        _known(root, ("posts", place, "department"), post.department, known, "部门")
    for place, zone in enumerate(organisation.zones):
        _known(root, ("zones", place, "site"), zone.site, sites, "场所")
        _known(root, ("zones", place, "lead"), zone.lead, known, "部门")
        for code in zone.departments:
            _known(root, ("zones", place, "departments"), code, known, "部门")
        listed = count_in(organisation.windows, zone.code)
        if zone.planned and listed > zone.planned_windows:
            text = f"：“{zone.name}”计划{zone.planned_windows}个窗口，却列了{listed}个。"
            _note(root, ("zones", place, "planned"), text, f"≥{listed}", str(zone.planned_windows))
    for place, window in enumerate(organisation.windows):
        _known(root, ("windows", place, "zone"), window.zone, zones, "专区")
        for code in window.departments:
            _known(root, ("windows", place, "departments"), code, known, "部门")
    cap = tenant.settings.window_cap if tenant else 0
    if cap and organisation.window_count > cap:
        text = f"：窗口共{organisation.window_count}个，超过上限{cap}个。"
        _note(root, ("settings", "window_cap"), text, f"≤{cap}", str(organisation.window_count))


def check_people(root: TomlTable, organisation: Organisation, people: tuple[PersonProfile, ...]) -> None:
    """Logins are unique and every post that is held is there."""
    _unique(root, "people", "login", [each.login.lower() for each in people])
    for place, person in enumerate(people):
        for slot, held in enumerate(person.posts):
            path = ("people", place, "posts", slot)
            department = organisation.department(held.department)
            if department is not None and not department.may_approve and person.staff is not Staff.ENTERPRISE:
                text = f"：{person.name}任职的“{department.short}”是{department.body.chinese}。"
                _note(root, ("people", place, "staff"), text, Staff.ENTERPRISE.chinese, person.staff.chinese)
            if department is None:
                _known(root, (*path, "department"), held.department, {d.code for d in organisation.departments}, "部门")
            elif held.window and not organisation.has_place(held.window):
                places = {w.code for w in organisation.windows} | {z.code for z in organisation.zones}
                _known(root, (*path, "window"), held.window, places, "窗口或专区")
            elif organisation.post(held.department, held.post) is None:
                posts = {post.code for post in organisation.posts_of(held.department)}
                _known(root, (*path, "post"), held.post, posts, f"“{department.short}”的岗位")


def _unique(root: TomlTable, key: str, inner: str, codes: list[str]) -> None:
    for code, count in Counter(code for code in codes if code).items():
        if count > 1:
            place = [index for index, each in enumerate(codes) if each == code][1]
            _note(root, (key, place, inner), f"：“{code}”写了{count}次。", "不重复", code)


def _known(root: TomlTable, path: tuple[str | int, ...], code: str, known: set[str], what: str) -> None:
    if code and code not in known:
        _note(root, path, f"：没有代码为“{code}”的{what}。", "、".join(sorted(known)) or f"先写{what}", code)


def _note(root: TomlTable, path: tuple[str | int, ...], message: str, expected: str, met: str) -> None:
    root.notes.add("tenant-organisation", path, message, expected=expected, met=met, advice="请改正后再导入。")

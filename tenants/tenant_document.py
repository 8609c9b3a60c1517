"""`tenant.toml` (机构文件): read with all its mistakes at once, written the same way every time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import time

from bpmn.finding import Finding, Severity
from tenants.organisation import (
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
from tenants.people import HeldPost, PersonProfile, Role, Staff, role_conflict
from tenants.tenant import Level, Remark, RestDayReceipt, Settings, TenantProfile, region_code_fault
from tenants.toml_document import TomlTable, open_document
from tenants.toml_writer import Plain, write_toml

FILE = "tenant.toml"


@dataclass(frozen=True, slots=True)
class TenantReading:
    """What came of reading `tenant.toml`: nothing but findings when the file cannot be read at all."""

    tenant: TenantProfile | None
    organisation: Organisation
    people: tuple[PersonProfile, ...]
    findings: tuple[Finding, ...]


def read_tenant(source: bytes, *, file: str = FILE) -> TenantReading:
    """Read a tenant with its organisation and people; every mistake is a finding."""
    root, notes = open_document(source, file)
    if root is None:
        return TenantReading(None, Organisation(), (), tuple(notes.findings))
    tenant = _tenant(root)
    organisation = _organisation(root)
    people = tuple(_person(each) for each in root.tables("people"))
    root.close()
    _check_organisation(root, organisation, tenant)
    _check_people(root, organisation, people)
    return TenantReading(tenant, organisation, people, tuple(notes.findings))


def _tenant(root: TomlTable) -> TenantProfile | None:
    table = root.table("tenant")
    settings = _settings(root)
    remarks = tuple(_remark(each) for each in root.tables("remarks"))
    if table is None:
        advice = "请写上 [tenant] 和 code、name、centre、level、region_code。"
        root.notes.add("toml-missing", ("tenant",), "表没有写。", expected="[tenant]", met="没有", advice=advice)
        return None
    level = table.term("level", Level, Level.COUNTY, required=True)
    profile = TenantProfile(
        code=table.code("code", required=True),
        name=table.name("name"),
        centre=table.name("centre"),
        level=level,
        region_code=table.text("region_code", required=True),
        region_verified=table.flag("region_verified"),
        region_source=table.text("region_source"),
        parent=table.code("parent"),
        case_mark=table.name("case_mark", required=False),
        time_zone=table.text("time_zone", "Asia/Shanghai"),
        address=table.text("address"),
        phone=table.name("phone", required=False),
        settings=settings,
        remarks=remarks,
    )
    table.close()
    if profile.region_code and (fault := region_code_fault(profile.region_code, level)):
        table.fault("region_code", f"：{fault}", met=profile.region_code, advice="请核对级别和区划代码。")
    if profile.parent and profile.parent == profile.code:
        table.fault("parent", "不能是租户自己。", met=profile.parent, advice="最上一级请留空。")
    if not profile.region_source and profile.region_verified:
        table.fault("region_source", "没有写：已核对的区划代码要写明来源。", advice="例如 GB/T 2260-2007。")
    return profile


def _settings(root: TomlTable) -> Settings:
    table = root.table("settings")
    if table is None:
        return Settings()
    usual = Settings()
    settings = Settings(
        yellow_working_days=table.whole("yellow_working_days", usual.yellow_working_days, most=30),
        yellow_percent=table.whole("yellow_percent", usual.yellow_percent, most=100),
        window_cap=table.whole("window_cap", usual.window_cap, most=10_000),
        supplement_working_days=table.whole(
            "supplement_working_days", usual.supplement_working_days, least=1, most=365
        ),
        rating_feedback_working_days=table.whole(
            "rating_feedback_working_days", usual.rating_feedback_working_days, least=1, most=60
        ),
        rest_day_receipt=table.term("rest_day_receipt", RestDayReceipt, usual.rest_day_receipt),
        extension_moves_promise=table.flag("extension_moves_promise", usual.extension_moves_promise),
        four_eyes_publish=table.flag("four_eyes_publish", usual.four_eyes_publish),
        business_hours=_hours(table, usual),
        severities=_severities(table),
    )
    table.close()
    return settings


def _hours(table: TomlTable, usual: Settings) -> tuple[tuple[time, time], ...]:
    spans: list[tuple[time, time]] = []
    for text in table.texts("business_hours"):
        span = _span(text)
        if span is None or (spans and span[0] < spans[-1][1]):
            advice = '例如 ["09:00-12:00", "13:30-17:00"]，按先后写，不重叠。'
            table.fault("business_hours", f"里“{text}”不是时段。", expected="时:分-时:分", met=text, advice=advice)
            return usual.business_hours
        spans.append(span)
    return tuple(spans) or usual.business_hours


def _span(text: str) -> tuple[time, time] | None:
    try:
        opens, closes = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        return None
    return (opens, closes) if opens < closes and opens.tzinfo is None and closes.tzinfo is None else None


def _severities(table: TomlTable) -> tuple[tuple[str, Severity], ...]:
    inner = table.table("severities")
    if inner is None:
        return ()
    found: list[tuple[str, Severity]] = []
    for rule in inner.values:
        word = inner.text(rule)
        severity = next((each for each in Severity if word in (each.value, each.chinese)), None)
        if severity is None:
            inner.fault(rule, f"不能写“{word}”。", expected="error、warning、note", met=word, advice="请改写。")
        else:
            found.append((rule, severity))
    return tuple(sorted(found))


def _remark(table: TomlTable) -> Remark:
    remark = Remark(table.name("about"), table.text("text", required=True), table.text("source"))
    table.close()
    return remark


def _organisation(root: TomlTable) -> Organisation:
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
    )
    table.close()
    return department


def _post(table: TomlTable) -> Post:
    post = Post(
        code=table.code("code", required=True),
        name=table.name("name"),
        department=table.code("department", required=True),
        kind=table.term("kind", PostKind, PostKind.BACK, required=True),
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
    )
    table.close()
    if site.kind in (SiteKind.SUB_CENTRE, SiteKind.RETAINED_HALL) and not site.approval:
        text = f"没有写：{site.kind.chinese}须经批准才能启用。"
        table.fault("approval", text, expected="批准文号或批准记录", met="没有", advice="请写明批准机关、文号。")
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


def _person(table: TomlTable) -> PersonProfile:
    person = PersonProfile(
        login=table.name("login"),
        name=table.name("name"),
        staff=table.term("staff", Staff, Staff.PERMANENT),
        roles=table.terms("roles", Role),
        posts=tuple(_held(each) for each in table.tables("posts")),
        card=table.name("card", required=False),
        card_until=table.day("card_until"),
        phone=table.name("phone", required=False),
    )
    table.close()
    if not (person.login.isascii() and person.login.replace(".", "").replace("_", "").replace("-", "").isalnum()):
        text = f"不能用“{person.login}”。"
        table.fault("login", text, expected="字母、数字、点、下划线、连字符", met=person.login, advice="请改登录名。")
    if conflict := role_conflict(frozenset(person.roles)):
        table.fault("roles", f"：{conflict}", met="、".join(person.roles), advice="请分给不同的人。")
    if person.staff is not Staff.PERMANENT and Role.CHIEF_REPRESENTATIVE in person.roles:
        text = f"：{person.staff.chinese}不能任首席代表。"
        table.fault("roles", text, expected="在编人员", met=person.staff.chinese, advice="请改人员类别或角色。")
    return person


def _held(table: TomlTable) -> HeldPost:
    held = HeldPost(
        department=table.code("department", required=True),
        post=table.code("post", required=True),
        since=table.day("since"),
        until=table.day("until"),
        deputy=table.flag("deputy"),
    )
    table.close()
    if held.since and held.until and held.until < held.since:
        table.fault("until", f"（{held.until}）早于 since（{held.since}）。", advice="请核对起止日期。")
    return held


def _check_organisation(root: TomlTable, organisation: Organisation, tenant: TenantProfile | None) -> None:
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


def _check_people(root: TomlTable, organisation: Organisation, people: tuple[PersonProfile, ...]) -> None:
    _unique(root, "people", "login", [each.login.lower() for each in people])
    for place, person in enumerate(people):
        for slot, held in enumerate(person.posts):
            path = ("people", place, "posts", slot)
            department = organisation.department(held.department)
            if department is None:
                _known(root, (*path, "department"), held.department, {d.code for d in organisation.departments}, "部门")
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


def write_tenant(tenant: TenantProfile, organisation: Organisation, people: tuple[PersonProfile, ...]) -> bytes:
    """The canonical `tenant.toml`: what `read_tenant` reads back as the same values."""
    root: dict[str, Plain] = {"tenant": _written(tenant, leave_out=("settings", "remarks"))}
    if settings := _written_settings(tenant.settings):
        root["settings"] = settings
    for key in ("departments", "posts", "sites", "zones", "windows"):
        root[key] = [_written(each) for each in getattr(organisation, key)]
    root["people"] = [_written(person) for person in people]
    root["remarks"] = [_written(remark) for remark in tenant.remarks]
    return write_toml({key: value for key, value in root.items() if value})


def _written_settings(settings: Settings) -> dict[str, Plain]:
    values = _written(settings, leave_out=("business_hours", "severities"))
    if settings.business_hours != Settings().business_hours:
        values["business_hours"] = [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in settings.business_hours]
    if settings.severities:
        values["severities"] = {rule: severity.value for rule, severity in settings.severities}
    return values


def _written(value: object, leave_out: tuple[str, ...] = ()) -> dict[str, Plain]:
    """The fields of a value in their order, those at their default left out."""
    return {
        name: plain
        for name, each, default in _fields(value)
        if name not in leave_out and each != default and (plain := _plain(each)) is not None
    }


def _fields(value: object) -> Iterator[tuple[str, object, object]]:
    for each in fields(value):  # type: ignore[arg-type]  # only dataclasses come here
        if each.init:
            yield each.name, getattr(value, each.name), each.default


def _plain(value: object) -> "Plain | None":
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return {str(key.value): count for key, count in value}
    if isinstance(value, tuple):
        return [_plain(item) or "" for item in value]
    if isinstance(value, HeldPost):
        return _written(value)
    if isinstance(value, (BodyKind, PostKind, WindowKind, SiteKind, Role, Staff, Level, RestDayReceipt)):
        return value.value
    return value  # type: ignore[return-value]  # text, whole number, flag, day or None

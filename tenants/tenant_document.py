"""`tenant.toml` (机构文件): read with all its mistakes at once."""

from dataclasses import dataclass
from datetime import date, time

from bpmn.finding import Finding, Severity
from tenants.halls import name_faults
from tenants.mandate import Power
from tenants.organisation import Organisation
from tenants.organisation_document import check_organisation, check_people, read_organisation, read_person
from tenants.people import PersonProfile
from tenants.succession import Merger, Rename
from tenants.tenant import Level, Remark, RestDayReceipt, Settings, TenantProfile, region_code_fault
from tenants.toml_document import TomlTable, open_document

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
    organisation = read_organisation(root)
    people = tuple(read_person(each) for each in root.tables("people"))
    root.close()
    check_organisation(root, organisation, tenant)
    check_people(root, organisation, people)
    if tenant is not None:
        notes.findings += (each.in_file(file) for each in name_faults(tenant.level, organisation.sites))
    return TenantReading(tenant, organisation, people, tuple(notes.findings))


def _tenant(root: TomlTable) -> TenantProfile | None:
    table = root.table("tenant")
    settings = _settings(root)
    remarks = tuple(_remark(each) for each in root.tables("remarks"))
    renames = tuple(_rename(each) for each in root.tables("renames"))
    merged = _merger(root)
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
        renames=renames,
        merged=merged,
    )
    table.close()
    if merged is not None and merged.into == profile.code:
        table.fault("code", "不能并入自己。", met=profile.code, advice="请改 [merged] 的 into。")
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
            "supplement_working_days", usual.supplement_working_days, least=0, most=365
        ),
        rating_feedback_working_days=table.whole(
            "rating_feedback_working_days", usual.rating_feedback_working_days, least=1, most=60
        ),
        pledge_check_months=table.whole("pledge_check_months", usual.pledge_check_months, least=1, most=24),
        yellow_cards_for_red=table.whole("yellow_cards_for_red", usual.yellow_cards_for_red, least=2, most=31),
        rest_day_receipt=table.term("rest_day_receipt", RestDayReceipt, usual.rest_day_receipt),
        extension_moves_promise=table.flag("extension_moves_promise", usual.extension_moves_promise),
        four_eyes_publish=table.flag("four_eyes_publish", usual.four_eyes_publish),
        business_hours=_hours(table, usual),
        severities=_severities(table),
        http_allowed=table.texts("http_allowed"),
        two_powers=table.flag("two_powers", usual.two_powers),
        free_powers=table.terms("free_powers", Power, usual.free_powers),
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


def _rename(table: TomlTable) -> Rename:
    rename = Rename(
        effective_from=_day(table, "effective_from"),
        document=table.name("document"),
        name=table.name("name"),
        centre=table.name("centre"),
        case_mark=table.name("case_mark", required=False),
        former=table.name("former", required=False),
    )
    table.close()
    return rename


def _merger(root: TomlTable) -> Merger | None:
    table = root.table("merged")
    if table is None:
        return None
    merger = Merger(
        into=table.code("into", required=True),
        effective_from=_day(table, "effective_from"),
        document=table.name("document"),
    )
    table.close()
    return merger


def _day(table: TomlTable, key: str) -> date:
    value = table.day(key)
    if value is None and key not in table.values:
        table.fault(key, "没有写。", expected="日期", met="没有", advice="例如 2026-03-01，不加引号。")
    return value or date.max


def _remark(table: TomlTable) -> Remark:
    remark = Remark(table.name("about"), table.text("text", required=True), table.text("source"))
    table.close()
    return remark

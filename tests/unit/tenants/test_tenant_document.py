"""`tenant.toml` is read whole, its mistakes are named all at once, and it is written back the same."""

from datetime import date, time

import pytest

from bpmn.finding import Severity
from tenants.organisation import BodyKind, PostKind, WindowKind
from tenants.people import Role, Staff
from tenants.tenant import Level
from tenants.tenant_document import read_tenant
from tenants.tenant_writer import write_tenant


def test_a_county_reads_without_findings(tenant_toml: str) -> None:
    reading = read_tenant(tenant_toml.encode())
    assert reading.findings == ()
    county = reading.tenant
    assert county is not None
    assert (county.code, county.level, county.region_code, county.region_verified) == (
        "yushan",
        Level.COUNTY,
        "361123",
        True,
    )
    assert county.settings.window_cap == 120
    assert county.settings.business_hours == ((time(9), time(12)), (time(13, 30), time(17)))
    assert county.settings.severity_of("features-present", Severity.ERROR) is Severity.WARNING
    assert county.remarks[0].source == "玉府办字〔2019〕109号"


def test_organisation_and_people_are_read_by_code_or_chinese_word(tenant_toml: str) -> None:
    reading = read_tenant(tenant_toml.encode())
    bureau = reading.organisation.department("market_regulation")
    assert bureau is not None
    assert bureau.body is BodyKind.ADMINISTRATIVE
    assert bureau.may_approve
    assert not reading.organisation.department("seal_maker").may_approve  # type: ignore[union-attr]
    assert reading.organisation.post("centre", "exit").kind is PostKind.EXIT  # type: ignore[union-attr]
    assert reading.organisation.zones[0].planned == (
        (WindowKind.GENERAL, 8),
        (WindowKind.SPARE, 1),
        (WindowKind.SEAL, 1),
    )
    wang, li = reading.people
    assert (wang.staff, wang.roles) == (Staff.CONTRACT, (Role.WINDOW_CLERK,))
    assert li.roles == (Role.OFFICER, Role.CHIEF_REPRESENTATIVE)
    assert li.posts[0].until == date(2026, 12, 31)


def test_writing_what_was_read_reads_back_the_same(tenant_toml: str) -> None:
    first = read_tenant(tenant_toml.encode())
    assert first.tenant is not None
    written = write_tenant(first.tenant, first.organisation, first.people)
    second = read_tenant(written)
    assert second == first
    assert second.tenant is not None
    assert write_tenant(second.tenant, second.organisation, second.people) == written


MISTAKES = [
    # (what is written, what stands there instead, key of the finding, words of its message, words of its advice)
    ('level = "county"', 'level = "conuty"', "tenant.level", "不能写“conuty”", "county"),
    ('name = "玉山县"', "name = 7", "tenant.name", "应是文字，现在是整数", ""),
    ('name = "玉山县"', 'nmae = "玉山县"', "tenant.nmae", "不是认识的键", "name"),
    ('region_code = "361123"', 'region_code = "36112"', "tenant.region_code", "应为6位", ""),
    ('region_code = "361123"', 'region_code = "361100"', "tenant.region_code", "后两位不能是 00", ""),
    ('case_mark = "玉办"', 'parent = "yushan"', "tenant.parent", "不能是租户自己", "留空"),
    ('name = "王芳"', 'name = "王\\u202E芳"', "people[1].name", "U+202E", ""),
    ('name = "王芳"', 'name = "王\\u200B芳"', "people[1].name", "U+200B", ""),
    ('login = "wangfang"', 'login = "li.ming"', "people[2].login", "写了2次", ""),
    ('login = "wangfang"', 'login = "王芳"', "people[1].login", "不能用“王芳”", ""),
    ('post = "window", since', 'post = "windw", since', "people[1].posts[1].post", "没有代码为“windw”", ""),
    ("until = 2026-12-31", "until = 2023-12-31", "people[2].posts[1].until", "早于 since", ""),
    ("since = 2024-01-01 }]", 'since = "2024-01-01" }]', "people[1].posts[1].since", "应是日期，现在是文字", ""),
    ('roles = ["window_clerk"]', 'roles = ["administrator", "auditor"]', "people[1].roles", "三员分立", "不同的人"),
    ('roles = ["window_clerk"]', 'roles = ["首席代表"]', "people[1].roles", "合同制人员不能任首席代表", ""),
    ('roles = ["window_clerk"]', 'roles = ["审批人员"]', "people[1].roles", "合同制人员不能任审批人员", "人员类别"),
    ('code = "seal_maker"', 'code = "centre"', "departments[3].code", "“centre”写了2次", ""),
    ('code = "seal_maker"', 'code = "Seal-Maker"', "departments[3].code", "不能用“Seal-Maker”作代码", "name"),
    ('body = "enterprise"', 'body = "企业"', "departments[3].body", "不能写“企业”", "其他企业"),
    ('site = "main"', 'site = "mian"', "zones[1].site", "没有代码为“mian”的场所", ""),
    (
        "planned = { general = 8, spare = 1, seal = 1 }",
        "planned = { general = 0, seal = -1 }",
        "zones[1].planned.seal",
        "应在0到",
        "",
    ),
    ("window_cap = 120", "window_cap = 9", "settings.window_cap", "窗口共10个，超过上限9个", ""),
    ('"13:30-17:00"', '"11:00-17:00"', "settings.business_hours", "不是时段", ""),
    ('features-present = "warning"', 'features-present = "loud"', "settings.severities.features-present", "loud", ""),
    ('kind = "centre"\nfacilities', 'kind = "分中心"\nfacilities', "sites[1].approval", "须经批准", "文号"),
]


@pytest.mark.parametrize(("right", "wrong", "key", "message", "advice"), MISTAKES)
def test_a_mistake_names_its_key_line_and_cure(
    tenant_toml: str, right: str, wrong: str, key: str, message: str, advice: str
) -> None:
    assert right in tenant_toml
    broken = tenant_toml.replace(right, wrong, 1)
    found = [finding for finding in read_tenant(broken.encode()).findings if finding.element == key]
    assert found, [str(finding) for finding in read_tenant(broken.encode()).findings]
    assert message in found[0].message
    assert advice in found[0].advice
    assert found[0].file == "tenant.toml"
    assert found[0].line > 0


def test_all_mistakes_come_at_once(tenant_toml: str) -> None:
    broken = tenant_toml
    changed = 0
    for right, wrong, _, _, _ in MISTAKES:
        if right in broken:
            broken, changed = broken.replace(right, wrong, 1), changed + 1
    assert len(read_tenant(broken.encode()).findings) >= changed


def test_the_line_is_the_one_the_key_stands_on(tenant_toml: str) -> None:
    lines = tenant_toml.replace('name = "李明"', "name = 3").splitlines()
    (finding,) = read_tenant("\n".join(lines).encode()).findings
    assert finding.element == "people[2].name"
    assert lines[finding.line - 1] == "name = 3"


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        (b"[tenant\n", "toml-syntax", 1),
        (b'[tenant]\ncode = "a"\ncode = "b"\n', "toml-syntax", 3),
        ('[tenant]\nname = "玉山"'.encode("gb18030"), "toml-encoding", 2),
        (b"#" * (1024 * 1024 + 1), "toml-size", 0),
    ],
)
def test_a_file_that_cannot_be_read_says_why(source: bytes, code: str, line: int) -> None:
    reading = read_tenant(source)
    assert reading.tenant is None
    assert [(finding.code, finding.line) for finding in reading.findings] == [(code, line)]


def test_without_the_tenant_table_there_is_no_tenant() -> None:
    reading = read_tenant(
        b'[[departments]]\ncode = "tax"\nname = "\xe7\xa8\x8e"\nshort = "\xe7\xa8\x8e"\nbody = "vertical"\n'
    )
    assert reading.tenant is None
    assert reading.findings[0].element == "tenant"

"""The pages of the three administrators: what each may do, what nobody may do, and what the audit says of it."""

import re
from typing import Any

import pytest

from designer_api.access.audit import AuditKind, AuditQuery, Doer
from tenants import scope
from tenants.people import Role
from tenants.security import SecurityPolicy

pytestmark = pytest.mark.anyio
SYSTEM, SECURITY, AUDITOR, CLERK = "lvli", "suyang", "lushi", "chenyang"
PAGES = {
    SYSTEM: (
        "/admin/departments", "/admin/departments/new", "/admin/departments/tax", "/admin/posts/tax.tax_clerk",
        "/admin/sites", "/admin/zones/A", "/admin/windows", "/admin/settings", "/admin/provider",
        "/admin/import/windows", "/admin/import/windows/template.xlsx",
    ),
    SECURITY: ("/admin/people", "/admin/people/new", "/admin/policy", "/admin/import/people"),
    AUDITOR: ("/admin/audit", "/admin/audit/export.csv"),
}  # fmt: skip


async def person(centre: Any, login: str) -> Any:
    with scope.acting_for(await centre.tenant()):
        return await centre.house.tenants.person_by_login(login)


async def organisation(centre: Any) -> Any:
    with scope.acting_for(await centre.tenant()):
        return await centre.house.tenants.organisation()


async def last_audited(centre: Any) -> tuple[str, str, str]:
    with scope.acting_for(await centre.tenant()):
        (entry,) = await centre.house.audit.entries(AuditQuery(limit=1))
    return entry.kind.chinese, entry.who, f"{entry.about} {entry.text}"


async def asked(centre: Any, policy: SecurityPolicy) -> None:
    with scope.acting_for(await centre.tenant()):
        async with centre.house.database.transaction():
            await centre.house.policies.save_policy(policy)


def told(answer: Any) -> str:
    """What the page says is wrong."""
    assert answer.status_code == 422, answer.status_code
    return " ".join(re.findall(r"<b>([^<]+)</b></div></div>|<p class=\"help bad\"[^>]*>([^<]+)<", answer.text)[0])


# ---- who may
async def test_each_administrator_has_pages_of_their_own_and_nobody_else_has_any(centre: Any) -> None:
    callers = {login: await centre.officer(login) for login in (*PAGES, CLERK, "xuli", "songli")}
    for owner, pages in PAGES.items():
        for page in pages:
            for login, caller in callers.items():
                answer = await caller.get(page)
                assert answer.status_code == (200 if login == owner else 403), (page, login)
    for login, first in ((SYSTEM, "/admin/departments"), (SECURITY, "/admin/people"), (AUDITOR, "/admin/audit")):
        assert (await callers[login].get("/admin")).headers["location"] == first
    assert (await callers[CLERK].get("/admin")).status_code == 403


async def test_what_is_foreign_is_refused_alike_whether_it_is_there_or_not(centre: Any) -> None:
    with scope.acting_for(await centre.tenant("duyun")):
        foreign = (await centre.house.tenants.people())[0]
    security = await centre.officer(SECURITY)
    answers = [
        await security.get(f"/admin/people/{each}") for each in (foreign.id, "01960000-0000-7000-8000-00000000dead")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content


# ---- people
async def test_a_person_is_made_with_a_first_password_told_once(centre: Any) -> None:
    security = await centre.officer(SECURITY)
    fields = {
        "login": "Zhou.Min", "name": "周敏", "staff": "contract", "roles": ["window_clerk"],
        "post_0": "centre.general_window", "since_0": "2026-03-02",
    }  # fmt: skip
    made = await security.submit("/admin/people/new", "/admin/people/new", fields)
    (password,) = re.findall(r'<code class="secret">([a-z0-9-]+)</code>', made.text)
    assert await last_audited(centre) == (
        "账号变更",
        "苏样",
        "Zhou.Min 新增人员和账号：周敏，角色 窗口人员，岗位 政务中心·综合窗口（2026-03-02至今）",
    )
    known = await person(centre, "zhou.min")
    assert password not in (await security.get(f"/admin/people/{known.id}")).text
    caller = await centre.stranger()
    fields = {"centre": "yushan", "login": "zhou.min", "password": password}
    sent = await caller.submit("/sign-in", "/sign-in", fields)
    assert sent.headers["location"].startswith("/sign-in/password")


NO_PERSON: list[tuple[dict[str, Any], str]] = [
    ({"login": "chenyang"}, "登录名已被使用"),
    ({"login": "陈"}, "登录名只用字母"),
    ({"name": "周\u200b敏"}, "看不见的字符"),
    ({"name": "\u202e敏周"}, "看不见的字符"),
    ({"name": ""}, "请填写姓名"),
    ({"staff": "contract", "roles": ["officer"]}, "合同制人员不能任审批人员"),
    ({"roles": ["administrator", "auditor"]}, "必须由不同的人担任"),
    ({"roles": ["window_clerk", "king"]}, "没有“king”这一项"),
    ({"post_0": "centre.nowhere"}, "没有这个岗位"),
    ({"post_0": "centre.general_window", "since_0": "2026-03-02", "until_0": "2026-03-01"}, "早于起始日"),
    ({"post_0": "centre.general_window", "post_1": "centre.general_window"}, "同一岗位写了两次"),
    ({"card_until": "2026-02-30"}, "应写成 2026-03-02"),
]
"""What may not be typed of a person, and what the page says."""


async def test_a_person_that_cannot_be_is_refused_with_the_reason(centre: Any) -> None:
    security = await centre.officer(SECURITY)
    for changes, why in NO_PERSON:
        fields = {"login": "zhoumin", "name": "周敏", "staff": "permanent", **changes}
        answer = await security.submit("/admin/people/new", "/admin/people/new", fields)
        assert (answer.status_code, why in answer.text) == (422, True), why
        assert await person(centre, "zhoumin") is None


async def test_nobody_grants_themself_anything(centre: Any) -> None:
    security = await centre.officer(SECURITY)
    me = await person(centre, SECURITY)
    csrf = await security.csrf()
    for act in ("", "/password", "/unlock", "/second-factor", "/link", "/dismiss"):
        fields = {"_csrf_token": csrf, "name": "苏样", "staff": "permanent", "roles": "officer"}
        answer = await security.http.post(f"/admin/people/{me.id}{act}", data=fields)
        assert answer.status_code == 422, act
        assert "请由另一位安全管理员办理" in answer.text or "我的账号" in answer.text
    assert (await person(centre, SECURITY)) == me


async def test_a_change_of_roles_and_posts_is_audited_each_and_counts_at_once(centre: Any) -> None:
    clerk, security = await centre.officer(CLERK), await centre.officer(SECURITY)
    known = await person(centre, CLERK)
    page = f"/admin/people/{known.id}"
    done = await security.submit(page, page, {"roles": ["window_clerk", "agent"], "phone": "0793-1"})
    assert done.status_code == 303, told(done)
    with scope.acting_for(await centre.tenant()):
        entries = await centre.house.audit.entries(AuditQuery(limit=2))
    assert {(each.kind.chinese, each.about, each.text) for each in entries} == {
        ("角色变更", CLERK, "窗口人员 → 窗口人员、代办人员"),
        ("人员资料变更", CLERK, "电话：空 → 0793-1"),
    }
    assert (await clerk.get("/api/v1/me")).json()["roles"] == ["agent", "window_clerk"]


async def test_two_years_at_a_window_end_early_only_with_a_record(centre: Any) -> None:
    """F13: the clock stands at 2026-03-02; 陈样 has held the post since 2024-01-01, 周敏 for a day."""
    security = await centre.officer(SECURITY)
    fields = {"login": "zhoumin", "name": "周敏", "staff": "contract", "roles": ["window_clerk"],
              "post_0": "centre.general_window", "since_0": "2026-03-01"}  # fmt: skip
    await security.submit("/admin/people/new", "/admin/people/new", fields)
    known = await person(centre, "zhoumin")
    page = f"/admin/people/{known.id}"
    for change in ({"post_0": ""}, {"until_0": "2026-03-02"}, {"since_0": "2020-01-01"}):
        assert "任职不满2年" in told(await security.submit(page, page, change))
    gone = await security.submit(page, f"{page}/dismiss")
    assert "征求意见" in told(gone)
    moved = await security.submit(page, page, {"until_0": "2026-03-02", "consent_0": "玉政务函〔2026〕3号"})
    assert moved.status_code == 303
    assert (await person(centre, "zhoumin")).posts[0].consent == "玉政务函〔2026〕3号"
    long = f"/admin/people/{(await person(centre, CLERK)).id}"
    assert (await security.submit(long, long, {"until_0": "2026-03-02"})).status_code == 303


async def test_a_role_that_asks_for_training_is_granted_after_it(centre: Any) -> None:
    await asked(centre, SecurityPolicy(trained=(Role.AGENT,)))
    security = await centre.officer(SECURITY)
    page = f"/admin/people/{(await person(centre, CLERK)).id}"
    refused = await security.submit(page, page, {"roles": ["window_clerk", "agent"]})
    assert "代办人员须先有在有效期内的培训记录" in told(refused)
    old = {"roles": ["window_clerk", "agent"], "training_0": "岗前培训", "valid_0": "2026-03-01"}
    assert "培训记录" in told(await security.submit(page, page, old))
    done = await security.submit(page, page, {**old, "valid_0": "2027-03-01", "certificate_0": "ZW-17"})
    assert done.status_code == 303


async def test_a_reset_password_ends_what_was_open_and_a_lock(centre: Any) -> None:
    clerk, security = await centre.officer(CLERK), await centre.officer(SECURITY)
    stranger = await centre.stranger()
    for _ in range(5):
        await stranger.sign_in(CLERK, password="wrong")
    known = await person(centre, CLERK)
    page = f"/admin/people/{known.id}"
    assert "已锁定" in (await security.get(page)).text
    assert (await security.submit(page, f"{page}/unlock")).status_code == 303
    assert (await stranger.sign_in(CLERK)).status_code == 200
    shown = await security.submit(page, f"{page}/password")
    (password,) = re.findall(r'<code class="secret">([a-z0-9-]+)</code>', shown.text)
    assert (await clerk.get("/api/v1/me")).status_code == 401
    refused = await stranger.sign_in(CLERK, password=password)
    assert refused.json()["type"] == "urn:banshi:problem:must-change"


async def test_who_leaves_can_sign_in_no_more_and_keeps_a_name(centre: Any) -> None:
    clerk, security = await centre.officer(CLERK), await centre.officer(SECURITY)
    page = f"/admin/people/{(await person(centre, CLERK)).id}"
    assert (await security.submit(page, f"{page}/dismiss")).status_code == 303
    assert (await clerk.get("/api/v1/me")).status_code == 401
    assert (await security.get(page)).status_code == 404
    assert (await last_audited(centre))[2].startswith("chenyang 停用账号、离岗：陈样")


# ---- organisation
async def test_a_department_a_post_and_a_window_are_added_changed_and_taken_away(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    new = {"code": "archives", "name": "玉山县档案馆", "short": "档案馆", "body": "institution"}
    assert (await system.submit("/admin/departments/new", "/admin/departments/new", new)).status_code == 303
    post = {"department": "archives", "code": "reader", "name": "查档岗", "kind": "back"}
    assert (await system.submit("/admin/posts/new", "/admin/posts/new", post)).status_code == 303
    window = {"code": "D90", "name": "查档窗口", "zone": "D", "kind": "general", "departments": ["archives"]}
    assert (await system.submit("/admin/windows/new", "/admin/windows/new", window)).status_code == 303
    page = "/admin/departments/archives"
    assert (await system.submit(page, page, {"phone": "0793-5"})).status_code == 303
    assert await last_audited(centre) == ("机构变更", "吕例", "部门 玉山县档案馆 电话：空 → 0793-5")
    assert "还有 1 个岗位" in told(await system.submit(page, f"{page}/remove"))
    assert (
        await system.submit("/admin/posts/archives.reader", "/admin/posts/archives.reader/remove")
    ).status_code == 303
    assert "“查档窗口”还列着它" in told(await system.submit(page, f"{page}/remove"))
    assert (await system.submit("/admin/windows/D90", "/admin/windows/D90/remove")).status_code == 303
    assert (await system.submit(page, f"{page}/remove")).status_code == 303
    assert (await organisation(centre)).department("archives") is None
    assert (await system.get(page)).status_code == 404


NO_ENTRY: list[tuple[str, dict[str, str], str]] = [
    ("departments", {"code": "tax", "name": "又一个", "short": "又", "body": "vertical"}, "已被使用"),
    ("departments", {"code": "Tax Office", "name": "税", "short": "税", "body": "vertical"}, "应以小写字母开头"),
    ("departments", {"code": "x", "name": "税\u200d务", "short": "税", "body": "vertical"}, "看不见的字符"),
    ("departments", {"code": "x", "name": "税", "short": "税", "body": "empire"}, "没有“empire”这一项"),
    ("posts", {"department": "nowhere", "code": "x", "name": "岗", "kind": "back"}, "没有“nowhere”这一项"),
    ("sites", {"code": "sub-9", "name": "人社分中心", "kind": "sub_centre"}, "须经批准"),
    ("zones", {"code": "Z", "name": "新区", "planned_general": "13"}, "超过上限120"),
    ("zones", {"code": "Z", "name": "新区", "planned_general": "-1"}, "0 到 10000 的整数"),
]
"""What may not be entered into a register, and what the page says."""


async def test_an_entry_that_cannot_be_is_refused_with_the_reason(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    before = await organisation(centre)
    for register, fields, why in NO_ENTRY:
        answer = await system.submit(f"/admin/{register}/new", f"/admin/{register}/new", fields)
        assert (answer.status_code, why in answer.text) == (422, True), why
    assert await organisation(centre) == before


async def test_a_post_somebody_holds_is_not_taken_away(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    page = "/admin/posts/tax.tax_clerk"
    assert "在岗，请先由安全管理员调整岗位" in told(await system.submit(page, f"{page}/remove"))
    assert (await system.get("/admin/nothing")).status_code == 404
    assert (await system.get("/admin/windows/nowhere")).status_code == 404


# ---- settings
async def test_settings_count_at_once_and_are_audited(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    changes = {"yellow_working_days": "2", "business_hours": "08:30-12:00，14:00-17:30", "four_eyes_publish": "on"}
    assert (await system.submit("/admin/settings", "/admin/settings", changes)).status_code == 303
    tenant = await centre.house.directory.by_code("yushan")
    assert (tenant.settings.yellow_working_days, tenant.settings.four_eyes_publish) == (2, True)
    assert f"{tenant.settings.business_hours[1][0]:%H:%M}" == "14:00"
    assert tenant.settings.window_cap == 120
    assert (await last_audited(centre))[2] == (
        "玉山县政务服务中心 黄灯提前工作日：1 → 2；发布须由另一人复核：否 → 是；"
        "营业时间：09:00-12:00，13:30-17:00 → 08:30-12:00，14:00-17:30"
    )
    assert "08:30–12:00，14:00–17:30" in (await (await centre.stranger()).get("/sign-in?centre=yushan")).text


NO_SETTINGS: list[tuple[dict[str, str], str]] = [
    ({"yellow_working_days": "31"}, "0 到 30 的整数"),
    ({"supplement_working_days": "366"}, "0 到 365 的整数"),
    ({"business_hours": "9点到12点"}, "不是时段"),
    ({"business_hours": "13:30-17:00，09:00-12:00"}, "应按先后写"),
    ({"centre": ""}, "请填写中心名称"),
]
"""What may not be set, and what the page says."""


async def test_settings_that_cannot_be_are_refused(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    before = await centre.house.directory.by_code("yushan")
    for changes, why in NO_SETTINGS:
        answer = await system.submit("/admin/settings", "/admin/settings", changes)
        assert (answer.status_code, why in answer.text) == (422, True), why
    assert await centre.house.directory.by_code("yushan") == before


async def test_the_policy_is_the_security_administrators(centre: Any) -> None:
    security = await centre.officer(SECURITY)
    changes = {"shortest_password": "12", "second_factor": ["auditor"], "trained": ["window_clerk"]}
    assert (await security.submit("/admin/policy", "/admin/policy", changes)).status_code == 303
    with scope.acting_for(await centre.tenant()):
        policy = await centre.house.policies.policy()
    assert policy == SecurityPolicy(shortest_password=12, second_factor=(Role.AUDITOR,), trained=(Role.WINDOW_CLERK,))
    assert (await last_audited(centre))[2] == (
        "登录安全 密码最短长度：10 → 12；必须用动态码登录的角色：空 → 审计管理员；"
        "须有培训记录才生效的角色：空 → 窗口人员"
    )
    assert (await security.submit("/admin/policy", "/admin/policy", {"attempts": "1"})).status_code == 422


async def test_the_providers_secret_is_sealed_kept_and_never_shown(centre: Any) -> None:
    system = await centre.officer(SYSTEM)
    fields = {
        "name": "省统一身份认证",
        "issuer": "https://id.example.gov.cn",
        "client": "banshi",
        "secret": "s3cret-s3cret",
    }
    assert (await system.submit("/admin/provider", "/admin/provider", fields)).status_code == 303
    page = await system.get("/admin/provider")
    (row,) = await centre.house.database.fetch("select provider from tenant_security")
    assert "s3cret-s3cret" not in page.text + row["provider"]
    assert "s3cret" not in " ".join(await last_audited(centre))
    await system.submit("/admin/provider", "/admin/provider", {"name": "统一认证"})
    (again,) = await centre.house.database.fetch("select provider from tenant_security")
    assert row["provider"].split('"secret"')[1] == again["provider"].split('"secret"')[1]
    assert "用统一认证登录" in (await (await centre.stranger()).get("/sign-in?centre=yushan")).text
    bad = await system.submit("/admin/provider", "/admin/provider", {"issuer": "http://id.example.gov.cn"})
    assert (bad.status_code, "应为 https://" in bad.text) == (422, True)
    await system.submit("/admin/provider", "/admin/provider", {"name": "", "issuer": "", "client": ""})
    assert "用统一认证登录" not in (await (await centre.stranger()).get("/sign-in?centre=yushan")).text


# ---- the audit
async def test_the_audit_is_read_narrowed_and_exported(centre: Any) -> None:
    auditor = await centre.officer(AUDITOR)
    stranger = await centre.stranger()
    for login in ("=cmd|' /C calc'!A0", "nobody"):
        await stranger.sign_in(login, password="x")
    page = await auditor.get("/admin/audit?kind=sign_in_failed")
    assert page.text.count("账号或密码不对") == 2
    assert "卢示" not in page.text.split("<tbody>")[1]
    assert (await auditor.get("/admin/audit?q=nobody")).text.count("<td") == 6
    assert "没有符合条件的记录" in (await auditor.get("/admin/audit?since=2026-03-03")).text
    assert "没有符合条件的记录" in (await auditor.get("/admin/audit?until=2026-03-01")).text
    for odd in ("kind=x", "before=1.2", "before=..", "since=x", "until=9999-99-99", f"before={'9' * 40}.x"):
        assert (await auditor.get(f"/admin/audit?{odd}")).status_code == 200, odd
    export = await auditor.get("/admin/audit/export.csv?kind=sign_in_failed")
    lines = export.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "时间,类别,操作人,对象,内容,来源地址"
    assert len(lines) == 3
    assert "'=cmd" in export.text
    assert ",=cmd" not in export.text
    assert "attachment" in export.headers["content-disposition"]
    assert (await last_audited(centre)) == ("导出", "卢示", "审计记录 导出 2 条")


async def test_the_audit_is_walked_page_by_page(centre: Any) -> None:
    auditor = await centre.officer(AUDITOR)
    with scope.acting_for(await centre.tenant()):
        for number in range(120):
            centre.clock.after(milliseconds=number % 2)
            await centre.house.audit.note_alone(AuditKind.EXPORT, Doer(None, "试验"), f"第{number}条")
    seen: list[str] = []
    address = "/admin/audit?kind=export"
    while address:
        page = (await auditor.get(address)).text
        seen += re.findall(r"<td>(第\d+条)</td>", page)
        found = re.findall(r'href="(/admin/audit\?[^"]*before=[^"]*)"', page)
        address = found[0].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 120

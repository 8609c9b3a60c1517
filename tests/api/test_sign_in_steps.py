"""What a sign-in may still ask: a password of one's own, the one-time code, the second factor set up; all audited."""

import re
from dataclasses import replace
from typing import Any

import pytest

from designer_api.access.audit import AuditQuery
from designer_api.access.one_time_codes import Authenticator
from tenants import scope
from tenants.people import Role
from tenants.security import SecurityPolicy

pytestmark = pytest.mark.anyio
PASSWORD, OWN = "Chashan-2026-mima", "Huanghelou-1983"


async def asked(centre: Any, **changes: Any) -> None:
    """The centre asks for something at its doors."""
    with scope.acting_for(await centre.tenant()):
        async with centre.house.database.transaction():
            await centre.house.policies.save_policy(replace(SecurityPolicy(), **changes))


async def account_changed(centre: Any, login: str, **changes: Any) -> None:
    with scope.acting_for(await centre.tenant()):
        person = await centre.house.tenants.person_by_login(login)
        account = await centre.house.tenants.account(person.id)
        async with centre.house.tenants.transaction():
            await centre.house.tenants.save_account(replace(account, **changes))


async def audited(centre: Any) -> list[str]:
    """The audit of 玉山县, oldest first: kind, who, text."""
    with scope.acting_for(await centre.tenant()):
        entries = await centre.house.audit.entries(AuditQuery(limit=100))
    return [f"{each.kind.chinese} {each.who} {each.text}" for each in reversed(entries)]


async def typed(caller: Any, login: str, password: str = PASSWORD, target: str = "/tasks") -> Any:
    fields = {"centre": "yushan", "login": login, "password": password, "next": target}
    return await caller.submit("/sign-in", "/sign-in", fields)


def phone(page: str) -> Authenticator:
    """The phone that has read the picture: the secret is spelled under it."""
    (secret,) = re.findall(r"手工输入密钥：<code>([A-Z2-7 ]+)</code>", page)
    return Authenticator(secret.replace(" ", ""))


def shown(centre: Any, device: Authenticator) -> str:
    """What the phone shows now."""
    return device.code(int(centre.clock.now().timestamp()) // 30)


async def enrolled(centre: Any, login: str = "suyang") -> tuple[Any, Authenticator, list[str]]:
    """Somebody who has set up one-time codes, with the phone and the recovery codes."""
    caller = await centre.officer(login)
    page = await caller.submit("/me", "/me/second-factor")
    device = phone(page.text)
    done = await caller.http.post(
        "/me/second-factor/confirm", data={"_csrf_token": await caller.csrf(), "code": shown(centre, device)}
    )
    assert done.status_code in (200, 201), done.text
    centre.clock.after(seconds=30)
    return caller, device, re.findall(r"<li><code>([a-z0-9-]{11})</code></li>", done.text)


# ---- the first password
async def test_a_first_password_opens_nothing_until_it_is_changed(centre: Any) -> None:
    await account_changed(centre, "chenyang", must_change=True)
    caller = await centre.stranger()
    sent = await typed(caller, "chenyang", target="/cases?closed=true")
    assert sent.headers["location"] == "/sign-in/password?next=/cases%3Fclosed%3Dtrue"
    for page in ("/tasks", "/cases", "/me"):
        assert (await caller.get(page)).headers["location"] == f"/sign-in/password?next={page}"
    refused = await caller.get("/api/v1/cases")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:banshi:problem:sign-in-unfinished")
    before = caller.http.cookies["banshi"]
    for new, again, why in (
        ("short", "short", "个字符"),
        (PASSWORD, PASSWORD, "不能与原密码相同"),
        (OWN, OWN + "x", "两次输入的新密码不一样"),
        ("Chenyang-2026", "Chenyang-2026", "不能有登录名"),
    ):
        page = await caller.submit("/sign-in/password", "/sign-in/password", {"new": new, "again": again})
        assert (page.status_code, why in page.text) == (422, True), why
    done = await caller.submit(sent.headers["location"], "/sign-in/password", {"new": OWN, "again": OWN})
    assert done.headers["location"] == "/cases?closed=true"
    assert caller.http.cookies["banshi"] != before
    assert (await caller.get("/tasks")).status_code == 200
    assert (await (await centre.stranger()).sign_in("chenyang")).status_code == 401
    assert (await (await centre.stranger()).sign_in("chenyang", password=OWN)).status_code == 200
    lines = await audited(centre)
    assert "登录 陈样 密码，须先设置新密码" in lines
    assert "密码变更 陈样 本人设置新密码" in lines


async def test_a_program_is_told_to_change_the_first_password_by_hand(centre: Any) -> None:
    await account_changed(centre, "chenyang", must_change=True)
    caller = await centre.stranger()
    answer = await caller.sign_in("chenyang")
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:banshi:problem:must-change")
    assert "banshi" not in caller.http.cookies


async def test_a_password_that_grew_old_must_be_changed(centre: Any) -> None:
    await asked(centre, password_days=90)
    await account_changed(centre, "chenyang", changed_at=centre.clock.now())
    centre.clock.after(days=89)
    assert (await typed(await centre.stranger(), "chenyang")).headers["location"] == "/tasks"
    centre.clock.after(days=1)
    assert (await typed(await centre.stranger(), "chenyang")).headers["location"].startswith("/sign-in/password")


# ---- one-time codes
async def test_with_a_second_factor_the_password_alone_opens_nothing(centre: Any) -> None:
    _, device, _ = await enrolled(centre)
    caller = await centre.stranger()
    assert (await typed(caller, "suyang")).headers["location"] == "/sign-in/code?next=/tasks"
    assert (await caller.get("/tasks")).headers["location"] == "/sign-in/code?next=/tasks"
    assert (await caller.get("/api/v1/me")).status_code == 403
    wrong = await caller.submit("/sign-in/code", "/sign-in/code", {"code": "000000"})
    assert (wrong.status_code, "还可再试 4 次" in wrong.text) == (422, True)
    centre.clock.after(seconds=1)
    code = shown(centre, device)
    done = await caller.submit("/sign-in/code?next=/cases", "/sign-in/code", {"code": code})
    assert done.headers["location"] == "/cases"
    assert (await caller.get("/tasks")).status_code == 200
    assert (await audited(centre))[-2:] == ["登录失败 苏样 动态码不对", "登录 苏样 密码加动态码"]
    again = await centre.stranger()
    await typed(again, "suyang")
    assert (await again.submit("/sign-in/code", "/sign-in/code", {"code": code})).status_code == 422


async def test_a_program_brings_the_code_along(centre: Any) -> None:
    _, device, recovery = await enrolled(centre)
    caller = await centre.stranger()
    body = {"centre": "yushan", "login": "suyang", "password": PASSWORD}
    missing = await caller.post("/api/v1/session", body)
    assert (missing.status_code, missing.json()["type"]) == (401, "urn:banshi:problem:second-factor")
    assert (await caller.post("/api/v1/session", {**body, "code": "123456"})).status_code == 401
    assert (await caller.post("/api/v1/session", {**body, "code": shown(centre, device)})).status_code == 200
    assert (await caller.post("/api/v1/session", {**body, "code": recovery[0]})).status_code == 200
    assert (await caller.post("/api/v1/session", {**body, "code": recovery[0]})).status_code == 401


async def test_wrong_codes_lock_like_wrong_passwords_and_the_password_does_not_reset_them(centre: Any) -> None:
    _, device, _ = await enrolled(centre)
    for _ in range(5):
        caller = await centre.stranger()
        await typed(caller, "suyang")
        await caller.submit("/sign-in/code", "/sign-in/code", {"code": "000000"})
    locked = await typed(await centre.stranger(), "suyang")
    assert (locked.status_code, "账号已锁定到" in locked.text) == (422, True)
    held = await caller.submit("/sign-in/code", "/sign-in/code", {"code": shown(centre, device)})
    assert (held.status_code, "账号已锁定到" in held.text) == (422, True)
    assert any(line.startswith("账号锁定 苏样 连续输错5次") for line in await audited(centre))


async def test_a_role_that_needs_it_sets_it_up_before_anything_else(centre: Any) -> None:
    await asked(centre, second_factor=(Role.SECURITY_ADMINISTRATOR,))
    assert (await typed(await centre.stranger(), "chenyang")).headers["location"] == "/tasks"
    caller = await centre.stranger()
    assert (await typed(caller, "suyang")).headers["location"] == "/sign-in/enrol?next=/tasks"
    page = await caller.get("/sign-in/enrol?next=/tasks")
    device = phone(page.text)
    assert "<svg" in page.text
    assert phone((await caller.get("/sign-in/enrol")).text) == device
    wrong = await caller.submit("/sign-in/enrol", "/sign-in/enrol", {"code": "000000"})
    assert wrong.status_code == 422
    done = await caller.submit("/sign-in/enrol?next=/cases", "/sign-in/enrol", {"code": shown(centre, device)})
    assert len(re.findall(r"<li><code>[a-z0-9-]{11}</code></li>", done.text)) == 10
    assert 'href="/cases"' in done.text
    assert (await caller.get("/me")).status_code == 200
    kept = await caller.submit("/me", "/me/second-factor/recovery", {"code": "000000"})
    assert "/me/second-factor/remove" not in kept.text
    centre.clock.after(seconds=30)
    fields = {"_csrf_token": await caller.csrf(), "code": shown(centre, device)}
    refused = await caller.http.post("/me/second-factor/remove", data=fields)
    assert (refused.status_code, "不能停用" in refused.text) == (422, True)


async def test_what_the_database_holds_makes_no_codes(centre: Any) -> None:
    _, device, recovery = await enrolled(centre)
    rows = await centre.house.database.fetch("select secret, recovery from second_factor")
    assert device.secret.encode() not in bytes(rows[0]["secret"])
    assert not any(code in rows[0]["recovery"] for code in recovery)


# ---- one's own account
async def test_a_password_of_ones_own_ends_the_other_sessions(centre: Any) -> None:
    here, elsewhere = await centre.officer("chenyang"), await centre.officer("chenyang")
    wrong = await here.submit("/me", "/me/password", {"old": "x", "new": OWN, "again": OWN})
    assert (wrong.status_code, "原密码不对" in wrong.text) == (422, True)
    done = await here.submit("/me", "/me/password", {"old": PASSWORD, "new": OWN, "again": OWN})
    assert (done.status_code, done.headers["location"]) == (303, "/me")
    assert (await here.get("/api/v1/me")).status_code == 200
    assert (await elsewhere.get("/api/v1/me")).status_code == 401
    assert (await (await centre.stranger()).sign_in("chenyang", password=OWN)).status_code == 200


async def test_the_idle_time_and_the_lock_are_the_centres_own(centre: Any) -> None:
    await asked(centre, idle_minutes=10, attempts=3, locked_minutes=60)
    caller = await centre.officer("chenyang")
    centre.clock.after(minutes=9)
    assert (await caller.get("/api/v1/me")).status_code == 200
    centre.clock.after(minutes=10)
    assert (await caller.get("/api/v1/me")).status_code == 401
    stranger = await centre.stranger()
    for _ in range(3):
        assert (await stranger.sign_in("chenyang", password="wrong")).status_code == 401
    assert (await stranger.sign_in("chenyang")).json()["detail"] == "账号已锁定到 10:49。"


async def test_a_role_that_asks_for_training_is_missing_until_there_is_one(centre: Any) -> None:
    """F22: untrained → no role."""
    await asked(centre, trained=(Role.WINDOW_CLERK,))
    clerk = await centre.officer("chenyang")
    assert (await clerk.get("/api/v1/me")).json()["roles"] == []
    assert (await clerk.post("/api/v1/cases", {"matter": "enterprise_opening", "data": {}})).status_code in (403, 422)
    assert "培训未到位，暂不生效" in (await clerk.get("/me")).text


# ---- the host says the centre
async def test_who_comes_by_a_centres_own_name_is_at_that_centre(opened: Any) -> None:
    async with opened(hosts=(("bs.yushan.example", "yushan"), ("bs.duyun.example", "duyun"))) as centre:
        caller = await centre.stranger("http://bs.duyun.example")
        page = (await caller.get("/sign-in?centre=yushan")).text
        assert re.findall(r'<option value="(\w+)"', page) == ["duyun"]
        body = {"centre": "yushan", "login": "chenyang", "password": PASSWORD}
        assert (await caller.post("/api/v1/session", body)).status_code == 401
        assert (await caller.submit("/sign-in", "/sign-in", {**body, "centre": "yushan"})).status_code == 422
        home = await centre.stranger("http://bs.yushan.example")
        assert (await home.sign_in("chenyang", "duyun")).status_code == 200
        token = home.http.cookies["banshi"]
        assert (await home.get("/api/v1/me")).json()["tenant"] == "yushan"
        caller.http.cookies.set("banshi", token)
        assert (await caller.get("/api/v1/me")).status_code == 401


# ---- the audit
async def test_every_try_is_audited_with_its_address(centre: Any) -> None:
    caller = await centre.officer("chenyang")
    centre.clock.after(seconds=1)
    await caller.submit("/tasks", "/sign-out")
    stranger = await centre.stranger()
    centre.clock.after(seconds=1)
    await stranger.sign_in("nobody", password="x")
    centre.clock.after(seconds=1)
    await stranger.sign_in("chenyang", password="x")
    with scope.acting_for(await centre.tenant()):
        entries = (await centre.house.audit.entries(AuditQuery()))[::-1]
        found = [(e.kind.chinese, e.who, e.about, e.text, e.address) for e in entries]
    assert found == [
        ("登录", "陈样", "chenyang", "密码", "127.0.0.1"),
        ("退出", "陈样", "陈样", "", "127.0.0.1"),
        ("登录失败", "nobody", "nobody", "账号或密码不对", "127.0.0.1"),
        ("登录失败", "陈样", "chenyang", "账号或密码不对", "127.0.0.1"),
    ]


async def test_the_audit_can_only_grow(any_centre: Any) -> None:
    await any_centre.officer("chenyang")
    with scope.acting_for(await any_centre.tenant()):
        for statement in ("update audit_entry set who = 'x'", "delete from audit_entry"):
            for owning in (False, True):
                with pytest.raises(Exception, match=r"审计记录只能追加|permission denied"):
                    async with any_centre.house.database.transaction(owning=owning):
                        await any_centre.house.database.write(statement)
        assert len(await any_centre.house.audit.entries(AuditQuery())) == 1

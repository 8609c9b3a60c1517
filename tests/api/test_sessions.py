"""Signing in and out: no session is taken over, none outlives its time, and nothing changes without the token."""

import re
from hashlib import sha256
from typing import Any

import pytest

from designer_api.headers import HEADERS
from tenants import scope

pytestmark = pytest.mark.anyio
WRONG = "not-the-password"


async def sign_in_by_page(caller: Any, login: str, password: str, **more: str) -> Any:
    fields = {"centre": "yushan", "login": login, "password": password, **more}
    return await caller.submit("/sign-in", "/sign-in", fields)


# ---- whose session it is
async def test_a_cookie_somebody_else_prepared_never_becomes_a_session(centre: Any) -> None:
    caller = await centre.stranger()
    caller.http.cookies.set("banshi", "prepared-by-an-attacker")
    assert (await caller.sign_in("chenyang")).status_code == 200
    tokens = [cookie.value for cookie in caller.http.cookies.jar if cookie.name == "banshi"]
    assert any(token != "prepared-by-an-attacker" for token in tokens)
    attacker = await centre.stranger()
    attacker.http.cookies.set("banshi", "prepared-by-an-attacker")
    assert (await attacker.get("/api/v1/me")).status_code == 401


async def test_every_sign_in_gets_a_token_of_its_own(centre: Any) -> None:
    caller = await centre.stranger()
    tokens = set()
    for _ in range(3):
        await caller.sign_in("chenyang")
        tokens.add(caller.http.cookies["banshi"])
    assert len(tokens) == 3
    assert all(len(token) >= 40 for token in tokens)


async def test_the_table_of_sessions_signs_nobody_in(centre: Any) -> None:
    caller = await centre.officer("chenyang")
    token = caller.http.cookies["banshi"]
    (row,) = await centre.house.database.fetch("select token_hash, data from web_session")
    assert row["token_hash"] == sha256(token.encode()).hexdigest()
    assert token.encode() not in bytes(row["data"])
    thief = await centre.stranger()
    thief.http.cookies.set("banshi", row["token_hash"])
    assert (await thief.get("/api/v1/me")).status_code == 401


# ---- how long
async def test_a_session_ends_two_hours_after_the_last_request(centre: Any) -> None:
    caller = await centre.officer("chenyang")  # at 09:30
    centre.at("03-02 11:29")
    assert (await caller.get("/api/v1/me")).status_code == 200
    centre.at("03-02 13:28")  # 119 minutes after the last
    assert (await caller.get("/api/v1/me")).status_code == 200
    centre.at("03-02 15:28")  # 120 minutes
    assert (await caller.get("/api/v1/me")).status_code == 401
    page = await caller.get("/cases")
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=/cases")


async def test_signing_out_ends_it_here_and_not_elsewhere(centre: Any) -> None:
    here, elsewhere = await centre.officer("chenyang"), await centre.officer("chenyang")
    token = here.http.cookies["banshi"]
    assert (await here.send("DELETE", "/api/v1/session")).status_code == 204
    again = await centre.stranger()
    again.http.cookies.set("banshi", token)
    assert (await again.get("/api/v1/me")).status_code == 401
    assert (await elsewhere.get("/api/v1/me")).status_code == 200


async def test_signing_out_by_the_page_ends_it_too(centre: Any) -> None:
    caller = await centre.officer("chenyang")
    token = caller.http.cookies["banshi"]
    gone = await caller.submit("/tasks", "/sign-out")
    assert (gone.status_code, gone.headers["location"]) == (303, "/sign-in")
    caller.http.cookies.set("banshi", token)
    assert (await caller.get("/tasks")).status_code == 303


async def test_who_was_dismissed_is_signed_out_at_the_next_request(centre: Any) -> None:
    caller = await centre.officer("chenyang")
    with scope.acting_for(await centre.tenant()):
        person = await centre.house.tenants.person_by_login("chenyang")
        async with centre.house.tenants.transaction():
            await centre.house.tenants.dismiss(person.id)
    answer = await caller.get("/api/v1/me")
    assert (answer.status_code, answer.json()["detail"]) == (401, "账号已停用，请联系管理员。")
    assert (await (await centre.stranger()).sign_in("chenyang")).status_code == 401


# ---- guessing
async def test_a_wrong_login_and_a_wrong_password_are_told_alike(centre: Any) -> None:
    caller = await centre.stranger()
    answers = [
        await caller.sign_in("chenyang", password=WRONG),
        await caller.sign_in("nobody", password=WRONG),
        await caller.sign_in("chenyang", centre="nowhere", password=WRONG),
    ]
    first, nobody, _ = answers
    assert {answer.status_code for answer in answers} == {401}
    assert first.json() == nobody.json()
    assert {answer.json()["detail"] for answer in answers} == {"账号或密码不对。"}


async def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(centre: Any) -> None:
    caller = await centre.stranger()
    advice = [(await caller.sign_in("chenyang", password=WRONG)).json()["advice"] for _ in range(4)]
    assert [re.findall(r"还可再试 (\d) 次", text) for text in advice] == [["4"], ["3"], ["2"], ["1"]]
    await caller.sign_in("chenyang", password=WRONG)
    locked = await caller.sign_in("chenyang")
    assert (locked.status_code, locked.json()["detail"]) == (401, "账号已锁定到 09:45。")
    page = await sign_in_by_page(caller, "chenyang", "Chashan-2026-mima")
    assert page.status_code == 422
    assert "账号已锁定到 09:45。" in page.text
    assert (await caller.sign_in("gaoli")).status_code == 200
    centre.at("03-02 09:45")
    assert (await caller.sign_in("chenyang")).status_code == 200


async def test_a_right_password_forgets_the_wrong_ones_before(centre: Any) -> None:
    caller = await centre.stranger()
    for _ in range(2):
        for _ in range(4):
            assert (await caller.sign_in("chenyang", password=WRONG)).status_code == 401
        assert (await caller.sign_in("chenyang")).status_code == 200


# ---- CSRF
@pytest.mark.parametrize("token", ["", "wrong", "0" * 128])
async def test_without_the_right_token_nothing_changes(centre: Any, received: Any, token: str) -> None:
    case = await received(centre)
    clerk = await centre.officer("chenyang")
    before = await centre.events_in_all()
    address = f"/api/v1/cases/{case['id']}/withdraw"
    answer = await clerk.http.post(address, json={"reason": "x"}, headers={"x-csrftoken": token} if token else {})
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("application/problem+json")
    fields = {"reason": "x"} | ({"_csrf_token": token} if token else {})
    page = await clerk.http.post(f"/cases/{case['id']}/withdraw", data=fields)
    assert (page.status_code, "<h1>没有权限</h1>" in page.text) == (403, True)
    assert await centre.events_in_all() == before


async def test_another_persons_token_is_no_token(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk, other = await centre.officer("chenyang"), await centre.officer("gaoli")
    answer = await clerk.http.post(
        f"/api/v1/cases/{case['id']}/withdraw", json={"reason": "x"}, headers={"x-csrftoken": await other.csrf()}
    )
    assert answer.status_code == 403
    assert (await clerk.read(case))["status"] == "收件"


async def test_signing_in_itself_needs_the_token(centre: Any) -> None:
    caller = await centre.stranger()
    body = {"centre": "yushan", "login": "chenyang", "password": "Chashan-2026-mima"}
    assert (await caller.http.post("/api/v1/session", json=body)).status_code == 403
    assert (await caller.http.post("/sign-in", data=body)).status_code == 403
    assert "banshi" not in caller.http.cookies


# ---- cookies and headers
async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(centre: Any) -> None:
    caller = await centre.stranger()
    shown = await caller.get("/sign-in")
    signed = await sign_in_by_page(caller, "chenyang", "Chashan-2026-mima")
    by_api = await caller.sign_in("chenyang")
    told = [line for answer in (shown, signed, by_api) for line in answer.headers.get_list("set-cookie")]
    assert {line.split("=")[0] for line in told} == {"banshi", "banshi-csrf", "banshi-centre"}
    for line in told:
        assert "httponly" in line.lower(), line
        assert "samesite=lax" in line.lower(), line


async def test_behind_https_every_cookie_says_secure(opened: Any) -> None:
    async with opened(secure_cookies=True) as centre:
        caller = await centre.stranger("https://testserver.local")
        shown = await caller.get("/sign-in")
        signed = await sign_in_by_page(caller, "chenyang", "Chashan-2026-mima")
        assert signed.status_code == 303
        told = [line for answer in (shown, signed) for line in answer.headers.get_list("set-cookie")]
        assert len(told) >= 3
        for line in told:
            assert "; secure" in line.lower(), line


async def test_every_kind_of_answer_carries_the_protecting_headers(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk, stranger = await centre.officer("chenyang"), await centre.stranger()
    bundle = next(iter((await stranger.get("/sign-in")).text.split('src="')[1:])).split('"')[0]
    answers = {
        "page": await clerk.get("/tasks"),
        "case": await clerk.get(f"/cases/{case['id']}"),
        "sign-in": await stranger.get("/sign-in"),
        "json": await clerk.get("/api/v1/me"),
        "redirect": await stranger.get("/tasks"),
        "unauthorised": await stranger.get("/api/v1/me"),
        "not there": await clerk.get("/nowhere"),
        "no such file": await clerk.get("/static/nothing.js"),
        "script": await clerk.get(bundle),
        "emblem": await stranger.get("/favicon.svg"),
        "health": await stranger.get("/health"),
        "description": await stranger.get("/api/v1/openapi.json"),
        "description page": await stranger.get("/api/v1/docs"),
        "forbidden": await clerk.http.post("/sign-out"),
        "wrong method": await clerk.send("PUT", "/api/v1/me"),
        "wrong body": await clerk.post("/api/v1/cases", {"matter": 1}),
    }
    missing = {
        kind: [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
        for kind, answer in answers.items()
    }
    assert {kind: names for kind, names in missing.items() if names} == {}


async def test_what_is_personal_is_not_kept_by_caches(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk = await centre.officer("chenyang")
    for address in ("/tasks", f"/cases/{case['id']}", f"/api/v1/cases/{case['id']}", "/api/v1/cases"):
        answer = await clerk.get(address)
        assert answer.headers.get("cache-control") == "no-store", address


async def test_nothing_on_a_page_comes_from_elsewhere(centre: Any, received: Any) -> None:
    case = await received(centre)
    clerk = await centre.officer("chenyang")
    for address in ("/sign-in", "/tasks", f"/cases/{case['id']}", "/receive/enterprise_opening", "/api/v1/docs"):
        text = (await clerk.get(address)).text
        assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//[^"']*""", text) == []
        assert re.findall(r"""\s(?:on[a-z]+|style)=["']""", text) == [], f"{address} would be stopped by the policy"
        assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|<style", text) == []


# ---- where to go next
@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/cases?closed=true", "/cases?closed=true"),
        ("/", "/"),
        ("", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n//evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("\\\\evil.example", "/"),
        ("evil.example", "/"),
    ],
)
async def test_after_signing_in_one_stays_on_this_server(centre: Any, wanted: str, goes: str) -> None:
    caller = await centre.stranger()
    done = await sign_in_by_page(caller, "chenyang", "Chashan-2026-mima", next=wanted)
    assert (done.status_code, done.headers["location"]) == (303, goes)


async def test_the_page_asked_for_is_come_back_to_with_its_whole_address(centre: Any) -> None:
    caller = await centre.stranger()
    sent = await caller.get("/cases?closed=true&q=茶业")
    shown = await caller.get(sent.headers["location"])
    (wanted,) = re.findall(r'name="next" value="([^"]*)"', shown.text)
    assert wanted.replace("&amp;", "&") == "/cases?closed=true&q=%E8%8C%B6%E4%B8%9A"

"""Signing in through an identity provider made by others, running beside: there and back, linked once, never fooled."""

import asyncio
import hmac
import re
import select
import socket
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from designer_api.access.audit import AuditQuery
from designer_api.access.provider import Flow, ProviderFault, identity_of
from engine.clock import WallClock
from tenants import scope
from tenants.people import Role
from tenants.security import IdentityProvider, SecurityPolicy

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]
BACK = "http://testserver.local/sign-in/provider/callback"
SECRET = "s3cret-s3cret"
Start = Callable[[str], Any]


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Start]]:
    """The provider's address, and a way to stop it and start it anew with the keys of another name."""
    folder = tmp_path_factory.mktemp("provider")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running: list[subprocess.Popen[str]] = []

    def stop() -> None:
        for process in running:
            process.terminate()
            process.wait(20)
            if process.stdout:
                process.stdout.close()
        running.clear()

    def start(keys: str) -> None:
        stop()
        command = [sys.executable, str(Path(__file__).with_name("provider_server.py")), str(port), BACK]
        log = (folder / f"{keys}.log").open("w")
        process = subprocess.Popen(
            [*command, str(folder / f"{keys}.json")], stdout=subprocess.PIPE, stderr=log, text=True, cwd=folder
        )
        log.close()
        running.append(process)
        assert process.stdout is not None
        while True:
            ready, _, _ = select.select([process.stdout], [], [], 120)
            line = process.stdout.readline() if ready else ""
            assert line, (folder / f"{keys}.log").read_text()
            if line.strip() == "ready":
                return

    start("first")
    yield f"http://127.0.0.1:{port}", start
    stop()


async def trusted(centre: Any, issuer: str, code: str = "yushan", **changes: Any) -> None:
    """The centre trusts the provider. The clock is brought to the provider's own, which cannot be moved."""
    if centre.clock.now() < WallClock().now():
        centre.clock.set(WallClock().now())
    with scope.acting_for(await centre.tenant(code)):
        sealed = centre.house.seal("provider-secret").close(SECRET.encode(), centre.clock.now()).decode()
        settings = IdentityProvider("省统一身份认证", issuer, "banshi", sealed)
        async with centre.house.database.transaction():
            await centre.house.policies.save_provider(replace(settings, **changes))


def form(page: str) -> dict[str, str]:
    """The hidden fields of a page of the provider."""
    return dict(re.findall(r'<input[^>]*name="(csrf_token)"[^>]*value="([^"]*)"', page))


async def at_the_provider(address: str, login: str = "chen.yang") -> str:
    """Sign in over there with a browser of one's own; the address one is sent back to."""
    async with httpx.AsyncClient(follow_redirects=False, timeout=60) as browser:
        answer = await browser.get(address)
        for _ in range(10):
            if answer.is_redirect:
                target = str(answer.next_request.url) if answer.next_request else ""
                if target.startswith(BACK):
                    return target
                answer = await browser.get(target)
                continue
            assert answer.status_code == 200, answer.text[:2000]
            fields = form(answer.text)
            if 'name="login"' in answer.text:
                fields["login"] = login
            elif 'name="password"' in answer.text:
                fields["password"] = "correct horse battery"
            else:
                fields["answer"] = "accept"
            answer = await browser.post(str(answer.url), data=fields)
    raise AssertionError(f"never sent back: {answer.status_code} {answer.text[:500]}")


async def there_and_back(centre: Any, caller: Any, login: str = "chen.yang", target: str = "/tasks") -> Any:
    """The whole way, as a browser goes it."""
    left = await caller.get(f"/sign-in/provider?centre=yushan&next={target}")
    assert left.status_code == 303, left.text
    return await caller.get(await at_the_provider(left.headers["location"], login))


async def linked(centre: Any, caller: Any) -> None:
    """陈样 signs in here once and confirms the link."""
    met = await there_and_back(centre, caller)
    assert "还没有关联账号" in met.text
    await caller.sign_in("chenyang")
    assert "统一身份“陈样”等待与您的账号关联" in (await caller.get("/me")).text
    done = await caller.submit("/me", "/me/link")
    assert done.status_code == 303


async def test_what_is_asked_of_the_provider_cannot_be_used_by_anybody_else(centre: Any, provider: Any) -> None:
    address, _ = provider
    await trusted(centre, address)
    seen = set()
    for _ in range(2):
        caller = await centre.stranger()
        left = await caller.get("/sign-in/provider?centre=yushan&next=//evil.example")
        asked = {name: values[0] for name, values in parse_qs(urlsplit(left.headers["location"]).query).items()}
        assert (asked["response_type"], asked["client_id"], asked["redirect_uri"]) == ("code", "banshi", BACK)
        assert asked["code_challenge_method"] == "S256"
        assert SECRET not in left.headers["location"]
        cookie = next(line for line in left.headers.get_list("set-cookie") if line.startswith("banshi-provider="))
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
        assert "path=/sign-in" in cookie.lower()
        sealed = cookie.split("=", 1)[1].split(";")[0].encode()
        opened = centre.house.seal("banshi-provider").open(sealed)
        assert opened is not None
        assert b"evil.example" not in opened
        assert b'"target":"/"' in opened
        verifier = re.findall(rb'"verifier":"([^"]+)"', opened)[0]
        assert urlsafe_b64encode(sha256(verifier).digest()).rstrip(b"=").decode() == asked["code_challenge"]
        seen |= {asked["state"], asked["nonce"], asked["code_challenge"]}
    assert len(seen) == 6


async def test_an_identity_is_linked_once_by_hand_and_signs_in_ever_after(centre: Any, provider: Any) -> None:
    address, _ = provider
    await trusted(centre, address)
    caller = await centre.stranger()
    await linked(centre, caller)
    again = await centre.stranger()
    back = await there_and_back(centre, again, target="/cases")
    assert (back.status_code, back.headers["location"]) == (303, "/cases")
    assert (await again.get("/api/v1/me")).json()["name"] == "陈样"
    with scope.acting_for(await centre.tenant()):
        entries = await centre.house.audit.entries(AuditQuery())
        assert [(each.kind.chinese, each.text) for each in entries][:2] == [
            ("登录", "统一身份认证"),
            ("统一身份关联", "关联统一身份“陈样”"),
        ]
        person = await centre.house.tenants.person_by_login("chenyang")
        async with centre.house.tenants.transaction():
            await centre.house.tenants.dismiss(person.id)
    gone = await there_and_back(centre, await centre.stranger())
    assert (gone.status_code, "账号已停用" in gone.text) == (422, True)


async def test_a_provider_that_changed_its_keys_is_believed_by_the_new_ones(centre: Any, provider: Any) -> None:
    address, start = provider
    await trusted(centre, address)
    await linked(centre, await centre.stranger())
    await asyncio.to_thread(start, "second")
    back = await there_and_back(centre, await centre.stranger())
    assert (back.status_code, back.headers.get("location")) == (303, "/tasks")


async def test_a_login_named_by_the_provider_links_only_where_the_centre_says_so(centre: Any, provider: Any) -> None:
    address, _ = provider
    await trusted(centre, address, link_by="preferred_username")
    back = await there_and_back(centre, await centre.stranger(), "chenyang")
    assert (back.status_code, back.headers.get("location")) == (303, "/tasks")
    unknown = await there_and_back(centre, await centre.stranger(), "chen.yang")
    assert "还没有关联账号" in unknown.text


async def test_the_centres_second_factor_is_asked_after_the_provider_too(centre: Any, provider: Any) -> None:
    address, _ = provider
    await trusted(centre, address)
    await linked(centre, await centre.stranger())
    with scope.acting_for(await centre.tenant()):
        async with centre.house.database.transaction():
            await centre.house.policies.save_policy(SecurityPolicy(second_factor=(Role.WINDOW_CLERK,)))
    back = await there_and_back(centre, await centre.stranger())
    assert back.headers["location"].startswith("/sign-in/enrol")


async def test_what_comes_back_otherwise_than_it_left_signs_nobody_in(centre: Any, provider: Any) -> None:
    address, _ = provider
    await trusted(centre, address)
    await linked(centre, await centre.stranger())
    caller = await centre.stranger()
    left = await caller.get("/sign-in/provider?centre=yushan")
    back = await at_the_provider(left.headers["location"])
    state = parse_qs(urlsplit(back).query)["state"][0]
    thief = await centre.stranger()
    stolen = await thief.get(back)  # the code without the browser that asked for it
    assert (stolen.status_code, "不是从本机发起的" in stolen.text) == (422, True)
    flow = [(each.name, each.value or "", each.domain, each.path) for each in caller.http.cookies.jar]

    async def brought(said: str) -> Any:
        """The same browser as it was when it left, brought another answer."""
        other = await centre.stranger()
        for name, value, domain, path in flow:
            other.http.cookies.set(name, value, domain=domain, path=path)
        return await other.get(said)

    for said, why in (
        (back.replace(state, "forged"), "不是从这里发出的"),
        (f"{BACK}?error=access_denied&state={state}", "没有同意登录"),
        (f"{BACK}?state={state}", "没有给出授权码"),
        (f"{BACK}?code=x&state={state}&iss=https://evil.example", "返回的发行者不对"),
    ):
        answer = await brought(said)
        assert (answer.status_code, why in answer.text) == (422, True), why
        assert "banshi=" not in " ".join(answer.headers.get_list("set-cookie"))
    assert (await caller.get(back)).status_code == 303
    spent = await brought(back)
    assert (spent.status_code, "省统一身份认证：没有答复（状态 400）" in spent.text) == (422, True)
    centre.clock.after(minutes=11)
    late = await brought(back)
    assert (late.status_code, "已过期" in late.text) == (422, True)


async def test_a_provider_of_one_centre_opens_no_other(centre: Any, provider: Any) -> None:
    address, _ = provider
    await trusted(centre, address)
    assert (await (await centre.stranger()).get("/sign-in/provider?centre=duyun")).status_code == 404
    assert (await (await centre.stranger()).get("/sign-in/provider?centre=nowhere")).status_code == 404
    await trusted(centre, address, "duyun")
    await linked(centre, await centre.stranger())
    caller = await centre.stranger()
    left = await caller.get("/sign-in/provider?centre=duyun")
    met = await caller.get(await at_the_provider(left.headers["location"]))
    assert "还没有关联账号" in met.text


async def test_a_provider_that_does_not_answer_is_told_in_one_line(centre: Any) -> None:
    await trusted(centre, "http://127.0.0.1:9")
    answer = await (await centre.stranger()).get("/sign-in/provider?centre=yushan")
    assert (answer.status_code, "省统一身份认证：连接不上" in answer.text) == (422, True)


def _parts(*parts: bytes) -> str:
    """Parts of a token as it carries them."""
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


async def test_only_the_providers_own_keys_sign(centre: Any, provider: Any) -> None:
    address, _ = provider
    await trusted(centre, address)
    settings = IdentityProvider("省统一身份认证", address, "banshi")
    async with httpx.AsyncClient() as client:
        published = KeySet.import_key_set((await client.get(f"{address}/oauth/jwks.json")).json())
    own = RSAKey.generate_key(2048)
    unsigned, hashed = (_parts(b'{"alg":"%s"}' % each, b'{"sub":"110"}') for each in (b"none", b"HS256"))
    public = published.keys[0].as_pem(private=False)
    for token in (
        jwt.encode({"alg": "RS256", "kid": str(published.keys[0].kid)}, CLAIMS, own),
        jwt.encode({"alg": "RS256"}, CLAIMS, own),
        f"{hashed}.{_parts(hmac.digest(public, hashed.encode(), 'sha256'))}",  # our own knowledge for a key
        f"{unsigned}.",
        "not.a.token",
        "",
    ):
        with pytest.raises(ProviderFault, match="签名不对"):
            await centre.house.providers.read(settings, token)


# ---- what a token must say
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TRUSTED = IdentityProvider("省统一身份认证", "https://id.example.gov.cn", "banshi")
FLOW = Flow("yushan", "state", "nonce", "verifier", "/")
CLAIMS: dict[str, Any] = {
    "iss": "https://id.example.gov.cn",
    "aud": "banshi",
    "sub": "110",
    "nonce": "nonce",
    "iat": NOW.timestamp(),
    "exp": (NOW + timedelta(minutes=5)).timestamp(),
}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"iss": "https://evil.example"}, "发行者不对"),
        ({"aud": "another"}, "不是给本系统的"),
        ({"aud": ["banshi", "another"]}, "不是给本系统的"),
        ({"aud": ["banshi", "another"], "azp": "another"}, "不是给本系统的"),
        ({"azp": "another"}, "不是给本系统的"),
        ({"exp": (NOW - timedelta(seconds=61)).timestamp()}, "已过期"),
        ({"exp": "tomorrow"}, "已过期"),
        ({"exp": None}, "已过期"),
        ({"iat": (NOW + timedelta(seconds=61)).timestamp()}, "签发时间不对"),
        ({"nbf": (NOW + timedelta(seconds=61)).timestamp()}, "还没有生效"),
        ({"nonce": "of another sign-in"}, "不是这一次登录的"),
        ({"nonce": None}, "不是这一次登录的"),
        ({"sub": ""}, "没有主体"),
        ({"sub": 110}, "没有主体"),
    ],
)
def test_a_token_that_says_anything_else_is_not_believed(change: dict[str, Any], why: str) -> None:
    with pytest.raises(ProviderFault, match=why):
        identity_of(TRUSTED, FLOW, CLAIMS | change, NOW)


def test_a_token_that_says_what_it_must_names_somebody() -> None:
    both = {"aud": ["banshi", "another"], "azp": "banshi", "amr": ["pwd", "otp"], "name": "陈样"}
    found = identity_of(TRUSTED, FLOW, CLAIMS | both, NOW)
    assert (found.issuer, found.subject, found.name, found.strong) == (CLAIMS["iss"], "110", "陈样", True)
    assert not identity_of(TRUSTED, FLOW, CLAIMS, NOW).strong
